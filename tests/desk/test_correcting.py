from __future__ import annotations

import json
import re
import threading
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dateline import pipeline
from dateline.coding import Loaded
from dateline.publish.record import Run
from dateline.store.store import open_store
from tests.conftest import silent
from tests.desk.editing import WHO, another, desk, fields, send
from tests.test_decisions import ALL, IDS, keep

FIRST = f"/correct/{IDS[0]}"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return keep(tmp_path / "s.sqlite", [ALL])


@pytest.fixture
def browser(store: Path, loaded: Loaded) -> TestClient:
    return desk(store, loaded.words)


def recorded(store: Path) -> list[tuple[str, str | None, str | None, str]]:
    with open_store(store, write=False) as opened:
        return [(one.action, one.field, one.new, one.by) for one in opened.decisions()]


def now(store: Path, loaded: Loaded) -> Run:
    return pipeline.recall(store, silent, loaded)


def test_values_are_set_in_place_with_name_and_reason_and_outlive_a_rebuild(
    store: Path, browser: TestClient, loaded: Loaded
) -> None:
    answer = send(browser, FIRST, FIRST, kind="airstrike", counts="killed people 10..12", **WHO)
    assert (answer.status_code, answer.headers["location"]) == (303, FIRST)
    assert recorded(store) == [
        ("set", "counts", "killed people 10..12", "A. Reader"),
        ("set", "kind", "airstrike", "A. Reader"),
    ]
    files = pipeline.rebuild(store, None, silent, loaded).files
    rows = [json.loads(line) for line in files["claims.jsonl"].splitlines()]
    (row,) = [one for one in rows if one["claim"] == IDS[0]]
    assert (row["kind"], row["set_by_person"]) == ("airstrike", ["counts", "kind"])
    page = browser.get(FIRST).text
    assert "Recorded:" in page
    assert "set by a person" in page
    assert 'value="A. Reader"' in page
    assert "Recorded:" not in browser.get(FIRST).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Nothing was changed"),
        ({"kind": "airstrike", "why": " "}, "Give the reason"),
        ({"kind": "airstrike", "by": ""}, "Give your name"),
        ({"kind": "airstrike", "by": "x" * 65}, "a name 64"),
        ({"when": "tomorrow"}, "is no date"),
        ({"kind": "airstrike", "when": "tomorrow"}, "is no date"),
        ({"actors": "hts", "words_actors": "not in it"}, "are not in the report"),
    ],
)
def test_what_cannot_be_recorded_keeps_what_was_typed_and_records_nothing(
    store: Path, browser: TestClient, changed: dict[str, str], said: str
) -> None:
    answer = send(browser, FIRST, FIRST, **{**WHO, "why": "<b>my reason</b>", **changed})
    assert answer.status_code == 400
    assert said in unescape(answer.text)
    assert recorded(store) == []
    kept = fields(answer.text, FIRST)
    for name, value in changed.items():
        assert kept[name] == value
    assert kept["why"] == changed.get("why", "<b>my reason</b>")
    assert "<b>my" not in answer.text


def test_a_claim_is_rejected_brought_back_and_the_decision_taken_back(
    store: Path, browser: TestClient, loaded: Loaded
) -> None:
    before = pipeline.rebuild(store, None, silent, loaded).files
    assert send(browser, FIRST, FIRST, do="reject", **WHO).status_code == 303
    assert IDS[0] not in {claim.claim for claim in now(store, loaded).claims}
    assert "set aside" in browser.get(FIRST).text
    assert send(browser, FIRST, FIRST, do="accept", **WHO).status_code == 303
    assert IDS[0] in {claim.claim for claim in now(store, loaded).claims}
    with open_store(store, write=False) as opened:
        made = [one.decision for one in opened.decisions()]
    for name in made:
        assert send(browser, "/decisions", "/decisions", decision=name, seen="", **WHO).status_code == 303
    after = pipeline.rebuild(store, None, silent, loaded).files
    for name in ("claims.jsonl", "incidents.jsonl", "events.csv", "decisions.jsonl"):
        assert after[name] == before[name]


def test_the_second_of_two_sees_what_changed_and_loses_no_typing(
    store: Path, browser: TestClient, loaded: Loaded
) -> None:
    other = another(browser)
    mine, theirs = (fields(one.get(FIRST).text, FIRST) for one in (browser, other))
    assert browser.post(FIRST, data={**mine, **WHO, "kind": "airstrike"}).status_code == 303
    answer = other.post(FIRST, data={**theirs, "status": "planned", "by": "B. Second", "why": "only a plan"})
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "Somebody has changed this since you looked" in page
    assert "Set kind of claim r0/c1 from shelling to airstrike: A. Reader" in page
    assert len(recorded(store)) == 1
    again = fields(answer.text, FIRST)
    assert (again["status"], again["kind"], again["why"]) == ("planned", "airstrike", "only a plan")
    assert other.post(FIRST, data=again).status_code == 303
    (claim,) = [one for one in now(store, loaded).claims if one.claim == IDS[0]]
    assert (claim.kind, claim.status) == ("airstrike", "planned")


def test_of_many_at_once_on_one_value_one_is_recorded(store: Path, browser: TestClient) -> None:
    browsers = [another(browser) for _ in range(4)]
    forms = [fields(one.get(FIRST).text, FIRST) for one in browsers]
    answers: list[int] = []

    def post(number: int) -> None:
        kind = ("airstrike", "clash", "attack", "bombing")[number]
        sent = {**forms[number], "kind": kind, "by": f"Person {number}", "why": "mine"}
        answers.append(browsers[number].post(FIRST, data=sent).status_code)

    threads = [threading.Thread(target=post, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409, 409, 409]
    assert len(recorded(store)) == 1


def test_two_at_once_on_two_claims_are_both_recorded(store: Path, browser: TestClient) -> None:
    other, second = another(browser), f"/correct/{IDS[1]}"
    mine, theirs = fields(browser.get(FIRST).text, FIRST), fields(other.get(second).text, second)
    assert browser.post(FIRST, data={**mine, **WHO, "kind": "airstrike"}).status_code == 303
    assert other.post(second, data={**theirs, **WHO, "kind": "clash"}).status_code == 303
    assert [row[2] for row in recorded(store)] == ["airstrike", "clash"]


def test_a_claim_is_moved_to_another_incident_and_to_one_of_its_own(
    store: Path, browser: TestClient, loaded: Loaded
) -> None:
    def home(claim: str) -> tuple[str, ...]:
        return next(one.claims for one in now(store, loaded).incidents if claim in one.claims)

    assert IDS[3] in home(IDS[0])
    page = browser.get(f"/regroup/{IDS[0]}")
    assert page.status_code == 200
    assert f'data-claim="{IDS[3]}"' in page.text
    goal = f"/move?claim={IDS[3]}&to={IDS[1]}"
    answer = send(browser, goal, "/move", **WHO)
    assert answer.status_code == 303, answer.text
    assert IDS[3] in home(IDS[1])
    assert IDS[3] not in home(IDS[0])
    assert [row[0] for row in recorded(store)] == ["split", "merge"]
    assert send(browser, f"/move?claim={IDS[3]}&to=alone", "/move", **WHO).status_code == 303
    assert home(IDS[3]) == (IDS[3],)
    again = browser.get(f"/move?claim={IDS[3]}&to=alone")
    assert browser.post("/move", data={**fields(again.text, "/move"), **WHO}).status_code == 400
    assert browser.get("/move?claim=none&to=alone").status_code == 404
    assert browser.get("/regroup/none").status_code == 404


def test_a_move_into_what_has_changed_is_told(store: Path, browser: TestClient) -> None:
    form = fields(browser.get(f"/move?claim={IDS[3]}&to={IDS[1]}").text, "/move")
    other, second = another(browser), f"/correct/{IDS[4]}"
    assert send(other, second, second, do="reject", **WHO).status_code == 303
    answer = browser.post("/move", data={**form, **WHO})
    assert answer.status_code == 409
    assert "Reject claim r4/c1" in answer.text
    assert len(recorded(store)) == 1


def test_a_name_is_settled_once_for_all_reports(store: Path, browser: TestClient, loaded: Loaded) -> None:
    answer = send(browser, "/decisions", "/names", name="Amra", sort="place", value="Homs, SY", **WHO)
    assert answer.status_code == 303
    told = [place.name for claim in now(store, loaded).claims for place in claim.places]
    assert "Amra" not in told
    assert told.count("Homs") == 4
    answer = send(browser, "/decisions", "/names", name="the raiders", sort="alias", value="nobody", **WHO)
    assert answer.status_code == 400
    assert fields(answer.text, "/names")["value"] == "nobody"


def test_a_claim_that_was_missed_is_added_out_of_the_text_with_its_values(
    store: Path, browser: TestClient, loaded: Loaded
) -> None:
    told = {"kind": "attack", "start": "17", "quote": " killing 10 people", "counts": "killed people 10"}
    told["words_counts"] = "10"
    answer = send(browser, "/add/r0", "/add/r0", **told, said_by="mayor=government", status="happened", **WHO)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/reports/r0?claim=p1#p1"
    (claim,) = [one for one in now(store, loaded).claims if one.id == "p1"]
    assert (claim.kind, claim.quotes) == ("attack", ("killing 10 people",))
    assert (claim.counts[0].low, claim.said_by[0].words) == (10, "mayor")
    assert [row[:2] for row in recorded(store)] == [("add", None), ("set", "counts"), ("set", "said_by")]
    wrong = send(browser, "/add/r0", "/add/r0", **{**told, "start": "3"}, **WHO)
    assert wrong.status_code == 400
    assert fields(wrong.text, "/add/r0")["quote"] == " killing 10 people"
    assert browser.get("/add/none").status_code == 404


def test_the_text_to_pick_from_is_the_reports_character_for_character(browser: TestClient) -> None:
    page = browser.get("/add/r0").text
    found = re.search(r"data-pick>(.*?)</div>", page, re.DOTALL)
    assert found is not None
    assert unescape(found[1]) == ALL[0][0].text
