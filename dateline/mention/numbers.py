"""Find numbers told in words or digits, as ranges.

In: text and the word tables of counting. Out: :class:`NumberMention` values; "at least 12" is 12 to open, "nearly 12"
is 12, "dozens" is 24 to open, as the claim guide settles. Dates, clock times, decimals and names such as "F-16" are no
numbers here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from dateline.errors import DataError
from dateline.model import Span

TOKEN = re.compile(
    r"(?P<plain>[^\W\d_]+(?![\w.'’-]))"  # most words: no longer token can begin here
    r"|(?P<code>[^\W\d_]+-\d[\w-]*|\d+(?:st|nd|rd|th)\b|\d{1,2}:\d\d|\d+[-–][^\W\d_][^\W_]*(?:-[^\W\d_]+)*"
    r"|\d{4}-\d\d-\d\d|[$€£]\s?\d[\d,.]{0,15}|\d[\d,.]{0,15}\s?%|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
    r"|(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    r"|(?P<word>[^\W\d_](?:\.[^\W\d_])+\.?|[^\W\d_]+(?:[-'’][^\W\d_]+)*)"
    r"|(?P<dash>[-–—])|(?P<line>\n)|(?P<mark>[^\s\w])"
)
_KIND_OF = {kind: "word" if kind == "plain" else kind for kind in TOKEN.groupindex}
LONGEST = 5
"""How many tokens the longest term of the tables may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row of the counting table: a sense with, for numbers, its bounds."""

    sense: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """One row of the noun table: how the noun is counted (``hint``) and who or what it stands for."""

    hint: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountWords:
    """The word tables of counting, by folded term; ``openers`` are the first words of terms of several words."""

    terms: dict[str, Term]
    nouns: dict[str, Noun]
    openers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberMention:
    """A number: offsets (code points, end excluded), words, and its bounds, ``None`` where open."""

    start: int
    end: int
    words: str
    low: int | None
    high: int | None


class Item(NamedTuple):
    """One term or token: its sense, its noun if it is one, folded text, whether capitalised, offsets."""

    sense: str
    term: Term | None
    noun: Noun | None
    text: str
    capital: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A number among items: ``first`` to ``last`` (end excluded), with its bounds."""

    first: int
    last: int
    low: int | None
    high: int | None


def read_count_words(counts: str, nouns: str) -> CountWords:
    """Read the texts of ``counts.tsv`` and ``countnouns.tsv``; raises DataError on a bad or repeated row."""
    terms: dict[str, Term] = {}
    for number, row in _rows(counts, ["term", "sense", "low", "high", "source"]):
        if row[0] in terms or not all(value == "" or value.isdigit() for value in row[2:4]):
            raise DataError(
                f"counts.tsv:{number}: {row[0]!r} is repeated, or its bounds are not whole numbers"
            )
        low, high = (int(value) if value else None for value in row[2:4])
        terms[row[0]] = Term(sense=row[1], low=low, high=high)
    table: dict[str, Noun] = {}
    for number, row in _rows(nouns, ["term", "what_hint", "who", "source"]):
        if row[0] in table:
            raise DataError(f"countnouns.tsv:{number}: {row[0]!r} is repeated")
        table[row[0]] = Noun(hint=row[1], who=row[2])
    openers = frozenset(term.split()[0] for term in (*terms, *table) if " " in term)
    return CountWords(terms=terms, nouns=table, openers=openers)


def _rows(table: str, header: list[str]) -> list[tuple[int, list[str]]]:
    lines = table.splitlines()
    if not lines or lines[0].split("\t") != header:
        raise DataError(f"a counting table must begin with the columns {' '.join(header)}")
    rows = [(number, line.split("\t")) for number, line in enumerate(lines[1:], start=2)]
    for number, row in rows:
        if len(row) != len(header):
            raise DataError(f"counting table line {number}: {len(row)} columns, not {len(header)}")
    return rows


def itemize(text: str, words: CountWords) -> tuple[Item, ...]:
    """Tokens of the text with the longest terms of the tables put together."""
    raw = [
        (_KIND_OF[match.lastgroup or "mark"], match.group(), match.start(), match.end())
        for match in TOKEN.finditer(text)
    ]
    folded = [token.lower().replace("’", "'") for _, token, _, _ in raw]
    terms, nouns, openers = words.terms, words.nouns, words.openers
    items: list[Item] = []
    n = 0
    while n < len(raw):
        kind, token, start, end = raw[n]
        word = folded[n]
        if not (kind == "digits" or word in terms or word in nouns or word in openers or "-" in word):
            # Most words are in no table: nothing needs to be looked up about them.
            items.append(Item(kind, None, None, word, token[0].isupper(), start, end))
            n += 1
            continue
        size = _longest(raw, folded, n, words)
        items.append(_item(text, raw[n : n + size], " ".join(folded[n : n + size]), words))
        n += size
    return tuple(items)


def within(items: tuple[Item, ...], span: Span) -> tuple[Item, ...]:
    """The items of a text that stand in a stretch of it."""
    first = bisect_left(items, span.start, key=attrgetter("start"))
    return items[first : bisect_right(items, span.end, lo=first, key=attrgetter("end"))]


def _longest(raw: list[tuple[str, str, int, int]], folded: list[str], n: int, words: CountWords) -> int:
    if raw[n][0] != "word" or folded[n] not in words.openers:
        return 1
    for size in range(min(LONGEST, len(raw) - n), 1, -1):
        phrase = " ".join(folded[n : n + size])
        if phrase in words.terms or phrase in words.nouns:
            return size
    return 1


def _item(text: str, raw: list[tuple[str, str, int, int]], phrase: str, words: CountWords) -> Item:
    kind, token, start = raw[0][0], raw[0][1], raw[0][2]
    term, noun = words.terms.get(phrase), words.nouns.get(phrase)
    if noun is not None and noun.hint == "month" and not token[0].isupper():
        noun = None
    sense = kind
    if term is not None:
        sense = term.sense
    elif kind == "word" and "-" in phrase:
        value = _hyphenated(phrase, words)
        if value is not None:
            term, sense = Term(sense="number", low=value, high=value), "number"
    elif kind == "digits":
        value = int(float(token.replace(",", ""))) if "." not in token else None
        term, sense = Term(sense="digits", low=value, high=value), "digits"
    return Item(sense, term, noun, phrase, token[0].isupper(), start, raw[-1][3])


def _hyphenated(phrase: str, words: CountWords) -> int | None:
    """The value of "twenty-three"."""
    parts = [words.terms.get(part) for part in phrase.split("-")]
    if len(parts) != 2 or any(part is None or part.sense != "number" or part.low is None for part in parts):
        return None
    tens, ones = (part.low or 0 for part in parts if part is not None)
    return tens + ones if tens >= 20 and ones < 10 else None


def find_figures(items: tuple[Item, ...]) -> tuple[Figure, ...]:
    """Every number among the items with its bounding words, left to right."""
    figures: list[Figure] = []
    n = 0
    while n < len(items):
        core = _core(items, n)
        if core is None or _no_count(items, n, core[0]):
            n += 1 if core is None else core[0] - n
            continue
        last, low, high = core
        last, low, high = _range(items, last, low, high)
        floor = figures[-1].last if figures else 0
        first, last, low, high = _bounded(items, (floor, n), last, (low, high))
        figures.append(Figure(first, last, low, high))
        n = last
    return tuple(figures)


def _core(items: tuple[Item, ...], n: int) -> tuple[int, int | None, int | None] | None:
    """A bare number at ``n``: its end and bounds."""
    item = items[n]
    if item.sense == "article":
        follows = items[n + 1] if n + 1 < len(items) else None
        if follows is None or follows.sense not in {"magnitude", "vague", "number"} or follows.text == "one":
            return None
        if follows.sense == "magnitude":
            return _times(items, n + 2, follows.term.low if follows.term else None, True)
        return _core(items, n + 1)
    if item.sense not in {"digits", "number", "vague", "magnitude"} or item.term is None:
        return None
    low, exact, last = item.term.low, item.sense != "vague", n + 1
    if item.sense == "digits" and low is None:
        follows = items[last] if last < len(items) else None
        if follows is None or follows.sense != "magnitude" or follows.term is None:
            return None
        return last + 1, *(2 * (round(float(item.text.replace(",", "")) * (follows.term.low or 1)),))
    return _times(items, last, low, exact)


def _times(
    items: tuple[Item, ...], last: int, low: int | None, exact: bool
) -> tuple[int, int | None, int | None]:
    """Multiply and add what follows a number: "two hundred and three", "tens of thousands", "several hundred"."""
    total = low
    while last < len(items) and total is not None:
        item, after = items[last], items[last + 1] if last + 1 < len(items) else None
        if item.sense == "magnitude" and item.term is not None:
            total, last = total * (item.term.low or 1), last + 1
        elif item.sense == "of" and after is not None and not exact and after.sense == "vague" and after.term:
            scale = {200: 100, 2000: 1000, 2000000: 1000000}.get(after.term.low or 0)
            if scale is None:
                break
            total, last = total * scale, last + 2
        elif total >= 100 and total % 100 == 0 and exact and after is not None and item.text == "and" and (
            after.sense == "number" and after.term is not None and (after.term.low or 100) < 100):  # fmt: skip
            total, last = total + (after.term.low or 0), last + 2
        else:
            break
    return last, total, total if exact else None


def _range(
    items: tuple[Item, ...], last: int, low: int | None, high: int | None
) -> tuple[int, int | None, int | None]:
    """ "12 to 15", "12-15", "two or three": the second number closes the range."""
    if last + 1 >= len(items) or low is None:
        return last, low, high
    joint = items[last]
    joins = joint.sense in {"to", "dash"} or joint.text == "or"
    other = _core(items, last + 1) if joins else None
    moved = other is not None and any(x.sense == "moved from" for x in items[max(0, last - 4) : last])
    if other is not None and moved:
        return other  # "rose from 12 to 15": what it is now
    if other is None or other[2] is None or other[2] <= low or _no_count(items, last + 1, other[0]):
        return last, low, high
    return other[0], low, other[2]


def _bounded(
    items: tuple[Item, ...], place: tuple[int, int], last: int, bounds: tuple[int | None, int | None]
) -> tuple[int, int, int | None, int | None]:
    """Apply the words that bound a number, before and after it; ``place`` is where they may begin, and the number."""
    low, high = bounds
    floor, start = place
    while start > floor and items[start - 1].sense in {
        "about",
        "remains",
        "at_least",
        "more_than",
        "up_to",
        "less_than",
    }:
        start -= 1
        low, high = _apply(items[start].sense, low, high)
    if last < len(items) and items[last].sense in {"at_least", "up_to"}:
        low, high = _apply(items[last].sense, low, high)
        last += 1
    if (
        start > floor
        and items[start - 1].sense == "between"
        and last + 1 < len(items)
        and items[last].sense in {"and", "to"}
    ):
        other = _core(items, last + 1)
        if other is not None and other[2] is not None and low is not None and other[2] > low:
            return start - 1, other[0], low, other[2]
    return start, last, low, high


def _apply(sense: str, low: int | None, high: int | None) -> tuple[int | None, int | None]:
    if sense in {"at_least", "more_than"}:
        return low, None
    if sense in {"up_to", "less_than"}:
        return None, high if high is not None else low
    return low, high


def _no_count(items: tuple[Item, ...], first: int, last: int) -> bool:
    """Whether a number is a year, a date, a measure, an age or part of a name."""
    item, text = items[first], items[first].text
    before = items[first - 1] if first > 0 else None
    after = items[last] if last < len(items) else None
    measured = (
        after is not None and after.noun is not None and after.noun.hint in {"measure", "measures", "month"}
    )
    if measured or (before is not None and before.noun is not None and before.noun.hint == "month"):
        return True
    if after is not None and after.text in {"-", "–"} and last + 1 < len(items):
        unit = items[last + 1].noun
        if unit is not None and unit.hint.startswith("measure"):
            return True
    if before is not None and before.sense == "between" and first > 1 and items[first - 2].noun is not None:
        return after is None or after.sense in {"and", "to"}  # "men between 16 and 65"
    if item.sense != "digits":
        return False
    if (
        before is not None
        and before.text == ","
        and before.start > 0
        and after is not None
        and after.text == ","
    ):
        owner = items[first - 2] if first > 1 else None
        person = owner is not None and owner.noun is not None and owner.noun.hint == "person"
        return person or (owner is not None and owner.capital)
    if len(text) == 4 and "1900" <= text <= "2099" and "," not in text:
        return after is None or after.noun is None or after.noun.hint.startswith("measure")
    return before is not None and before.text in {"$", "€", "£", "/", "no."}


def find_numbers(text: str, words: CountWords) -> tuple[NumberMention, ...]:
    """Every number of the text as a range, in order, none overlapping."""
    return numbers_in(text, itemize(text, words))


def numbers_in(text: str, items: tuple[Item, ...]) -> tuple[NumberMention, ...]:
    """Every number among the items of a text, as :func:`find_numbers` gives them."""
    mentions = []
    for figure in find_figures(items):
        start, end = items[figure.first].start, items[figure.last - 1].end
        mentions.append(
            NumberMention(start=start, end=end, words=text[start:end], low=figure.low, high=figure.high)
        )
    return tuple(mentions)
