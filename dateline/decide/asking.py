"""From what a person asks to a decision fit to be recorded, checked against what there is to decide on.

In: what was asked, the records as they stand with every decision in force, the word tables; out: the decision under
its id. Ids may be cut short, and ``report/c3`` names a claim too. Nothing is recorded here.
"""

from __future__ import annotations

import datetime as dt
import difflib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.decide.adding import added_id, place_quote, place_trigger
from dateline.decide.ledger import named, undone
from dateline.decide.places import written_place
from dateline.decide.values import known_actor, known_field, set_field, shown, written
from dateline.errors import UsageError
from dateline.merge.names import fold
from dateline.model import Action, Actor, Claim, Decision, Incident, Report, Source, Span
from dateline.words.tables import Words

_SHOWN = 5

APART = "apart"
"""What the field of a split says where incidents that are apart are to stay so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks: what to do to what, who asks, why and when (aware).

    ``subjects`` are as typed: one claim (accept, reject, set), a report (add), an incident and claims of it (split),
    incidents (merge; to be kept apart where ``field`` is ``apart``), a name (alias, place) or a decision (undo).
    ``words`` are the report's words for the value set; of a claim added its quote, and its trigger where told, with
    ``start`` the offset of the quote in the text. ``seen`` is the version of what it is about that the person had
    before them (``decide.seen``), ``None`` where that is not to be checked.
    """

    action: Action
    subjects: tuple[str, ...]
    by: str
    why: str
    at: dt.datetime
    field: str | None = None
    value: str | None = None
    words: tuple[str, ...] = ()
    start: int | None = None
    seen: str | None = None


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
    spans: tuple[Span, ...] = ()


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
            spans=found.spans,
        )
    )


def _line(text: str, what: str) -> str:
    line = " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())
    if not line:
        raise UsageError(f"Give {what}.")
    return line


def _accept(asked: Asked, held: Held, words: Words) -> _Found:
    claim = claim_meant(asked.subjects[0], held)
    return _Found(subject=claim.claim, old="set aside" if claim in held.set_aside else None)


def _reject(asked: Asked, held: Held, words: Words) -> _Found:
    claim = claim_meant(asked.subjects[0], held)
    if claim in held.set_aside:
        raise UsageError(f"The claim {claim.claim} is set aside already.")
    return _Found(subject=claim.claim)


def _set(asked: Asked, held: Held, words: Words) -> _Found:
    claim = claim_meant(asked.subjects[0], held)
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


def _add(asked: Asked, held: Held, words: Words) -> _Found:
    by_name = {report.report: report for report in held.reports}
    name = _line(asked.subjects[0], "the report")
    if name not in by_name:
        near = difflib.get_close_matches(name, sorted(by_name), n=1)
        raise UsageError(f"There is no report {name!r}{f' (did you mean {near[0]!r}?)' if near else ''}.")
    kind = written("kind", asked.value or "", words)
    report, (said, *trigger) = by_name[name], asked.words
    quote = place_quote(said, asked.start, report)
    at = place_trigger(trigger[0] if trigger else None, quote, kind, report, words)
    found = _Found(
        subject=name,
        new=kind,
        words=(report.text[quote.start : quote.end], report.text[at.start : at.end]),
        spans=(quote, at),
    )
    ident = added_id(found.words, found.spans, kind, report)
    if any(claim.claim == ident for claim in held.set_aside):
        raise UsageError(f"That claim is set aside, as {ident}: 'decide accept' brings it back.")
    if any(claim.claim == ident for claim in held.claims):
        raise UsageError(f"That claim is added already, as {ident}.")
    return found


def _split(asked: Asked, held: Held, words: Words) -> _Found:
    if asked.field == APART:
        return _apart(asked, held)
    incident = incident_meant(asked.subjects[0], held)
    taken = {claim_meant(name, held).claim for name in asked.subjects[1:]}
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


def _apart(asked: Asked, held: Held) -> _Found:
    """Two incidents that are apart are to stay so, whatever later reports bring."""
    first, *others = [incident_meant(name, held) for name in asked.subjects]
    if not others or any(one.incident == first.incident for one in others):
        raise UsageError("Name two incidents that are apart now; 'decide split' parts the claims of one.")
    groups = tuple(tuple(sorted(one.claims)) for one in (first, *others))
    return _Found(subject=first.incident, new=", ".join(one.incident for one in others), groups=groups)


def _merge(asked: Asked, held: Held, words: Words) -> _Found:
    incidents = [incident_meant(name, held) for name in asked.subjects]
    names = list(dict.fromkeys(one.incident for one in incidents))
    claims = list(dict.fromkeys(found for name in asked.subjects if (found := _claim_named(name, held))))
    if len(names) == 1 and len(claims) > 1 and len(claims) == len(asked.subjects):
        # Claims that are together now are to stay so, whatever later reports bring.
        return _Found(subject=names[0], new=names[0], groups=tuple((name,) for name in sorted(claims)))
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
    "add": _add,
    "split": _split,
    "merge": _merge,
    "alias": _alias,
    "place": _place,
    "undo": _undo,
}


def claim_meant(wanted: str, held: Held) -> Claim:
    """The claim, set aside or not, of an id, the beginning of one, or ``report/c3``; raises UsageError."""
    claims = (*held.claims, *held.set_aside)
    short = {f"{claim.report}/{claim.id}": claim for claim in claims}
    if wanted in short:
        return short[wanted]
    by_id = {claim.claim: claim for claim in claims}
    return by_id[_name(wanted, by_id, "claim")]


def _claim_named(wanted: str, held: Held) -> str | None:
    """The id of the claim that is meant, ``None`` where an incident is."""
    if any(one.incident.startswith(wanted) for one in held.incidents):
        return None
    return claim_meant(wanted, held).claim


def incident_meant(wanted: str, held: Held) -> Incident:
    """The incident of an id, or the one that a claim belongs to; raises UsageError."""
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
