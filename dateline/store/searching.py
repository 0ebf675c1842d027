"""What a search in a store gives: reports in force and claims read in them, each with the words around what was found.

A few thousand matches are ranked by how well they fit; of more the last kept come first, for to rank them all would
take too long.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dateline.model import Claim
from dateline.store.query import Query

RANKED = 2000
"""The most matches that are ranked; a match takes some 15 millionths of a second."""

COUNTED = 25_000
"""The most entries of the index that are sifted to count matches: of a filter that lets few of very many through a part
is counted, the last kept. To find those that are shown all are gone through where need be."""

AROUND = 40
"""Words shown around what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of words, and whether they were looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHit:
    """A report that was found, with the words around what was looked for."""

    report: str
    outlet: str | None
    published: dt.date | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimHit:
    """A claim as it was read, with its quote; ``pieces`` are empty where a person's words were found."""

    claim: Claim
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """How many were counted, at most ``RANKED`` + 1, whether the best come first or else the last kept, and whether
    there may be more than were counted."""

    number: int
    ranked: bool
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which of the results are wanted: how many, after how many."""

    size: int = 20
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search finds in a store: reports, claims as they were read, the ids of decisions."""

    reports: tuple[ReportHit, ...]
    report_matches: Matches
    claims: tuple[ClaimHit, ...]
    claim_matches: Matches
    decisions: tuple[str, ...]


def conditions(query: Query) -> tuple[str, tuple[object, ...]]:
    """The conditions on ``report_facts f`` of what is in force and fits the filters, and their values."""
    told: list[tuple[str, object]] = []
    if query.outlet is not None:
        told.append(("lower(f.outlet) = lower(?)", query.outlet))
    if query.report is not None:
        told.append(("f.name = ?", query.report))
    if query.since is not None:
        told.append(("f.published >= ?", query.since.isoformat()))
    if query.until is not None:
        told.append(("f.published <= ?", query.until.isoformat()))
    said = ["f.in_force = 1", *(condition for condition, _ in told)]
    return " AND ".join(said), tuple(value for _, value in told)
