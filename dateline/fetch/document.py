"""What passes between the readers of files: raw bytes in, documents out.

A reader takes one ``Raw`` and gives the documents in it, problems, and further raws for what lies inside it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from dateline.fetch.about import About
from dateline.model import Problem, Told

UNMAPPED = "the words stand in it encoded or compressed, so they have no place of their own in its bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is read at most: bytes of one document and of one line or row, bytes and members of one archive,
    archives within another, and the seconds and bytes of memory a hard document may take in a process of its own."""

    document: int = 20_000_000
    record: int = 5_000_000
    archive: int = 2_000_000_000
    members: int = 200_000
    depth: int = 3
    seconds: int = 30
    memory: int = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """How far to go: seconds for a connection and for a whole answer, the most bytes, and whether addresses of
    private networks may be asked."""

    connect: float = 15.0
    whole: float = 60.0
    most: int = 20_000_000
    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Bytes to read, and what is known of how they came.

    ``where`` is what problems call it, ``name`` ends as its format does. A large archive is not held in
    memory: its ``raw`` is empty and ``opened`` opens it. ``container``, ``start`` and ``end`` as in ``Original``;
    ``told`` is what the container tells of this part; ``depth`` counts the archives around it.
    """

    where: str
    name: str
    raw: bytes = b""
    opened: Callable[[], BinaryIO] | None = field(default=None, repr=False)
    media: str | None = None
    charset: str | None = None
    url: str | None = None
    retrieved: dt.datetime | None = None
    retrieved_by: str | None = None
    container: str | None = None
    start: int | None = None
    end: int | None = None
    told: tuple[Told, ...] = ()
    depth: int = 0

    def stream(self) -> BinaryIO:
        """The bytes from their beginning."""
        return self.opened() if self.opened is not None else io.BytesIO(self.raw)

    def outermost(self) -> str:
        """The SHA-256 of the file that this lies in; its own where it lies in none."""
        return self.container or hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text and what is told about it; ``name`` is what its report may be called, ``None`` for the file's name;
    ``front`` what lines at the top of a plain text tell.

    ``offsets``, ``encoding`` and ``no_offsets`` are as in ``dateline.model.Original``.
    """

    raw: Raw
    text: str
    format: str
    told: tuple[Told, ...] = ()
    name: str | None = None
    front: About | None = None
    encoding: str | None = None
    offsets: tuple[int, ...] = ()
    no_offsets: str | None = None


Item = Document | Problem
"""What comes out of reading in the end."""

Part = Document | Problem | Raw
"""What one reader gives: a raw is to be read further."""

Reader = Callable[[Raw, Limits], Iterator[Part]]


def problem(where: str, kind: str, said: str, remedy: str) -> Problem:
    """A problem, in few words."""
    return Problem(where=where, problem=said, remedy=remedy, kind=kind)


def told(name: str, value: object, by: str) -> tuple[Told, ...]:
    """One thing told, on one line, or nothing where the value is no words or none are there."""
    if not isinstance(value, str):
        return ()
    line = " ".join(value.split())[:1000]
    return (Told(field=name, value=line, by=by),) if line else ()
