"""How an incident came to stand as it does: when each account came into the record, and what a person changed.

In: a record and an incident; out: its claims by the run they came with, its decisions, and, where asked, the incident
as it stood after each of those runs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline import pipeline
from dateline.derived import silent
from dateline.desk.record import Record, once
from dateline.model import Claim, Incident, Standing
from dateline.publish.english import range_words, when_label
from dateline.publish.facts import reading_order
from dateline.publish.titles import titled
from dateline.store.moments import Moment
from dateline.store.store import Store, open_store, version_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A run of the record and the claims of an incident it brought; ``moment`` is ``None`` where none is marked."""

    moment: Moment | None
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """An incident as it stood at the end of a run; ``incident`` is ``None`` where nothing of it was there."""

    moment: Moment
    incident: Incident | None


def arrivals(incident: Incident, record: Record) -> tuple[Arrival, ...]:
    """The claims of an incident by the run that brought their report or read it last, in order."""
    told = [record.claims[name] for name in incident.claims if name in record.claims]
    with open_store(record.store, write=False) as store:
        moments = {moment.number: moment for moment in store.moments()}
        came = _came(store, {claim.report for claim in told}, record)
    numbers = sorted({came.get(claim.report, 0) for claim in told})
    return tuple(
        Arrival(
            moment=moments.get(number),
            claims=tuple(reading_order([c for c in told if came.get(c.report, 0) == number])),
        )
        for number in numbers
    )


def _came(store: Store, names: Collection[str], record: Record) -> Mapping[str, int]:
    """The number of the run by which each of some reports came."""
    versions = {name: version_of(record.reports[name]) for name in names}
    came = store.came_in(list(versions.values()))
    if all(version in came for version in versions.values()):
        return {name: came[version] for name, version in versions.items()}
    # One of several versions, or one that is shown with names blotted out: all have to be looked at, once.
    return once(record, "came", lambda: store.came().reports)


def bearing(incident: Incident, record: Record) -> tuple[Standing, ...]:
    """The decisions that bear on an incident or on a claim of it, in the order made."""
    names = {
        *incident.decisions,
        *(d for c in incident.claims if c in record.claims for d in record.claims[c].decisions),
    }
    mine = set(incident.claims)
    return tuple(
        one
        for one in record.run.decisions
        if one.decision.decision in names or any(mine & set(group) for group in one.decision.groups)
    )


def states(incident: Incident, record: Record) -> tuple[State, ...]:
    """The incident as it stood after each run that touched it, the record of that time merged by today's program."""
    with open_store(record.store, write=False) as store:
        moments = store.moments()
        came = store.came()
    wanted = {came.reports.get(name, 0) for name in incident.reports}
    wanted |= {came.decisions.get(one.decision.decision, 0) for one in bearing(incident, record)}
    return tuple(
        State(moment=moment, incident=_then(incident, record, moment))
        for moment in moments
        if moment.number in wanted
    )


def _then(incident: Incident, record: Record, moment: Moment) -> Incident | None:
    words = pipeline.WithWords(words=record.words)
    then = titled(pipeline.recall(record.store, silent, words, until=moment), record.tables)
    mine = set(incident.claims)
    return max(
        (one for one in then.incidents if mine & set(one.claims)),
        key=lambda one: (len(mine & set(one.claims)), one.incident),
        default=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A value of an incident that is another than in the state before: what it is called, and both in words."""

    field: str
    label: str
    was: str
    now: str


def changed(shown: Sequence[State]) -> tuple[tuple[State, tuple[Step, ...]], ...]:
    """Each state with every value in which it differs from the one before."""
    rows: list[tuple[State, tuple[Step, ...]]] = []
    before: Incident | None = None
    for state in shown:
        now = state.incident
        rows.append((state, _steps(before, now) if before is not None and now is not None else ()))
        before = now
    return tuple(rows)


def _steps(before: Incident, now: Incident) -> tuple[Step, ...]:
    steps = ((field, label, told(before), told(now)) for field, (label, told) in _TOLD.items())
    return tuple(
        Step(field=field, label=label, was=was, now=new) for field, label, was, new in steps if was != new
    )


def _names(values: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(values)) or "nobody"


def _counts(incident: Incident) -> str:
    told = (
        f"{range_words(one.low, one.high, one.who.replace('_', ' '))} {one.what.replace('_', ' ')}"
        for one in incident.counts
    )
    return ", ".join(told) or "none told"


_TOLD: Mapping[str, tuple[str, Callable[[Incident], str]]] = {
    "grade": ("Grade", lambda one: one.grade),
    "title": ("Heading", lambda one: one.title),
    "kind": ("What", lambda one: one.kind.replace("_", " ")),
    "status": ("Status", lambda one: one.status.replace("_", " ")),
    "when": ("When", lambda one: when_label(one.when)),
    "places": ("Where", lambda one: _names(place.name for place in one.places).replace("nobody", "not told")),
    "actors": ("Who", lambda one: _names(body.name for body in one.actors)),
    "targets": ("To whom", lambda one: _names(body.name for body in one.targets)),
    "counts": ("How many", _counts),
    "means": ("By what", lambda one: ", ".join(one.means) or "not told"),
    "origins": ("Who says so", lambda one: _names(origin.name for origin in one.origins)),
    "denied_by": ("Who denies it", lambda one: _names(origin.name for origin in one.denied_by)),
    "independent_origins": ("Independent voices", lambda one: str(one.independent_origins)),
    "holder_after": ("Held afterwards by", lambda one: one.holder_after or "not told"),
}
"""Every value of an incident: what it is called, and how it is told."""
