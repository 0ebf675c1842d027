from __future__ import annotations

import itertools
import json
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from dateline.desk.maps import basemap
from dateline.desk.picture import EDGES, Drawn, latitude, mercator, picture
from dateline.desk.record import Record
from dateline.publish.map_svg import Spot, find_spots
from dateline.publish.tables_csv import POINTS

_POINT = re.compile(r"M([\d.-]+) ([\d.-]+)h0")


def _paths(drawn: Drawn, name: str) -> list[list[tuple[float, float]]]:
    found = re.findall(rf'<path class="{name}[^"]*"[^>]* d="([^"]*)"', drawn.parts)
    return [[(float(x), float(y)) for x, y in _POINT.findall(path)] for path in found]


def _spots(record: Record) -> list[Spot]:
    return find_spots(record.order)


@given(st.floats(-84.9, 84.9))
def test_mercator_and_back(lat: float) -> None:
    assert latitude(mercator(lat)) == pytest.approx(lat, abs=1e-9)


def test_every_place_told_of_is_in_it(record: Record) -> None:
    spots = _spots(record)
    drawn = picture(spots, (), {}, record.tables)
    assert drawn is not None
    dots = [dot for path in _paths(drawn, "spot") for dot in path]
    assert len(dots) == sum(spot.place.precision in POINTS for spot in spots) > 5
    left, top, wide, tall = drawn.view
    rounding = 0.05
    for x, y in dots:
        assert left - rounding <= x <= left + wide + rounding
        assert top - rounding <= y <= top + tall + rounding


def test_a_place_stands_where_the_map_will_show_it(record: Record) -> None:
    """As MapLibre fits bounds: the smaller scale of both directions, the middle of the bounds in that of the room."""
    spots = [spot for spot in _spots(record) if spot.place.precision in POINTS]
    one = replace(spots[0].place, lat=36.2, lon=37.1)
    pair = [
        replace(spots[0], place=one),
        replace(spots[0], place=replace(one, name="another", lat=33.5, lon=36.3)),
    ]
    third = replace(spots[0], place=replace(one, name="third", lat=35.1, lon=36.7))
    drawn = picture([*pair, third], (), {}, record.tables)
    assert drawn is not None
    width, height = 700.0, 500.0
    room = width - EDGES[0] - EDGES[2], height - EDGES[1] - EDGES[3]

    def at(lat: float, lon: float) -> tuple[float, float]:
        scale = min(room[0] / (37.1 - 36.3), room[1] / (mercator(36.2) - mercator(33.5)))
        x = EDGES[0] + room[0] / 2 + (lon - (37.1 + 36.3) / 2) * scale
        return x, EDGES[1] + room[1] / 2 - (mercator(lat) - (mercator(36.2) + mercator(33.5)) / 2) * scale

    left, top, wide, tall = drawn.view
    zoom = min(room[0] / wide, room[1] / tall)
    shown = {
        (
            EDGES[0] + room[0] / 2 + (x - left - wide / 2) * zoom,
            EDGES[1] + room[1] / 2 + (y - top - tall / 2) * zoom,
        )
        for path in _paths(drawn, "spot")
        for x, y in path
    }
    for lat, lon in ((36.2, 37.1), (33.5, 36.3), (35.1, 36.7)):
        assert min(math.dist(at(lat, lon), one) for one in shown) < 1.0


def test_it_shows_who_holds_a_place_on_the_day(desk: TestClient) -> None:
    held = desk.get("/?place=Wad+Madani&on=2024-01-01").text
    before = desk.get("/?place=Wad+Madani&on=2023-11-01").text
    assert '<path class="hold h' in held
    assert '<path class="hold' not in before
    assert '<path class="land' in before


def test_nothing_found_has_no_picture_and_a_list_asked_for_alone_none_either(desk: TestClient) -> None:
    assert 'id="picture"' in desk.get("/").text
    assert 'id="picture"' not in desk.get("/?text=nothingofthekind").text
    assert 'id="picture"' not in desk.get("/", headers={"HX-Request": "true"}).text


def test_no_outline_of_the_map_crosses_the_whole_of_it(record: Record) -> None:
    countries = record.words.countries.by_iso
    shown = json.loads(basemap(tuple(countries[iso] for iso in sorted(countries)), frozenset({"RU", "FJ"})))
    for feature in shown["features"]:
        for part in feature["geometry"]["coordinates"] if feature["geometry"]["type"] != "Point" else ():
            for ring in part if feature["geometry"]["type"] == "MultiPolygon" else (part,):
                steps = itertools.pairwise(ring)
                assert all(abs(one[0] - other[0]) <= 180 for one, other in steps)
