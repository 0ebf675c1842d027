"""Place and date that a reader carries over from the sentences before.

In: the drafts of a report with their claims, in reading order. Out: the claims with the places and dates that they
lack but, by the encoder, have. First comes what an earlier claim of the same line tells itself, then what the report
as a whole is about. Only values that words of the report hold are carried over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dateline.claim.case import Case
from dateline.claim.drafts import Draft
from dateline.claim.fields import DATED, PLACED, paragraph_of, place_at, tells_war
from dateline.model import Claim, Place, When

LEAD = 2
"""How many sentences open a report: what they tell weighs double."""
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
            claim = replace(claim, places=_country(case))
        if not claim.places and draft.reading.placed >= PLACED:
            near = next(
                (c.places[:1] for _, c in beside if c.places and c.places[0].precision not in _WIDE), ()
            )
            claim = replace(claim, places=near or ((place,) if place is not None else ()))
        if not _told(claim.when) and draft.reading.dated >= DATED and _inherits_date(claim):
            own = next(
                (c.when for _, c in beside if _told(c.when) and c.when.precision in {"day", "days"}), None
            )
            claim = replace(claim, when=own or date or claim.when)
        found.append(claim)
    return found


def _inherits_date(claim: Claim) -> bool:
    return claim.status not in _UNDATED and not (claim.kind in _STATES and claim.status == "ongoing")


def main_place(case: Case, rows: Sequence[Row]) -> Place | None:
    """The place that most of the report's claims name, those of headline and lead counting double."""
    votes: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for draft, claim in rows:
        for place in claim.places[:1]:
            weight = 2 if draft.number < LEAD else 1
            votes[place.name] += weight if place.precision not in _WIDE else 0
            first.setdefault(place.name, place)
    if votes and max(votes.values()) > 0:
        best = max(votes, key=lambda name: (votes[name], -first[name].span.start))
        return first[best]
    for span in case.marks.places:
        found = place_at(case, span)
        if found is not None:
            return found
    return None


def _country(case: Case) -> tuple[Place, ...]:
    """The country that the report is most about, where it names it: where a war as a whole is fought."""
    about = case.marks.place_context.countries[:1]
    for span in case.marks.places:
        place = place_at(case, span)
        if (
            place is not None
            and place.precision == "country"
            and (place.country,) == tuple(iso for iso, _ in about)
        ):
            return (place,)
    return ()


def main_date(rows: Sequence[Row]) -> When | None:
    """The day that most of the report's claims name, the first of equals; ``None`` where none names a day."""
    votes: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], When] = {}
    for draft, claim in rows:
        when = claim.when
        if (
            when.precision in {"day", "days"}
            and when.earliest
            and when.latest
            and claim.status not in _UNDATED
        ):
            key = (when.earliest.isoformat(), when.latest.isoformat())
            votes[key] += 2 if draft.number < LEAD else 1
            first.setdefault(key, when)
    if not votes:
        return None
    order = list(first)
    return first[max(votes, key=lambda key: (votes[key], -order.index(key)))]


def _told(when: When) -> bool:
    return when.earliest is not None or when.latest is not None
