"""Clusters scored pairs into happenings: the surest pairs first, refusing joins that contradict themselves.

In: scored pairs over numbered claims; out: clusters of numbers. Two clusters are joined where a pair of
theirs speaks for it, the mean over all their pairs does too, and no single pair is refused outright; so one
loose pair cannot chain two happenings together. The outcome does not depend on the order of the pairs given.

Method: agglomeration by mean linkage with cannot-link constraints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dateline.merge.score import Pair


def cluster(size: int, pairs: Sequence[Pair], limits: Mapping[str, float]) -> tuple[tuple[int, ...], ...]:
    """Clusters of the numbers 0 to ``size`` - 1, each sorted, in the order of their first members."""
    join_at, refuse, unscored = limits["join at"], limits["refuse below"], limits["unscored"]
    scores = {(pair.left, pair.right): pair.score for pair in pairs}
    home = list(range(size))
    members: dict[int, list[int]] = {n: [n] for n in range(size)}
    hopeful = [pair for pair in pairs if pair.score > join_at]
    for pair in sorted(hopeful, key=lambda p: (-p.score, p.left, p.right)):
        a, b = home[pair.left], home[pair.right]
        if a == b:
            continue
        if not fits(members[a], members[b], scores, (join_at, refuse, unscored)):
            continue
        keep, gone = min(a, b), max(a, b)
        for n in members[gone]:
            home[n] = keep
        members[keep] = sorted(members[keep] + members.pop(gone))
    return tuple(tuple(members[root]) for root in sorted(members))


def fits(
    left: Sequence[int],
    right: Sequence[int],
    scores: Mapping[tuple[int, int], float],
    bounds: tuple[float, float, float],
) -> bool:
    """Whether two clusters may be joined: the mean over all their pairs speaks for it, and none refuses.

    ``bounds``: the mean above which they join, the score below which a pair refuses, that of a pair not compared.
    """
    join_at, refuse, unscored = bounds
    total = 0.0
    for a in left:
        for b in right:
            score = scores.get((a, b) if a < b else (b, a), unscored)
            if score < refuse:
                return False
            total += score
    return total / (len(left) * len(right)) > join_at
