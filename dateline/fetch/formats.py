"""Which reader reads what, and how far: the one door to all formats.

In comes a raw; out come documents and problems, whatever archives they lie in. The format is told by the first
bytes where these are unmistakable, else by the name's ending, else by the media type that a server told.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from importlib import import_module

from dateline.errors import UNFORESEEN
from dateline.fetch.decode import is_garbage
from dateline.fetch.document import Document, Item, Limits, Part, Raw, Reader, problem
from dateline.fetch.endings import ENDINGS

_READERS: Mapping[str, tuple[str, str]] = {
    # A module is imported when its format is first met: most runs need one or two of them.
    "txt": ("plain", "read_txt"),
    "html": ("html", "read_html"),
    "mhtml": ("mail", "read_mhtml"),
    "eml": ("mail", "read_eml"),
    "json": ("jsons", "read_json"),
    "jsonl": ("jsons", "read_jsonl"),
    "csv": ("tables", "read_csv"),
    "xml": ("xmls", "read_xml"),
    "warc": ("warc", "read_warc"),
    "wacz": ("archives", "read_wacz"),
    "zip": ("archives", "read_zip"),
    "tar": ("archives", "read_tar"),
    "gz": ("archives", "read_gzip"),
    "pdf": ("papers", "read_pdf"),
    "docx": ("papers", "read_docx"),
}
_UNFORESEEN = (*UNFORESEEN, EOFError, MemoryError, OSError, struct.error, zlib.error)
_MAGIC = ((b"%PDF-", "pdf"), (b"WARC/1.", "warc"))
_ARCHIVES = frozenset({"zip", "tar", "gz", "wacz", "warc"})
STREAMED = frozenset({"zip", "tar", "warc", "wacz", "gz", "jsonl", "csv"})
"""Formats whose files may be larger than one document may be: they are read as streams."""


def format_of(name: str, head: bytes = b"", *, sniff: bool = False) -> str | None:
    """The format of a file by its name and its first bytes; ``None`` for one that is not read.

    With ``sniff`` a name that tells nothing is outweighed by what the bytes look like, plain text in the end.
    """
    lower = name.lower()
    by_name = next((kind for endings, kind in ENDINGS if lower.endswith(endings)), None)
    if by_name is not None and by_name != "txt":
        # A page saved under another ending is still a page; a broken PDF is still called one.
        return "pdf" if by_name in ("html", "docx") and head.startswith(b"%PDF-") else by_name
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if by_name == "txt":
        return "html" if start.startswith((b"<!doctype html", b"<html")) else "txt"
    return _sniffed(head, start) if sniff else None


def documents(raw: Raw, limits: Limits, kind: str | None = None) -> Iterator[Item]:
    """Reads a raw and all that lies inside it; ``kind`` where its format is known already."""
    form = kind or format_of(raw.name, raw.raw[:512], sniff=raw.media is not None)
    if form is None:
        ending = "." + raw.name.rpartition(".")[2] if "." in raw.name else ""
        other = f"a file ending in {ending[:20]!r}" if ending else "a file with no ending"
        said = f"this is {other}, which is no format that is read"
        yield problem(raw.where, "unsupported", said, "save the article's text as a .txt file")
        return
    if form in _ARCHIVES and raw.depth >= limits.depth:
        said = f"it is an archive in {raw.depth} others; so deep none is read"
        yield problem(raw.where, "unsafe", said, "unpack the outer ones first")
        return
    for part in _caught(reader_of(form)(raw, limits), raw):
        if isinstance(part, Raw):
            yield from documents(part, limits)
        elif isinstance(part, Document) and not part.text.strip():
            yield problem(part.raw.where, "empty", "there is no text in it", "leave it out")
        elif isinstance(part, Document) and is_garbage(part.text):
            said = "what was read from it is no text: it is full of control characters"
            yield problem(part.raw.where, "binary", said, "check that its ending is right")
        else:
            yield part


def _caught(parts: Iterator[Part], raw: Raw) -> Iterator[Part]:
    """What a reader gives, until it falls over: a file may be lost to a fault that nobody foresaw, the run never."""
    try:
        yield from parts
    except _UNFORESEEN as fault:
        said = f"its reader fell over it ({type(fault).__name__}): it is damaged, or made to do harm"
        yield problem(raw.where, "unreadable", said, "save the article's text as a .txt file")


def reader_of(form: str) -> Reader:
    """The function that reads a format; its library is loaded now."""
    module, name = _READERS[form]
    reader: Reader = getattr(import_module(f"dateline.fetch.{module}"), name)
    return reader


def _sniffed(head: bytes, start: bytes) -> str:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if head.startswith(b"PK\x03\x04"):
        return "docx" if b"word/" in head or b"[Content_Types].xml" in head else "zip"
    if head[257:262] == b"ustar":
        return "tar"
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "html"
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf", b"<newsitem", b"<newsmessage")):
        return "xml"
    if start.startswith(b"{"):
        return "jsonl" if b"\n{" in head.rstrip() else "json"
    if start.startswith(b"["):
        return "json"
    if start.startswith((b"mime-version:", b"from: <saved by", b"from: <snapshot")):
        return "mhtml"
    return "txt"
