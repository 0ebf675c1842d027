"""The map: precision shown, labels apart, outlines where there are any."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Incident, Place, Span
from dateline.publish.brief import assemble
from dateline.publish.map_svg import Box, Taken, find_spots, fit, map_figure
from dateline.publish.tables import Ring
from tests.publish import build

TABLES = build.tables()


def figure(incidents: tuple[Incident, ...], **tables: object) -> str:
    brief = assemble(build.run(incidents=incidents), replace(TABLES, **tables))  # type: ignore[arg-type]
    return map_figure(brief, replace(TABLES, **tables))  # type: ignore[arg-type]


def at(name: str, lat: float, lon: float, precision: str = "settlement") -> Incident:
    place = Place(name=name, words="x", span=Span(start=0, end=1), lat=lat, lon=lon, precision=precision)  # type: ignore[arg-type]
    return replace(build.run().incidents[1], incident=name, places=(place,))


def test_a_settlement_is_a_dot_and_a_neighbourhood_a_ring() -> None:
    out = figure((at("Almar", -8.5, -77.2), at("Besk", -8.9, -77.6, "near")))
    assert out.count('class="dot"') == out.count('class="ring"') == 2


def test_a_country_is_no_point_but_told_beside_the_map() -> None:
    out = figure((at("Almar", -8.5, -77.2), at("Tarland", -9.0, -78.0, "country")))
    assert out.count('class="dot"') == 2
    assert "Told only of a wider area: Tarland" in out


def test_without_positions_there_is_no_map() -> None:
    assert figure((replace(at("Almar", 0, 0), places=()),)) == ""


def test_labels_do_not_overlap() -> None:
    crowd = tuple(at(f"Village {n}", -8.5 + n % 4 * 0.01, -77.2 + n // 4 * 0.01) for n in range(16))
    out = figure(crowd)
    wide = out[: out.index("</svg>")]
    names = re.findall(r'<text class="name"( text-anchor="end")? x="([\d.]+)" y="([\d.]+)">([^<]+)', wide)
    assert len(names) >= 10
    boxes = []
    for end, x, y, name in names:
        width = 7.0 * len(name)
        boxes.append(Box(x=float(x) - (width if end else 0), y=float(y) - 12, w=width, h=14))
    assert not any(a.hits(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])


def test_far_places_are_listed_or_get_their_own_map() -> None:
    near = [at(f"Village {n}", -8.5 + n * 0.1, -77.2) for n in range(6)]
    out = figure((*near, at("Capital abroad", 48.8, 2.3)))
    assert "Off this map: Capital abroad" in out


def test_outlines_are_drawn_where_given() -> None:
    ring: Ring = ((-78.0, -9.0), (-76.0, -9.0), (-76.0, -8.0), (-78.0, -9.0))
    country = at("Tarland", -9.0, -78.0, "country")
    country = replace(
        country, places=(replace(country.places[0], country="TL"),), when=build.run().incidents[0].when
    )
    out = figure((at("Almar", -8.5, -77.2), country), outlines=lambda box: {"TL": (ring,)})
    assert 'class="land"' in out and 'class="area"' in out
    assert 'class="land"' not in figure((at("Almar", -8.5, -77.2),))


def test_every_point_lies_inside_its_frame() -> None:
    spots = find_spots((at("A", 10.0, 20.0), at("B", 11.5, 24.0), at("C", 9.0, 19.0)))
    frame = fit(spots, 880.0, 540.0)
    for spot in spots:
        x, y = frame.xy(spot.place.lon or 0.0, spot.place.lat or 0.0)
        assert 0 < x < 880 and 0 < y < 540


def test_impossible_positions_are_left_out() -> None:
    assert find_spots((at("Nowhere", 123.0, 20.0),)) == []


def test_a_line_over_the_date_line_runs_on() -> None:
    from dateline.publish.map_svg import unwrapped

    assert unwrapped(((178.0, 66.0), (-179.0, 67.0), (-170.0, 68.0), (179.0, 65.0))) == (
        (178.0, 66.0),
        (181.0, 67.0),
        (190.0, 68.0),
        (179.0, 65.0),
    )
    assert unwrapped(()) == ()


@given(
    st.lists(
        st.tuples(st.floats(-50, 900), st.floats(-50, 600), st.floats(1, 200), st.floats(1, 60)), max_size=30
    )
)
def test_what_is_taken_is_found_by_squares(rows: list[tuple[float, float, float, float]]) -> None:
    boxes = [Box(x=x, y=y, w=w, h=h) for x, y, w, h in rows]
    taken = Taken()
    for n, box in enumerate(boxes):
        assert taken.is_free(box) == (not any(box.hits(other) for other in boxes[:n]))
        taken.add(box)
