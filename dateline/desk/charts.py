"""The figures behind the charts: counted from incidents, nothing added that no incident tells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from dateline.desk.columns import Figures, Listed, Rows, figures
from dateline.desk.record import Record, once
from dateline.model import Incident

MOST = 12
"""How many actors or means a chart shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """People told to have been killed on a day, over its incidents; ``open`` where some tell no upper end."""

    day: dt.date
    low: int
    high: int
    open: bool
    incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """``per_day`` counts incidents by day and family; ``not_to_a_day`` how many are left out of it, and of
    ``deaths``, for their day is not told. ``actors`` are (key, name, incidents); ``means`` (name, incidents)."""

    per_day: tuple[tuple[dt.date, str, int], ...]
    not_to_a_day: int
    deaths: tuple[Deaths, ...]
    actors: tuple[tuple[str, str, int], ...]
    means: tuple[tuple[str, int], ...]


def charts(held: Figures, rows: Rows) -> Charts:
    """The figures of what happened or goes on among the incidents of some rows; plans, calls and denials are none."""
    done = rows[held.done[rows]]
    dated = done[held.day[done] > 0]
    families = len(held.families) or 1
    days, numbers = np.unique(
        held.day[dated].astype(np.int64) * families + held.family[dated], return_counts=True
    )
    return Charts(
        per_day=tuple(
            (dt.date.fromordinal(key // families), held.families[key % families], number)
            for key, number in zip(days.tolist(), numbers.tolist(), strict=True)
        ),
        not_to_a_day=len(done) - len(dated),
        deaths=_deaths(held, dated),
        actors=_commonest(held.actors, done, len(held.done)),
        means=tuple((name, number) for _, name, number in _commonest(held.means, done, len(held.done))),
    )


def figures_of(record: Record) -> Figures:
    """What charts count of a record."""
    families = record.tables.families
    return once(record, "figures", lambda: figures(record.order, lambda kind: families.get(kind, "other")))


def day_of(incident: Incident) -> dt.date | None:
    """The day of an incident, where it is told to the day."""
    when = incident.when
    return when.earliest if when.earliest is not None and when.earliest == when.latest else None


def _deaths(held: Figures, dated: Rows) -> tuple[Deaths, ...]:
    """The dead of each day; totals over several happenings are left out, as they are never added to single ones."""
    low, high = held.low[dated], held.high[dated]
    told = (low >= 0) | (high >= 0)
    days, at = np.unique(held.day[dated][told], return_inverse=True)
    low, high = low[told], high[told]
    lows, highs = np.zeros(len(days), np.int64), np.zeros(len(days), np.int64)
    np.add.at(lows, at, np.maximum(low, 0))
    np.add.at(highs, at, np.maximum(np.where(high >= 0, high, low), 0))
    opened = np.bincount(at, high < 0, len(days)) > 0
    numbers = np.bincount(at, minlength=len(days))
    return tuple(
        Deaths(day=dt.date.fromordinal(day), low=least, high=most, open=without, incidents=number)
        for day, least, most, without, number in zip(
            *(one.tolist() for one in (days, lows, highs, opened, numbers)), strict=True
        )
    )


def _commonest(held: Listed, rows: Rows, number: int) -> tuple[tuple[str, str, int], ...]:
    """The values that most rows have: key, the name in the first of them, how many."""
    among = np.zeros(number, np.bool_)
    among[rows] = True
    here = np.flatnonzero(among[held.row])
    codes, first, numbers = np.unique(held.code[here], return_index=True, return_counts=True)
    found = [
        (held.keys[code], held.names[held.name[here[at]]], count)
        for code, at, count in zip(codes.tolist(), first.tolist(), numbers.tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one[2], one[0].casefold(), one[0]))[:MOST])
