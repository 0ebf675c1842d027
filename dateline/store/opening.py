"""A connection to the file of a store, left as it is where it is only to be read."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

from dateline.store.migrations import is_blank, prepare

_WAIT_SECONDS = 3.0
_PAUSE_SECONDS = 0.02
_UNPLAYED = frozenset(
    {sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_READONLY_RECOVERY, sqlite3.SQLITE_CANTOPEN}
)


def connected(path: Path, write: bool) -> sqlite3.Connection:
    """A connection to the file, left as it is where it is only to be read: a writer that was killed half-way may have
    left a journal that only a writer can play back, and a blank file where it was about to make a store."""
    address = path.resolve().as_uri()
    wanted = [f"{address}?mode=rwc"] if write else [f"{address}?mode=ro", f"{address}?mode=rw"]
    if not write and not os.access(path.parent, os.W_OK) and not _is_pending(path):
        # Where nothing can be written beside it, SQLite reads a store only if told that nobody writes.
        wanted = [f"{address}?mode=ro&immutable=1"]
    for last, one in enumerate(wanted, 1 - len(wanted)):
        connection = sqlite3.connect(one, timeout=_WAIT_SECONDS, isolation_level=None, uri=True)
        try:
            blank = is_blank(connection)
        except sqlite3.Error as fault:
            connection.close()
            if last == 0 or fault.sqlite_errorcode not in _UNPLAYED:
                raise
            continue
        if write or not blank:
            return connection
        connection.close()
        break
    passing = sqlite3.connect(":memory:", isolation_level=None)
    prepare(passing, "the store", write=True)
    return passing


def log_ahead(connection: sqlite3.Connection) -> None:
    """Has the store write ahead of itself (WAL), so that it can be read while it is written.

    SQLite does not wait for this as it does for rows: of two programs that make a store at once it turns one away
    straight off, so it is asked again here until the time to wait is over.

    Raises:
        sqlite3.OperationalError: another program held the file all the while.
    """
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)


def _is_pending(path: Path) -> bool:
    """Whether something that was kept still stands in a file beside the store."""
    beside = (path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal"))
    return any(one.exists() and one.stat().st_size > 0 for one in beside)
