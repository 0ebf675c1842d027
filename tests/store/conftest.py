"""Tests of passing stores hold for stores on a server too: each is done a second time, in a schema of its own."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.store import store as room
from dateline.store.address import Address, Server
from dateline.store.store import Store
from tests.store import server as servers


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of a passing store that do not look under its lid are done in memory, and on a server (``make server``)."""
    source = inspect.getsource(metafunc.function)
    passing = "open_store(None)" in source and "._database" not in source
    # Hypothesis calls a test many times within one setting up of fixtures.
    if passing and not hasattr(metafunc.function, "hypothesis"):
        metafunc.fixturenames.append("kept_in")
        metafunc.parametrize(
            "kept_in", ["memory", pytest.param("server", marks=pytest.mark.server)], indirect=True
        )


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for as long as the tests last."""
    with servers.serving() as place:
        yield place


@pytest.fixture
def kept_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where the passing stores of a test are kept."""
    if request.param == "memory":
        yield
        return
    place: Server = request.getfixturevalue("server")
    with contextlib.ExitStack() as stack:

        def opened(where: Address | None, *, write: bool = True) -> Store:
            there = stack.enter_context(servers.schema(place)) if where is None else where
            return room.open_store(there, write=write)

        monkeypatch.setattr(request.module, "open_store", opened)
        yield


@pytest.fixture
def place(server: Server) -> Iterator[Server]:
    """A place on the server for a store that is not made yet."""
    with servers.schema(server) as where:
        yield where


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A place in a file for a store that is not made yet."""
    return tmp_path / "m.sqlite"
