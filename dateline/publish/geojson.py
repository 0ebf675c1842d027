"""``events.geojson``: incidents as features; a point only where a text gives one, else no geometry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from dateline.model import Incident, Place
from dateline.publish.tables_csv import POINTS, date_precision, incident_order

RADIUS_KM = {"site": 0.5, "settlement": 3.0, "near": 15.0, "district": 25.0}
"""Uncertainty used where a place does not bring its own radius, in kilometres, by precision."""


def events_geojson(incidents: Iterable[Incident]) -> bytes:
    """Every incident as a GeoJSON feature, sorted by date and id."""
    collection = {
        "type": "FeatureCollection",
        "features": [_feature(incident) for incident in incident_order(incidents)],
    }
    return (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def radius_km(place: Place) -> float | None:
    """How far from its point the place may lie, in kilometres; None for an area or an unplaced name."""
    if place.lat is None or place.lon is None or place.precision is None or place.precision not in POINTS:
        return None
    return place.radius_km if place.radius_km is not None else RADIUS_KM[place.precision]


def _feature(incident: Incident) -> dict[str, Any]:
    points = [p for p in incident.places if radius_km(p) is not None]
    coordinates = [[p.lon, p.lat] for p in points]
    geometry: dict[str, Any] | None = None
    if len(coordinates) == 1:
        geometry = {"type": "Point", "coordinates": coordinates[0]}
    elif coordinates:
        geometry = {"type": "MultiPoint", "coordinates": coordinates}
    when = incident.when
    return {
        "type": "Feature",
        "id": incident.incident,
        "geometry": geometry,
        "properties": {
            "kind": incident.kind,
            "status": incident.status,
            "title": incident.title,
            "earliest": when.earliest.isoformat() if when.earliest else None,
            "latest": when.latest.isoformat() if when.latest else None,
            "date_prec": date_precision(when),
            "places": [
                {"name": p.name, "country": p.country, "precision": p.precision, "radius_km": radius_km(p)}
                for p in incident.places
            ],
            "precision": points[0].precision if points else None,
            "uncertainty_km": max((radius_km(p) or 0.0 for p in points), default=None),
            "grade": incident.grade,
            "independent_origins": incident.independent_origins,
            "origins": [o.name for o in incident.origins],
            "claims": list(incident.claims),
        },
    }
