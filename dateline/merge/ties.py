"""What a person decided about pairs of claims, brought in among the scores.

In: scored pairs and the pairs that a person put together or kept apart; out: pairs whose score is beyond what any
evidence can outweigh, so that clustering, whose surest pairs go first, follows the person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from dateline.merge.facts import Fact
from dateline.merge.score import Pair
from dateline.model import Reason

DECIDED = 1000.0
"""The log odds of what a person decided: no sum of features comes near."""

Key = tuple[str, str]
"""The ids of two claims, the smaller first."""


def key(a: str, b: str) -> Key:
    """The two ids in their order."""
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """Pairs of claims put together and pairs kept apart, each with the id of the decision that did it.

    ``together`` is closed: where a and b, and b and c, are together, so are a and c. No pair is in both.
    """

    together: Mapping[Key, str] = field(default_factory=lambda: MappingProxyType({}))
    apart: Mapping[Key, str] = field(default_factory=lambda: MappingProxyType({}))

    def reason(self, left: str, right: str) -> Reason | None:
        """The decision on two claims as a reason, ``None`` where nobody decided."""
        at = key(left, right)
        for told, pairs, weight in (
            ("together", self.together, DECIDED),
            ("apart", self.apart, -DECIDED),
        ):
            if at in pairs:
                return Reason(feature=f"decision {pairs[at]}", weight=weight, left=told, right=told)
        return None


def tied(facts: Sequence[Fact], pairs: Sequence[Pair], ties: Ties) -> list[Pair]:
    """The pairs, in the order of their indices, with those that a person decided scored as decided."""
    if not ties.together and not ties.apart:
        return list(pairs)
    at = {fact.claim.claim: n for n, fact in enumerate(facts)}
    decided: dict[tuple[int, int], float] = {}
    for rows, score in ((ties.together, DECIDED), (ties.apart, -DECIDED)):
        for left, right in rows:
            if left in at and right in at:
                decided[min(at[left], at[right]), max(at[left], at[right])] = score
    rest = [pair for pair in pairs if (pair.left, pair.right) not in decided]
    made = [Pair(left=a, right=b, score=score) for (a, b), score in decided.items()]
    return sorted([*rest, *made], key=lambda pair: (pair.left, pair.right))
