"""Rows for spreadsheets: columns, precision codes, and cells that can never become formulas."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Account, Total, When
from dateline.publish.geojson import events_geojson
from dateline.publish.tables_csv import (
    EVENT_COLUMNS,
    cell,
    date_precision,
    events_csv,
    table,
    time_precision,
)
from tests.publish import build

DAY = build.TUESDAY


def rows(**changed: object) -> dict[str, dict[str, str]]:
    run = build.run()
    incidents = tuple(replace(i, **changed) if i.incident == "raid" else i for i in run.incidents)  # type: ignore[arg-type]
    text = events_csv(incidents, build.tables(), hxl=False).decode()
    return {row["event_id"]: row for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "' =1"),
        ("\r\n=1", "' =1"),
        ("  =1", "'  =1"),
        ("fine - really", "fine - really"),
        ("two\nlines", "two lines"),
    ],
)
def test_text_that_looks_like_a_formula_is_disarmed(text: str, written: str) -> None:
    assert cell(text) == written


@pytest.mark.parametrize(
    ("value", "text"), [(-77.25, "-77.25"), (-3, "-3"), (0.0, "0"), (12, "12"), (None, "")]
)
def test_numbers_stay_numbers(value: float | None, text: str) -> None:
    assert cell(value) == text


@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"])), min_size=1, max_size=4
    )
)
def test_no_cell_of_any_text_opens_a_formula(values: list[str]) -> None:
    data = table([f"c{n}" for n in range(len(values))], [values]).decode("utf-8")
    read = list(csv.reader(io.StringIO(data, newline=""), strict=True))
    assert len(read) == 2 and len(read[1]) == len(values)
    assert not any(v.lstrip().startswith(("=", "+", "-", "@")) for v in read[1])


def test_columns_are_those_of_the_documentation_in_their_order() -> None:
    start = (
        "event_id event_date time_precision event_type sub_event_type actor1 inter1 actor2 inter2 country iso"
    )
    middle = "admin1 location latitude longitude geo_precision source source_count independent_origins notes"
    assert EVENT_COLUMNS[:20] == tuple(f"{start} {middle}".split())
    assert EVENT_COLUMNS[20:26] == (
        "deaths_low", "deaths_best", "deaths_high", "injured_low", "injured_best", "injured_high",
    )  # fmt: skip
    assert EVENT_COLUMNS[-5:] == ("where_prec", "date_prec", "event_clarity", "plover", "grade")


def test_hxl_adds_one_row_of_tags() -> None:
    run = build.run()
    plain = events_csv(run.incidents, build.tables(), hxl=False).decode().splitlines()
    tagged = events_csv(run.incidents, build.tables(), hxl=True).decode().splitlines()
    assert tagged[0] == plain[0]
    assert all(tag.startswith("#") for tag in tagged[1].split(","))
    assert "#affected+killed+min" in tagged[1]
    assert tagged[2:] == plain[1:]


def test_only_what_is_told_as_done_is_an_event() -> None:
    assert set(rows()) == {"almar", "raid", "flight", "appeal"}


def test_an_event_carries_place_precision_and_deaths() -> None:
    row = rows()["raid"]
    assert (row["latitude"], row["longitude"], row["geo_precision"], row["where_prec"]) == (
        "-8.5",
        "-77.25",
        "1",
        "1",
    )
    assert (row["deaths_low"], row["deaths_best"], row["deaths_high"]) == ("12", "12", "12")
    assert (row["injured_low"], row["event_date"], row["date_prec"]) == ("", "", "")


def test_a_country_gives_no_point() -> None:
    row = rows(places=(build.PLACES["Tarland"],))["raid"]
    assert (row["location"], row["latitude"], row["longitude"]) == ("Tarland", "", "")
    assert (row["geo_precision"], row["where_prec"]) == ("3", "6")


def test_children_among_civilians_are_not_added_to_them() -> None:
    def total(who: str, number: int) -> Total:
        by = (Account(origin="River Watch", low=number, high=number, claims=("post-2",)),)
        return Total(what="killed", who=who, low=number, best=number, high=number, by=by)

    assert rows(counts=(total("civilians", 12), total("children", 3)))["raid"]["deaths_best"] == "12"
    assert rows(counts=(total("civilians", 12), total("soldiers", 3)))["raid"]["deaths_best"] == "15"
    assert rows(counts=(total("people", 14), total("civilians", 12)))["raid"]["deaths_best"] == "14"


@pytest.mark.parametrize(
    ("earliest", "latest", "acled", "ucdp"),
    [
        (DAY, DAY, 1, 1),
        (DAY, DAY + dt.timedelta(days=3), 2, 2),
        (DAY, DAY + dt.timedelta(days=6), 2, 3),
        (DAY, DAY + dt.timedelta(days=30), 3, 4),
        (DAY, DAY + dt.timedelta(days=400), 3, 5),
        (None, DAY, 3, 5),
        (None, None, None, None),
    ],
)
def test_date_precision(
    earliest: dt.date | None, latest: dt.date | None, acled: int | None, ucdp: int | None
) -> None:
    when = When(earliest=earliest, latest=latest)
    assert (time_precision(when), date_precision(when)) == (acled, ucdp)


def test_geojson_has_a_point_only_where_a_place_is_named() -> None:
    run = build.run()
    country = replace(run.incidents[0], places=(build.PLACES["Tarland"],))
    features = json.loads(events_geojson((country, *run.incidents[1:])))["features"]
    by_id = {f["id"]: f for f in features}
    assert by_id["almar"]["geometry"] is None
    assert by_id["almar"]["properties"]["places"][0]["precision"] == "country"
    assert by_id["raid"]["geometry"] == {"type": "Point", "coordinates": [-77.25, -8.5]}
    assert by_id["besk"]["properties"]["uncertainty_km"] == 12.0
    assert by_id["appeal"]["geometry"] is None
