"""What a process leaves that was killed while it made a store or wrote to it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import StoreError
from dateline.model import Report
from dateline.store.migrations import APPLICATION, VERSION, prepare
from dateline.store.store import open_store

REPORT = Report(report="r", text="Shells hit the town.", digest="d")


@pytest.mark.parametrize("marked", [False, True])
def test_a_store_that_was_about_to_be_made_is_an_empty_one(tmp_path: Path, marked: bool) -> None:
    path = tmp_path / "m.sqlite"
    path.touch()
    if marked:
        with sqlite3.connect(path) as raw:
            raw.execute(f"PRAGMA application_id = {APPLICATION}")
    with open_store(path, write=False) as store:
        assert store.check() == ()
        assert store.reports() == ()
    with open_store(path) as store:
        assert store.add_reports([REPORT]) == 1
    with open_store(path, write=False) as store:
        assert [one.report for one in store.reports()] == ["r"]


def test_another_programs_blank_database_is_none_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreError, match="another program"), open_store(path, write=False):
        pass


def test_a_journal_left_behind_is_played_back_by_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    with open_store(path) as store:
        store.add_reports([REPORT])
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode = DELETE")
    raw.execute("PRAGMA cache_size = 1")
    raw.execute("BEGIN")
    # So much that a part of it reaches the file before it is committed.
    raw.execute("CREATE TABLE half (x)")
    raw.executemany("INSERT INTO half VALUES (?)", [("x" * 1000,)] * 500)
    left = tmp_path / "left"
    left.mkdir()
    for name in ("m.sqlite", "m.sqlite-journal"):
        shutil.copy(tmp_path / name, left / name)
    raw.close()
    assert (left / "m.sqlite-journal").stat().st_size > 0
    with open_store(left / "m.sqlite", write=False) as store:
        assert store.check() == ()
        assert [one.report for one in store.reports()] == ["r"]


@pytest.mark.parametrize("looks", range(1, 9))
def test_a_store_that_another_makes_between_two_looks_is_no_strangers(tmp_path: Path, looks: int) -> None:
    path = tmp_path / "m.sqlite"

    class Overtaken(sqlite3.Connection):
        """Another program tries to make the store just before the given look at it, as long as nobody has."""

        asked = 0

        def execute(self, *given: Any) -> sqlite3.Cursor:
            Overtaken.asked += 1
            if Overtaken.asked >= looks and not made:
                other = sqlite3.connect(path, timeout=0, isolation_level=None)
                try:
                    prepare(other, "the store", write=True)
                    made.append(Overtaken.asked)
                except sqlite3.OperationalError:
                    other.rollback()
                finally:
                    other.close()
            return super().execute(*given)

    made: list[int] = []
    connection = sqlite3.connect(path, isolation_level=None, factory=Overtaken)
    try:
        prepare(connection, "the store", write=True)
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    finally:
        connection.close()


def test_processes_that_make_one_store_at_once_make_one(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                with open_store(path) as store:
                    store.add_reports([Report(report=f"r{number}", text=f"Text {number}.", digest="d")])
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    with open_store(path, write=False) as store:
        assert store.check() == ()
        assert [one.report for one in store.reports()] == ["r0", "r1", "r2", "r3"]
