"""Input too large, too deep or of the wrong sort: told, and the rest is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.claim.unread import LONGEST
from dateline.coding import Loaded
from dateline.pipeline import RunOptions, run
from tests.conftest import silent
from tests.reliability.hostile import make
from tests.reliability.hostile import run as run_program

pytestmark = pytest.mark.system


@pytest.mark.slow
def test_a_hostile_folder_is_told_file_by_file(tmp_path: Path) -> None:
    """The small form of `python -m tests.reliability.hostile --files 100000`."""
    names = make(tmp_path / "in", files=300)
    found = run_program(tmp_path / "in", tmp_path / "out")
    assert found.status == 0
    untold = [name for name in names if not any(place.startswith(name) for place in found.problems)]
    assert untold == []
    assert found.reports == {"good"}
    assert sum(kinds == {"empty"} for where, kinds in found.problems.items() if "/many/" in where) == 300
    assert found.memory < 1_500_000_000


def test_a_row_that_was_cut_is_no_report(tmp_path: Path, loaded: Loaded) -> None:
    (tmp_path / "a.csv").write_bytes(b'title,text\nx,"' + b"Troops left.\n" * 600_000 + b'"\n')
    (tmp_path / "b.txt").write_text("Troops left the town.\n")
    result = run(RunOptions(paths=(tmp_path,)), silent, loaded)
    assert [report.report for report in result.run.reports] == ["b"]


def test_a_text_too_long_to_be_a_report_is_kept_and_not_coded(tmp_path: Path, loaded: Loaded) -> None:
    line = "Rebels killed 3 civilians in Hama on 5 December 2024, the army said.\n"
    (tmp_path / "long.txt").write_text(line * (LONGEST // len(line) + 1))
    (tmp_path / "short.txt").write_text(line)
    result = run(RunOptions(paths=(tmp_path,)), silent, loaded)
    assert {claim.report for claim in result.run.claims} == {"short"}
    assert "long" in {report.report for report in result.run.reports}
    assert [one.where.rpartition("/")[2] for one in result.run.problems if one.kind == "long"] == ["long.txt"]
