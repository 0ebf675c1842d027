"""Bytes of a text file to its words, never guessing silently.

In come raw bytes; out come the text and what had to be assumed, or what is wrong with them. UTF-8 is the
rule; a byte order mark decides for UTF-16 and UTF-32; Windows-1252 is a last resort that is always told.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

MARKS: tuple[tuple[bytes, str], ...] = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, and the encoding that each tells; the mark is the first character of what is decoded by it."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"SQLite format 3\x00", "a database"),
)

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_MOST_CONTROL = 0.02
"""Share of control characters above which bytes are no text."""

_MOST_FALLBACK = 0.2
"""Share of non-ASCII bytes above which Windows-1252 would only make up letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text with ``\\n`` line ends, or ``None`` and why.

    ``kind`` is a problem kind (``encoding``, ``binary``) and ``problem`` its sentence; both are ``None``
    where nothing had to be assumed. A text may come with a problem: it was read, but by an assumption.
    ``encoding`` is what the bytes were read as, byte order included.
    """

    text: str | None
    encoding: str = "utf-8"
    kind: str | None = None
    problem: str | None = None


def decode(raw: bytes) -> Decoded:
    """Turns the bytes of one file into text; raises nothing."""
    for magic, what in _MAGIC:
        if raw.startswith(magic):
            return Decoded(text=None, kind="binary", problem=f"this is {what}, not plain text")
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return _marked(raw, encoding)
    if b"\x00" in raw:
        return Decoded(text=None, kind="binary", problem="it holds NUL bytes, so it is not plain text")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        return _fallback(raw, fault.start)
    return _checked(text, "utf-8")


def is_garbage(text: str) -> bool:
    """Whether so many characters are control characters, or stand for bytes that are none, that it is no text."""
    return len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text)


def _marked(raw: bytes, encoding: str) -> Decoded:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as fault:
        name = encoding.removesuffix("-le").removesuffix("-be").upper()
        said = f"it says it is {name} but byte {fault.start} is not"
        return Decoded(text=None, kind="encoding", problem=said)
    if "\x00" in text:
        return Decoded(text=None, kind="binary", problem="it holds NUL characters, so it is not plain text")
    return _checked(text, encoding)


def _fallback(raw: bytes, offset: int) -> Decoded:
    high = sum(byte >= 0x80 for byte in raw)
    if high <= _MOST_FALLBACK * len(raw):
        try:
            decoded = _checked(raw.decode("cp1252"), "cp1252")
        except UnicodeDecodeError:
            pass
        else:
            if decoded.text is None:
                return decoded
            said = f"byte {offset} is not UTF-8; the text was read as Windows-1252 (western European)"
            return Decoded(text=decoded.text, encoding="cp1252", kind="encoding", problem=said)
    return Decoded(text=None, kind="encoding", problem=f"byte {offset} is not UTF-8")


def _checked(text: str, encoding: str) -> Decoded:
    if is_garbage(text):
        return Decoded(text=None, kind="binary", problem="it is full of control characters")
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text=plain, encoding=encoding)
