"""The JSON API: its lists, pages, ETags and faults, over the record of the examples."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.coding import Loaded
from dateline.desk import apiforms as forms
from dateline.desk.api import create_api
from dateline.desk.app import create_app
from dateline.desk.links import API
from dateline.desk.settings import Settings
from dateline.export.formats import FORMATS
from dateline.pipeline import RunResult
from tests.test_cli import call

NOW = dt.datetime(2031, 3, 9, tzinfo=dt.UTC)
LISTS: dict[str, Any] = {
    "incidents": forms.IncidentForm,
    "claims": forms.ClaimForm,
    "reports": forms.ReportForm,
    "control": forms.ControlForm,
    "places": forms.NamedPlaceForm,
    "actors": forms.NamedActorForm,
}


def client_of(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1")


@pytest.fixture(scope="module")
def app(demo_store: Path, loaded: Loaded) -> FastAPI:
    return create_app(demo_store, Settings(now=lambda: NOW, words=loaded.words, patience=None))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    return client_of(app)


def everything(client: TestClient, address: str) -> list[dict[str, Any]]:
    """The entries of all pages."""
    found: list[dict[str, Any]] = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        link = f'<{page["next"]}>; rel="next"' if page["next"] else None
        assert answer.headers.get("link") == link
        address = page["next"]
    return found


def one_problem(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = forms.ProblemForm.model_validate(answer.json())
    assert told.status == status
    assert "\n" not in told.detail
    return told.detail


@pytest.mark.parametrize("name", LISTS)
def test_pages_together_are_the_list_each_entry_once_and_in_its_form(name: str, client: TestClient) -> None:
    whole = client.get(f"{API}/{name}?limit=1000").json()
    assert whole["total"] == len(whole["items"]) > 7
    assert everything(client, f"{API}/{name}?limit=7") == whole["items"]
    keys = [json.dumps(item, sort_keys=True) for item in whole["items"]]
    assert len(set(keys)) == len(keys)
    for item in whole["items"]:
        LISTS[name].model_validate(item)


def test_lists_have_the_records_of_the_published_files(client: TestClient, demo: RunResult) -> None:
    for name in ("claims", "incidents"):
        published = [json.loads(line) for line in demo.files[f"{name}.jsonl"].decode().splitlines()]
        served = client.get(f"{API}/{name}?limit=1000").json()["items"]
        assert sorted(served, key=json.dumps) == sorted(published, key=json.dumps)
    about = client.get(f"{API}/").json()
    forms.AboutForm.model_validate(about)
    assert (about["reports"], about["claims"]) == (len(demo.run.reports), len(demo.run.claims))


def test_a_query_chooses_as_an_export_does(client: TestClient) -> None:
    chosen = everything(client, f"{API}/incidents?kind=territory&grade=contested&limit=1")
    assert chosen
    assert {item["grade"] for item in chosen} == {"contested"}
    held = {name for item in chosen for name in item["claims"]}
    claims = everything(client, f"{API}/claims?kind=territory&grade=contested")
    assert {item["claim"] for item in claims} == held
    file = client.get(f"{API}/export/csv?kind=territory&grade=contested")
    assert file.headers["content-disposition"] == "attachment; filename=dateline.csv"
    assert len(file.text.splitlines()) == len(chosen) + 1


def test_a_view_of_the_desk_is_what_its_links_give(client: TestClient) -> None:
    page = client.get("/?kind=advance&kind=capture&place=Sudan&text=sennar").text
    (shown,) = re.findall(r"<b>(\d+)</b> of \d+", page)
    links = [html.unescape(href) for href in re.findall(r'href="(/api/v1/export/[^"]*)"', page)]
    assert [href.split("/")[4].split("?")[0] for href in links] == list(FORMATS)
    (csv,) = [href for href in links if "/csv?" in href]
    assert len(client.get(csv).text.splitlines()) - 1 == int(shown) > 0


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg", "kml", "ris", "bibtex", "brief"])
def test_every_format_is_given(form: str, client: TestClient) -> None:
    answer = client.get(f"{API}/export/{form}?contested=true")
    assert answer.status_code == 200
    assert len(answer.content) > 100


def test_single_entries_are_those_of_the_lists(client: TestClient) -> None:
    for name, key in (
        ("incidents", "incident"), ("claims", "claim"), ("places", "id"), ("actors", "id"), ("reports", "report"),
    ):  # fmt: skip
        for item in client.get(f"{API}/{name}?limit=20").json()["items"]:
            found = client.get(f"{API}/{name}/{quote(item[key], safe='')}").json()
            assert {field: found[field] for field in item} == item
    first = client.get(f"{API}/incidents?contested=true").json()["items"][0]
    inside = client.get(f"{API}/incidents/{first['incident']}/claims").json()
    assert {item["claim"] for item in inside} == set(first["claims"])
    report = client.get(f"{API}/reports/{first['reports'][0]}").json()
    for item in client.get(f"{API}/reports/{first['reports'][0]}/claims").json():
        start, end = item["spans"]["quotes"][0]
        assert report["text"][start:end] == item["quotes"][0]


def test_what_is_known_is_not_sent_again(client: TestClient) -> None:
    first = client.get(f"{API}/incidents?limit=3")
    again = client.get(
        f"{API}/incidents?limit=3", headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = client.get(f"{API}/incidents?limit=4", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"


def test_a_decision_changes_the_etag_and_no_page_behind_it(
    demo_store: Path, tmp_path: Path, loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.pipeline.load_words", lambda: loaded.words)
    store = tmp_path / "s.sqlite"
    store.write_bytes(demo_store.read_bytes())
    client = client_of(create_app(store, Settings(now=lambda: NOW, words=loaded.words, patience=None)))
    first = client.get(f"{API}/claims?limit=5")
    second = client.get(first.json()["next"]).json()["items"]
    last = first.json()["items"][-1]["claim"]
    assert call("decide", "reject", last, "--by", "A. Reader", "--why", "x", "--store", store) == 0
    now = client.get(f"{API}/claims?limit=5")
    assert now.headers["etag"] != first.headers["etag"]
    assert last not in [item["claim"] for item in now.json()["items"]]
    behind = client.get(first.json()["next"]).json()["items"]
    assert [item["claim"] for item in behind] == [item["claim"] for item in second]
    assert client.get(f"{API}/claims/{last}").json()["decisions"] != []


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/nothing", 404, "There is nothing at this address."),
        ("/claims/nobody", 404, "There is no claim 'nobody'"),
        ("/reports/no/such/claims", 404, "There is nothing"),
        ("/places/Atlantis", 404, "There is no place 'Atlantis'"),
        ("/incidents?limit=0", 422, "limit: "),
        ("/incidents?limit=many", 422, "limit: "),
        ("/incidents?colour=red", 422, "colour: "),
        ("/incidents?kind=captur", 422, "did you mean 'capture'?"),
        ("/incidents?since=2024-13-01", 422, "since: "),
        ("/incidents?until=0", 422, "until: "),
        ("/incidents?since=2024-02-01&until=2024-01-01", 422, "end before they begin"),
        ("/incidents?cursor=%00", 422, "given by no page"),
        ("/incidents?cursor=WyJhIl0", 422, "of another list"),
        ("/export/ris?what=claims", 422, "ris does not hold claims"),
        ("/export/docx", 422, "form: "),
    ],
)
def test_faults_are_problems(address: str, status: int, said: str, client: TestClient) -> None:
    assert said in one_problem(client.get(f"{API}{address}"), status)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed_where_nobody_signs_in(method: str, client: TestClient, app: FastAPI) -> None:
    bare = client_of(create_api(app.state.records)).request(method, "/incidents")
    assert "only be read" in one_problem(bare, 405)
    assert bare.headers["allow"] == "GET"
    for name in ("incidents", "decisions"):
        assert "the API only reads" in one_problem(client.request(method, f"{API}/{name}"), 403)


@pytest.mark.parametrize("path", ["incidents/a%0A", "incidents/a%0Ab", "no%0Asuch", "nothing"])
def test_an_address_that_there_is_not_is_a_problem(client: TestClient, path: str) -> None:
    one_problem(client.get(f"{API}/{path}"), 404)


def test_a_missing_store_is_a_problem(tmp_path: Path, loaded: Loaded) -> None:
    app = create_app(tmp_path / "none.sqlite", Settings(now=lambda: NOW, words=loaded.words, patience=None))
    assert "no store at" in one_problem(client_of(app).get(f"{API}/incidents"), 503)


def test_the_description_tells_every_address_and_fault(client: TestClient) -> None:
    told = client.get(f"{API}/openapi.json").json()
    assert told["servers"] == [{"url": API}]
    assert {"/incidents", "/claims", "/reports", "/control", "/places", "/actors"} <= set(told["paths"])
    for address, path in told["paths"].items():
        assert set(path) == ({"get", "post"} if address == "/decisions" else {"get"})
        for method, operation in path.items():
            assert operation["responses"]["200" if method == "get" else "201"]["content"]
            assert list(operation["responses"]["422"]["content"]) == ["application/problem+json"]


_VALUES = st.text(max_size=12) | st.sampled_from(
    ["2024-01-01", "capture", "SY", "true", "-1", "0,0,1,1", "claimed"]
)
_NAMES = st.sampled_from(
    [*(name for name in forms.ReportForm.model_fields), "since", "until", "place", "country", "kind", "status", "grade",
     "actor", "origin", "source", "text", "incident", "claim", "undated", "contested", "box", "limit", "cursor", "what"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([*LISTS, "export/csv", "export/kml", "export/brief"]),
    query=st.lists(st.tuples(_NAMES, _VALUES), max_size=5),
)
def test_any_query_is_answered_or_told_to_be_wrong(
    name: str, query: list[tuple[str, str]], client: TestClient
) -> None:
    answer = client.get(f"{API}/{name}?{urlencode(query)}")
    if answer.status_code == 422:
        one_problem(answer, 422)
    elif name in LISTS:
        assert answer.status_code == 200
        page = answer.json()
        assert len(page["items"]) <= page["total"]
        for item in page["items"]:
            LISTS[name].model_validate(item)
    else:
        assert answer.status_code == 200
