"""Arithmetic of reported time: what interval of days a month, a week or "two years ago" is.

In: plain dates and whole numbers. Out: :class:`Interval` values, both ends included. Nothing here reads text.
"""

from __future__ import annotations

import calendar as _calendar
import datetime as dt
from dataclasses import dataclass

from dateline.model import DatePrecision

FEW_DAYS = 11
"""The longest interval, in days between its ends, that is still told as "days"; above it is "longer"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Days from ``earliest`` to ``latest``, both included; ``None`` leaves an end open or untold."""

    earliest: dt.date | None = None
    latest: dt.date | None = None
    precision: DatePrecision | None = None


UNKNOWN = Interval()


def one_day(day: dt.date) -> Interval:
    """The interval of a single day."""
    return Interval(earliest=day, latest=day, precision="day")


def date_or_none(year: int, month: int, day: int) -> dt.date | None:
    """The date of three numbers, ``None`` where the calendar has no such day."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return dt.date(year, month, day) if day <= days_in_month(year, month) else None


def days_in_month(year: int, month: int) -> int:
    """How many days a month has (Gregorian)."""
    return _calendar.monthrange(year, month)[1]


def span_precision(earliest: dt.date, latest: dt.date) -> DatePrecision:
    """``day``, ``days`` or ``longer`` by the distance of two days."""
    distance = (latest - earliest).days
    return "day" if distance == 0 else "days" if distance <= FEW_DAYS else "longer"


def between(earliest: dt.date, latest: dt.date) -> Interval:
    """The interval of two days in either order."""
    first, last = min(earliest, latest), max(earliest, latest)
    return Interval(earliest=first, latest=last, precision=span_precision(first, last))


def month_span(year: int, month: int, edge: str | None = None) -> Interval:
    """A calendar month, or its early (1-10), mid (11-20) or late (21-end) third."""
    last = days_in_month(year, month)
    first_day, last_day = {None: (1, last), "early": (1, 10), "mid": (11, 20), "late": (21, last)}[edge]
    return Interval(
        earliest=dt.date(year, month, first_day),
        latest=dt.date(year, month, last_day),
        precision="month" if edge is None else "days",
    )


def months_span(year: int, first: int, last: int) -> Interval:
    """Whole months of one year, ``first`` to ``last``."""
    return Interval(
        earliest=dt.date(year, first, 1),
        latest=dt.date(year, last, days_in_month(year, last)),
        precision="longer",
    )


def year_span(year: int, edge: str | None = None) -> Interval:
    """A calendar year, or its early (to April), mid (May to August) or late (from October) part."""
    if edge is None:
        return Interval(earliest=dt.date(year, 1, 1), latest=dt.date(year, 12, 31), precision="year")
    first, last = {"early": (1, 4), "mid": (5, 8), "late": (10, 12)}[edge]
    return months_span(year, first, last)


def years_span(first: int, last: int) -> Interval:
    """Whole calendar years, ``first`` to ``last``."""
    return Interval(earliest=dt.date(first, 1, 1), latest=dt.date(last, 12, 31), precision="longer")


def week_span(day: dt.date) -> Interval:
    """The ISO week (Monday to Sunday) a day lies in."""
    monday = day - dt.timedelta(days=day.weekday())
    return Interval(earliest=monday, latest=monday + dt.timedelta(days=6), precision="week")


def mid_week(day: dt.date) -> Interval:
    """Tuesday to Thursday of the ISO week a day lies in."""
    monday = day - dt.timedelta(days=day.weekday())
    return between(monday + dt.timedelta(days=1), monday + dt.timedelta(days=3))


def weekend_span(day: dt.date, weeks: int = 0) -> Interval:
    """Saturday and Sunday of the ISO week a day lies in, moved by ``weeks``."""
    monday = day - dt.timedelta(days=day.weekday() - 7 * weeks)
    return Interval(
        earliest=monday + dt.timedelta(days=5), latest=monday + dt.timedelta(days=6), precision="days"
    )


SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11)}


def season_span(year: int, season: str) -> Interval:
    """A northern season by whole months; winter runs from December of ``year`` to February of the next."""
    if season in SEASON_MONTHS:
        return months_span(year, *SEASON_MONTHS[season])
    return Interval(
        earliest=dt.date(year, 12, 1),
        latest=dt.date(year + 1, 2, days_in_month(year + 1, 2)),
        precision="longer",
    )


def quarter_span(year: int, quarter: int) -> Interval:
    """A calendar quarter, 1 to 4."""
    return months_span(year, 3 * quarter - 2, 3 * quarter)


UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
UNIT_MONTHS = {
    "month": 1, "quarter": 3, "season": 3, "year": 12, "decade": 120, "generation": 300, "century": 1200,
}  # fmt: skip


def shift(day: dt.date, amount: float, unit: str) -> dt.date | None:
    """``day`` moved by an amount of a unit; months keep the day where the month has it. ``None`` off the calendar."""
    try:
        if unit in UNIT_DAYS:
            return day + dt.timedelta(days=round(amount * UNIT_DAYS[unit]))
        if unit in UNIT_MONTHS:
            whole = round(amount * UNIT_MONTHS[unit])
            year, month = divmod(day.year * 12 + day.month - 1 + whole, 12)
            return dt.date(year, month + 1, min(day.day, days_in_month(year, month + 1)))
        hours = {"hour": 1.0, "minute": 1 / 60, "second": 1 / 3600, "moment": 0.0}.get(unit)
        return None if hours is None else day + dt.timedelta(days=int(amount * hours / 24))
    except (OverflowError, ValueError):
        return None


def around(day: dt.date, unit: str) -> Interval:
    """The day, month or year a day lies in, as coarse as the unit that led to it ("two years ago": a year)."""
    if unit in {"year", "decade", "century", "generation"}:
        return year_span(day.year)
    if unit in {"month", "quarter", "season"}:
        return month_span(day.year, day.month)
    return one_day(day)


def latest_weekday(reference: dt.date, weekday: int, strictly: bool = False) -> dt.date:
    """The latest such weekday (Monday 1 .. Sunday 7) not after the reference, or before it where ``strictly``."""
    back = (reference.isoweekday() - weekday) % 7
    return reference - dt.timedelta(days=7 if back == 0 and strictly else back)


def next_weekday(reference: dt.date, weekday: int, strictly: bool = True) -> dt.date:
    """The first such weekday after the reference (or on it, where not ``strictly``)."""
    forward = (weekday - reference.isoweekday()) % 7
    return reference + dt.timedelta(days=7 if forward == 0 and strictly else forward)


def nearest_year(reference: dt.date, month: int, day: int, future: bool) -> int | None:
    """The year in which a day and month without a year lies, seen from the reference.

    Reports look back: a day up to 75 days ahead is still this year's, one further ahead is last year's;
    told in the future tense it is the next one to come. ``None`` where no year near has that day.
    """
    candidates = [
        date for year in range(reference.year - 4, reference.year + 5)
        if (date := date_or_none(year, month, day)) is not None
    ]  # fmt: skip
    if future:
        return next((date.year for date in candidates if date >= reference), None)
    limit = reference + dt.timedelta(days=75)
    return next((date.year for date in reversed(candidates) if date <= limit), None)
