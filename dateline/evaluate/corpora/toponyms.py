"""Places against LGL and GeoWebNews: names of places, marked in news with their coordinates.

In: one of the two XML files. Out: the share of names whose point lies within 161 km (100 miles) of the marked one.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from dateline.evaluate.corpora.common import Bench, Corpus, Figure, meet
from dateline.evaluate.shares import ratio
from dateline.mention.place_choice import distance_km
from dateline.mention.places import place_context, resolve_place
from dateline.model import Place, Span

NEAR_KM = 161.0
BEST = {"GeoWebNews": "0.941 (Mordecai 3)", "LGL": "0.827 (Mordecai 3)"}
_SLIP = 20
"""How far, in letters, a mark's offsets may lie before its words: some are off by a few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A marked name: its stretch of the text, its point in degrees, and whether the gazetteer of the corpus has it."""

    span: Span
    lat: float
    lon: float
    listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text and the names marked in it that have a point."""

    group: str
    text: str
    toponyms: tuple[Toponym, ...]


def read(path: Path) -> tuple[Article, ...]:
    """The articles of a file, or of every ``.xml`` file of a folder."""
    files = sorted(path.glob("*.xml")) if path.is_dir() else [path]
    return tuple(article for file in files for article in _articles(file))


def measure(articles: Sequence[Article], bench: Bench) -> tuple[Figure, ...]:
    """Figures for each corpus that is among the articles."""
    figures: list[Figure] = []
    for group in sorted({article.group for article in articles}):
        figures += _figures([article for article in articles if article.group == group], group, bench)
    return tuple(figures)


def _figures(articles: Sequence[Article], group: str, bench: Bench) -> list[Figure]:
    away: list[tuple[bool, float | None]] = []
    spotted = 0
    for article in articles:
        context = place_context(article.text, bench.words.gazetteer, bench.words.countries)
        named = [(met.name.span.start, met.name.span.end) for met in context.met]
        for one in article.toponyms:
            words = article.text[one.span.start : one.span.end]
            place = resolve_place(words, one.span, context)
            away.append((one.listed, _km(place, one)))
            spotted += any(meet(name, (one.span.start, one.span.end)) for name in named)
    near = [km is not None and km <= NEAR_KM for _, km in away]
    near_listed = [ok for ok, (listed, _) in zip(near, away, strict=True) if listed]
    known_km = [km for _, km in away if km is not None]
    return [
        Figure(name=f"{group}: within 161 km, listed names", value=ratio(sum(near_listed), len(near_listed)),
               best=BEST.get(group, "")),
        Figure(name=f"{group}: within 161 km, every name with a point", value=ratio(sum(near), len(near))),
        Figure(name=f"{group}: given no point", value=ratio(len(away) - len(known_km), len(away))),
        Figure(name=f"{group}: median km", value=round(median(known_km), 1) if known_km else None),
        Figure(name=f"{group}: spotted unasked", value=ratio(spotted, len(away))),
        Figure(name=f"{group}: names", value=len(away)),
    ]  # fmt: skip


def _km(place: Place | None, one: Toponym) -> float | None:
    """How far our place lies from the marked point; ``None`` where we give none."""
    if place is None or place.lat is None or place.lon is None:
        return None
    return distance_km(place.lat, place.lon, one.lat, one.lon)


def _articles(file: Path) -> list[Article]:
    found = []
    for article in ET.parse(file).getroot().iter("article"):
        text = article.findtext("text") or ""
        group = "LGL" if article.get("docid") else "GeoWebNews"
        marks = [made for mark in article.iter("toponym") if (made := _toponym(mark, text)) is not None]
        found.append(Article(group=group, text=text, toponyms=tuple(marks)))
    return found


def _toponym(mark: ET.Element, text: str) -> Toponym | None:
    """A mark with a point, put where its words stand; ``None`` where it has no point or its words are not there."""
    lat = mark.findtext("latitude") or mark.findtext("gaztag/lat")
    lon = mark.findtext("longitude") or mark.findtext("gaztag/lon")
    words = mark.findtext("phrase") or mark.findtext("extractedName") or ""
    start = int(mark.findtext("start") or 0)
    if not lat or not lon or not words:
        return None
    at = start if text.startswith(words, start) else text.find(words, max(0, start - _SLIP))
    if at < 0:
        return None
    listed = mark.find("gaztag") is not None or bool((mark.findtext("geonamesID") or "").strip())
    return Toponym(span=Span(start=at, end=at + len(words)), lat=float(lat), lon=float(lon), listed=listed)


CORPUS = Corpus(
    name="places",
    title="GeoWebNews and LGL: places",
    scoring=(
        "The marked name is given; it is right where our point lies within 161 km of the marked one, no point being "
        "wrong; as published, over names that GeoNames has, and over every name with a point beside that."
    ),
    source="Mordecai 3, its README (sets of 1,564 names or fewer)",
    read=read,
    measure=measure,
    records="articles",
)
