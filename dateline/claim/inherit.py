"""Place and date that a reader carries over from the sentences before.

In: the drafts of a report with their claims, in reading order. Out: the claims with the places and dates that they
lack but, by the encoder, have. First comes what an earlier claim of the same line tells itself, then what the report
as a whole is about. Only values that words of the report hold are carried over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.claim.case import Case
from dateline.claim.dated import DATED, main_date, told
from dateline.claim.drafts import Draft
from dateline.claim.spans import paragraph_of
from dateline.claim.where import PLACED, main_country, main_place, tells_war
from dateline.model import Claim

_WIDE = frozenset({"country", "region"})
_UNDATED = frozenset({"planned", "possible", "called_for"})
_STATES = frozenset({"hold", "besiege", "support"})
"""Kinds that tell how things stand: only their own words date them."""

Row = tuple[Draft, Claim]


def inherit(case: Case, rows: Sequence[Row]) -> list[Claim]:
    """The claims with what they inherit, in the same order."""
    place, date = main_place(case, rows), main_date(rows)
    found: list[Claim] = []
    for at, (draft, claim) in enumerate(rows):
        line = paragraph_of(case, draft.reading.start)
        beside = [(d, c) for d, c in reversed(rows[:at]) if paragraph_of(case, d.reading.start) == line]
        if not claim.places and draft.reading.placed >= PLACED and tells_war(case, draft):
            claim = replace(claim, places=main_country(case))
        if not claim.places and draft.reading.placed >= PLACED:
            near = next(
                (c.places[:1] for _, c in beside if c.places and c.places[0].precision not in _WIDE), ()
            )
            claim = replace(claim, places=near or ((place,) if place is not None else ()))
        if not told(claim.when) and draft.reading.dated >= DATED and _inherits_date(claim):
            own = next(
                (c.when for _, c in beside if told(c.when) and c.when.precision in {"day", "days"}), None
            )
            claim = replace(claim, when=own or date or claim.when)
        found.append(claim)
    return found


def _inherits_date(claim: Claim) -> bool:
    return claim.status not in _UNDATED and not (claim.kind in _STATES and claim.status == "ongoing")
