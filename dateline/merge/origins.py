"""Sees through outlets to the bodies an incident rests on, and counts how many voices they are.

In: the facts of one incident; out: the origins that affirm it and those that deny it, each with the voice
it speaks with. An outlet's own voice is an origin only for what it attributes to nobody anywhere in that
text; a body that issues a report is itself the origin of what it says there; bodies of one party are one
voice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.merge.facts import SPEECH, Fact
from dateline.merge.knowledge import Body, Knowledge, KnownOutlet
from dateline.merge.names import clean, fold, initials, same_name, stem
from dateline.model import PartyKind, Report

STATE_OUTLETS = frozenset({"state", "party", "issuer"})
"""Kinds of outlet that speak for a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mouth:
    """One body that tells an incident: its claims, affirming or denying, and whether it is an outlet's own
    voice."""

    body: Body
    name: str
    party: PartyKind
    voice: str
    own: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    fact: Fact
    name: str
    body: Body
    party: PartyKind
    own: bool
    issuer: bool


class Attribution:
    """Who speaks in each claim, worked out over the reports of a run."""

    def __init__(self, reports: Sequence[Report], groups: Mapping[str, str], knowledge: Knowledge) -> None:
        self._reports = {report.report: report for report in reports}
        self._groups = groups
        self._knowledge = knowledge

    def telling(self, fact: Fact) -> _Telling:
        """The body a claim rests on."""
        claim = fact.claim
        country = fact.country
        if claim.said_by:
            source = claim.said_by[0]
            name = clean(source.name)
            body = self._knowledge.speaker(name, source.actor, source.party, country)
            if body.generic and source.party in ("government", "armed_group", "unknown"):
                body = self._house(fact, body)
            return _Telling(fact=fact, name=name, body=body, party=source.party, own=False, issuer=False)
        if claim.kind in SPEECH and claim.actors:
            name = clean(claim.actors[0].name)
            body = self._knowledge.body(name, country)
            party = _party(body)
            return _Telling(fact=fact, name=name, body=body, party=party, own=False, issuer=True)
        return self._own(fact)

    def _own(self, fact: Fact) -> _Telling:
        report = self._reports.get(fact.claim.report)
        first = self._reports.get(self._groups.get(fact.claim.report, ""), report)
        outlet = (first.outlet if first else None) or fact.claim.outlet or fact.claim.report
        if report is not None and report.syndicated_from and report.syndicated_from not in self._reports:
            outlet = report.syndicated_from
        known = self._knowledge.outlet(outlet)
        kind = known.kind if known is not None else None
        name = clean(outlet) if known is None or (kind == "issuer" and " " in outlet) else _short(known)
        body = self._knowledge.body(clean(outlet), fact.country)
        if known is not None and known.voice:
            spoken = self._knowledge.party(known.voice)
            if spoken is not None:
                body = spoken
            elif body.known is None:
                body = Body(key=known.voice, root=known.voice, name=name)
        issuer = kind == "issuer" or (known is None and _is_body(body))
        party = _party(body) if issuer or kind in STATE_OUTLETS else "media"
        return _Telling(fact=fact, name=name, body=body, party=party, own=True, issuer=issuer)

    def _house(self, fact: Fact, body: Body) -> Body:
        """A nameless official quoted by an outlet that speaks for a party ("an official source" in a state
        agency)."""
        outlet = self._knowledge.outlet(fact.claim.outlet)
        if outlet is None or not outlet.voice or outlet.kind not in ("state", "party"):
            return body
        spoken = self._knowledge.party(outlet.voice)
        root = spoken.root if spoken is not None else outlet.voice
        return Body(key=body.key, root=root, name=body.name, generic=True)

    def mouths(self, facts: Sequence[Fact]) -> tuple[tuple[Mouth, ...], tuple[Mouth, ...]]:
        """The bodies that affirm an incident and those that deny it, in the order of their first claims."""
        tellings = [self.telling(fact) for fact in facts]
        affirming = [t for t in tellings if t.fact.claim.status != "denied"]
        denying = [t for t in tellings if t.fact.claim.status == "denied" and not self._turns(t, affirming)]
        attributed = {(self._group(t), t.fact.claim.kind) for t in affirming if not t.own and _done(t)}
        kept = [
            t
            for t in affirming
            if not t.own or t.issuer or (self._group(t), t.fact.claim.kind) not in attributed
        ]
        vouched = [t for t in kept if not self._knowledge.nobody(t.name)]
        firm = [t for t in vouched if not (t.own and t.fact.claim.status == "possible")]
        return self._gather(firm or vouched or kept), self._gather(denying)

    def _turns(self, t: _Telling, affirming: Sequence[_Telling]) -> bool:
        """Whether who denies an act of its own also says who else did it: an account of its own, not a
        denial."""
        return any(
            _one_body(t, other)
            and other.fact.claim.kind == t.fact.claim.kind
            and other.fact.actors
            and t.fact.actors
            and not any(self._knowledge.same(x, y) for x in other.fact.actors for y in t.fact.actors)
            for other in affirming
        )

    def _group(self, t: _Telling) -> str:
        return self._groups.get(t.fact.claim.report, t.fact.claim.report)

    def _gather(self, tellings: Sequence[_Telling]) -> tuple[Mouth, ...]:
        rows: list[list[_Telling]] = []
        for t in tellings:
            for row in rows:
                if _one_body(row[0], t):
                    row.append(t)
                    break
            else:
                rows.append([t])
        return tuple(
            Mouth(
                body=row[0].body,
                name=max((t.name for t in row), key=lambda name: (len(fold(name).split()), len(name), name)),
                party=row[0].party,
                voice=row[0].body.root,
                own=all(t.own and not t.issuer for t in row),
                facts=tuple(t.fact for t in row),
            )
            for row in rows
        )


def _one_body(a: _Telling, b: _Telling) -> bool:
    """Whether two names are one body's: alike, or one a shorter naming of the other ("the army", "army
    command")."""
    if fold(a.name) == fold(b.name) or same_name(a.name, b.name):
        return True
    if a.own != b.own and "media" in (a.party, b.party):
        return False
    if a.body.known is not None and a.body.known == b.body.known and a.own == b.own:
        return True
    if a.body.root != b.body.root:
        return False
    small, large = sorted((_stems(a.name), _stems(b.name)), key=len)
    return bool(small) and small <= large


def _stems(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in fold(name).split())


def _done(t: _Telling) -> bool:
    return t.fact.claim.status in ("happened", "ongoing")


def _short(outlet: KnownOutlet) -> str:
    """How newsrooms name an outlet: an agency by its initials, another by its name."""
    if outlet.kind in ("agency", "state", "broadcaster"):
        for alias in outlet.aliases:
            if initials(alias, outlet.name):
                return alias
    return clean(outlet.name)


def _is_body(body: Body) -> bool:
    return (body.known is not None and body.party != "media") or body.state or body.root == "united-nations"


def _party(body: Body) -> PartyKind:
    told = body.party
    for kind in ("government", "armed_group", "monitor", "international", "media", "witness", "expert"):
        if told == kind:
            return kind
    return "government" if body.state else "unknown"


def voices(mouths: Sequence[Mouth], knowledge: Knowledge) -> tuple[tuple[Mouth, ...], ...]:
    """Mouths grouped by the party they speak for, in the order of their first; each group counts once."""
    rows: list[list[Mouth]] = []
    for mouth in mouths:
        for row in rows:
            if any(_one_voice(other, mouth, knowledge) for other in row):
                row.append(mouth)
                break
        else:
            rows.append([mouth])
    return tuple(tuple(row) for row in rows)


def _one_voice(a: Mouth, b: Mouth, knowledge: Knowledge) -> bool:
    if knowledge.same(a.body, b.body):
        return True
    belligerent = ("government", "armed_group")
    if a.party in belligerent and b.party == a.party:
        # Two bodies named after one place ("Anbar governor", "Anbar council") speak for one authority.
        return knowledge.share_name(a.body, b.body)
    return False
