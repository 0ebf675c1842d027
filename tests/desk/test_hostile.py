"""What was made to swell, to hang or to lead a reader astray, opened at the desk; and questions made to do so."""

from __future__ import annotations

import random
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from starlette.testclient import TestClient

from dateline import pipeline
from dateline.coding import Loaded
from dateline.desk.links import API, to_report
from dateline.pipeline import RunOptions
from tests.conftest import silent
from tests.desk.conftest import NOON, browser, record_of

pytestmark = pytest.mark.system

SECONDS = 20.0
"""That a page may take on a busy machine: what hangs takes longer."""

TOLD = "Rebels shelled the town of Hama on 5 December 2024, killing 3 people, the army said. "
TEXTS = {
    "one-line": TOLD * 60,
    "lines": (TOLD + "\n") * 60,
    "one-word": TOLD + "a" * 100_000,
    "quotes": TOLD + '"' * 5_000 + "“" * 5_000 + TOLD,
    "brackets": TOLD + "(" * 5_000 + "[" * 5_000 + TOLD,
    "marks": TOLD + "<b>" * 5_000 + "&amp;" * 5_000 + TOLD,
    "combining": TOLD + "e" + "\u0301" * 20_000 + " " + TOLD,
    "directions": TOLD + "\u202e\u2066\u200f" * 3_000 + TOLD,
    "numbers": TOLD + "9" * 20_000 + " people were killed in Hama. " + "1,000," * 5_000,
    "breaks": TOLD + "\u2028\u2029\x85\x0b\x0c" * 2_000 + TOLD,
    "private": TOLD + "\ue000\U000f0000\ufffe" * 2_000 + TOLD,
}
NAMES = ("..", "a b", "q?x=1", "h#f", "x" * 200, "名", "'\"<i>")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, loaded: Loaded) -> tuple[TestClient, Path]:
    """A desk over reports that were read from hostile files by the real pipeline."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "in").mkdir()
    for name, text in TEXTS.items():
        (folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    for name in NAMES:
        (folder / "in" / f"{name}.txt").write_text(TOLD + name, encoding="utf-8")
    nested = "<html><body>" + "<div>" * 3_000 + f"<p>{TOLD * 5}</p>" + "</div>" * 3_000
    (folder / "in" / "nested.html").write_text(nested, encoding="utf-8")
    (folder / "in" / "binary.txt").write_bytes(bytes(range(256)) * 1_000)
    store = folder / "run.sqlite"
    pipeline.run(RunOptions(paths=(folder / "in",), store=store, at=NOON), silent, loaded)
    return browser(store, loaded.words), store


def _in_time(desk: TestClient, address: str, allowed: tuple[int, ...] = (200,)) -> str:
    begun = time.process_time()
    answer = desk.get(address)
    assert time.process_time() - begun < SECONDS, address[:80]
    assert answer.status_code in allowed, (answer.status_code, address[:80])
    return answer.text


def test_every_page_over_hostile_reports_opens(opened: tuple[TestClient, Path], loaded: Loaded) -> None:
    desk, store = opened
    record = record_of(store, loaded.words)
    assert {*TEXTS, "a b"} <= set(record.reports)
    assert len(record.run.claims) > 10
    for page in (
        "/",
        "/situation.json",
        "/reports",
        "/places",
        "/actors",
        "/sources",
        "/queue",
        "/decisions",
    ):
        _in_time(desk, page)
    for name in record.reports:
        page = _in_time(desk, to_report(name))
        assert "<b><b>" not in page
        assert "\u202e\u2066" not in page
        _in_time(desk, f"{API}/reports/{quote(name, safe='')}/claims")
    for incident in list(record.incidents)[:20]:
        _in_time(desk, f"/incidents/{incident}")
        _in_time(desk, f"/incidents/{incident}/history")
        _in_time(desk, f"/regroup/{incident}")
    for form in ("csv", "geojson", "kml", "ris", "bibtex", "brief"):
        _in_time(desk, f"{API}/export/{form}")


QUESTIONS = (
    '"' * 2_001,
    "(" * 3_000,
    "a* " * 1_000,
    "NEAR(a b, 5) AND NOT OR",
    "text:hama -hama ^hama {a b}: x",
    'outlet:"' + "x" * 3_000,
    "*",
    "-",
    "a" * 50_000,
    "\x00\x1b\u202e",
    "'; DROP TABLE report; --",
    "é" * 3_000,
    "((((a OR b) AND c) NOT d",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_hostile_question_is_answered_or_told_to_be_wrong(
    question: str, opened: tuple[TestClient, Path]
) -> None:
    desk, _ = opened
    for page, name in (
        ("/search", "q"),
        ("/", "text"),
        ("/", "place"),
        ("/", "actor"),
        (f"{API}/claims", "text"),
    ):
        _in_time(desk, f"{page}?{urlencode({name: question})}", (200, 400, 414, 422))


def test_hostile_parameters_are_answered_or_told_to_be_wrong(opened: tuple[TestClient, Path]) -> None:
    desk, _ = opened
    values = (
        "nan,nan,nan,nan",
        "inf,-inf,inf,inf",
        "1e999,0,0,0",
        "-1",
        "9" * 400,
        "0000-00-00",
        "2024-13-45",
        "%",
        "²",
    )
    for name in ("box", "page", "on", "since", "until", "grade", "kind", "status", "source"):
        for value in values:
            _in_time(desk, f"/?{urlencode({name: value})}", (200, 400))
    many = urlencode([("kind", f"k{number}") for number in range(3_000)])
    _in_time(desk, f"/?{many}", (200, 400))


def test_no_address_leads_out_of_the_desk(opened: tuple[TestClient, Path]) -> None:
    desk, _ = opened
    draw = random.Random(1)
    steps = ("..", "%2e%2e", "..%2f", "..%5c", ".", "%00", "etc", "passwd", "static", "reports", "%252e%252e")
    for _ in range(300):
        path = "/".join(draw.choice(steps) for _ in range(draw.randrange(1, 7)))
        answer = desk.get(f"/static/{path}" if draw.random() < 0.5 else f"/{path}")
        assert answer.status_code in (200, 303, 307, 400, 404, 405), path
        assert "root:" not in answer.text
