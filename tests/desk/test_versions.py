"""A report that its outlet changed: both versions can be read, and what changed between them is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline.coding import Loaded
from dateline.desk.links import API
from dateline.desk.record import Record
from dateline.export.select import Selection, select
from dateline.pipeline import RunOptions, add
from dateline.words.tables import Words
from tests.conftest import silent
from tests.desk.conftest import NOON, browser, record_of
from tests.desk.reading import Page

FIRST = "Shelling killed 12 people in Homs on Thursday, medics said. Two buildings burned."
SECOND = "Shelling killed 15 people in Homs on Thursday, medics said. Two buildings burned."
HEAD = "---\noutlet: Courier\npublished: 2024-12-05\nurl: https://courier.example/homs\n---\n"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory, loaded: Loaded) -> Path:
    """A store to which an article was added twice, changed in between."""
    folder = tmp_path_factory.mktemp("changed")
    path, text = folder / "s.sqlite", folder / "homs.txt"
    for words in (FIRST, SECOND):
        text.write_text(HEAD + words, encoding="utf-8")
        add(RunOptions(paths=(text,), store=path, at=NOON), silent, loaded)
    return path


@pytest.fixture(scope="module")
def pages(changed: Path, words: Words) -> TestClient:
    return browser(changed, words)


@pytest.fixture(scope="module")
def held(changed: Path, words: Words) -> Record:
    return record_of(changed, words)


def test_the_newest_version_says_what_changed(pages: TestClient, held: Record) -> None:
    (newest,) = held.run.reports
    page = Page(pages.get(f"/reports/{newest.report}").text)
    assert "12" in page.text
    assert [tag for tag, _ in page.elements if tag in ("del", "ins")] == ["del", "ins"]


def test_every_version_has_a_page_and_every_link_leads_somewhere(pages: TestClient, held: Record) -> None:
    for name in held.reports:
        page = Page(pages.get(f"/reports/{name}").text)
        assert page.all("h1")
        for link in {link.partition("#")[0] for link in page.links() if link.startswith("/")} - {""}:
            assert pages.get(link).status_code == 200, (name, link)
    assert held.run.articles
    for article in held.run.articles:
        older = article.versions[0].report
        assert "the newest version" in Page(pages.get(f"/reports/{older}").text).text


def test_the_api_and_a_part_of_the_record_keep_every_version_and_what_changed(
    pages: TestClient, held: Record
) -> None:
    (revision,) = held.run.revisions
    chosen = pages.get(f"{API}/incidents", params={"place": "Homs"}).json()["items"]
    assert [one["claim"] for item in chosen for one in item["history"]] == [revision.claim]
    for name, report in held.reports.items():
        assert pages.get(f"{API}/reports/{name}").json()["text"] == report.text
    part = select(held.run, Selection(places=("Homs",)))
    assert {one.report for one in part.earlier} == {revision.report}
    assert part.articles == held.run.articles
    assert pages.get(f"{API}/export/brief", params={"place": "Homs"}).status_code == 200
    away = select(held.run, Selection(places=("Nowhere",)))
    assert (away.articles, away.earlier, away.revisions, away.superseded) == ((), (), (), ())
