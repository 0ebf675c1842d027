"""Which incident a superseded claim is of, or would be if it still stood; it changes none of them.

In: claims that a later version of their article changed or dropped, what became of them, and the incidents made
without them; out: the same with the incident of each. A claim goes where the one does that stands in its place, else to
the incident whose claims it would have joined by the usual evidence, else to none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.merge.cluster import fits
from dateline.merge.copies import copies
from dateline.merge.facts import prepare
from dateline.merge.knowledge import Knowledge
from dateline.merge.rules import Rules, load_rules
from dateline.merge.score import Weighing, candidates
from dateline.model import Claim, Report, Revision


def placed(
    revisions: Sequence[Revision],
    superseded: Sequence[Claim],
    claims: Sequence[Claim],
    reports: Sequence[Report],
    words: object | None = None,
) -> tuple[Revision, ...]:
    """The revisions, each with its incident: ``claims`` are those in force, each bearing its own, of ``reports``.

    Independent of the order of claims and reports.
    """
    labels = {claim.claim: claim.incident for claim in claims if claim.incident is not None}
    became = {one.claim: one.now for one in revisions}
    homes: dict[str, str] = {}
    loose = []
    for name in sorted(became):
        last: str | None = name
        while last in became:
            last = became[last]
        if last is not None and last in labels:
            homes[name] = labels[last]
        else:
            loose.append(name)
    if loose:
        left = [claim for claim in superseded if claim.claim in set(loose)]
        homes |= _by_evidence(left, claims, labels, reports, Knowledge(load_rules(), words))
    return tuple(replace(one, incident=homes.get(one.claim)) for one in revisions)


def _by_evidence(
    loose: Sequence[Claim],
    claims: Sequence[Claim],
    labels: Mapping[str, str],
    reports: Sequence[Report],
    knowledge: Knowledge,
) -> dict[str, str]:
    rules: Rules = load_rules()
    names = {claim.claim for claim in loose}
    unique = {claim.claim: claim for claim in (*claims, *loose)}
    # An older version is no copy of the newest here: that two claims stand in like texts tells nothing of either.
    facts = prepare([unique[name] for name in sorted(unique)], knowledge, copies(reports))
    members: dict[str, list[int]] = defaultdict(list)
    for n, fact in enumerate(facts):
        if fact.claim.claim in labels and fact.claim.claim not in names:
            members[labels[fact.claim.claim]].append(n)
    weighing = Weighing(rules.weights, knowledge)
    scores: dict[tuple[int, int], float] = {}
    for a, b in candidates(facts, rules):
        if (facts[a].claim.claim in names) != (facts[b].claim.claim in names):
            scores[a, b] = weighing.score(facts[a], facts[b])
    limits = rules.limits
    homes: dict[str, str] = {}
    for n, fact in enumerate(facts):
        if fact.claim.claim not in names:
            continue
        rows = []
        for incident, others in members.items():
            best = max(scores.get((min(n, m), max(n, m)), limits["unscored"]) for m in others)
            if best > limits["join at"] and fits([n], others, scores, limits):
                rows.append((-best, incident))
        if rows:
            homes[fact.claim.claim] = min(rows)[1]
    return homes
