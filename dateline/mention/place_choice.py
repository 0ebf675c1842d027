"""Which of several places of one name a report means: by its countries, its other places, kind words and size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.words.places import PlaceEntry

EARTH_KM = 6371.0

_RANK = {0: 1.0, 1: -0.2, 2: -1.0}
_SIZE = {"country": 15.0, "admin1": 6.3, "region": 5.0, "district": 4.3, "admin2": 3.2, "site": 4.5}
_CURATED_SIZE, _SEAT_SIZE = 5.3, 4.3
_WEIGHT = 0.7
_COUNTRY, _NEIGHBOUR, _ADMIN1, _NEAR, _WITHIN, _KIND, _CURATED = 5.0, 1.5, 2.5, 2.0, 9.0, 3.0, 1.2
_NEAR_KM = 120.0
_WIDE = 5.0
"""For seas and regions of many countries, which no country's mention can speak for."""
_FAMOUS = ((1_000_000, 2.0), (500_000, 1.0))
_CAPITAL = 2.5
"""A national capital is so well known that a namesake needs more than its country's mention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a report tells about where it is: weights (0 to 1) by country code and by admin-1 code, places met."""

    countries: Mapping[str, float]
    neighbours: Mapping[str, float]
    admin1: Mapping[str, float]
    anchors: tuple[PlaceEntry, ...] = ()


@lru_cache(maxsize=65536)
def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres between two points in degrees (haversine)."""
    a, b = math.radians(lat1), math.radians(lat2)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def moved(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """The point ``km`` kilometres from another along a bearing in degrees (0 is north, 90 east)."""
    angle, course = km / EARTH_KM, math.radians(bearing)
    a = math.radians(lat)
    b = math.asin(math.sin(a) * math.cos(angle) + math.cos(a) * math.sin(angle) * math.cos(course))
    turn = math.atan2(
        math.sin(course) * math.sin(angle) * math.cos(a), math.cos(angle) - math.sin(a) * math.sin(b)
    )
    return math.degrees(b), (lon + math.degrees(turn) + 540) % 360 - 180


def size(entry: PlaceEntry) -> float:
    """How well known a place is, as the logarithm of its people or a stand-in by its kind."""
    if entry.curated and entry.kind == "settlement":
        return max(_CURATED_SIZE, math.log10((entry.population or 300) + 100))
    return _SIZE.get(entry.kind) or math.log10((entry.population or 300) + 100)


def fits_kind(entry: PlaceEntry, kind: str | None) -> float:
    """1 where the kind word written with the name agrees with the place, -1 where it speaks against, else 0."""
    if kind is None:
        return 0.0
    wanted = {
        "province": {"admin1"},
        "region": {"admin1", "region"},
        "district": {"district", "admin2"},
        "quarter": {"district"},
        "settlement": {"settlement"},
        "site": {"site"},
    }.get(kind, set())
    if entry.kind in wanted:
        return 1.0
    return -1.0 if entry.kind == "country" or (kind == "settlement" and entry.kind != "site") else 0.0


def score(entry: PlaceEntry, evidence: Evidence, kind: str | None, within: Iterable[PlaceEntry]) -> float:
    """How likely the report means this entry; a bare number to compare namesakes by."""
    total = (
        _RANK[0 if entry.curated and entry.rank < 2 else entry.rank]
        + _WEIGHT * size(entry)
        + _KIND * fits_kind(entry, kind)
    )
    total += _CURATED if entry.curated else 0.0
    total += _fame(entry)
    if entry.country is not None:
        total += _COUNTRY * evidence.countries.get(entry.country, 0.0)
        total += _NEIGHBOUR * evidence.neighbours.get(entry.country, 0.0)
    else:
        total += _WIDE
    if entry.admin1_code is not None and entry.kind != "country":
        total += _ADMIN1 * evidence.admin1.get(entry.admin1_code, 0.0)
    total += _NEAR * _closeness(entry, evidence.anchors)
    if any(_lies_in(entry, outer) for outer in within):
        total += _WITHIN
    return total


def _fame(entry: PlaceEntry) -> float:
    if entry.capital:
        return _CAPITAL
    if entry.rank > 0 and not entry.curated:
        return 0.0
    return next((bonus for people, bonus in _FAMOUS if (entry.population or 0) >= people), 0.0)


def _closeness(entry: PlaceEntry, anchors: Sequence[PlaceEntry]) -> float:
    if entry.lat is None or entry.lon is None or entry.kind == "country":
        return 0.0
    nearest = math.inf
    for other in anchors:
        if other.id == entry.id or other.lat is None or other.lon is None:
            continue
        km = distance_km(entry.lat, entry.lon, other.lat, other.lon)
        if km < nearest:
            nearest = km
    return math.exp(-nearest / _NEAR_KM)


def _lies_in(entry: PlaceEntry, outer: PlaceEntry) -> bool:
    if outer.kind == "country":
        return entry.country == outer.country and entry.kind != "country"
    if outer.kind == "admin1" and outer.admin1_code is not None:
        return entry.admin1_code == outer.admin1_code and entry.kind != "admin1"
    if None in (outer.lat, outer.lon, entry.lat, entry.lon) or outer.id == entry.id:
        return False
    km = distance_km(entry.lat or 0.0, entry.lon or 0.0, outer.lat or 0.0, outer.lon or 0.0)
    return outer.country == entry.country and km < (60.0 if outer.kind == "settlement" else 150.0)


def choose(
    candidates: Sequence[PlaceEntry],
    evidence: Evidence,
    kind: str | None = None,
    within: Sequence[PlaceEntry] = (),
) -> PlaceEntry | None:
    """The likeliest of the namesakes, ``None`` where there is none; equal scores go to the first candidate."""
    best: PlaceEntry | None = None
    best_score = -math.inf
    for entry in candidates:
        value = score(entry, evidence, kind, within)
        if value > best_score:
            best, best_score = entry, value
    wide = None
    if best is not None and best.kind in {"settlement", "admin1"} and kind is None:
        wide = next((e for e in candidates if _meant_wide(e, best)), None)
    if wide is not None:
        return wide
    if best is not None and best.kind == "admin1" and kind is None:
        return next((e for e in candidates if _seat(e, best)), best)
    return best


def _meant_wide(entry: PlaceEntry, town: PlaceEntry) -> bool:
    """Whether the supplement gives a town's bare name to the region around it: "Gaza" is the Strip."""
    if not entry.curated or entry.kind != "region" or entry.rank > 1 or entry.country != town.country:
        return False
    return _lies_in(town, entry) or entry.name == town.name


def _seat(entry: PlaceEntry, unit: PlaceEntry) -> bool:
    """Whether a town bears the name of the province it lies in: the bare name means the town."""
    inside = entry.admin1_code == unit.admin1_code or (entry.curated and entry.country == unit.country)
    return entry.kind == "settlement" and entry.rank <= unit.rank and inside and size(entry) >= _SEAT_SIZE
