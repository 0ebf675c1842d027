"""Archives: zip, tar (gzipped or not), single gzipped files, and web archive collections (WACZ).

Members are read into memory, never unpacked to disk, so none can leave its folder; each is read to a limit, all of
them together to another, links and devices in them are not followed, and archives in archives only a few levels
deep. A member that cannot be read is a problem of its own.
"""

from __future__ import annotations

import functools
import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from dateline.fetch.document import Limits, Part, Raw, problem
from dateline.fetch.walk import is_about_folder
from dateline.fetch.warc import read_warc

_MOST_DIRECTORY = 50_000_000
"""Bytes of a zip's directory: some 500,000 members; a larger one would not fit into memory when read."""

_MOST_HEADER = 1_000_000
_DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
    struct.error,
    KeyError,
)
_AGAIN = "make the archive again"


class _TooMuch(Exception):
    """More comes out of an archive than is allowed."""


class _Metered(io.RawIOBase):
    """A stream that gives up after so many bytes."""

    def __init__(self, inner: BinaryIO, most: int) -> None:
        self._inner = inner
        self._left = most

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        held = self._inner.read(-1 if size is None else size)
        self._left -= len(held)
        if self._left < 0:
            raise _TooMuch
        return held


class _Header(tarfile.TarInfo):
    """A header of a tar archive; one that announces an endless name is refused before it is read."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        info = super().frombuf(buf, encoding, errors)
        if info.type not in tarfile.REGULAR_TYPES and info.isfile() is False and info.size > _MOST_HEADER:
            raise tarfile.ReadError("a header of it is too large")
        return info


def read_zip(raw: Raw, limits: Limits) -> Iterator[Part]:
    """The members of a zip archive."""
    yield from _zip(raw, limits, only=None)


def read_wacz(raw: Raw, limits: Limits) -> Iterator[Part]:
    """The pages of the web archives in a WACZ collection."""
    yield from _zip(raw, limits, only="archive/")


def read_gzip(raw: Raw, limits: Limits) -> Iterator[Part]:
    """The one file in a gzipped file, called as it is without ``.gz``; a ``.tar.gz`` goes to :func:`read_tar`."""
    name = raw.name[:-3] if raw.name.lower().endswith(".gz") else raw.name
    try:
        with raw.stream() as stream, gzip.GzipFile(fileobj=stream) as unpacked:
            held = unpacked.read(limits.document + 1)
    except _DAMAGE as fault:
        yield problem(raw.where, "unreadable", f"it is damaged: {_short(fault)}", _AGAIN)
        return
    if len(held) > limits.document:
        yield _large(raw.where, limits)
        return
    # Its own name tells the format of what is in it; where that tells nothing, its bytes do.
    yield replace(_member(raw, raw.where, name, held), media="")


def read_tar(raw: Raw, limits: Limits) -> Iterator[Part]:
    """The members of a tar archive, gzipped or not, as a stream."""
    raw = replace(raw, container=raw.outermost())
    try:
        with raw.stream() as stream:
            packed = raw.name.lower().endswith(("gz", "tgz")) or stream.read(2) == b"\x1f\x8b"
        with raw.stream() as stream:
            inner = cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed else stream
            metered = cast(BinaryIO, _Metered(inner, limits.archive))
            with tarfile.open(fileobj=metered, mode="r|", tarinfo=_Header) as archive:
                yield from _tar_members(raw, archive, limits)
    except _TooMuch:
        yield _bomb(raw, limits)
    except _DAMAGE as fault:
        yield problem(raw.where, "unreadable", f"it is damaged: {_short(fault)}", _AGAIN)


def _tar_members(raw: Raw, archive: tarfile.TarFile, limits: Limits) -> Iterator[Part]:
    for number, info in enumerate(archive, start=1):
        if number > limits.members:
            yield problem(raw.where, "unreadable", f"it has more than {limits.members} members", "split it")
            return
        # The stream keeps every header it has seen: in a long archive they would fill the memory.
        archive.members = []  # type: ignore[attr-defined]
        where, name, odd = _place(raw, info.name)
        if info.isdir() or name is None:
            continue
        if odd:
            yield _outside(where)
        if not info.isreg():
            yield problem(
                where,
                "unreadable",
                "it is a link or device in an archive, and was not followed",
                "leave it out",
            )
        elif info.size > limits.document:
            yield _large(where, limits)
        else:
            held = archive.extractfile(info)
            yield _member(raw, where, name, held.read() if held is not None else b"")


def _zip(raw: Raw, limits: Limits, *, only: str | None) -> Iterator[Part]:
    # Hashed once, not for every member.
    raw = replace(raw, container=raw.outermost())
    try:
        with raw.stream() as stream:
            if _directory_size(stream) > _MOST_DIRECTORY:
                yield problem(raw.where, "unreadable", "its directory of members is too large", "split it")
                return
            with zipfile.ZipFile(stream) as archive:
                yield from _zip_members(raw, archive, limits, only)
    except _TooMuch:
        yield _bomb(raw, limits)
    except (*_DAMAGE, NotImplementedError) as fault:
        yield problem(raw.where, "unreadable", f"it is damaged: {_short(fault)}", _AGAIN)


def _zip_members(raw: Raw, archive: zipfile.ZipFile, limits: Limits, only: str | None) -> Iterator[Part]:
    left = limits.archive
    members = sorted(archive.infolist(), key=lambda one: (one.filename, one.header_offset))
    if len(members) > limits.members:
        said = f"it has {len(members)} members; the first {limits.members} were read"
        yield problem(raw.where, "unreadable", said, "split it")
    for info in members[: limits.members]:
        where, name, odd = _place(raw, info.filename)
        if info.is_dir() or name is None or (only is not None and not info.filename.startswith(only)):
            continue
        if odd:
            yield _outside(where)
        if info.external_attr >> 28 not in (0, 8):
            yield problem(
                where,
                "unreadable",
                "it is a link or device in an archive, and was not followed",
                "leave it out",
            )
            continue
        try:
            with archive.open(info) as stream:
                if name.lower().endswith((".warc", ".warc.gz")):
                    opened = functools.partial(cast, BinaryIO, stream)
                    yield from read_warc(replace(_member(raw, where, name, b""), opened=opened), limits)
                    continue
                held = stream.read(limits.document + 1)
        except (*_DAMAGE, NotImplementedError, RuntimeError) as fault:
            locked = "password" in str(fault)
            said = "it is locked with a password" if locked else f"it is damaged: {_short(fault)}"
            yield problem(where, "unreadable", said, _AGAIN)
            continue
        left -= len(held)
        if left < 0:
            raise _TooMuch
        yield _large(where, limits) if len(held) > limits.document else _member(raw, where, name, held)


def _member(raw: Raw, where: str, name: str, held: bytes) -> Raw:
    return Raw(
        where=where, name=name, raw=held, depth=raw.depth + 1, container=raw.outermost(),
    )  # fmt: skip


def _place(raw: Raw, told: str) -> tuple[str, str | None, bool]:
    """What to call a member, its name (``None``: passed over), and whether its path leads out of the archive."""
    shown = "".join(char if char.isprintable() else "?" for char in told.replace("\\", "/"))
    parts = [part for part in shown.split("/") if part not in ("", ".", "..")]
    odd = shown.startswith("/") or ".." in shown.split("/") or shown[1:2] == ":"
    if not parts or any(part.startswith(".") or part.lower() == "__macosx" for part in parts):
        return raw.where, None, odd
    name = None if is_about_folder(parts[-1]) else parts[-1][-200:]
    return f"{raw.where}/{'/'.join(parts)[-400:]}", name, odd


def _directory_size(stream: BinaryIO) -> int:
    """Bytes of the zip's directory, as the record at its end announces them."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 66_000))
    tail = stream.read(66_000)
    stream.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 20 > len(tail):
        return 0
    told: int = struct.unpack_from("<I", tail, at + 12)[0]
    wide = tail.rfind(b"PK\x06\x06", 0, at)
    if wide >= 0 and wide + 48 <= len(tail):
        told = max(told if told != 0xFFFFFFFF else 0, struct.unpack_from("<Q", tail, wide + 40)[0])
    return told


def _outside(where: str) -> Part:
    said = "its name leads out of the archive; it was read without that"
    return problem(where, "unsafe", said, "do not unpack this archive with other programs")


def _large(where: str, limits: Limits) -> Part:
    said = f"it is larger than {limits.document // 1_000_000 or 1} MB"
    return problem(where, "unreadable", said, "split it into single reports")


def _bomb(raw: Raw, limits: Limits) -> Part:
    said = f"more than {limits.archive // 1_000_000 or 1} MB come out of it; the rest was not read"
    return problem(raw.where, "unsafe", said, "split it, if you trust it")


def _short(fault: Exception) -> str:
    return " ".join(str(fault).split())[:100] or type(fault).__name__
