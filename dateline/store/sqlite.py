"""The database of a store in one file, or in memory: SQLite, through Python's own module."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline.errors import StoreError
from dateline.store import fts5
from dateline.store.database import Row
from dateline.store.faults import told
from dateline.store.migrations import prepare
from dateline.store.opening import connected, log_ahead
from dateline.store.query import Query
from dateline.store.searching import Found, Window


def open_file(path: Path, *, write: bool) -> Sqlite:
    """The database in a file; with ``write`` it is made where it is not there.

    Raises:
        StoreError: it is not there, or cannot be used as it is.
    """
    shown = "".join(char if char.isprintable() else "?" for char in str(path))
    try:
        _usable(path, shown, write)
        with told(shown):
            return Sqlite(connected(path, write), shown, write=write)
    except (OSError, ValueError) as fault:
        raise StoreError(f"The store {shown} cannot be opened: {fault}.") from None


def open_memory() -> Sqlite:
    """A passing database in memory."""
    return Sqlite(sqlite3.connect(":memory:", isolation_level=None), "the store", write=True)


class Sqlite:
    """A database in a file or in memory."""

    def __init__(self, connection: sqlite3.Connection, shown: str, *, write: bool) -> None:
        self._connection = connection
        self._shown = shown
        try:
            with told(shown):
                connection.execute("PRAGMA foreign_keys = ON")
                prepare(connection, shown, write=write)
                if write:
                    log_ahead(connection)
        except BaseException:
            connection.close()
            raise

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows that a statement gives."""
        with told(self._shown):
            return self._connection.execute(sql, tuple(values)).fetchall()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction, kept whole at its end or not at all; writers wait for one another."""
        with told(self._shown):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def search(self, query: Query, window: Window) -> Found:
        """The reports and claims in force that fit, as they were read, and the decisions whose words do."""
        return fts5.search(self.rows, query, window)

    def index_anew(self) -> None:
        """Makes what the search looks in again from what is kept."""
        with self.transaction() as sql:
            for statement in fts5.REBUILD:
                sql.execute(statement)

    def settle(self) -> None:
        """Nothing: SQLite's ways are told by the statements."""

    def faults(self) -> Iterator[str]:
        """What is wrong with the file, its references, and what the search looks in, a sentence each."""
        for row in self.rows("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield f"the file is damaged: {row[0]}"
        for row in self.rows("PRAGMA foreign_key_check"):
            yield f"a row of {row[0]} refers to nothing"
        for table, index in fts5.INDEXED.items():
            ((kept,), (found,)) = (self.rows(f"SELECT count(*) FROM {one}")[0] for one in (table, index))
            if kept != found:
                yield f"the search knows {found} of {kept} rows of {table}: run 'dateline search --rebuild'"

    def snapshot(self) -> bytes:
        """The bytes of a database file that holds all of this; the same records give the same bytes."""
        with told(self._shown):
            return self._connection.serialize()

    def close(self) -> None:
        """Ends it; nothing may be asked any more."""
        self._connection.close()


def _usable(path: Path, shown: str, write: bool) -> None:
    if path.is_dir():
        raise StoreError(f"{shown} is a folder: name a file for the store.")
    if not path.exists():
        if not write:
            raise StoreError(f"There is no store at {shown}: make one with 'dateline run' or 'dateline add'.")
        if not path.parent.is_dir():
            raise StoreError(f"The store {shown} cannot be made: its folder does not exist.")
    elif not path.is_file():
        raise StoreError(f"{shown} is not a regular file: name a file for the store.")
