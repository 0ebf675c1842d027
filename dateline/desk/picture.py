"""The map before its scripts have drawn it, and where they cannot: land, places told of, who is said to hold them.

In: the spots and spells that the map would show; out: an SVG that fills the same frame, in Mercator's projection and to
the same bounds, so that nothing moves when the map takes its place. Colours are those of the desk's style sheet.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dateline.desk.filters import Box
from dateline.model import Control
from dateline.publish.map_svg import FAMILIES, Frame, Spot, family, land
from dateline.publish.tables import Ring, Tables
from dateline.publish.tables_csv import POINTS

FRAMES = ((768.0, 528.0), (358.0, 320.0))
"""Sizes of the map in pixels, on a wide screen and on a telephone: land is drawn as far as either shows."""

EDGES = (48.0, 44.0, 96.0, 44.0)
"""Pixels kept free around the places: left, top, right, bottom, as ``map.js`` and ``desk.css`` have them."""

CLOSEST = 512 * 2**8 / 360
"""Pixels to a degree at the equator in the closest view that places are fitted to."""

_DRAWN = 900.0
"""Pixels that the wider side of the places' bounds is drawn at, wherever it is shown: outlines are as fine as that."""

_NORTHMOST = 85.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture: where its middle lies is ``view`` (x, y, width, height in its own pixels), and what it holds."""

    view: tuple[float, float, float, float]
    parts: str


@lru_cache(maxsize=65536)
def mercator(lat: float) -> float:
    """A latitude as Mercator's projection has it, in degrees of the equator; the poles are cut off."""
    bounded = math.radians(max(-_NORTHMOST, min(_NORTHMOST, lat)))
    return math.degrees(math.log(math.tan(math.pi / 4 + bounded / 2)))


def latitude(y: float) -> float:
    """The latitude that :func:`mercator` puts at ``y``."""
    return math.degrees(2 * math.atan(math.exp(math.radians(y))) - math.pi / 2)


def picture(spots: Sequence[Spot], spells: Sequence[Control], colours: Mapping[str, str], tables: Tables,
            box: Box | None = None) -> Drawn | None:  # fmt: skip
    """The picture of a map; ``None`` where no place has a position. ``spells`` are those in force on the day shown,
    ``colours`` the class of each holder, ``box`` an area that was drawn."""
    points = [spot for spot in spots if spot.place.precision in POINTS]
    at = [(one.place.lon or 0.0, mercator(one.place.lat or 0.0)) for one in points or spots]
    if box is not None:
        at = [(box[0], mercator(box[1])), (box[2], mercator(box[3]))]
    if not at:
        return None
    bounds = _bounds(at)
    frame = _frame(bounds)
    west, north = frame.xy(bounds[0], bounds[3])
    east, south = frame.xy(bounds[2], bounds[1])
    scale = _scale(bounds, *FRAMES[0])
    zoom = math.log2(scale * 360 / 512)
    parts = [_land(frame, tables), _discs(frame, spells, colours, zoom), _dots(frame, points, tables, zoom)]
    return Drawn(view=(west, north, east - west, south - north), parts="".join(parts))


def _bounds(at: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """West, south, east, north of points, never closer than the closest view."""
    width, height = FRAMES[0]
    wide = (width - EDGES[0] - EDGES[2]) / CLOSEST
    tall = (height - EDGES[1] - EDGES[3]) / CLOSEST
    west, east = min(x for x, _ in at), max(x for x, _ in at)
    south, north = min(y for _, y in at), max(y for _, y in at)
    if east - west < wide and north - south < tall:
        west, east = (west + east - wide) / 2, (west + east + wide) / 2
        south, north = (south + north - tall) / 2, (south + north + tall) / 2
    least = 1e-3
    return west - least, south - least, east + least, north + least


def _scale(bounds: tuple[float, float, float, float], width: float, height: float) -> float:
    """Pixels to a degree where bounds are fitted into a frame of a size."""
    wide, tall = bounds[2] - bounds[0], bounds[3] - bounds[1]
    return min((width - EDGES[0] - EDGES[2]) / wide, (height - EDGES[1] - EDGES[3]) / tall)


def _frame(bounds: tuple[float, float, float, float]) -> Frame:
    """The part of the world that frames of any of the sizes show around bounds."""
    middle, level = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    half_wide = max((w / 2 + EDGES[2] - EDGES[0]) / _scale(bounds, w, h) for w, h in FRAMES)
    half_tall = max(h / 2 / _scale(bounds, w, h) for w, h in FRAMES)
    scale = _DRAWN / max(bounds[2] - bounds[0], bounds[3] - bounds[1])
    return Frame(
        west=middle - half_wide,
        north=level + half_tall,
        scale=scale,
        squeeze=1.0,
        width=2 * half_wide * scale,
        height=2 * half_tall * scale,
    )


def _land(frame: Frame, tables: Tables) -> str:
    """Countries, and where the frame is small their provinces."""
    known = tables.outlines
    if known is None:
        return ""

    def stretched(seen: Box) -> dict[str, tuple[Ring, ...]]:
        west, south, east, north = seen
        found = known((west, latitude(south), east, latitude(north)))
        return {
            country: tuple(tuple((lon, mercator(lat)) for lon, lat in ring) for ring in rings)
            for country, rings in found.items()
        }

    return land(frame, (), replace(tables, outlines=stretched), "picture")


def _discs(frame: Frame, spells: Sequence[Control], colours: Mapping[str, str], zoom: float) -> str:
    """The places that are held, each kind of disc in one stroke."""
    steps: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for one in spells:
        if one.lat is None or one.lon is None or one.precision not in POINTS:
            continue
        name = colours.get(one.holder or "", "hx")
        steps[name, one.state == "held"].append(_step(frame, one.lon, one.lat))
    wide = 2 * _between(zoom, (2.0, 5.0), (5.2, 18.0))
    return "".join(
        f'<path class="hold {name}{"" if held else " striped-disc"}" stroke-width="{wide:.1f}" d="{"".join(told)}"/>'
        for (name, held), told in sorted(steps.items())
    )


def _dots(frame: Frame, points: Sequence[Spot], tables: Tables, zoom: float) -> str:
    """The places told of, in the colour of the first family of their incidents; those of a size in one stroke."""
    steps: dict[tuple[float, int], list[str]] = defaultdict(list)
    for spot in points:
        first = min(FAMILIES.index(family(one, tables)) for one in spot.incidents)
        far = 2.6 + 1.1 * math.sqrt(len(spot.incidents))
        radius = round(_between(zoom, (2.0, far), (5.2, 3.6)) * 2) / 2
        steps[radius, first].append(_step(frame, spot.place.lon or 0.0, spot.place.lat or 0.0))
    parts = []
    for (radius, first), told in sorted(steps.items(), key=lambda item: (-item[0][0], -item[0][1])):
        path = "".join(told)
        parts.append(f'<path class="rim" stroke-width="{2 * radius + 2.4:.1f}" d="{path}"/>')
        parts.append(f'<path class="spot f-{FAMILIES[first]}" stroke-width="{2 * radius:.1f}" d="{path}"/>')
    return "".join(parts)


def _step(frame: Frame, lon: float, lat: float) -> str:
    """A point as a stroke without length, whose round ends are a disc."""
    x, y = frame.xy(lon, mercator(lat))
    return f"M{x:.1f} {y:.1f}h0"


def _between(zoom: float, low: tuple[float, float], high: tuple[float, float]) -> float:
    """A size between those at two zooms."""
    share = min(1.0, max(0.0, (zoom - low[0]) / (high[0] - low[0])))
    return low[1] + share * (high[1] - low[1])
