"""A made stream of conflict reports, however many: for measuring growth.

Reports come a fixed number a day. Each tells a story: what happened in and about one of the larger towns of a country
on one day, told by one to four outlets on that day or the next. A quarter of the accounts after the first are the
first again, under another headline and cut after some paragraph, as agencies' texts are printed; each other account
is put together from paragraphs of reports of ``corpus/coded`` about that country, drawn one by one, so that two
stories seldom share more than a paragraph. Places that the coders marked become towns of the story (of the place
table), numbers are varied, dates lie in the days before publication. Lengths are log-normal about 330 words with a
deviation of 0.55, as those of the real reports that were coded by hand are (19: median 328, deviation 0.59). The same
arguments give the same reports, and a longer stream begins with the shorter.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
import math
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from throughput import EXAMPLES, vary

PER_DAY = 200
"""Reports of conflict a day: what a desk that follows a few wars reads."""

FIRST = dt.date(2015, 1, 1)
TOWNS = 300
"""The towns of a country that stories are about."""
LEAST_PARAGRAPHS = 80
"""Paragraphs about a country that are enough to make stories of."""

ACCOUNTS = (1, 1, 1, 1, 1, 2, 2, 2, 3, 4)
"""How many accounts a story has, one of these as likely as another."""

COPIED = 0.25
OUTLETS = 60
ROOT = EXAMPLES.parent
PLACES_FILE = ROOT / "dateline" / "data" / "places" / "places.sqlite"

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(rf"\b(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})(?:,? \d{{4}})?(?=\W)")
_PLACE = re.compile(r"(?:(?<=p=)|(?<=; ))([A-Z][^,;|<=]+?)(?:, [^,;|<]+)?,([A-Z]{2})(?=[<;| ])")
_WIDE = re.compile(r"\b(?:Governorate|Province|Region|State|District|Oblast|County|Strip|Sea)\b")
_WORDS = (math.log(330), 0.55, 60, 1200)
"""Of the logarithm of a length the middle and the deviation; the least and the most words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One report of the stream; ``published`` is the day."""

    name: str
    outlet: str
    published: dt.date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A headline or paragraph, and the places named in it, those that its report names most first."""

    text: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Country:
    heads: tuple[_Line, ...]
    body: tuple[_Line, ...]
    towns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    towns: tuple[str, ...]
    day: dt.date


def stream(count: int, per_day: int = PER_DAY, seed: int = 1) -> Iterator[Made]:
    """The first ``count`` reports of the stream."""
    draw = random.Random(seed)
    countries = _countries()
    number = 0
    while True:
        country = countries[draw.randrange(len(countries))]
        day = FIRST + dt.timedelta(days=number // per_day)
        story = _Story(towns=tuple(draw.sample(country.towns, 6)), day=day)
        first: list[str] = []
        for account in range(draw.choice(ACCOUNTS)):
            if number == count:
                return
            head = _told(draw.choice(country.heads), story, draw)
            if account and draw.random() < COPIED:
                lines = first[: draw.randint(max(1, len(first) // 2), len(first))]
            else:
                lines = _body(country.body, story, draw)
            first = first or lines
            yield Made(
                name=f"made-{number:07}",
                outlet=f"Outlet {draw.randrange(OUTLETS):02}",
                published=day + dt.timedelta(days=draw.randrange(2)),
                text="\n\n".join([head, *lines]) + "\n",
            )
            number += 1


def write_stream(path: Path, count: int) -> None:
    """Writes the stream as JSON lines, which ``dateline run`` reads."""
    with path.open("w", encoding="utf-8") as out:
        for made in stream(count):
            row = {
                "id": made.name,
                "source": made.outlet,
                "date": made.published.isoformat(),
                "text": made.text,
            }
            out.write(json.dumps(row) + "\n")


def _countries() -> list[_Country]:
    """The countries that enough is written about, with what is written."""
    heads: dict[str, list[_Line]] = {}
    body: dict[str, list[_Line]] = {}
    for path in sorted((ROOT / "corpus" / "coded").glob("*.coded")):
        for report in path.read_text(encoding="utf-8").split("@report ")[1:]:
            text, _, claims = report.partition("@claims")
            named = Counter(_PLACE.findall(claims))
            if not named:
                continue
            country = Counter(iso for (_, iso), many in named.items() for _ in range(many)).most_common(1)[0][
                0
            ]
            places = [
                name for (name, iso), _ in named.most_common() if iso == country and not _WIDE.search(name)
            ]
            head, *rest = [line for line in text.split("\n")[1:] if line.strip()]
            for into, lines in ((heads, [head]), (body, rest)):
                into.setdefault(country, []).extend(
                    _Line(text=line, places=tuple(place for place in places if place in line))
                    for line in lines
                )
    return [
        _Country(heads=tuple(heads[iso]), body=tuple(lines), towns=towns)
        for iso, lines in sorted(body.items())
        if len(lines) >= LEAST_PARAGRAPHS and len(towns := _towns(iso)) >= TOWNS // 4
    ]


def _towns(country: str) -> tuple[str, ...]:
    """The largest towns of a country whose names are one plain word."""
    with sqlite3.connect(f"file:{PLACES_FILE}?mode=ro&immutable=1", uri=True) as places:
        rows = places.execute(
            "SELECT name FROM place JOIN kind ON kind.id = place.kind WHERE country = ? AND kind.kind = 'settlement' "
            "ORDER BY population DESC, place.id",
            (country,),
        ).fetchall()
    names = dict.fromkeys(name for (name,) in rows if re.fullmatch("[A-Z][a-z]{3,}", name))
    return tuple(names)[:TOWNS]


def _body(paragraphs: tuple[_Line, ...], story: _Story, draw: random.Random) -> list[str]:
    middle, spread, least, most = _WORDS
    wanted = min(most, max(least, draw.lognormvariate(middle, spread)))
    lines: list[str] = []
    size = 0
    while True:
        line = paragraphs[draw.randrange(len(paragraphs))]
        words = len(line.text.split())
        # Where the end lies in the middle of a paragraph, the nearer of its own ends.
        if lines and size + words / 2 > wanted:
            return lines
        lines.append(_told(line, story, draw))
        size += words


def _told(line: _Line, story: _Story, draw: random.Random) -> str:
    """A line as it would stand in a report of this story."""

    def dated(_: re.Match[str]) -> str:
        day = story.day - dt.timedelta(days=draw.randrange(4))
        return f"{day.day} {calendar.month_name[day.month]} {day.year}"

    names = dict(zip(line.places, story.towns, strict=False))
    return vary(_DATE.sub(dated, line.text), names, draw)
