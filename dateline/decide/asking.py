"""From what a person asks to a decision fit to be recorded, checked against what there is to decide on.

In: what was asked, the records as they stand with every decision in force, the word tables; out: the decision under
its id. Ids may be cut short, and ``report/c3`` names a claim too. Nothing is recorded here.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.decide.ledger import named, undone
from dateline.decide.places import written_place
from dateline.decide.values import known_actor, known_field, set_field, shown, written
from dateline.errors import UsageError
from dateline.merge.names import fold
from dateline.model import Action, Actor, Claim, Decision, Incident, Report, Source
from dateline.words.tables import Words

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks: what to do to what, who asks, why and when (aware).

    ``subjects`` are as typed: one claim (accept, reject, set), an incident and claims of it (split), incidents
    (merge), a name (alias, place) or a decision (undo). ``words`` are the report's words for the value set.
    """

    action: Action
    subjects: tuple[str, ...]
    by: str
    why: str
    at: dt.datetime
    field: str | None = None
    value: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The records as they stand: claims that hold, those set aside, incidents, reports, every decision made."""

    claims: tuple[Claim, ...]
    set_aside: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    reports: tuple[Report, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a decision says of its subject."""

    subject: str
    old: str | None = None
    new: str | None = None
    field: str | None = None
    words: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()


def decided(asked: Asked, held: Held, words: Words) -> Decision:
    """The decision that was asked for, under its id.

    Raises:
        UsageError: it is about nothing there is, says nothing new, or its value is unknown.
    """
    by, why = _line(asked.by, "--by, who decides"), _line(asked.why, "--why, the reason")
    if asked.at.tzinfo is None:
        raise UsageError("The time of a decision must say its zone, such as 2024-12-06T07:00Z.")
    found = _ASK[asked.action](asked, held, words)
    return named(
        Decision(
            decision="",
            subject=found.subject,
            action=asked.action,
            field=found.field,
            old=found.old,
            new=found.new,
            by=by,
            at=asked.at.astimezone(dt.UTC).replace(microsecond=0),
            reason=why,
            words=found.words,
            groups=found.groups,
        )
    )


def _line(text: str, what: str) -> str:
    line = " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())
    if not line:
        raise UsageError(f"Give {what}.")
    return line


def _accept(asked: Asked, held: Held, words: Words) -> _Found:
    claim = _claim(asked.subjects[0], held)
    return _Found(subject=claim.claim, old="set aside" if claim in held.set_aside else None)


def _reject(asked: Asked, held: Held, words: Words) -> _Found:
    claim = _claim(asked.subjects[0], held)
    if claim in held.set_aside:
        raise UsageError(f"The claim {claim.claim} is set aside already.")
    return _Found(subject=claim.claim)


def _set(asked: Asked, held: Held, words: Words) -> _Found:
    claim = _claim(asked.subjects[0], held)
    field = known_field(asked.field or "")
    value = written(field, asked.value or "", words)
    text = next(report.text for report in held.reports if report.report == claim.report)
    changed = set_field(claim, field, value, asked.words, text, words)
    before = shown(claim, field)
    if getattr(changed, field) == getattr(claim, field):
        raise UsageError(
            f"The {field} of claim {claim.claim} is {before} already: 'decide accept' confirms it."
        )
    return _Found(subject=claim.claim, field=field, old=before, new=value, words=asked.words)


def _split(asked: Asked, held: Held, words: Words) -> _Found:
    incident = _incident(asked.subjects[0], held)
    taken = {_claim(name, held).claim for name in asked.subjects[1:]}
    strange = sorted(taken - set(incident.claims))
    if strange:
        raise UsageError(f"The claim {strange[0]} is not in incident {incident.incident}.")
    rest = tuple(name for name in incident.claims if name not in taken)
    if not taken or not rest:
        raise UsageError(
            f"Name some claims of incident {incident.incident} to part from it, and not all of its "
            f"{len(incident.claims)}."
        )
    return _Found(subject=incident.incident, groups=(tuple(sorted(taken)), rest))


def _merge(asked: Asked, held: Held, words: Words) -> _Found:
    incidents = [_incident(name, held) for name in asked.subjects]
    names = list(dict.fromkeys(one.incident for one in incidents))
    if len(names) < 2:
        raise UsageError(f"Name two or more incidents to join: {', '.join(names)} is one.")
    by_name = {one.incident: one.claims for one in incidents}
    return _Found(
        subject=names[0],
        new=", ".join(names[1:]),
        groups=tuple(tuple(sorted(by_name[name])) for name in names),
    )


def _alias(asked: Asked, held: Held, words: Words) -> _Found:
    name = _line(asked.subjects[0], "the name as reports write it")
    entry = known_actor(_line(asked.value or "", "the actor that the name stands for"), words)
    bodies: list[Actor | Source] = []
    for claim in held.claims:
        bodies += [*claim.actors, *claim.targets, *claim.said_by]
    read = [one.actor or "" for one in bodies if fold(name) in (fold(one.name), fold(one.words))]
    if read and all(actor == entry.id for actor in read):
        raise UsageError(f"Every claim reads {name!r} as {entry.id} already.")
    old = "; ".join(sorted({actor or "no actor of the register" for actor in read})) or None
    return _Found(subject=name, old=old, new=entry.id)


def _place(asked: Asked, held: Held, words: Words) -> _Found:
    name = _line(asked.subjects[0], "the name as reports write it")
    place = written_place(_line(asked.value or "", "the place that the name stands for"), words)
    read = [
        one.name if one.country is None else f"{one.name}, {one.country}"
        for claim in held.claims
        for one in claim.places
        if fold(name) in (fold(one.name), fold(one.words))
    ]
    return _Found(subject=name, old="; ".join(sorted(set(read))) or None, new=place)


def _undo(asked: Asked, held: Held, words: Words) -> _Found:
    known = {one.decision: one for one in held.decisions}
    name = _name(asked.subjects[0], known, "decision")
    if name in undone(held.decisions):
        raise UsageError(f"The decision {name} is undone already.")
    return _Found(subject=name)


_ASK: Mapping[Action, Callable[[Asked, Held, Words], _Found]] = {
    "accept": _accept,
    "reject": _reject,
    "set": _set,
    "split": _split,
    "merge": _merge,
    "alias": _alias,
    "place": _place,
    "undo": _undo,
}


def _claim(wanted: str, held: Held) -> Claim:
    claims = (*held.claims, *held.set_aside)
    short = {f"{claim.report}/{claim.id}": claim for claim in claims}
    if wanted in short:
        return short[wanted]
    by_id = {claim.claim: claim for claim in claims}
    return by_id[_name(wanted, by_id, "claim")]


def _incident(wanted: str, held: Held) -> Incident:
    """The incident of an id, or the one that a claim belongs to."""
    by_id = {incident.incident: incident for incident in held.incidents}
    short = {f"{claim.report}/{claim.id}": claim.claim for claim in held.claims}
    name = short.get(wanted)
    if name is None:
        name = _name(wanted, [*by_id, *short.values()], "incident or claim")
    if name in by_id:
        return by_id[name]
    return next(incident for incident in held.incidents if name in incident.claims)


def _name(wanted: str, names: Iterable[str], what: str) -> str:
    """The one name that is, or begins with, what was typed."""
    known: Sequence[str] = sorted(set(names))
    hits = [wanted] if wanted in known else [name for name in known if wanted and name.startswith(wanted)]
    if not hits:
        raise UsageError(f"No {what} has an id that begins with {wanted!r}.")
    if len(hits) > 1:
        some = ", ".join(hits[:_SHOWN]) + (", ..." if len(hits) > _SHOWN else "")
        raise UsageError(f"{wanted!r} could be {some}: give more of the id.")
    return hits[0]
