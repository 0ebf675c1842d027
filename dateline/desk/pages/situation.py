"""The situation: what is said to have happened, where and when, all of it filtered together by the address."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from dateline.desk.charts import Charts, charts, figures_of
from dateline.desk.filters import (
    NAMES,
    Filter,
    address,
    chosen,
    exports,
    read_filter,
    rows,
    selection,
    sources_of,
    spells,
    spells_held,
    told,
    without,
)
from dateline.desk.links import actor_key
from dateline.desk.lookup import actor_keys, columns_of, counted, index, ways
from dateline.desk.maps import basemap, held, incidents_drawn, spots
from dateline.desk.picture import Drawn, picture
from dateline.desk.record import Record, once
from dateline.desk.render import page, record
from dateline.errors import UsageError
from dateline.merge.names import fold
from dateline.model import GRADES, STATUSES, Incident
from dateline.publish.english import when_label
from dateline.publish.map_svg import find_spots

router = APIRouter()
NAV = ("Situation", "/")

ON_A_PAGE = 150
"""How many incidents one page lists; the map and the charts show all."""

MOST_ROWS = 200
"""How many rows of a table of figures or of control stand on the page, the last days and the first places; the list of
places has all that are held, and the exports have every figure."""

MOST_DRAWN = 20_000
"""How many incidents the map shows, the last by date; lists, charts by day and exports have all."""

MOST_DOTS = 3_000
"""Up to how many incidents the timeline shows one by one."""

MOST_CHOICES = 400
"""How many actors, sources or places the form offers, the commonest; any other can be typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What may be chosen in each field of the form, with the number of incidents: (value, label, number), the commonest
    first."""

    kinds: tuple[tuple[str, tuple[tuple[str, str, int], ...]], ...]
    actors: tuple[tuple[str, str, int], ...]
    sources: tuple[tuple[str, str, int], ...]
    places: tuple[str, ...]
    grades: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[str, int], ...]
    names: Mapping[str, str]


@router.get("/")
def situation(request: Request) -> HTMLResponse:
    """The page that opens first; a part of it where htmx asks for one is the same page."""
    shown, wanted = record(request), read_filter(request.query_params)
    found = chosen(wanted, shown)
    number = _number(request.query_params.get("page"))
    listed = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    day = _on(request.query_params.get("on"))
    values: dict[str, Any] = {
        "title": "Situation",
        "record": shown,
        "wanted": wanted,
        "names": NAMES,
        "kept": told(wanted),
        "chips": _chips(wanted, shown),
        "choices": choices(shown),
        "unknown": _unknown(wanted, shown) if not found else None,
        "found": found,
        "most_drawn": MOST_DRAWN,
        "undated": _undated(wanted, shown),
        "days": [(label, list(group)) for label, group in groupby(listed, key=lambda i: when_label(i.when))],
        "families": shown.tables.families,
        "figures": _figures(wanted, shown),
        "most": MOST_ROWS,
        "held": spells_held(wanted, shown, day),
        "colours": index(shown).colours,
        "span": index(shown).days,
        "on": day,
        "query": address(wanted),
        "exports": exports(selection(wanted, shown)),
        "data": f"/situation.json{address(wanted)}",
        # Where htmx asks for the list, the map stands already.
        "picture": None if "hx-request" in request.headers else _picture(wanted, shown, day),
        "earlier": address(wanted, page=str(number - 1)) if number > 1 else None,
        "later": address(wanted, page=str(number + 1)) if number * ON_A_PAGE < len(found) else None,
        "reports": len(shown.run.reports),
        "outlets": len(index(shown).outlets),
    }
    return page(request, "situation.html", values)


@router.get("/situation.json")
def data(request: Request) -> Response:
    """What the map and the charts of that page are drawn from."""
    shown, wanted = record(request), read_filter(request.query_params)
    # What everybody sees first is written once; views are many, and large, and are not kept.
    drawn = _whole(shown) if wanted == Filter() else _drawn(wanted, shown)
    return Response(drawn, media_type="application/json")


def _whole(shown: Record) -> bytes:
    return once(shown, "situation.json", lambda: _drawn(Filter(), shown))


def drawn_of(found: Sequence[Incident]) -> Sequence[Incident]:
    """The incidents that map and timeline show, of those that a filter lets through: the last by date, so many."""
    if len(found) <= MOST_DRAWN:
        return found
    dated = len(found)
    while dated and found[dated - 1].when.earliest is None and found[dated - 1].when.latest is None:
        dated -= 1
    return (*found[max(0, dated - MOST_DRAWN) : dated], *found[dated:])[:MOST_DRAWN]


def _picture(wanted: Filter, shown: Record, day: dt.date | None) -> Drawn | None:
    """The map as it stands until its scripts have drawn it."""

    def made() -> Drawn | None:
        spells, spots = spells_held(wanted, shown, day), find_spots(drawn_of(chosen(wanted, shown)))
        return picture(spots, spells, index(shown).colours, shown.tables, wanted.box)

    whole = wanted == Filter() and day is None
    return once(shown, "picture" if whole else ("picture", wanted, day), made)


def _drawn(wanted: Filter, shown: Record) -> bytes:
    """The spots, spells and figures of a view, as JSON."""
    found = drawn_of(chosen(wanted, shown))
    figures = _figures(wanted, shown)
    made = JSONResponse(
        {
            "incidents": incidents_drawn(found, shown.tables.families),
            "spots": spots(found),
            "control": held(spells(wanted, shown), index(shown).colours),
            "box": wanted.box,
            "mostDots": MOST_DOTS,
            "perDay": [{"day": d.isoformat(), "family": f, "n": n} for d, f, n in figures.per_day],
            "deaths": [
                {"day": one.day.isoformat(), "low": one.low, "high": one.high, "open": one.open}
                for one in figures.deaths
            ],
            "actors": [{"name": name, "n": number} for name, number in _told_apart(figures, shown)],
            "means": [{"name": name, "n": number} for name, number in figures.means],
        }
    )
    return bytes(made.body)


@router.get("/basemap.json")
def outlines(request: Request) -> Response:
    """Outlines and names of countries, and the lines between provinces of those that the record tells of."""
    held = record(request)
    countries = held.words.countries.by_iso
    shown = basemap(tuple(countries[iso] for iso in sorted(countries)), _countries(held))
    headers = {"Cache-Control": "private, max-age=600"}
    return Response(shown, media_type="application/geo+json", headers=headers)


def _countries(shown: Record) -> frozenset[str]:
    """The countries (ISO alpha-2) that incidents are told of."""
    return once(
        shown,
        "countries",
        lambda: frozenset(
            place.country for i in shown.order for place in i.places if place.country is not None
        ),
    )


def _figures(wanted: Filter, shown: Record) -> Charts:
    """The figures of the charts of a view."""
    name = ("charts", wanted) if wanted != Filter() else "charts"
    return once(shown, name, lambda: charts(figures_of(shown), rows(wanted, shown)))


def _told_apart(figures: Charts, shown: Record) -> list[tuple[str, int]]:
    """The actors of the charts: where reports call two by one name, each as the register has it."""
    told = Counter(name for _, name, _ in figures.actors)
    listed = {key: shown.words.actors.entry(key) for key, name, _ in figures.actors if told[name] > 1}
    return [
        (name if (entry := listed.get(key)) is None else entry.name, number)
        for key, name, number in figures.actors
    ]


def choices(shown: Record) -> Choices:
    """What can be chosen in the record."""
    return once(shown, "choices", lambda: _choices(shown))


def _unknown(wanted: Filter, shown: Record) -> tuple[str, str] | None:
    """What is asked for that the record knows nothing of: the field and the name."""
    known = ways(shown)
    if wanted.actor is not None and known.keys().isdisjoint(actor_keys(wanted.actor)):
        return "actor", wanted.actor
    if wanted.source is not None and ("source", fold(wanted.source)) not in known:
        return "source", wanted.source
    return None


def _choices(shown: Record) -> Choices:
    families = shown.tables.families
    kinds = counted([i.kind for i in shown.order])
    groups = sorted({families.get(kind, "other") for kind, _ in kinds})
    names = {actor_key(a): a.name for i in reversed(shown.order) for a in (*i.targets, *i.actors)}
    actors = counted([key for i in shown.order for key in {actor_key(a) for a in (*i.actors, *i.targets)}])
    sources = counted([name for i in shown.order for name in sources_of(i)])
    grades, statuses = Counter(i.grade for i in shown.order), Counter(i.status for i in shown.order)
    return Choices(
        kinds=tuple(
            (g, tuple((k, k.replace("_", " "), n) for k, n in kinds if families.get(k, "other") == g))
            for g in groups
        ),
        actors=_each_once((key, names[key], n) for key, n in actors)[:MOST_CHOICES],
        sources=tuple((name, name, n) for name, n in sources)[:MOST_CHOICES],
        places=tuple(
            name for name, _ in counted([p.name for i in shown.order for p in i.places])[:MOST_CHOICES]
        ),
        grades=tuple((g, grades[g]) for g in GRADES),
        statuses=tuple((s, statuses[s]) for s in STATUSES if s in statuses),
        names=names,
    )


def _each_once(values: Iterable[tuple[str, str, int]]) -> tuple[tuple[str, str, int], ...]:
    """Of values with one label the first: a name that is typed means all that bear it."""
    found: dict[str, tuple[str, str, int]] = {}
    for one in values:
        found.setdefault(one[1], one)
    return tuple(found.values())


def _chips(wanted: Filter, shown: Record) -> list[tuple[str, str, str]]:
    """What is asked for, as name, value in words, and the address without it."""
    names = choices(shown).names
    rows = []
    for field, name, value in told(wanted):
        words = (
            names.get(value, value) if field == "actor" else "drawn on the map" if field == "box" else value
        )
        rows.append((name, words.replace("_", " "), f"/{address(without(wanted, field, value))}"))
    return rows


def _undated(wanted: Filter, shown: Record) -> int:
    """How many more there would be if those without a date could be placed in the days asked for."""
    if wanted.first is None and wanted.last is None:
        return 0
    whole = Filter(
        place=wanted.place,
        box=wanted.box,
        actor=wanted.actor,
        kind=wanted.kind,
        grade=wanted.grade,
        status=wanted.status,
        source=wanted.source,
        text=wanted.text,
    )
    days, at = columns_of(shown), rows(whole, shown)
    return int(np.count_nonzero((days.earliest[at] == 0) & (days.latest[at] == 0)))


def _number(value: str | None) -> int:
    return (
        min(int(value), 10_000)
        if value is not None and value.isdecimal() and len(value) < 6 and int(value) > 0
        else 1
    )


def _on(value: str | None) -> dt.date | None:
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{value!r} is no date: write it as YYYY-MM-DD.") from None


READY = (
    index,
    ways,
    columns_of,
    figures_of,
    choices,
    lambda shown: _figures(Filter(), shown),
    _whole,
    _countries,
    lambda shown: _picture(Filter(), shown, None),
)
"""What the first page needs of the whole record."""
