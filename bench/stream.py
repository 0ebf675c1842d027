"""A made stream of conflict reports, however many: for measuring growth.

Reports come a fixed number a day. Each tells a story: an attack or capture in one of the larger towns of one country,
told by one to four outlets on that day or the next. A quarter of the accounts after the first are the first again,
under another headline and cut after some paragraph, as agencies' texts are printed. The words are those of the
paragraphs of ``examples/``; towns (of the place table), numbers and dates are swapped, the dates so that they lie in
the days before publication. Lengths are log-normal about 330 words with a deviation of 0.55, as those of the real
reports that were coded by hand are (19: median 328, deviation 0.59). The same arguments give the same reports, and a
longer stream begins with the shorter.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
import math
import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from throughput import EXAMPLES, PLACES, vary

PER_DAY = 200
"""Reports of conflict a day: what a desk that follows a few wars reads."""

FIRST = dt.date(2015, 1, 1)
TOWNS = 300
"""The towns of a country that stories are about."""

COUNTRIES = {"hroza": "UA", "madani": "SD", "marawi": "PH", "paletwa": "MM", "togoga": "ET"}
ACCOUNTS = (1, 1, 1, 1, 1, 2, 2, 2, 3, 4)
"""How many accounts a story has, one of these as likely as another."""

COPIED = 0.25
OUTLETS = 60
PLACES_FILE = EXAMPLES.parent / "dateline" / "data" / "places" / "places.sqlite"

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(rf"\b(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})(?:,? \d{{4}})?(?=\W)")
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
class _Story:
    cluster: str
    names: dict[str, str]
    day: dt.date


def stream(count: int, per_day: int = PER_DAY, seed: int = 1) -> Iterator[Made]:
    """The first ``count`` reports of the stream."""
    draw = random.Random(seed)
    heads, parts = _templates()
    towns = {cluster: _towns(country) for cluster, country in COUNTRIES.items()}
    number = 0
    while True:
        cluster = draw.choice(sorted(heads))
        day = FIRST + dt.timedelta(days=number // per_day)
        old = PLACES[cluster][0]
        names = dict(zip(old, draw.sample(towns[cluster], len(old)), strict=True))
        story = _Story(cluster=cluster, names=names, day=day)
        first: list[str] = []
        for account in range(draw.choice(ACCOUNTS)):
            if number == count:
                return
            head = _told(draw.choice(heads[cluster]), story, draw)
            if account and draw.random() < COPIED:
                lines = first[: draw.randint(max(1, len(first) // 2), len(first))]
            else:
                lines = _body(parts[cluster], story, draw)
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


def _templates() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The headlines and the paragraphs of the examples, by what they are about."""
    heads: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    for path in sorted(EXAMPLES.glob("*.txt")):
        cluster = path.stem.split("-")[0]
        head, *body = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        heads.setdefault(cluster, []).append(head)
        parts.setdefault(cluster, []).extend(body)
    return heads, parts


def _towns(country: str) -> list[str]:
    """The largest towns of a country whose names are one plain word."""
    with sqlite3.connect(f"file:{PLACES_FILE}?mode=ro&immutable=1", uri=True) as places:
        rows = places.execute(
            "SELECT name FROM place JOIN kind ON kind.id = place.kind WHERE country = ? AND kind.kind = 'settlement' "
            "ORDER BY population DESC, place.id",
            (country,),
        ).fetchall()
    names = dict.fromkeys(name for (name,) in rows if re.fullmatch("[A-Z][a-z]{3,}", name))
    return list(names)[:TOWNS]


def _body(paragraphs: list[str], story: _Story, draw: random.Random) -> list[str]:
    middle, spread, least, most = _WORDS
    wanted = min(most, max(least, draw.lognormvariate(middle, spread)))
    lines: list[str] = []
    size = 0
    for line in draw.sample(paragraphs, len(paragraphs)):
        if size >= wanted:
            break
        lines.append(_told(line, story, draw))
        size += len(line.split())
    return lines


def _told(line: str, story: _Story, draw: random.Random) -> str:
    """A line of the examples as it would stand in a report of this story."""

    def dated(_: re.Match[str]) -> str:
        day = story.day - dt.timedelta(days=draw.randrange(4))
        return f"{day.day} {calendar.month_name[day.month]} {day.year}"

    return vary(_DATE.sub(dated, line), story.names, draw)
