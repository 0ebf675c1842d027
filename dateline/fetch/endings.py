"""The endings of files that are read, and the format each stands for."""

from __future__ import annotations

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


def without_ending(name: str) -> str:
    """A file's name without the ending of a format that is read, however that is written."""
    lower = name.lower()
    found = max((one for group, _ in ENDINGS for one in group if lower.endswith(one)), key=len, default="")
    return name[: len(name) - len(found)]
