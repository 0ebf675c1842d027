"""The map: places at the precision the reports give, incidents by kind family and grade, labels that do not overlap.

Plate carrée with longitudes shortened by the cosine of the middle latitude: true enough for a country, and needing
no library. Drawn twice, wide and narrow, so that letters keep their size on a telephone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.model import AFFIRMED, GRADES, Incident, Place
from dateline.publish import english
from dateline.publish.brief import Brief, kilometres
from dateline.publish.geojson import radius_km
from dateline.publish.markup import badge, esc
from dateline.publish.tables import Ring, Tables
from dateline.publish.tables_csv import POINTS, place_key

SIZES = (("wide", 880.0, 540.0), ("narrow", 358.0, 420.0))
FAMILIES = ("territory", "violence", "harm", "people", "posture", "unrest", "talk", "other")
"""The families of kinds, those that colour a place before others first."""
_MAX_MARKS = 8
MAX_MAPS = 3
MIN_MAP = 5
_MARK = 9.0
_LINE = 15.0
_MIN_SPAN_KM = 60.0
_AROUND = 150.0
_STEP = 1.2
_PROVINCES_FROM = 30.0
_SPECK = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place of the map with the incidents told of it."""

    place: Place
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A part of the world and the size it is drawn at: pixels per degree of latitude, middle, size."""

    west: float
    north: float
    scale: float
    squeeze: float
    width: float
    height: float

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels from the top left of a point in degrees."""
        return (lon - self.west) * self.squeeze * self.scale, (self.north - lat) * self.scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in pixels."""

    x: float
    y: float
    w: float
    h: float

    def hits(self, other: Box) -> bool:
        """Whether two rectangles overlap."""
        return (
            self.x < other.x + other.w
            and other.x < self.x + self.w
            and self.y < other.y + other.h
            and other.y < self.y + self.h
        )


_CELL = 32.0
"""Pixels of a square by which what is taken is found."""


class Taken:
    """The rectangles taken on a map, found by the squares that they lie in: of a thousand places few lie near one."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        """Takes a rectangle."""
        for cell in self._of(box):
            self._cells[cell].append(box)

    def is_free(self, box: Box) -> bool:
        """Whether a rectangle overlaps none that is taken."""
        return not any(box.hits(other) for cell in self._of(box) for other in self._cells.get(cell, ()))

    def _of(self, box: Box) -> Iterator[tuple[int, int]]:
        for column in range(math.floor(box.x / _CELL), math.floor((box.x + box.w) / _CELL) + 1):
            for row in range(math.floor(box.y / _CELL), math.floor((box.y + box.h) / _CELL) + 1):
                yield column, row


def map_figure(brief: Brief, tables: Tables) -> str:
    """The map with its legend as a figure; empty where no place has a position."""
    spots = find_spots(brief.incidents)
    points = [s for s in spots if s.place.precision in POINTS]
    areas = [s for s in spots if s.place.precision not in POINTS]
    svgs: list[str] = []
    drawn: list[Spot] = []
    far = points
    while far and len(svgs) < MAX_MAPS * len(SIZES):
        near, rest = _gathered(far)
        if svgs and sum(len(s.incidents) for s in near) < MIN_MAP:
            break
        svgs += [
            _svg(f"{name} n{len(svgs)}", fit(near, width, height), near, areas, brief, tables)
            for name, width, height in SIZES
        ]
        drawn, far = [*drawn, *near], rest
    if not svgs:
        return ""
    return (
        f'<figure class="map">{"".join(svgs)}{_legend(tables, drawn)}{_elsewhere(far, areas, brief)}</figure>'
    )


def find_spots(incidents: Iterable[Incident]) -> list[Spot]:
    """Places with a position, each with its incidents, the ones with most incidents first."""
    places: dict[tuple[str, str], Place] = {}
    told: dict[tuple[str, str], dict[str, Incident]] = {}
    for incident in incidents:
        for place in incident.places:
            if (
                place.lat is None
                or place.lon is None
                or not -90 <= place.lat <= 90
                or not -180 <= place.lon <= 180
            ):
                continue
            places.setdefault(place_key(place), place)
            told.setdefault(place_key(place), {})[incident.incident] = incident
    order = sorted(places, key=lambda key: (-len(told[key]), key))
    return [Spot(place=places[key], incidents=tuple(told[key].values())) for key in order]


def _gathered(spots: Sequence[Spot]) -> tuple[list[Spot], list[Spot]]:
    """The spots that share a map, and those too far from them."""
    if len(spots) < 3:
        return list(spots), []
    weights = [len(s.incidents) for s in spots]
    lat = _median([s.place.lat or 0.0 for s in spots], weights)
    lon = _median([s.place.lon or 0.0 for s in spots], weights)
    away = [kilometres((lat, lon), (s.place.lat or 0.0, s.place.lon or 0.0)) for s in spots]
    limit = max(250.0, 3.5 * _median(away, weights))
    return (
        [s for s, d in zip(spots, away, strict=True) if d <= limit],
        [s for s, d in zip(spots, away, strict=True) if d > limit],
    )


def _median(values: Sequence[float], weights: Sequence[int]) -> float:
    half, passed = sum(weights) / 2, 0
    for value, weight in sorted(zip(values, weights, strict=True)):
        passed += weight
        if passed >= half:
            return value
    return values[-1]


def fit(spots: Sequence[Spot], width: float, height: float) -> Frame:
    """The frame that shows all spots with room for labels, and never less than a city's surroundings."""
    lats = [s.place.lat or 0.0 for s in spots]
    lons = [s.place.lon or 0.0 for s in spots]
    middle = (min(lats) + max(lats)) / 2
    squeeze = max(0.2, math.cos(math.radians(middle)))
    least = _MIN_SPAN_KM / 111.2
    tall = max(max(lats) - min(lats), least) * 1.35
    broad = max((max(lons) - min(lons)) * squeeze, least) * (1.4 if width > 500 else 1.9)
    scale = min(height / tall, width / broad)
    centre = (min(lons) + max(lons)) / 2
    return Frame(
        west=centre - width / scale / squeeze / 2,
        north=middle + height / scale / 2,
        scale=scale,
        squeeze=squeeze,
        width=width,
        height=height,
    )


def _svg(
    name: str, frame: Frame, spots: Sequence[Spot], areas: Sequence[Spot], brief: Brief, tables: Tables
) -> str:
    classes, name = name, name.replace(" ", "-")
    title = f"Map of {english.listed([s.place.name for s in spots[:6]])}"
    size = f"{frame.width:.0f} {frame.height:.0f}"
    parts = [
        f'<svg class="{classes}" viewBox="0 0 {size}" role="img" aria-label="{esc(title)}">',
        '<defs><pattern id="hatch-' + name + '" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern>'
        f'<clipPath id="clip-{name}"><rect width="{frame.width:.0f}" height="{frame.height:.0f}"/></clipPath></defs>',
        f'<g clip-path="url(#clip-{name})"><rect class="sea" width="{frame.width:.0f}" height="{frame.height:.0f}"/>',
        land(frame, areas, tables, name),
        _areas(frame, areas, name),
    ]
    taken = Taken()
    rings, dots, labels = [], [], []
    for spot in spots:
        x, y = frame.xy(spot.place.lon or 0.0, spot.place.lat or 0.0)
        taken.add(Box(x=x - 5, y=y - 5, w=10, h=10))
        radius = (radius_km(spot.place) or 0.0) / 111.2 * frame.scale
        if spot.place.precision in ("near", "district"):
            rings.append(f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="{max(radius, 7.0):.1f}"/>')
        else:
            dots.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
    for spot in spots:
        box = place_label(spot, frame, taken)
        if box is not None:
            taken.add(box)
            labels.append(_label(spot, box, frame, brief, tables))
    parts += [*rings, *dots, *labels, "</g>", scale_bar(frame), "</svg>"]
    return "".join(parts)


def land(frame: Frame, areas: Sequence[Spot], tables: Tables, name: str) -> str:
    """Countries, and where the frame is small their provinces; those that ``areas`` only name are hatched."""
    if tables.outlines is None:
        return ""
    east = frame.west + frame.width / frame.scale / frame.squeeze
    south = frame.north - frame.height / frame.scale
    hatched = {
        s.place.country
        for s in areas
        if s.place.precision == "country" and any(_is_news(i, tables) for i in s.incidents)
    }
    out = []
    found: Mapping[str, tuple[Ring, ...]] = tables.outlines((frame.west, south, east, frame.north))
    inner = []
    for country in sorted(found):
        closed = "".join(_path(ring, frame) for ring in found[country] if _is_closed(ring))
        if frame.scale >= _PROVINCES_FROM:
            inner += [_path(line, frame) for line in found[country] if not _is_closed(line)]
        if closed:
            out.append(f'<path class="land" d="{closed}"/>')
        if closed and country in hatched:
            out.append(f'<path class="area" fill="url(#hatch-{name})" d="{closed}"/>')
    borders = "".join(inner)
    return "".join(out) + (f'<path class="inner" d="{borders}"/>' if borders else "")


def _is_news(incident: Incident, tables: Tables) -> bool:
    """Whether an incident is worth shading a country for: done, dated within a month, and no mere talk."""
    short = incident.when.precision in ("day", "days", "week", "month")
    return short and incident.status in AFFIRMED and family(incident, tables) not in ("talk", "other")


def _is_closed(ring: Ring) -> bool:
    return len(ring) > 3 and ring[0] == ring[-1]


def _path(ring: Ring, frame: Frame) -> str:
    """A line as path data: points far outside the frame moved to its surroundings, close ones left out."""
    closed = _is_closed(ring)
    if closed and _is_speck(ring, frame):
        return ""
    steps: list[str] = []
    inside = False
    low, right, bottom = -_AROUND, frame.width + _AROUND, frame.height + _AROUND
    # Frame.xy, written out: a map has tens of thousands of points.
    west, north, squeeze, scale = frame.west, frame.north, frame.squeeze, frame.scale
    last_x = last_y = 0.0
    for lon, lat in unwrapped(ring):
        x, y = (lon - west) * squeeze * scale, (north - lat) * scale
        x = low if x < low else right if x > right else x
        y = low if y < low else bottom if y > bottom else y
        if steps and abs(x - last_x) + abs(y - last_y) < _STEP:
            continue
        inside = inside or (low < x < right and low < y < bottom)
        x, y = round(x, 1), round(y, 1)
        steps.append(f"l{x - last_x:.1f} {y - last_y:.1f}" if steps else f"M{x:g} {y:g}")
        last_x, last_y = x, y
    if len(steps) < 2 or not (inside or closed):
        return ""
    return "".join(steps) + ("Z" if closed else "")


def unwrapped(ring: Ring) -> Ring:
    """A line whose longitudes run on past 180 degrees, so that no stroke crosses the whole map at the date line."""
    # No two points of a line that stays within half the globe are further apart than that.
    if not ring or max(ring)[0] - min(ring)[0] <= 180:
        return ring
    found: list[tuple[float, float]] = []
    before = ring[0][0]
    for lon, lat in ring:
        if abs(before - lon) > 180:
            lon += round((before - lon) / 360) * 360
        found.append((lon, lat))
        before = lon
    return tuple(found)


def _is_speck(ring: Ring, frame: Frame) -> bool:
    wide = (max(ring)[0] - min(ring)[0]) * frame.squeeze * frame.scale
    lats = [lat for _, lat in ring]
    return wide + (max(lats) - min(lats)) * frame.scale < _SPECK


def _areas(frame: Frame, areas: Sequence[Spot], name: str) -> str:
    """Provinces and regions that bring a radius, as hatched circles."""
    out = []
    for spot in areas:
        if spot.place.precision == "country" or spot.place.radius_km is None:
            continue
        x, y = frame.xy(spot.place.lon or 0.0, spot.place.lat or 0.0)
        radius = spot.place.radius_km / 111.2 * frame.scale
        out.append(
            f'<circle class="area" fill="url(#hatch-{name})" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
        )
        out.append(f'<text class="area-name" x="{x:.1f}" y="{y:.1f}">{esc(spot.place.name)}</text>')
    return "".join(out)


def place_label(spot: Spot, frame: Frame, taken: Taken) -> Box | None:
    """A free rectangle for the label, as near to its point as can be; None where there is no room."""
    x, y = frame.xy(spot.place.lon or 0.0, spot.place.lat or 0.0)
    marks = min(len(spot.incidents), _MAX_MARKS)
    w = max(_text_width(spot.place.name), marks * (_MARK + 2)) + 4
    h = _LINE + _MARK + 4
    for away in (7.0, 18.0, 34.0, 56.0, 84.0, 120.0):
        for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
            left = x + away * dx - (w if dx < 0 else w / 2 if dx == 0 else 0)
            top = y + away * dy - (h if dy < 0 else h / 2 if dy == 0 else 0)
            inside = left >= 2 and top >= 2 and left + w <= frame.width - 2 and top + h <= frame.height - 20
            if not inside:
                continue
            box = Box(x=left, y=top, w=w, h=h)
            if taken.is_free(box):
                return box
    return None


def _text_width(text: str) -> float:
    return 7.0 * len(text)


def _label(spot: Spot, box: Box, frame: Frame, brief: Brief, tables: Tables) -> str:
    x, y = frame.xy(spot.place.lon or 0.0, spot.place.lat or 0.0)
    near_x = min(max(x, box.x), box.x + box.w)
    near_y = min(max(y, box.y), box.y + box.h)
    lead = ""
    if math.hypot(near_x - x, near_y - y) > 9:
        lead = f'<line class="lead" x1="{x:.1f}" y1="{y:.1f}" x2="{near_x:.1f}" y2="{near_y:.1f}"/>'
    right = box.x + box.w < x
    anchor, tx = (' text-anchor="end"', box.x + box.w - 2) if right else ("", box.x + 2)
    text = f'<text class="name"{anchor} x="{tx:.1f}" y="{box.y + 12:.1f}">{esc(spot.place.name)}</text>'
    shown = sorted(spot.incidents, key=lambda i: (FAMILIES.index(family(i, tables)), i.incident))[:_MAX_MARKS]
    marks = []
    for n, incident in enumerate(shown):
        step = n * (_MARK + 2) + _MARK / 2
        mx = box.x + box.w - 2 - step if right else box.x + 2 + step
        marks.append(_mark(incident, mx, box.y + _LINE + _MARK / 2 + 1, brief, tables))
    return f'<g class="spot">{lead}{text}{"".join(marks)}</g>'


def family(incident: Incident, tables: Tables) -> str:
    """The kind family of an incident, ``other`` where unknown."""
    found = tables.families.get(incident.kind, "other")
    return found if found in FAMILIES else "other"


def _mark(incident: Incident, x: float, y: float, brief: Brief, tables: Tables) -> str:
    number = brief.index.incident_numbers[incident.incident]
    shape = f'<circle class="m" cx="{x:.1f}" cy="{y:.1f}" r="{_MARK / 2 - 0.8:.1f}"/>'
    if incident.grade == "contested":
        r = _MARK / 2 - 0.8
        shape += f'<path class="half" d="M{x:.1f} {y - r:.1f}a{r:.1f} {r:.1f} 0 0 1 0 {2 * r:.1f}z"/>'
    if incident.grade == "admitted":
        shape += f'<circle class="eye" cx="{x:.1f}" cy="{y:.1f}" r="1.5"/>'
    forward = "" if incident.status in AFFIRMED else " ahead"
    title = f"<title>{esc(brief.index.titles[incident.incident])} ({esc(incident.grade)})</title>"
    classes = f"f-{family(incident, tables)} m-{esc(incident.grade)}{forward}"
    return f'<a href="#i{number}" class="{classes}">{title}{shape}</a>'


def scale_bar(frame: Frame) -> str:
    """A bar of a round number of kilometres at the lower left."""
    per_pixel = 111.2 / frame.scale
    room = frame.width * 0.22 * per_pixel
    size = max(
        (s for n in range(-1, 5) for s in (1 * 10**n, 2 * 10**n, 5 * 10**n) if s <= room), default=room
    )
    length, y = size / per_pixel, frame.height - 9
    return (
        f'<g class="bar"><path d="M8 {y - 4:.1f}V{y:.1f}H{8 + length:.1f}V{y - 4:.1f}"/>'
        f'<text x="{14 + length:.1f}" y="{y:.1f}">{size:g} km</text></g>'
    )


def _legend(tables: Tables, spots: Sequence[Spot]) -> str:
    used = {family(i, tables) for s in spots for i in s.incidents}
    names = {"harm": "losses", "people": "people moved, freed, held", "posture": "forces", "talk": "talk"}
    kinds = "".join(f'<li><i class="sw f-{f}"></i>{esc(names.get(f, f))}</li>' for f in FAMILIES if f in used)
    grades = "".join(f"<li>{badge(g)}</li>" for g in GRADES)
    return (
        '<figcaption><ul class="legend"><li><i class="sw dot"></i>named place</li>'
        '<li><i class="sw ring"></i>near it, or a district</li>'
        '<li><i class="sw hatched"></i>province or country</li></ul>'
        f'<ul class="legend">{kinds}</ul><ul class="legend">{grades}</ul></figcaption>'
    )


def _elsewhere(far: Sequence[Spot], areas: Sequence[Spot], brief: Brief) -> str:
    def entry(spot: Spot) -> str:
        links = ", ".join(
            f'<a href="#i{brief.index.incident_numbers[i.incident]}">{brief.index.incident_numbers[i.incident]}</a>'
            for i in spot.incidents[:6]
        )
        return f"{esc(spot.place.name)} ({links})"

    out = ""
    if far:
        out += f'<p class="note">Off this map: {", ".join(entry(s) for s in far)}.</p>'
    if areas:
        out += f'<p class="note">Told only of a wider area: {", ".join(entry(s) for s in areas)}.</p>'
    return out
