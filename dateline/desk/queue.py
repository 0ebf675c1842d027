"""What a person should look at next, and why: the doubtful parts of the record, the gravest first.

In: the record and the rules of ``tables/queue.tsv``; out: tasks in their order, each with the sentence that says why
it is there, and what has been settled. A task is settled by decisions, and by nothing else: whoever looks at the
record finds the same tasks open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Literal

from dateline.errors import DataError
from dateline.merge.names import fold
from dateline.model import AFFIRMED, Actor, Claim, Incident, Place, Source, Standing
from dateline.publish.english import listed
from dateline.publish.record import Run

Reason = Literal["contested", "duplicate", "join", "single", "place", "actor"]

REASONS: Mapping[Reason, str] = {
    "contested": "Contested",
    "duplicate": "Perhaps one happening",
    "join": "Perhaps two happenings",
    "single": "Grave, on one word",
    "place": "Place not found",
    "actor": "Body not known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The weights of the reasons, and what counts as doubtful or grave."""

    weights: Mapping[str, float]
    join_below: float
    apart_above: float
    grave_killed: int
    grave_kinds: frozenset[str]
    grave_factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to look at: why, which incidents and claims it is about, the name that nobody could place, and the
    claim that hangs on its incident by a weak link.

    ``key`` stays the same while what it is about does; ``score`` orders tasks; ``settled`` says that decisions in
    force bear on all of it.
    """

    key: str
    reason: Reason
    title: str
    why: str
    score: float
    incidents: tuple[str, ...]
    claims: tuple[str, ...]
    settled: bool
    name: str | None = None
    loose: str | None = None


def load_rules() -> Rules:
    """The rules out of ``tables/queue.tsv``; raises DataError where it is not what it must be."""
    text = (resources.files("dateline.desk") / "tables" / "queue.tsv").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines()[1:]:
        rule, value, _ = line.split("\t")
        found.setdefault(rule, []).append(value)
    try:
        return Rules(
            weights={name: float(found[name][0]) for name in REASONS},
            join_below=float(found["join below"][0]),
            apart_above=float(found["apart above"][0]),
            grave_killed=int(found["grave killed"][0]),
            grave_kinds=frozenset(found["grave kind"]),
            grave_factor=float(found["grave factor"][0]),
        )
    except (KeyError, ValueError) as fault:
        raise DataError(f"desk/tables/queue.tsv: {fault} is missing or no number") from None


def tasks(run: Run, rules: Rules) -> tuple[Task, ...]:
    """Every task of a record, settled ones too, in the order in which they should be looked at."""
    look = _Look(run, rules)
    made: list[Task] = []
    for incident in run.incidents:
        made += look.of_incident(incident)
    made += look.duplicates()
    made += look.names()
    return tuple(sorted(made, key=lambda one: (-one.score, one.key)))


class _Look:
    """The record with what every question about it needs."""

    def __init__(self, run: Run, rules: Rules) -> None:
        self.run, self.rules = run, rules
        self.claims = {claim.claim: claim for claim in run.claims}
        self.home = {name: incident for incident in run.incidents for name in incident.claims}
        self.judged = _judged(run.decisions)
        self.tied = _tied(run.decisions)
        self.named = {fold(one.decision.subject) for one in _holding(run.decisions, "alias", "place")}
        self.best: dict[str, tuple[float, str]] = {}
        for link in run.links:
            if link.same and self.home.get(link.left) is self.home.get(link.right):
                for mine, other in ((link.left, link.right), (link.right, link.left)):
                    if mine not in self.best or (-link.score, other) < (
                        -self.best[mine][0],
                        self.best[mine][1],
                    ):
                        self.best[mine] = link.score, other

    def of_incident(self, incident: Incident) -> Iterator[Task]:
        if incident.contested or incident.grade == "contested":
            fields: list[str] = sorted({contest.field for contest in incident.contested}) or [
                "whether it happened"
            ]
            told = {name for contest in incident.contested for one in contest.values for name in one.claims}
            told |= {name for origin in incident.denied_by for name in origin.claims}
            who = ", ".join(origin.name for origin in incident.denied_by)
            why = f"The accounts differ on {listed(fields)}" + (f"; denied by {who}" if who else "")
            yield self._task("contested", incident, told or incident.claims, why)
        if incident.independent_origins <= 1 and self._grave(incident) and incident.status in AFFIRMED:
            names = [origin.name for origin in incident.origins] or ["no named body"]
            why = f"It is grave ({self._gravity(incident)}) and rests on {listed(names)} alone"
            yield self._task("single", incident, incident.claims, why)
        yield from self._joins(incident)

    def _joins(self, incident: Incident) -> Iterator[Task]:
        """The claim that hangs on its incident by the weakest link, where that is weak."""
        loose = [
            (*self.best.get(name, (self.rules.apart_above, "")), name)
            for name in incident.claims
            if name in self.claims
        ]
        if len(loose) < 2:
            return
        score, other, name = min(loose)
        if score >= self.rules.join_below:
            return
        other = other or next(one for one in incident.claims if one != name)
        pair = f"{self._short(name)} and {self._short(other)}"
        why = f"{pair} are taken for one happening by a weak link ({score:+.1f})"
        yield replace(self._task("join", incident, (name, other), why), loose=name)

    def duplicates(self) -> Iterator[Task]:
        """Pairs of incidents that nearly were one: the strongest link between them is told."""
        near: dict[tuple[str, str], tuple[float, str, str]] = {}
        for link in self.run.links:
            left, right = self.home.get(link.left), self.home.get(link.right)
            if (
                link.same
                or left is None
                or right is None
                or left is right
                or link.score < self.rules.apart_above
            ):
                continue
            pair = (min(left.incident, right.incident), max(left.incident, right.incident))
            near[pair] = max(
                near.get(pair, (link.score, link.left, link.right)), (link.score, link.left, link.right)
            )
        for pair, (score, one, other) in sorted(near.items()):
            first = self.home[one] if self.home[one].incident == pair[0] else self.home[other]
            second = self.home[other] if first is self.home[one] else self.home[one]
            why = f"{self._short(one)} and {self._short(other)} were nearly taken for one happening ({score:+.1f})"
            made = self._task("duplicate", first, (one, other), why)
            yield replace(
                made, incidents=(first.incident, second.incident), title=f"{first.title} / {second.title}"
            )

    def names(self) -> Iterator[Task]:
        """Names that no table knows, one task for each, the most used first."""
        places: dict[str, list[tuple[str, Claim]]] = {}
        bodies: dict[str, list[tuple[str, Claim]]] = {}
        for claim in self.run.claims:
            for place in claim.places:
                if _is_lost(place):
                    places.setdefault(fold(place.name), []).append((place.name, claim))
            named: tuple[Actor | Source, ...] = (*claim.actors, *claim.targets, *claim.said_by)
            for body in named:
                if _is_strange(body):
                    bodies.setdefault(fold(body.name), []).append((body.name, claim))
        yield from (self._name("place", key, used) for key, used in sorted(places.items()))
        yield from (self._name("actor", key, used) for key, used in sorted(bodies.items()))

    def _name(self, reason: Reason, key: str, used: list[tuple[str, Claim]]) -> Task:
        name = used[0][0]
        claims = tuple(dict.fromkeys(claim.claim for _, claim in used))
        what = "the gazetteer has no such place" if reason == "place" else "the register has no such body"
        times = "once" if len(claims) == 1 else f"in {len(claims)} claims"
        homes = dict.fromkeys(self.home[one].incident for one in claims if one in self.home)
        return Task(
            key=_key(reason, (key,)),
            reason=reason,
            title=name,
            why=f"Named {times}, and {what}",
            score=self.rules.weights[reason] * (1 + min(len(claims), 20) / 20),
            incidents=tuple(homes),
            claims=claims,
            settled=key in self.named or all(claim in self.judged for claim in claims),
            name=name,
        )

    def _task(self, reason: Reason, incident: Incident, claims: Iterable[str], why: str) -> Task:
        names = tuple(sorted({name for name in claims if name in self.claims}))
        if reason in ("join", "duplicate"):
            settled = any(names[0] in tie and names[-1] in tie for tie in self.tied)
        else:
            settled = bool(names) and all(name in self.judged for name in names)
        factor = self.rules.grave_factor if self._grave(incident) else 1.0
        return Task(
            key=_key(reason, names),
            reason=reason,
            title=incident.title,
            why=why,
            score=self.rules.weights[reason] * factor,
            incidents=(incident.incident,),
            claims=names,
            settled=settled,
        )

    def _grave(self, incident: Incident) -> bool:
        return bool(self._gravity(incident))

    def _gravity(self, incident: Incident) -> str:
        dead = max((one.high or one.low or 0 for one in incident.counts if one.what == "killed"), default=0)
        if dead >= self.rules.grave_killed:
            return f"{dead} killed"
        return incident.kind.replace("_", " ") if incident.kind in self.rules.grave_kinds else ""

    def _short(self, name: str) -> str:
        claim = self.claims[name]
        return f"{claim.report}/{claim.id}"


def _holding(standings: Iterable[Standing], *actions: str) -> Iterator[Standing]:
    return (one for one in standings if one.state == "in force" and one.decision.action in actions)


def _judged(standings: Iterable[Standing]) -> frozenset[str]:
    """The claims that a person looked at one by one."""
    return frozenset(one.decision.subject for one in _holding(standings, "accept", "reject", "set"))


def _tied(standings: Iterable[Standing]) -> tuple[frozenset[str], ...]:
    """The claims that each decision put together or apart."""
    return tuple(
        frozenset(name for group in one.decision.groups for name in group)
        for one in _holding(standings, "split", "merge")
    )


def _is_lost(place: Place) -> bool:
    return place.geonames is None and place.lat is None


def _is_strange(body: Actor | Source) -> bool:
    """Whether a body that no table knows bears a name, not a common noun."""
    if body.actor is not None or (isinstance(body, Source) and body.party in ("witness", "media")):
        return False
    words = body.name.split()
    return any(word[:1].isupper() for word in (words if len(words) > 1 else words[:1]))


def _key(reason: str, names: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join((reason, *names)).encode()).hexdigest()[:12]
