"""The strip of time of a place: who held it when."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from dateline.model import Control
from dateline.publish.strips import strip, strip_days
from tests.publish import build

D = dt.date
NORTH = build.run().control[0]


def bars(*spells: Control) -> list[tuple[str, float, float]]:
    out = strip(spells, D(2025, 3, 1), D(2025, 3, 9), ["Northern Army", "Tarland"])
    found = re.findall(r'<rect class="(h\w|striped)"[^>]*? x="([\d.]+)" y="0" width="([\d.]+)"', out)
    return [(name, float(x), float(width)) for name, x, width in found]


def test_a_spell_without_a_beginning_runs_from_the_edge_to_the_next() -> None:
    before = replace(NORTH, holder="Tarland", start=None, end=NORTH.start)
    drawn = bars(before, NORTH)
    assert [name for name, _, _ in drawn] == ["h1", "h0"]
    assert drawn[0][1] == 0.0
    assert abs(drawn[0][2] - drawn[1][1]) < 0.1
    assert abs(drawn[1][1] + drawn[1][2] - 600.0) < 0.1


def test_what_is_not_simply_held_is_striped() -> None:
    fought_over = replace(NORTH, holder=None, state="contested")
    assert [name for name, _, _ in bars(fought_over)] == ["hx", "striped"]


def test_without_any_date_nothing_is_drawn() -> None:
    assert strip([NORTH], None, None, []) == ""


def test_days_stand_under_it_where_spells_begin_and_end_and_there_is_room() -> None:
    second = replace(NORTH, start=D(2025, 3, 2), end=D(2025, 3, 3))
    out = strip_days(
        [replace(NORTH, start=D(2025, 3, 1), end=D(2025, 3, 2)), second], D(2025, 3, 1), D(2025, 3, 9)
    )
    assert re.findall(r'<line x1="([\d.]+)%"', out) == ["10.00", "20.00", "30.00"]
    assert re.findall(r">([^<]+)</text>", out) == ["1 March 2025"]
    late = strip_days([replace(NORTH, start=D(2025, 3, 8), end=None)], D(2025, 3, 1), D(2025, 3, 9))
    assert re.findall(r'<text class="end" x="([\d.]+)%"', late) == ["80.00"]
    assert strip_days([NORTH], None, None) == ""
