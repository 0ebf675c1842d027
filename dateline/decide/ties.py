"""Splits and merges turned into pairs of claims that belong together or apart.

In: splits and merges in force, in the order made, and the claims there are; out: ties that do not contradict each
other, and which decisions they leave out. The latest decision is followed first; what an earlier one says against it
of the same claims is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from dateline.merge.ties import Key, Ties, key
from dateline.model import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """The ties; the decisions of whose claims too few are left, those that later ones took the place of, and those
    that hold in part, each with a note."""

    ties: Ties
    vanished: tuple[Decision, ...]
    overruled: tuple[Decision, ...]
    partly: tuple[tuple[Decision, str], ...]


class _Homes:
    """Claims in groups that stay together, and the groups that stay apart."""

    def __init__(self) -> None:
        self.home: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}
        self.by: dict[str, str] = {}
        self.foes: dict[str, set[str]] = {}

    def of(self, claim: str) -> str:
        if claim not in self.home:
            self.home[claim] = claim
            self.members[claim] = [claim]
            self.foes[claim] = set()
        return self.home[claim]

    def join(self, a: str, b: str, decision: str) -> bool:
        """Puts two claims together, unless they are to stay apart; whether they are together now."""
        first, second = sorted((self.of(a), self.of(b)))
        if first == second:
            return True
        if second in self.foes[first]:
            return False
        for member in self.members[second]:
            self.home[member] = first
        self.members[first] += self.members.pop(second)
        for foe in self.foes.pop(second):
            self.foes[foe].discard(second)
            self.foes[foe].add(first)
            self.foes[first].add(foe)
        self.by.setdefault(first, self.by.pop(second, decision))
        return True

    def part(self, a: str, b: str) -> bool:
        """Keeps two claims apart, unless they are together; whether they are apart now."""
        first, second = self.of(a), self.of(b)
        if first == second:
            return False
        self.foes[first].add(second)
        self.foes[second].add(first)
        return True


def resolve(decisions: Sequence[Decision], claims: Collection[str]) -> Parted:
    """The ties that splits and merges come to, over the claims there are."""
    homes = _Homes()
    direct: dict[Key, str] = {}
    apart: dict[Key, str] = {}
    vanished: list[Decision] = []
    followed: list[tuple[Decision, tuple[tuple[str, ...], ...]]] = []
    for decision in reversed(decisions):
        groups = tuple(
            group for names in decision.groups if (group := tuple(n for n in names if n in claims))
        )
        if len(groups) < 2:
            vanished.append(decision)
            continue
        followed.append((decision, groups))
        if decision.action == "split":
            for a, b in _across(groups):
                if homes.part(a, b):
                    apart.setdefault(key(a, b), decision.decision)
        for a, b in _within(decision, groups):
            if homes.join(a, b, decision.decision):
                direct.setdefault(key(a, b), decision.decision)
    return Parted(
        ties=Ties(together=_closed(homes, direct), apart=MappingProxyType(dict(sorted(apart.items())))),
        vanished=tuple(vanished),
        overruled=tuple(one for one, groups in followed if _share(homes, one, groups) == 0),
        partly=tuple(_partly(homes, followed)),
    )


def _across(groups: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    for left, right in combinations(groups, 2):
        for a in left:
            for b in right:
                yield a, b


def _within(decision: Decision, groups: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The pairs that a decision puts together: all of a merge's, and each part of a split."""
    parts = groups if decision.action == "split" else [[name for group in groups for name in group]]
    for part in parts:
        yield from combinations(part, 2)


def _share(homes: _Homes, decision: Decision, groups: Sequence[Sequence[str]]) -> float:
    """How much of what a decision says of its groups against each other holds, from 0 to 1."""
    joins = decision.action == "merge"
    held = [(homes.of(a) == homes.of(b)) == joins for a, b in _across(groups)]
    return sum(held) / len(held)


def _partly(
    homes: _Homes, followed: Sequence[tuple[Decision, tuple[tuple[str, ...], ...]]]
) -> Iterator[tuple[Decision, str]]:
    for decision, groups in followed:
        gone = sum(map(len, decision.groups)) - sum(map(len, groups))
        notes = [f"{gone} of its claims are gone"] if gone else []
        if 0 < _share(homes, decision, groups) < 1:
            notes.append("later decisions hold for some of its claims")
        if notes and _share(homes, decision, groups) > 0:
            yield decision, "; ".join(notes)


def _closed(homes: _Homes, direct: Mapping[Key, str]) -> Mapping[Key, str]:
    """Every pair of claims that stay together, with the decision that said so, or one that led to it."""
    pairs: dict[Key, str] = {}
    for root in sorted(homes.members):
        members = sorted(homes.members[root])
        for a, b in combinations(members, 2):
            pairs[a, b] = direct.get((a, b), homes.by.get(root, ""))
    return MappingProxyType(pairs)
