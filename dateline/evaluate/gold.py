"""Hand-coded claims as records: reads gold claims (JSON lines) and the reports they were coded from.

In: the text of JSON-lines files in the form of a gold claim, and the reports; out: :class:`Claim` records
with offsets, named ``report/id`` so that a score can be kept against the gold labels. The reader checks
every value at the door: a quote that is not in its report stops the run, as it would for a claim of our own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast, get_args

from dateline.errors import GroundingError, UsageError
from dateline.model import (
    Actor,
    Claim,
    Count,
    DatePrecision,
    Hedge,
    PartyKind,
    Place,
    Producer,
    Report,
    Source,
    Span,
    Status,
    When,
)

GOLD = Producer(name="gold", version="1", words="")
"""The producer of every hand-coded claim."""


def reports_from_folder(folder: Path) -> tuple[Report, ...]:
    """Read the ``.txt`` reports of a folder, with outlet, date and syndication from its ``manifest.json``.

    In: a folder; out: its reports, sorted by name, title being the first line. A text the manifest does not
    name has no outlet and no date. Raises :class:`UsageError` where the folder or its manifest cannot be
    read.
    """
    manifest = folder / "manifest.json"
    try:
        rows = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else []
        told = {str(row["report"]): row for row in rows}
        files = sorted(folder.glob("*.txt"))
        raw = [(path, path.read_bytes()) for path in files]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{manifest}: cannot be read as a list of reports: {error}") from error
    if not raw:
        raise UsageError(f"{folder}: holds no .txt report")
    return tuple(
        replace(
            report_of(path.stem, data.decode("utf-8").replace("\r\n", "\n"), told.get(path.stem, {})),
            digest=hashlib.sha256(data).hexdigest(),
            path=str(path),
        )
        for path, data in raw
    )


def report_of(name: str, text: str, row: Mapping[str, Any]) -> Report:
    """A report of a text, its name and its row of a manifest.

    The row may tell ``outlet``, ``published``, ``url`` and ``syndicated_from``.
    """
    published = row.get("published")
    title = text.split("\n", 1)[0].strip()
    return Report(
        report=name,
        text=text,
        digest=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        outlet=row.get("outlet") or None,
        published=dt.date.fromisoformat(published[:10]) if published else None,
        published_from="manifest" if published else None,
        url=row.get("url") or None,
        title=title or None,
        syndicated_from=row.get("syndicated_from") or None,
    )


def claims_from_gold(texts: Iterable[str], reports: Sequence[Report]) -> tuple[Claim, ...]:
    """Turn gold claims into records, in the order given.

    In: the contents of JSON-lines files, and the reports they code; out: claims named ``report/id``. A
    quote's span is its first occurrence; the span of ``words`` is the occurrence nearest the quotes.
    Raises :class:`GroundingError` where a quote or words are not in the report, :class:`UsageError` where a
    line is no gold claim or names a report that is not there.
    """
    by_name = {report.report: report for report in reports}
    claims = []
    for text in texts:
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                report = by_name.get(row["report"])
                if report is None:
                    raise UsageError(
                        f"gold line {number}: its report {row['report']!r} is not among those given"
                    )
                claims.append(_claim(row, report))
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(
                    f"gold line {number}: is not a gold claim ({error!r}): {line[:80]!r}"
                ) from error
    return tuple(claims)


def _claim(row: Mapping[str, Any], report: Report) -> Claim:
    reader = _Reader(report, row)
    quotes = tuple(str(quote) for quote in row["quotes"])
    spans = tuple(reader.find(quote, 0) for quote in quotes)
    inside = quotes[0].find(row["trigger"])
    if inside < 0:
        raise reader.fault("trigger", row["trigger"])
    start = spans[0].start + inside
    trigger = Span(start=start, end=start + len(row["trigger"]))
    hedge = row.get("hedge")
    if hedge is not None and hedge not in get_args(Hedge):
        raise ValueError(f"unknown hedge {hedge!r}")
    return Claim(
        claim=f"{report.report}/{row['id']}",
        report=report.report,
        id=row["id"],
        outlet=report.outlet,
        published=report.published,
        quotes=quotes,
        quote_spans=spans,
        trigger=row["trigger"],
        trigger_span=trigger,
        kind=row["kind"],
        status=cast(Status, _known(row["status"], get_args(Status))),
        actors=tuple(reader.actor(item, spans) for item in row["actors"]),
        targets=tuple(reader.actor(item, spans) for item in row["targets"]),
        places=tuple(reader.place(item, spans) for item in row["places"]),
        when=reader.when(row.get("when"), spans),
        counts=tuple(reader.count(item, spans) for item in row["counts"]),
        means=tuple(row["means"]),
        said_by=tuple(reader.source(item, spans) for item in row["said_by"]),
        hedge=cast("Hedge | None", hedge),
        producer=GOLD,
        why="coded by hand",
        incident=row.get("incident"),
    )


def _known(value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"unknown value {value!r}, one of {', '.join(allowed)} is wanted")
    return value


class _Reader:
    """Finds the words of one gold claim in its report."""

    def __init__(self, report: Report, row: Mapping[str, Any]) -> None:
        self.report = report
        self.row = row

    def fault(self, field: str, words: str) -> GroundingError:
        name = f"{self.report.report}/{self.row.get('id')}"
        return GroundingError(f"{name}: {field} {words!r} is not in the report")

    def find(self, words: str, at: int) -> Span:
        start = self.report.text.find(words, at)
        if start < 0 or not words:
            raise self.fault("quote", words)
        return Span(start=start, end=start + len(words))

    def near(self, words: str, quotes: tuple[Span, ...], field: str) -> Span:
        """The occurrence of words nearest to any quote, the earliest where several are as near."""
        text, best, start = self.report.text, None, -1
        if not words:
            raise self.fault(field, words)
        while (start := text.find(words, start + 1)) >= 0:
            end = start + len(words)
            gap = min(max(q.start - end, start - q.end, 0) for q in quotes)
            if best is None or gap < best[0]:
                best = (gap, start)
        if best is None:
            raise self.fault(field, words)
        return Span(start=best[1], end=best[1] + len(words))

    def actor(self, item: Mapping[str, Any], quotes: tuple[Span, ...]) -> Actor:
        span = self.near(item["words"], quotes, "actor")
        return Actor(name=item["name"], words=item["words"], span=span, type="other")

    def place(self, item: Mapping[str, Any], quotes: tuple[Span, ...]) -> Place:
        span = self.near(item["words"], quotes, "place")
        return Place(name=item["name"], words=item["words"], span=span, country=item.get("country") or None)

    def when(self, item: Mapping[str, Any] | None, quotes: tuple[Span, ...]) -> When:
        if not item:
            return When()
        earliest, latest = item.get("earliest"), item.get("latest")
        words = item.get("words") or ""
        precision = item.get("precision")
        if precision is not None:
            _known(precision, get_args(DatePrecision))
        return When(
            earliest=dt.date.fromisoformat(earliest) if earliest else None,
            latest=dt.date.fromisoformat(latest) if latest else None,
            precision=cast("DatePrecision | None", precision),
            words=words,
            span=self.near(words, quotes, "when") if words else None,
        )

    def count(self, item: Mapping[str, Any], quotes: tuple[Span, ...]) -> Count:
        return Count(
            what=item["what"],
            who=item.get("who") or "people",
            low=item.get("low"),
            high=item.get("high"),
            words=item["words"],
            span=self.near(item["words"], quotes, "count"),
        )

    def source(self, item: Mapping[str, Any], quotes: tuple[Span, ...]) -> Source:
        return Source(
            name=item["name"],
            party=cast(PartyKind, _known(item["party"], get_args(PartyKind))),
            words=item["words"],
            span=self.near(item["words"], quotes, "source"),
            person=item.get("person") or None,
        )
