"""dateline: a war monitor that shows its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from dateline.frames import Record

__version__ = "0.1.0"


def open(store: str | os.PathLike[str]) -> Record:
    """Opens the record of a store for pandas: ``dateline.open("out/run.sqlite").incidents()``.

    The store is only read. Raises :class:`dateline.errors.StoreError` where it cannot be used, and
    :class:`dateline.errors.SetupError` where pandas is not installed (the extra ``frames`` brings it).
    """
    # Imported here: the command line must answer at once, and needs no frames.
    from dateline.frames import open_record

    return open_record(store)
