"""The lists that the JSON API gives, in a fixed order, a page at a time.

In: a part of the record; out: entries, each with the key that it is ordered by. A cursor is the key of the last entry
of a page: the next page begins behind it, whatever was added or taken away meanwhile.
"""

from __future__ import annotations

import base64
import binascii
import bisect
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from dateline.desk.holders import held_on
from dateline.desk.links import NOWHERE, actor_key
from dateline.errors import UsageError
from dateline.export.sheets import objects, sheet
from dateline.merge.names import fold
from dateline.model import Actor, Claim, Control, Incident, Origin, Place
from dateline.publish.jsonl import by_incident, claim_json, incident_json
from dateline.publish.record import Run
from dateline.publish.tables import Tables

Key = tuple[str, ...]
Json = dict[str, Any]

_LAST = "9999-12-31"
"""Stands behind every date for what has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a list: what it is ordered by, and how its JSON is made."""

    key: Key
    made: Callable[[], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a list, how many entries the list has, and the cursor of the next page."""

    items: tuple[Json, ...]
    total: int
    cursor: str | None


def paged(entries: Iterable[Entry], limit: int, cursor: str | None) -> Page:
    """At most ``limit`` entries behind a cursor, from the beginning where there is none.

    Raises:
        UsageError: the cursor is not one that a page of this list gave.
    """
    ordered = sorted(entries, key=lambda one: one.key)
    start = 0
    if cursor is not None:
        key = _key(cursor)
        if ordered and len(key) != len(ordered[0].key):
            raise UsageError("That cursor is of another list: begin without one.")
        start = bisect.bisect_right(ordered, key, key=lambda one: one.key)
    shown = ordered[start : start + limit]
    more = start + limit < len(ordered)
    return Page(
        items=tuple(one.made() for one in shown),
        total=len(ordered),
        cursor=_cursor(shown[-1].key) if more and shown else None,
    )


def incidents(run: Run) -> list[Entry]:
    """Incidents by the first day they may lie on, the undated last."""
    history = by_incident(run.revisions)
    return [
        Entry(key=_incident_key(one), made=partial(incident_json, one, history.get(one.incident, ())))
        for one in run.incidents
    ]


def claims(found: Iterable[Claim], tables: Tables) -> list[Entry]:
    """Claims in reading order, report by report."""
    return [Entry(key=_claim_key(one), made=partial(claim_json, one, tables.codes)) for one in found]


def control(run: Run, tables: Tables) -> list[Entry]:
    """Intervals of control by country, place and time."""
    order = ("country", "place", "from", "to", "holder", "state", "claims")
    return _rows(objects(sheet("control", run, tables)), order)


def reports(run: Run, tables: Tables) -> list[Entry]:
    """Reports by name, without their texts."""
    return _rows(objects(sheet("reports", run, tables)), ("report",))


def places(run: Run) -> list[Entry]:
    """The places that incidents, or intervals of control, are told of, with who is told to hold each last."""
    found: dict[str, Json] = {}
    for incident in run.incidents:
        for ident, place in {place_id(place): place for place in incident.places}.items():
            row = found.setdefault(ident, _place(ident, place))
            row["incidents"] = row["incidents"] + 1
    known = {(row["name"], row["country"]): ident for ident, row in sorted(found.items())}
    for one in held_on(run.control, None):
        ident = known.get((one.place, one.country), f"{one.place}, {one.country or NOWHERE}")
        row = found.setdefault(ident, _place(ident, one))
        row["holder"] = one.holder if one.state == "held" else None
        row["state"] = one.state
    return _rows(found.values(), ("id",))


def actors(run: Run) -> list[Entry]:
    """The bodies that act, are acted upon, or are the word that something rests on."""
    found: dict[str, Json] = {}
    for incident in run.incidents:
        for role, bodies in (("acts", incident.actors), ("suffers", incident.targets)):
            for ident, actor in {actor_key(actor): actor for actor in bodies}.items():
                row = found.setdefault(ident, _actor(ident, actor))
                row[role] = row[role] + 1
    known = {fold(str(row["name"])): ident for ident, row in sorted(found.items())}
    for incident in run.incidents:
        told = {fold(one.name): one for one in (*incident.origins, *incident.denied_by)}
        for name, origin in sorted(told.items()):
            ident = known.setdefault(name, origin.name)
            row = found.setdefault(ident, _actor(ident, origin))
            row["tells"] = row["tells"] + 1
    return _rows(found.values(), ("id",))


def place_id(place: Place) -> str:
    """What a place is called in an address: its GeoNames number, else name and country."""
    return str(place.geonames) if place.geonames is not None else f"{place.name}, {place.country or NOWHERE}"


def _place(ident: str, place: Place | Control) -> Json:
    known: Json = {"admin1": None, "geonames": None}
    if isinstance(place, Place):
        name, known = place.name, {"admin1": place.admin1, "geonames": place.geonames}
    else:
        name = place.place
    return {
        "id": ident,
        "name": name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
        **known,
        "incidents": 0,
        "holder": None,
        "state": None,
    }


def _actor(ident: str, body: Actor | Origin) -> Json:
    known: Json = {"type": None, "country": None}
    if isinstance(body, Actor):
        known = {"type": body.type, "country": body.country}
    return {"id": ident, "name": body.name, **known, "acts": 0, "suffers": 0, "tells": 0}


def _rows(rows: Iterable[Json], order: Sequence[str]) -> list[Entry]:
    """Rows ordered by the values of some of their fields, unknown ones first."""
    return [Entry(key=tuple(_word(row[field]) for field in order), made=row.copy) for row in rows]


def _word(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _incident_key(incident: Incident) -> Key:
    first = incident.when.earliest or incident.when.latest
    last = incident.when.latest
    return (
        first.isoformat() if first else _LAST,
        last.isoformat() if last else _LAST,
        incident.incident,
    )


def _claim_key(claim: Claim) -> Key:
    """The reading order as text: numbers with as many digits as any text can need."""
    return (claim.report, f"{claim.quote_spans[0].start:012}", f"{claim.trigger_span.start:012}", claim.claim)


def _cursor(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _key(cursor: str) -> Key:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        key = None
    if not isinstance(key, list) or not all(isinstance(part, str) for part in key):
        raise UsageError("That cursor was given by no page: begin without one.")
    return tuple(key)
