"""The moments at which something was kept: which one an analyst means by a date or the number of a run.

In: the moments of a store, in order, and what was typed; out: the moment up to which the record then reached.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.errors import UsageError

LAST = "last"
"""What stands for the record before the last run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The end of a run: its number, when (aware, UTC; ``None`` untold), and how far each table then reached."""

    number: int
    at: dt.datetime | None
    reading: int
    coding: int
    decision: int
    run: int


START = Moment(number=0, at=None, reading=0, coding=0, decision=0, run=0)
"""Before anything was kept."""


def moment_meant(moments: Sequence[Moment], wanted: str) -> Moment:
    """The last moment of the record then: a run's own end, or the last one before a day or an instant began.

    Runs are taken in the order kept: the record then ends before the first of them at or after that instant,
    whatever clocks said later. A run without a time ends nothing. ``last`` is the moment before the last run.

    Raises:
        UsageError: there is no such run, or it is neither a run nor a date.
    """
    if wanted == LAST:
        return moments[-2] if len(moments) > 1 else START
    if wanted.isdecimal() and len(wanted) < 8:
        by_number = {moment.number: moment for moment in (START, *moments)}
        if int(wanted) not in by_number:
            last = moments[-1].number if moments else 0
            raise UsageError(f"There is no run {int(wanted)}: the last is {last}.")
        return by_number[int(wanted)]
    begin = instant(wanted)
    found = START
    for moment in moments:
        if moment.at is not None and moment.at >= begin:
            break
        found = moment
    return found


def instant(text: str) -> dt.datetime:
    """A date (its beginning) or a time as an aware instant; UTC where it says no zone.

    Raises:
        UsageError: it is neither.
    """
    try:
        told = dt.datetime.fromisoformat(text)
        return (told.replace(tzinfo=dt.UTC) if told.tzinfo is None else told).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{text!r} is neither the number of a run, nor a date (YYYY-MM-DD) or time (YYYY-MM-DDThh:mm)."
        ) from None
