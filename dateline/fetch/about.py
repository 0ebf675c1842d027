"""What is told *about* texts: manifests beside them, and front matter at their top.

In come the words of a ``manifest.json``, a ``manifest.csv`` or of a text; out come one frozen ``About`` for
each text and problems for everything that could not be used. Outlets and dates are read, never guessed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.fetch.endings import without_ending
from dateline.model import Problem

_FIELDS = ("outlet", "published", "url", "title", "syndicated_from")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:?\d{2}.*)?", re.DOTALL)
_FRONT_LINE = re.compile(r"([A-Za-z][A-Za-z_ -]{0,30}):(?:[ \t]+(.*))?")
_FRONT_MOST_LINES = 30
_YEARS = (1900, 2100)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a manifest or front matter tells of one text; ``None`` where it tells nothing.

    ``date_told`` is true where a publication date was given, even one that could not be read.
    """

    outlet: str | None = None
    published: dt.date | None = None
    date_told: bool = False
    url: str | None = None
    title: str | None = None
    syndicated_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One manifest: where it stands, and what it tells by the name of the text."""

    where: str
    entries: Mapping[str, About]

    def names(self) -> tuple[str, ...]:
        """The names of the texts it tells of, sorted."""
        return tuple(sorted(self.entries))


def parse_date(value: str) -> dt.date | None:
    """Reads an ISO date, or the date of an ISO date and time as its writer's own zone has it.

    Anything else is ``None``: ``05/12/2024`` is one of two days, and a wrong one would move every weekday.
    """
    found = _ISO_DATE.fullmatch(value.strip())
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    if not _YEARS[0] <= year <= _YEARS[1]:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def parse_manifest(text: str, where: str, ending: str) -> tuple[Manifest, tuple[Problem, ...]]:
    """Reads a manifest (``ending`` ``.json`` or ``.csv``) found at ``where``; a broken one is empty."""
    rows: list[object]
    try:
        rows = _json_rows(text) if ending == ".json" else _csv_rows(text)
    except (ValueError, RecursionError, csv.Error) as fault:
        shown = " ".join(str(fault).split())[:120]
        said = f"the manifest cannot be read: {shown}"
        return Manifest(where=where, entries={}), (_problem(where, said),)
    entries: dict[str, About] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            problems.append(_problem(where, f"entry {number} is not a set of fields"))
            continue
        name = row.get("report", row.get("file"))
        if not isinstance(name, str) or not name.strip():
            problems.append(_problem(where, f"entry {number} names no report"))
            continue
        key = without_ending(name.strip().replace("\\", "/"))
        if key in entries:
            problems.append(_problem(where, f"{key!r} stands in it twice; the first entry was used"))
            continue
        about, wrong = about_from(row, f"{where}: {key}")
        entries[key] = about
        problems.extend(wrong)
    return Manifest(where=where, entries=entries), tuple(problems)


def split_front_matter(text: str, where: str) -> tuple[str, About, tuple[Problem, ...]]:
    """Parts a text from the ``key: value`` lines between two ``---`` at its very top.

    Returns the text without them, what they tell, and problems. A text that does not begin that way, or
    whose first lines are not all ``key: value``, is returned whole.
    """
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return text, About(), ()
    fields: dict[str, object] = {}
    for number, line in enumerate(lines[1 : _FRONT_MOST_LINES + 1], start=1):
        if line.strip() == "---":
            about, problems = about_from(fields, where)
            return "\n".join(lines[number + 1 :]).lstrip("\n"), about, problems
        found = _FRONT_LINE.fullmatch(line.strip())
        if found is None:
            break
        fields[found.group(1).lower()] = _unquoted(found.group(2) or "")
    return text, About(), ()


def about_from(fields: Mapping[str, object], where: str) -> tuple[About, tuple[Problem, ...]]:
    """Checks the fields that one entry tells; a value that cannot be used is a problem and stays unknown."""
    problems: list[Problem] = []
    values: dict[str, str] = {}
    told = dict(fields)
    if told.get("published") in (None, ""):
        told["published"] = told.get("date")
    for name in _FIELDS:
        value = told.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            problems.append(_problem(where, f"{name} is {value!r}, not words"))
        elif value.strip():
            values[name] = " ".join(value.split())
    published = parse_date(values["published"]) if "published" in values else None
    if "published" in values and published is None:
        problems.append(
            Problem(
                where=where,
                problem=f"published is {values['published'][:60]!r}, which is no certain date",
                remedy="write it as YYYY-MM-DD",
                kind="date",
            )
        )
    about = About(
        outlet=values.get("outlet"),
        published=published,
        date_told="published" in values,
        url=values.get("url"),
        title=values.get("title"),
        syndicated_from=values.get("syndicated_from"),
    )
    return about, tuple(problems)


def _json_rows(text: str) -> list[object]:
    data = json.loads(text)
    if isinstance(data, dict):
        data = data.get("reports")
    if not isinstance(data, list):
        raise ValueError('it is neither a list of entries nor {"reports": [...]}')
    return data


def _csv_rows(text: str) -> list[object]:
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", strict=True)
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    if "report" not in names and "file" not in names:
        raise ValueError("its first line has no column 'report'")
    reader.fieldnames = names
    return [{name: value for name, value in row.items() if name} for row in reader]


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _problem(where: str, said: str) -> Problem:
    remedy = (
        "see the manifest's fields in docs/cli.md: report, outlet, published, url, title, syndicated_from"
    )
    return Problem(where=where, problem=said, remedy=remedy, kind="manifest")
