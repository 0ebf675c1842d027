"""Clusters scored pairs into happenings: the surest pairs first, refusing joins that contradict themselves.

In: scored pairs over numbered claims; out: clusters of numbers. Two clusters are joined where a pair of
theirs speaks for it, the mean over all their pairs does too, and no single pair is refused outright; so one
loose pair cannot chain two happenings together. The outcome does not depend on the order of the pairs given.

Method: agglomeration by mean linkage with cannot-link constraints. What stands between two clusters (the sum of the
scores of their pairs that were compared, how many those are, whether one refuses) is kept and added up when clusters
are joined, so that a join costs as much as the clusters have neighbours, not as they have pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.merge.score import Pair

_UNIT = 1_000_000
"""Scores have six digits: as whole numbers their sum is exact, in whatever order they are added."""


@dataclass(slots=True)
class _Between:
    """What stands between two clusters: the sum of the scores compared (millionths), how many, whether one refuses."""

    total: int = 0
    compared: int = 0
    refused: bool = False

    def add(self, other: _Between) -> None:
        self.total += other.total
        self.compared += other.compared
        self.refused = self.refused or other.refused


def cluster(size: int, pairs: Sequence[Pair], limits: Mapping[str, float]) -> tuple[tuple[int, ...], ...]:
    """Clusters of the numbers 0 to ``size`` - 1, each sorted, in the order of their first members."""
    refuse = limits["refuse below"]
    home = list(range(size))
    members: dict[int, list[int]] = {n: [n] for n in range(size)}
    hopeful = [pair for pair in pairs if pair.score > limits["join at"]]
    reach = _reach(size, hopeful)
    near: dict[int, dict[int, _Between]] = defaultdict(dict)
    for pair in pairs:
        if reach[pair.left] != reach[pair.right]:
            continue
        found = _Between(total=_whole(pair.score), compared=1, refused=pair.score < refuse)
        # One record for both directions.
        near[pair.left][pair.right] = near[pair.right][pair.left] = found
    for pair in sorted(hopeful, key=lambda p: (-p.score, p.left, p.right)):
        a, b = home[pair.left], home[pair.right]
        if a == b or not _joins(near[a][b], len(members[a]) * len(members[b]), limits):
            continue
        keep, gone = min(a, b), max(a, b)
        for n in members[gone]:
            home[n] = keep
        members[keep] += members.pop(gone)
        del near[keep][gone]
        for other, between in near.pop(gone).items():
            if other == keep:
                continue
            del near[other][gone]
            known = near[keep].get(other)
            if known is None:
                near[keep][other] = near[other][keep] = between
            else:
                known.add(between)
    return tuple(tuple(sorted(members[root])) for root in sorted(members))


def _reach(size: int, hopeful: Sequence[Pair]) -> list[int]:
    """For each number one that stands for all that hopeful pairs lead to from it: no cluster goes beyond."""
    parent = list(range(size))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for pair in hopeful:
        a, b = root(pair.left), root(pair.right)
        parent[max(a, b)] = min(a, b)
    return [root(n) for n in range(size)]


def _joins(between: _Between, pairs: int, limits: Mapping[str, float]) -> bool:
    """Whether two clusters with so many pairs may be joined."""
    unscored = limits["unscored"]
    if between.refused or (between.compared < pairs and unscored < limits["refuse below"]):
        return False
    total = between.total + (pairs - between.compared) * _whole(unscored)
    return total > _whole(limits["join at"]) * pairs


def _whole(score: float) -> int:
    return round(score * _UNIT)


def fits(
    left: Sequence[int],
    right: Sequence[int],
    scores: Mapping[tuple[int, int], float],
    limits: Mapping[str, float],
) -> bool:
    """Whether two clusters may be joined: the mean over all their pairs speaks for it, and none refuses."""
    between = _Between()
    for a in left:
        for b in right:
            score = scores.get((a, b) if a < b else (b, a))
            if score is not None:
                refused = score < limits["refuse below"]
                between.add(_Between(total=_whole(score), compared=1, refused=refused))
    return _joins(between, len(left) * len(right), limits)
