"""The words of attribution: head nouns of unnamed sources, titles, and the verbs and phrases that attribute.

In: the texts of ``sources.tsv`` (term party generic source), ``attribution.tsv`` (term form position kind source)
and ``titles.tsv`` (term kind source). Out: a frozen :class:`SourceWords`. Nothing here reads the disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from dateline.errors import DataError
from dateline.model import PartyKind

Position = Literal["after", "before", "none"]
"""Where a cue stands: after its source ("X said"), before it ("according to X"), or without one ("reportedly")."""

CueKind = Literal["verb", "weak", "phrase"]
"""A reporting verb; a verb that reports only with a that-clause or quotation; a phrase."""

_SOURCES = ("term", "party", "generic", "source")
_CUES = ("term", "form", "position", "kind", "source")
_TITLES = ("term", "kind", "source")
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*\.?")
_POSSESSIVE = re.compile(r"['’]s$|['’]$")


class SourceTerm(NamedTuple):
    """A head noun or phrase of an unnamed source: its party, and the name to give such sources."""

    term: str
    party: PartyKind
    generic: str


class Cue(NamedTuple):
    """A form of a reporting verb, or a phrase."""

    form: str
    position: Position
    kind: CueKind


class TermHit(NamedTuple):
    """A source term found in words: code point offsets, the end excluded, and the term."""

    start: int
    end: int
    term: SourceTerm


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWords:
    """The three tables, frozen. ``digest`` is the SHA-256 of their texts; ``openers`` are the first words of terms of
    several words."""

    digest: str
    terms: Mapping[str, SourceTerm]
    cues: Mapping[str, Cue]
    titles: frozenset[str]
    longest: int
    openers: frozenset[str]

    def find_terms(self, words: str) -> tuple[TermHit, ...]:
        """Every source term in the words, in singular or plural, longest first at each word, none overlapping."""
        tokens = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(words)]
        found: list[TermHit] = []
        at = 0
        while at < len(tokens):
            step = 1
            longest = self.longest if tokens[at][2].lower() in self.openers else 1
            for size in range(min(longest, len(tokens) - at), 0, -1):
                key = " ".join(token[2] for token in tokens[at : at + size]).lower()
                term = self._term(key)
                if term is not None:
                    found.append(TermHit(tokens[at][0], tokens[at + size - 1][1], term))
                    step = size
                    break
            at += step
        return tuple(found)

    def _term(self, key: str) -> SourceTerm | None:
        for form in _forms(key):
            term = self.terms.get(form)
            if term is not None:
                return term
        return None


@lru_cache(maxsize=16384)
def _forms(key: str) -> tuple[str, ...]:
    """What a word or phrase in lower case may be listed as: itself, without its possessive, in the singular."""
    bare = _POSSESSIVE.sub("", key.rstrip("."))
    return (key, bare, *_singulars(bare))


def source_words_from_tsv(texts: Mapping[str, str]) -> SourceWords:
    """Build the tables from ``sources.tsv``, ``attribution.tsv`` and ``titles.tsv``.

    Raises :class:`DataError`, naming file and line, for a wrong header or number of cells, an unsorted or repeated
    row, an unknown party, position or kind, or a missing source.
    """
    terms: dict[str, SourceTerm] = {}
    for where, row in _rows(texts, "sources.tsv", _SOURCES):
        party = next((p for p in get_args(PartyKind) if p == row["party"]), None)
        if party is None:
            raise DataError(
                f"{where}: unknown party '{row['party']}'; one of: {', '.join(get_args(PartyKind))}"
            )
        if row["term"].lower() in terms:
            raise DataError(f"{where}: the term '{row['term']}' is listed twice")
        terms[row["term"].lower()] = SourceTerm(row["term"], party, row["generic"])
    cues: dict[str, Cue] = {}
    for where, row in _rows(texts, "attribution.tsv", _CUES):
        position = next((p for p in get_args(Position) if p == row["position"]), None)
        kind = next((k for k in get_args(CueKind) if k == row["kind"]), None)
        if position is None or kind is None:
            raise DataError(f"{where}: unknown position '{row['position']}' or kind '{row['kind']}'")
        cues.setdefault(row["form"].lower(), Cue(row["form"].lower(), position, kind))
    titles = frozenset(row["term"] for _, row in _rows(texts, "titles.tsv", _TITLES))
    joined = "\0".join(texts[name] for name in ("sources.tsv", "attribution.tsv", "titles.tsv"))
    longest = max((len(term.split()) for term in terms), default=1)
    return SourceWords(
        digest=hashlib.sha256(joined.encode()).hexdigest(),
        terms=terms,
        cues=cues,
        titles=titles,
        longest=longest,
        openers=frozenset(term.split()[0] for term in terms if " " in term),
    )


def _rows(
    texts: Mapping[str, str], name: str, columns: tuple[str, ...]
) -> tuple[tuple[str, dict[str, str]], ...]:
    if name not in texts:
        raise DataError(f"{name} is missing")
    lines = texts[name].split("\n")
    if tuple(lines[0].split("\t")) != columns:
        raise DataError(f"{name} line 1: the header must be '{' '.join(columns)}', it is '{lines[0]}'")
    rows = []
    previous = ""
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        cells = line.split("\t")
        where = f"{name} line {number}"
        if len(cells) != len(columns) or not all(cells):
            raise DataError(f"{where}: {len(columns)} cells are needed, none empty: '{line}'")
        if line <= previous:
            raise DataError(f"{where}: repeated or not sorted: '{cells[0]}'")
        previous = line
        rows.append((where, dict(zip(columns, cells, strict=True))))
    return tuple(rows)


def _singulars(word: str) -> tuple[str, ...]:
    """What a plural may be the plural of."""
    found: list[str] = []
    if word.endswith("men"):
        found.append(word[:-3] + "man")
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    if word.endswith("es"):
        found.append(word[:-2])
    if word.endswith("s"):
        found.append(word[:-1])
    if word.endswith("children"):
        found.append(word[:-3])
    if word.endswith("wives"):
        found.append(word[:-3] + "fe")
    return tuple(found)
