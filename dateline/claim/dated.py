"""When a claim says it happened: every date of its report, and none at all, weighed against each other.

In: a case and its drafts. Out: a :class:`dateline.model.When` for each draft, untold where no date outweighs none.

Method: a multinomial logit over named features (``datefeatures``) with the weights of ``data/rules/dates.tsv``, which
``scripts/fit_dates.py`` fits on the corpus. A report is read twice: first each claim by itself, then beside what the
first reading gave the other claims, since a report comes back to one happening. Chances of one interval told in
several places add up. A chosen date keeps the words that tell it, in its own sentence or in another.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dateline.claim.case import Case
from dateline.claim.datefeatures import (
    Page,
    Seat,
    Way,
    alone_features,
    is_inside,
    learned_features,
    none_features,
    option_features,
    page_of,
    seat_of,
    sort_features,
    sort_key,
    stand_features,
    way_features,
    way_of,
)
from dateline.claim.dateoptions import Ends
from dateline.claim.drafts import Draft
from dateline.claim.weights import Features, feature_weights, weigh
from dateline.model import When

RULES = "rules/dates.tsv"
LENIENCY = 2.0
"""How many times likelier than an interval no date must be to leave a claim undated: where right dates gained most
against invented ones on clusters that nothing was fitted on."""

Chances = dict[Ends | None, float]
"""The probability of each interval, ``None``, for no date, first."""
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def dates_of(case: Case, drafts: Sequence[Draft]) -> tuple[When, ...]:
    """When each draft happened, in the same order; untold where the report gives none. Pure."""
    weights = feature_weights(case.words.texts[RULES], RULES)
    page = page_of(case, tuple(drafts))
    seats = tuple(seat_of(page, draft) for draft in drafts)
    scores = _scores(weights, page, seats)
    first = tuple(chances_of(page, row) for row in scores)
    ties = _ties_of(seats, first)
    found: list[When] = []
    for at, row in enumerate(scores):
        beside = dict(zip(first[at], _beside(weights, _others(seats, ties, at), len(first[at])), strict=True))
        total = [score + beside[ends] for score, ends in zip(row, page.ends, strict=True)]
        found.append(_choose(page, total))
    return tuple(found)


def rows_of(seat: Seat) -> list[Features]:
    """The features of no date, then of each option of the page, for one claim-to-be."""
    none = none_features(seat) | learned_features(seat.draft, None)
    return [none, *(option_features(seat, o) | learned_features(seat.draft, o) for o in seat.page.options)]


def _scores(weights: Mapping[str, float], page: Page, seats: Sequence[Seat]) -> list[list[float]]:
    """What the features of :func:`rows_of` come to for each seat; what claims or dates share is added up once."""
    alone: dict[tuple[int, bool], float] = {}
    sorts: dict[tuple[object, ...], float] = {}
    ways: dict[Way | None, float] = {}
    # By option: its place in the row, where its words stand, and its sort for a claim that it is inside and outside of.
    rows = [
        (n, o, (o.span.start, o.span.end), (sort_key(o, False), sort_key(o, True)))
        for n, o in enumerate(page.options)
    ]
    found: list[list[float]] = []
    for seat in seats:
        draft = seat.draft
        # Claims that are alike in what sort_features reads of them share its sums.
        alike = (draft.reading.kind, seat.status, seat.tense, seat.clause)
        stands: dict[tuple[tuple[int, int], int | None, int], float] = {}
        marks: dict[tuple[int, int], float] = {}
        marked = any(r.role == "time" for r in draft.reading.roles)
        row = [weigh(weights, none_features(seat) | learned_features(draft, None))]
        for n, option, span, keys in rows:
            inside = is_inside(seat, option)
            if (n, inside) not in alone:
                alone[n, inside] = _sum(weights, alone_features(page, option, inside))
            sort = (alike, keys[inside])
            if sort not in sorts:
                sorts[sort] = _sum(weights, sort_features(seat, option, inside))
            # The readings of one expression stand alike to a claim that would inherit it.
            spot = (span, option.number, option.line)
            if inside:
                stands[spot] = _sum(weights, stand_features(seat, option, inside))
            elif spot not in stands:
                way = way_of(seat, option)
                if way not in ways:
                    ways[way] = _sum(weights, way_features(way))
                stands[spot] = ways[way]
            if span not in marks:
                marks[span] = weigh(weights, learned_features(draft, option)) if marked else 0.0
            row.append(alone[n, inside] + sorts[sort] + stands[spot] + marks[span])
        found.append(row)
    return found


def _sum(weights: Mapping[str, float], names: Sequence[str]) -> float:
    total = 0.0
    for name in names:
        total += weights.get(name, 0.0)
    return total


def chances_of(page: Page, scores: Sequence[float]) -> Chances:
    """The probability of each interval from the scores of no date and of each option."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    found: dict[Ends | None, float] = {}
    for ends, power in zip(page.ends, powers, strict=True):
        found[ends] = found.get(ends, 0.0) + power / total
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ties:
    """What ties the claims of a page to each other: their kinds, families and first letters, and, by claim and
    interval, the chances of the first reading and whether the claim's own sentence tells the interval."""

    kinds: tuple[str, ...]
    families: tuple[str | None, ...]
    stems: tuple[str, ...]
    chances: Floats
    told: Flags


def _ties_of(seats: Sequence[Seat], first: Sequence[Chances]) -> _Ties:
    family = seats[0].page.case.words.kinds.family if seats else str
    kinds = tuple(seat.draft.reading.kind for seat in seats)
    return _Ties(
        kinds=kinds,
        families=tuple(family(kind) for kind in kinds),
        stems=tuple(_stem(seat) for seat in seats),
        chances=np.array([list(row.values()) for row in first], dtype=np.float64),
        told=np.array([[ends in seat.told for ends in first[0]] for seat in seats], dtype=np.bool_),
    )


def others_features(seats: Sequence[Seat], first: Sequence[Chances], at: int) -> dict[Ends | None, Features]:
    """For each interval, how far the report's other claims had it at first reading, by what ties them to this one."""
    values = _others(seats, _ties_of(seats, first), at)
    found: dict[Ends | None, Features] = {}
    for n, ends in enumerate(first[at]):
        prefix = _PREFIXES[ends is not None]
        found[ends] = {f"{prefix} {name}": float(row[n]) for name, row in values.items() if row[n] >= 0.0}
    return found


_PREFIXES = ("none others", "others")
_ABSENT = -1.0
"""Stands for the chance of an interval where no other claim has the tie."""


def _others(seats: Sequence[Seat], ties: _Ties, at: int) -> dict[str, Floats]:
    """For each tie the highest chance that the other claims with that tie had for each interval."""
    rest = [n for n in range(len(seats)) if n != at]
    near = [n for n in rest if ties.families[n] == ties.families[at]]
    groups = {
        "kin": [n for n in rest if ties.kinds[n] == ties.kinds[at]],
        "namesakes": [n for n in rest if ties.stems[n] == ties.stems[at]],
        "family": near,
        **{tie: [n] for tie, n in _before(seats, at).items()},
    }
    found = {name: ties.chances[group].max(axis=0) for name, group in groups.items() if group}
    for name, group in (("told elsewhere", rest), ("told of family", near)):
        if group:
            found[name] = np.where(ties.told[group], ties.chances[group], _ABSENT).max(axis=0)
    return found | {"share": _share(ties.chances[rest])}


def _beside(weights: Mapping[str, float], values: Mapping[str, Floats], size: int) -> list[float]:
    """What the features of :func:`others_features` come to for each interval; the first is no date."""
    total = np.zeros(size)
    for name, row in values.items():
        known = np.maximum(row, 0.0)
        total[0] += weights.get(f"{_PREFIXES[0]} {name}", 0.0) * known[0]
        total[1:] += weights.get(f"{_PREFIXES[1]} {name}", 0.0) * known[1:]
    found: list[float] = total.tolist()
    return found


STEM = 5
"""How many letters two triggers must begin with alike to be namesakes ("attack", "attacked")."""


def _stem(seat: Seat) -> str:
    reading = seat.draft.reading
    return seat.page.case.text[reading.start : reading.end].casefold()[:STEM]


def _before(seats: Sequence[Seat], at: int) -> dict[str, int]:
    """The claim before in the same sentence, and the last of the same line outside it."""
    found: dict[str, int] = {}
    number, lines = seats[at].draft.number, seats[at].page.lines
    for n in range(at - 1, -1, -1):
        other = seats[n].draft.number
        if lines[other] != lines[number]:
            break
        found.setdefault("before sentence" if other == number else "before line", n)
    return found


def _share(chances: Floats) -> Floats:
    """The part that each interval has of all dates of some claims; for no date, the first, its part of the claims."""
    total: Floats = chances.sum(axis=0)
    dated = float(total[1:].sum())
    total[0] = total[0] / len(chances) if len(chances) else 0.0
    if dated:
        total[1:] /= dated
    return total


def _choose(page: Page, scores: Sequence[float]) -> When:
    """The likeliest interval in the words of its best option, or none."""
    chances = chances_of(page, scores)
    highest = max((chance for ends, chance in chances.items() if ends is not None), default=0.0)
    likeliest = [ends for ends, chance in chances.items() if ends is not None and chance == highest]
    best = max(likeliest, key=_order, default=None)
    if best is None or highest * LENIENCY <= chances.get(None, 0.0):
        return When()
    told = [n for n, option in enumerate(page.options) if option.ends == best]
    return page.options[max(told, key=lambda n: (scores[n + 1], -n))].when


def _order(ends: Ends) -> tuple[str, str]:
    return tuple(day.isoformat() if isinstance(day, dt.date) else "" for day in ends)  # type: ignore[return-value]
