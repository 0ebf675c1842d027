"""Merges claims of any reports into incidents: who says what of the same happening.

In: claims, their reports, the word tables; out: incidents, the links between claims with their reasons, and
the incident each claim belongs to. The outcome does not depend on the order of claims or reports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from dateline.merge.cluster import cluster
from dateline.merge.copies import copies
from dateline.merge.facts import Fact, prepare
from dateline.merge.holder import with_holders
from dateline.merge.incident import Tables, build
from dateline.merge.knowledge import Knowledge
from dateline.merge.memory import Memory
from dateline.merge.origins import Attribution
from dateline.merge.rules import Rules, load_rules
from dateline.merge.score import Pair, Reasoning, score_pairs
from dateline.merge.ties import DECIDED, Ties, tied
from dateline.model import Claim, Incident, Link, Problem, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Incidents by id, links between claims, the incident of each claim, and what could not be merged; for each report
    the one that it is a copy of, or itself."""

    incidents: tuple[Incident, ...]
    links: tuple[Link, ...]
    labels: Mapping[str, str]
    problems: tuple[Problem, ...]
    copies: Mapping[str, str]


def merge(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    words: object | None = None,
    rules: Rules | None = None,
    ties: Ties | None = None,
    memory: Memory | None = None,
) -> Merged:
    """Put claims of the same happening together and grade what they come to.

    ``words`` gives the tables ``actors`` and ``outlets`` where there are any; ``rules`` are the package's
    own by default; ``ties`` are pairs that a person put together or kept apart. Of claims with one id only
    the first is taken; the others are problems. With a ``memory`` nothing is worked out that an earlier merge did.
    """
    rules = rules if rules is not None else load_rules()
    knowledge = memory.knowledge(rules, words) if memory is not None else Knowledge(rules, words)
    taken, problems = _unique(claims)
    groups = copies(reports, memory.shingled if memory is not None else None)
    facts = prepare(taken, knowledge, groups, memory.facts if memory is not None else None)
    ties = ties if ties is not None else Ties()
    pairs = tied(
        facts, score_pairs(facts, rules, knowledge, memory.scores if memory is not None else None), ties
    )
    clusters = cluster(len(facts), pairs, rules.limits)
    tables = Tables(rules=rules, knowledge=knowledge, attribution=Attribution(reports, groups, knowledge))
    incidents = _built(facts, clusters, tables, memory)
    labels = {claim: incident.incident for incident in incidents for claim in incident.claims}
    return Merged(
        incidents=incidents,
        links=_with_ties(_links(facts, pairs, labels, (rules, knowledge), memory), ties),
        labels=MappingProxyType({claim: labels[claim] for claim in sorted(labels)}),
        problems=problems,
        copies=groups,
    )


def assemble(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    groups: Mapping[str, str],
    words: object | None = None,
    rules: Rules | None = None,
) -> tuple[Incident, ...]:
    """The incidents of claims whose happenings are known already: what comes after merging, by itself.

    ``groups`` gives each claim's id the label of its happening; a claim without one stands alone.
    """
    rules = rules if rules is not None else load_rules()
    knowledge = Knowledge(rules, words)
    copied = copies(reports)
    facts = prepare(_unique(claims)[0], knowledge, copied)
    members: dict[tuple[bool, str], list[int]] = {}
    for n, fact in enumerate(facts):
        name = fact.claim.claim
        members.setdefault((name in groups, groups.get(name, name)), []).append(n)
    tables = Tables(rules=rules, knowledge=knowledge, attribution=Attribution(reports, copied, knowledge))
    return _built(facts, list(members.values()), tables, None)


def _built(
    facts: Sequence[Fact], clusters: Sequence[Sequence[int]], tables: Tables, memory: Memory | None
) -> tuple[Incident, ...]:
    built = []
    for members in clusters:
        told = tuple(facts[n] for n in members)
        if memory is None:
            built.append(build(told, tables))
            continue
        settings = tuple(tables.attribution.setting(fact) for fact in told)
        if (told, settings) not in memory.incidents:
            memory.incidents[told, settings] = build(told, tables)
        built.append(memory.incidents[told, settings])
    return tuple(sorted(with_holders(built, tables.knowledge), key=_order))


def labelled(claims: Sequence[Claim], merged: Merged) -> tuple[Claim, ...]:
    """The claims, each bearing the id of its incident."""
    return tuple(replace(claim, incident=merged.labels.get(claim.claim)) for claim in claims)


def _order(incident: Incident) -> tuple[str, str]:
    return str(incident.when.earliest or incident.when.latest or "9999"), incident.incident


def _unique(claims: Sequence[Claim]) -> tuple[list[Claim], tuple[Problem, ...]]:
    found: dict[str, Claim] = {}
    problems = []
    for claim in sorted(claims, key=lambda c: (c.claim, c.report, c.trigger_span.start)):
        if claim.claim in found:
            problems.append(
                Problem(
                    where=f"{claim.report}:{claim.trigger_span.start}",
                    problem=f"claim id {claim.claim} occurs twice",
                    remedy="read each report once; the first reading is kept",
                    kind="merge",
                )
            )
        else:
            found[claim.claim] = claim
    return list(found.values()), tuple(problems)


def _with_ties(links: Sequence[Link], ties: Ties) -> tuple[Link, ...]:
    """The links with what a person decided as their first reason, and one for each pair kept apart."""
    if not ties.together and not ties.apart:
        return tuple(links)
    found = {(link.left, link.right): link for link in links}
    for pair in ties.apart:
        if pair not in found and (pair[1], pair[0]) not in found:
            found[pair] = Link(left=pair[0], right=pair[1], same=False, score=-DECIDED, reasons=())
    told = []
    for link in found.values():
        reason = ties.reason(link.left, link.right)
        told.append(link if reason is None else replace(link, reasons=(reason, *link.reasons)))
    return tuple(sorted(told, key=lambda link: (link.left, link.right)))


def _links(
    facts: Sequence[Fact],
    pairs: Sequence[Pair],
    labels: Mapping[str, str],
    tables: tuple[Rules, Knowledge],
    memory: Memory | None,
) -> tuple[Link, ...]:
    """A link for every pair that was put together, and for every likely pair that was kept apart."""
    rules, knowledge = tables
    near = rules.limits["keep unlinked above"]
    known = memory.reasons if memory is not None else None
    reasoning = memory.reasoning if memory is not None else None
    if reasoning is None:
        reasoning = Reasoning(rules.weights, knowledge)
        if memory is not None:
            memory.reasoning = reasoning
    links = []
    for pair in pairs:
        left, right = facts[pair.left], facts[pair.right]
        same = labels[left.claim.claim] == labels[right.claim.claim]
        if same or pair.score > near:
            why = known.get((left, right)) if known is not None else None
            if why is None:
                why = reasoning.of(left, right)
                if known is not None:
                    known[left, right] = why
            ids = left.claim.claim, right.claim.claim
            links.append(Link(left=ids[0], right=ids[1], same=same, score=pair.score, reasons=why))
    return tuple(sorted(links, key=lambda link: (link.left, link.right)))
