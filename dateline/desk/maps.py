"""What the map is drawn from: outlines of countries and provinces, places at the precision told, who holds what.

In: records; out: GeoJSON and plain values. A place has a point only where a text gives one that is fair.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from dateline.desk.links import to_incident, to_named_place, to_place
from dateline.model import AFFIRMED, Control, Incident
from dateline.publish.english import day as day_words
from dateline.publish.english import when_label
from dateline.publish.geojson import radius_km
from dateline.publish.map_svg import Spot, find_spots
from dateline.publish.tables_csv import POINTS, iso
from dateline.words.countries import Country
from dateline.words.outlines import Outlines, load_outlines

Json = dict[str, Any]


@lru_cache(maxsize=2)
def basemap(countries: tuple[Country, ...], detailed: frozenset[str]) -> bytes:
    """Every country as an area with a point for its name, and the lines between provinces of some, as GeoJSON.

    ``detailed`` are the countries (ISO alpha-2) whose provinces are drawn: those that the record tells of.
    """
    areas = _areas(load_outlines(), detailed)
    return json.dumps(
        {"type": "FeatureCollection", "features": [*areas, *_names(countries)]},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def _areas(outlines: Outlines, detailed: frozenset[str]) -> list[Json]:
    rings: dict[str, list[list[list[tuple[float, float]]]]] = {}
    lines: dict[str, list[list[tuple[float, float]]]] = {}
    for line in outlines.lines:
        if line.kind == "country":
            rings.setdefault(line.country, []).append([list(line.points)])
        elif line.country in detailed:
            lines.setdefault(line.country, []).append(list(line.points))
    areas = [_feature("MultiPolygon", parts, {"type": "country", "iso": iso}) for iso, parts in rings.items()]
    return areas + [_feature("MultiLineString", parts, {"type": "province"}) for parts in lines.values()]


def _names(countries: Sequence[Country]) -> list[Json]:
    return [
        _feature("Point", (one.lon, one.lat), {"type": "name", "name": one.name})
        for one in countries
        if one.lat is not None and one.lon is not None
    ]


def _feature(kind: str, coordinates: object, properties: Json) -> Json:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }


def spots(incidents: Sequence[Incident], families: Mapping[str, str]) -> list[Json]:
    """Every place with a position, with the incidents told of it; areas have a radius only where told."""
    return [_spot(spot, families) for spot in find_spots(incidents)]


def _spot(spot: Spot, families: Mapping[str, str]) -> Json:
    place = spot.place
    return {
        "name": place.name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
        "point": place.precision in POINTS,
        "radius": radius_km(place) if place.precision in POINTS else place.radius_km,
        "href": to_place(place),
        "incidents": [
            {
                "title": incident.title,
                "href": to_incident(incident),
                "family": families.get(incident.kind, "other"),
                "grade": incident.grade,
                "done": incident.status in AFFIRMED,
                "when": when_label(incident.when),
            }
            for incident in spot.incidents
        ],
    }


def held(control: Sequence[Control], colour: Mapping[str, str]) -> list[Json]:
    """Every spell of control with a position, to shade a place on any day; ``colour`` has the class of each holder."""
    return [
        {
            "place": spell.place,
            "lat": spell.lat,
            "lon": spell.lon,
            "point": spell.precision in POINTS,
            "holder": spell.holder,
            "colour": colour.get(spell.holder or "", "hx"),
            "state": spell.state,
            "from": iso(spell.start),
            "to": iso(spell.end),
            "since": day_words(spell.start) if spell.start else None,
            "grade": spell.grade,
            "href": to_named_place(spell.place, spell.country),
        }
        for spell in control
        if spell.lat is not None and spell.lon is not None
    ]
