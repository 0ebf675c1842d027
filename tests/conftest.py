"""Shared by the tests: word tables and models, loaded once, and the example reports, run once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dateline.pipeline import Loaded, RunResult
    from dateline.read.parse import Parser
    from dateline.words.places import Gazetteer
    from dateline.words.tables import Words

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the example reports."""
    return EXAMPLES


@pytest.fixture(scope="session")
def words() -> Words:
    """Every word table."""
    # Imported here, as below: the tests of single rooms must not need all the others.
    from dateline.words.tables import load_words

    return load_words()


@pytest.fixture(scope="session")
def gazetteer(words: Words) -> Gazetteer:
    """The shipped gazetteer; not to be closed."""
    return words.gazetteer


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The parse model."""
    from dateline.read.parse import load_parser

    return load_parser()


@pytest.fixture(scope="session")
def loaded(words: Words) -> Loaded:
    """Word tables and models, as the pipeline loads them."""
    from dateline.claim.code import load_engine
    from dateline.pipeline import Loaded

    return Loaded(words=words, engine=load_engine(words))


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
