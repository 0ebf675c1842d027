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
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from dateline.claim.case import Case
from dateline.claim.datefeatures import (
    Features,
    Page,
    Seat,
    learned_features,
    none_features,
    option_features,
    page_of,
    seat_of,
)
from dateline.claim.dateoptions import Ends
from dateline.claim.drafts import Draft
from dateline.errors import DataError
from dateline.model import When

RULES = "rules/dates.tsv"
LENIENCY = 2.0
"""How many times likelier than an interval no date must be to leave a claim undated: where right dates gained most
against invented ones on clusters that nothing was fitted on."""

Chances = Mapping[Ends | None, float]
"""The probability of each interval, ``None`` for no date."""


@cache
def date_weights(table: str) -> Mapping[str, float]:
    """The weight of each feature from the text of ``rules/dates.tsv``; raises DataError where a row is malformed."""
    weights: dict[str, float] = {}
    for number, line in enumerate(table.splitlines()[1:], start=2):
        cells = line.split("\t")
        try:
            weights[cells[0]] = float(cells[1])
        except (IndexError, ValueError) as error:
            raise DataError(f"{RULES}:{number}: {line!r} is no row 'feature weight source'") from error
    return weights


def dates_of(case: Case, drafts: Sequence[Draft]) -> tuple[When, ...]:
    """When each draft happened, in the same order; untold where the report gives none. Pure."""
    weights = date_weights(case.words.texts[RULES])
    page = page_of(case, tuple(drafts))
    seats = tuple(seat_of(page, draft) for draft in drafts)
    scores = [[weigh(weights, row) for row in rows_of(seat)] for seat in seats]
    first = tuple(chances_of(page, row) for row in scores)
    found: list[When] = []
    for at, row in enumerate(scores):
        beside = others_features(seats, first, at)
        total = [
            score + weigh(weights, beside.get(ends, {})) for score, ends in zip(row, _ends(page), strict=True)
        ]
        found.append(_choose(page, total))
    return tuple(found)


def rows_of(seat: Seat) -> list[Features]:
    """The features of no date, then of each option of the page, for one claim-to-be."""
    none = none_features(seat) | learned_features(seat.draft, None)
    return [none, *(option_features(seat, o) | learned_features(seat.draft, o) for o in seat.page.options)]


def weigh(weights: Mapping[str, float], features: Features) -> float:
    """The sum of the weights of some features."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def _ends(page: Page) -> list[Ends | None]:
    return [None, *(option.ends for option in page.options)]


def chances_of(page: Page, scores: Sequence[float]) -> Chances:
    """The probability of each interval from the scores of no date and of each option."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    found: dict[Ends | None, float] = {}
    for ends, power in zip(_ends(page), powers, strict=True):
        found[ends] = found.get(ends, 0.0) + power / total
    return found


def others_features(seats: Sequence[Seat], first: Sequence[Chances], at: int) -> dict[Ends | None, Features]:
    """For each interval, how far the report's other claims had it at first reading, by what ties them to this one."""
    me = seats[at]
    family = me.page.case.words.kinds.family
    mine, kind = family(me.draft.reading.kind), me.draft.reading.kind
    rest = [n for n in range(len(seats)) if n != at]
    stem = _stem(me)
    namesakes = [n for n in rest if _stem(seats[n]) == stem]
    kin = [n for n in rest if seats[n].draft.reading.kind == kind]
    near = [n for n in rest if family(seats[n].draft.reading.kind) == mine]
    ties = _before(seats, at)
    share = _share([first[n] for n in rest])
    found: dict[Ends | None, Features] = {}
    for ends in first[at]:
        told = [n for n in rest if ends in seats[n].told]
        named = {
            "kin": [first[n].get(ends, 0.0) for n in kin],
            "namesakes": [first[n].get(ends, 0.0) for n in namesakes],
            "family": [first[n].get(ends, 0.0) for n in near],
            "told elsewhere": [first[n].get(ends, 0.0) for n in told],
            "told of family": [first[n].get(ends, 0.0) for n in told if n in near],
            **{tie: [first[n].get(ends, 0.0)] for tie, n in ties.items()},
        }
        prefix = "none others" if ends is None else "others"
        row = {f"{prefix} {name}": max(values) for name, values in named.items() if values}
        found[ends] = row | {f"{prefix} share": share.get(ends, 0.0)}
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


def _share(chances: Sequence[Chances]) -> dict[Ends | None, float]:
    """The part that each interval has of all dates of some claims; for no date, its part of the claims."""
    total: Counter[Ends | None] = Counter()
    for each in chances:
        total.update(each)
    none = total.pop(None, 0.0)
    dated = sum(total.values())
    found: dict[Ends | None, float] = {ends: value / dated for ends, value in total.items()} if dated else {}
    return found | {None: none / len(chances) if chances else 0.0}


def _choose(page: Page, scores: Sequence[float]) -> When:
    """The likeliest interval in the words of its best option, or none."""
    chances = chances_of(page, scores)
    dated = [ends for ends in chances if ends is not None]
    best = max(dated, key=lambda ends: (chances[ends], _order(ends)), default=None)
    if best is None or chances[best] * LENIENCY <= chances.get(None, 0.0):
        return When()
    told = [n for n, option in enumerate(page.options) if option.ends == best]
    return page.options[max(told, key=lambda n: (scores[n + 1], -n))].when


def _order(ends: Ends) -> tuple[str, str]:
    return tuple(day.isoformat() if isinstance(day, dt.date) else "" for day in ends)  # type: ignore[return-value]
