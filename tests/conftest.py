"""Shared by the tests: word tables and models, loaded once, and the example reports, run once."""

from __future__ import annotations

import fcntl
import functools
import gc
import os
import pickle
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

if TYPE_CHECKING:
    from dateline.coding import Loaded
    from dateline.pipeline import RunResult
    from dateline.read.parse import Parser
    from dateline.words.places import Gazetteer
    from dateline.words.tables import Words

# As the program does before NumPy is imported (`dateline.cli.main`): with more threads the coding of a text takes two
# to three times the processor time, and there is a worker for each core already.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The tables and models that tests share are large and stay: to look through them for what can be let go, as Python does
# after every few thousand things that are made, takes a tenth of the suite's time.
gc.set_threshold(50_000, 20, 50)

# A shell that runs the suite in the background has Ctrl-C ignored in all that it starts, and so in the programs that
# tests interrupt: those are to have it as in a terminal.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="session", autouse=True)
def command_tree() -> Iterator[None]:
    """The program's commands, which a process needs once, are put together once and not for each call within it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.main.get_command", functools.cache(typer.main.get_command))
        yield


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
def loaded(words: Words) -> Loaded:
    """Word tables and models, as the pipeline loads them."""
    from dateline.claim.code import load_engine
    from dateline.coding import Loaded

    return Loaded(words=words, engine=load_engine(words))


@pytest.fixture(scope="session")
def parser(loaded: Loaded) -> Parser:
    """The parse model, loaded once with all the rest."""
    return loaded.engine.parser


@pytest.fixture
def ready(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares each call the seconds of loading; what is loaded is the same."""
    monkeypatch.setattr("dateline.pipeline.load", lambda: loaded)
    monkeypatch.setattr("dateline.pipeline.load_words", lambda: loaded.words)
    monkeypatch.setattr("dateline.words.tables.load_words", lambda: loaded.words)


@pytest.fixture(scope="session")
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """The example reports, run alone: by the first process that asks, from whose result the others read it."""
    from dateline.pipeline import RunOptions, RunResult, run

    own = tmp_path_factory.getbasetemp()
    # Each process of a spread session has a folder of its own in the session's.
    kept = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo.pickle"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            loaded: Loaded = request.getfixturevalue("loaded")
            made = run(RunOptions(paths=(EXAMPLES,)), silent, loaded)
            kept.write_bytes(pickle.dumps(made))
            return made
    found = pickle.loads(kept.read_bytes())
    assert isinstance(found, RunResult)
    return found


@pytest.fixture(scope="session")
def demo_store(demo: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of that run; only to be read."""
    path = tmp_path_factory.mktemp("demo") / "run.sqlite"
    assert demo.snapshot is not None
    path.write_bytes(demo.snapshot)
    return path
