"""When a claim says it happened: every date of its report, and none at all, weighed against each other.

In: a case and its drafts. Out: a :class:`dateline.model.When` for each draft, untold where no date outweighs none.

Method: a multinomial logit over named features (``datefeatures``) with the weights of ``data/rules/dates.tsv``, which
``scripts/fit_dates.py`` fits on the corpus. A report is read twice: first each claim by itself, then beside what the
first reading gave the other claims, since a report comes back to one happening. Chances of one interval told in
several places add up. A chosen date keeps the words that tell it, in its own sentence or in another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dateline.claim.case import Case
from dateline.claim.datefeatures import (
    Alike,
    Page,
    Seat,
    Sort,
    Way,
    alike_of,
    alone_features,
    is_inside,
    learned_features,
    none_features,
    option_features,
    page_of,
    seat_of,
    sort_features,
    sort_of,
    spot_of,
    stand_features,
    way_features,
    ways_of,
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
    table = case.words.texts[RULES]
    weights = feature_weights(table, RULES)
    page = page_of(case, tuple(drafts))
    seats = tuple(seat_of(page, draft) for draft in drafts)
    scores = _scores(table, page, seats)
    ties = _ties_of(seats, [_chances(page, row) for row in scores], page.distinct)
    found: list[When] = []
    for at, row in enumerate(scores):
        beside = _beside(weights, _others(seats, ties, at), len(page.distinct))
        total = [score + beside[n] for score, n in zip(row, page.choice, strict=True)]
        found.append(_choose(page, total))
    return tuple(found)


def rows_of(seat: Seat) -> list[Features]:
    """The features of no date, then of each option of the page, for one claim-to-be."""
    none = none_features(seat) | learned_features(seat.draft, None)
    return [none, *(option_features(seat, o) | learned_features(seat.draft, o) for o in seat.page.options)]


def _scores(table: str, page: Page, seats: Sequence[Seat]) -> list[list[float]]:
    """What the features of :func:`rows_of` come to for each seat; what claims or dates share is added up once."""
    weights, options = feature_weights(table, RULES), page.options
    alone = [_sum(weights, alone_features(page, option, False)) for option in options]
    # Dates of one sort, and the readings of one expression, are told apart from others once for all claims.
    sorts = [sort_of(option, False) for option in options]
    kinds = {sort: n for n, sort in enumerate(dict.fromkeys(sorts))}
    places = [(o.span.start, o.span.end, o.number, o.line) for o in options]
    spots = {place: n for n, place in enumerate(dict.fromkeys(places))}
    at = [spots[place] for place in places]
    first = [at.index(n) for n in range(len(spots))]
    stands = [spot_of(page, options[n]) for n in first]
    joint = [(a, kinds[sort], n) for a, sort, n in zip(alone, sorts, at, strict=True)]
    ways: dict[Way | None, float] = {}
    found: list[list[float]] = []
    for seat in seats:
        draft, alike = seat.draft, alike_of(seat)
        of_sort = [_sort_weight(table, alike, sort) for sort in kinds]
        stand = []
        for way in ways_of(seat, stands):
            if way not in ways:
                ways[way] = _sum(weights, way_features(way))
            stand.append(ways[way])
        row = [a + of_sort[k] + stand[n] for a, k, n in joint]
        for n, option in enumerate(options):
            if option.number == draft.number and is_inside(seat, option):
                row[n] = (
                    _sum(weights, alone_features(page, option, True))
                    + _sort_weight(table, alike, sort_of(option, True))
                    + _sum(weights, stand_features(seat, option, True))
                )
        if any(role.role == "time" for role in draft.reading.roles):
            marks = [weigh(weights, learned_features(draft, options[n])) for n in first]
            row = [score + marks[n] for score, n in zip(row, at, strict=True)]
        found.append([weigh(weights, none_features(seat) | learned_features(draft, None)), *row])
    return found


@lru_cache(maxsize=16384)
def _sort_weight(table: str, alike: Alike, sort: Sort) -> float:
    """What the features of a claim beside dates of one sort come to, by the text of the table of weights."""
    return _sum(feature_weights(table, RULES), sort_features(alike, sort))


def _sum(weights: Mapping[str, float], names: Sequence[str]) -> float:
    total = 0.0
    for name in names:
        total += weights.get(name, 0.0)
    return total


def chances_of(page: Page, scores: Sequence[float]) -> Chances:
    """The probability of each interval from the scores of no date and of each option."""
    return dict(zip(page.distinct, _chances(page, scores), strict=True))


def _chances(page: Page, scores: Sequence[float]) -> list[float]:
    """The same by the number of each distinct interval."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    found = [0.0] * len(page.distinct)
    for n, power in zip(page.choice, powers, strict=True):
        found[n] += power / total
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


def _ties_of(seats: Sequence[Seat], first: list[list[float]], distinct: Sequence[Ends | None]) -> _Ties:
    family = seats[0].page.case.words.kinds.family if seats else str
    kinds = tuple(seat.draft.reading.kind for seat in seats)
    return _Ties(
        kinds=kinds,
        families=tuple(family(kind) for kind in kinds),
        stems=tuple(_stem(seat) for seat in seats),
        chances=np.array(first, dtype=np.float64),
        told=np.array([[ends in seat.told for ends in distinct] for seat in seats], dtype=np.bool_),
    )


def others_features(seats: Sequence[Seat], first: Sequence[Chances], at: int) -> dict[Ends | None, Features]:
    """For each interval, how far the report's other claims had it at first reading, by what ties them to this one."""
    ties = _ties_of(seats, [list(row.values()) for row in first], tuple(first[at]))
    values = _others(seats, ties, at)
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
    none, *chances = _chances(page, scores)
    highest = max(chances, default=0.0)
    if not chances or highest * LENIENCY <= none:
        return When()
    likeliest = [n for n, chance in enumerate(chances, 1) if chance == highest]
    best = likeliest[0] if len(likeliest) == 1 else max(likeliest, key=lambda n: _order(page.distinct[n]))
    told = [n for n, choice in enumerate(page.choice) if choice == best]
    return page.options[max(told, key=lambda n: (scores[n], -n)) - 1].when


def _order(ends: Ends | None) -> tuple[str, ...]:
    """Intervals of equal chances in the order of their days, whatever stands first in the report."""
    return tuple(day.isoformat() if day is not None else "" for day in ends or ())
