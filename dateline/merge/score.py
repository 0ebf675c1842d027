"""Candidates and scores: which claims are compared at all, and what each comparison comes to.

In: prepared facts and the rules; out: scored pairs with their reasons. Claims meet in blocks (a place and a
day, a place and a week of publication, a square of the map and a day, an actor and a kind, a copied text); within
a block each is compared with the next few only, so that the work grows with the claims. Two claims whose points
are known meet by place alone: that one army did both says nothing of two towns. A pair's score is the sum of its
features' weights, in log odds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from dateline.merge.compare import Happening, Telling, Wording, far_apart, happening, telling, wording
from dateline.merge.facts import Fact, Spot
from dateline.merge.features import Feature, Named, Shown, of_happening, of_telling, of_wording
from dateline.merge.knowledge import Knowledge
from dateline.merge.rules import Rules
from dateline.model import Reason

BlockKey = tuple[str, str, int]
_Keys = Callable[[Fact, Sequence[int], int], Iterator[BlockKey]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two facts, by their place in the sorted row, and how likely they are to tell one happening."""

    left: int
    right: int
    score: float


def candidates(facts: Sequence[Fact], rules: Rules) -> list[tuple[int, int]]:
    """The pairs of facts worth comparing, by index, sorted; each once, the smaller index first."""
    reach, size = int(rules.limits["block reach"]), len(facts)
    located = [_located(fact) for fact in facts]
    # A pair is one number: sets of numbers are smaller than sets of pairs, and sooner filled and sorted.
    found: set[int] = set()
    for keys in _SORTS:
        for key, members in _blocks(facts, keys).items():
            apart = key[0] in _ANYWHERE and any(located[n] for n in members)
            if len(members) < 2 or (apart and all(located[n] for n in members)):
                continue
            for at, left in enumerate(members):
                near = members[at + 1 : at + 1 + reach]
                if apart and located[left]:
                    near = [right for right in near if not located[right]]
                found.update([left * size + right for right in near])
    kin = {(a, b) for kinds in rules.kin for a, b in (kinds, kinds[::-1])}
    pairs = (divmod(number, size) for number in sorted(found))
    return [pair for pair in pairs if _comparable(facts[pair[0]], facts[pair[1]], kin)]


def _blocks(facts: Sequence[Fact], keys: _Keys) -> dict[BlockKey, list[int]]:
    """The facts that lie in each block of a sort, by index, in order."""
    blocks: dict[BlockKey, list[int]] = defaultdict(list)
    for n, fact in enumerate(facts):
        for key in set(keys(fact, _days(fact), (fact.published or 0) // 7)):
            blocks[key].append(n)
    return blocks


_ANYWHERE = frozenset({"body", "name", "country, day"})
"""Blocks whose claims may be of any place."""


def _located(fact: Fact) -> bool:
    """Whether the points of all places of a fact are known, and none is a province or more."""
    return bool(fact.spots) and not fact.wide and all(spot.lat is not None for spot in fact.spots)


def _comparable(left: Fact, right: Fact, kin: AbstractSet[tuple[str, str]]) -> bool:
    kinds = left.claim.kind, right.claim.kind
    return (kinds[0] == kinds[1] or kinds in kin) and not far_apart(left, right)


def _place_keys(fact: Fact, days: Sequence[int], week: int) -> Iterator[BlockKey]:
    spots = {spot.key for spot in fact.spots} | {word for spot in fact.spots for word in spot.within}
    for spot in fact.spots:
        words = spot.key.split()
        if len(words) > 1:
            spots |= {words[0], words[-1]}
    for spot_key in spots:
        for day in days:
            yield "place, day", spot_key, day
        for near in (week, week + 1):
            yield "place, week", f"{spot_key}|{fact.claim.kind}", near
            if not days:
                yield "place, week", spot_key, near


def _square_keys(fact: Fact, days: Sequence[int], week: int) -> Iterator[BlockKey]:
    for spot in fact.spots:
        yield from _cells(spot, days or (week, week + 1), bool(days))


def _body_keys(fact: Fact, days: Sequence[int], week: int) -> Iterator[BlockKey]:
    for body in (*fact.actors, *fact.targets):
        for near in (week, week + 1):
            yield "body", f"{body.root}|{fact.claim.kind}", near
            if not body.generic:
                yield "body", body.key, near


def _name_keys(fact: Fact, days: Sequence[int], week: int) -> Iterator[BlockKey]:
    for name in fact.names:
        for near in (week, week + 1):
            yield "name", f"{name}|{fact.claim.kind}", near


def _other_keys(fact: Fact, days: Sequence[int], week: int) -> Iterator[BlockKey]:
    for day in days:
        for spot in fact.spots:
            if spot.country:
                yield "country, day", f"{spot.country}|{fact.claim.kind}", day
    yield "text", fact.group, 0


_SORTS = (_place_keys, _square_keys, _body_keys, _name_keys, _other_keys)
"""The blocks of a fact, one sort after another: over a million claims those of all sorts together fill gigabytes."""


def _cells(spot: Spot, days: Sequence[int], dated: bool) -> Iterator[BlockKey]:
    """The squares of half a degree a point lies in, of two grids that overlap: who is near shares one."""
    if spot.lat is None or spot.lon is None or spot.wide:
        return
    for shift in (0.0, 0.5):
        square = f"{math.floor(spot.lat * 2 + shift)},{math.floor(spot.lon * 2 + shift)},{shift}"
        for day in days:
            yield ("square, day" if dated else "square, week"), square, day


def _days(fact: Fact) -> tuple[int, ...]:
    if fact.start is None and fact.end is None:
        return ()
    end = fact.end if fact.end is not None else fact.start
    start = fact.start if fact.start is not None else end
    if start is None or end is None:
        return ()
    return tuple(range(start, end + 1)) if end - start <= 4 else (start, end)


class Weighing:
    """What features weigh, added up: once for all pairs of claims that stand alike."""

    def __init__(self, weights: Mapping[str, float], knowledge: Knowledge) -> None:
        self._weights = dict(weights)
        self._knowledge = knowledge
        self._happenings: dict[Happening, float] = {}
        self._tellings: dict[Telling, float] = {}
        self._wordings: dict[Wording, float] = {}

    def score(self, left: Fact, right: Fact) -> float:
        """The log odds of two facts telling one happening, by the weight of each feature."""
        told = happening(left, right, self._knowledge)
        total = self._happenings.get(told)
        if total is None:
            total = self._happenings[told] = self._sum(of_happening(told)) + self._weights.get("always", 0.0)
        by = telling(left, right, self._knowledge)
        telling_weight = self._tellings.get(by)
        if telling_weight is None:
            telling_weight = self._tellings[by] = self._sum(of_telling(by))
        letter = wording(left, right)
        wording_weight = self._wordings.get(letter)
        if wording_weight is None:
            wording_weight = self._wordings[letter] = self._sum(of_wording(letter))
        # Weights have few digits: rounded, their sum is the same in any order of adding, but for the sign of 0.
        return round(total + telling_weight + wording_weight, 6) + 0.0

    def _sum(self, found: Iterable[Named]) -> float:
        return sum(self._weights.get(name, 0.0) for name, _ in found)


class Reasoning:
    """Why two facts were put together or kept apart: each reason is made once, and the features of each way of standing
    are weighed and sorted once, for over many links most are the same."""

    def __init__(self, weights: Mapping[str, float], knowledge: Knowledge) -> None:
        self._weights = dict(weights)
        self._knowledge = knowledge
        self._ways: dict[tuple[Happening, Telling, Wording], tuple[tuple[str, float, Shown], ...]] = {}
        self._told: dict[Feature, Reason] = {}

    def of(self, left: Fact, right: Fact) -> tuple[Reason, ...]:
        """Every feature that weighed on two facts, the heaviest first."""
        way = (
            happening(left, right, self._knowledge),
            telling(left, right, self._knowledge),
            wording(left, right),
        )
        ordered = self._ways.get(way)
        if ordered is None:
            ordered = self._ways[way] = self._ordered(*way)
        return tuple([self._reason((name, *shown(left, right)), weight) for name, weight, shown in ordered])

    def _ordered(self, told: Happening, by: Telling, letter: Wording) -> tuple[tuple[str, float, Shown], ...]:
        found = [
            (name, weight, shown)
            for name, shown in (*of_happening(told), *of_telling(by), *of_wording(letter))
            if (weight := self._weights.get(name))
        ]
        return tuple(sorted(found, key=lambda one: (-abs(one[1]), one[0])))

    def _reason(self, feature: Feature, weight: float) -> Reason:
        known = self._told.get(feature)
        if known is None:
            known = Reason(feature=feature[0], weight=weight, left=feature[1], right=feature[2])
            self._told[feature] = known
        return known


def score_pairs(
    facts: Sequence[Fact],
    rules: Rules,
    knowledge: Knowledge,
    known: dict[tuple[Fact, Fact], float] | None = None,
) -> list[Pair]:
    """All candidates scored, in the order of their indices.

    ``known`` are scores given before by the same rules and knowledge: they are not worked out again, and new ones are
    put there.
    """
    weighing = Weighing(rules.weights, knowledge)
    pairs = []
    for a, b in candidates(facts, rules):
        left, right = facts[a], facts[b]
        found = known.get((left, right)) if known is not None else None
        if found is None:
            found = weighing.score(left, right)
            if known is not None:
                known[left, right] = found
        pairs.append(Pair(left=a, right=b, score=found))
    return pairs
