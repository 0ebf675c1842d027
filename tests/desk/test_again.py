"""After a decision the record is made of what was kept of making it before, and is the one that is made anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.decide.asking import Asked
from dateline.desk import record as desk_record
from dateline.desk.record import Records
from dateline.desk.settings import Settings
from dateline.model import Action
from dateline.words.tables import Words
from tests.desk.conftest import NOON, record_of


def asked(action: Action, *subjects: str, field: str | None = None, value: str | None = None) -> Asked:
    return Asked(
        action=action, subjects=subjects, by="an editor", why="read", at=NOON, field=field, value=value
    )


def test_the_record_after_decisions_is_the_one_made_anew(
    demo_store: Path, words: Words, tmp_path: Path
) -> None:
    store = Path(shutil.copy(demo_store, tmp_path / "run.sqlite"))
    keeper = Records(store, Settings(now=lambda: NOON, words=words, patience=None))
    first = keeper.current()
    incident = next(one for one in first.order if len(one.claims) > 1)
    claim = next(one for one in first.run.claims if one.claim not in incident.claims)
    status = "planned" if claim.status != "planned" else "happened"
    for one in (
        asked("set", claim.claim, field="status", value=status),
        asked("split", incident.incident, incident.claims[0]),
        asked("reject", incident.claims[1]),
    ):
        pipeline.decide_all(store, (one,), NOON, keeper.known())
        now = keeper.current()
        assert now.run == record_of(store, words).run
    assert now.run != first.run
    assert now.claims[claim.claim].status == status
    assert keeper.known().kept is not None
    assert keeper.known().kept.codings  # type: ignore[union-attr]


def test_no_more_is_kept_than_there_is_room_for(
    demo_store: Path, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_record, "MOST_RECALLED", 3)
    keeper = Records(demo_store, Settings(now=lambda: NOON, words=words, patience=None))
    assert len(keeper.current().run.claims) > 3
    assert keeper.known().kept is None
