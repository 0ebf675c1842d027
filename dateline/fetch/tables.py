"""Comma (semicolon, tab) separated tables with one article a row, under the names of fields that JSON may have.

Rows are read one by one: a table may be larger than memory. Each row is kept by itself, with its place.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import replace

from dateline.fetch.align import align, csv_runs
from dateline.fetch.document import Document, Limits, Part, Raw, problem
from dateline.fetch.fields import article, form_of, name_for


class _Lines:
    """The lines of a table as text, and the bytes since the last look."""

    def __init__(self, raw: Raw, most: int) -> None:
        self._stream = raw.stream()
        self._most = most
        self.seen: list[bytes] = []
        self.start = self.end = 0
        self.encoding = "utf-8"
        self.fault: str | None = None

    def __iter__(self) -> Iterator[str]:
        with self._stream as stream:
            while line := stream.readline(self._most + 1):
                if len(line) > self._most or self.end - self.start > self._most:
                    self.fault = f"a row of it is larger than {self._most // 1_000_000 or 1} MB"
                    return
                self.seen.append(line)
                self.end += len(line)
                try:
                    yield line.decode("utf-8-sig" if self.end == len(line) else self.encoding)
                except UnicodeDecodeError:
                    self.encoding = "cp1252"
                    yield line.decode("cp1252", "replace")

    def take(self) -> tuple[bytes, int]:
        """The bytes since the last call, and where they begin."""
        held, start = b"".join(self.seen), self.start
        self.seen, self.start = [], self.end
        return held, start


def read_csv(raw: Raw, limits: Limits) -> Iterator[Part]:
    """One article a row; the first row names the columns."""
    lines = _Lines(raw, limits.record)
    before = csv.field_size_limit(min(limits.record, sys.maxsize))
    try:
        yield from _rows(raw, lines)
    except csv.Error as fault:
        yield problem(
            raw.where, "unreadable", f"it is no table that can be read: {str(fault)[:100]}", "check the file"
        )
    finally:
        csv.field_size_limit(before)
    if lines.fault is not None:
        yield problem(raw.where, "unreadable", lines.fault, "split it, or check its quotation marks")
    if lines.encoding != "utf-8":
        said = "it is not UTF-8; the table was read as Windows-1252 (western European)"
        yield problem(raw.where, "encoding", said, "save it as UTF-8")


def _rows(raw: Raw, lines: _Lines) -> Iterator[Part]:
    source = iter(lines)
    first = next(source, "")
    delimiter = max(",;\t", key=first.count)
    names = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter), [])]
    lines.take()
    form = form_of(dict.fromkeys(names, ""))
    if form is None or form == "json-ld":
        said = "its first line names no column with the text of an article"
        yield problem(raw.where, "unsupported", said, "name the columns title, text, date, outlet and url")
        return
    stem = raw.name.rpartition(".")[0] or raw.name
    empty = total = 0
    for number, row in enumerate(csv.reader(source, delimiter=delimiter), start=1):
        held, start = lines.take()
        if lines.fault is not None:
            # It was cut off: a part of a text is no report.
            break
        if not any(row):
            continue
        total += 1
        fields = dict(zip(names, row, strict=False))
        text, facts = article(fields, form)
        if text is None:
            empty += 1
            continue
        kept = held.rstrip(b"\r\n")
        one = replace(
            raw, where=f"{raw.where}#{number}", raw=kept, opened=None, start=start, end=start + len(kept)
        )  # fmt: skip
        shown = kept.decode(lines.encoding, "replace")
        offsets = align(text, shown, csv_runs(shown), lines.encoding)
        yield Document(
            raw=one, text=text, format="csv", told=(*facts, *raw.told),
            name=name_for(facts, fields, f"{stem}-{number}"),
            encoding=lines.encoding, offsets=offsets,
            no_offsets=None if offsets else "its words were not found as they are in its bytes",
        )  # fmt: skip
    if empty:
        yield problem(raw.where, "empty", f"{empty} of its {total} rows have no text", "leave them out")
