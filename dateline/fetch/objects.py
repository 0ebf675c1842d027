"""Files in object storage (``s3://``, ``gs://``, ``file://`` and whatever else fsspec knows), listed and brought here.

In come addresses; out come the files below them, called as a walk through the same folders on a disk would call them,
so that what is read from either has the same bytes. fsspec, and the package of a kind of storage, are optional.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dateline.errors import BrokenOffError, SetupError, UsageError
from dateline.fetch.about import Manifest
from dateline.fetch.walk import MANIFESTS, Found, Walk, is_paper, printable, reason, unhidden
from dateline.model import Problem

_TRIES = 3
"""How often an object is asked for before the run is given up: storage has its moments."""
_REMEDY = "check that it exists and is yours"


def add_stored(walk: Walk, addresses: Sequence[str], most: int) -> None:
    """Finds the files at some addresses (each a file, a folder or a pattern with ``*``) for a walk to tell of.

    ``most`` is the largest manifest in bytes.

    Raises:
        UsageError: there is nothing at an address, or it cannot be listed.
        SetupError: a package that it needs is not installed.
    """
    seen: set[str] = set()
    for address in sorted(set(addresses)):
        system, path = _system(address)
        listing = _Listing(walk, system, most, seen)
        with _refused(address):
            roots = sorted(system.glob(path)) if "*" in path else [path]
            for root in roots:
                listing.add(root.rstrip("/"))
        if listing.empty:
            raise UsageError(f"There is nothing to read at {address}.")
        walk.found.extend(listing.found)


@contextlib.contextmanager
def at_hand(found: Found) -> Iterator[Found | Problem]:
    """A file of object storage on this machine's disk, for as long as it is read; or why it cannot be had.

    Raises:
        BrokenOffError: the storage does not answer; what it holds must not be left out for that.
    """
    system, path = _system(str(found.address))
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        here = Path(folder, found.path.name)
        for last in range(_TRIES):
            try:
                system.get_file(path, str(here))
                break
            except (FileNotFoundError, PermissionError) as fault:
                said = f"it cannot be read: {reason(fault)}"
                yield Problem(where=found.shown, problem=said, remedy=_REMEDY, kind="unreadable")
                return
            except Exception as fault:  # noqa: BLE001 (every kind of storage has errors of its own)
                if last == _TRIES - 1:
                    raise BrokenOffError(
                        f"{found.address} could not be fetched: {_words(fault)}; give the command again later."
                    ) from None
        yield replace(found, path=here)


class _Listing:
    """Collects the files below some roots of one kind of storage."""

    def __init__(self, walk: Walk, system: Any, most: int, seen: set[str]) -> None:
        self.found: list[Found] = []
        self.empty = True
        self._walk = walk
        self._system = system
        self._most = most
        self._seen = seen

    def add(self, root: str) -> None:
        """Takes a file, or a folder with all below it."""
        listed = self._system.find(root, detail=True)
        sizes = {str(name): int(one["size"] or 0) for name, one in listed.items() if one["type"] == "file"}
        self.empty = self.empty and not sizes
        above, _, name = root.rpartition("/")
        if root in sizes:
            if not is_paper(name):
                beside = [name for name in MANIFESTS if self._system.exists(f"{above}/{name}")]
                self._file(root, printable(name), sizes[root], self._manifests(above, beside, ""))
            return
        folders: defaultdict[str, set[str]] = defaultdict(set)
        for path in sizes:
            # Folders are only what stands between two strokes: every one on the way down has its own names.
            while path != root:
                path, _, last = path.rpartition("/")
                folders[path].add(last)
        self._folder(root, printable(name or "storage"), (), (folders, sizes))

    def _folder(
        self,
        folder: str,
        shown: str,
        above: tuple[Manifest, ...],
        below: tuple[Mapping[str, Collection[str]], Mapping[str, int]],
    ) -> None:
        folders, sizes = below
        if not self._first_time(folder):
            return
        names = sorted(folders.get(folder, ()), key=lambda name: name.encode("utf-8", "surrogateescape"))
        present = [name for name in names if name.lower() in MANIFESTS and f"{folder}/{name}" in sizes]
        manifests = self._manifests(folder, present, f"{shown}/") + above
        for name in unhidden(names):
            path = f"{folder}/{name}"
            if path in folders:
                self._folder(path, f"{shown}/{printable(name)}", manifests, below)
            elif not is_paper(name):
                self._file(path, f"{shown}/{printable(name)}", sizes[path], manifests, named=False)

    def _file(
        self, path: str, shown: str, size: int, manifests: tuple[Manifest, ...], *, named: bool = True
    ) -> None:
        if not self._first_time(path):
            return
        self.found.append(
            Found(
                path=Path(path.rpartition("/")[2]),
                shown=shown,
                named=named,
                manifests=manifests,
                size=size,
                address=str(self._system.unstrip_protocol(path)),
            )
        )

    def _first_time(self, path: str) -> bool:
        address = str(self._system.unstrip_protocol(path))
        first = address not in self._seen
        self._seen.add(address)
        return first

    def _manifests(self, folder: str, names: Sequence[str], prefix: str) -> tuple[Manifest, ...]:
        name = self._walk.chosen(names, prefix)
        if name is None:
            return ()
        path = f"{folder}/{name}"
        if self._system.size(path) > self._most:
            return self._walk.manifest(
                prefix + name, None, f"it is larger than {self._most // 1_000_000 or 1} MB"
            )
        return self._walk.manifest(prefix + name, self._system.cat_file(path), None)


def _system(address: str) -> tuple[Any, str]:
    """The kind of storage that an address names, and the path in it.

    Raises:
        UsageError: there is no such kind.
        SetupError: a package that it needs is not installed.
    """
    try:
        import fsspec
    except ImportError:
        raise SetupError(
            f"{address} needs fsspec, which is not installed: pip install 'dateline[cluster]'."
        ) from None
    try:
        system, path = fsspec.core.url_to_fs(address)
    except ImportError as fault:
        raise SetupError(f"{address} needs a package that is not installed: {_words(fault)}.") from None
    except ValueError as fault:
        raise UsageError(f"{address} is no address that can be read: {_words(fault)}.") from None
    return system, str(path)


@contextlib.contextmanager
def _refused(address: str) -> Iterator[None]:
    """Whatever goes wrong with storage as one sentence."""
    try:
        yield
    except (UsageError, SetupError):
        raise
    except Exception as fault:  # noqa: BLE001 (as above)
        raise UsageError(f"{address} cannot be listed: {_words(fault)}.") from None


def _words(fault: Exception) -> str:
    return (" ".join(str(fault).split()) or type(fault).__name__)[:200].rstrip(".")
