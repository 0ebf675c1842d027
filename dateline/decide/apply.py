"""What decisions make of the claims: which hold, what their fields say, which belong together or apart.

In: the claims as read, their reports, every decision in the order made, the word tables; out: the claims with a
person's values, each marked; those set aside; the ties that merging is to follow; and what has become of each
decision. Claims that a person added come in first; then names are settled (alias, place), then fields, for what is
said of one claim is surer than what is said of a name. Of two decisions on one thing the later holds. A decision
whose subject is gone changes nothing and is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.decide.adding import added_claims
from dateline.decide.ledger import in_force, undone
from dateline.decide.places import place_of
from dateline.decide.ties import Parted, resolve
from dateline.decide.values import known_actor, set_field
from dateline.errors import UsageError
from dateline.merge.names import fold
from dateline.merge.ties import Ties
from dateline.model import Actor, Claim, Decision, Incident, Place, Problem, Report, Source, Standing
from dateline.words.actors import ActorEntry
from dateline.words.tables import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The claims that hold, those a person rejected, the ties to follow, and how every decision stands."""

    claims: tuple[Claim, ...]
    set_aside: tuple[Claim, ...]
    ties: Ties
    standings: tuple[Standing, ...]


class _Notes:
    """What becomes of each decision while they are applied: in force unless something is told."""

    def __init__(self) -> None:
        self.told: dict[str, Standing] = {}
        self.used: set[str] = set()

    def vanished(self, decision: Decision, note: str) -> None:
        self.told[decision.decision] = Standing(decision=decision, state="vanished", note=note)

    def overruled(self, decision: Decision, by: Decision) -> None:
        note = f"by decision {by.decision}"
        self.told[decision.decision] = Standing(decision=decision, state="overruled", note=note)


def apply(
    claims: Sequence[Claim], reports: Sequence[Report], decisions: Sequence[Decision], words: Words
) -> Applied:
    """The claims as the decisions in force make them; without decisions they come back as they are."""
    live = in_force(decisions)
    if not decisions:
        return Applied(claims=tuple(claims), set_aside=(), ties=Ties(), standings=())
    notes = _Notes()
    texts = {report.report: report.text for report in reports}
    made, lost = added_claims(decisions, live, {report.report: report for report in reports}, words)
    for decision, note in lost:
        notes.vanished(decision, note)
    added = [_mark(claim, [decision], ("kind",)) for decision, claim in made]
    named = _with_names([*claims, *added], live, words, notes)
    fields = _with_fields(named, texts, live, words, notes)
    held, aside = _judged(fields, live, notes)
    parted = resolve([one for one in live if one.action in ("split", "merge")], {c.claim for c in held})
    _tell_ties(parted, notes)
    gone = undone(decisions)
    return Applied(
        claims=tuple(held),
        set_aside=tuple(aside),
        ties=parted.ties,
        standings=tuple(
            Standing(decision=one, state="undone")
            if one.decision in gone
            else notes.told.get(one.decision, Standing(decision=one, state="in force"))
            for one in decisions
        ),
    )


def problems_of(standings: Iterable[Standing]) -> tuple[Problem, ...]:
    """One problem for each decision whose subject is gone."""
    return tuple(
        Problem(
            where=f"decision {one.decision.decision}",
            problem=f"the decision to {told(one.decision)} changes nothing: {one.note}",
            remedy=f"decide on what is there now, or take it back with 'dateline decide undo {one.decision.decision}'",
            kind="decision",
        )
        for one in standings
        if one.state == "vanished"
    )


def unfollowed(ties: Ties, incidents: Sequence[Incident]) -> tuple[Problem, ...]:
    """One problem for each split or merge that the incidents do not follow: a guard of how claims are clustered."""
    home = {claim: incident.incident for incident in incidents for claim in incident.claims}
    broken = {name for (a, b), name in ties.together.items() if home.get(a) != home.get(b)}
    broken |= {name for (a, b), name in ties.apart.items() if home.get(a) == home.get(b)}
    return tuple(
        Problem(
            where=f"decision {name}",
            problem="the incidents do not follow this decision, though it is in force",
            remedy="this is a fault of the program: tell its makers",
            kind="decision",
        )
        for name in sorted(broken)
    )


def marked(
    incidents: Sequence[Incident], claims: Sequence[Claim], standings: Sequence[Standing]
) -> tuple[Incident, ...]:
    """The incidents, each with the decisions that bear on it, in the order made."""
    if not standings:
        return tuple(incidents)
    by_claim: dict[str, set[str]] = {claim.claim: set(claim.decisions) for claim in claims}
    for standing in standings:
        decision = standing.decision
        if standing.state == "in force" and decision.action in ("split", "merge"):
            for name in (name for group in decision.groups for name in group):
                if name in by_claim:
                    by_claim[name].add(decision.decision)
    order = {standing.decision.decision: n for n, standing in enumerate(standings)}
    out = []
    for incident in incidents:
        bearing = {name for claim in incident.claims for name in by_claim.get(claim, ())}
        out.append(replace(incident, decisions=tuple(sorted(bearing, key=lambda name: order[name]))))
    return tuple(out)


def told(decision: Decision) -> str:
    """A decision in words, without who, when and why: "set kind of 3fa4 from capture to advance"."""
    subject = decision.subject
    if decision.action == "set":
        return f"set {decision.field} of claim {subject} from {decision.old} to {decision.new}"
    if decision.action in ("alias", "place"):
        return f"read {subject!r} as {decision.new}"
    if decision.action == "add":
        return f"add a claim of {decision.new} to report {subject}, “{decision.words[0]}”"
    if decision.action == "split" and decision.new is not None:
        return f"keep incidents {subject} and {decision.new} apart"
    if decision.action == "merge" and decision.new == subject:
        return f"keep {_claims([name for group in decision.groups for name in group])} together"
    if decision.action == "split":
        return f"part {_claims(decision.groups[0])} from incident {subject}"
    if decision.action == "merge":
        return f"join incidents {subject} and {decision.new}"
    if decision.action == "undo":
        return f"undo decision {subject}"
    return f"{decision.action} claim {subject}"


def _claims(names: Sequence[str]) -> str:
    return f"claim{'' if len(names) == 1 else 's'} {', '.join(names)}"


def _with_names(
    claims: Sequence[Claim], live: Sequence[Decision], words: Words, notes: _Notes
) -> list[Claim]:
    """The claims with the names that a person read: of bodies, and of places."""
    actors: dict[str, tuple[Decision, ActorEntry]] = {}
    places: dict[str, tuple[Decision, Place]] = {}
    last: dict[tuple[str, str], Decision] = {}
    for decision in live:
        if decision.action in ("alias", "place"):
            last[decision.action, fold(decision.subject)] = decision
    for decision in live:
        if decision.action not in ("alias", "place"):
            continue
        later = last[decision.action, fold(decision.subject)]
        if later is not decision:
            notes.overruled(decision, later)
            continue
        try:
            if decision.action == "alias":
                actors[fold(decision.subject)] = decision, known_actor(decision.new or "", words)
            else:
                places[fold(decision.subject)] = decision, place_of(decision.new or "", words)
        except UsageError as fault:
            notes.vanished(decision, _clause(fault))
    if not actors and not places:
        return list(claims)
    out = [_renamed(claim, actors, places, notes) for claim in claims]
    for decision, _ in (*actors.values(), *places.values()):
        if decision.decision not in notes.used:
            notes.vanished(decision, f"no claim names {decision.subject!r}")
    return out


def _renamed(
    claim: Claim,
    actors: Mapping[str, tuple[Decision, ActorEntry]],
    places: Mapping[str, tuple[Decision, Place]],
    notes: _Notes,
) -> Claim:
    used: list[Decision] = []
    fields: dict[str, tuple[Actor | Place | Source, ...]] = {}
    for field in ("actors", "targets", "said_by", "places"):
        parts: tuple[Actor | Place | Source, ...] = getattr(claim, field)
        new = []
        for part in parts:
            found = _reading(part, actors, places)
            new.append(part if found is None else found[1])
            if found is not None:
                notes.used.add(found[0].decision)
                if found[1] != part:
                    used.append(found[0])
        if tuple(new) != parts:
            fields[field] = tuple(new)
    return _mark(_replaced(claim, fields), used, fields) if fields else claim


def _replaced(claim: Claim, fields: Mapping[str, tuple[Actor | Place | Source, ...]]) -> Claim:
    values = {
        name: fields.get(name, getattr(claim, name)) for name in ("actors", "targets", "said_by", "places")
    }
    return replace(
        claim,
        actors=tuple(one for one in values["actors"] if isinstance(one, Actor)),
        targets=tuple(one for one in values["targets"] if isinstance(one, Actor)),
        said_by=tuple(one for one in values["said_by"] if isinstance(one, Source)),
        places=tuple(one for one in values["places"] if isinstance(one, Place)),
    )


def _reading(
    part: Actor | Place | Source,
    actors: Mapping[str, tuple[Decision, ActorEntry]],
    places: Mapping[str, tuple[Decision, Place]],
) -> tuple[Decision, Actor | Place | Source] | None:
    """What a person reads a name as; a body keeps the name that the report gives it."""
    if isinstance(part, Place):
        placed = places.get(fold(part.name)) or places.get(fold(part.words))
        if placed is None:
            return None
        place = replace(placed[1], words=part.words, span=part.span)
        if part.precision == "near" and place.precision in ("settlement", "site"):
            place = replace(place, precision="near", radius_km=part.radius_km)
        return placed[0], place
    known = actors.get(fold(part.name)) or actors.get(fold(part.words))
    if known is None:
        return None
    decision, entry = known
    if isinstance(part, Source):
        return decision, replace(part, actor=entry.id, party=entry.party)
    return decision, replace(part, actor=entry.id, type=entry.type, country=entry.country)


def _with_fields(
    claims: Sequence[Claim],
    texts: Mapping[str, str],
    live: Sequence[Decision],
    words: Words,
    notes: _Notes,
) -> list[Claim]:
    """The claims with the values that a person set, the last of each field."""
    last: dict[tuple[str, str], Decision] = {}
    for decision in live:
        if decision.action == "set" and decision.field is not None:
            before = last.pop((decision.subject, decision.field), None)
            if before is not None:
                notes.overruled(before, decision)
            last[decision.subject, decision.field] = decision
    by_claim: dict[str, list[Decision]] = {}
    for decision in last.values():
        by_claim.setdefault(decision.subject, []).append(decision)
    out = []
    for claim in claims:
        for decision in by_claim.pop(claim.claim, ()):
            claim = _with_field(claim, texts.get(claim.report, ""), decision, words, notes)
        out.append(claim)
    for left in by_claim.values():
        for decision in left:
            notes.vanished(decision, "no report in force holds that claim any more")
    return out


def _with_field(claim: Claim, text: str, decision: Decision, words: Words, notes: _Notes) -> Claim:
    field = decision.field or ""
    try:
        changed = set_field(claim, field, decision.new or "", decision.words, text, words)
    except UsageError as fault:
        notes.vanished(decision, _clause(fault))
        return claim
    return _mark(changed, [decision], [field])


def _judged(
    claims: Sequence[Claim], live: Sequence[Decision], notes: _Notes
) -> tuple[list[Claim], list[Claim]]:
    """The claims that hold and those rejected; of each claim the last word counts."""
    last: dict[str, Decision] = {}
    for decision in live:
        if decision.action in ("accept", "reject"):
            before = last.pop(decision.subject, None)
            if before is not None:
                notes.overruled(before, decision)
            last[decision.subject] = decision
    held: list[Claim] = []
    aside: list[Claim] = []
    for claim in claims:
        verdict = last.pop(claim.claim, None)
        if verdict is None:
            held.append(claim)
        else:
            (aside if verdict.action == "reject" else held).append(_mark(claim, [verdict], ()))
    for decision in last.values():
        notes.vanished(decision, "no report in force holds that claim any more")
    return held, aside


def _tell_ties(parted: Parted, notes: _Notes) -> None:
    for decision in parted.vanished:
        notes.vanished(decision, "of the claims it was about too few are left")
    for decision in parted.overruled:
        note = "by later decisions on the same claims"
        notes.told[decision.decision] = Standing(decision=decision, state="overruled", note=note)
    for decision, note in parted.partly:
        notes.told[decision.decision] = Standing(decision=decision, state="in force", note=note)


def _mark(claim: Claim, decisions: Sequence[Decision], fields: Iterable[str]) -> Claim:
    names = dict.fromkeys((*claim.decisions, *(one.decision for one in decisions)))
    return replace(claim, decisions=tuple(names), decided=tuple(sorted({*claim.decided, *fields})))


def _clause(fault: UsageError) -> str:
    """A fault's sentence as the rest of another."""
    said = str(fault).removesuffix(".")
    return said[:1].lower() + said[1:]
