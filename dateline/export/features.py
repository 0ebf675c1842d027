"""The record on a map: features with the points that a text gives, as GeoJSON (RFC 7946) and KML 2.2.

In: a run and the tables; out: bytes. A record whose place is told only as a wide area has no geometry: no point is
made up for it, and its precision says why. Every feature bears ``precision`` and ``radius_km``; coordinates are
longitude, then latitude, in degrees (WGS 84). KML's descriptions are plain text, whatever a report says.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from dateline.export.sheets import Sheet, Value, What, joined, objects, sheet
from dateline.model import Place
from dateline.publish.atom import NOT_XML
from dateline.publish.facts import reading_order
from dateline.publish.geojson import events_geojson, radius_km
from dateline.publish.record import Run
from dateline.publish.tables import Tables
from dateline.publish.tables_csv import POINTS, control_order, incident_order

Point = tuple[float, float]
"""Longitude and latitude in degrees."""

KML = "http://www.opengis.net/kml/2.2"

_TITLES: dict[What, tuple[str, str, str]] = {
    "incidents": ("title", "earliest", "latest"),
    "claims": ("quote", "earliest", "latest"),
    "control": ("place", "from", "to"),
}
"""For each kind of record the columns that name it and tell when it begins and ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One record: its points, and its row by the names of the columns."""

    points: tuple[Point, ...]
    values: tuple[tuple[str, Value], ...]


def features(what: What, run: Run, tables: Tables) -> tuple[Feature, ...]:
    """The records of one kind as features, in the order of their sheet; reports lie nowhere and have none."""
    table = sheet(what, run, tables)
    return tuple(
        Feature(points=points, values=tuple(zip((one.name for one in table.columns), row, strict=True)))
        for points, row in zip(points_of(table, run), table.rows, strict=True)
    )


def points_of(table: Sheet, run: Run) -> list[tuple[Point, ...]]:
    """For each row of a sheet the points its record is told of."""
    if table.name == "incidents":
        return [_points(one.places) for one in incident_order(run.incidents)]
    if table.name == "claims":
        return [_points(one.places) for one in reading_order(run.claims)]
    if table.name == "control":
        return [
            ((one.lon, one.lat),)
            if one.lat is not None and one.lon is not None and one.precision in POINTS
            else ()
            for one in control_order(run.control)
        ]
    return [() for _ in table.rows]


def geojson(what: What, run: Run, tables: Tables) -> bytes:
    """The records of one kind as a feature collection; incidents are those of ``events.geojson``."""
    if what == "incidents":
        return events_geojson(run.incidents)
    table = sheet(what, run, tables)
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": _geometry(points), "properties": values}
            for points, values in zip(points_of(table, run), objects(table), strict=True)
        ],
    }
    return (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def kml(whats: Sequence[What], run: Run, tables: Tables) -> bytes:
    """The records of these kinds, a folder for each."""
    ElementTree.register_namespace("", KML)
    root = ElementTree.Element(f"{{{KML}}}kml")
    document = ElementTree.SubElement(root, f"{{{KML}}}Document")
    _text(document, "name", "dateline")
    if run.options.selected:
        _text(document, "description", html.escape(f"Only: {run.options.selected}"))
    for what in whats:
        folder = ElementTree.SubElement(document, f"{{{KML}}}Folder")
        _text(folder, "name", what)
        for one in features(what, run, tables):
            _placemark(folder, what, one)
    ElementTree.indent(root, " ")
    page: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return page + b"\n"


def _points(places: Sequence[Place]) -> tuple[Point, ...]:
    found = (
        (one.lon, one.lat)
        for one in places
        if radius_km(one) is not None and one.lat is not None and one.lon is not None
    )
    return tuple(dict.fromkeys(found))


def _geometry(points: tuple[Point, ...]) -> dict[str, object] | None:
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": list(points[0])}
    return {"type": "MultiPoint", "coordinates": [list(one) for one in points]}


def _placemark(folder: ElementTree.Element, what: What, feature: Feature) -> None:
    values = dict(feature.values)
    title, first, last = _TITLES[what]
    mark = ElementTree.SubElement(folder, f"{{{KML}}}Placemark")
    _text(mark, "name", str(values[title]))
    _text(mark, "description", html.escape(str(values["why"])))
    if values[first] is not None or values[last] is not None:
        span = ElementTree.SubElement(mark, f"{{{KML}}}TimeSpan")
        for tag, end in (("begin", values[first]), ("end", values[last])):
            if end is not None:
                _text(span, tag, str(end))
    data = ElementTree.SubElement(mark, f"{{{KML}}}ExtendedData")
    for name, value in feature.values:
        told = joined(value)
        if told is not None:
            one = ElementTree.SubElement(data, f"{{{KML}}}Data", name=name)
            _text(one, "value", str(told))
    points = feature.points
    above = ElementTree.SubElement(mark, f"{{{KML}}}MultiGeometry") if len(points) > 1 else mark
    for lon, lat in points:
        point = ElementTree.SubElement(above, f"{{{KML}}}Point")
        _text(point, "coordinates", f"{lon!r},{lat!r}")


def _text(above: ElementTree.Element, tag: str, said: str) -> None:
    ElementTree.SubElement(above, f"{{{KML}}}{tag}").text = NOT_XML.sub(" ", said)
