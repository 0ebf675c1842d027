"""Plain texts, with the lines about them that may stand at their top."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.fetch.about import split_front_matter
from dateline.fetch.decode import decode
from dateline.fetch.document import Document, Limits, Part, Raw, problem

_LINE = re.compile(r"(?P<line>[^\r\n]*)(?P<end>\r\n|\r|\n|\Z)")
_MARKUP = ("<!doctype html", "<html", "<?xml")


def read_txt(raw: Raw, limits: Limits) -> Iterator[Part]:
    """One text, as it stands."""
    decoded = decode(raw.raw)
    if decoded.problem is not None:
        yield problem(raw.where, decoded.kind or "encoding", decoded.problem, "save it as UTF-8 plain text")
    if decoded.text is None:
        return
    text, front, wrong = split_front_matter(decoded.text, raw.where)
    yield from wrong
    if not text.strip():
        yield problem(
            raw.where, "empty", "there is no text in it", "put the article's text into it, or leave it out"
        )
        return
    if text.lstrip().lower().startswith(_MARKUP):
        said = "this is a web page, not plain text"
        yield problem(raw.where, "unsupported", said, "save the article's text alone")
        return
    offsets = _offsets(raw.raw, decoded.text, text, decoded.encoding)
    yield Document(
        raw=raw, text=text, format="txt", told=raw.told, front=front, encoding=decoded.encoding, offsets=offsets,
        no_offsets=None if offsets else "its characters cannot be put back into its encoding",
    )  # fmt: skip


def _offsets(raw: bytes, decoded: str, text: str, encoding: str) -> tuple[int, ...]:
    """Where the text stands in the bytes: as one stretch, or a line at a time where line ends were changed."""
    whole = raw.decode(encoding, "replace")
    skipped = len(decoded) - len(text)
    marked = 1 if whole.startswith("\ufeff") else 0
    if len(whole) - marked == len(decoded):
        first = len(whole[: marked + skipped].encode(encoding, "replace"))
        last = first + len(text.encode(encoding, "replace"))
        return (0, len(text), first, last) if raw[first:last].decode(encoding, "replace") == text else ()
    out: list[int] = []
    at, place = 0, len("\ufeff".encode(encoding)) if marked else 0
    for found in _LINE.finditer(whole, marked):
        size = len(found["line"].encode(encoding, "replace"))
        if found["line"] and at >= skipped:
            out += (at - skipped, at - skipped + len(found["line"]), place, place + size)
        place += len(found.group().encode(encoding, "replace"))
        at += len(found["line"]) + bool(found["end"])
    return tuple(out)
