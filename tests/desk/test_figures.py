from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from dateline.desk.charts import charts, day_of, figures_of
from dateline.desk.columns import figures
from dateline.desk.holders import colours, days_of, held_on
from dateline.desk.record import Record
from dateline.desk.versions import compared
from dateline.model import Total, When


def test_incidents_a_day_are_those_told_to_a_day(record: Record) -> None:
    found = charts(figures_of(record), np.arange(len(record.order)))
    done = [one for one in record.order if one.status in ("happened", "ongoing")]
    assert sum(number for _, _, number in found.per_day) + found.not_to_a_day == len(done)
    assert found.not_to_a_day == sum(day_of(one) is None for one in done)


def test_deaths_keep_low_and_high_apart_and_leave_totals_out(record: Record) -> None:
    day = dt.date(2024, 3, 1)
    when = When(earliest=day, latest=day, precision="day")
    dead = Total(what="killed", who="people", low=3, best=4, high=9, by=())
    event = replace(record.order[0], kind="shelling", status="happened", when=when, counts=(dead,))
    more = replace(event, incident="b", counts=(replace(dead, low=10, best=10, high=None),))
    toll = replace(event, incident="c", kind="toll", counts=(replace(dead, low=5000, high=5000),))
    planned = replace(event, incident="d", status="planned")
    held = figures([event, more, toll, planned], lambda kind: "violence")
    (found,) = charts(held, np.arange(4)).deaths
    assert (found.low, found.high, found.open, found.incidents) == (13, 19, True, 2)


def test_who_held_a_place_on_a_day(record: Record) -> None:
    madani = [spell for spell in record.run.control if spell.place == "Wad Madani"]

    def held(day: dt.date | None) -> list[tuple[str | None, str]]:
        return [(spell.holder, spell.state) for spell in held_on(madani, day)]

    assert held(dt.date(2023, 12, 1)) == []
    assert held(dt.date(2023, 12, 18)) == [(None, "contested")]
    assert held(dt.date(2024, 1, 1)) == [("Rapid Support Forces", "held")]
    assert held(None) == [("Rapid Support Forces", "held")]


def test_holders_have_colours_and_control_has_days(record: Record) -> None:
    found = colours(record.run.control)
    assert found["Rapid Support Forces"] == "h0"
    span = days_of(record.run.control)
    assert span is not None
    assert span.first < span.last
    assert days_of(()) is None


def test_versions_show_what_went_and_what_came() -> None:
    parts = compared("Shells killed 12 people in Homs.", "Shells killed 15 people in Homs.")
    assert [(part.how, part.text) for part in parts if part.how != "kept"] == [("gone", "12"), ("new", "15")]


texts = st.text("ab .\n", max_size=60)


@given(texts, texts)
def test_what_is_kept_and_new_is_the_new_text(old: str, new: str) -> None:
    parts = compared(old, new)
    assert "".join(part.text for part in parts if part.how != "gone") == new
    assert "".join(part.text for part in parts if part.how != "new") == old


def test_actors_of_one_name_are_told_apart_by_the_register(desk: TestClient, record: Record) -> None:
    """Reports call the Philippine army and what they mean by "soldiers" alike; each has a bar, under its own name."""
    there = [n for n, one in enumerate(record.order) if any(place.country == "PH" for place in one.places)]
    called = [name for _, name, _ in charts(figures_of(record), np.array(there)).actors]
    assert len(set(called)) < len(called)
    told = [one["name"] for one in desk.get("/situation.json?place=Philippines").json()["actors"]]
    assert len(set(told)) == len(told) == len(called)


def test_a_side_taken_in_a_war_is_told_in_words(desk: TestClient) -> None:
    page = desk.get("/actors/rapid-support-forces").text
    assert "Sudan: Darfur: on the side of “government” from 1 August 2013" in page
    assert "sd-darfur" not in page
