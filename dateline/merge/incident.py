"""Builds an incident from the claims of one happening: its fields, origins, totals, contests, grade and
title.

In: the facts of one cluster; out: an :class:`Incident`. Everything in it comes from its claims; the id is a
hash of their ids, so that the same claims give the same incident.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dateline.merge.contest import Accounts, clash, contests
from dateline.merge.counts import totals
from dateline.merge.facts import Fact
from dateline.merge.grade import Evidence, grade
from dateline.merge.interest import stands
from dateline.merge.knowledge import Knowledge
from dateline.merge.names import fold, place_key
from dateline.merge.origins import Attribution, Mouth, voices
from dateline.merge.roles import apart
from dateline.merge.rules import Rules
from dateline.model import STATUSES, Actor, Incident, Origin, Place, Stands, Status, When

_BARE = frozenset({"advance", "attack", "other"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What building an incident asks: the rules, what is known of bodies, who speaks in each report."""

    rules: Rules
    knowledge: Knowledge
    attribution: Attribution


def incident_id(claims: Sequence[str]) -> str:
    """The id of an incident: sixteen hexadecimal digits of a hash of its sorted claim ids."""
    return hashlib.sha256("\n".join(sorted(claims)).encode()).hexdigest()[:16]


def build(facts: Sequence[Fact], tables: Tables) -> Incident:
    """The incident that the facts of one cluster tell; ``holder_after`` is left for the run as a whole to
    tell."""
    heard = tables.attribution.mouths(facts)
    affirming, denying = heard.affirming, heard.denying
    rows = voices(affirming, tables.knowledge)
    standing: dict[str, Stands] = {
        mouth.name: stands(mouth, facts, tables.rules, tables.knowledge) for mouth in (*affirming, *denying)
    }
    counted = totals(rows, standing)
    found = contests(
        Accounts(
            affirming=_voiced(rows),
            denying=denying,
            totals=counted,
            refusals=_refusals(facts, denying),
            versions=heard.versions,
        ),
        tables.knowledge,
        tables.rules,
    )
    evidence = Evidence(
        voices=rows,
        deniers=denying,
        stands=standing,
        clash=clash(found),
        taken_back=_taken_back(rows, denying, tables.knowledge),
        hedged=all(fact.claim.hedge is not None for fact in facts),
    )
    verdict = grade(evidence, tables.rules)
    told = [fact for fact in facts if fact.claim.status != "denied"] or list(facts)
    kind, status = _kind(told), _status(told)
    claims = tuple(sorted(fact.claim.claim for fact in facts))
    places = _places(told)
    when = _when(told)
    actors = _actors(_parts(told, kind, lambda fact: fact.claim.actors), tables.knowledge)
    targets = _actors(_parts(told, kind, lambda fact: fact.claim.targets), tables.knowledge)
    did, suffered = apart([fact.claim for fact in told], _names(actors), _names(targets))
    actors = tuple(actor for actor in actors if actor.name in did)
    targets = tuple(target for target in targets if target.name in suffered)
    return Incident(
        incident=incident_id(claims),
        kind=kind,
        status=status,
        title=_title(kind, status, actors, targets, places),
        places=places,
        when=when,
        actors=actors,
        targets=targets,
        means=tuple(sorted({mean for fact in told for mean in fact.claim.means})),
        counts=counted,
        claims=claims,
        reports=tuple(sorted({fact.claim.report for fact in facts})),
        outlets=tuple(sorted({fact.claim.outlet for fact in facts if fact.claim.outlet})),
        origins=_origins(rows, standing),
        independent_origins=len(rows),
        denied_by=_origins(voices(denying, tables.knowledge), standing),
        contested=found,
        grade=verdict.grade,
        admiralty=verdict.admiralty,
        why=verdict.why,
        holder_after=None,
    )


def _refusals(facts: Sequence[Fact], denying: Sequence[Mouth]) -> tuple[Fact, ...]:
    denials = {fact.claim.claim for mouth in denying for fact in mouth.facts}
    return tuple(f for f in facts if f.claim.status == "denied" and f.claim.claim not in denials)


def _voiced(rows: Sequence[Sequence[Mouth]]) -> tuple[Mouth, ...]:
    """All mouths, each bearing the voice of its row's first, so that one party does not contradict itself."""
    return tuple(
        Mouth(body=m.body, name=m.name, party=m.party, voice=row[0].voice, own=m.own, facts=m.facts)
        for row in rows
        for m in row
    )


def _origins(rows: Sequence[Sequence[Mouth]], standing: dict[str, Stands]) -> tuple[Origin, ...]:
    return tuple(
        Origin(
            name=mouth.name,
            party=mouth.party,
            stands=standing[mouth.name],
            voice=row[0].voice,
            claims=tuple(sorted(fact.claim.claim for fact in mouth.facts)),
        )
        for row in rows
        for mouth in row
    )


def _taken_back(rows: Sequence[Sequence[Mouth]], denying: Sequence[Mouth], knowledge: Knowledge) -> bool:
    """Whether the side of every denier also affirms, and not before it denied."""
    for mouth in denying:
        fact = mouth.facts[0]
        on = fact.claim.when.earliest or fact.claim.published
        last = max(told.published or 0 for told in mouth.facts)
        same = [
            told
            for row in rows
            for other in row
            if knowledge.relation(mouth.body, other.body, on, fact.country) in ("same", "allied")
            for told in other.facts
        ]
        if not any(told.published is not None and told.published >= last for told in same):
            return False
    return bool(denying)


def _kind(facts: Sequence[Fact]) -> str:
    """The kind most claims tell, a telling kind before a bare one, the first told of several."""
    counted = Counter(fact.claim.kind for fact in facts)
    if "capture" in counted:
        counted["capture"] += counted.pop("advance", 0)
    order = {kind: n for n, kind in reversed(list(enumerate(fact.claim.kind for fact in facts)))}
    return min(counted, key=lambda kind: (-counted[kind], kind in _BARE, order[kind]))


def _status(facts: Sequence[Fact]) -> Status:
    told = {fact.claim.status for fact in facts}
    return next(status for status in STATUSES if status in told)


def _places(facts: Sequence[Fact]) -> tuple[Place, ...]:
    """Each place once, the most often told first, the reading with a point before one without."""
    found: dict[str, list[Place]] = {}
    for fact in facts:
        for place in fact.claim.places:
            found.setdefault(place_key(place.name), []).append(place)
    order = sorted(found, key=lambda key: (-len(found[key]), list(found).index(key)))
    return tuple(
        min(found[key], key=lambda place: (place.lat is None, place.country is None)) for key in order
    )


def _parts(facts: Sequence[Fact], kind: str, part: Callable[[Fact], tuple[Actor, ...]]) -> list[Actor]:
    """The bodies of the claims of an incident's kind; a capture's actor may stand only in the claim of an
    advance."""
    kinds = [{kind}] + ([{"advance"}] if kind == "capture" else [])
    for wanted in kinds:
        found = [actor for fact in facts if fact.claim.kind in wanted for actor in part(fact)]
        if found:
            return found
    return []


def _actors(actors: Sequence[Actor], knowledge: Knowledge) -> tuple[Actor, ...]:
    """Each body once, the most often named first; of its names the register's own, then one the register
    knows."""
    found: dict[str, list[Actor]] = {}
    for actor in actors:
        body = knowledge.named(actor.name, actor.actor)
        found.setdefault(body.known or fold(actor.name), []).append(actor)
    order = sorted(found, key=lambda key: (-len(found[key]), list(found).index(key)))

    def rank(actor: Actor) -> tuple[bool, bool]:
        body = knowledge.named(actor.name, actor.actor)
        return body.known is None or fold(body.name) != fold(actor.name), actor.actor is None

    return tuple(min(found[key], key=rank) for key in order)


def _names(actors: Sequence[Actor]) -> tuple[str, ...]:
    return tuple(actor.name for actor in actors)


def _when(facts: Sequence[Fact]) -> When:
    """The narrowest interval that some claim tells, the most often told of equals."""
    told = [fact.claim.when for fact in facts if fact.claim.when.earliest or fact.claim.when.latest]
    if not told:
        return When()
    often = Counter((when.earliest, when.latest) for when in told)

    def rank(when: When) -> tuple[int, int, str]:
        wide = (when.latest - when.earliest).days if when.earliest and when.latest else 10000
        return (wide, -often[when.earliest, when.latest], str(when.earliest or when.latest))

    return min(told, key=rank)


def _title(
    kind: str, status: Status, actors: Sequence[Actor], targets: Sequence[Actor], places: Sequence[Place]
) -> str:
    """A short title made only of the claims' own names: kind, who, whom, where."""
    parts = [kind.replace("_", " ")]
    if actors:
        parts.append("by " + ", ".join(actor.name for actor in actors[:2]))
    if targets:
        parts.append("on " + ", ".join(actor.name for actor in targets[:2]))
    if places:
        parts.append("at " + places[0].name)
    title = " ".join(parts)
    title = title[:1].upper() + title[1:]
    return title if status == "happened" else f"{title} ({status.replace('_', ' ')})"
