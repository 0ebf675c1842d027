"""Turn the tokens of one expression of time into an interval of days.

In: the tokens, the rule that found them, and a :class:`Frame` (what "today" and "the day before" count from).
Out: a :class:`Reading`. The conventions (a weekday is the latest one not after publication, a week runs Monday to
Sunday, "over the past 24 hours" reaches back to the day before) are those of the claim guide.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, replace
from typing import Literal

from dateline.mention.calendar import (
    UNIT_DAYS,
    UNKNOWN,
    Interval,
    around,
    between,
    date_or_none,
    latest_weekday,
    mid_week,
    month_span,
    nearest_year,
    next_weekday,
    one_day,
    quarter_span,
    season_span,
    shift,
    week_span,
    weekend_span,
    year_span,
    years_span,
)
from dateline.mention.dategrammar import DateWords, Token
from dateline.model import DatePrecision

DateKind = Literal["point", "set", "duration", "since", "until", "ref"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What relative words count from.

    ``reference`` is the day of writing, ``anchor`` the day last told, ``near`` the same where it was told in this
    paragraph ("by noon" counts from it), ``coarse`` whether the anchor was told only as a year. ``future`` marks a
    clause in the future tense, ``past`` one in which only the past can be meant; ``narrative`` a history, in which
    all counts from the anchor. ``day_first`` is the order of slashed dates, ``None`` where unknown.
    """

    reference: dt.date | None
    anchor: dt.date | None = None
    future: bool = False
    past: bool = False
    narrative: bool = False
    coarse: bool = False
    near: dt.date | None = None
    day_first: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The interval of an expression, its kind, and for a date of doubtful order its possible readings."""

    interval: Interval = UNKNOWN
    kind: DateKind = "point"
    readings: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What the tokens of one point in time tell, each ``None`` where they do not."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    relation: str | None = None
    edge: str | None = None
    unit: str | None = None
    season: str | None = None
    decade: int | None = None
    word: str | None = None
    part: str | None = None
    written: str | None = None
    shade: str | None = None


def read_fields(tokens: tuple[Token, ...], words: DateWords) -> Fields:
    """Collect the fields of one point in time from its tokens."""
    seen: dict[str, str] = {}
    has_date = any(token.letter in "Mm" for token in tokens)
    for n, token in enumerate(tokens):
        name = FIELD_OF.get(token.letter)
        clock = name == "day" and n + 1 < len(tokens) and tokens[n + 1].letter == "z"
        if name == "day" and (clock or not has_date):
            continue
        if name is not None and name not in seen:
            seen[name] = token.text if token.letter in "diyZfpo" else words.value(token.text)
            if token.letter == "o":
                seen[name] = str(ordinal(token, words) or 0)
    year = seen.get("year")
    decade = re.sub(r"\D", "", seen.get("decade", ""))
    return Fields(
        day=int(seen["day"]) if "day" in seen else None,
        month=int(seen["month"]) if "month" in seen else None,
        year=int(year) if year else None,
        weekday=int(seen["weekday"]) if "weekday" in seen else None,
        relation=seen.get("relation"),
        edge=seen.get("edge"),
        unit=seen.get("unit"),
        season=seen.get("season"),
        decade=None if not decade else int(decade) if len(decade) == 4 else 1900 + int(decade),
        word=seen.get("word"),
        part=seen.get("part"),
        written=seen.get("written"),
        shade=seen.get("shade"),
    )


FIELD_OF = {
    "d": "day", "o": "day", "M": "month", "m": "month", "y": "year", "W": "weekday", "w": "weekday",
    "L": "relation", "X": "relation", "T": "relation", "H": "relation", "G": "relation", "E": "edge",
    "U": "unit", "V": "unit", "S": "season", "D": "season", "Z": "decade", "K": "word", "P": "part", "i": "written",
    "f": "written", "p": "written", "<": "shade", ">": "shade",
}  # fmt: skip


def ordinal(token: Token, words: DateWords) -> int | None:
    """The whole number of "22nd" or "eighth"."""
    text = re.sub(r"\D", "", token.text) or words.value(token.text)
    return int(text) if text.isdigit() else None


def number(tokens: tuple[Token, ...], words: DateWords) -> float | None:
    """The number that digits, number words and "a" make together; ``None`` where none is told."""
    total, part, seen = 0.0, 0.0, False
    for token in tokens:
        if token.letter in "dny":
            text = token.text.replace(",", "")
            value = float(text) if text[0].isdigit() else float(words.value(token.text) or 0)
        elif token.letter == "o":
            value = float(ordinal(token, words) or 1)
        elif token.letter == "a" and not any(t.letter in "dnyo" and t.text not in SCALES for t in tokens):
            value = 1.0
        else:
            continue
        seen = True
        if (value >= 100 and value % 100 == 0 and 0 < part < value) or token.text == "dozen":
            part = (part or 1) * value
            if value >= 1000:
                total, part = total + part, 0.0
        else:
            part += value
    return total + part if seen else None


SCALES = frozenset({"hundred", "thousand", "dozen"})


def amount(tokens: tuple[Token, ...], words: DateWords) -> tuple[float | None, str | None, str | None]:
    """Number, unit and shade ("more", "less", "almost", "about") of a length of time."""
    unit = next((words.value(t.text) for t in tokens if t.letter in "UV"), None)
    shade = next(
        (words.value(t.text) for t in tokens if t.letter in "qO" and words.value(t.text) != "than"), None
    )
    cut = next((n for n, t in enumerate(tokens) if t.letter in "UV"), len(tokens))
    count = None if any(t.letter in "rN" for t in tokens) else number(tokens[:cut], words)
    if any(t.letter == "r" and words.value(t.text) == "couple" for t in tokens):
        count = 2
    return count, unit, shade


def point(fields: Fields, frame: Frame) -> Reading:
    """The interval of one point in time."""
    if fields.written is not None:
        return written(fields.written, frame)
    if fields.day is not None and fields.month is not None:
        return Reading(interval=calendar_day(fields, frame))
    if fields.year is not None or fields.decade is not None:
        return Reading(interval=plain_year(fields))
    base = frame.anchor if frame.narrative else frame.reference
    if base is None:
        return Reading()
    if fields.word is not None:
        return Reading(interval=day_word(fields, base))
    if fields.weekday is not None and fields.unit == "week":
        of_week = base + dt.timedelta(days=7 * {"last": -1, "next": 1}.get(fields.relation or "", 0))
        return Reading(interval=one_day(weekday(replace(fields, relation="this"), of_week, frame)))
    if fields.weekday is not None:
        return Reading(interval=one_day(weekday(fields, base, frame)))
    if fields.month is not None and fields.unit == "year":
        return Reading(
            interval=month_span(base.year - (fields.relation != "this"), fields.month, fields.edge)
        )
    if fields.month is not None:
        told = frame.anchor if fields.relation == "that" and frame.anchor is not None else base
        return Reading(interval=month(replace(fields, relation=None), told, frame) if told != base
                       else month(fields, base, frame))  # fmt: skip
    if fields.season is not None:
        return Reading(interval=season(fields, base, frame))
    if fields.unit is not None:
        return Reading(interval=calendar_unit(fields, base, frame))
    return Reading()


def written(text: str, frame: Frame) -> Reading:
    """A date in digits: ISO, or slashed with the day first, the month first, or in doubt."""
    numbers = [int(n) for n in re.findall(r"\d+", text)[:3]]
    if re.match(r"\d{4}-", text):
        day = date_or_none(numbers[0], numbers[1], numbers[2])
        return Reading(interval=one_day(day)) if day else Reading()
    if len(numbers) == 3:
        year = numbers[2] if numbers[2] > 99 else numbers[2] + (2000 if numbers[2] < 70 else 1900)
    elif frame.reference is None:
        return Reading()
    else:
        year = 0
    orders = [(numbers[0], numbers[1])] if frame.day_first is not False else []
    if (frame.day_first is None and "." not in text) or frame.day_first is False:
        orders.append((numbers[1], numbers[0]))
    days = []
    for day_number, month_number in orders:
        if not 1 <= month_number <= 12:
            continue
        of_year = year or (nearest_year(frame.reference, month_number, day_number, frame.future)
                           if frame.reference else None)  # fmt: skip
        found = date_or_none(of_year, month_number, day_number) if of_year else None
        if found is not None and found not in days:
            days.append(found)
    if len(days) == 1:
        return Reading(interval=one_day(days[0]), readings=(days[0],))
    return Reading(readings=tuple(sorted(days)))


def calendar_day(fields: Fields, frame: Frame) -> Interval:
    """A day and month, with the year told or the one it must mean."""
    month_number, day_number = fields.month or 0, fields.day or 0
    year = fields.year
    base = frame.anchor if frame.narrative else frame.reference
    if year is None and base is not None:
        if fields.weekday is not None:
            for candidate in sorted(
                range(base.year - 3, base.year + 2), key=lambda y: (abs(y - base.year), y)
            ):
                day = date_or_none(candidate, month_number, day_number)
                if day is not None and day.isoweekday() == fields.weekday:
                    return one_day(day)
        year = (
            story_year(base, month_number, frame)
            if frame.narrative
            else nearest_year(base, month_number, day_number, frame.future)
        )
    day = None if year is None else date_or_none(year, month_number, day_number)
    return UNKNOWN if day is None else one_day(day)


def story_year(told: dt.date, month_number: int, frame: Frame) -> int:
    """The year of a month in a history: that of the day last told, or the next where the story has moved on."""
    if not frame.coarse and told.month - month_number >= 7:
        return told.year + 1
    if not frame.coarse and month_number - told.month >= 9:
        return told.year - 1
    return told.year


def plain_year(fields: Fields) -> Interval:
    """A month, season, edge or whole of a told year, or a decade."""
    if fields.decade is not None:
        if not 1 <= fields.decade <= 9990:
            return UNKNOWN
        first, last = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(fields.edge or "", (0, 9))
        return years_span(fields.decade + first, fields.decade + last)
    year = fields.year or 1
    if fields.month is not None:
        return month_span(year, fields.month, fields.edge)
    if fields.season is not None:
        return season_span(year, fields.season)
    return year_span(year, fields.edge)


def day_word(fields: Fields, base: dt.date) -> Interval:
    """Today, yesterday, tomorrow, overnight."""
    if fields.word == "overnight":
        before = shift(base, -1, "day")
        return UNKNOWN if before is None else between(before, base)
    day = shift(base, int(fields.word or 0), "day")
    return UNKNOWN if day is None else one_day(day)


def weekday(fields: Fields, base: dt.date, frame: Frame) -> dt.date:
    """The day a weekday means: the latest not after the day of writing, the next to come in the future tense."""
    number_ = fields.weekday or 1
    if fields.relation in {"last", "past"}:
        found = latest_weekday(base, number_, strictly=True)
        # Yesterday is called by its name alone: "last Wednesday", written on a Thursday, is the week before's.
        return found - dt.timedelta(days=7) if (base - found).days == 1 else found
    if fields.relation in {"next", "following"}:
        return next_weekday(base, number_)
    if fields.relation == "this":
        monday = base - dt.timedelta(days=base.weekday())
        return monday + dt.timedelta(days=number_ - 1)
    if frame.narrative:
        return next_weekday(base, number_, strictly=False)
    if frame.future:
        return next_weekday(base, number_, strictly=False)
    return latest_weekday(base, number_)


def month(fields: Fields, base: dt.date, frame: Frame) -> Interval:
    """A month without a year: this year's or the one before, so that it does not lie ahead."""
    number_ = fields.month or 1
    year = story_year(base, number_, frame) if frame.narrative and fields.relation is None else base.year
    if fields.relation in {"last", "past"}:
        year -= number_ >= base.month
    elif fields.relation == "next" or (frame.future and not frame.narrative):
        year += number_ < base.month or (fields.relation == "next" and number_ == base.month)
    elif fields.relation is None and not frame.narrative:
        year -= number_ > base.month + (0 if frame.past else 2)  # a month or two ahead is meant as it stands
    return month_span(year, number_, fields.edge)


def season(fields: Fields, base: dt.date, frame: Frame) -> Interval:
    """A season without a year: the latest that had begun, "last" the latest that had ended."""
    code = fields.season or "SU"
    spans = [season_span(year, code) for year in (base.year + 1, base.year, base.year - 1, base.year - 2)]
    if fields.relation == "next" or frame.future:
        ahead = [s for s in spans if s.latest is not None and s.latest >= base]
        return ahead[-1] if ahead else UNKNOWN
    if fields.relation == "this":
        return season_span(base.year, code)
    ended = fields.relation in {"last", "past"}
    for span in spans:
        edge = span.latest if ended else span.earliest
        if edge is not None and (edge < base if ended else edge <= base):
            return span
    return UNKNOWN


def calendar_unit(fields: Fields, base: dt.date, frame: Frame) -> Interval:
    """Last, this or next week, month, quarter, year …; "this" reaches only to the day of writing."""
    step = {"last": -1, "next": 1, "following": 1}.get(fields.relation or "", 0)
    unit = fields.unit or "day"
    if fields.relation == "past" and unit != "weekend":
        return window(1, unit, False, frame)
    if unit == "weekend":
        if step == 0 and base.isoweekday() < 6 and not frame.future and fields.relation != "this":
            step = -1
        return weekend_span(base, -1 if fields.relation in {"last", "past"} else step)
    day = shift(base, step, unit)
    if day is None:
        return UNKNOWN
    whole = whole_unit(day, unit, fields.edge)
    if step == 0 and fields.edge is None and fields.relation == "this" and whole.earliest and whole.latest:
        if fields.shade == "after" or frame.future:
            return Interval(
                earliest=max(base, whole.earliest), latest=whole.latest, precision=whole.precision
            )
        return Interval(earliest=whole.earliest, latest=min(base, whole.latest), precision=whole.precision)
    return whole


def whole_unit(day: dt.date, unit: str, edge: str | None = None) -> Interval:
    """The whole calendar unit a day lies in."""
    if unit == "week":
        return week_span(day) if edge != "mid" else mid_week(day)
    if unit == "month":
        return month_span(day.year, day.month, edge)
    if unit == "quarter":
        return quarter_span(day.year, (day.month + 2) // 3)
    if unit == "year":
        return year_span(day.year, edge)
    if unit == "decade":
        return years_span(day.year // 10 * 10, day.year // 10 * 10 + 9)
    if unit == "century":
        return years_span((day.year - 1) // 100 * 100 + 1, (day.year - 1) // 100 * 100 + 100)
    if unit in {"day", "hour", "minute", "moment"}:
        return one_day(day)
    return UNKNOWN


Days = tuple[dt.date, dt.date]


def portion(whole: Days, unit: str, rank: int, count: int = 1) -> Interval:
    """The ``rank``-th day, week or half of some days, or ``count`` of them; a negative rank counts from the end."""
    first, last = whole
    if unit == "half":
        months = last.month - first.month + 1
        middle = shift(first, months // 2, "month") if months > 1 else first + dt.timedelta(days=15)
        if middle is None or rank not in {1, 2, -1}:
            return UNKNOWN
        return between(first, middle - dt.timedelta(days=1)) if rank == 1 else between(middle, last)
    size = {"day": 1, "week": 7}.get(unit, 0) * count
    length = (last - first).days + 1
    if not size or rank == 0 or abs(rank) * size > length + size - 1:
        return UNKNOWN
    start = first + dt.timedelta(days=size * (rank - 1)) if rank > 0 else last - dt.timedelta(days=size - 1)
    return between(max(first, start), min(last, start + dt.timedelta(days=size - 1)))


def third(whole: Days, rank: int) -> Interval:
    """The first or last third of a span of days, for "the first days" of it, how many untold."""
    first, last = whole
    size = dt.timedelta(days=((last - first).days + 1) // 3 - 1)
    return between(first, first + size) if rank == 1 else between(last - size, last) if rank < 0 else UNKNOWN


def nth_weekday(whole: Days, weekday_number: int, rank: int) -> Interval:
    """The first, second … or last Monday of a span of days."""
    first, last = whole
    if rank < 0:
        return one_day(latest_weekday(last, weekday_number))
    if rank == 0:
        return UNKNOWN
    day = next_weekday(first, weekday_number, strictly=False) + dt.timedelta(days=7 * (rank - 1))
    return one_day(day) if day <= last else UNKNOWN


def since(start: Interval, frame: Frame) -> Interval:
    """From a point up to the day of writing."""
    base = frame.reference
    if start.earliest is None or base is None or start.earliest > base:
        return Interval(earliest=start.earliest, latest=None, precision="longer" if start.earliest else None)
    return between(start.earliest, base)


def until(end: Interval, frame: Frame, before: bool) -> Interval:
    """Up to a point: from the day of writing where it lies ahead, else from an untold day."""
    latest = end.latest
    if latest is None:
        return UNKNOWN
    if before and end.earliest is not None:
        latest = shift(end.earliest, -1, "day") or latest
    base = frame.reference
    if base is not None and latest > base:
        return Interval(
            earliest=base, latest=latest, precision="days" if (latest - base).days <= 40 else "longer"
        )
    return Interval(earliest=None, latest=latest, precision="days")


COARSE: dict[str, DatePrecision] = {"hour": "day", "minute": "day", "second": "day", "day": "days"}
"""How exactly a length of time of unknown number is told; longer units are "longer"."""

WHOLE: dict[str, DatePrecision] = {"month": "month", "year": "year"}
"""Units whose one whole is a precision of its own."""


def duration(count: float | None, unit: str | None, shade: str | None, frame: Frame) -> Interval:
    """A length of time that ends on the day of writing; open to the past where its start is not told."""
    base = frame.anchor if frame.narrative else frame.reference
    if base is None or unit is None:
        return UNKNOWN
    coarse = COARSE.get(unit, "longer")
    if coarse == "day" and (count is None or count < 24):
        return one_day(base)
    if count is None or shade in {"more", "over"}:
        return Interval(earliest=None, latest=base, precision=coarse)
    start = shift(base, -count, unit)
    if start is None:
        return UNKNOWN
    if unit in {"year", "decade", "century", "generation"}:
        near = (
            shade == "almost" and start.month > 6
        )  # "almost nine years" in December began in the year after
        start = start.replace(year=start.year + near, month=1, day=1)
    return between(start, base)


def window(count: float | None, unit: str | None, ahead: bool, frame: Frame) -> Interval:
    """The past or next so many hours, days, weeks …, counted from the day of writing."""
    base = frame.anchor if frame.narrative else frame.reference
    if base is None or unit is None:
        return UNKNOWN
    coarse: DatePrecision = "days" if unit in {"day", "hour", "minute"} else "longer"
    if count is None:
        return Interval(earliest=base, latest=None, precision=coarse) if ahead else Interval(
            earliest=None, latest=base, precision=coarse)  # fmt: skip
    if unit in {"hour", "minute", "second"}:
        count, unit = math.ceil(count * {"hour": 60, "minute": 1, "second": 1 / 60}[unit] / 1440), "day"
    end = shift(base, count if ahead else -count, unit)
    if end is None:
        return UNKNOWN
    if unit == "week" and count == 1:
        day = shift(end, -1 if ahead else 1, "day") or end
        return Interval(earliest=min(base, day), latest=max(base, day), precision="week")
    told = WHOLE.get(unit) if count == 1 else None
    span = between(end, base)
    return Interval(earliest=span.earliest, latest=span.latest, precision=told or span.precision)


def shifted(count: float | None, unit: str | None, direction: int, base: dt.date | None) -> Interval:
    """So much before or after a day, as coarse as the unit."""
    if base is None or unit is None:
        return UNKNOWN
    if count is None:
        coarse: DatePrecision = "days" if unit in UNIT_DAYS or unit == "hour" else "longer"
        if unit in {"hour", "minute", "moment"}:
            return one_day(base)
        return (
            Interval(earliest=None, latest=shift(base, -1, "day"), precision=coarse)
            if direction < 0
            else UNKNOWN
        )
    day = shift(base, direction * count, unit)
    return UNKNOWN if day is None else around(day, unit)
