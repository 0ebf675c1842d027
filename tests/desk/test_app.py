from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline.desk import security
from dateline.desk.app import create_app
from dateline.desk.record import Record, Records
from dateline.desk.render import STATIC
from dateline.desk.settings import Settings
from dateline.store.store import RunRecord, open_store
from dateline.words.tables import Words
from tests.desk.conftest import NOON, browser
from tests.desk.reading import Page
from tests.test_decisions import ALL, keep


def test_every_page_answers_with_the_policy_and_loads_nothing_from_elsewhere(
    desk: TestClient, record: Record
) -> None:
    incident = record.order[0]
    report = record.run.reports[0]
    for address in (
        "/",
        f"/incidents/{incident.incident}",
        f"/incidents/{incident.incident}/history",
        "/reports",
        f"/reports/{report.report}",
        "/places",
        "/places/SD/Wad Madani",
        "/actors",
        "/actors/rapid-support-forces",
        "/sources",
        "/sources/Sudanese army",
    ):
        answer = desk.get(address)
        assert answer.status_code == 200, address
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        page = Page(answer.text)
        assert page.all("title")
        assert page.all("h1"), address
        loaded = [
            a.get("src", a.get("href", ""))
            for tag in ("script", "link", "img", "iframe")
            for a in page.all(tag)
        ]
        assert all(one.startswith("/static/") for one in loaded), address
        assert not page.all("style")
        assert not [
            a for _, a in page.elements if "style" in a or any(name.startswith("on") for name in a)
        ], address


def test_pages_lead_to_pages(desk: TestClient, record: Record) -> None:
    """Whatever address a page leads to within the desk is there."""
    busiest = max(record.order, key=lambda one: len(one.origins))
    starts = (
        "/",
        f"/incidents/{busiest.incident}",
        f"/reports/{busiest.reports[0]}",
        "/sources",
        "/places",
        "/actors",
    )
    seen: set[str] = set()
    for start in starts:
        links = {
            link.partition("#")[0] for link in Page(desk.get(start).text).links() if link.startswith("/")
        }
        seen |= set(sorted(links)[:25])
    assert len(seen) > 60
    for link in sorted(seen - {""}):
        assert desk.get(link).status_code == 200, link


def test_a_page_of_another_name_is_refused(desk: TestClient) -> None:
    for host in ("evil.example", "evil.example:8765", "127.0.0.1.evil.example", ""):
        assert desk.get("/", headers={"host": host}).status_code == 403, host
    for host in ("localhost:9", "127.0.0.1", "[::1]:8765", "LOCALHOST"):
        assert desk.get("/", headers={"host": host}).status_code == 200, host


def test_another_site_cannot_change_anything(desk: TestClient) -> None:
    for headers in (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        assert desk.post("/", headers=headers).status_code == 403, headers
    assert desk.post("/", headers={"origin": "http://127.0.0.1:8765"}).status_code == 415


def test_what_is_not_there_is_told_in_a_sentence(desk: TestClient) -> None:
    for address, words in (
        ("/nothing", "no such page"),
        ("/incidents/ffff", "ids change"),
        ("/reports/none", "no report of this name"),
        ("/places/SD/Atlantis", "no place of this name"),
        ("/actors/nobody", "no actor of this name"),
        ("/sources/nobody", "source of this name"),
        ("/claims/none/c1", "No claim"),
        ("/static/../app.py", "no such page"),
    ):
        answer = desk.get(address)
        assert answer.status_code == 404, address
        assert words in answer.text, address


def test_a_wrong_address_is_told_what_is_wrong(desk: TestClient) -> None:
    for address, words in (
        ("/?since=yesterday", "YYYY-MM-DD"),
        ("/?box=1,2,3", "west,south,east,north"),
        ("/?box=0,9,1,3", "south must lie below north"),
        ("/?box=nan,nan,nan,nan", "area"),
        ("/?on=x", "YYYY-MM-DD"),
        ("/reports/togoga-meridian?at=1-999999", "characters"),
        ("/reports/togoga-meridian?at=9-3", "characters"),
        ("/reports/togoga-meridian?at=x", "first-last"),
    ):
        answer = desk.get(address)
        assert answer.status_code == 400, address
        assert words in answer.text, address


def test_a_store_that_is_not_there_is_told(tmp_path: Path, words: Words) -> None:
    answer = browser(tmp_path / "none.sqlite", words).get("/")
    assert answer.status_code == 503
    assert "There is no store" in Page(answer.text).text


def test_the_record_is_made_again_only_when_the_store_moves_on(tmp_path: Path, words: Words) -> None:
    path = keep(tmp_path / "s.sqlite", [ALL[:2]])
    records = Records(path, Settings(now=lambda: NOON, words=words, patience=None))
    first = records.current()
    assert records.current() is first
    assert len(first.run.claims) == 2
    keep(path, [ALL[2:3]])
    assert len(records.current().run.claims) == 3
    with open_store(path) as store:
        store.add_run(RunRecord(options=(("redact", "true"),)))
    assert records.current() is not first


def test_vendored_files_are_those_of_their_packages() -> None:
    rows = [line.split("\t") for line in (STATIC / "vendor" / "vendored.tsv").read_text("utf-8").splitlines()]
    files = {row[3]: row[5] for row in rows[1:]}
    there = {path.name for path in (STATIC / "vendor").iterdir() if path.suffix in (".js", ".css")}
    assert set(files) == there
    for name, digest in files.items():
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest, name


def test_the_style_sheet_of_plot_is_the_one_allowed() -> None:
    """The policy names the one style sheet that Plot writes; its text stands in Plot's own file."""
    import base64

    rules = "  --plot-background: white;\n"
    rules += "  display: block;\n  height: auto;\n  height: intrinsic;\n  max-width: 100%;\n"
    sheet = (
        f":where(.plot) {{\n{rules}}}\n:where(.plot text),\n:where(.plot tspan) {{\n  white-space: pre;\n}}"
    )
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"'sha256-{digest}'" == security.PLOT_STYLE
    in_file = sheet.replace("\n", "\\n").replace(".plot)", ".${c})").replace(".plot text", ".${c} text")
    in_file = in_file.replace(".plot tspan", ".${c} tspan")
    assert in_file in (STATIC / "vendor" / "plot.umd.min.js").read_text("utf-8")


@pytest.mark.parametrize("name", ["situation.js", "map.js", "charts.js", "report.js"])
def test_no_script_of_ours_makes_markup_of_words(name: str) -> None:
    text = (STATIC / name).read_text("utf-8")
    for way in (
        "innerHTML",
        "outerHTML =",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "setHTML(",
        ".html(",
    ):
        assert way not in text


def test_the_app_is_made_without_reading_the_store(tmp_path: Path) -> None:
    create_app(tmp_path / "none.sqlite", Settings(now=lambda: NOON))
