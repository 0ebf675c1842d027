"""Which part of the record is wanted: one selection for the pages, the API, exports and frames.

In: a run and a selection; out: a run of the same form that holds the chosen incidents and what they rest on: their
claims, the reports of these, and the control of places that fits. A claim is never torn from its incident, so that
the accounts of one happening stay side by side whatever was asked. Names are compared without case, accents, articles.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.merge.names import fold, place_key
from dateline.model import Actor, Control, Grade, Incident, Place, Status, When
from dateline.publish.record import Run
from dateline.publish.tables_csv import POINTS

FIELDS = (
    "since", "until", "undated", "place", "country", "kind", "status", "actor", "origin", "outlet", "report", "grade",
    "source", "incident", "claim", "text", "contested", "box",
)  # fmt: skip
"""What may be asked; each may be given several times but for the days, the box and the two that are on or off."""

_LISTS = {
    "place": "places",
    "country": "countries",
    "kind": "kinds",
    "status": "statuses",
    "actor": "actors",
    "origin": "origins",
    "outlet": "outlets",
    "report": "reports",
    "grade": "grades",
    "source": "sources",
    "incident": "incidents",
    "claim": "claims",
    "text": "texts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is wanted; a field that is empty or ``None`` asks nothing, of several values of one field any will do.

    ``since`` and ``until`` are days, both included: an incident fits where its interval meets them, one that nobody
    dates only with ``undated``. ``places`` are names of places or provinces, or GeoNames numbers; ``countries`` are
    ISO codes. ``actors`` did it or had it done to them (names or register ids), on ``origins`` it rests or they deny
    it, and ``sources`` are origins or outlets. ``texts`` are words that title, places or quotes hold, all of one value.
    ``incidents`` and ``claims`` are ids or how they begin. ``contested`` wants a field on which accounts differ.
    ``box`` is west, south, east, north in degrees (WGS 84); a box with west greater than east crosses the date line.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    undated: bool = False
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    actors: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    grades: tuple[Grade, ...] = ()
    sources: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    contested: bool = False
    box: tuple[float, float, float, float] | None = None


EVERYTHING = Selection()
"""Asks nothing: the whole record."""


def select(run: Run, wanted: Selection) -> Run:
    """The part of a run that is wanted, its options telling what that is; the run itself where nothing is asked.

    Reports without any claim, and problems, are part of the whole record only.
    """
    if wanted == EVERYTHING:
        return run
    said = {one.claim: one.quotes for one in run.claims} if wanted.texts else {}
    incidents = tuple(one for one in run.incidents if fits(one, wanted, said))
    inside = {name for one in incidents for name in one.claims}
    claims = tuple(one for one in run.claims if one.claim in inside)
    names = {one.report for one in claims}
    aside = tuple(one for one in run.set_aside if one.report in names)
    bearing = {name for one in incidents for name in one.decisions}
    bearing |= {name for one in aside for name in one.decisions}
    return replace(
        run,
        incidents=incidents,
        claims=claims,
        reports=tuple(one for one in run.reports if one.report in names),
        set_aside=aside,
        control=chosen_control(run, wanted, {one.incident for one in incidents}),
        links=tuple(one for one in run.links if one.left in inside and one.right in inside),
        decisions=tuple(one for one in run.decisions if one.decision.decision in bearing),
        boilerplate=tuple(one for one in run.boilerplate if one.report in names),
        problems=(),
        options=replace(run.options, selected=told(wanted)),
    )


def asked_by(wanted: Selection) -> dict[str, list[str]]:
    """The fields and values that ask for a selection, fit for an address.

    :func:`dateline.export.asking.selection_of` gives it back.
    """
    asked: dict[str, list[str]] = {}
    for name in FIELDS:
        value = getattr(wanted, _LISTS.get(name, name))
        if value is None or value is False or value == ():
            continue
        if name == "box":
            asked[name] = [",".join(repr(end).removesuffix(".0") for end in value)]
        else:
            asked[name] = [str(one) for one in value] if name in _LISTS else [str(value).lower()]
    return asked


def told(wanted: Selection) -> str:
    """A selection in words, such as ``since 2024-12-01; kind airstrike, shelling``; empty where nothing is asked."""
    if wanted == EVERYTHING:
        return ""
    parts = []
    for name, values in asked_by(wanted).items():
        parts.append(name if values == ["true"] else f"{name} {', '.join(values)}")
    return "; ".join(parts)


def fits(incident: Incident, wanted: Selection, said: Mapping[str, Sequence[str]]) -> bool:
    """Whether one incident is wanted; ``said`` has the quotes of each claim, asked only for ``texts``."""
    bodies = {fold(one.name) for one in (*incident.origins, *incident.denied_by)}
    outlets = {fold(one) for one in incident.outlets}
    return (
        _among(incident.kind, wanted.kinds)
        and _among(incident.status, wanted.statuses)
        and _among(incident.grade, wanted.grades)
        and (not wanted.contested or bool(incident.contested))
        and _begins((incident.incident,), wanted.incidents)
        and _begins(incident.claims, wanted.claims)
        and _any(incident.reports, wanted.reports)
        and _any(outlets, tuple(map(fold, wanted.outlets)))
        and _any(bodies, tuple(map(fold, wanted.origins)))
        and _any(bodies | outlets, tuple(map(fold, wanted.sources)))
        and _acts((*incident.actors, *incident.targets), wanted.actors)
        and _lies(incident.places, wanted)
        and _falls(incident.when, wanted)
        and _says(incident, wanted.texts, said)
    )


def chosen_control(run: Run, wanted: Selection, incidents: Collection[str]) -> tuple[Control, ...]:
    """The intervals of control that are wanted; ``incidents`` are the ids of those chosen.

    Place, country, box, days and grade are asked of the interval itself, and actors of its holder. Whatever only
    an incident has (kind, status, origin, outlet, report, ids, contest) is asked of those that the interval rests on.
    """
    of_incidents = replace(
        wanted, since=None, until=None, undated=False, places=(), countries=(), actors=(), grades=(), box=None
    )
    resting = of_incidents != EVERYTHING
    return tuple(
        one
        for one in run.control
        if (not resting or not set(incidents).isdisjoint(one.incidents))
        and _among(one.grade, wanted.grades)
        and _any((fold(one.holder),) if one.holder else (), tuple(map(fold, wanted.actors)))
        and _there((one.place,), one.country, None, wanted)
        and (wanted.box is None or _inside(one.lat, one.lon, wanted.box))
        and _during(one.start, one.end, wanted)
    )


def _among(value: str, wanted: Collection[str]) -> bool:
    return not wanted or value in wanted


def _any(values: Iterable[str], wanted: Collection[str]) -> bool:
    return not wanted or any(value in wanted for value in values)


def _begins(values: Iterable[str], wanted: tuple[str, ...]) -> bool:
    return not wanted or any(value.startswith(wanted) for value in values)


def _says(incident: Incident, wanted: tuple[str, ...], said: Mapping[str, Sequence[str]]) -> bool:
    if not wanted:
        return True
    quotes = (quote for name in incident.claims for quote in said.get(name, ()))
    held = " ".join((incident.title, *(one.name for one in incident.places), *quotes)).casefold()
    return any(all(word in held for word in one.casefold().split()) for one in wanted)


def _acts(actors: Iterable[Actor], wanted: tuple[str, ...]) -> bool:
    names = {fold(name) for name in wanted}
    return not wanted or any(one.actor in wanted or fold(one.name) in names for one in actors)


def _lies(places: tuple[Place, ...], wanted: Selection) -> bool:
    """Whether one place has the name, country and position that are asked."""
    asked = wanted.places or wanted.countries or wanted.box is not None
    return not asked or any(
        _there((one.name, one.admin1 or ""), one.country, one.geonames, wanted)
        and (wanted.box is None or (one.precision in POINTS and _inside(one.lat, one.lon, wanted.box)))
        for one in places
    )


def _there(names: tuple[str, ...], country: str | None, geonames: int | None, wanted: Selection) -> bool:
    if wanted.countries and (country or "") not in wanted.countries:
        return False
    keys = {place_key(one) for one in wanted.places}
    named = any(place_key(name) in keys for name in names if name)
    return not keys or named or (geonames is not None and str(geonames) in wanted.places)


def _inside(lat: float | None, lon: float | None, box: tuple[float, float, float, float]) -> bool:
    if lat is None or lon is None:
        return False
    west, south, east, north = box
    across = west <= lon <= east if west <= east else lon >= west or lon <= east
    return across and south <= lat <= north


def _falls(when: When, wanted: Selection) -> bool:
    if wanted.since is None and wanted.until is None:
        return True
    if when.earliest is None and when.latest is None:
        return wanted.undated
    return _during(when.earliest, when.latest, wanted)


def _during(first: dt.date | None, last: dt.date | None, wanted: Selection) -> bool:
    """Whether an interval, open at an end that is ``None``, meets the days that are asked."""
    late = wanted.since is not None and last is not None and last < wanted.since
    early = wanted.until is not None and first is not None and first > wanted.until
    return not late and not early
