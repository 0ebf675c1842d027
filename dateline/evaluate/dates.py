"""Measure the reading of dates against corpora with TIMEX3 marks (TimeBank, AQUAINT, WikiWars).

In: TimeML files, read. Out: :class:`DateCounts`. A mention counts as found where it overlaps a marked
expression (lenient), and as right where its TIMEX3 value is also the same, as in TempEval-3.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from dateline.mention import dateresolve
from dateline.mention.dategrammar import DateWords, Token, find_expressions, tokenize
from dateline.mention.dates import DateMention, Mode, find_dates

TIMEX = re.compile(r"<TIMEX3\b([^>]*)>|</TIMEX3>")
TAG = re.compile(r"<[^>]*>")
UNIT_CODES = {
    "day": "D", "week": "W", "month": "M", "year": "Y", "quarter": "Q", "decade": "E", "century": "C",
    "weekend": "WE", "fortnight": "W", "season": "S",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Timex:
    """A marked expression: offsets in the plain text (code points, end excluded) and its TIMEX3 value."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateCounts:
    """Counts over some documents: marked, found by us, overlapping pairs, pairs whose value agrees."""

    gold: int
    predicted: int
    overlapping: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One marked file as plain text: its day of creation, its body and the marks in the body."""

    published: dt.date | None
    text: str
    marks: tuple[Timex, ...]


def count_dates(documents: Iterable[Document], words: DateWords, mode: Mode = "news") -> DateCounts:
    """What is found and right over some documents; in "narrative" mode the day of creation is not used."""
    gold = predicted = overlapping = right = 0
    for document in documents:
        found = find_timexes(document, words, mode)
        pairs = pair(found, document.marks)
        gold += len(document.marks)
        predicted += len(found)
        overlapping += len(pairs)
        right += sum(ours.value == theirs.value for ours, theirs in pairs)
    return DateCounts(gold=gold, predicted=predicted, overlapping=overlapping, right=right)


def read_timeml(source: str) -> Document:
    """Plain text, day of creation and marks of one TimeML file."""
    created = re.search(
        r'functionInDocument="CREATION_TIME"[^>]*?value="(\d{4})-?(\d\d)-?(\d\d)', source
    ) or re.search(r'<DCT><TIMEX3[^>]*?value="(\d{4})-?(\d\d)-?(\d\d)', source)
    body = re.search(r"<TEXT>(.*?)</TEXT>", source, re.DOTALL)
    marks: list[Timex] = []
    plain: list[str] = []
    length, at = 0, 0
    open_mark: tuple[int, str] | None = None
    inner = body.group(1) if body else ""
    for match in TIMEX.finditer(inner):
        piece = html.unescape(TAG.sub("", inner[at : match.start()]))
        plain.append(piece)
        length, at = length + len(piece), match.end()
        if match.group().startswith("</"):
            if open_mark is not None and open_mark[0] < length:
                marks.append(Timex(start=open_mark[0], end=length, value=open_mark[1]))
            open_mark = None
        else:
            value = re.search(r'\bvalue="([^"]*)"', match.group(1))
            open_mark = (length, value.group(1) if value else "")
    plain.append(html.unescape(TAG.sub("", inner[at:])))
    published = dt.date(*(int(part) for part in created.groups())) if created else None
    return Document(published=published, text="".join(plain), marks=tuple(marks))


def pair(found: tuple[Timex, ...], marks: tuple[Timex, ...]) -> list[tuple[Timex, Timex]]:
    """Overlapping expressions one to one, in order of the text."""
    pairs, used = [], set()
    for mark in marks:
        for n, ours in enumerate(found):
            if n not in used and ours.start < mark.end and mark.start < ours.end:
                used.add(n)
                pairs.append((ours, mark))
                break
    return pairs


def find_timexes(document: Document, words: DateWords, mode: Mode) -> tuple[Timex, ...]:
    """Our mentions in the form of TIMEX3; a range becomes its two ends."""
    published = None if mode == "narrative" else document.published
    found: list[Timex] = []
    for mention in find_dates(document.text, published, words, mode=mode, day_first=False):
        found += _timexes(mention, words)
    return tuple(found)


def _timexes(mention: DateMention, words: DateWords) -> list[Timex]:
    tokens = tokenize(mention.words, words)
    expressions = find_expressions(tokens)
    rule = expressions[0].rule if expressions else mention.kind
    nights = rule == "night" and any(token.letter in "R-t" for token in tokens[1:])
    if (rule in {"range", "days"} or nights) and mention.earliest is not None and mention.latest is not None:
        return _ends(mention, tokens, words)
    start = mention.start
    if mention.kind in {"since", "until"} and len(tokens) > 1:
        tokens = tokens[1:]
        start = mention.start + tokens[0].start
    return [Timex(start=start, end=mention.end, value=timex_value(mention, tokens, rule, words))]


def _ends(mention: DateMention, tokens: tuple[Token, ...], words: DateWords) -> list[Timex]:
    """The two ends of a range, cut at its middle, each as coarse as the range is told."""
    seams = [t for t in tokens[1:-1] if t.letter in "t&-u"]
    cut = mention.start + (seams[0].start if seams else (mention.end - mention.start) // 2)
    fields = dateresolve.read_fields(tokens, words)
    days = any(t.letter in "Ww" for t in tokens) or (
        fields.month is not None and any(t.letter in "doR" for t in tokens))  # fmt: skip
    width = 10 if days else 7 if fields.month is not None else 4
    first, last = mention.earliest, mention.latest
    if first is None or last is None:
        return []
    return [
        Timex(start=mention.start, end=cut, value=first.isoformat()[:width]),
        Timex(start=cut + 1, end=mention.end, value=last.isoformat()[:width]),
    ]


def timex_value(mention: DateMention, tokens: tuple[Token, ...], rule: str, words: DateWords) -> str:
    """The TIMEX3 value of one mention, empty where it has none."""
    if mention.kind == "ref" and tokens and tokens[0].letter == "k":
        return {"now": "PRESENT_REF", "past": "PAST_REF"}.get(words.value(tokens[0].text), "FUTURE_REF")
    count, unit, _ = dateresolve.amount(tokens, words)
    if mention.kind == "set":
        unit = words.value(tokens[0].text) if tokens and tokens[0].letter == "Y" else unit
        return f"P1{UNIT_CODES[unit]}" if unit in UNIT_CODES else ""
    if rule == "window" and any(t.letter == "N" for t in tokens):
        return "PAST_REF"
    if rule in {"duration", "window"}:
        return duration_value(count, unit, tokens)
    if rule == "portion" and unit == "week":
        return duration_value(count or 1, unit, tokens)
    if (
        rule == "portion"
        and any(words.value(t.text) == "0.5" for t in tokens)
        and mention.earliest is not None
    ):
        return f"{mention.earliest.year}-H{1 if mention.earliest.month < 7 else 2}"
    if rule == "point" and tokens and tokens[0].letter == "i" and "t" in tokens[0].text:
        return tokens[0].text.upper()
    day = mention.latest if mention.kind == "until" else mention.earliest
    if day is None:
        return "PAST_REF" if rule == "ago" else ""
    return _point_value(day, tokens, rule, words)


def duration_value(count: float | None, unit: str | None, tokens: tuple[Token, ...]) -> str:
    """ "P14Y", "PT24H", "PXD" where no number is told."""
    if unit is None:
        return ""
    if count is None and not any(t.letter in "rNV" for t in tokens):
        count = 1
    number = "X" if count is None else f"{count:g}"
    if unit in {"hour", "minute", "second"}:
        return f"PT{number}{unit[0].upper()}"
    if unit == "fortnight" and count is not None:
        return f"P{2 * count:g}W"
    if unit in {"decade", "century"} and count is not None:
        return f"P{count * (10 if unit == 'decade' else 100):g}Y"
    return f"P{number}{UNIT_CODES.get(unit, 'D')}"


def _point_value(day: dt.date, tokens: tuple[Token, ...], rule: str, words: DateWords) -> str:
    fields = dateresolve.read_fields(tokens, words)
    _, unit, _ = dateresolve.amount(tokens, words)
    if fields.decade is not None:
        return str(day.year)[:3]
    if fields.season is not None:
        return f"{day.year}-{fields.season}"
    has_day = (
        fields.day is not None or fields.weekday is not None or fields.word is not None or fields.written
    )
    if not has_day and rule not in {"part", "monthday"}:
        if unit == "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        if unit == "weekend":
            return f"{day.isocalendar()[0]}-W{day.isocalendar()[1]:02d}-WE"
        if unit == "week":
            return f"{day.isocalendar()[0]}-W{day.isocalendar()[1]:02d}"
        if fields.month is not None or unit == "month":
            return day.isoformat()[:7]
        if unit in {"decade", "century"}:
            return str(day.year)[: 3 if unit == "decade" else 2]
        if fields.year is not None or unit in {"year"}:
            return str(day.year)
    return day.isoformat() + _time_of_day(tokens, fields)


def _time_of_day(tokens: tuple[Token, ...], fields: dateresolve.Fields) -> str:
    """ "TMO" for a morning, "T14:05" for a clock time, else nothing."""
    clock = next((t for t in tokens if t.letter == "C"), None)
    after_noon = any(t.letter == "z" and t.text.startswith("p") for t in tokens)
    if clock is not None:
        hour, minute = (int(part) for part in re.findall(r"\d\d?(?=\d\d\b|\D|\Z)", clock.text)[:2])
        return f"T{hour + 12 if after_noon and hour < 12 else hour:02d}:{minute:02d}"
    full = next((a for a, b in pairwise(tokens) if a.letter == "d" and b.letter == "z"), None)
    if full is not None:
        return f"T{int(full.text) + 12 if after_noon and int(full.text) < 12 else int(full.text):02d}:00"
    if any(t.text == "tonight" for t in tokens):
        return "TNI"
    return f"T{fields.part}" if fields.part in {"MO", "AF", "EV", "NI", "MI", "DT"} else ""
