"""The dates that a report's claims may have: each expression of time with the intervals it can stand for.

In: a case. Out: :class:`Option` records in reading order. An expression can be read in more than one way: "since the
assault began on 9 May" tells what has gone on since and the day of the assault; "three days" may count its first day.
Every way is an option of its own, named by its ``shape``, and the claim's words decide.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dateline.claim.case import Case, overlap
from dateline.claim.drafts import sentence_at
from dateline.mention.calendar import between, shift
from dateline.mention.dates import DateMention, find_dates
from dateline.model import Span, When

_KINDS = frozenset({"point", "since", "until", "duration"})
Ends = tuple[dt.date | None, dt.date | None]
"""The first and last day of an interval, both included."""
_NEAR = 4
"""How many days before publication the day that a report is mostly about may lie to end what goes on "since"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A date of the report that claims may have: its interval, where its words stand, and what it is like.

    ``number`` is its sentence and ``line`` its line; ``shape`` tells its sort and length ("point day", "since
    longer"), ``age`` how long before publication it ends, ``notes`` what else marks it. ``ends`` are its first and
    last day; ``length`` is ``short`` for a day or a few, ``long`` for more, else the sort of what has no plain length.
    """

    when: When
    span: Span
    number: int | None
    line: int
    shape: str
    age: str
    notes: tuple[str, ...]
    ends: Ends
    length: str


def options_of(case: Case) -> tuple[Option, ...]:
    """Every option of a report, in reading order."""
    dates = [d for d in case.marks.dates if d.kind in _KINDS and (d.earliest or d.latest)]
    told = _told_day(dates, case.report.published)
    anchors = case.marks.anchors
    cues = [(min(a.cue.start, a.source.start), max(a.cue.end, a.source.end)) for a in case.marks.attributions]
    found: list[Option] = []
    for date in dates:
        head = case.text.rfind("\n", 0, date.start) + 1
        dated = any(head <= at <= date.start and day == date.earliest for at, day in anchors)
        told_of = {
            "stamp": is_stamp(case.text, date),
            "hours": only_hours(date),
            "dateline": dated and date.start - head < 60,
            "saying": any(overlap(low - 12, high + 12, date.start, date.end) > 0 for low, high in cues),
        }
        if told_of["stamp"] or told_of["dateline"]:
            continue  # a page's own date is never an event's by default
        if _RELATIVE.search(date.words):
            continue  # "hours after" counts from an event, not from the day of writing
        notes = [name for name, holds in told_of.items() if holds]
        span = Span(start=date.start, end=date.end)
        number = sentence_at(case.layout.sentences, date.start)
        line = case.line_of(date.start)
        for sort, when in _readings(case, date, told):
            shape = f"{sort} {when.precision}"
            age = age_of(when, case.report.published)
            plain = "short" if when.precision in {"day", "days"} else "long"
            found.append(
                Option(when=when, span=when.span or span, number=number, line=line, shape=shape, age=age,
                       notes=tuple(notes), ends=(when.earliest, when.latest),
                       length=plain if sort == "point" else sort)
            )  # fmt: skip
    return tuple(found)


def _readings(case: Case, date: DateMention, told: dt.date | None) -> Iterator[tuple[str, When]]:
    """The ways to read an expression, each with the name of its sort."""
    published = case.report.published
    plain = joined(case, date)
    yield date.kind, plain
    first, last = date.earliest, date.latest
    if date.kind == "since" and first is not None:
        inner = _inner(case, date)
        if inner is not None:
            yield (
                "inner",
                replace(plain, earliest=inner.earliest, latest=inner.latest, precision=inner.precision),
            )
        if told is not None and first < told:
            yield "since-told", _interval(plain, first, told)
    if date.kind == "point" and first is not None and last is not None:
        if published is not None and last < published:
            yield "open", _interval(plain, first, published)
        if published is not None and _WEEKDAY.search(date.words) and 0 <= (published - last).days < 7:
            week = dt.timedelta(days=7)
            yield "ahead", replace(plain, earliest=first + week, latest=last + week)
        night = shift(last, 1, "day")
        if first == last and night is not None and _NIGHT.search(date.words):
            yield "night", _interval(plain, first, night)
    if date.kind == "duration" and first is not None and last is not None and first < last:
        for end, sort in ((last, "length"), (told, "length-told")):
            start = None if end is None else end - (last - first)
            if start is not None and end is not None and sort != "length":
                yield sort, _interval(plain, start, end)
            if start is not None and end is not None and 1 < (last - first).days < 60:
                yield f"{sort}-counted", _interval(plain, start + dt.timedelta(days=1), end)
        yield "length-ahead", _interval(plain, last, last + (last - first))


_WEEKDAY = re.compile(r"^[^\d]*day\b[^\d]*$", re.IGNORECASE)
_NIGHT = re.compile(r"night", re.IGNORECASE)


def _interval(when: When, first: dt.date, last: dt.date) -> When:
    told = between(first, last)
    return replace(when, earliest=told.earliest, latest=told.latest, precision=told.precision)


def _inner(case: Case, date: DateMention) -> DateMention | None:
    """The point in time that "since", "from" or what follows them counts from."""
    tail = date.words.split(" ", 1)[-1]
    met = [d for d in find_dates(tail, case.report.published, case.dates) if d.kind == "point" and d.earliest]
    return met[-1] if met else None


def _told_day(dates: list[DateMention], published: dt.date | None) -> dt.date | None:
    """The day before publication that the report names most often, the latest of equals."""
    if published is None:
        return None
    days = Counter(
        d.earliest
        for d in dates
        if d.precision == "day"
        and d.kind == "point"
        and d.earliest
        and 0 < (published - d.earliest).days <= _NEAR
    )
    return max(days, key=lambda day: (days[day], day)) if days else None


def age_of(when: When, published: dt.date | None) -> str:
    """How long before publication a date ends, in words."""
    end = when.latest or when.earliest
    if end is None or published is None:
        return "unknown"
    days = (published - end).days
    if days < 0:
        return "ahead"
    for limit, name in (
        (0, "today"),
        (1, "yesterday"),
        (3, "days"),
        (7, "week"),
        (31, "month"),
        (366, "year"),
    ):
        if days <= limit:
            return name
    return "older"


_STAMPED = re.compile(r"\b(?:19|20)\d\d\b")

_LED = re.compile(
    r"\b(?:on|since|from|until|till|by|of|before|after|between|to|and|in|through|dated|the|late|early)\s+$",
    re.IGNORECASE,
)


def is_stamp(text: str, date: DateMention) -> bool:
    """Whether a full date stands by itself, as a page's stamp does: with its year, led by no preposition."""
    full = date.precision == "day" and _STAMPED.search(date.words) is not None
    return full and not _LED.search(text[max(0, date.start - 12) : date.start])


_HOURS = re.compile(
    r"(?:\b(?:minute|hour|second|moment)s?\b|^(?:in the |by |at |the |this )?(?:early |late )?"
    r"(?:morning|afternoon|evening|night|noon|midday|midnight|dawn|dusk)$)",
    re.IGNORECASE,
)


def only_hours(date: DateMention) -> bool:
    """Whether a date only tells a time of day or a span of hours: it dates its own clause, never another."""
    return _HOURS.search(date.words) is not None and not any(letter.isdigit() for letter in date.words)


_RELATIVE = re.compile(
    r"\b(?:(?:minute|hour|second|moment)s?|days?|weeks?) (?:after|before|later|earlier)$", re.IGNORECASE
)

_JOINTS = frozenset({"and", "and on", "and in", "–", "-"})


def joined(case: Case, date: DateMention) -> When:
    """A date with the one that "and" or a dash joins to it: "Monday and, later, Tuesday" are two days."""
    for other in case.marks.dates:
        low, high = (date, other) if date.start < other.start else (other, date)
        if not (date.precision == other.precision == "day" and low.end < high.start):
            continue
        between_them = case.text[low.end : high.start].strip().casefold()
        if between_them in _JOINTS and low.earliest and high.latest and low.earliest < high.latest:
            span = Span(start=low.start, end=high.end)
            words = case.text[low.start : high.end]
            return When(earliest=low.earliest, latest=high.latest, precision="days", words=words, span=span)
    return when_of(date)


def when_of(date: DateMention) -> When:
    """A date as a claim has it."""
    return When(
        earliest=date.earliest,
        latest=date.latest,
        precision=date.precision,
        words=date.words,
        span=Span(start=date.start, end=date.end),
    )
