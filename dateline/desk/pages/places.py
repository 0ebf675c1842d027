"""Places: who held each when and on whose word, and what is said to have happened there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from dateline.desk.filters import Filter, address, exports
from dateline.desk.holders import days_of, held_on
from dateline.desk.links import NOWHERE
from dateline.desk.lookup import index, ways
from dateline.desk.record import Record, once, places_of
from dateline.desk.render import page, record
from dateline.export.select import Selection
from dateline.merge.names import place_key as folded
from dateline.model import Control, Incident, Place
from dateline.publish.english import when_label
from dateline.publish.geojson import radius_km
from dateline.publish.strips import strip, strip_days
from dateline.publish.tables_csv import control_order, place_key

router = APIRouter()
NAV = ("Places", "/places")

MOST = 200
"""How many incidents a page of a place, an actor or a source lists."""

MOST_LISTED = 500
"""How many places each part of the list of places names, those with most incidents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A place of the record: how it was told (``None`` where only control names it), incidents, spells of control."""

    name: str
    country: str | None
    place: Place | None
    incidents: tuple[Incident, ...]
    control: tuple[Control, ...]


@router.get("/places")
def places(request: Request) -> HTMLResponse:
    """Every place of the record, those with most incidents first."""
    shown = record(request)
    ordered = once(shown, "places in order", lambda: _ordered(shown))
    held, others = [one for one in ordered if one.control], [one for one in ordered if not one.control]
    values = {
        "title": "Places",
        "record": shown,
        "held": [(one, held_on(one.control, None)) for one in held[:MOST_LISTED]],
        "others": others[:MOST_LISTED],
        "numbers": (len(held), len(others)),
        "colours": index(shown).colours,
        "most": MOST_LISTED,
    }
    return page(request, "places.html", values)


@router.get("/places/{country}/{name:path}")
def place(request: Request, country: str, name: str) -> HTMLResponse:
    """One place."""
    shown = record(request)
    found = known_places(shown).get((name, "" if country == NOWHERE else country))
    if found is None:
        raise HTTPException(404, "The record tells of no place of this name in this country.")
    colour, days = index(shown).colours, days_of(found.control)
    drawn = ""
    if days is not None:
        drawn = strip(found.control, days.first, days.last, list(colour))
        drawn += strip_days(found.control, days.first, days.last)
    listed = found.incidents[:MOST]
    values = {
        "title": name,
        "record": shown,
        "found": found,
        "colours": colour,
        "strip": Markup(drawn),  # drawn from dates and numbers alone
        "days": [(label, list(group)) for label, group in groupby(listed, key=lambda i: when_label(i.when))],
        "families": shown.tables.families,
        "radius": radius_km(found.place) if found.place is not None else None,
        "within": _within(name, found, shown),
        "query": address(Filter(place=name)),
        "exports": exports(Selection(places=(name,), countries=(found.country,) if found.country else ())),
        "country": shown.tables.countries.get(found.country or "", found.country),
    }
    return page(request, "place.html", values)


def _within(name: str, found: Known, shown: Record) -> list[Incident]:
    """The incidents at places of a province."""
    near = ways(shown).get(("place", folded(name)), ())
    told = [shown.order[at] for at in near]
    return [i for i in told if any(p.admin1 == name and p.country == found.country for p in i.places)]


def _ordered(shown: Record) -> list[Known]:
    return sorted(
        known_places(shown).values(),
        key=lambda one: (not one.control, -len(one.incidents), one.name, one.country or ""),
    )


def known_places(shown: Record) -> dict[tuple[str, str], Known]:
    """Every place that an incident or a spell of control tells of, by name and country."""
    return once(shown, "places", lambda: _known_places(shown))


def _known_places(shown: Record) -> dict[tuple[str, str], Known]:
    told: dict[tuple[str, str], Place] = {}
    incidents: dict[tuple[str, str], list[Incident]] = {}
    control: dict[tuple[str, str], list[Control]] = {}
    for incident in shown.order:
        for one in (here := places_of(incident, shown)):
            told.setdefault(place_key(one), one)
        for key in {place_key(one) for one in here}:
            incidents.setdefault(key, []).append(incident)
    for spell in control_order(shown.run.control):
        control.setdefault((spell.place, spell.country or ""), []).append(spell)
    return {
        key: Known(
            name=key[0],
            country=key[1] or None,
            place=told.get(key),
            incidents=tuple(incidents.get(key, ())),
            control=tuple(control.get(key, ())),
        )
        for key in (*told, *(key for key in control if key not in told))
    }


READY = (known_places, lambda shown: once(shown, "places in order", lambda: _ordered(shown)))
"""What the pages of places need of the whole record."""
