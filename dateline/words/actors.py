"""The register of actors: who a name stands for, which party it belongs to, and who fights whom.

A frozen :class:`ActorTable` finds actors in running text and answers look-ups; ``words.actorfiles`` makes it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from dateline.model import PartyKind
from dateline.words.folding import FoldedToken, fold_tokens
from dateline.words.trie import (
    AliasKind,
    Meaning,
    Trie,
    any_of,
    case_fits,
    choose,
    ends_of,
    longest_path,
    meanings_of,
)

if TYPE_CHECKING:
    from dateline.words.headnouns import HeadNouns

Relation = Literal["same", "allied", "opposed", "unknown"]


ACTOR_TYPES = (
    "aid group", "civilians", "coalition", "communal militia", "government", "international body",
    "media", "medics", "militia", "monitor", "other", "peacekeepers", "police", "private company",
    "rebels", "rights group", "state forces",
)  # fmt: skip

_OWNED = re.compile(r"(?:the )?(?P<state>[A-Z][\w ]{2,30})['’]s? (?P<rest>[a-z][\w -]{2,40})\Z")
PATTERN_CLASSES = ("{name}", "{demonym}", "{capital}")
"""What stands in a pattern of ``state_bodies.tsv`` for the names, adjectives and capitals of every country."""
_ANY_CLASS = frozenset(PATTERN_CLASSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorEntry:
    """One body of the register.

    ``parent`` is the body it speaks and acts for, ``root`` the last of that chain (itself where it has none);
    ``country`` is ISO 3166-1 alpha-2; ``state`` and ``demonym`` are its country's English name and adjective;
    ``body`` is the row of the template for state bodies that it fills (``army``), ``None`` for any other
    actor.
    """

    id: str
    name: str
    type: str
    party: PartyKind
    root: str
    parent: str | None = None
    country: str | None = None
    state: str | None = None
    demonym: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Siding:
    """That an actor stands on one side of a conflict, over an interval whose ends may be open."""

    conflict: str
    side: str
    actor: str
    start: dt.date | None
    end: dt.date | None


class ActorHit(NamedTuple):
    """An actor named in running text: code point offsets (end excluded), the entry, and how the words stand
    for it."""

    start: int
    end: int
    entry: ActorEntry
    kind: AliasKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorTable:
    """The whole register, frozen. ``digest`` is the SHA-256 of the texts it was made of.

    The fields that begin with an underscore are indexes; use the methods.
    """

    digest: str
    entries: Mapping[str, ActorEntry]
    sides: tuple[Siding, ...]
    _names: Trie
    _patterns: Trie
    _home: Trie
    _countries: Trie
    _first: frozenset[str]
    _sidings: Mapping[str, tuple[Siding, ...]]

    def entry(self, actor: str) -> ActorEntry | None:
        """The entry of an id, ``None`` where the register has none."""
        return self.entries.get(actor)

    def lookup(self, words: str, country: str | None = None) -> ActorEntry | None:
        """The actor that exactly these words name.

        Case, diacritics, hyphens, a leading "the" and possessives do not count; acronyms keep their case.
        ``country`` (ISO alpha-2) is the country the report is about: it admits words that name an actor only
        there ("the army", "SAF"); such a meaning wins over the general one.
        """
        hit = self.lookup_hit(words, country)
        return None if hit is None else hit.entry

    def lookup_hit(self, words: str, country: str | None = None) -> ActorHit | None:
        """:meth:`lookup`, with how the words stand for the actor; offsets count in ``words``."""
        tokens = fold_tokens(words)
        if tokens and tokens[0].key == "the":
            tokens = tokens[1:]
        if not tokens:
            return None
        found = self._longest(tokens, 0, country)
        if found is not None and found[0] == len(tokens):
            return ActorHit(tokens[0].start, tokens[-1].end, found[1], found[2])
        if country is None:
            return None
        end, meanings = longest_path(self._home, tokens, 0)
        if end == len(tokens) and meanings:
            entry = self.entries.get(f"{country.lower()}-{meanings[0].target}")
            if entry is not None:
                return ActorHit(tokens[0].start, tokens[-1].end, entry, "home")
        return None

    def opens_home(self, words: str) -> bool:
        """Whether the first word may begin what names a state's body at home ("defence ministry")."""
        tokens = fold_tokens(words)
        return bool(tokens) and any_of(self._home, tokens[0].keys)

    def owned(self, words: str, heads: HeadNouns) -> tuple[str, str, ActorEntry | None] | None:
        """Name, type and entry of an armed body told as a country's own ("Mali's northern rebels").

        ``None`` where the words are anything else: the country itself is not who is meant.
        """
        met = _OWNED.match(words)
        state = None if met is None else self.lookup(met["state"])
        if met is None or state is None or not state.demonym:
            return None
        noun = heads.of(tuple(met["rest"].casefold().split()))
        if noun is None or noun.type not in {"rebels", "militia"}:
            return None
        name = f"{state.demonym} {met['rest'].split()[-1]}"
        entry = self.lookup(name)
        return (entry.name if entry is not None else name), noun.type, entry

    def find(self, text: str) -> tuple[tuple[int, int, ActorEntry], ...]:
        """Every actor named in ``text`` as (start, end, entry), longest match first come, none
        overlapping."""
        return tuple((hit.start, hit.end, hit.entry) for hit in self.hits(text))

    def hits(self, text: str, country: str | None = None) -> tuple[ActorHit, ...]:
        """:meth:`find`, with how each name stands for its actor; ``country`` admits words that count only
        there."""
        tokens = fold_tokens(text)
        found: list[ActorHit] = []
        at = 0
        while at < len(tokens):
            if self._first.isdisjoint(tokens[at].keys):
                at += 1
                continue
            match = self._longest(tokens, at, country)
            if match is None:
                at += 1
                continue
            end, entry, kind = match
            found.append(ActorHit(tokens[at].start, tokens[end - 1].end, entry, kind))
            at = end
        return tuple(found)

    def root(self, actor: str) -> str:
        """The id of the party an actor belongs to: its root, or the id itself where the register does not
        know it."""
        entry = self.entries.get(actor)
        return actor if entry is None else entry.root

    def relation(self, a: str, b: str, on: dt.date | None = None, country: str | None = None) -> Relation:
        """How two actors stand to each other on a day, in a country's wars where one is told.

        ``same`` under one root; else what ``sides.tsv`` says of the nearest body in each line of parents, and
        ``unknown`` where it is silent. Conflicts whose name begins with the country's code are asked first.
        Where conflicts disagree they are ``opposed``: a common enemy does not make allies of two that fight
        each other.
        """
        if self.root(a) == self.root(b):
            return "same"
        left, right = self._standing(a, on), self._standing(b, on)
        verdicts: dict[str, Relation] = {}
        for conflict in sorted(left.keys() & right.keys()):
            verdicts[conflict] = "allied" if left[conflict] & right[conflict] else "opposed"
        here = {c: v for c, v in verdicts.items() if country and c.startswith(f"{country.lower()}-")}
        values = set((here or verdicts).values())
        if not values:
            return "unknown"
        return "opposed" if "opposed" in values else "allied"

    def _standing(self, actor: str, on: dt.date | None) -> dict[str, set[str]]:
        """Conflict to sides, each from the nearest body in the actor's line of parents that names it."""
        standing: dict[str, set[str]] = {}
        at: str | None = actor
        while at is not None:
            mine: dict[str, set[str]] = {}
            for siding in self._sidings.get(at, ()):
                if on is None or ((siding.start or on) <= on <= (siding.end or on)):
                    mine.setdefault(siding.conflict, set()).add(siding.side)
            for conflict, sides in mine.items():
                standing.setdefault(conflict, sides)
            entry = self.entries.get(at)
            at = None if entry is None else entry.parent
        return standing

    def _longest(
        self, tokens: tuple[FoldedToken, ...], at: int, country: str | None
    ) -> tuple[int, ActorEntry, AliasKind] | None:
        """The longest reading that begins at a token: its end, entry and kind. Listed names win a tie."""
        best: tuple[int, ActorEntry, AliasKind] | None = None
        keys = tokens[at].keys
        # Most words open nothing in one of the tries: asking that first spares walking it.
        listed: Iterable[tuple[int, tuple[Meaning, ...]]] = ()
        if any_of(self._names, keys):
            listed = ends_of(self._names, tokens, at)
        for end, meanings in listed:
            chosen = choose(meanings, country)
            if chosen is not None and (chosen.lower or case_fits(tokens, at, end)):
                best = (end, self.entries[chosen.target], chosen.kind)
        if not any_of(self._patterns, keys) and not any_of(self._countries, keys):
            return best
        for end, body, iso, kind in self._pattern_ends(self._patterns, tokens, at, None, country):
            if best is None or end > best[0]:
                entry = self.entries.get(f"{iso.lower()}-{body}")
                if entry is not None:
                    best = (end, entry, kind)
        return best

    def _pattern_ends(
        self, node: Trie, tokens: tuple[FoldedToken, ...], at: int, iso: str | None, country: str | None
    ) -> Iterator[tuple[int, str, str, AliasKind]]:
        """Every way to read tokens as a template's pattern: end, body, country, kind."""
        if iso is not None:
            for meaning in meanings_of(node):
                yield at, meaning.target, iso, meaning.kind
        if at >= len(tokens):
            return
        for key in tokens[at].keys:
            below = node.get(key)
            if isinstance(below, dict):
                yield from self._pattern_ends(below, tokens, at + 1, iso, country)
        if iso is not None or _ANY_CLASS.isdisjoint(node):
            return
        for end, meanings in ends_of(self._countries, tokens, at):
            for name in PATTERN_CLASSES:
                below = node.get(name)
                isos = [m.target for m in meanings if m.country == name]
                if isos and isinstance(below, dict):
                    chosen = country if country in isos else isos[0]
                    yield from self._pattern_ends(below, tokens, end, chosen, country)
