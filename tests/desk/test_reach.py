"""Every act is within reach: keys of the queue, any incident beside another, bodies by what they are called."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline.desk.links import actor_key, to_actor, to_incident, to_place, to_report, to_source
from dateline.desk.record import Record
from dateline.export.formats import FORMATS
from dateline.words.tables import Words
from tests.desk.editing import WHO, fields
from tests.desk.editing import desk as opened
from tests.desk.reading import Page


@pytest.mark.parametrize("reason", ["contested", "duplicate", "join", "single", "place", "actor"])
def test_every_task_has_each_key_or_says_that_it_has_no_use(reason: str, desk: TestClient) -> None:
    text = desk.get(f"/queue?reason={reason}").text
    if 'class="task"' not in text:
        pytest.skip(f"the examples have no task of the sort {reason}")
    page = Page(text)
    keys = {one["data-key"] for tag in ("a", "button") for one in page.all(tag) if "data-key" in one}
    idle = set(re.findall(r"<kbd>(\w)</kbd> has nothing", text))
    assert keys | idle >= set("aremsk")
    assert not keys & idle
    assert ("n" in keys) == (reason in ("place", "actor"))
    boxes = [one for one in page.all("input") if one.get("type") == "checkbox"]
    assert boxes
    assert all("/c" in one["aria-label"] for one in boxes)


def test_one_claim_of_a_pair_is_rejected(demo_store: Path, words: Words, tmp_path: Path) -> None:
    browser = opened(Path(shutil.copy(demo_store, tmp_path / "run.sqlite")), words)
    for reason in ("join", "duplicate"):
        text = browser.get(f"/queue?reason={reason}").text
        if 'class="task"' not in text:
            continue
        form = fields(text, "/queue")
        assert "claim" not in form
        bare = browser.post("/queue", data={**form, **WHO, "do": "reject"})
        assert bare.status_code == 400
        assert "Tick the claims" in bare.text
        about = form["about"]
        assert isinstance(about, list)
        done = browser.post("/queue", data={**form, **WHO, "do": "reject", "claim": about[0]})
        assert done.status_code == 303
        assert "Recorded: reject claim" in browser.get("/queue").text
        return
    pytest.fail("the examples have no pair in the queue")


def test_any_incident_can_be_put_beside_another(desk: TestClient, record: Record) -> None:
    here = record.order[0]
    far = next(one for one in reversed(record.order) if one.places and one.places[0].country != "SD")
    address = f"/regroup/{here.incident}"
    assert f"with={far.incident}" not in desk.get(address).text
    found = desk.get(address, params={"find": far.title}).text
    assert f"/regroup/{here.incident}?with={far.incident}" in found
    assert f'data-to="{far.claims[0]}"' in desk.get(address, params={"with": far.incident}).text
    assert "No other incident holds" in desk.get(address, params={"find": "nothingofthekind"}).text


@pytest.mark.parametrize("query", ["who:rsf", "who:RSF", 'who:"Rapid Support Forces"'])
def test_a_search_knows_bodies_by_their_acronyms(query: str, desk: TestClient) -> None:
    text = desk.get("/search", params={"q": query}).text
    assert "Nothing holds" not in text
    assert re.search(r"\b\d+ claims</h2>", text)


def test_a_search_that_finds_nothing_says_what_to_try(desk: TestClient) -> None:
    assert "Nothing holds “zzzqqq”" in desk.get("/search?q=zzzqqq").text


def test_every_view_can_be_taken_away(desk: TestClient, record: Record) -> None:
    incident = next(one for one in record.order if one.places and one.origins and one.actors)
    pages = (
        to_incident(incident),
        to_report(incident.reports[0]),
        to_place(incident.places[0]),
        to_actor(actor_key(incident.actors[0])),
        to_source(incident.origins[0].name),
    )
    for address in pages:
        links = [one for one in Page(desk.get(address).text).links() if "/export/" in one]
        assert len(links) == len(FORMATS), address
        (href,) = (one for one in links if "/export/csv" in one)
        rows = list(csv.DictReader(io.StringIO(desk.get(href).text)))
        assert incident.incident in {row["event_id"] for row in rows}, address
        assert len(rows) < len(record.order)
