"""What pages look up is what going through the whole record would find."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
from starlette.testclient import TestClient

from dateline.custody import custody
from dateline.decide.asking import Asked, Held
from dateline.decide.seen import version_seen
from dateline.desk.app import PAGES, create_app, make_ready
from dateline.desk.deciding import seen_now
from dateline.desk.filters import Filter, chosen, selection
from dateline.desk.links import actor_key
from dateline.desk.lookup import apart, index
from dateline.desk.pages import situation
from dateline.desk.record import MOST_KEPT, Record, once
from dateline.desk.settings import Settings
from dateline.export.select import fits
from dateline.merge.copies import copies
from dateline.model import Action, Claim, Incident
from dateline.store.store import open_store, version_of
from dateline.words.tables import Words
from tests.desk.conftest import NOON
from tests.desk.reading import Page


def asked_of(record: Record) -> list[Filter]:
    """One question for each value that an incident or an account of it has, and some of two parts."""
    claims = record.run.claims
    told: list[Incident | Claim] = [*record.order, *claims]
    places = {place for one in told for place in one.places}
    bodies = {body for one in told for body in (*one.actors, *one.targets)}
    sources = {body.name for one in record.order for body in (*one.origins, *one.denied_by)}
    filters = [
        Filter(place=name) for place in places for name in (place.name, place.admin1, place.country) if name
    ]
    filters += [Filter(place=str(place.geonames)) for place in places if place.geonames]
    filters += [Filter(actor=name) for body in bodies for name in (actor_key(body), body.name.upper())]
    filters += [
        Filter(source=name) for name in sources | {name for one in record.order for name in one.outlets}
    ]
    filters += [Filter(kind=(one.kind,), status=(one.status,)) for one in record.order]
    filters += [Filter(grade=(one.grade,), text=one.title.split()[0]) for one in record.order]
    filters += [
        Filter(text=f'"{" ".join(one.title.split()[1:3])}" {one.title.split()[0]}') for one in record.order
    ]
    filters += [Filter(first=one.when.earliest, last=one.when.latest) for one in record.order]
    filters += [Filter(first=one.when.latest, kind=(one.kind,)) for one in record.order]
    filters += [
        Filter(box=(place.lon - 2, place.lat - 1, place.lon + 1, place.lat + 2), place=name)
        for place in places
        if place.lat is not None and place.lon is not None
        for name in (None, place.name)
    ]
    filters += [
        Filter(box=(170.0, -80.0, 60.0, 80.0)),
        Filter(text='""'),
        Filter(text="e", actor="no such body"),
    ]
    return list(dict.fromkeys(filters))


def test_a_filter_lets_through_what_fits_and_nothing_else(record: Record) -> None:
    for wanted in asked_of(record):
        asked = selection(wanted, record)
        fitting = [one.incident for one in record.order if fits(one, asked, record.claims)]
        assert [one.incident for one in chosen(wanted, record)] == fitting, wanted


def test_every_single_kind_grade_and_status_is_found_by_its_list_alone(record: Record) -> None:
    for name in ("kind", "grade", "status"):
        for value in {getattr(one, name) for one in record.order}:
            wanted: dict[str, Any] = {name: (value,)}
            found = chosen(Filter(**wanted), record)
            assert found == tuple(one for one in record.order if getattr(one, name) == value)


def test_what_is_looked_up_is_what_is_told(record: Record) -> None:
    found, claims = index(record), record.run.claims
    names = {name for one in claims for s in one.said_by for name in (s.actor, s.name) if name}
    assert names
    for name in names:
        told = [one for one in claims if any(name in (s.actor, s.name) for s in one.said_by)]
        assert list(found.said[name]) == told
    for one in record.order:
        resting = [spell for spell in record.run.control if one.incident in spell.incidents]
        assert list(found.resting.get(one.incident, ())) == resting
    for name, reports, told_claims in found.outlets:
        assert reports == len(found.reports_of[name]) == sum(one.outlet == name for one in record.run.reports)
        assert told_claims == sum(one.outlet == name for one in claims)
        assert list(found.carried_by.get(name, ())) == [one for one in record.order if name in one.outlets]
    assert dict(record.copies) == dict(copies(record.run.reports))
    assert sorted(name for group in found.forms.values() for name in group) == sorted(record.copies)


def test_links_between_incidents_are_found_from_both_sides(record: Record) -> None:
    home = record.incident_of
    parting = [one for one in record.run.links if home[one.left] is not home[one.right]]
    assert parting
    for link in parting:
        assert link in apart(record)[link.left]
        assert link in apart(record)[link.right]
    assert sum(map(len, apart(record).values())) == 2 * len(parting)


def test_a_form_bears_the_version_that_the_whole_record_gives(record: Record) -> None:
    run = record.run
    whole = Held(
        claims=run.claims, set_aside=run.set_aside, incidents=run.incidents, reports=run.reports, decisions=()
    )

    def same(action: Action, *subjects: str) -> None:
        asked = Asked(action=action, subjects=subjects, by="", why="", at=NOON)
        assert seen_now(record, action, *subjects) == version_seen(asked, whole)

    for incident in record.order[:40]:
        same("accept", incident.claims[0])
        same("split", incident.incident, incident.claims[-1])
        same("merge", incident.claims[0], record.order[-1].claims[0])
    for report in record.run.reports[:5]:
        same("add", report.report)


def test_where_a_report_came_from_is_told_without_looking_at_the_others(record: Record) -> None:
    with open_store(record.store, write=False) as store:
        came = store.came().reports
        assert came
        for name, report in record.reports.items():
            assert store.came_in([version_of(report)]) == {version_of(report): came[name]}
            assert store.holds(version_of(report))
            assert custody(record.store, name, report) == custody(record.store, name)
        assert store.came_in(["0" * 64]) == {}
        assert not store.holds("0" * 64)


def test_what_holds_for_the_whole_record_outlasts_every_view(record: Record) -> None:
    shown = Record(**{name: getattr(record, name) for name in Record.__dataclass_fields__ if name != "kept"})
    made: list[object] = []
    once(shown, "whole", lambda: made.append("whole") or 1)  # type: ignore[func-returns-value]
    for number in range(MOST_KEPT + 20):
        once(shown, ("view", number), lambda number=number: number + 1)  # type: ignore[misc]
    assert once(shown, "whole", lambda: 2) == 1
    assert made == ["whole"]
    assert len(shown.kept) == MOST_KEPT + 1
    assert ("view", 0) not in shown.kept
    assert ("view", MOST_KEPT + 19) in shown.kept


def test_pages_are_made_ready_with_the_record_and_it_is_told_how_far(demo_store: Path, words: Words) -> None:
    app = create_app(demo_store, Settings(now=lambda: NOON, words=words))
    heard: list[tuple[str, int, int]] = []
    make_ready(app.state.records, lambda *told: heard.append(told))
    assert {stage for stage, _, _ in heard} == {"recall", "merge", "index"}
    makers = sum(len(getattr(module, "READY", ())) for module in PAGES)
    assert heard[-1] == ("index", makers, makers)
    ready = set(app.state.records.current().kept)
    assert {"index", "ways", "places", "actors", "standings", "tasks", "situation.json"} <= ready


def test_the_map_shows_the_last_and_says_what_it_leaves_out(
    demo_store: Path, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(situation, "MOST_DRAWN", 5)
    app = create_app(demo_store, Settings(now=lambda: NOON, words=words))
    client = TestClient(app, base_url="http://127.0.0.1:8765")
    data = client.get("/situation.json").json()
    order = app.state.records.current().order
    dated = [one.incident for one in order if one.when.earliest or one.when.latest]
    assert data["incidents"]["id"][:5] == dated[-5:]
    assert len(data["incidents"]["id"]) == 5
    assert {n for spot in data["spots"] for n in spot["incidents"]} <= set(range(5))
    assert "The map shows the last 5 of them" in Page(client.get("/").text).text
    # Charts by day count all of them, whatever the map shows.
    assert sum(one["n"] for one in data["perDay"]) > 5
    kinds = Counter(one.kind for one in order)
    kind = min(kinds, key=lambda name: kinds[name])
    assert "The map shows the last" not in Page(client.get(f"/?kind={kind}").text).text


def test_actions_are_those_that_forms_ask(record: Record) -> None:
    # A new action must be thought of where the version of what is decided on is looked up.
    assert set(get_args(Action)) == {
        "accept", "reject", "set", "add", "split", "merge", "alias", "place", "undo",
    }  # fmt: skip
