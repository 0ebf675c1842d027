"""Actors: what each is said to have done, suffered and said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from dateline.desk.filters import Filter, address, exports
from dateline.desk.links import actor_key
from dateline.desk.lookup import index
from dateline.desk.pages.places import MOST, MOST_LISTED
from dateline.desk.record import Record, doers, done_to, once
from dateline.desk.render import page, record
from dateline.export.select import Selection
from dateline.model import Incident
from dateline.publish.english import when_label
from dateline.publish.tables_csv import control_order
from dateline.words.actors import Siding

router = APIRouter()
NAV = ("Actors", "/actors")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An actor of the record under its key, by the name most used, with its type and what it did and suffered."""

    key: str
    name: str
    type: str
    listed: bool
    did: tuple[Incident, ...]
    suffered: tuple[Incident, ...]


@router.get("/actors")
def actors(request: Request) -> HTMLResponse:
    """Every actor of the record: those of the register, then those that only reports name."""
    shown = record(request)
    found = sorted(
        known_actors(shown).values(), key=lambda k: (-len(k.did) - len(k.suffered), k.name.casefold())
    )
    values = {
        "title": "Actors",
        "record": shown,
        "listed": [one for one in found if one.listed],
        "others": [one for one in found if not one.listed],
        "most": MOST_LISTED,
    }
    return page(request, "actors.html", values)


@router.get("/actors/{key:path}")
def actor(request: Request, key: str) -> HTMLResponse:
    """One actor."""
    shown = record(request)
    found = known_actors(shown).get(key)
    said = index(shown).said.get(key, ())
    entry = shown.words.actors.entry(key)
    if found is None and not said:
        raise HTTPException(404, "The record tells of no actor of this name.")
    names = {
        found.name if found else "",
        entry.name if entry else "",
        *once(shown, ("names", key), lambda: {s.name for c in said for s in c.said_by if s.actor == key}),
    }
    holds = control_order(one for name in names for one in index(shown).held_by.get(name, ()))
    values = {
        "title": found.name if found else entry.name if entry else key,
        "record": shown,
        "key": key,
        "exports": exports(Selection(actors=(key,))),
        "entry": entry,
        "parent": shown.words.actors.entry(entry.parent) if entry and entry.parent else None,
        "sides": [(*_war(one, shown), one) for one in shown.words.actors.sides if one.actor == key],
        "type": found.type if found else entry.type if entry else None,
        "did": _by_day(found.did if found else ()),
        "suffered": _by_day(found.suffered if found else ()),
        "counts": (len(found.did) if found else 0, len(found.suffered) if found else 0),
        "said": said[:MOST],
        "said_count": len(said),
        "control": holds[:MOST],
        "holds": len(holds),
        "colours": index(shown).colours,
        "families": shown.tables.families,
        "query": address(Filter(actor=key)),
        "most": MOST,
    }
    return page(request, "actor.html", values)


def _war(side: Siding, shown: Record) -> tuple[str, str]:
    """What the register calls a conflict and a side, in words: the country of the one, the body of the other."""
    country, _, rest = side.conflict.partition("-")
    named = shown.tables.countries.get(country.upper())
    body = shown.words.actors.entry(side.side)
    conflict = side.conflict if named is None else f"{named}: {rest.replace('-', ' ').capitalize()}"
    return conflict, body.name if body is not None else f"“{side.side.replace('-', ' ')}”"


def known_actors(shown: Record) -> dict[str, Known]:
    """Every actor that an incident names, by its key."""
    return once(shown, "actors", lambda: _known_actors(shown))


def _known_actors(shown: Record) -> dict[str, Known]:
    did: dict[str, list[Incident]] = {}
    suffered: dict[str, list[Incident]] = {}
    names: dict[str, Counter[str]] = {}
    types: dict[str, str] = {}
    listed: set[str] = set()
    for incident in shown.order:
        for group, into in ((doers(incident, shown), did), (done_to(incident, shown), suffered)):
            for key in {actor_key(one) for one in group}:
                into.setdefault(key, []).append(incident)
            for one in group:
                names.setdefault(actor_key(one), Counter())[one.name] += 1
                types.setdefault(actor_key(one), one.type)
                listed |= {actor_key(one)} if one.actor else set()
    return {
        key: Known(
            key=key,
            name=max(sorted(told), key=lambda name, told=told: told[name]),  # type: ignore[misc]
            type=types[key],
            listed=key in listed,
            did=tuple(did.get(key, ())),
            suffered=tuple(suffered.get(key, ())),
        )
        for key, told in names.items()
    }


def _by_day(incidents: tuple[Incident, ...]) -> list[tuple[str, list[Incident]]]:
    return [
        (label, list(group)) for label, group in groupby(incidents[:MOST], key=lambda i: when_label(i.when))
    ]


READY = (known_actors,)
"""What the pages of actors need of the whole record."""
