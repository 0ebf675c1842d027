"""From an entry of the gazetteer to a Place: its common name, radius, and what "near" or "north" do to it."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import replace

from dateline.mention.place_choice import moved
from dateline.mention.place_context import PlaceContext
from dateline.mention.place_spans import joined, phrase_before, tokens
from dateline.model import Place, PlacePrecision, Span
from dateline.words.placenames import fold_place
from dateline.words.places import PlaceEntry

_CLEAR_COUNTRY = 0.45
"""Share of the country evidence from which a report counts as being about one country."""
_CLEAR_LEAD = 1.5
"""How far ahead of the next country the first must be to count as the one, its share being smaller."""
_RADIUS = {"site": 2.0, "near": 15.0, "district": 25.0, "province": 90.0, "country": 400.0, "region": 150.0}
_BEARING = {
    (1, 0): 0,
    (1, 1): 45,
    (0, 1): 90,
    (-1, 1): 135,
    (-1, 0): 180,
    (-1, -1): 225,
    (0, -1): 270,
    (1, -1): 315,
}
_DISTANCE = re.compile(
    r"(\d+(?:[.,]\d+)?)[\s-]*([A-Za-z]+)\b[^.;]{0,20}?\b([a-z]+-?[a-z]*)\s+of\s+(?:the\s+)?$"
)


def common_name(written: str, entry: PlaceEntry, context: PlaceContext) -> str:
    """The common English name: the curated one, the table's where it is as good, else as written (no kind word)."""
    if entry.curated:
        return entry.name
    title = without_kind(written, context)
    if context.gazetteer.words.value("keep", tokens(title)[-1].low) is not None:
        return title
    if title.isupper() and len(title) > 3:
        title = title.title()
    near = difflib.SequenceMatcher(None, fold_place(title), fold_place(entry.name)).ratio() >= 0.8
    if entry.kind != "settlement" or not (entry.plain or near):
        return title if entry.kind == "settlement" or not near else entry.name
    return entry.name if entry.plain else title


def without_kind(name: str, context: PlaceContext) -> str:
    table = context.gazetteer.words
    words = list(tokens(name))
    while len(words) > 2 and words[1].low == "of" and table.value("kind", words[0].low) is not None:
        words = words[2:]
    if (
        len(words) > 1
        and table.value("kind", words[-1].low) is not None
        and table.value("keep", words[-1].low) is None
    ):
        words = words[:-1]
    while len(words) > 1 and words[0].low == "the":
        words = words[1:]
    return joined(name, words) if words else name


def radius_km(entry: PlaceEntry, precision: PlacePrecision) -> float:
    """The stated uncertainty of a place's point in kilometres: the supplement's own, else by precision and people."""
    if entry.radius_km is not None and precision != "near":
        return entry.radius_km
    if precision == "settlement":
        return round(min(25.0, 1.0 + math.sqrt(entry.population or 500) / 100), 1)
    return _RADIUS.get(precision, 50.0)


def placed(name: str, words: str, span: Span, entry: PlaceEntry, precision: PlacePrecision) -> Place:
    return Place(
        name=name,
        words=words,
        span=span,
        country=entry.country,
        lat=entry.lat,
        lon=entry.lon,
        geonames=entry.geonames,
        precision=precision,
        admin1=entry.admin1 if entry.kind != "country" else None,
        radius_km=radius_km(entry, precision),
    )


def nearness(place: Place, span: Span, context: PlaceContext, *, near: bool) -> Place:
    """The place with ``near`` precision where the words before say so; moved where they give way and distance."""
    before = context.text[max(0, span.start - 60) : span.start]
    if place.precision not in {"settlement", "site", "near"} or place.lat is None or place.lon is None:
        return place
    told = _DISTANCE.search(before)
    table = context.gazetteer.words
    if told is not None:
        unit, course = table.value("unit", told[2]), table.value("direction", told[3])
        if unit and course and course != "0,0":
            km = float(told[1].replace(",", ".")) * float(unit)
            north, east = course.split(",")
            lat, lon = moved(place.lat, place.lon, km, _BEARING[int(north), int(east)])
            radius = round(max(5.0, 0.35 * km), 1)
            return replace(place, lat=round(lat, 4), lon=round(lon, 4), precision="near", radius_km=radius)
    parts = tokens(before)
    if near or phrase_before(parts, len(parts), "near", table, before):
        return replace(place, precision="near", radius_km=_RADIUS["near"])
    return place


def directed(place: Place, direction: str, entry: PlaceEntry, context: PlaceContext) -> Place:
    """A part of a place: "Northwestern Syria" is a region around the middle of that part of the settled land."""
    value = context.gazetteer.words.value("direction", direction) or "0,0"
    north, east = (int(part) for part in value.split(","))
    name = f"{direction[:1].upper()}{direction[1:]} {place.name}"
    if (north, east) == (0, 0) or entry.kind not in {"country", "admin1", "region"}:
        return replace(place, name=place.name if (north, east) == (0, 0) else name)
    box = context.gazetteer.extent(entry.country or "") if entry.kind == "country" else None
    if box is None or place.lat is None or place.lon is None:
        return replace(place, name=name, precision="region")
    south, west, top, right = box
    lat = (south + top) / 2 + north * (top - south) / 4
    lon = (west + right) / 2 + east * (right - west) / 4
    radius = max(top - south, (right - west) * math.cos(math.radians(lat))) * 111.2 / 4
    return replace(
        place,
        name=name,
        lat=round(lat, 2),
        lon=round(lon, 2),
        precision="region",
        radius_km=round(radius),
        geonames=None,
    )


def country_entry(iso: str | None, context: PlaceContext) -> PlaceEntry | None:
    country = context.gazetteer.countries.by_iso.get(iso or "")
    if country is None:
        return None
    return next((e for e in context.gazetteer.candidates(country.name) if e.id == f"c{country.iso}"), None)


def clear_country(context: PlaceContext) -> str | None:
    """The country the report is clearly about: most of the evidence, or far more than the next; else ``None``."""
    if not context.countries:
        return None
    iso, share = context.countries[0]
    rival = context.countries[1][1] if len(context.countries) > 1 else 0.0
    return iso if share >= _CLEAR_COUNTRY or share >= _CLEAR_LEAD * rival else None


def demonym(name: str, context: PlaceContext) -> PlaceEntry | None:
    """The country of a demonym: "Syrian soil", "Sri Lankan", but not the one in "Korean Peninsula"."""
    words = name.split(" ")
    if len(words) > 1 and words[1][:1].isupper():
        if context.gazetteer.candidates(name):
            return None
        words = [" ".join(words[:2]), *words]
    table = context.gazetteer.countries
    pairs = next((found for word in words[:2] if (found := table.words.get(word))), ())
    if not pairs or pairs[0][1] != "demonym":
        return None
    isos = [iso for iso, kind in pairs if kind == "demonym"]
    isos.sort(key=lambda iso: -context.evidence.countries.get(iso, 0.0))
    return country_entry(isos[0], context)
