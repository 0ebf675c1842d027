"""The versions of the store's schema: makes a new store, and refuses those it does not know.

In comes a connection; the database is left at the newest version or untouched. A later version adds a
script to ``_SCRIPTS`` that leads from the version before it to its own; nothing is migrated backwards.
"""

from __future__ import annotations

import sqlite3
from importlib import resources

from dateline.errors import StoreError

APPLICATION = 0x64617465
"""SQLite's ``application_id`` of our stores, "date" in ASCII: tells them from other programs' databases."""

_SCRIPTS: tuple[str, ...] = ("schema.sql", "custody.sql", "moments.sql")
"""The script at position n makes version n + 1 of version n; version 0 is an empty database."""

VERSION = len(_SCRIPTS)


def prepare(connection: sqlite3.Connection, shown: str, *, write: bool) -> None:
    """Brings the database to the newest version, each step in one transaction; only looks without ``write``.

    Raises:
        StoreError: it belongs to another program or was written by a newer version of this one.
    """
    version = _number(connection, "user_version")
    application = _number(connection, "application_id")
    if version == 0 and application == 0 and write and not _holds_tables(connection):
        application = APPLICATION
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
    if application != APPLICATION:
        raise StoreError(f"{shown} is a database of another program: name a new file for the store.")
    if version > VERSION:
        raise StoreError(
            f"{shown} is a store of version {version}, and this program knows versions up to {VERSION}: "
            "use the dateline that wrote it, or start a new store."
        )
    if version < VERSION and not write:
        raise StoreError(
            f"{shown} is a store of version {version}: add a report to it to bring it up to date."
        )
    for step in range(version, VERSION):
        script = resources.files("dateline.store").joinpath(_SCRIPTS[step]).read_text(encoding="utf-8")
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {step + 1};\nCOMMIT;")


def _number(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _holds_tables(connection: sqlite3.Connection) -> bool:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return int(count) > 0
