"""What the store asks of a database, whichever it is: one set of statements, and what each kind does in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from dateline.store.query import Query
from dateline.store.searching import Found, Window

Row = tuple[Any, ...]


class Cursor(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int:
        """How many rows it added or changed."""

    def fetchone(self) -> Row | None:
        """The next row that it gave, if any."""

    def fetchall(self) -> list[Row]:
        """All rows that it gave and that were not taken yet."""


class Writer(Protocol):
    """A transaction under way."""

    def execute(self, sql: str, values: Sequence[object] = ()) -> Cursor:
        """Does what a statement says; a question mark stands for each value."""


class Database(Protocol):
    """An open database. Its faults are :class:`~dateline.errors.StoreError` with a sentence that says what to do."""

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows that a statement gives."""

    def transaction(self) -> AbstractContextManager[Writer]:
        """A transaction, kept whole at its end or not at all; writers wait for one another."""

    def search(self, query: Query, window: Window) -> Found:
        """The reports and claims in force that fit, as they were read, and the decisions whose words do."""

    def index_anew(self) -> None:
        """Makes what the search looks in again from what is kept."""

    def settle(self) -> None:
        """Lets the database take stock after very much was kept at once, to find its ways by."""

    def faults(self) -> Iterator[str]:
        """What is wrong with the database itself, and with what the search looks in, a sentence each."""

    def snapshot(self) -> bytes:
        """The bytes of a database file that holds all of this; the same records give the same bytes."""

    def close(self) -> None:
        """Ends it; nothing may be asked any more."""
