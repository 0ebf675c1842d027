"""The reports as a bibliography, for Zotero, EndNote and LaTeX: RIS and BibTeX.

In: reports; out: bytes (UTF-8), by report name. A field that nobody told is left out. RIS lines end in CRLF, as its
readers want; BibTeX entries are ``@misc`` with the fields of biblatex's ``@online`` beside those of plain BibTeX.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dateline.model import Report

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
_KEY = re.compile(r"[^A-Za-z0-9_.:-]+")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def ris(reports: Iterable[Report]) -> bytes:
    """Each report as a newspaper article (``NEWS``) of its outlet."""
    return "".join(
        f"{tag}  - {value}\r\n" for report in _ordered(reports) for tag, value in _ris_fields(report)
    ).encode("utf-8", "replace")


def bibtex(reports: Iterable[Report]) -> bytes:
    """Each report as an entry whose key is made of its name."""
    taken: set[str] = set()
    entries = []
    for report in _ordered(reports):
        key = base = _KEY.sub("-", report.report).strip("-") or "report"
        number = 1
        while key.lower() in taken:
            number += 1
            key = f"{base}-{number}"
        taken.add(key.lower())
        fields = "".join(f"  {name} = {value},\n" for name, value in _bib_fields(report))
        entries.append(f"@misc{{{key},\n{fields}}}\n")
    return "\n".join(entries).encode("utf-8", "replace")


def _ordered(reports: Iterable[Report]) -> list[Report]:
    return sorted(reports, key=lambda one: one.report)


def _ris_fields(report: Report) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "ID", _line(report.report)
    for tag, value in (("TI", report.title), ("T2", report.outlet)):
        if value:
            yield tag, _line(value)
    if report.published is not None:
        yield "PY", f"{report.published:%Y}".zfill(4)
        yield "DA", report.published.isoformat().replace("-", "/")
    for tag, value in (("UR", report.url), ("LA", report.language)):
        if value:
            yield tag, _line(value)
    if report.syndicated_from:
        yield "N1", f"Text of {_line(report.syndicated_from)}"
    yield "N1", f"SHA-256 {report.digest}"
    yield "ER", ""


def _bib_fields(report: Report) -> Iterator[tuple[str, str]]:
    if report.title:
        yield "title", f"{{{{{_tex(report.title)}}}}}"
    if report.outlet:
        yield "howpublished", f"{{{{{_tex(report.outlet)}}}}}"
    if report.published is not None:
        yield "date", f"{{{report.published.isoformat()}}}"
        yield "year", f"{{{report.published.year:04}}}"
        yield "month", _MONTHS[report.published.month - 1]
    if report.url:
        yield "url", f"{{{_address(report.url)}}}"
    if report.language:
        yield "language", f"{{{_tex(report.language)}}}"
    origin = f"Text of {_tex(report.syndicated_from)}. " if report.syndicated_from else ""
    yield "note", f"{{{origin}SHA-256 {report.digest}}}"


def _line(value: str) -> str:
    return _BREAKS.sub(" ", value).strip()


def _tex(value: str) -> str:
    return "".join(_TEX.get(char, char) for char in _line(value))


def _address(value: str) -> str:
    """An address without what would end or break its field."""
    replaced = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}
    return "".join(replaced.get(char, char) for char in _line(value))
