"""The versions of the store's schema: makes a new store, and refuses those it does not know.

In comes a connection; the database is left at the newest version or untouched. A later version adds a
script to ``_SCRIPTS`` that leads from the version before it to its own; nothing is migrated backwards.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib import resources

from dateline.errors import StoreError

APPLICATION = 0x64617465
"""SQLite's ``application_id`` of our stores, "date" in ASCII: tells them from other programs' databases."""

_SCRIPTS: tuple[str, ...] = ("schema.sql", "custody.sql", "moments.sql", "search.sql")
"""The script at position n makes version n + 1 of version n; version 0 is an empty database."""

VERSION = len(_SCRIPTS)


def prepare(connection: sqlite3.Connection, shown: str, *, write: bool) -> None:
    """Brings the database to the newest version, in one transaction; only looks without ``write``.

    Raises:
        StoreError: it belongs to another program or was written by a newer version of this one.
    """
    if _version(connection, shown) == VERSION:
        return
    if not write:
        version = _number(connection, "user_version")
        raise StoreError(
            f"{shown} is a store of version {version}: 'dateline search --rebuild' brings it up to date."
        )
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Looked at again: another process may have brought it up to date while this one waited.
        for step in range(_version(connection, shown), VERSION):
            script = resources.files("dateline.store").joinpath(_SCRIPTS[step]).read_text(encoding="utf-8")
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def is_blank(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever kept here: what is left where making a store was broken off."""
    return _is_blank(*_marks(connection))


def _is_blank(application: int, version: int, tables: int) -> bool:
    return application in (0, APPLICATION) and version == 0 and tables == 0


def _version(connection: sqlite3.Connection, shown: str) -> int:
    """The version of a store of ours, 0 for a blank one; raises StoreError for any other database."""
    application, version, tables = _marks(connection)
    if application != APPLICATION and not _is_blank(application, version, tables):
        raise StoreError(f"{shown} is a database of another program: name a new file for the store.")
    if version > VERSION:
        raise StoreError(
            f"{shown} is a store of version {version}, and this program knows versions up to {VERSION}: "
            "use the dateline that wrote it, or start a new store."
        )
    return version


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one after the other: a script as a whole cannot be part of a transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _number(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _marks(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Application, version and number of tables, all of one moment: between two of these questions another program
    may make the store, and the answers together would be nobody's."""
    connection.execute("SAVEPOINT marks")
    try:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        return _number(connection, "application_id"), _number(connection, "user_version"), int(tables)
    finally:
        connection.execute("RELEASE marks")
