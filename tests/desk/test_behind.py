"""While the record that follows a decision is being made, pages show the one before it and say so."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline import pipeline
from dateline.derived import Progress, silent
from dateline.desk import record as desk_record
from dateline.desk.app import create_app
from dateline.desk.record import Record, Records
from dateline.desk.settings import Settings
from dateline.errors import GroundingError
from dateline.store.store import Marks
from dateline.words.tables import Words
from tests.desk.conftest import NOON, record_of
from tests.desk.test_again import asked

PATIENCE = 60.0
"""Seconds that a test waits for what comes at once."""


class Slow:
    """Makes records as the desk does, each when the test lets it."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.made = 0
        self.fault: Exception | None = None

    def __call__(
        self, store: Path, marks: Marks, known: pipeline.WithWords, progress: Progress = silent
    ) -> Record:
        assert self.go.wait(PATIENCE)
        self.made += 1
        if self.fault is not None:
            raise self.fault
        return _load(store, marks, known, progress)


_load = desk_record.load_record


@pytest.fixture
def store(demo_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_store, tmp_path / "run.sqlite"))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow()
    monkeypatch.setattr(desk_record, "load_record", made)
    return made


def _reject(keeper: Records, at: int) -> str:
    """Rejects a claim of a store; its id."""
    name = sorted(one.claim for one in keeper.current().run.claims)[at]
    pipeline.decide_all(keeper.store, (asked("reject", name),), NOON, keeper.known())
    return name


def test_the_record_before_a_decision_is_shown_until_the_next_is_made(
    store: Path, words: Words, slow: Slow
) -> None:
    slow.go.set()
    prepared: list[Record] = []
    keeper = Records(store, Settings(now=lambda: NOON, words=words, patience=0.01), (prepared.append,))
    first = keeper.current()
    assert not first.behind
    assert prepared == []
    slow.go.clear()
    gone = _reject(keeper, 0)
    then = keeper.current()
    assert then.behind
    assert gone in then.incident_of
    also = _reject(keeper, 1)  # while that record is still being made
    assert keeper.current().behind
    slow.go.set()
    while (now := keeper.current()).behind:
        pass
    assert not {gone, also} & set(now.incident_of)
    assert now.run == record_of(store, words).run
    # What pages work out of it was worked out before it was shown; one record came between at most.
    assert prepared[-1] is now
    assert slow.made <= 4


def test_a_page_says_that_it_is_of_the_record_before(store: Path, words: Words, slow: Slow) -> None:
    slow.go.set()
    app = create_app(store, Settings(now=lambda: NOON, words=words, patience=0.01))
    client = TestClient(app, base_url="http://127.0.0.1:8765")
    keeper: Records = app.state.records
    while "Look again" in client.get("/").text:
        pass
    slow.go.clear()
    _reject(keeper, 0)
    for page in ("/", "/queue", "/reports", "/decisions"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "Look again" in answer.text, page
    slow.go.set()
    while "Look again" in (told := client.get("/decisions").text):
        pass
    assert "an editor" in told


def test_what_goes_wrong_in_the_making_is_told_and_tried_again(store: Path, words: Words, slow: Slow) -> None:
    slow.go.set()
    slow.fault = GroundingError("a claim's words are not in its report")
    keeper = Records(store, Settings(now=lambda: NOON, words=words))
    with pytest.raises(GroundingError, match="are not in its report"):
        keeper.current()
    slow.fault = None
    assert keeper.current().order
