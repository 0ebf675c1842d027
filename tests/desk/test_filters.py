from __future__ import annotations

import csv
import datetime as dt
import io
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from dateline.desk.filters import Filter, address, chosen, read_filter, spells, told, without
from dateline.desk.links import actor_key
from dateline.desk.record import Record
from tests.desk.reading import Page

words = (
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
some = st.none() | words
days = st.none() | st.dates()
boxes = st.none() | st.tuples(
    st.integers(-180, 180), st.integers(-90, 0), st.integers(-180, 180), st.integers(0, 90)
).map(lambda box: tuple(float(part) for part in box))
several = st.lists(words, max_size=3, unique=True).map(lambda values: tuple(sorted(values)))
filters = st.builds(
    Filter,
    first=days,
    last=days,
    place=some,
    box=boxes,
    actor=some,
    kind=several,
    grade=several,
    status=several,
    source=some,
    text=some,
)


@given(filters)
def test_an_address_says_what_is_asked_for(wanted: Filter) -> None:
    assert read_filter(QueryParams(address(wanted).removeprefix("?"))) == wanted


@given(filters)
def test_each_thing_asked_for_can_be_taken_away(wanted: Filter) -> None:
    left = wanted
    for field, _, value in told(wanted):
        left = without(left, field, value)
    assert left == Filter()


def test_every_filter_lets_through_what_it_says(record: Record) -> None:
    for incident in record.order:
        for actor in incident.actors:
            assert incident in chosen(Filter(actor=actor_key(actor)), record)
        for origin in incident.origins:
            assert incident in chosen(Filter(source=origin.name), record)
        for place in incident.places:
            assert incident in chosen(Filter(place=place.name.upper()), record)
        assert incident in chosen(
            Filter(kind=(incident.kind,), grade=(incident.grade,), status=(incident.status,)), record
        )
    for kind in {one.kind for one in record.order}:
        assert {one.kind for one in chosen(Filter(kind=(kind,)), record)} == {kind}


def test_days_take_what_may_lie_in_them_and_nothing_undated(record: Record) -> None:
    first, last = dt.date(2023, 12, 16), dt.date(2023, 12, 16)
    found = chosen(Filter(first=first, last=last), record)
    assert found
    for incident in record.order:
        begin, end = incident.when.earliest, incident.when.latest
        touches = (begin or end) is not None and (begin or first) <= last and (end or last) >= first
        assert (incident in found) is touches, incident.title


def test_an_area_takes_the_places_inside_it(record: Record) -> None:
    sudan = chosen(Filter(box=(30.0, 10.0, 36.0, 18.0)), record)
    assert any("Wad Madani" in one.title for one in sudan)
    assert not any("Marawi" in one.title for one in sudan)
    # An area that runs over the date line goes the short way round.
    assert any("Marawi" in one.title for one in chosen(Filter(box=(120.0, 0.0, -170.0, 20.0)), record))


def test_words_are_looked_for_in_headings_and_quotes(record: Record) -> None:
    assert chosen(Filter(text="togoga market"), record)
    assert not chosen(Filter(text="togoga xylophone"), record)


def test_map_list_and_charts_are_filtered_together(desk: TestClient) -> None:
    page, data = Page(desk.get("/?grade=contested").text), desk.get("/situation.json?grade=contested").json()
    listed = {link for link in page.links() if link.startswith("/incidents/")}
    told = data["incidents"]
    drawn = {f"/incidents/{told['id'][n]}" for spot in data["spots"] for n in spot["incidents"]}
    assert listed
    assert drawn <= listed
    assert {f"/incidents/{ident}" for ident in told["id"]} <= listed
    assert set(told["grade"]) == {"contested"}
    assert data["spots"] != desk.get("/situation.json").json()["spots"]


def test_what_is_asked_for_can_be_taken_away_on_the_page(desk: TestClient) -> None:
    page = Page(desk.get("/?grade=contested&kind=capture&actor=rapid-support-forces").text)
    chips = [a["href"] for a in page.all("a") if a.get("class") == "chip"]
    assert "/?actor=rapid-support-forces&grade=contested" in chips
    assert len(chips) == 3
    assert "Rapid Support Forces" in page.text


def test_nothing_found_is_said(desk: TestClient) -> None:
    assert "Nothing in the record fits this" in Page(desk.get("/?text=xylophone").text).text


def test_control_is_filtered_by_place(desk: TestClient, record: Record) -> None:
    assert "Wad Madani" in {one.place for one in spells(Filter(place="Sudan"), record)}
    assert "Marawi" not in {one.place for one in spells(Filter(place="Sudan"), record)}
    assert "Marawi" not in {one.place for one in spells(Filter(box=(30.0, 10.0, 36.0, 18.0)), record)}
    control = desk.get("/situation.json?place=Sudan").json()["control"]
    drawn = {control["places"][at]["name"] for at in control["place"]}
    assert "Wad Madani" in drawn
    assert "Marawi" not in drawn
    assert "No report tells who holds" in Page(desk.get("/?place=Nowhere").text).text


@pytest.mark.parametrize(
    "query",
    [
        "kind=territory",
        "kind=airstrike&kind=shelling",
        "text=%22air+strike%22",
        "actor=Rapid+Support+Forces",
        "place=SD",
    ],
)
def test_a_page_lists_what_its_export_holds(query: str, desk: TestClient) -> None:
    page = Page(desk.get(f"/?{query}").text)
    (href,) = (one for one in page.links() if "/export/csv" in one)
    rows = list(csv.DictReader(io.StringIO(desk.get(href).text)))
    listed = {one.removeprefix("/incidents/") for one in page.links() if one.startswith("/incidents/")}
    assert listed == {row["event_id"] for row in rows} != set()


@pytest.mark.parametrize(
    "query", ["kind=foo", "grade=foo", "status=foo", "since=2024-02-01&until=2024-01-01"]
)
def test_what_is_none_is_told(query: str, desk: TestClient) -> None:
    answer = desk.get(f"/?{query}")
    assert answer.status_code == 400
    assert "foo" in answer.text or "end before they begin" in answer.text


def test_words_in_quotation_marks_are_a_phrase(record: Record) -> None:
    def found(text: str) -> set[str]:
        return {one.incident for one in chosen(Filter(text=text), record)}

    assert found('"rapid support"')
    assert found('"support rapid"') == set()
    assert found("support rapid") >= found('"rapid support"')
    assert found('"Rapid  Support" "captured') == found('"rapid support" captured')


def test_all_kinds_asked_stay_asked_in_the_form(desk: TestClient) -> None:
    text = desk.get("/?kind=capture&kind=shelling").text.partition('id="control"')[0]
    assert text.count('name="kind"') == 2
    assert '<input type="hidden" name="kind" value="shelling">' in text
    assert re.search(r'<option value="capture" selected>', text)
    assert re.search(r'<option value="territory" selected>', desk.get("/?kind=territory").text)


def test_a_name_that_nobody_bears_is_told(desk: TestClient) -> None:
    for field in ("actor", "source"):
        assert (
            f"No {field} of the record is called “Nobody Known”" in desk.get(f"/?{field}=Nobody+Known").text
        )
    assert "is called" not in desk.get("/?actor=Rapid+Support+Forces&text=nothingofthekind").text


@pytest.mark.parametrize(
    "address", ["/search?q=market", "/queue", "/queue?reason=contested", "/places/SD/Wad%20Madani"]
)
def test_pages_that_list_some_of_the_record_give_it_away(desk: TestClient, address: str) -> None:
    page = desk.get(address).text
    away = [unescape(one) for one in re.findall(r'href="(/api/v1/export/csv\?[^"]+)" download', page)]
    assert len(away) == (2 if "search" in address else 1)
    for one in away:
        rows = desk.get(one).text.splitlines()
        assert 1 < len(rows) < len(desk.get("/api/v1/export/csv").text.splitlines())
