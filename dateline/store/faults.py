"""What SQLite says is wrong, as one sentence that says what to do."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from dateline.errors import StoreError


@contextlib.contextmanager
def told(shown: str) -> Iterator[None]:
    """Turns SQLite's faults into one sentence that says what to do."""
    try:
        yield
    except sqlite3.Error as fault:
        said = str(fault).lower()
        if "not a database" in said or "malformed" in said:
            raise StoreError(
                f"{shown} is not a dateline store, or it is damaged: name another file."
            ) from None
        if "locked" in said or "busy" in said:
            raise StoreError(f"The store {shown} is in use by another program: try again later.") from None
        if "readonly" in said:
            raise StoreError(
                f"The store {shown} cannot be written: the file or its folder is read-only."
            ) from None
        if "unable to open" in said:
            raise StoreError(
                f"The store {shown} cannot be opened: check its folder and your rights."
            ) from None
        if "full" in said:
            raise StoreError(f"The store {shown} cannot be written: the disk is full.") from None
        raise StoreError(f"The store {shown} cannot be used: {fault}.") from None
