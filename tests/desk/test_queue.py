from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.coding import Loaded
from dateline.desk.queue import Rules, Task, load_rules, tasks
from dateline.model import Claim, Decision, Report
from dateline.store.store import open_store
from tests.conftest import silent
from tests.decide.making import decision
from tests.desk.editing import WHO, desk, fields, send
from tests.merge.making import claim, report
from tests.test_decisions import keep


def made(name: str, text: str, *, outlet: str, **told: object) -> tuple[Report, Claim]:
    source = report(name, text, outlet=outlet)
    found = claim(source, text[:-1], "shelled", "shelling", day="2031-03-04", **told)  # type: ignore[arg-type]
    return source, replace(found, claim=f"{name}{'0' * 8}")


ROWS = [
    made("a1", "Amra was shelled, killing 40.", outlet="One", places=["Amra"], by=("mayor", "government"),
         counts=[("killed", "people", 40, 40)]),
    made("b2", "Besk was shelled by the Iron Brigade.", outlet="Two", places=["Besk"], by=("River Watch", "monitor"),
         actors=["Iron Brigade"]),
    made("c3", "Besk was not shelled.", outlet="Three", places=["Besk"], by=("army", "government"), status="denied"),
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return keep(tmp_path / "s.sqlite", [ROWS])


def found(store: Path, loaded: Loaded, rules: Rules | None = None) -> dict[str, Task]:
    run = pipeline.recall(store, silent, loaded)
    return {f"{one.reason} {one.title}": one for one in tasks(run, rules or load_rules())}


def reasons(store: Path, loaded: Loaded, *, settled: bool) -> set[str]:
    return {one.reason for one in found(store, loaded).values() if one.settled == settled}


def test_what_is_doubtful_comes_with_its_reason_the_gravest_first(store: Path, loaded: Loaded) -> None:
    every = list(found(store, loaded).values())
    assert [one.score for one in every] == sorted((one.score for one in every), reverse=True)
    by_reason = {one.reason: one for one in every}
    assert by_reason["single"].why == "It is grave (40 killed) and rests on mayor alone"
    assert "denied by army" in by_reason["contested"].why
    assert {one.name for one in every if one.reason == "place"} == {"Amra", "Besk"}
    assert by_reason["actor"].why.endswith("the register has no such body")
    assert all(not one.settled for one in every)
    assert tasks(pipeline.recall(store, silent, loaded), load_rules()) == tuple(every)


def test_decisions_settle_tasks_and_undoing_opens_them_again(store: Path, loaded: Loaded) -> None:
    ident = ROWS[0][1].claim
    accept = decision("accept", ident)
    keep(store, [], [accept])
    assert "single" not in reasons(store, loaded, settled=False)
    assert "single" in reasons(store, loaded, settled=True)
    keep(store, [], [decision("undo", accept.decision, minutes=1)])
    assert "single" in reasons(store, loaded, settled=False)


@pytest.mark.parametrize("action", ["merge", "split"])
def test_pairs_are_settled_by_what_ties_them_and_by_nothing_else(
    tmp_path: Path, loaded: Loaded, action: str
) -> None:
    rows = [
        made(
            "d4",
            "Colm was shelled, the mayor said.",
            outlet="One",
            places=["Colm"],
            by=("mayor", "government"),
        ),
        made("e5", "Colm was shelled, a monitor said.", outlet="Two", places=["Colm"], by=("Eye", "monitor")),
    ]
    store = keep(tmp_path / "p.sqlite", [rows])
    rules = replace(load_rules(), join_below=1000.0)
    ids = [told.claim for _, told in rows]
    joins = [one for one in found(store, loaded, rules).values() if one.reason == "join"]
    assert [one.claims for one in joins] == [tuple(ids)]
    keep(store, [], [decision("accept", ids[0]), decision("accept", ids[1], minutes=1)])
    assert [one.settled for one in found(store, loaded, rules).values() if one.reason == "join"] == [False]
    tie: Decision = decision(action, "i", minutes=2, groups=((ids[0],), (ids[1],)))  # type: ignore[arg-type]
    keep(store, [], [tie])
    left = [one for one in found(store, loaded, rules).values() if one.reason == "join" and not one.settled]
    assert left == []


def test_the_queue_is_gone_through_with_its_buttons(store: Path, loaded: Loaded) -> None:
    browser = desk(store, loaded.words)
    first = browser.get("/queue")
    assert "0 of" in first.text
    task = fields(first.text, "/queue")["task"]
    skipped = send(browser, "/queue", "/queue", do="skip")
    assert (skipped.status_code, skipped.headers["location"]) == (303, "/queue")
    second = fields(browser.get("/queue").text, "/queue")["task"]
    assert second != task
    answer = send(browser, f"/queue?task={task}", "/queue", do="accept", **WHO)
    assert answer.status_code == 303, answer.text
    with open_store(store, write=False) as opened:
        assert {one.action for one in opened.decisions()} == {"accept"}
        assert {one.by for one in opened.decisions()} == {"A. Reader"}
    assert "settled" in browser.get("/queue").text
    for reason in ("single", "place", "actor", "contested", "bogus", "<script>"):
        shown = browser.get("/queue", params={"reason": reason})
        assert shown.status_code == 200
        assert "<script>" not in shown.text.replace("<script defer", "")


def test_a_task_that_another_settled_is_told_and_nothing_recorded_twice(store: Path, loaded: Loaded) -> None:
    browser = desk(store, loaded.words)
    form = fields(browser.get("/queue?reason=single").text, "/queue")
    assert browser.post("/queue", data={**form, **WHO, "do": "accept"}).status_code == 303
    again = browser.post("/queue", data={**form, "by": "B", "why": "typed", "do": "reject"})
    assert again.status_code == 409
    assert re.search(r"Accept claim \w+/c1: A\. Reader", again.text)
    assert 'value="typed"' in again.text
    with open_store(store, write=False) as opened:
        assert len(opened.decisions()) == 1


def test_a_name_is_settled_from_the_queue(store: Path, loaded: Loaded) -> None:
    browser = desk(store, loaded.words)
    page = "/queue?reason=place"
    wrong = send(browser, page, "/queue", do="name", value="Nowhereville", **WHO)
    assert wrong.status_code == 400
    assert 'value="Nowhereville"' in wrong.text
    name = fields(browser.get(page).text, "/queue")["name"]
    assert send(browser, page, "/queue", do="name", value="Homs, SY", **WHO).status_code == 303
    files = pipeline.rebuild(store, None, silent, loaded).files
    places = {place["words"]: place["name"] for line in files["claims.jsonl"].splitlines()
              for place in json.loads(line)["places"]}  # fmt: skip
    assert "Homs" in places.values()
    assert fields(browser.get(page).text, "/queue")["name"] != name


def test_ticks_say_which_claims_are_meant(store: Path, loaded: Loaded) -> None:
    browser = desk(store, loaded.words)
    none = send(browser, "/queue?reason=contested", "/queue", do="reject", claim=[], **WHO)
    assert (none.status_code, "Tick the claims" in none.text) == (400, True)
    form = fields(browser.get("/queue?reason=contested").text, "/queue")
    ids = form["claim"]
    assert isinstance(ids, list)
    assert browser.post("/queue", data={**form, **WHO, "claim": ids[1], "do": "reject"}).status_code == 303
    with open_store(store, write=False) as opened:
        assert [one.subject for one in opened.decisions()] == [ids[1]]
    strange = browser.post("/queue", data={**form, **WHO, "claim": "other", "do": "reject", "why": "x"})
    assert strange.status_code in (400, 409)


def test_the_queue_of_a_settled_record_is_empty(tmp_path: Path, loaded: Loaded) -> None:
    plain = made("f6", "Homs was shelled.", outlet="One")
    browser = desk(keep(tmp_path / "q.sqlite", [[plain]]), loaded.words)
    assert "Nothing here waits for a person." in browser.get("/queue").text
