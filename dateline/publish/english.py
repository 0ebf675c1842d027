"""Plain English for names, numbers, dates and lists, made of nothing but the values given."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping, Sequence

from dateline.model import Place, When
from dateline.publish.tables import NameWord

Names = Mapping[str, NameWord]

_HEAD_END = re.compile(r"\s+(?:of|for|in|on|at|to|under|from|with|near|who|accused|and its|–|-)\s+|,")
_VAGUE = re.compile(
    r"\b((?:tens|dozens|scores|hundreds) of (?:thousands|millions)|dozens|scores|hundreds|thousands|millions"
    r"|a dozen|a handful|a number|a large number|large numbers|several|many|a few|few|some)\b",
    re.I,
)
_EXACTED = re.compile(r"\b(at least|more than|over|up to|nearly|almost|about|around)\b", re.I)
_SINGULAR = {
    "children": "child",
    "women": "woman",
    "men": "man",
    "people": "person",
    "police": "police officer",
}


def head_word(name: str, names: Names) -> tuple[str, NameWord | None]:
    """The word that decides how ``name`` behaves, lower case, and its entry where it has one."""
    whole = names.get(name.casefold())
    if whole is not None:
        return name.casefold(), whole
    head = _HEAD_END.split(name, maxsplit=1)[0].split()
    word = head[-1].casefold() if head else ""
    return word, names.get(word)


_JOINED = re.compile(r" and (?:his|her|its|their|an?|the) ")


def is_plural(name: str, names: Names) -> bool:
    """Whether a name takes a plural verb."""
    word, entry = head_word(name, names)
    if entry is not None:
        return entry.number == "plural"
    if name[:1].islower() and _JOINED.search(name):
        return True
    told = [names[w] for w in name.split() if w in names]
    if name[:1].islower() and (
        any(found.number == "plural" for found in told) or word.endswith(("men", "people", "children"))
    ):
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and name[-1:].islower()


def with_article(name: str, names: Names) -> str:
    """The name with "the" before it where English wants one."""
    if name[:4].casefold() == "the ":
        return name
    joined = _JOINED.search(name) if name[:1].islower() else None
    if joined is not None:
        # "Boy and his mother": each noun by itself.
        return with_article(name[: joined.start()], names) + name[joined.start() :]
    _, entry = head_word(name, names)
    words = name.split()
    opener = names.get(words[0].casefold()) if words else None
    if opener is not None and (
        opener.number == "adjective"
        or (opener.number == "plural" and not any(word[0].isupper() for word in words[1:2]))
    ):
        name = name[:1].lower() + name[1:]
    if entry is None or not entry.article:
        many = any(word.endswith("s") for word in words) or is_plural(name, names)
        common = entry is None and not many and name.split(" ")[0].islower()
        return f"{_a(name)} {name}" if common else name
    if entry.article == "a":
        return f"{_a(name)} {name}" if name[:1].islower() else f"the {name}"
    lower_plural = entry.number == "plural" and name.split()[-1][:1].islower()
    return name if lower_plural or (entry.number == "plural" and " " not in name) else f"the {name}"


def _a(name: str) -> str:
    return "an" if name[:1] in "aeiou" else "a"


def listed(items: Sequence[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def upper_first(text: str) -> str:
    """The text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def plural_means(mean: str, names: Names) -> str:
    """A weapon or method in the plural: "barrel bombs"; stuff such as artillery stays as it is."""
    last = mean.split()[-1].casefold() if mean.split() else mean
    entry = names.get(mean.casefold()) or names.get(last)
    if (entry is not None and entry.number == "mass") or mean.endswith(("fire", "ing", "craft")):
        return mean
    if mean.endswith("s") and not mean.endswith(("us", "ss")):
        return mean
    if mean.endswith(("sh", "ch", "x", "z", "us", "ss")):
        return f"{mean}es"
    if mean.endswith("y") and mean[-2:-1] not in "aeiou":
        return f"{mean[:-1]}ies"
    return f"{mean}s"


def number(value: int) -> str:
    """A whole number with commas."""
    return f"{value:,}"


def many(count: int, noun: str) -> str:
    """A number and its noun, with an s where there is not one: "three reports"."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def who_words(who: str, value: int | None) -> str:
    """The group of a count in plain words, singular for one."""
    plain = who.replace("_", " ")
    if value != 1:
        return plain
    first, _, last = plain.rpartition(" ")
    single = _SINGULAR.get(last, last[:-1] if last.endswith("s") else last)
    return f"{first} {single}".strip()


def is_vague(words: str, low: int | None, high: int | None) -> bool:
    """Whether the words give no figure of their own, so that they must be quoted rather than turned into one."""
    if any(letter.isdigit() for letter in words):
        return False
    if low is None and high is None:
        return True
    return low != high and (bool(_VAGUE.search(words)) or not _EXACTED.search(words))


def range_words(low: int | None, high: int | None, who: str) -> str:
    """A count range in words: "at least 12 civilians"; both ends open gives the group alone."""
    if low == high == 0:
        return f"no {who_words(who, None)}"
    if low is not None and low == high:
        return f"{number(low)} {who_words(who, low)}"
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)} {who_words(who, high)}"
    if low is not None:
        return f"at least {number(low)} {who_words(who, low)}"
    if high is not None:
        return f"up to {number(high)} {who_words(who, high)}"
    return who_words(who, None)


def day(date: dt.date, *, weekday: bool = False) -> str:
    """``5 December 2024``, with the day of the week before it when asked."""
    text = f"{date.day} {calendar.month_name[date.month]} {date.year}"
    return f"{calendar.day_name[date.weekday()]} {text}" if weekday else text


def vague_words(words: str, who: str) -> str:
    """The words that stand for a number, quoted, with the group: ``“hundreds” of prisoners``."""
    match = _VAGUE.search(words)
    if match is None:
        return f"“{words}” among {who_words(who, None)}"
    term = match[1]
    joint = " of " if term.endswith(("s", "dozen", "handful", "number")) and term != "several" else " "
    return f"“{term}”{joint}{who_words(who, None)}"


def when_words(when: When, *, ongoing: bool = False) -> str:
    """A date or interval as an adverbial: "on Thursday 5 December 2024"; empty where nothing is told."""
    first, last = when.earliest, when.latest
    if first is None and last is None:
        return ""
    if first is None and last is not None:
        return f"{'up to' if ongoing else 'by'} {day(last)}"
    if last is None and first is not None:
        return f"since {_whole(first, when.precision)}"
    assert first is not None and last is not None
    if first == last:
        return f"on {day(first, weekday=True)}"
    if when.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"in {calendar.month_name[first.month]} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"in {first.year}" if first.year == last.year else f"from {first.year} to {last.year}"
    if first.year != last.year and (first.month, first.day) == (1, 1):
        return f"from {first.year} to {day(last)}"
    return f"between {_short(first, last)} and {day(last)}"


def when_label(when: When) -> str:
    """The same as a label for tables: ``5 Dec 2024``, ``25 Nov – 1 Dec 2024``, ``not told``."""
    first, last = when.earliest, when.latest
    if first is None and last is None:
        return "not told"
    if first is None:
        return f"by {_abbr(last)}"
    if last is None:
        return f"from {_abbr(first)}"
    if first == last:
        return _abbr(first)
    if when.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{calendar.month_abbr[first.month]} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year} – {last.year}"
    return f"{_abbr(first, year=first.year != last.year)} – {_abbr(last)}"


def at_place(place: Place) -> str:
    """A place as an adverbial, at the precision it has."""
    if place.precision == "site":
        return f"at {place.name}"
    if place.precision == "near":
        return f"near {place.name}"
    return f"in {place.name}"


def _whole(date: dt.date, precision: str | None) -> str:
    if precision in ("year", "longer") and (date.month, date.day) == (1, 1):
        return str(date.year)
    return day(date)


def _short(first: dt.date, last: dt.date) -> str:
    if first.year == last.year:
        return f"{first.day} {calendar.month_name[first.month]}"
    return day(first)


def _abbr(date: dt.date | None, *, year: bool = True) -> str:
    if date is None:
        return ""
    text = f"{date.day} {calendar.month_abbr[date.month]}"
    return f"{text} {date.year}" if year else text
