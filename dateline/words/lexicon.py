"""The lexicons that are matched against running text: triggers, hedges, status cues, means.

Comes in: the rows of their TSV files, already cut into cells. Goes out: frozen tables, each with its compiled
:class:`~dateline.words.patterns.PatternIndex`. Nothing here reads the disk or matches text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.words.patterns import PatternIndex, build_index


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """A word that tells an event of ``kind``; ``weight`` is how often it does where it stands (0 to 1).

    ``prior`` is what its author thought of it, on the same scale, before anything was measured.
    """

    term: str
    pos: str
    forms: str
    kind: str
    prior: float
    weight: float
    not_when: tuple[str, ...]
    match: str
    nonmatch: str
    source: str


@dataclass(frozen=True, slots=True)
class CueRow:
    """A word that tells a status or a hedge (``label``), and where it must stand to do so (``scope``).

    ``scope`` is ``left`` (it governs what follows it within ``reach`` words), ``right`` (what stands before
    it), ``clause`` (anywhere in the sentence within ``reach``), ``ing`` (as ``left``, of an -ing form) or ``sentence``.
    ``sure`` where it leaves no room for another reading of what it governs ("never").
    """

    term: str
    pos: str
    forms: str
    label: str
    scope: str
    reach: int
    sure: bool
    not_when: tuple[str, ...]
    match: str
    nonmatch: str
    source: str


@dataclass(frozen=True, slots=True)
class MeansRow:
    """A weapon, vehicle or method: how it is written (``term``) and its plain singular name (``canonical``)."""

    term: str
    pos: str
    forms: str
    canonical: str
    not_when: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class TriggerTable:
    """The trigger lexicon with its compiled index; ``kinds`` is each row's kind, in order."""

    rows: tuple[TriggerRow, ...]
    kinds: tuple[str, ...]
    index: PatternIndex


@dataclass(frozen=True, slots=True)
class CueTable:
    """A lexicon of cues (status or hedges) with its compiled index."""

    rows: tuple[CueRow, ...]
    index: PatternIndex


@dataclass(frozen=True, slots=True)
class MeansTable:
    """The lexicon of means with its compiled index."""

    rows: tuple[MeansRow, ...]
    index: PatternIndex


def split_patterns(cell: str) -> tuple[str, ...]:
    """The ``|``-separated patterns of a ``not_when`` cell."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def trigger_table(rows: Iterable[Sequence[str]]) -> TriggerTable:
    """Build the table from cells ``term pos forms kind prior weight not_when match nonmatch source``."""
    made = tuple(
        TriggerRow(
            term=row[0],
            pos=row[1],
            forms=row[2],
            kind=row[3],
            prior=float(row[4]),
            weight=float(row[5]),
            not_when=split_patterns(row[6]),
            match=row[7],
            nonmatch=row[8],
            source=row[9],
        )
        for row in rows
    )
    return TriggerTable(
        made, tuple(r.kind for r in made), build_index((r.term, r.pos, r.forms, r.not_when) for r in made)
    )


def cue_table(rows: Iterable[Sequence[str]]) -> CueTable:
    """Build the table from cells ``term pos forms label scope reach sure not_when match nonmatch source``."""
    made = tuple(
        CueRow(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            int(row[5]),
            row[6] == "yes",
            split_patterns(row[7]),
            row[8],
            row[9],
            row[10],
        )
        for row in rows
    )
    return CueTable(made, build_index((r.term, r.pos, r.forms, r.not_when) for r in made))


def means_table(rows: Iterable[Sequence[str]]) -> MeansTable:
    """Build the table from cells ``term pos forms canonical not_when source``."""
    made = tuple(MeansRow(row[0], row[1], row[2], row[3], split_patterns(row[4]), row[5]) for row in rows)
    return MeansTable(made, build_index((r.term, r.pos, r.forms, r.not_when) for r in made))
