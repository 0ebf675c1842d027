"""Which part of the record is wanted: one selection for the pages, the API, exports and frames.

In: a run and a selection; out: a run of the same form that holds the chosen incidents and what they rest on: their
claims, the reports of these, and the control of places that fits. A claim is never torn from its incident, so that
the accounts of one happening stay side by side whatever was asked. Names are compared without case, accents, articles.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.merge.names import fold, place_key
from dateline.model import Claim, Control, Grade, Incident, Place, Status, When
from dateline.publish.part import part_of
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


Area = tuple[float, float, float, float]
"""West, south, east, north in degrees (WGS 84)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is wanted; a field that is empty or ``None`` asks nothing, of several values of one field any will do.

    ``since`` and ``until`` are days, both included: an incident fits where its interval meets them, one that nobody
    dates only with ``undated``. ``places`` are names of places or provinces, GeoNames numbers or ISO codes of
    countries, and ``countries`` such codes alone. ``actors`` did it or had it done to them (names or register ids), on
    ``origins`` it rests or they deny it; ``sources`` are origins or outlets. ``texts`` are words that title, outlets,
    places or quotes hold, all of one value, phrases within quotation marks. What one account alone tells of its bodies
    and places counts too.
    ``incidents`` and ``claims`` are ids or how they begin. ``contested`` wants a field on which accounts differ.
    ``box`` is west, south, east, north in degrees (WGS 84); it goes east from west, over the date line too.
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
    box: Area | None = None


EVERYTHING = Selection()
"""Asks nothing: the whole record."""


def select(run: Run, wanted: Selection) -> Run:
    """The part of a run that is wanted, its options telling what that is; the run itself where nothing is asked.

    Reports without any claim, and problems, are part of the whole record only.
    """
    if wanted == EVERYTHING:
        return run
    by_name = {one.claim: one for one in run.claims}
    incidents = tuple(one for one in run.incidents if fits(one, wanted, by_name))
    chosen = frozenset(one.incident for one in incidents)
    part = part_of(run, incidents, chosen_control(run, wanted, chosen))
    return replace(part, options=replace(run.options, selected=told(wanted)))


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


def fits(incident: Incident, wanted: Selection, claims: Mapping[str, Claim]) -> bool:
    """Whether one incident is wanted; ``claims`` are by id, for a body or place that only one account names counts."""
    return (
        _among(incident.kind, wanted.kinds)
        and _among(incident.status, wanted.statuses)
        and _among(incident.grade, wanted.grades)
        and _falls(incident.when, wanted)
        and (not wanted.contested or bool(incident.contested))
        and _begins((incident.incident,), wanted.incidents)
        and _begins(incident.claims, wanted.claims)
        and _any(incident.reports, wanted.reports)
        and _told_by(incident, wanted)
        and _tells(incident, wanted, claims)
    )


def _told_by(incident: Incident, wanted: Selection) -> bool:
    if not (wanted.outlets or wanted.origins or wanted.sources):
        return True
    bodies = {fold(one.name) for one in (*incident.origins, *incident.denied_by)}
    outlets = {fold(one) for one in incident.outlets}
    return (
        _any(outlets, tuple(map(fold, wanted.outlets)))
        and _any(bodies, tuple(map(fold, wanted.origins)))
        and _any(bodies | outlets, tuple(map(fold, wanted.sources)))
    )


def _tells(incident: Incident, wanted: Selection, claims: Mapping[str, Claim]) -> bool:
    """Whether its own words or those of one account name the bodies, places and words that are asked."""
    if not (wanted.actors or wanted.places or wanted.countries or wanted.box or wanted.texts):
        return True
    told: list[Incident | Claim] = [incident]
    told += [claims[name] for name in incident.claims if name in claims]
    return (
        _acts(told, wanted.actors)
        and _lies([place for one in told for place in one.places], wanted)
        and _says(incident.outlets, told, wanted.texts)
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


def _says(outlets: Sequence[str], told: Sequence[Incident | Claim], wanted: tuple[str, ...]) -> bool:
    if not wanted:
        return True
    held = held_words(outlets, told)
    return any(all(words in held for words in parts_of(one)) for one in wanted)


def held_words(outlets: Sequence[str], told: Sequence[Incident | Claim]) -> str:
    """What words are looked for in: outlets, places, headings and quotes, without capitals, one blank between words."""
    places = (place.name for one in told for place in one.places)
    words = (said for one in told for said in (one.quotes if isinstance(one, Claim) else (one.title,)))
    return " ".join(" ".join((*outlets, *places, *words)).casefold().split())


_PART = re.compile(r'"([^"]+)"|([^\s"]+)')


def parts_of(asked: str) -> list[str]:
    """The words that are asked for; those within quotation marks as one phrase."""
    parts = (" ".join((phrase or word).split()) for phrase, word in _PART.findall(asked.casefold()))
    return [part for part in parts if part]


def _acts(told: Iterable[Incident | Claim], wanted: tuple[str, ...]) -> bool:
    names = {fold(name) for name in wanted}
    return not wanted or any(
        body.actor in wanted or fold(body.name) in names
        for one in told
        for body in (*one.actors, *one.targets)
    )


def _lies(places: Sequence[Place], wanted: Selection) -> bool:
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
    named = any(place_key(name) in keys for name in names if name) or country in wanted.places
    return not keys or named or (geonames is not None and str(geonames) in wanted.places)


def _inside(lat: float | None, lon: float | None, box: Area) -> bool:
    if lat is None or lon is None:
        return False
    west, south, east, north = box
    across = east - west >= 360 or (lon - west) % 360 <= (east - west) % 360
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
