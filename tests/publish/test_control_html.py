"""Control over time on the page: every spell carries its days, the last is shown without a script."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from dateline.publish.brief import assemble
from dateline.publish.control_html import control_section
from tests.publish import build

D = dt.date
NORTH = build.run().control[0]
BEFORE = replace(NORTH, holder="Tarland", start=None, end=NORTH.start, change=None)
LOST = replace(NORTH, holder=None, state="contested", start=D(2025, 3, 9), change="entered")


def _page(*control: object) -> str:
    run = build.run(control=control)
    return control_section(assemble(run, build.tables()), build.tables())


def _spells(page: str) -> list[tuple[str, str, str, str]]:
    """Class, first day, day after the last and colour of each spell on the wide map."""
    wide = re.search(r'<svg class="wide.*?</svg>', page, re.S)
    assert wide is not None
    found = r'<g class="(spell[ a-z]*)" data-from="([^"]*)" data-to="([^"]*)">.*?class="disc (h\w)"'
    return re.findall(found, wide[0])


def test_each_spell_is_on_the_map_and_the_last_one_shown() -> None:
    spells = _spells(_page(BEFORE, replace(NORTH, end=D(2025, 3, 9)), LOST))
    assert spells == [
        ("spell off", "", "2025-03-04", "h1"),
        ("spell off", "2025-03-04", "2025-03-09", "h0"),
        ("spell", "2025-03-09", "", "hx"),
    ]


def test_the_slider_has_the_days_on_which_something_changed_and_waits_for_the_script() -> None:
    page = _page(BEFORE, replace(NORTH, end=D(2025, 3, 9)), LOST)
    assert '<div class="slider" hidden data-days="2025-03-04 2025-03-09"' in page
    assert 'data-shown="4 March 2025|9 March 2025"' in page
    assert 'max="1" step="1" value="1"' in page


def test_one_day_needs_no_slider_and_a_place_without_a_point_no_map() -> None:
    assert "slider" not in _page(NORTH)
    nowhere = _page(replace(NORTH, lat=None, lon=None))
    assert "control-map" not in nowhere and "<table" in nowhere


def test_nothing_told_of_control_is_no_section() -> None:
    assert _page() == ""


def test_what_is_not_simply_held_looks_it() -> None:
    assert 'class="unsure"' in _page(LOST)
    assert 'class="unsure"' not in _page(NORTH)
