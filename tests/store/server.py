"""A PostgreSQL server for tests: one that is there already, or a passing one of Debian's packages."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.store.address import Server, read_address
from dateline.store.postgres import Postgres, _connected

PORT = 5432
_USER = "postgres"


def programs() -> Path | None:
    """The folder of the server's programs, where they are installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return None if named is None else Path(named).parent


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A server with an empty database: that of ``DATELINE_POSTGRES``, or a new one behind a socket in its own folder.

    It is started as the user ``postgres`` where the tests are root, whom it refuses.
    """
    told = os.environ.get("DATELINE_POSTGRES")
    if told:
        place = read_address(told)
        assert isinstance(place, Server), "DATELINE_POSTGRES is no address of a server"
        yield place
        return
    where = programs()
    if where is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql, or set DATELINE_POSTGRES")
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory(prefix="dateline-pg-") as name:
        folder = Path(name)
        data = folder / "data"
        data.mkdir()
        if root:
            user = pwd.getpwnam(_USER)
            for one in (folder, data):
                os.chown(one, user.pw_uid, user.pw_gid)

        def ask(*command: str) -> None:
            before = ["runuser", "-u", _USER, "--"] if root else []
            subprocess.run(
                [*before, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder
            )

        ask(
            str(where / "initdb"),
            "-D",
            str(data),
            "-U",
            _USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -p {PORT}"
        ask(str(where / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield Server(database=_USER, host=str(folder), user=_USER)
        finally:
            ask(str(where / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


@contextlib.contextmanager
def schema(server: Server) -> Iterator[Server]:
    """A schema that nobody uses yet, gone afterwards."""
    place = replace(server, schema=f"t_{uuid.uuid4().hex[:12]}")
    try:
        yield place
    finally:
        do(server, f'DROP SCHEMA IF EXISTS "{place.schema}" CASCADE')


def do(server: Server, *statements: str) -> list[tuple[object, ...]]:
    """What the last of some statements gives, asked past the store."""
    connection = _connected(server)
    try:
        database = Postgres(connection, "the test's server")
        given: list[tuple[object, ...]] = []
        for statement in statements:
            given = database.rows(statement)
        return given
    finally:
        connection.close()
