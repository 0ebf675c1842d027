"""Totals over many happenings, kept apart from incidents: a war's dead, a week's strikes, in series by origin.

In: the claims of a run and the incidents they are in; out: :class:`TotalRow`s, one for each figure that a claim
gives over a stretch of time, with what it covers: the places, the days, who is counted. Rows of one series count
the same thing of the same people in the same places. Nothing is ever added up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dateline.model import AFFIRMED, Claim, Count, DatePrecision, Incident
from dateline.publish.facts import origin_name, outlet_name
from dateline.publish.tables_csv import iso, table

COLUMNS = (
    "covers",
    "country",
    "what",
    "who",
    "from",
    "to",
    "period_precision",
    "origin",
    "outlet",
    "published",
    "low",
    "high",
    "words",
    "status",
    "hedge",
    "incident",
    "claim",
)
_SOME_DAYS = 3
_LONG: tuple[DatePrecision, ...] = ("week", "month", "year", "longer")


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalRow:
    """One figure over a stretch of time, as one claim gives it on its origin's word."""

    covers: tuple[str, ...]
    countries: tuple[str, ...]
    count: Count
    origin: str
    claim: Claim
    incident: str | None

    @property
    def series(self) -> tuple[tuple[str, ...], str, str]:
        """What rows of one series share: the places, what was counted, of whom."""
        return self.covers, self.count.what, self.count.who


def is_total(claim: Claim) -> bool:
    """Whether a claim's figures are over a stretch of time: told so, or a toll not told of a few days."""
    when = claim.when
    if not claim.counts or claim.status not in AFFIRMED:
        return False
    if when.precision in _LONG:
        return True
    if claim.kind != "toll":
        return False
    return when.earliest is None or when.latest is None or (when.latest - when.earliest).days >= _SOME_DAYS


def total_rows(claims: Iterable[Claim], incidents: Iterable[Incident]) -> tuple[TotalRow, ...]:
    """Every total, by series; within one by the days it covers and when it was told, the earliest first."""
    named: Mapping[str, str] = {
        claim: origin.name for incident in incidents for origin in incident.origins for claim in origin.claims
    }
    rows = [
        TotalRow(
            covers=tuple(dict.fromkeys(place.name for place in claim.places)),
            countries=tuple(dict.fromkeys(place.country for place in claim.places if place.country)),
            count=count,
            origin=named.get(claim.claim, origin_name(claim)),
            claim=claim,
            incident=claim.incident,
        )
        for claim in claims
        if is_total(claim)
        for count in claim.counts
    ]
    return tuple(sorted(rows, key=_order))


def _order(row: TotalRow) -> tuple[object, ...]:
    when, claim = row.claim.when, row.claim
    last = when.latest or claim.published or dt.date.max
    first = when.earliest or dt.date.min
    return (
        *row.series,
        last,
        first,
        claim.published or dt.date.max,
        row.origin,
        claim.claim,
        row.count.span.start,
    )


def totals_csv(rows: Iterable[TotalRow]) -> bytes:
    """The totals as a table, one figure a row; what is not told is empty."""
    return table(
        COLUMNS,
        [
            (
                "; ".join(row.covers),
                "; ".join(row.countries),
                row.count.what,
                row.count.who,
                iso(row.claim.when.earliest),
                iso(row.claim.when.latest),
                row.claim.when.precision,
                row.origin,
                outlet_name(row.claim),
                iso(row.claim.published),
                row.count.low,
                row.count.high,
                row.count.words,
                row.claim.status,
                row.claim.hedge,
                row.incident,
                row.claim.claim,
            )
            for row in rows
        ],
    )
