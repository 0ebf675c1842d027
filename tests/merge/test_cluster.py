"""Clustering against its definition, worked out anew for every pair of clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.merge.cluster import cluster, fits
from dateline.merge.score import Pair

LIMITS = {"join at": -0.6, "refuse below": -5.0, "unscored": -1.5}


def mean(
    left: Sequence[int], right: Sequence[int], scores: Mapping[tuple[int, int], Fraction]
) -> Fraction | None:
    """The mean over all pairs of two clusters, ``None`` where one refuses."""
    found = [scores.get((min(a, b), max(a, b)), Fraction("-1.5")) for a in left for b in right]
    return None if min(found) < -5 else sum(found, Fraction(0)) / len(found)


def defined(size: int, pairs: Sequence[Pair]) -> tuple[tuple[int, ...], ...]:
    """The clusters by the definition: surest pairs first, joined where the mean speaks for it and no pair refuses."""
    scores = {(pair.left, pair.right): Fraction(str(pair.score)) for pair in pairs}
    home = {n: [n] for n in range(size)}
    for pair in sorted(pairs, key=lambda p: (-p.score, p.left, p.right)):
        left, right = home[pair.left], home[pair.right]
        if pair.score <= -0.6 or left is right:
            continue
        found = mean(left, right, scores)
        if found is not None and found > Fraction("-0.6"):
            joined = left + right
            for n in joined:
                home[n] = joined
    return tuple(sorted({tuple(sorted(members)) for members in home.values()}))


def scored(rows: Mapping[tuple[int, int], float]) -> list[Pair]:
    return [Pair(left=a, right=b, score=score) for (a, b), score in sorted(rows.items())]


SIZE = 9
ROWS = st.dictionaries(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from(
        [-6.0, -5.0, -3.1, -1.5, -0.6, -0.599999, -0.1, 0.3, 0.300001, 1.2, 4.0, 1000.0, -1000.0]
    ),
    max_size=36,
)


@settings(max_examples=400, deadline=None)
@given(ROWS)
def test_clusters_are_those_of_the_definition(rows: dict[tuple[int, int], float]) -> None:
    pairs = scored(rows)
    assert cluster(SIZE, pairs, LIMITS) == defined(SIZE, pairs)
    assert cluster(SIZE, pairs[::-1], LIMITS) == defined(SIZE, pairs)


@settings(max_examples=100, deadline=None)
@given(ROWS, st.integers(1, SIZE - 1))
def test_two_rows_fit_by_the_definition(rows: dict[tuple[int, int], float], cut: int) -> None:
    left, right = list(range(cut)), list(range(cut, SIZE))
    found = mean(left, right, {pair: Fraction(str(score)) for pair, score in rows.items()})
    assert fits(left, right, rows, LIMITS) == (found is not None and found > Fraction("-0.6"))


def test_a_pair_never_compared_may_refuse_too() -> None:
    limits = {"join at": -0.6, "refuse below": -1.0, "unscored": -1.5}
    pairs = scored({(0, 1): 50.0, (1, 2): 40.0})
    assert cluster(3, pairs, limits) == ((0, 1), (2,))
    assert cluster(3, pairs, {**limits, "refuse below": -2.0}) == ((0, 1, 2),)
