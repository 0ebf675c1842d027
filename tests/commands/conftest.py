"""Shared by the tests of commands: a store of three reports, added by two runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.store.store import Coding, RunRecord, open_store, version_of
from tests.test_decisions import ALL

FIRST = dt.datetime(2031, 3, 6, 9, tzinfo=dt.UTC)
SECOND = dt.datetime(2031, 3, 7, 9, tzinfo=dt.UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Reports r0 and r1 by a first run; by a second, a day later, r3, which tells r0's shelling on others' word."""
    path = tmp_path / "s.sqlite"
    made, told = ALL[3]
    (mayor,) = told.said_by
    other = made, replace(told, said_by=(replace(mayor, name="River Watch", party="monitor"),))
    with open_store(path) as opened:
        for rows, at in ((ALL[:2], FIRST), ([other], SECOND)):
            opened.add_reports([made for made, _ in rows])
            for made, told in rows:
                opened.add_coding(Coding(version=version_of(made), producer="p", claims=(told,), problems=()))
            opened.add_run(RunRecord())
            opened.add_moment(at)
    return path
