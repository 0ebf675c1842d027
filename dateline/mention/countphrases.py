"""Find the noun phrases that count: numbers with their nouns, "a soldier", "him", "no civilians", "many people".

In: the items of a text and the figures among them. Out: :class:`Phrase` values in order, none overlapping.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.mention.numbers import Figure, Item

HEAD_REACH = 5
"""How many items away a noun may stand from its number."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A counted noun phrase among items: its extent, bounds, what its noun stands for and how it is counted."""

    first: int
    last: int
    low: int | None
    high: int | None
    who: str | None
    hint: str | None
    part: bool


def find_phrases(items: tuple[Item, ...], figures: tuple[Figure, ...]) -> list[Phrase]:
    """Counted noun phrases in order: numbers with their nouns, "a soldier", "his wife", "him", "no civilians"."""
    begins = {figure.first: figure for figure in figures}
    phrases: list[Phrase] = []
    n = 0
    while n < len(items):
        figure = begins.get(n)
        phrase = _numbered(items, figure) if figure is not None else _single(items, n)
        if phrase is None and figure is None:
            n += 1
            continue
        n = figure.last if figure is not None else n
        if phrase is not None:
            phrases.append(phrase)
            n = max(n, phrase.last)
    return phrases


def _numbered(items: tuple[Item, ...], figure: Figure) -> Phrase | None:
    low, high = figure.low, figure.high
    if any(x.sense == "half of" for x in items[max(0, figure.first - 2) : figure.first]):
        low, high = (None if bound is None else bound // 2 for bound in (low, high))
    after = items[figure.last : figure.last + 3]
    # "12 of 15 rockets", "12 of the 15 rockets"
    known = 2 if len(after) > 1 and after[1].sense == "determiner" else 1
    whole = len(after) > known and after[0].sense == "of" and after[known].sense in {"digits", "number"}
    at = _head(items, figure.last + known + 1 if whole else figure.last, HEAD_REACH)
    last = figure.last if at is None else at + 1
    part = figure.last < len(items) and items[figure.last].sense in {"of", "including"}
    noun = None if at is None else items[at].noun
    if noun is not None and noun.hint.startswith("measure"):
        return None
    tail = items[last : last + 2]
    if any(x.sense == "at_least" for x in tail) and not any(
        x.sense in {"and", "mark", "line"} for x in tail
    ):  # "14 persons killed at least"
        high = None
    return Phrase(
        figure.first, last, low, high, noun.who if noun else None, noun.hint if noun else None, part
    )


def _single(items: tuple[Item, ...], n: int) -> Phrase | None:
    """A phrase that counts without a number: one person or vehicle, nobody, many."""
    item = items[n]
    if item.sense == "pronoun":
        return Phrase(n, n + 1, 1, 1, "people", "person", False)
    if item.sense == "none":
        at = _head(items, n + 1, 3)
        noun = None if at is None else items[at].noun
        alone = item.text not in {"no", "without"}
        if noun is None and not alone:
            return None
        return Phrase(n, n + 1 if at is None else at + 1, 0, 0, noun.who if noun else None,
                      noun.hint if noun else None, False)  # fmt: skip
    if item.sense == "vague":
        at = _head(items, n + 1, HEAD_REACH)
        noun = None if at is None else items[at].noun
        return (
            None
            if at is None or noun is None or noun.hint.startswith("measure")
            else Phrase(n, at + 1, None, None, noun.who, noun.hint, False)
        )
    if item.sense in {"article", "possessive"} or item.text == "another":
        at = _head(items, n + 1, 4)
        noun = None if at is None else items[at].noun
        if at is not None and noun is not None and noun.hint in {"person", "vehicle", "projectile"}:
            following = items[at + 1] if at + 1 < len(items) else None
            if following is None or following.noun is None or ":" in following.sense:
                return Phrase(n, at + 1, 1, 1, noun.who, noun.hint, False)
    return None


STOPS = {
    "be", "break", "preposition", "including", "digits", "number", "vague", "magnitude", "line", "mark", "and", "to",
    "between", "pronoun", "none", "article", "ref",
}  # fmt: skip

LINKS = {"of", "determiner", "possessive"}
"""Senses that may stand between a number and its noun only after an "of" ("12 of its fighters")."""


def _head(items: tuple[Item, ...], first: int, reach: int) -> int | None:
    """Where the head noun of a phrase stands that begins at ``first``; ``None`` where it has none near."""
    head, n, of_seen = None, first, False
    while n < len(items) and n - first <= reach:
        item = items[n]
        if item.noun is not None and item.noun.hint != "month":
            head = n
            following = items[n + 1] if n + 1 < len(items) else None
            if following is None or following.noun is None:
                return head
            if following.noun.hint.startswith("measure"):
                return head
            n += 1
            continue
        if head is not None:
            return head
        if item.sense == "of" and n == first:
            of_seen = True
        elif item.text in {'"', "“", "'", "‘"}:
            pass
        elif item.sense in STOPS or ":" in item.sense or (item.sense in LINKS and not of_seen):
            return None
        n += 1
    return head
