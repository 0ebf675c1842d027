"""What pages look up in a record instead of going through it: worked out once for each state of the store.

In: a record; out: who told what, who holds what and which incidents may fit a question, by name. Nothing here is a copy
of the record: only ways into it.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from dateline.desk.columns import Columns, Rows, columns, inside, saying, touching
from dateline.desk.holders import Days, colours, days_of, held_on
from dateline.desk.record import Record, claims_in, doers, done_to, once, places_of
from dateline.export.select import EVERYTHING, Selection, fits, parts_of
from dateline.merge.names import fold, place_key
from dateline.model import Claim, Control, Incident, Link, Report
from dateline.publish.tables_csv import control_order

T = TypeVar("T")

Ways = Mapping[tuple[str, Hashable], "array[int]"]
"""Positions in ``Record.order`` of the incidents that have a value, by field and value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """``reports`` are in force, the latest first; ``reports_of`` those of an outlet by day, ``carried_by`` the
    incidents that it tells, ``outlets`` each one's name, reports and claims.

    ``said`` has the claims that a body (register id or name) says or passes on, ``rests_on`` those it is the origin
    of, ``passed_on`` those it is a later link of. ``resting`` has the spells of control that rest on an incident,
    ``held_by`` those of a holder; ``forms`` the reports that are forms of one text. ``held`` are the spells in force as
    last told, ``colours`` the class of each holder's colour, ``days`` over which control changes.
    """

    reports: tuple[Report, ...]
    reports_of: Mapping[str, Sequence[Report]]
    carried_by: Mapping[str, Sequence[Incident]]
    outlets: tuple[tuple[str, int, int], ...]
    said: Mapping[str, Sequence[Claim]]
    rests_on: Mapping[str, Sequence[Claim]]
    passed_on: Mapping[str, Sequence[Claim]]
    resting: Mapping[str, Sequence[Control]]
    held_by: Mapping[str, Sequence[Control]]
    held: tuple[Control, ...]
    colours: Mapping[str, str]
    days: Days | None
    forms: Mapping[str, Sequence[str]]


def counted(values: Sequence[str]) -> list[tuple[str, int]]:
    """Values with how often each stands there, the commonest first."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold()))


def index(record: Record) -> Index:
    """The ways into a record."""
    return once(record, "index", lambda: _index(record))


def _index(record: Record) -> Index:
    run = record.run
    latest = sorted(run.reports, key=lambda one: one.report)
    latest.sort(key=lambda one: (one.published is not None, one.published), reverse=True)
    by_day = sorted(run.reports, key=lambda one: (one.published is None, one.published, one.report))
    control = control_order(run.control)
    claims = dict(counted([one.outlet for one in run.claims if one.outlet]))
    outlets = counted([one.outlet for one in run.reports if one.outlet])
    return Index(
        reports=tuple(latest),
        reports_of=_grouped((one.outlet, one) for one in by_day if one.outlet),
        carried_by=_grouped((outlet, one) for one in record.order for outlet in one.outlets),
        outlets=tuple((name, number, claims.get(name, 0)) for name, number in outlets),
        said=_grouped(
            (name, one)
            for one in run.claims
            for name in dict.fromkeys(name for s in one.said_by for name in (s.actor, s.name) if name)
        ),
        rests_on=_grouped((one.said_by[0].name, one) for one in run.claims if one.said_by),
        passed_on=_grouped(
            (name, one) for one in run.claims for name in dict.fromkeys(s.name for s in one.said_by[1:])
        ),
        resting=_grouped((name, one) for one in run.control for name in one.incidents),
        held_by=_grouped((one.holder, one) for one in control if one.holder is not None),
        held=held_on(run.control, None),
        colours=colours(run.control),
        days=days_of(run.control),
        forms=_grouped((root, name) for name, root in sorted(record.copies.items())),
    )


def _grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, Sequence[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for name, one in pairs:
        found[name].append(one)
    return dict(found)


def apart(record: Record) -> Mapping[str, Sequence[Link]]:
    """For each claim the links that lead from its incident to another: what nearly was one happening."""
    return once(record, "apart", lambda: _apart(record))


def _apart(record: Record) -> Mapping[str, Sequence[Link]]:
    home = record.incident_of
    return _grouped(
        (name, one)
        for one in record.run.links
        if home.get(one.left) is not home.get(one.right)
        for name in (one.left, one.right)
    )


def rows_of(wanted: Selection, record: Record) -> Rows:
    """Where in ``Record.order`` the incidents stand that fit what is asked, as :func:`dateline.export.select.fits` says
    of one: by lists of those that have a value, dates, areas and words by columns, one by one only what is left."""
    held = columns_of(record)
    parts = [_any(record, (("kind", one) for one in wanted.kinds), wanted.kinds)]
    parts.append(_any(record, (("grade", one) for one in wanted.grades), wanted.grades))
    parts.append(_any(record, (("status", one) for one in wanted.statuses), wanted.statuses))
    parts.append(_any(record, (key for name in wanted.places for key in place_keys(name)), wanted.places))
    parts.append(_any(record, (key for name in wanted.actors for key in actor_keys(name)), wanted.actors))
    parts.append(_any(record, (("source", fold(name)) for name in wanted.sources), wanted.sources))
    parts += [_saying(held, wanted.texts), None if wanted.box is None else inside(held, wanted.box)]
    given = sorted((one for one in parts if one is not None), key=len)
    rows: Rows = given[0] if given else np.arange(held.number)
    for one in given[1:]:
        rows = np.intersect1d(rows, one, assume_unique=True)
    if wanted.since is not None or wanted.until is not None:
        since, until = (None if day is None else day.toordinal() for day in (wanted.since, wanted.until))
        rows = rows[touching(held, since, until, wanted.undated)[rows]]
    # A place and an area are asked of one and the same place; what else may be asked has no column.
    torn = wanted.box is not None and (wanted.places or wanted.countries)
    if not torn and wanted == replace(EVERYTHING, **{name: getattr(wanted, name) for name in _COLUMNS}):
        return rows
    return rows[[fits(record.order[at], wanted, record.claims) for at in rows.tolist()]]


_COLUMNS = (
    "since", "until", "undated", "kinds", "grades", "statuses", "places", "actors", "sources", "texts", "box",
)  # fmt: skip
"""What :func:`rows_of` tells by lists and columns."""


def _any(record: Record, keys: Iterable[tuple[str, Hashable]], asked: Sequence[str]) -> Rows | None:
    """The incidents that have any of some values; ``None`` where none is asked."""
    if not asked:
        return None
    found, among = ways(record), np.zeros(len(record.order), np.bool_)
    for key in keys:
        among[np.frombuffer(found.get(key, _NONE), np.uint32)] = True
    return np.flatnonzero(among)


_NONE: array[int] = array("I")


def _saying(held: Columns, texts: Sequence[str]) -> Rows | None:
    """The incidents that hold all words of any of some texts; ``None`` where none is asked."""
    if not texts:
        return None
    among = np.zeros(held.number, np.bool_)
    for text in texts:
        whole = np.ones(held.number, np.bool_)
        for part in parts_of(text):
            here = np.zeros(held.number, np.bool_)
            here[saying(held, part)] = True
            whole &= here
        among |= whole
    return np.flatnonzero(among)


def place_keys(name: str) -> tuple[tuple[str, Hashable], ...]:
    """The keys of :func:`ways` that a name asked for as a place may stand for."""
    return ("place", place_key(name)), ("country", name), ("geonames", name)


def actor_keys(name: str) -> tuple[tuple[str, Hashable], ...]:
    """The keys of :func:`ways` that a name asked for as an actor may stand for."""
    return ("actor id", name), ("actor", fold(name))


def columns_of(record: Record) -> Columns:
    """The incidents as columns."""
    return once(record, "columns", lambda: columns(record.order, lambda one: claims_in(one, record)))


def ways(record: Record) -> Ways:
    """The incidents by values that a filter may ask for, as :func:`dateline.export.select.fits` reads them."""
    return once(record, "ways", lambda: _ways(record))


def _ways(record: Record) -> Ways:
    found: dict[tuple[str, Hashable], array[int]] = defaultdict(lambda: array("I"))
    for at, incident in enumerate(record.order):
        keys: set[tuple[str, Hashable]] = {
            ("kind", incident.kind),
            ("grade", incident.grade),
            ("status", incident.status),
        }
        for place in places_of(incident, record):
            keys.update(("place", place_key(name)) for name in (place.name, place.admin1) if name)
            keys.update((("country", place.country), ("geonames", str(place.geonames))))
        for body in (*doers(incident, record), *done_to(incident, record)):
            keys.update((("actor id", body.actor), ("actor", fold(body.name))))
        names = (*(one.name for one in (*incident.origins, *incident.denied_by)), *incident.outlets)
        keys.update(("source", fold(name)) for name in names)
        for key in keys:
            found[key].append(at)
    return dict(found)
