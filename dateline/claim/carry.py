"""Actors that a reader carries over: who did what is told without its doer.

In: the claims of a report in reading order. Out: the same, with actors that an earlier claim names where its kind
shows them to be the same in most reports. Only actors whose words stand in the report are carried over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.claim.case import Case
from dateline.claim.drafts import Draft
from dateline.model import Actor, Claim

LIKE = frozenset(
    "capture clash airstrike drone_strike abduct offensive repel negotiate sexual_violence".split()
)
"""Kinds whose doer, untold, is in most reports that of the last claim of the same kind."""
BESIDE = frozenset("clash threaten accuse offensive repel negotiate abduct call_for abuse".split())
"""Kinds whose doer, untold, is in most reports that of the claim before in the same line.

Counted on the 179 reports of ``corpus/``: of claims without their actor in their own sentence, how many have the
actors of that earlier claim, other ones, or none.
"""
_MOVED = frozenset({"displace", "free", "detain", "abduct"})
"""Kinds whose people are moved or held, not movers: civilians are their target, never their actor (GUIDE.md)."""


def carry_actors(case: Case, rows: Sequence[tuple[Draft, Claim]]) -> list[Claim]:
    """The claims with the actors they carry over, in the same order."""
    found: list[Claim] = []
    lines = [case.line_of(draft.reading.start) for draft, _ in rows]
    for at, (_, claim) in enumerate(rows):
        claim = _moved(claim)
        if not claim.actors:
            named = {target.name for target in claim.targets}
            earlier = _earlier(found, lines, at, claim.kind)
            claim = replace(claim, actors=tuple(actor for actor in earlier if actor.name not in named))
        found.append(_not_its_own(claim) if "killed" in case.kind_counts.get(claim.kind, ()) else claim)
    return found


_BACK = frozenset({"they", "their", "them", "it", "its", "he", "his", "she", "her"})


_STATE = frozenset({"state forces", "police", "government"})
"""Types of the bodies of a state, which do not harm one another."""


def _not_its_own(claim: Claim) -> Claim:
    """An act of harm without the body of a state as doer or target where another of that state is the other: whom a
    pronoun tells ("two of their leaders") was read wrongly, else the doer."""
    doers = {actor.country for actor in claim.actors if actor.type in _STATE}
    hit = [target for target in claim.targets if target.type in _STATE and target.country in doers - {None}]
    if not hit:
        return claim
    loose = [target for target in hit if _BACK & set(target.words.casefold().split())]
    if loose:
        return replace(claim, targets=tuple(target for target in claim.targets if target not in loose))
    of = {target.country for target in hit}
    return replace(
        claim, actors=tuple(a for a in claim.actors if a.type not in _STATE or a.country not in of)
    )


def _earlier(found: Sequence[Claim], lines: Sequence[int], at: int, kind: str) -> tuple[Actor, ...]:
    """The actors of the last claim of the same kind, else of the last of the same line, where the kind allows it."""
    if kind in LIKE:
        for other in reversed(found):
            if other.kind == kind and other.actors:
                return other.actors
    if kind in BESIDE:
        for n in range(at - 1, -1, -1):
            if lines[n] == lines[at] and found[n].actors:
                return found[n].actors
    return ()


def _moved(claim: Claim) -> Claim:
    """Those who fled, were held or let go as the target; those who were driven out as the ones who withdrew."""
    if claim.kind == "withdraw" and claim.actors and any(a.type in _FORCES for a in claim.targets):
        # "They forced out the garrison": the garrison left (GUIDE.md).
        return replace(claim, actors=claim.targets, targets=())
    if claim.kind in _UNTARGETED:
        claim = replace(claim, targets=())
    if claim.kind not in _MOVED:
        return claim
    people = tuple(
        a for a in claim.actors if a.type == "civilians" or (a.type == "other" and a.name.islower())
    )
    if not people:
        return claim
    return replace(
        claim, actors=tuple(a for a in claim.actors if a not in people), targets=claim.targets or people
    )


_UNTARGETED = frozenset({"hold", "withdraw", "truce", "advance"})
"""Kinds that have no target in the corpus (in 0 to 4 of 100 claims)."""
_FORCES = frozenset(
    {"state forces", "rebels", "militia", "communal militia", "police", "peacekeepers", "coalition"}
)
