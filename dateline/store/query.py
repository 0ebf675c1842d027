"""What a person types to search, as an expression that SQLite's full-text index understands.

In: words, "quoted phrases", beginnings with a star, ``-words`` to leave out, ``OR``, and filters such as
``outlet:"Al Jazeera"``; out: a query. Nothing typed is ever handed on as it is: each word is quoted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.errors import UsageError

LONGEST = 500
"""Characters that a query may have."""

_MOST = 32
_PART = re.compile(
    r"""(?P<minus>-)? (?: (?P<field>[a-z]+): )? (?: "(?P<phrase>[^"]*)"? | (?P<word>[^\s"]+) ) (?P<star>\*)?""",
    re.VERBOSE,
)
_COLUMNS = {"kind": "kind", "status": "status", "who": "who", "place": "place", "by": "source"}
"""The filters on claims, and the columns of the index that they look in."""

_BODIES = ("who", "by")
_SIFTING = ("outlet", "report", "from", "to", "in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search: expressions for the index, ``None`` where no word is asked for, and what is sifted by.

    ``reports`` is the expression for texts, ``claims`` that for claims with their filters; ``about_claims`` whether
    a filter asks for what only claims have. ``since`` and ``until`` are days, both included.
    """

    reports: str | None
    claims: str | None
    about_claims: bool = False
    outlet: str | None = None
    report: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    within: Literal["reports", "claims"] | None = None


def read_query(text: str, names: Callable[[str], Sequence[str]] = lambda _: ()) -> Query:
    """The query that a text asks; ``names`` gives what else a body is called that ``who:`` or ``by:`` names.

    Raises:
        UsageError: it asks for nothing, is too long, or a filter has no such value.
    """
    if len(text) > LONGEST:
        raise UsageError(f"A search may have {LONGEST} characters, and this has {len(text)}.")
    groups: list[list[str]] = []
    without: list[str] = []
    filters: dict[str, str] = {}
    columns: list[str] = []
    joined = False
    for found in list(_PART.finditer(text))[:_MOST]:
        field, said = found["field"], found["phrase"] if found["phrase"] is not None else found["word"]
        if field in _SIFTING:
            filters[field] = said
            continue
        if field is not None and field not in _COLUMNS:
            # Not a filter of ours: the words of a time or address, such as 12:30.
            said = f"{field}:{said}"
        elif said == "OR" and found["phrase"] is None and not found["minus"]:
            joined = bool(groups)
            continue
        term = _term(said, star=found["star"] is not None)
        if term is None:
            continue
        if field in _COLUMNS:
            called = names(said.rstrip("*")) if field in _BODIES else ()
            either = " OR ".join(
                dict.fromkeys([term, *(one for name in called if (one := _term(name, star=False)))])
            )
            columns.append(f"{'NOT ' if found['minus'] else ''}{{{_COLUMNS[field]}}} : ({either})")
        elif found["minus"]:
            without.append(term)
        elif joined:
            groups[-1].append(term)
        else:
            groups.append([term])
        joined = False
    return _query(groups, without, columns, filters)


def _query(
    groups: Sequence[Sequence[str]], without: Sequence[str], columns: Sequence[str], filters: dict[str, str]
) -> Query:
    wanted = [f"({' OR '.join(group)})" for group in groups]
    having = [f"({column})" for column in columns if not column.startswith("NOT ")]
    lacking = [f"({column.removeprefix('NOT ')})" for column in columns if column.startswith("NOT ")]
    if not wanted and not having:
        if without or lacking:
            raise UsageError("Give a word to look for beside what is to be left out.")
        if not filters.keys() - {"in"}:
            raise UsageError('Give what to look for: words, "a phrase", a begin*.')
    within = filters.get("in")
    if within not in (None, "reports", "claims"):
        raise UsageError(f"in:{within} is no place to search: write in:reports or in:claims.")
    return Query(
        reports=_expression(wanted, without),
        claims=_expression([*wanted, *having], [*without, *lacking]),
        about_claims=bool(columns),
        outlet=filters.get("outlet"),
        report=filters.get("report"),
        since=_day(filters, "from"),
        until=_day(filters, "to"),
        within="reports" if within == "reports" else "claims" if within == "claims" else None,
    )


def _expression(wanted: Sequence[str], without: Sequence[str]) -> str | None:
    if not wanted:
        return None
    said = " AND ".join(wanted)
    return f"({said}) NOT ({' OR '.join(without)})" if without else said


def _term(said: str, *, star: bool) -> str | None:
    """A word or phrase quoted for the index; ``None`` where it has no letter or digit."""
    begins = star or said.endswith("*")
    bare = said.rstrip("*").replace('"', " ").replace("\x00", " ").strip()
    if not any(char.isalnum() for char in bare):
        return None
    return f'"{bare}"{"*" if begins else ""}'


def _day(filters: dict[str, str], name: str) -> dt.date | None:
    """A day; of a year or month the first, or where the search ends the last."""
    value = filters.get(name)
    if value is None:
        return None
    try:
        year, month, day = ([int(part) for part in value.split("-")] + [0, 0])[:3]
        if value.count("-") == 2:
            return dt.date.fromisoformat(value)
        if not re.fullmatch(r"\d{4}(-\d\d)?", value) or day:
            raise ValueError
        if name == "from":
            return dt.date(year, month or 1, 1)
        last = dt.date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
        return last - dt.timedelta(days=1)
    except ValueError:
        raise UsageError(f"{name}:{value} is no date: write {name}:2024-12-05, 2024-12 or 2024.") from None
