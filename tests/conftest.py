"""Shared by the tests: the example reports, run once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dateline.pipeline import Loaded, RunResult

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the example reports."""
    return EXAMPLES


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """Word tables and models, loaded once for all tests."""
    # Imported here: the tests of single rooms must not need all the others.
    from dateline.pipeline import load

    return load()


@pytest.fixture(scope="session")
def demo(loaded: Loaded) -> RunResult:
    """The example reports, run alone."""
    from dateline.pipeline import RunOptions, run

    return run(RunOptions(paths=(EXAMPLES,)), silent, loaded)


@pytest.fixture(scope="session")
def demo_store(demo: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of that run; only to be read."""
    path = tmp_path_factory.mktemp("demo") / "run.sqlite"
    assert demo.snapshot is not None
    path.write_bytes(demo.snapshot)
    return path
