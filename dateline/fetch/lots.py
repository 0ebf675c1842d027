"""Files parted into lots, each for one worker on another machine to read.

In come the files that a walk found, in order; out come lots of them in the same order: a large file alone, small ones
together, so that handing them out costs little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.fetch.files import FetchOptions, Part, read_part
from dateline.fetch.walk import Found

_BYTES = 4_000_000
_FILES = 64


def lots(files: Sequence[Found]) -> Iterator[tuple[Found, ...]]:
    """Files in their order, at most 64 together and no more than 4 MB but where one alone is larger."""
    lot: list[Found] = []
    size = 0
    for found in files:
        if lot and (len(lot) == _FILES or size + found.size > _BYTES):
            yield tuple(lot)
            lot, size = [], 0
        # A worker stands in another folder.
        lot.append(found if found.address is not None else replace(found, path=found.path.absolute()))
        size += found.size
    if lot:
        yield tuple(lot)


def read_lot(item: tuple[tuple[Found, ...], FetchOptions], _: None) -> Part:
    """In a worker: what comes out of a lot; raises as :func:`dateline.fetch.files.read_part` does."""
    files, options = item
    return read_part(files, options)


def nothing() -> None:
    """What reading needs besides files."""
