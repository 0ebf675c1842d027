"""How formats are called: the endings of files that are read, and the media types that servers tell."""

from __future__ import annotations

import re
from collections.abc import Mapping

ENDINGS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((".tar.gz", ".tgz", ".tar"), "tar"),
    ((".warc", ".warc.gz"), "warc"),
    ((".wacz",), "wacz"),
    ((".zip",), "zip"),
    ((".gz",), "gz"),
    ((".txt",), "txt"),
    ((".html", ".htm", ".xhtml"), "html"),
    ((".mhtml", ".mht"), "mhtml"),
    ((".eml",), "eml"),
    ((".jsonl", ".ndjson"), "jsonl"),
    ((".json", ".jsonld"), "json"),
    ((".csv", ".tsv"), "csv"),
    ((".xml", ".rss", ".atom", ".rdf", ".opml", ".nitf"), "xml"),
    ((".pdf",), "pdf"),
    ((".docx",), "docx"),
)
"""Longer endings stand before the shorter ones that they end in."""

MEDIA: Mapping[str, str] = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "application/json": ".json",
    "application/feed+json": ".json",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
}
"""The media types that are read, and the ending each would have as a file."""


def media_of(content_type: str) -> tuple[str, str | None]:
    """The media type and the character set (``None``: not told) in the value of a Content-Type header."""
    media, _, rest = content_type.partition(";")
    _, _, told = rest.lower().partition("charset=")
    return media.strip().lower(), told.strip("\"' ;").partition(";")[0].strip("\"' ") or None


def is_address(path: str) -> bool:
    """Whether a path that the caller named is an address on the web."""
    return path.lower().startswith(("http://", "https://"))


def is_stored(path: str) -> bool:
    """Whether a path that the caller named is an address of object storage, such as ``s3://bucket/folder``."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", path) is not None and not is_address(path)


def without_ending(name: str) -> str:
    """A file's name without the ending of a format that is read, however that is written."""
    lower = name.lower()
    found = max((one for group, _ in ENDINGS for one in group if lower.endswith(one)), key=len, default="")
    return name[: len(name) - len(found)]
