"""Noun phrases of a report: their head, the name they are written as, the person they name.

In: offsets of a span and the report's :class:`~dateline.mention.actor_context.ActorContext`. Out: the head
noun, or a :class:`NamedActor` that says what the words themselves say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from dateline.mention.actor_context import ActorContext, clean_name, tokens_of
from dateline.words.folding import FoldedToken, fold_tokens
from dateline.words.headnouns import HeadNoun

Role = Literal["actor", "target"]
_PEOPLE = "people"
_RELATIVE = re.compile(r"[,;\n(](?!\d)| (?:who|which|whose|that) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedActor:
    """A name for a span: as the report allows it, with the register's id where it knows the body.

    ``type`` is a type of the register, or ``object`` for a building or thing, or ``other`` where nothing
    tells; ``country`` is ISO alpha-2; ``why`` says in a word which way the name was found.
    """

    name: str
    type: str
    actor: str | None = None
    country: str | None = None
    why: str = ""


def as_written(start: int, end: int, context: ActorContext, role: Role) -> NamedActor:
    """The noun phrase itself, without article, number or quantifier in front and without what follows its
    head."""
    words = context.text[start:end]
    person = person_in(start, end, context) if role == "target" else None
    if person is not None:
        return NamedActor(name=person, type="civilians", why="person")
    first = _RELATIVE.split(words)[0]
    words = first if tokens_of(first) else words
    tokens = fold_tokens(words)
    at = 0
    while at < len(tokens) and _is_quantity(tokens, at, context) and not _is_joined(words, tokens, at):
        at += 1
    if at == len(tokens):
        return NamedActor(
            name=_PEOPLE if role == "target" else clean_name(words), type="civilians", why="number"
        )
    name = _cut(clean_name(words[tokens[at].start :]), context)
    noun = context.heads.of(tokens_of(name)) or head_of(start, end, context)
    if noun is not None and noun.type == "people":
        return NamedActor(name=_PEOPLE, type="civilians", why="number")
    if noun is not None and _opens_sentence(start, context.text):
        name = _small(name, context)
    if noun is None and len(tokens) == 1 and tokens[0].upper:
        name = fullest_name(name, context)
    return NamedActor(name=name, type="other" if noun is None else noun.type, why="as written")


def _opens_sentence(start: int, text: str) -> bool:
    """Whether what stands at an offset begins a sentence or a line, so that its capital means nothing."""
    before = text[max(0, start - 3) : start].rstrip(" \"'“‘(-–—•")
    return not before or before[-1] in ".!?:\n"


def _small(name: str, context: ActorContext) -> str:
    """A common noun phrase of the start of a sentence without its capital: its first word is a listed noun, a
    participle, or stands elsewhere in the report without one."""
    first = name.split(" ")[0]
    if not first[:1].isupper() or not first[1:].islower():
        return name
    small = first.casefold()
    listed = context.heads.of((small,)) is not None or small.endswith(("ed", "ing"))
    return name[:1].lower() + name[1:] if listed or f" {small} " in context.text else name


def _is_quantity(tokens: tuple[FoldedToken, ...], at: int, context: ActorContext) -> bool:
    """Whether a word in front of a head only tells how many or which: "some 40", "a group of"."""
    if tokens[at].key in context.heads.classes["strip"] or tokens[at].key[0].isdigit():
        return True
    return (
        at + 1 < len(tokens)
        and tokens[at + 1].key == "of"
        and tokens[at].key in context.heads.classes["collective"]
    )


def _is_joined(words: str, tokens: tuple[FoldedToken, ...], at: int) -> bool:
    """Whether a hyphen makes a word one with the next: the "ten" of "ten-year-old" counts nobody."""
    return at + 1 < len(tokens) and words[tokens[at].end : tokens[at + 1].start] == "-"


def _cut(name: str, context: ActorContext) -> str:
    """A phrase up to its head noun, where a place or a circumstance follows ("people trapped in the
    hotel")."""
    words = name.split(" ")
    for at in range(1, len(words)):
        if (
            words[at].lower() in context.heads.classes["after"]
            and context.heads.of(tokens_of(" ".join(words[:at]))) is not None
        ):
            return " ".join(words[:at])
    return name


def head_of(start: int, end: int, context: ActorContext) -> HeadNoun | None:
    """The head noun of a span: of the part before a relative clause, comma or preposition."""
    parts = re.split(
        r",(?!\d)| (?:of|in|from|who|which|that|at|on|near|to|with|for|by|than|loyal|aligned|allied) |\(",
        context.text[start:end],
    )
    for part in parts:
        noun = context.heads.of(tokens_of(part))
        if noun is not None:
            return noun
    return None


def person_in(start: int, end: int, context: ActorContext) -> str | None:
    """A capitalised name of two words or more that begins within a span and is no body of the register."""
    return next((name for at, name in context.persons if start <= at and at + len(name) <= end), None)


def fullest_name(words: str, context: ActorContext) -> str:
    """The longest name of the report that ends with these words."""
    longest = words
    for _, name in context.persons:
        if name.endswith(" " + words) and len(name) > len(longest):
            longest = name
    return longest
