"""A folder of gold from use, as ``dateline export --format gold`` writes it: what is measured where only some claims
were judged.

In: the folder's ``judged.json`` and claims as JSON objects; out: the claims that count. In a report that was judged
whole all count. In another, a claim that was read counts only where it meets one that was judged, right or rejected:
what nobody looked at is neither right nor wrong. So precision there is that of what was judged, and recall tells how
many of the claims held to be right are still found: it cannot tell of those that nobody ever found.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.errors import UsageError
from dateline.evaluate.score import Claim, evidence_meets


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The reports to measure on, those judged whole, and the ids of claims that nobody judged in the others."""

    reports: tuple[str, ...]
    whole: frozenset[str]
    unjudged: frozenset[str]


def judged_from(text: str) -> Judged:
    """Reads ``judged.json``.

    Raises:
        UsageError: it is not as the export writes it.
    """
    try:
        told = json.loads(text)
        lists = {name: [str(one) for one in told[name]] for name in ("reports", "whole", "unjudged")}
    except (ValueError, KeyError, TypeError):
        raise UsageError("judged.json is not as 'dateline export --format gold' writes it.") from None
    return Judged(
        reports=tuple(lists["reports"]),
        whole=frozenset(lists["whole"]),
        unjudged=frozenset(lists["unjudged"]),
    )


def counted(
    found: Sequence[Claim], judged_claims: Sequence[Claim], about: Judged, texts: dict[str, str]
) -> list[Claim]:
    """The claims of those found that are to be measured; ``judged_claims`` are those held right and those rejected."""
    by_report: dict[str, list[Claim]] = {}
    for claim in judged_claims:
        by_report.setdefault(claim["report"], []).append(claim)

    def counts(claim: Claim) -> bool:
        name = claim["report"]
        if name in about.whole:
            return True
        if claim.get("claim") in about.unjudged:
            return False
        return any(evidence_meets(claim, other, texts.get(name, "")) for other in by_report.get(name, ()))

    return [claim for claim in found if counts(claim)]
