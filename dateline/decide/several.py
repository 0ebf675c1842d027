"""Several decisions asked for at once: each is made on what those before it left, and all of them or none.

In: what is asked, the records as read, every decision recorded, the word tables; out: the decisions. Nothing is
recorded here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dateline.decide.apply import apply, marked
from dateline.decide.asking import Asked, Held, decided
from dateline.decide.seen import check_seen
from dateline.errors import UsageError
from dateline.merge.memory import Memory
from dateline.merge.merge import merge
from dateline.model import Claim, Decision, Incident, Report
from dateline.words.tables import Words

ADDED = "+"
"""The subject that stands for the claim just added, in what is asked together with its adding."""

_TIES = frozenset({"split", "merge"})
"""What is decided on incidents, which must be made for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The claims as they were read, the reports in force, and every decision in the order made; ``memory`` is what
    merging nearly the same claims has worked out, where anything is kept."""

    claims: Sequence[Claim]
    reports: Sequence[Report]
    decisions: tuple[Decision, ...]
    memory: Memory | None = None


def decided_all(asked: Sequence[Asked], read: Read, words: Words) -> tuple[Decision, ...]:
    """The decisions that are asked for, in their order.

    Raises:
        UsageError: one is about nothing there is, or its value is unknown, or it is on record already.
        StaleError: what one is about is not as the person saw it.
    """
    tied = any(one.action in _TIES for one in asked)
    held = standing(read, words, tied=tied)
    for one in asked:
        # What the person saw is what there was before the first of them.
        check_seen(one, held)
    made: list[Decision] = []
    for one in asked:
        if made:
            later = replace(read, decisions=(*read.decisions, *made))
            held = standing(later, words, tied=tied)
        decision = decided(_about_added(one, made, held), held, words)
        if any(decision.decision == before.decision for before in held.decisions):
            raise UsageError(f"That decision is on record already, as {decision.decision}.")
        made.append(decision)
    return tuple(made)


def standing(read: Read, words: Words, *, tied: bool) -> Held:
    """What there is to decide on, every decision applied; the incidents too if ``tied``."""
    applied = apply(read.claims, read.reports, read.decisions, words)
    incidents: tuple[Incident, ...] = ()
    if tied:
        merged = merge(applied.claims, read.reports, words, ties=applied.ties, memory=read.memory)
        incidents = marked(merged.incidents, applied.claims, applied.standings)
    return Held(
        claims=applied.claims,
        set_aside=applied.set_aside,
        incidents=incidents,
        reports=tuple(read.reports),
        decisions=read.decisions,
    )


def _about_added(asked: Asked, made: Sequence[Decision], held: Held) -> Asked:
    """What is asked, with the claim that the last of the decisions just made adds where it names :data:`ADDED`."""
    if ADDED not in asked.subjects:
        return asked
    last = next((one.decision for one in reversed(made) if one.action == "add"), None)
    found = next((claim.claim for claim in held.claims if last in claim.decisions), None)
    if found is None:
        raise UsageError("No claim was just added.")
    return replace(asked, subjects=tuple(found if name == ADDED else name for name in asked.subjects))
