from __future__ import annotations

from pathlib import Path

import pytest

from dateline.store.store import open_store
from tests.store.test_searching import HAMA, fill
from tests.test_cli import call, one_sentence


@pytest.fixture
def full(tmp_path: Path) -> Path:
    path = tmp_path / "full.sqlite"
    with open_store(path) as store:
        fill(store)
        store.add_moment(None)
    return path


def test_a_copy_holds_the_same_and_is_sound(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("copy", str(full), str(tmp_path / "new.sqlite"), "--json") == 0
    assert '"claim": 3' in capsys.readouterr().out
    with open_store(full, write=False) as old, open_store(tmp_path / "new.sqlite", write=False) as new:
        assert new.check() == ()
        assert (new.counts(), new.marks(), new.moments()) == (old.counts(), old.marks(), old.moments())
        assert new.reports() == old.reports()
        assert [new.coding(one) for one, _ in _versions(new)] == [
            old.coding(one) for one, _ in _versions(old)
        ]


def _versions(store: object) -> list[tuple[str, str]]:
    return store._database.rows("SELECT version, name FROM report ORDER BY seq")  # type: ignore[attr-defined, no-any-return]


def test_a_store_that_holds_something_is_not_written_over(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.sqlite"
    with open_store(other) as store:
        store.add_reports([HAMA])
    assert call("copy", str(full), str(other)) == 2
    assert "already holds something" in one_sentence(capsys)
    with open_store(other, write=False) as store:
        assert store.counts()["report"] == 1
    assert call("copy", str(full), str(full)) == 2
    assert "the same store" in one_sentence(capsys)


def test_a_store_with_a_hole_is_not_copied(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(full) as store:
        store._database.rows("DROP TRIGGER claim_stays")
        store._database.rows("DELETE FROM claim WHERE seq = 2")
    assert call("copy", str(full), str(tmp_path / "new.sqlite")) == 2
    assert "Row 2 of claim is missing" in one_sentence(capsys)
    with open_store(tmp_path / "new.sqlite", write=False) as store:
        assert not any(store.counts().values())
