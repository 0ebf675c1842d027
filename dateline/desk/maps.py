"""What the map is drawn from: outlines of countries and provinces, places at the precision told, who holds what.

In: records; out: GeoJSON and plain values. A place has a point only where a text gives one that is fair.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from dateline.desk.charts import day_of
from dateline.desk.links import to_named_place, to_place
from dateline.model import AFFIRMED, Control, Incident
from dateline.publish.english import when_label
from dateline.publish.geojson import radius_km
from dateline.publish.map_svg import Spot, find_spots, unwrapped
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
            rings.setdefault(line.country, []).append([list(unwrapped(line.points))])
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


def incidents_drawn(incidents: Sequence[Incident], families: Mapping[str, str]) -> dict[str, list[Any]]:
    """What map and timeline show of incidents, a list for each field: thousands of them name each field once."""
    return {
        "id": [one.incident for one in incidents],
        "title": [one.title for one in incidents],
        "family": [families.get(one.kind, "other") for one in incidents],
        "grade": [one.grade for one in incidents],
        "done": [int(one.status in AFFIRMED) for one in incidents],
        "when": [when_label(one.when) for one in incidents],
        "first": [iso(one.when.earliest or one.when.latest) for one in incidents],
        "last": [iso(one.when.latest or one.when.earliest) for one in incidents],
        "day": [int(day_of(one) is not None) for one in incidents],
    }


def spots(incidents: Sequence[Incident]) -> list[Json]:
    """Every place with a position, with the numbers of the incidents told of it in the order given; areas have a radius
    only where told."""
    number = {incident.incident: at for at, incident in enumerate(incidents)}
    return [_spot(spot, number) for spot in find_spots(incidents)]


def _spot(spot: Spot, number: Mapping[str, int]) -> Json:
    place = spot.place
    return {
        "name": place.name,
        "country": place.country,
        "lat": _degrees(place.lat),
        "lon": _degrees(place.lon),
        "precision": place.precision,
        "point": place.precision in POINTS,
        "radius": radius_km(place) if place.precision in POINTS else place.radius_km,
        "href": to_place(place),
        "incidents": [number[incident.incident] for incident in spot.incidents],
    }


def _degrees(value: float | None) -> float | None:
    """Eleven metres are nothing on a map whose closest view shows streets of a town."""
    return None if value is None else round(value, 4)


def held(control: Sequence[Control], colour: Mapping[str, str]) -> Json:
    """Every spell of control at a point, to shade a place on any day: each place once, and of each spell its place (a
    number), holder, state, days and grade, a list for each; ``colour`` has the class of each holder."""
    at: dict[tuple[str, str | None], int] = {}
    places: list[Json] = []
    rows = [one for one in control if one.lat is not None and one.lon is not None and one.precision in POINTS]
    for one in rows:
        if at.setdefault((one.place, one.country), len(places)) == len(places):
            href = to_named_place(one.place, one.country)
            places.append(
                {"name": one.place, "lat": _degrees(one.lat), "lon": _degrees(one.lon), "href": href}
            )
    return {
        "places": places,
        "colours": dict(colour),
        "place": [at[one.place, one.country] for one in rows],
        "holder": [one.holder for one in rows],
        "state": [one.state for one in rows],
        "from": [iso(one.start) for one in rows],
        "to": [iso(one.end) for one in rows],
        "grade": [one.grade for one in rows],
    }
