"""Reports made of documents: what tells each its outlet and date, its name among the others, its language.

In come documents with what is told about them; out come Reports, each with what it was read from.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dateline.fetch.about import About
from dateline.fetch.document import Document, told
from dateline.fetch.language import language_of
from dateline.fetch.settle import Settled, names_alike
from dateline.fetch.walk import printable
from dateline.model import Original, Report, Told
from dateline.words.digest import text_digest

ABOUT = ("title", "outlet", "published", "url", "syndicated_from")
"""What may be told about a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A report and what it was read from."""

    report: Report
    original: Original


def make(
    document: Document, about: About, page: Settled, facts: Sequence[Told], fallback: dt.date | None
) -> Made:
    """The report of a document, and what it was read from: a manifest outweighs the text, that the page, that all."""
    front = document.front or About()
    published, origin = about.published, "manifest"
    if not about.date_told:
        published, origin = front.published, "text"
        if not front.date_told:
            published, origin = page.published, "page"
            if not page.dated:
                published, origin = fallback, "option"
    raw = document.raw
    report = Report(
        report=printable(document.name or Path(raw.name).stem).replace("/", "_"),
        text=document.text,
        digest=hashlib.sha256(raw.raw).hexdigest(),
        outlet=about.outlet or front.outlet or page.outlet,
        published=published,
        published_from=origin if published is not None else None,
        url=about.url or front.url or page.url,
        title=about.title or front.title or page.title,
        syndicated_from=about.syndicated_from or front.syndicated_from or _reprinted(facts, page.outlet),
        path=raw.where,
    )
    original = Original(
        report=report.report,
        text_digest=text_digest(document.text),
        digest=report.digest,
        size=len(raw.raw),
        format=document.format,
        path=raw.where,
        container=raw.container if raw.container != report.digest else None,
        start=raw.start,
        end=raw.end,
        url=raw.url,
        retrieved=raw.retrieved,
        retrieved_by=raw.retrieved_by,
        encoding=document.encoding,
        offsets=document.offsets,
        no_offsets=document.no_offsets,
        told=_all_told(about, front, page, facts),
    )
    return Made(report=report, original=original)


def distinct(made: list[Made]) -> list[Made]:
    """Gives reports of one name different names: the first by path keeps it, others add their digest."""
    taken: set[str] = set()
    out = []
    for one in sorted(made, key=lambda one: (one.report.path or "", one.report.digest)):
        report = one.report
        name, number = report.report, 1
        if name in taken:
            name = f"{report.report}-{report.digest[:8]}"
        while name in taken:
            number += 1
            name = f"{report.report}-{report.digest[:8]}-{number}"
        taken.add(name)
        out.append(replace(one, report=replace(report, report=name)))
    return out


def with_language(made: list[Made]) -> list[Made]:
    """The reports, each with its language where that can be told."""
    return [replace(one, report=replace(one.report, language=language_of(one.report.text))) for one in made]


def _all_told(about: About, front: About, page: Settled, facts: Sequence[Told]) -> tuple[Told, ...]:
    """Everything told, the weightiest first, with what the report carries marked."""
    out: list[Told] = []
    taken: set[str] = set()
    for source, by in ((about, "manifest"), (front, "front matter")):
        for name in ABOUT:
            value = getattr(source, name)
            for one in told(name, str(value) if value is not None else None, by):
                out.append(replace(one, used=name not in taken))
                taken.add(name)
    marked = {(one.field, one.value, one.by) for one in page.told if one.used}
    marked |= {(one.field, one.value, one.by) for one in facts if one.field == "syndicated_from"}
    kept = {(one.field, one.by): one for one in page.told}
    for one in dict.fromkeys(facts):
        shown = kept.get((one.field, one.by), one)
        used = (shown.field, shown.value, shown.by) in marked and one.field not in taken
        out.append(replace(shown, used=used))
    return tuple(dict.fromkeys(out))


def _reprinted(facts: Sequence[Told], outlet: str | None) -> str | None:
    """Whose text it is, where a field made for that says so and it is not the outlet itself."""
    for one in facts:
        credited = one.field == "credit" and one.by.endswith("creditline")
        if one.field == "syndicated_from" or (credited and not names_alike(one.value, outlet or "")):
            return one.value
    return None
