"""How an incident came to stand as it does: when each account came into the record, and what a person changed.

In: a record and an incident; out: its claims by the run they came with, its decisions, and, where asked, the incident
as it stood after each of those runs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dateline import pipeline
from dateline.derived import silent
from dateline.desk.record import Record, once
from dateline.model import Claim, Incident, Standing
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


def changed(shown: Sequence[State]) -> tuple[tuple[State, tuple[str, ...]], ...]:
    """Each state with the names of the fields in which it differs from the one before."""
    rows: list[tuple[State, tuple[str, ...]]] = []
    before: Incident | None = None
    for state in shown:
        now = state.incident
        if before is None or now is None:
            rows.append((state, ()))
        else:
            names = ("title", "grade", "status", "when", "counts", "places", "actors", "independent_origins")
            rows.append((state, tuple(n for n in names if getattr(before, n) != getattr(now, n))))
        before = now
    return tuple(rows)
