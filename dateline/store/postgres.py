"""The database of a store on a PostgreSQL server, for desks at many machines: through pg8000, which is all Python.

The statements are those that SQLite is given; what differs is here: how a store is made, how writers wait for one
another, and the search (``tsearch``). A store is one schema of a database, made by the first who writes to it.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import socket
import ssl
import sys
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from dateline.errors import SetupError, StoreError
from dateline.store import tsearch
from dateline.store.address import Server, Tls
from dateline.store.database import Cursor, Row, Writer
from dateline.store.query import Query
from dateline.store.searching import Found, Window
from dateline.store.statements import TABLES

VERSION = 1
"""The version of ``postgres.sql``."""

_WAIT_SECONDS = 3
_PAUSE_SECONDS = 0.1
_CONNECT_SECONDS = 10
_ADDING = 0x646C61
"""The second half of the advisory lock that who adds reports holds; the first is the schema's own number."""

_HOLDER = (
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.granted "
    "AND l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND l.classid = CAST(hashtext(?) AS OID) AND l.objid = CAST(CAST(? AS INTEGER) AS OID)"
)
"""Who holds such a lock, by the name that its connection gave itself."""

_SAID = {
    "28000": "the server does not let this user in",
    "28P01": "the server does not take the password: give it with PGPASSWORD",
    "3D000": "the server has no such database: make one with createdb",
    "42501": "this user may not do that there",
    "53100": "the server's disk is full",
    "53300": "the server takes no more connections: try again later",
    "55P03": "another program is writing to it: try again later",
    "25006": "it was opened only to be read",
    "57P01": "the server was shut down",
    "57P03": "the server is starting: try again later",
}
"""What the server's codes mean, for those that a user can do something about."""


def open_server(server: Server, *, write: bool) -> Postgres:
    """The database of a store on a server; with ``write`` its schema is made where it is not there.

    Raises:
        StoreError: the server cannot be reached, or the store is not there or cannot be used as it is.
        SetupError: pg8000 is not installed.
    """
    shown = str(server)
    with told(shown):
        connection = _connected(server)
        try:
            found = Postgres(connection, shown)
            _prepare(found, server, shown, write=write)
        except BaseException:
            connection.close()
            raise
    return found


@contextlib.contextmanager
def held(server: Server) -> Iterator[None]:
    """Keeps other processes, on whatever machine, from adding to the store; the server lets go when this one ends.

    Raises:
        StoreError: another process still holds it after three seconds; which one.
    """
    shown = str(server)
    with told(shown):
        connection = _connected(server)
    try:
        database = Postgres(connection, shown)
        key = (server.schema, _ADDING)
        until = time.monotonic() + _WAIT_SECONDS
        while not database.rows("SELECT pg_try_advisory_lock(hashtext(?), ?)", key)[0][0]:
            if time.monotonic() > until:
                who = database.rows(_HOLDER, key)
                holder = "".join(char for char in str(who[0][0]) if char.isprintable()) if who else ""
                raise StoreError(
                    f"The store {shown} is in use: {holder or 'another process'} is adding to it. Wait for its end."
                )
            time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        with contextlib.suppress(Exception):
            connection.close()


class Postgres:
    """A database on a server."""

    def __init__(self, connection: Any, shown: str) -> None:
        self._connection = connection
        self._shown = shown

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows that a statement gives."""
        with told(self._shown):
            return self.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Writer]:
        """A transaction, kept whole at its end or not at all; writers wait for one another."""
        with told(self._shown):
            self.execute("BEGIN")
            try:
                self.execute(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'")
                # Readers are let through.
                self.execute("LOCK TABLE version IN EXCLUSIVE MODE")
                yield self
                tsearch.index(self.execute)
            except BaseException:
                with contextlib.suppress(Exception):
                    self.execute("ROLLBACK")
                raise
            self.execute("COMMIT")

    @contextlib.contextmanager
    def making(self, schema: str) -> Iterator[None]:
        """A transaction in which a schema is made; programs that make the same wait for one another."""
        self.execute("BEGIN")
        try:
            self.execute("SELECT pg_advisory_xact_lock(hashtext(?), 0)", (schema,))
            yield
        except BaseException:
            with contextlib.suppress(Exception):
                self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def search(self, query: Query, window: Window) -> Found:
        """The reports and claims in force that fit, as they were read, and the decisions whose words do."""
        return tsearch.search(self.rows, query, window)

    def index_anew(self) -> None:
        """Makes what the search looks in again from what is kept."""
        with self.transaction() as sql:
            for statement in tsearch.REBUILD:
                sql.execute(statement)

    def settle(self) -> None:
        """Lets the server count, as it does by itself some minutes later: a search takes twice as long before."""
        looked_in = [f"{one}_{kind}" for one in ("report", "claim") for kind in ("words", "facts")]
        self.rows(f"ANALYZE {', '.join([*TABLES, *looked_in])}")

    def faults(self) -> Iterator[str]:
        """What is wrong with what the search looks in, a sentence each; files and references the server keeps."""
        for table in tsearch.INDEXED:
            ((kept,), (found,)) = (
                self.rows(f"SELECT count(*) FROM {one}")[0] for one in (table, f"{table}_words")
            )
            if kept != found:
                yield f"the search knows {found} of {kept} rows of {table}: run 'dateline search --rebuild'"

    def snapshot(self) -> bytes:
        """There is none of a server's database.

        Raises:
            StoreError: always; ``pg_dump`` makes one.
        """
        raise StoreError(f"The store {self._shown} is a server's: pg_dump makes a file of it.")

    def close(self) -> None:
        """Ends it; nothing may be asked any more."""
        # The server may have gone first.
        with contextlib.suppress(Exception):
            self._connection.close()

    def execute(self, sql: str, values: Sequence[object] = ()) -> Cursor:
        """Does what a statement says; a question mark stands for each value."""
        given = {f"p{number}": _without_nul(value) for number, value in enumerate(values)}
        rows = self._connection.run(_named(sql), **given)
        return _Given(rows or [], self._connection.row_count)


class _Given:
    """What a statement gave."""

    def __init__(self, rows: Sequence[Sequence[Any]], count: int) -> None:
        self.rowcount = count
        self._rows = [tuple(map(_with_nul, row)) for row in rows]

    def fetchone(self) -> Row | None:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[Row]:
        rows, self._rows = self._rows, []
        return rows


def _behind(fault: BaseException | None) -> Iterator[BaseException]:
    """A fault, and those that it came up in the wake of."""
    while fault is not None:
        yield fault
        fault = fault.__context__


_NUL = "\ufdd2"
"""What stands for the NUL character, which PostgreSQL cannot keep: a code point that no text may have."""


def _without_nul(value: object) -> object:
    return value.replace("\x00", _NUL) if isinstance(value, str) else value


def _with_nul(value: object) -> object:
    return value.replace(_NUL, "\x00") if isinstance(value, str) else value


@lru_cache(maxsize=256)
def _named(sql: str) -> str:
    """A statement with a name in place of each question mark, as pg8000 wants it."""
    first, *rest = sql.split("?")
    return first + "".join(f":p{number}{part}" for number, part in enumerate(rest))


@contextlib.contextmanager
def told(shown: str) -> Iterator[None]:
    """Turns the server's faults into one sentence that says what to do."""
    try:
        import pg8000.exceptions
    except ImportError:
        raise SetupError(
            "Stores on a PostgreSQL server need pg8000: pip install 'dateline[postgres]'."
        ) from None
    try:
        yield
    except (pg8000.exceptions.Error, OSError) as fault:
        # A server that turns somebody away is gone when it is taken leave of: what it said is the fault before.
        for one in _behind(fault):
            if isinstance(one, pg8000.exceptions.DatabaseError):
                said = one.args[0] if one.args and isinstance(one.args[0], dict) else {}
                what = _SAID.get(said.get("C", ""), said.get("M", str(one)))
                raise StoreError(f"The store {shown} cannot be used: {what}.") from None
        why = fault.__cause__ if isinstance(fault.__cause__, OSError) else fault
        what = getattr(why, "strerror", None) or str(why)
        raise StoreError(f"The server of {shown} cannot be reached: {what[:1].lower()}{what[1:]}.") from None


def _connected(server: Server) -> Any:
    import pg8000.exceptions
    import pg8000.native

    folder = server.host if server.host is not None and server.host.startswith("/") else None
    if server.host is None:
        folder = os.environ.get("PGHOST") or "/var/run/postgresql"
    asked = {
        "user": server.user or os.environ.get("PGUSER") or getpass.getuser(),
        "password": server.password or os.environ.get("PGPASSWORD"),
        "database": server.database,
        "host": server.host or "localhost",
        "port": server.port,
        "unix_sock": None if folder is None else str(Path(folder) / f".s.PGSQL.{server.port}"),
        "timeout": _CONNECT_SECONDS,
        "application_name": f"process {os.getpid()} ({_work()}) on {socket.gethostname()}"[:63],
    }
    place = (server.host, server.port)
    open_ = folder is not None or server.tls == "disable" or place in _PLAIN
    try:
        made = pg8000.native.Connection(ssl_context=False if open_ else _tls(server.tls), **asked)
    except pg8000.exceptions.InterfaceError as fault:
        if open_ or server.tls != "prefer" or "refuses SSL" not in str(fault):
            raise
        made = pg8000.native.Connection(ssl_context=False, **asked)
        _PLAIN.add(place)
    # The time to wait was for the way there: a statement over millions of claims may take longer.
    made._usock.settimeout(None)
    return made


_PLAIN: set[tuple[str | None, int]] = set()
"""Servers that were found to speak no TLS, for as long as this process lasts."""


@lru_cache(maxsize=2)
def _tls(wanted: Tls) -> ssl.SSLContext:
    """How a server is spoken with; made once, for to read the certificates of this machine takes a twentieth second."""
    made = ssl.create_default_context()
    if wanted != "verify-full":
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def _work() -> str:
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])[:30]


def _prepare(database: Postgres, server: Server, shown: str, *, write: bool) -> None:
    """Makes the schema where it may; raises StoreError where it is not there or of another kind."""
    version = _version(database, server.schema)
    if version is None and write:
        with database.making(server.schema):
            # Another program may have made it while this one waited.
            version = _version(database, server.schema)
            if version is None:
                database.rows(f'CREATE SCHEMA IF NOT EXISTS "{server.schema}"')
                _make(database)
                version = VERSION
    if version is None:
        raise StoreError(f"There is no store at {shown}: make one with 'dateline run' or 'dateline add'.")
    if version != VERSION:
        raise StoreError(
            f"{shown} is a store of version {version}, and this program knows version {VERSION}: "
            "use the dateline that wrote it, or start a new store."
        )
    if not write:
        database.rows("SET default_transaction_read_only = on")


_LOOK = (
    "SELECT set_config('search_path', ?, false), to_regclass('version') IS NOT NULL AND "
    "to_regclass('moment') IS NOT NULL, EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = ? AND c.relkind = 'r')"
)


def _version(database: Postgres, schema: str) -> int | None:
    """The version of the store in a schema, in which names are looked up from now on; ``None`` where it has none.

    Raises:
        StoreError: another program's tables are in it.
    """
    database.rows("SELECT set_config('search_path', ?, false)", (f'"{schema}"',))
    ((_, ours, any_),) = database.rows(_LOOK, (f'"{schema}", public', schema))
    if not any_:
        return None
    if not ours:
        raise StoreError(
            f"The schema {schema} holds another program's tables: name a new one with ?schema=NAME."
        )
    return int(database.rows("SELECT version FROM version")[0][0])


def _make(database: Postgres) -> None:
    scripts = ["postgres.sql"]
    if database.rows("SELECT 1 FROM pg_extension WHERE extname = 'postgis'"):
        scripts.append("postgis.sql")
    for name in scripts:
        script = resources.files("dateline.store").joinpath(name).read_text(encoding="utf-8")
        for statement in statements_of(script):
            database.rows(statement)
    database.rows("INSERT INTO version (version) VALUES (?)", (VERSION,))


def statements_of(script: str) -> Iterator[str]:
    """The statements of a script of ours: each ends with a semicolon at the end of a line, outside of a body in $$."""
    statement = ""
    for line in script.splitlines(keepends=True):
        if line.startswith("--"):
            continue
        statement += line
        if line.rstrip().endswith(";") and statement.count("$$") % 2 == 0:
            yield statement
            statement = ""
