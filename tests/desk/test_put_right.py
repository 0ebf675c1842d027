"""Values put right where they stand, what was done told in words, and all of one act taken back together."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dateline.coding import Loaded
from dateline.desk.accounts import side_by_side
from dateline.desk.history import State, changed
from dateline.desk.record import Record
from dateline.evaluate.gold import claims_from_gold, reports_from_folder
from dateline.store.moments import Moment
from dateline.store.store import open_store
from tests.desk.editing import WHO, desk, fields, send
from tests.desk.reading import Page
from tests.test_decisions import ALL, IDS, keep

INCIDENT = f"/claims/{IDS[0]}"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return keep(tmp_path / "s.sqlite", [ALL])


@pytest.fixture
def browser(store: Path, loaded: Loaded) -> TestClient:
    return desk(store, loaded.words)


def page_of(browser: TestClient, address: str) -> str:
    return unescape(browser.get(address, follow_redirects=True).text)


def test_every_value_of_an_incident_has_a_form_beside_it_that_comes_back_to_it(
    browser: TestClient, store: Path
) -> None:
    page = Page(browser.get(INCIDENT, follow_redirects=True).text)
    mends = [one for one in page.all("a") if one.get("class") == "mend"]
    assert {re.search(r"field=(\w+)", one["hx-get"])[1] for one in mends} >= {  # type: ignore[index]
        "kind", "actors", "places", "when", "counts", "status",
    }  # fmt: skip
    for one in mends:
        part = browser.get(one["hx-get"]).text
        assert "<html" not in part
        (form,) = Page(part).all("form")
        assert form["action"].startswith("/correct/")
        assert browser.get(one["href"].partition("#")[0]).status_code == 200
    mend = next(one for one in mends if "field=status" in one["hx-get"])
    kept = fields(browser.get(mend["hx-get"]).text, f"/correct/{IDS[0]}")
    answer = browser.post(f"/correct/{IDS[0]}", data={**kept, "status": "planned", "do": "save", **WHO})
    assert (answer.status_code, answer.headers["location"]) == (303, INCIDENT)
    text = page_of(browser, INCIDENT)
    assert "Recorded: set status of claim r0/c1 from happened to planned" in text
    assert "set by a person" in text
    late = browser.post(f"/correct/{IDS[0]}", data={**kept, "status": "denied", "do": "save", **WHO})
    assert late.status_code == 409
    with open_store(store, write=False) as opened:
        assert len(opened.decisions()) == 1


def test_each_field_of_a_claim_tells_who_changed_it_from_what_to_what(browser: TestClient) -> None:
    first = f"/correct/{IDS[0]}"
    assert send(browser, first, first, kind="airstrike", **WHO).status_code == 303
    send(browser, first, first, kind="bombing", by="B. Reader", why="it was a bomb")
    text = page_of(browser, first)
    assert "A. Reader: shelling → airstrike (“read it again”)" in text
    assert "B. Reader: airstrike → bombing (“it was a bomb”)" in text


def test_what_was_done_in_one_act_is_taken_back_in_one(browser: TestClient, store: Path) -> None:
    first = f"/correct/{IDS[0]}"
    send(browser, first, first, kind="airstrike", status="planned", **WHO)
    send(browser, f"/correct/{IDS[1]}", f"/correct/{IDS[1]}", kind="bombing", by="B. Reader", why="a bomb")
    page = browser.get("/decisions").text
    assert "2 decisions of one act" in page
    assert page.count("Take all of it back") == 1
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if "Take all 2 back" in one)
    kept = fields(form, "/decisions")
    assert len(kept["decision"]) == 2
    assert browser.post("/decisions", data={**kept, **WHO}).status_code == 303
    text = page_of(browser, first)
    assert 'value="shelling" selected' in text
    assert 'value="happened" selected' in text
    assert 'value="bombing" selected' in page_of(browser, f"/correct/{IDS[1]}")
    assert browser.post("/decisions", data={**kept, **WHO}).status_code == 409
    with open_store(store, write=False) as opened:
        assert len(opened.decisions()) == 5


def test_what_changed_between_two_states_is_told_value_by_value(record: Record) -> None:
    now = next(one for one in record.order if one.places and one.actors and one.origins)
    states = [
        State(moment=Moment(number=number, at=None, reading=0, coding=0, decision=0, run=0), incident=one)
        for number, one in enumerate(
            (None, replace(now, places=(), means=()), replace(now, actors=(), means=("drone",)), now), 1
        )
    ]
    steps = [{step.field: (step.was, step.now) for step in told} for _, told in changed(states)]
    assert steps[0] == steps[1] == {}
    assert steps[2]["places"] == ("not told", ", ".join(dict.fromkeys(one.name for one in now.places)))
    assert steps[2]["means"] == ("not told", "drone")
    assert steps[2]["actors"][1] == "nobody"
    assert steps[3].keys() >= {"actors"}
    assert steps[3].keys() <= {"actors", "means"}


def test_a_mean_leads_to_its_own_words(record: Record) -> None:
    told = next(one for one in record.run.claims if one.means)
    incident = record.incident_of[told.claim]
    (row,) = [row for row in side_by_side(incident, record).rows if row.field == "means"]
    items = [item for cell in row.cells for item in cell.items]
    assert items
    for item in items:
        for cite in item.cites:
            found = re.fullmatch(r"/reports/(.+)\?at=(\d+)-(\d+)#.*", cite.href)
            assert found is not None, cite.href
            words = record.reports[found[1]].text[int(found[2]) : int(found[3])]
            assert words.casefold().startswith(item.text.rpartition(" ")[2].casefold())


def test_what_was_judged_is_taken_away_as_gold_and_measured_on(browser: TestClient, tmp_path: Path) -> None:
    assert "/api/v1/gold" not in page_of(browser, "/decisions")
    assert browser.get("/api/v1/gold").status_code == 404
    kept = fields(browser.get(f"/correct/{IDS[0]}").text, f"/correct/{IDS[0]}")
    browser.post(f"/correct/{IDS[0]}", data={**kept, "do": "accept", **WHO})
    assert "/api/v1/gold" in page_of(browser, "/decisions")
    answer = browser.get("/api/v1/gold")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert browser.get("/api/v1/gold").content == answer.content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    assert sorted(one.name for one in (tmp_path / "gold").iterdir()) == [
        "gold.jsonl", "judged.json", "rejected.jsonl", "reports",
    ]  # fmt: skip
    reports = reports_from_folder(tmp_path / "gold" / "reports")
    (held,) = claims_from_gold([(tmp_path / "gold" / "gold.jsonl").read_text(encoding="utf-8")], reports)
    told = browser.get(f"/api/v1/claims/{IDS[0]}").json()
    assert (list(held.quotes), held.kind) == (told["quotes"], told["kind"])
