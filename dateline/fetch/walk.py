"""Paths to the files to read below them, with the manifests on the way down.

In come paths; out come the regular files, each once however many names lead to it, and problems. Nothing is
opened here but manifests.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dateline.errors import UsageError
from dateline.fetch.about import Manifest, parse_manifest
from dateline.fetch.decode import decode
from dateline.model import Problem

MANIFESTS = ("manifest.json", "manifest.csv")
_PAPERS = ("readme", "license", "licence", "notice", "changelog")
_DEEPEST = 100
OUTPUTS = frozenset(
    (
        *("brief.html", "brief.md", "claims.jsonl", "control.csv", "decisions.jsonl", "events.csv"),
        *(
            "events.geojson",
            "incidents.jsonl",
            "problems.jsonl",
            "run.sqlite",
            "totals.csv",
            "versions.jsonl",
        ),
    )
)
"""What a run writes."""

_TELLING = frozenset({"brief.html", "claims.jsonl", "incidents.jsonl", "problems.jsonl"})
"""Where all of these lie together a run has written them: read as reports they would confirm themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to read, how to call it, whether the caller named it, and manifests that may tell of it, nearest first.

    ``size`` is in bytes as it was found; with ``address`` it lies in object storage, and ``path`` is only its name.
    """

    path: Path
    shown: str
    named: bool
    manifests: tuple[Manifest, ...]
    size: int = 0
    address: str | None = None


class Walk:
    """Collects the files below some paths once each, with the manifests on the way down."""

    def __init__(self, leave_out: Iterable[Path], max_bytes: int) -> None:
        self.found: list[Found] = []
        self.manifests: list[Manifest] = []
        self.problems: list[Problem] = []
        self._max_bytes = max_bytes
        self._seen: set[tuple[int, int]] = set()
        self._left_out = {key for path in leave_out for key in _identity(path)}
        self._read_manifests: dict[Path, tuple[Manifest, ...]] = {}

    def add(self, path: Path) -> None:
        """Takes one path that the caller named."""
        try:
            info = path.stat()
        except (OSError, ValueError) as fault:
            raise UsageError(f"{printable(str(path))} cannot be read: {reason(fault)}.") from None
        # Naming a path outweighs leaving it out: the outputs may go to the reports' own folder.
        self._left_out -= set(_identity(path))
        shown = printable(path.name or path.resolve().name or "/")
        if stat.S_ISDIR(info.st_mode):
            self._folder(path, shown, ())
        elif not is_paper(path.name):
            beside = self._manifests_in(path.parent, MANIFESTS, "")
            self._file(path, shown, named=True, manifests=beside)

    def _folder(self, folder: Path, shown: str, above: tuple[Manifest, ...]) -> None:
        if shown.count("/") > _DEEPEST:
            self._note(shown, "unreadable", f"it lies below more than {_DEEPEST} folders", "move it up")
            return
        try:
            if not self._first_time(folder.stat()):
                return
            names = sorted(os.listdir(folder), key=os.fsencode)
        except OSError as fault:
            self._cannot(shown, fault)
            return
        manifests = self._manifests_in(folder, names, f"{shown}/") + above
        for name in unhidden(names):
            path = folder / name
            below = f"{shown}/{printable(name)}"
            if path.is_dir():
                self._folder(path, below, manifests)
            elif not is_paper(name):
                self._file(path, below, named=False, manifests=manifests)

    def _file(self, path: Path, shown: str, *, named: bool, manifests: tuple[Manifest, ...]) -> None:
        try:
            info = path.stat()
        except OSError as fault:
            self._cannot(shown, fault)
            return
        if not stat.S_ISREG(info.st_mode):
            self._note(shown, "unreadable", "it is a device, pipe or socket, not a file", "leave it out")
        elif self._first_time(info):
            size = info.st_size
            self.found.append(Found(path=path, shown=shown, named=named, manifests=manifests, size=size))

    def _manifests_in(self, folder: Path, names: Iterable[str], prefix: str) -> tuple[Manifest, ...]:
        present = [name for name in names if name.lower() in MANIFESTS and (folder / name).is_file()]
        name = self.chosen(present, prefix)
        if name is None:
            return ()
        path, where = folder / name, prefix + name
        key = path.resolve()
        if key in self._read_manifests:
            return self._read_manifests[key]
        self._read_manifests[key] = ()
        raw, problem = read_bytes(path, self._max_bytes)
        self._read_manifests[key] = self.manifest(where, raw, problem)
        return self._read_manifests[key]

    def chosen(self, names: Iterable[str], prefix: str) -> str | None:
        """Which of the manifests in a folder is used; ``None`` where there is none."""
        present = sorted(names, reverse=True)
        # manifest.json wins over manifest.csv: it sorts last.
        for name in present[1:]:
            self._note(prefix + name, "manifest", f"{present[0]} stands beside it and was used", "keep one")
        return present[0] if present else None

    def manifest(self, where: str, raw: bytes | None, problem: str | None) -> tuple[Manifest, ...]:
        """Takes the bytes of a manifest that stands at ``where``, or the reason why there are none."""
        text = None if raw is None else decode(raw).text
        if text is None:
            said = "the manifest cannot be read: " + (problem or "it is not UTF-8 text")
            self._note(where, "manifest", said, "save it as UTF-8 text")
            return ()
        manifest, problems = parse_manifest(text, where, Path(where).suffix.lower())
        self.manifests.append(manifest)
        self.problems.extend(problems)
        return (manifest,)

    def _first_time(self, info: os.stat_result) -> bool:
        key = (info.st_dev, info.st_ino)
        if key in self._seen or key in self._left_out:
            return False
        self._seen.add(key)
        return True

    def _cannot(self, shown: str, fault: OSError) -> None:
        self._note(
            shown, "unreadable", f"it cannot be read: {reason(fault)}", "check that it exists and is yours"
        )

    def _note(self, where: str, kind: str, said: str, remedy: str) -> None:
        self.problems.append(Problem(where=where, problem=said, remedy=remedy, kind=kind))


def _identity(path: Path) -> tuple[tuple[int, int], ...]:
    """What tells a file or folder from all others, whatever it is called; nothing where it is not there."""
    try:
        info = path.stat()
    except (OSError, ValueError):
        return ()
    return ((info.st_dev, info.st_ino),)


def unhidden(names: Sequence[str]) -> tuple[str, ...]:
    """The names in a folder that are looked at: none that is hidden, and nothing that a run has written there."""
    written = OUTPUTS if _TELLING.issubset(names) else frozenset[str]()
    return tuple(name for name in names if not name.startswith(".") and name not in written)


def is_paper(name: str) -> bool:
    """A manifest, or a page about the folder rather than a report in it."""
    return name.lower() in MANIFESTS or is_about_folder(name)


def is_about_folder(name: str) -> bool:
    """Whether a file of this name is most likely about what lies beside it, such as ``README.md``."""
    lower = name.lower()
    return lower.startswith(_PAPERS) and not lower.endswith(".txt")


def read_bytes(path: Path, most: int) -> tuple[bytes | None, str | None]:
    """The bytes of a regular file of at most ``most`` bytes, or why not."""
    try:
        with open_regular(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            raw = b"" if size > most else stream.read(most + 1)
            if size > most or len(raw) > most:
                return None, f"it is larger than {most // 1_000_000 or 1} MB"
            return raw, None
    except OSError as fault:
        return None, reason(fault)


def open_regular(path: Path) -> BinaryIO:
    """Opens a regular file to read.

    Raises:
        OSError: it cannot be opened, or is something else.
    """
    # Not to hang on a pipe that took the file's place since it was looked at.
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError("it is not a regular file")
    return os.fdopen(handle, "rb")


def printable(name: str) -> str:
    """A file name fit for one line of output: control characters and undecodable bytes become ``?``."""
    cleaned = os.fsencode(name).decode("utf-8", "replace").replace("\ufffd", "?")
    return "".join(char if char.isprintable() else "?" for char in cleaned)


def reason(fault: OSError | ValueError) -> str:
    said = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
    return said[:1].lower() + said[1:]
