"""What a person types to search, as a query that any kind of store can look for.

In: words, "quoted phrases", beginnings with a star, ``-words`` to leave out, ``OR``, and filters such as
``outlet:"Al Jazeera"``; out: a query, which can put itself as an expression for SQLite's full-text index. Nothing typed
is ever handed on as it is: each word is quoted.
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
class Term:
    """A word or phrase that holds a letter or digit; ``begins`` where its last word may go on."""

    said: str
    begins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What one value of a claim must, or must not, say: any of the terms."""

    name: str
    terms: tuple[Term, ...]
    lacking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search: what is looked for, and what is sifted by.

    A text must have one term of each group of ``wanted`` and none of ``without``; ``columns`` are filters that only
    claims can answer. ``since`` and ``until`` are days, both included.
    """

    wanted: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()
    columns: tuple[Column, ...] = ()
    outlet: str | None = None
    report: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    within: Literal["reports", "claims"] | None = None

    @property
    def about_claims(self) -> bool:
        """Whether a filter asks for what only claims have."""
        return bool(self.columns)

    @property
    def for_claims(self) -> bool:
        """Whether a word or value is asked for that a claim may have."""
        return bool(self.wanted) or any(not column.lacking for column in self.columns)

    @property
    def reports(self) -> str | None:
        """The expression for texts in FTS5's words; ``None`` where no word is asked for."""
        return _expression(_groups(self.wanted), [_fts5(term) for term in self.without])

    @property
    def claims(self) -> str | None:
        """The expression for claims with their filters in FTS5's words; ``None`` where none asks for anything."""
        having = [f"({_column(one)})" for one in self.columns if not one.lacking]
        lacking = [f"({_column(one)})" for one in self.columns if one.lacking]
        return _expression(
            [*_groups(self.wanted), *having], [*(_fts5(term) for term in self.without), *lacking]
        )


def read_query(text: str, names: Callable[[str], Sequence[str]] = lambda _: ()) -> Query:
    """The query that a text asks; ``names`` gives what else a body is called that ``who:`` or ``by:`` names.

    Raises:
        UsageError: it asks for nothing, is too long, or a filter has no such value.
    """
    if len(text) > LONGEST:
        raise UsageError(f"A search may have {LONGEST} characters, and this has {len(text)}.")
    groups: list[list[Term]] = []
    without: list[Term] = []
    filters: dict[str, str] = {}
    columns: list[Column] = []
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
            either = dict.fromkeys([term, *(one for name in called if (one := _term(name, star=False)))])
            columns.append(
                Column(name=_COLUMNS[field], terms=tuple(either), lacking=found["minus"] is not None)
            )
        elif found["minus"]:
            without.append(term)
        elif joined:
            groups[-1].append(term)
        else:
            groups.append([term])
        joined = False
    return _query(groups, without, columns, filters)


def _query(
    groups: Sequence[Sequence[Term]],
    without: Sequence[Term],
    columns: Sequence[Column],
    filters: dict[str, str],
) -> Query:
    if not groups and all(column.lacking for column in columns):
        if without or columns:
            raise UsageError("Give a word to look for beside what is to be left out.")
        if not filters.keys() - {"in"}:
            raise UsageError('Give what to look for: words, "a phrase", a begin*.')
    within = filters.get("in")
    if within not in (None, "reports", "claims"):
        raise UsageError(f"in:{within} is no place to search: write in:reports or in:claims.")
    return Query(
        wanted=tuple(map(tuple, groups)),
        without=tuple(without),
        columns=tuple(columns),
        outlet=filters.get("outlet"),
        report=filters.get("report"),
        since=_day(filters, "from"),
        until=_day(filters, "to"),
        within="reports" if within == "reports" else "claims" if within == "claims" else None,
    )


def _groups(wanted: Sequence[Sequence[Term]]) -> list[str]:
    return [f"({' OR '.join(map(_fts5, group))})" for group in wanted]


def _column(column: Column) -> str:
    return f"{{{column.name}}} : ({' OR '.join(map(_fts5, column.terms))})"


def _expression(wanted: Sequence[str], without: Sequence[str]) -> str | None:
    if not wanted:
        return None
    said = " AND ".join(wanted)
    return f"({said}) NOT ({' OR '.join(without)})" if without else said


def _fts5(term: Term) -> str:
    return f'"{term.said}"{"*" if term.begins else ""}'


def _term(said: str, *, star: bool) -> Term | None:
    """A word or phrase without what the index could mistake for its own; ``None`` where it has no letter or digit."""
    bare = said.rstrip("*").replace('"', " ").replace("\x00", " ").strip()
    if not any(char.isalnum() for char in bare):
        return None
    return Term(said=bare, begins=star or said.endswith("*"))


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
