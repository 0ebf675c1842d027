"""One process at a time adds reports to a store: a second one waits a little, then says who is at it.

In comes where a store is; while the context lasts, no other process adds to it. Readers, and persons who record
decisions, are not kept out: each of theirs is one transaction. The kernel, or the server, lets go of the hold when its
process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from dateline.errors import StoreError
from dateline.store.address import Address, Server

_TRIES = 30
_PAUSE = 0.1
"""Seconds between two tries."""


@contextlib.contextmanager
def held(store: Address | None) -> Iterator[None]:
    """Keeps other processes from adding to the store; a passing one needs no hold.

    Where no file can stand beside the store there is no hold: opening it tells why.

    Raises:
        StoreError: another process still holds it after three seconds; which one.
    """
    if isinstance(store, Server):
        # Imported only where it is used: most stores are files.
        from dateline.store import postgres

        with postgres.held(store):
            yield
        return
    beside = None if store is None else Path(f"{os.path.realpath(store)}-lock")
    handle = None if beside is None else _taken(beside, _shown(str(store)))
    try:
        yield
    finally:
        if beside is not None and handle is not None:
            # Still under the hold: one that waits finds that its file has gone, and makes a new one.
            with contextlib.suppress(OSError):
                beside.unlink()
            os.close(handle)


def _taken(beside: Path, store: str) -> int | None:
    """The lock file, opened and locked; ``None`` where the place has no locks."""
    holder = ""
    for left in range(_TRIES, -1, -1):
        try:
            handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        except (OSError, ValueError):
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(handle).st_nlink > 0:
                _sign(handle)
                return handle
            os.close(handle)
            continue
        except BlockingIOError:
            holder = os.pread(handle, 200, 0).decode("utf-8", "replace")
            os.close(handle)
        except OSError:
            os.close(handle)
            return None
        if left:
            time.sleep(_PAUSE)
    raise StoreError(
        f"The store {store} is in use: {_shown(holder) or 'another process'} is adding to it. Wait for its end."
    )


def _sign(handle: int) -> None:
    """Writes who holds it."""
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        work = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
        os.pwrite(handle, f"process {os.getpid()} ({work[:100]})".encode("utf-8", "replace"), 0)


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)
