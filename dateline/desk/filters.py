"""Which incidents a page shows: read from its address, so that a view can be sent to somebody else.

In: the parameters of an address; out: a :class:`Filter`, the incidents it lets through, and the address again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from dateline.desk.columns import Rows
from dateline.desk.holders import held_on
from dateline.desk.links import API
from dateline.desk.lookup import index, rows_of
from dateline.desk.record import Record, once
from dateline.errors import UsageError
from dateline.export.asking import selection_of
from dateline.export.formats import FORMATS
from dateline.export.select import EVERYTHING, Area, Selection, asked_by, chosen_control
from dateline.model import Control, Incident

Box = Area


class Parameters(Protocol):
    """The parameters of an address, each with any number of values."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is asked for; an empty value lets everything through.

    ``first`` and ``last`` are days (an incident must touch them), ``place`` a name of a place, province or country
    code, ``box`` an area that was drawn, ``actor`` a key of ``links.actor_key``, ``source`` an origin, denier or
    outlet, ``text`` words that its heading or quotes all hold.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    place: str | None = None
    box: Box | None = None
    actor: str | None = None
    kind: tuple[str, ...] = ()
    grade: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    source: str | None = None
    text: str | None = None


NAMES = {
    "first": "since",
    "last": "until",
    "place": "place",
    "box": "box",
    "actor": "actor",
    "kind": "kind",
    "grade": "grade",
    "status": "status",
    "source": "source",
    "text": "text",
}
"""Fields of a filter and their names in an address."""

SEVERAL = ("kind", "grade", "status")
"""Fields that may have several values, one of which an incident must have."""


def read_filter(given: Parameters) -> Filter:
    """The filter that an address tells; raises UsageError where a date or an area cannot be read."""
    one = {
        field: next((v.strip() for v in given.getlist(name) if v.strip()), None)
        for field, name in NAMES.items()
    }
    several = {field: tuple(sorted({v for v in given.getlist(field) if v})) for field in SEVERAL}
    return Filter(
        first=_day(one["first"]),
        last=_day(one["last"]),
        place=one["place"],
        box=_box(one["box"]),
        actor=one["actor"],
        source=one["source"],
        text=one["text"],
        **several,
    )


def told(wanted: Filter) -> list[tuple[str, str, str]]:
    """Each thing asked for as field, name in the address and value there."""
    rows: list[tuple[str, str, str]] = []
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        values: Iterable[object] = value if field.name in SEVERAL else () if value is None else (value,)
        rows += [(field.name, NAMES[field.name], _shown(one)) for one in values]
    return rows


def address(wanted: Filter, **more: str | None) -> str:
    """The query of an address that asks for this, with further parameters; empty where nothing is asked."""
    rows = [(name, value) for _, name, value in told(wanted)]
    rows += [(name, value) for name, value in more.items() if value is not None]
    return f"?{urlencode(rows)}" if rows else ""


def without(wanted: Filter, field: str, value: str) -> Filter:
    """The same, one thing less."""
    kept: dict[str, Any] = {field: None}
    if field in SEVERAL:
        kept[field] = tuple(one for one in getattr(wanted, field) if one != value)
    return replace(wanted, **kept)


def selection(wanted: Filter, record: Record) -> Selection:
    """What a filter asks for, read as exports and the API read it: with it they give the same view.

    Raises:
        UsageError: a kind, grade or status is none, or the days end before they begin.
    """
    asked: dict[str, list[str]] = {}
    for _, name, value in told(wanted):
        asked.setdefault(name, []).append(value)
    return selection_of(asked, record.tables)


def chosen(wanted: Filter, record: Record) -> tuple[Incident, ...]:
    """The incidents of the record that a filter lets through, by date."""
    if selection(wanted, record) == EVERYTHING:
        return record.order
    order = record.order
    return once(record, ("chosen", wanted), lambda: tuple(order[at] for at in rows(wanted, record).tolist()))


def rows(wanted: Filter, record: Record) -> Rows:
    """Where in ``Record.order`` the incidents stand that a filter lets through."""
    return once(record, ("rows", wanted), lambda: rows_of(selection(wanted, record), record))


def exports(asked: Selection) -> list[tuple[str, str]]:
    """Each format that a part of the record can be taken away in, and the address that gives it."""
    query = urlencode(asked_by(asked), doseq=True)
    return [(name, f"{API}/export/{name}{f'?{query}' if query else ''}") for name in FORMATS]


def spells(wanted: Filter, record: Record) -> tuple[Control, ...]:
    """The spells of control at the places that a filter asks for; its other questions are not about places."""
    places = Filter(place=wanted.place, box=wanted.box)
    if places == Filter():
        return record.run.control
    return once(
        record,
        ("spells", places),
        lambda: chosen_control(record.run, selection(places, record), ()),
    )


def spells_held(wanted: Filter, record: Record, day: dt.date | None) -> tuple[Control, ...]:
    """The spell of control in force on a day (as last told where ``None``) of each place that a filter asks for."""
    if wanted.place is None and wanted.box is None and day is None:
        return index(record).held
    return held_on(spells(wanted, record), day)


def sources_of(incident: Incident) -> set[str]:
    """Who tells or denies an incident: origins, deniers, outlets."""
    return {*(origin.name for origin in (*incident.origins, *incident.denied_by)), *incident.outlets}


def _day(value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{value!r} is no date: write it as YYYY-MM-DD.") from None


def _box(value: str | None) -> Box | None:
    if value is None:
        return None
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError:
        raise UsageError(f"{value!r} is no area: write it as west,south,east,north in degrees.") from None
    if not (-90 <= south <= north <= 90 and -540 <= west <= 540 and -540 <= east <= 540):
        raise UsageError(f"{value!r} is no area: south must lie below north, and both within 90 degrees.")
    return west, south, east, north


def _shown(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ",".join(f"{part:g}" for part in value)
    return str(value)
