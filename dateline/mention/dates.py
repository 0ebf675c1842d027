"""Find expressions of time in a report and say which days they mean.

In: text, its publication date and the word table of time. Out: :class:`DateMention` values whose offsets slice
to their words. Relative words stay unresolved (both ends ``None``) where the publication date is unknown; a
date in digits whose order is in doubt (12/5) carries both readings and no interval.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from dateline.mention import dateresolve as resolve
from dateline.mention.calendar import (
    UNKNOWN,
    Interval,
    between,
    date_or_none,
    one_day,
    quarter_span,
    shift,
)
from dateline.mention.dategrammar import DateWords, Found, Token, find_expressions, tokenize
from dateline.mention.dateresolve import DateKind, Frame, Reading
from dateline.mention.pagedates import anchor_dates, find_published, page_anchors
from dateline.model import DatePrecision

Mode = Literal["news", "narrative"]
Anchor = tuple[int, dt.date]
"""Where a line or dateline begins, and the day that dates the lines below it."""

REACH = 8
"""How many tokens from a weekday or date a mark of the future is looked for, within its clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """An expression of time: offsets (code points, end excluded), words, interval, precision and kind.

    ``kind`` is ``point`` (a day or interval), ``set`` (every Friday), ``duration``, ``since``, ``until`` or
    ``ref`` (now, recently). ``readings`` holds the possible days of a date in digits of doubtful order.
    """

    start: int
    end: int
    words: str
    earliest: dt.date | None
    latest: dt.date | None
    precision: DatePrecision | None
    kind: DateKind
    readings: tuple[dt.date, ...] = ()


def find_dates(
    text: str,
    published: dt.date | None,
    words: DateWords,
    *,
    mode: Mode = "news",
    day_first: bool | None = None,
) -> tuple[DateMention, ...]:
    """Every expression of time in the text, in order, none overlapping.

    ``mode`` "news" counts weekdays and "yesterday" from ``published`` (or from the date of the page line they
    stand under); "narrative", for histories, counts from the day last told and needs no publication date.
    ``day_first`` settles 12/5; ``None`` leaves it in doubt.
    """
    tokens = tokenize(text, words)
    anchors = () if published is None or mode == "narrative" else page_anchors(tokens, published, words)
    return _mentions(text, tokens, published, words, _Manner(mode=mode, day_first=day_first, anchors=anchors))


def dates_and_anchors(
    text: str, published: dt.date | None, words: DateWords
) -> tuple[tuple[DateMention, ...], tuple[Anchor, ...]]:
    """:func:`find_dates` and :func:`anchor_dates` of one text, which is cut into tokens once for both."""
    tokens = tokenize(text, words)
    anchors = page_anchors(tokens, published, words)
    manner = _Manner(mode="news", day_first=None, anchors=() if published is None else anchors)
    return _mentions(text, tokens, published, words, manner), anchors


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manner:
    """How a text's times are counted: see :func:`find_dates`; ``anchors`` are the days its lines are dated by."""

    mode: Mode
    day_first: bool | None
    anchors: tuple[Anchor, ...]


def _mentions(
    text: str, tokens: tuple[Token, ...], published: dt.date | None, words: DateWords, manner: _Manner
) -> tuple[DateMention, ...]:
    """Every expression of time among the tokens of a text."""
    mode, anchors, day_first = manner.mode, manner.anchors, manner.day_first
    mentions: list[DateMention] = []
    told: dt.date | None = None
    coarse, told_at = False, 0
    for found in find_expressions(tokens):
        span = tokens[found.first : found.last]
        reference = next((day for start, day in reversed(anchors) if start <= span[0].start), published)
        if mode == "narrative":
            reference = told or published
        near = told if told is not None and "\n" not in text[told_at : span[0].start] else None
        frame = Frame(
            reference=reference,
            anchor=told if told is not None and (mode == "narrative" or published is not None) else reference,
            future=_is_future(tokens, found, words),
            narrative=mode == "narrative",
            coarse=coarse,
            near=near if published is not None else None,
            day_first=day_first,
        )
        if found.rule == "monthday" and (
            found.first < 2 or words.value(tokens[found.first - 2].text) != "on"
        ):
            continue
        if _is_age(span, words):
            continue
        if found.rule == "theunit" and words.value(span[-1].text) != "weekend":
            continue  # "the week", "over the year": which one is not told
        reading = _read(found.rule, span, words, frame)
        mentions.append(_mention(text, span, reading))
        back = mode == "narrative" and any(token.letter in "L<JA" for token in span)
        back = back or (
            found.rule == "shift" and span[-1].letter == ")"
        )  # "two weeks after" dates another clause
        day = None if back else _told(reading, mode)
        if day is not None:
            told_at = span[-1].end
            told, coarse = day, reading.interval.precision == "year"
    return tuple(mentions)


def resolve_words(
    phrase: str, published: dt.date | None, words: DateWords, anchor: dt.date | None = None
) -> tuple[dt.date | None, dt.date | None, DatePrecision | None]:
    """Earliest and latest day and precision of one phrase; all ``None`` where it tells no day.

    ``anchor`` is the day "the day before" or "by noon" counts from (the publication date where ``None``).
    Of several expressions the widest reading of an open one (since, until) wins, else the first that resolves.
    """
    tokens = tokenize(phrase, words)
    readings = []
    for found in find_expressions(tokens):
        frame = Frame(
            reference=published,
            anchor=anchor or published,
            near=anchor,
            future=_is_future(tokens, found, words),
        )
        readings.append(_read(found.rule, tokens[found.first : found.last], words, frame))
    known = [r for r in readings if r.interval.earliest is not None or r.interval.latest is not None]
    if not known:
        return None, None, None
    best = next((r for r in known if r.kind in {"since", "until"}), known[0]).interval
    opening = tokens[0].letter
    if opening in "sg" and best is known[0].interval and known[0].kind == "point":
        best = resolve.since(best, Frame(reference=published))
    return best.earliest, best.latest, best.precision


def _mention(text: str, span: tuple[Token, ...], reading: Reading) -> DateMention:
    start, end = span[0].start, span[-1].end
    return DateMention(
        start=start,
        end=end,
        words=text[start:end],
        earliest=reading.interval.earliest,
        latest=reading.interval.latest,
        precision=reading.interval.precision,
        kind=reading.kind,
        readings=reading.readings,
    )


def _told(reading: Reading, mode: Mode) -> dt.date | None:
    """The day that what follows counts from, ``None`` where the reading does not move it."""
    interval = reading.interval
    if mode == "news":
        return interval.earliest if reading.kind == "point" and interval.precision == "day" else None
    if reading.kind == "until":
        return interval.latest
    return interval.earliest if reading.kind in {"point", "since"} else None


def _is_age(span: tuple[Token, ...], words: DateWords) -> bool:
    """ "52 years old" tells no time of a happening."""
    return span[-1].letter == "x" and span[-1].text == "old" and any(
        token.letter in "UV" and words.value(token.text) == "year" for token in span)  # fmt: skip


def _is_future(tokens: tuple[Token, ...], found: Found, words: DateWords) -> bool:
    """Whether a mark of the future stands in the clause of an expression; "he said Monday" is told of the past, and so
    is "Monday's ruling". "Plan" is a mark only where "to" follows."""
    if any(token.letter == "j" for token in tokens[max(0, found.first - 2) : found.first]):
        return False
    if found.last < len(tokens) and tokens[found.last].text in _APOSTROPHES:
        return False
    for step, edge in ((-1, found.first - 1), (1, found.last)):
        for n in range(edge, edge + step * REACH, step):
            if not 0 <= n < len(tokens) or (tokens[n].letter in ".,:$j-" and not _is_initial(tokens, n)):
                break
            if tokens[n].letter == "l":
                to = n + 1 < len(tokens) and tokens[n + 1].letter == "t"
                if to or words.value(tokens[n].text) != "to":
                    return True
    return False


_APOSTROPHES = frozenset("'’")


def _is_initial(tokens: tuple[Token, ...], n: int) -> bool:
    """Whether a stop is that of an initial in a name ("Daniel P. Davison")."""
    return tokens[n].letter == "." and n > 0 and len(tokens[n - 1].text) == 1 and tokens[n - 1].letter == "c"


def _read(rule: str, span: tuple[Token, ...], words: DateWords, frame: Frame) -> Reading:
    """The reading of one found expression."""
    name = rule
    if name in {"point", "month_word"}:
        return _read_point(span, words, frame)
    if name in {"range", "days"}:
        return Reading(interval=_range(span, words, frame))
    if name in {"since", "until"}:
        return _open_ended(name, span, words, frame)
    if name == "portion":
        return Reading(interval=_portion(span, words, frame))
    if name in {"ago", "shift"}:
        return Reading(interval=_moved(name, span, words, frame))
    if name == "possessive":
        month = words.value(span[0].text) == "last"  # "last months raid": an apostrophe was dropped
        return _read_point(span, words, frame) if month else _length("window", span, words, frame)
    if name in {"window", "duration"}:
        return _length(name, span, words, frame)
    if name == "nth":
        return _nth(span, words, frame)
    if name in {"every", "ref"}:
        now = frame.reference
        is_now = name == "ref" and now is not None and words.value(span[0].text) == "now"
        return Reading(
            interval=one_day(now) if is_now and now is not None else UNKNOWN,
            kind="set" if name == "every" else "ref",
        )
    return _read_relative(name, span, words, frame)


def _read_point(span: tuple[Token, ...], words: DateWords, frame: Frame) -> Reading:
    fields = resolve.read_fields(span, words)
    explicit = fields.weekday is not None and fields.day is not None
    if fields.word is not None and (fields.day is not None or fields.weekday is not None) and not explicit:
        fields = replace(fields, word=None)
    if (
        fields.weekday is None
        and fields.month is None
        and fields.unit is not None
        and fields.relation is None
    ):
        fields = replace(fields, relation="this")
    return resolve.point(fields, frame)


def _read_relative(name: str, span: tuple[Token, ...], words: DateWords, frame: Frame) -> Reading:
    """The next day, the same day, a part of the day, the weekend, the 22nd."""
    fields = resolve.read_fields(span, words)
    anchor, unit = frame.anchor, fields.unit or "day"
    if name == "nextday":
        following = frame.narrative or fields.relation == "following" or unit == "day"
        base = anchor if following else frame.reference
        day = None if base is None else shift(base, 1, unit)
        return Reading(interval=UNKNOWN if day is None else resolve.whole_unit(day, unit))
    if name == "sameday":
        return Reading(interval=_same(fields, anchor, frame))
    if name == "part":
        return Reading(interval=_part(span, fields, frame))
    if name in {"weekend", "theunit"}:
        base = anchor if frame.narrative else frame.reference
        if base is None or (fields.relation is None and unit not in {"weekend", "day"}):
            return Reading(kind="ref")
        if fields.relation is None and unit == "quarter":
            return Reading()
        if fields.relation is None and unit == "day":
            return Reading(interval=UNKNOWN if anchor is None else one_day(anchor))
        return Reading(interval=resolve.calendar_unit(fields, base, frame))
    if name == "night":
        return Reading(interval=_night(span, fields, words, frame))
    if name == "monthday" and anchor is not None:
        return Reading(interval=_day_of_month(resolve.ordinal(span[-1], words), anchor, frame))
    return Reading()


def _same(fields: resolve.Fields, anchor: dt.date | None, frame: Frame) -> Interval:
    if anchor is None:
        return UNKNOWN
    if fields.season is not None:
        return resolve.season(replace(fields, relation="this"), anchor, frame)
    if fields.edge is not None and fields.unit in {"month", "year"}:
        return resolve.whole_unit(frame.reference or anchor, fields.unit, fields.edge)
    return resolve.whole_unit(anchor, fields.unit or "day")


def _part(span: tuple[Token, ...], fields: resolve.Fields, frame: Frame) -> Interval:
    """A part of the day or a clock time: the day last told, a night also the day before."""
    if fields.relation in {"last", "past"}:
        base = frame.anchor if frame.narrative else frame.reference
        day = None if base is None else shift(base, -1, "day")
        return UNKNOWN if day is None else one_day(day)
    if fields.relation == "this":
        day = frame.anchor if frame.narrative else frame.reference
    else:
        day = frame.anchor if frame.narrative else frame.near or frame.reference
    if day is None:
        return UNKNOWN
    before = shift(day, -1, "day")
    night = fields.part == "NI" and not any(token.letter in "TH)bJC" for token in span)
    return between(before, day) if night and before is not None and fields.edge is None else one_day(day)


def _night(span: tuple[Token, ...], fields: resolve.Fields, words: DateWords, frame: Frame) -> Interval:
    """ "The night to Saturday" is Friday and Saturday; "the night of 31 January" that day and the next, "overnight on
    Friday" too, unless Saturday has not come."""
    first = next((n for n, token in enumerate(span) if token.letter in "WdoMmR"), len(span))
    if any(token.letter in "t-&R" for token in span[first:]):
        return _range(span[first:], words, frame)
    cut = next((n for n, token in enumerate(span) if token.letter == "t"), None)
    tail = span if cut is None else span[cut + 1 :]
    told = replace(resolve.read_fields(tail, words), part=None)
    if cut is not None and told.weekday is None:
        return (
            UNKNOWN
            if frame.reference is None
            else resolve.day_word(replace(fields, word="overnight"), frame.reference)
        )
    if span[0].letter == "K" and cut is None:
        if fields.word != "overnight":
            return resolve.point(replace(told, weekday=None), frame).interval
        told = replace(told, word=None)
        cut = first if resolve.point(told, frame).interval.earliest == frame.reference else None
    day = resolve.point(told, frame).interval.earliest
    if day is not None and fields.part not in {"NI", None}:
        return one_day(day)
    other = None if day is None else shift(day, 1 if cut is None else -1, "day")
    return UNKNOWN if day is None or other is None else between(day, other)


def _day_of_month(day: int | None, anchor: dt.date, frame: Frame) -> Interval:
    """ "The 22nd": of the month last told, or the one before where that day had not come."""
    limit = frame.reference if frame.reference is not None and not frame.narrative else None
    for back in (0, -1):
        month = shift(anchor.replace(day=1), back, "month")
        found = None if month is None or day is None else date_or_none(month.year, month.month, day)
        if found is not None and (limit is None or found <= limit or frame.future):
            return one_day(found)
    return UNKNOWN


def _moved(rule: str, span: tuple[Token, ...], words: DateWords, frame: Frame) -> Interval:
    """ "Two days ago" from the day of writing; "two days later" and "the day before" from the day last told."""
    count, unit, shade = resolve.amount(span, words)
    if count is None and any(token.letter == "e" for token in span):
        count = 1
    if rule == "ago":
        base = frame.anchor if frame.narrative else frame.reference
        if shade in {"more", "over"} and count is not None:
            told = resolve.shifted(count, unit, -1, base)
            return Interval(earliest=None, latest=told.latest, precision=told.precision)
        if unit is None and base is not None:
            return Interval(earliest=None, latest=base, precision="longer")
        return resolve.shifted(count, unit, -1, base)
    return resolve.shifted(count, unit, 1 if span[-1].letter == ">" else -1, frame.anchor)


def _length(rule: str, span: tuple[Token, ...], words: DateWords, frame: Frame) -> Reading:
    count, unit, shade = resolve.amount(span, words)
    if rule == "duration":
        return Reading(interval=resolve.duration(count, unit, shade, frame), kind="duration")
    letters = {token.letter for token in span}
    if count is None and not letters & {"r", "N", "V"}:
        count = 1
    ahead = bool(letters & {"X", "G"})
    return Reading(interval=resolve.window(count, unit, ahead, frame))


def _nth(span: tuple[Token, ...], words: DateWords, frame: Frame) -> Reading:
    """ "The 58th day" of something going on reaches back 57 days; "the third quarter of 1989" is a quarter."""
    fields = resolve.read_fields(span, words)
    cut = next((n for n, token in enumerate(span) if token.letter in "UP"), len(span))
    rank = int(resolve.number(tuple(t for t in span[:cut] if t.letter != "y"), words) or 0)
    unit = words.value(span[cut].text) if cut < len(span) and span[cut].letter == "U" else "day"
    base = frame.anchor if frame.narrative else frame.reference
    if unit == "quarter":
        if (fields.year is None and base is None) or not 1 <= rank <= 4:
            return Reading()
        year = fields.year
        if year is None and base is not None:
            relation = {"last": -1}.get(fields.relation or "", 0)
            year = base.year + relation
            if (
                fields.relation is None
                and not frame.future
                and (year, 3 * rank - 2) > (base.year, base.month)
            ):
                year -= 1
        return Reading(interval=quarter_span(year or 1, rank))
    if base is None or rank < 1:
        return Reading()
    if span[cut].letter == "P":
        return Reading(interval=_part(span, fields, frame))
    start = shift(base, 1 - rank, unit)
    return Reading(interval=UNKNOWN if start is None or rank == 1 else between(start, base))


def _portion(span: tuple[Token, ...], words: DateWords, frame: Frame) -> Interval:
    """ "The first week of May" is its first seven days, "the last week" its last; halves and days too."""
    cut = next(n for n, token in enumerate(span) if token.letter == "v")
    weekday = next((int(words.value(token.text)) for token in span[:cut] if token.letter == "W"), None)
    unit = next((words.value(token.text) for token in span[:cut] if token.letter in "UV"), "")
    several = any(token.letter == "V" for token in span[:cut])
    count = resolve.number(tuple(token for token in span[:cut] if token.letter in "nd"), words)
    last = any(token.letter == "L" for token in span[:cut])
    rank = next((resolve.ordinal(token, words) or 0 for token in span[:cut] if token.letter == "o"), 0)
    whole = _read_point(span[cut + 1 :], words, frame).interval
    if span[-1].letter == "U" and frame.reference is not None:  # its half may lie ahead of the day of writing
        fields = resolve.read_fields(span[cut + 1 :], words)
        step = {"last": -1, "next": 1}.get(fields.relation or "", 0)
        within = shift(frame.reference, step, fields.unit or "day")
        whole = UNKNOWN if within is None else resolve.whole_unit(within, fields.unit or "day")
    first, end = whole.earliest, whole.latest
    if first is None or end is None:
        return UNKNOWN
    rank = -1 if last else rank
    if weekday is not None:
        return resolve.nth_weekday((first, end), weekday, rank)
    if count == 0.5:
        return resolve.portion((first, end), "half", rank)
    if several and count is None:
        return resolve.third((first, end), rank)
    return resolve.portion((first, end), unit, rank, int(count or 1))


def _open_ended(rule: str, span: tuple[Token, ...], words: DateWords, frame: Frame) -> Reading:
    """Since, from, until, by and before a point."""
    told = span[1:]
    if rule == "since":
        told = _after_clause(told)
    future = rule == "until" and (frame.future or span[0].letter == "b")
    inner = _read_point(
        told, words, replace(frame, future=frame.future and rule == "until", past=rule == "since")
    )
    if inner.interval.latest is None and any(token.letter == "T" for token in told) and frame.reference:
        inner = Reading(interval=one_day(frame.reference))
    if rule == "since" and not any(token.letter in "MmWwdoyKUSZif" for token in told):
        start = (
            frame.anchor
            if not any(token.letter in "TP" for token in told)
            else frame.anchor or frame.reference
        )
        inner = Reading(interval=UNKNOWN if start is None else one_day(start))
    if rule == "since":
        return Reading(interval=resolve.since(inner.interval, frame), kind="since", readings=inner.readings)
    if future and frame.reference is not None and inner.interval.latest is not None:
        ahead = _read_point(told, words, replace(frame, future=True))
        inner = ahead if frame.future else inner
    interval = resolve.until(inner.interval, frame, span[0].letter == "J")
    return Reading(interval=interval, kind="until", readings=inner.readings)


def _after_clause(told: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "Since the war began in March": the part that tells the time."""
    if not any(token.letter in "_cg" for token in told):
        return told
    leads = [n for n, token in enumerate(told) if token.letter in "Ig"]
    return told[leads[-1] :] if leads else told[next(n for n, t in enumerate(told) if t.letter in "LK") :]


def _range(span: tuple[Token, ...], words: DateWords, frame: Frame) -> Interval:
    """Two ends; what one of them leaves out (month, year) is taken from the other."""
    inner = span[1:] if span[0].letter in "BF" else span
    if any(token.letter == "R" for token in inner):
        return _joined_days(inner, words, frame)
    seams = [n for n, token in enumerate(inner) if token.letter in "t&-u" and 0 < n < len(inner) - 1]
    if not seams:
        return UNKNOWN
    left, right = _fields_of(inner[: seams[0]], words), _fields_of(inner[seams[-1] + 1 :], words)
    if (
        right.year is None
        and right.day is not None
        and right.month is None
        and left.month is None
        and left.year
    ):
        right = resolve.Fields(year=left.year // 100 * 100 + right.day)
    if left.year is not None and right.year is None and right.month is None and right.day is not None:
        right = replace(right, month=left.month, year=left.year)
    if left.day is not None and left.month is None:
        left = replace(left, month=right.month, year=right.year)
    if right.day is not None and right.month is None:
        right = replace(right, month=left.month)
    if left.month is not None and left.year is None and right.year is not None:
        later = right.month is not None and left.month > right.month
        left = replace(left, year=right.year - (1 if later else 0))
    first, last = resolve.point(left, frame).interval, resolve.point(right, frame).interval
    if first.earliest is None or last.latest is None:
        return UNKNOWN
    if (
        first.earliest > last.latest
        and left.year is None
        and right.month is not None
        and first.precision != "year"
    ):
        first = resolve.point(replace(left, year=first.earliest.year - 1), frame).interval
    return UNKNOWN if first.earliest is None else between(first.earliest, last.latest)


def _fields_of(tokens: tuple[Token, ...], words: DateWords) -> resolve.Fields:
    """The fields of one end of a range, where a bare number is a day of the month."""
    fields = resolve.read_fields(tokens, words)
    bare = next((t for t in tokens if t.letter in "do" or (t.letter == "n" and len(t.text) == 2)), None)
    if fields.day is None and bare is not None and fields.weekday is None and fields.word is None:
        day = resolve.ordinal(bare, words)
        return replace(fields, day=day)
    return fields


def _joined_days(tokens: tuple[Token, ...], words: DateWords, frame: Frame) -> Interval:
    """ "27-31 March 2022", where both days are one token."""
    joined = next(token for token in tokens if token.letter == "R")
    first, last = (int(part) for part in joined.text.replace("/", "-").split("-")[:2])
    fields = resolve.read_fields(tuple(token for token in tokens if token.letter != "R"), words)
    ends = [resolve.point(replace(fields, day=day), frame).interval.earliest for day in (first, last)]
    return UNKNOWN if ends[0] is None or ends[1] is None else between(ends[0], ends[1])


__all__ = [
    "DateMention",
    "DateWords",
    "Mode",
    "anchor_dates",
    "dates_and_anchors",
    "find_dates",
    "find_published",
    "resolve_words",
]
