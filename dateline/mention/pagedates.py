"""Find the day a page, a dateline or a line of a live page was written.

In: text, publication date if known, and the word table of time. Out: days with the offsets they hold from.
"""

from __future__ import annotations

import datetime as dt

from dateline.mention.dategrammar import DateWords, Token, find_expressions, tokenize
from dateline.mention.dateresolve import Frame, point, read_fields

PAGE_DAYS = 14
"""How many days before publication a line's own date may lie and still be the day that line was written."""


def find_published(text: str, words: DateWords) -> dt.date | None:
    """The first full explicit date (day, month, year) in a front line or dateline: the first five lines that hold text.

    A date inside a sentence of the body does not count.
    """
    tokens = tokenize(text, words)
    for first, last in _lines(tokens)[:5]:
        day = _line_date(tokens[first:last], None, words)
        if day is not None:
            return day
    return None


def anchor_dates(text: str, published: dt.date | None, words: DateWords) -> tuple[tuple[int, dt.date], ...]:
    """Offset and day of every line or dateline that dates the lines below it, in order.

    Without a publication date only full dates count; with one, only days from two weeks before it to the day after.
    """
    return page_anchors(tokenize(text, words), published, words)


def page_anchors(
    tokens: tuple[Token, ...], published: dt.date | None, words: DateWords
) -> tuple[tuple[int, dt.date], ...]:
    """:func:`anchor_dates` of text that has been cut into tokens."""
    anchors = []
    for first, last in _lines(tokens):
        day = _line_date(tokens[first:last], published, words)
        if day is not None and (published is None or -1 <= (published - day).days <= PAGE_DAYS):
            anchors.append((tokens[first].start, day))
    return tuple(anchors)


def _lines(tokens: tuple[Token, ...]) -> list[tuple[int, int]]:
    lines, first = [], 0
    for n, token in enumerate(tokens):
        if token.letter == "$":
            if n > first:
                lines.append((first, n))
            first = n + 1
    return [*lines, (first, len(tokens))] if len(tokens) > first else lines


def _line_date(line: tuple[Token, ...], published: dt.date | None, words: DateWords) -> dt.date | None:
    """The day a front line ("30 Nov 2024, 21:40 GMT") or dateline ("ALEPPO, Syria, July 3 (Reuters) -") gives."""
    head = line[:16]
    if not any(token.letter in "Mmif" for token in head):
        return None
    found = next((f for f in find_expressions(head) if f.rule == "point"), None)
    if found is None:
        return None
    before, span, after = line[: found.first], line[found.first : found.last], line[found.last :]
    letters = "".join(token.letter for token in after)
    alone = not letters.strip(".,:-]Cdz(") or letters[0] in "-:" or letters.startswith((",-", ".-"))
    placed = all(token.letter in "c,._(:]-ve" for token in before)
    dateline = bool(before) and before[0].letter == "c" and placed and any(x in letters[:6] for x in "-:") and (
        letters[:1] in {"(", "-", ":", ","})  # fmt: skip
    heading = all(token.letter in ":,.-_(" or token.letter == "c" for token in before) and len(before) <= 4
    if not (dateline or (alone and heading)):
        return None
    fields = read_fields(span, words)
    if fields.written is None and (fields.day is None or fields.month is None):
        return None
    if published is None and fields.written is None and fields.year is None:
        return None
    interval = point(fields, Frame(reference=published)).interval
    return interval.earliest if interval.precision == "day" else None
