"""Which incidents a page shows: read from its address, so that a view can be sent to somebody else.

In: the parameters of an address; out: a :class:`Filter`, the incidents it lets through, and the address again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from dateline.desk.links import actor_key
from dateline.desk.record import Record, claims_in, doers, done_to, places_of
from dateline.errors import UsageError
from dateline.model import Control, Incident
from dateline.publish.facts import outlet_name

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


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


def chosen(wanted: Filter, record: Record) -> tuple[Incident, ...]:
    """The incidents of the record that a filter lets through, by date."""
    return tuple(incident for incident in record.order if lets(wanted, incident, record))


def lets(wanted: Filter, incident: Incident, record: Record) -> bool:
    """Whether a filter lets an incident through."""
    return (
        (not wanted.kind or incident.kind in wanted.kind)
        and (not wanted.grade or incident.grade in wanted.grade)
        and (not wanted.status or incident.status in wanted.status)
        and _in_time(wanted, incident)
        and (wanted.place is None or _at(wanted.place.casefold(), incident, record))
        and (wanted.box is None or _inside(wanted.box, incident))
        and (wanted.actor is None or wanted.actor in _actors(incident, record))
        and (wanted.source is None or wanted.source in sources_of(incident))
        and (wanted.text is None or _says(wanted.text, incident, record))
    )


def spells(wanted: Filter, record: Record) -> tuple[Control, ...]:
    """The spells of control at the places that a filter asks for; its other questions are not about places."""
    return tuple(
        spell
        for spell in record.run.control
        if (
            wanted.place is None
            or wanted.place.casefold() in _names(spell.place, None, spell.country, record)
        )
        and (wanted.box is None or _within(wanted.box, spell.lat, spell.lon))
    )


def sources_of(incident: Incident) -> set[str]:
    """Who tells or denies an incident: origins, deniers, outlets."""
    return {*(origin.name for origin in (*incident.origins, *incident.denied_by)), *incident.outlets}


def _in_time(wanted: Filter, incident: Incident) -> bool:
    """Whether it may lie in the days asked for; what has no date cannot be said to."""
    if wanted.first is None and wanted.last is None:
        return True
    begin, end = incident.when.earliest, incident.when.latest
    if begin is None and end is None:
        return False
    after = wanted.first is None or (end or dt.date.max) >= wanted.first
    return after and (wanted.last is None or (begin or dt.date.min) <= wanted.last)


def _actors(incident: Incident, record: Record) -> set[str]:
    return {actor_key(one) for one in (*doers(incident, record), *done_to(incident, record))}


def _at(name: str, incident: Incident, record: Record) -> bool:
    return any(
        name in _names(place.name, place.admin1, place.country, record)
        for place in places_of(incident, record)
    )


def _names(place: str, admin1: str | None, country: str | None, record: Record) -> set[str]:
    """The names under which a place is found: its own, its province's, its country's."""
    told = (place, admin1 or "", country or "", record.tables.countries.get(country or "", ""))
    return {name.casefold() for name in told if name}


def _inside(box: Box, incident: Incident) -> bool:
    return any(_within(box, place.lat, place.lon) for place in incident.places)


def _within(box: Box, lat: float | None, lon: float | None) -> bool:
    """Whether a point lies in an area, which may run over the date line or past it."""
    if lat is None or lon is None:
        return False
    west, south, east, north = box
    if east - west >= 360:
        return south <= lat <= north
    return south <= lat <= north and (lon - west) % 360 <= (east - west) % 360


def _says(text: str, incident: Incident, record: Record) -> bool:
    told = claims_in(incident, record)
    quotes = [quote for claim in told for quote in claim.quotes]
    places = [place.name for place in incident.places]
    held = " ".join([incident.title, *places, *quotes, *(outlet_name(claim) for claim in told)]).casefold()
    return all(word in held for word in text.casefold().split())


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


def counted(values: Sequence[str]) -> list[tuple[str, int]]:
    """Values with how often each stands there, the commonest first."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold()))
