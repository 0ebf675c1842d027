from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.decide.ties import resolve
from dateline.model import Action, Decision
from tests.decide.making import decision

ALL = frozenset("abcdef")


def tie(action: Action, *groups: str, minutes: int = 0) -> Decision:
    return decision(action, "i", minutes=minutes, groups=tuple(tuple(group) for group in groups))


def test_a_merge_puts_all_its_claims_together() -> None:
    found = resolve([tie("merge", "ab", "c")], ALL)
    assert set(found.ties.together) == {("a", "b"), ("a", "c"), ("b", "c")}
    assert not found.ties.apart


def test_a_split_keeps_its_parts_apart_and_each_whole() -> None:
    found = resolve([tie("split", "a", "bc")], ALL)
    assert set(found.ties.apart) == {("a", "b"), ("a", "c")}
    assert set(found.ties.together) == {("b", "c")}


def test_what_is_together_is_closed_over_several_decisions() -> None:
    found = resolve([tie("merge", "a", "b"), tie("merge", "b", "c", minutes=1)], ALL)
    assert ("a", "c") in found.ties.together


def test_the_later_decision_holds() -> None:
    first, second = tie("merge", "a", "b"), tie("split", "a", "b", minutes=1)
    found = resolve([first, second], ALL)
    assert set(found.ties.apart) == {("a", "b")}
    assert found.overruled == (first,)
    again = tie("merge", "a", "b", minutes=2)
    found = resolve([first, second, again], ALL)
    assert set(found.ties.together) == {("a", "b")}
    assert found.overruled == (second,)


def test_a_part_of_a_part_can_be_split_again() -> None:
    first, second = tie("split", "a", "bc"), tie("split", "b", "c", minutes=1)
    found = resolve([first, second], ALL)
    assert set(found.ties.apart) == {("a", "b"), ("a", "c"), ("b", "c")}
    assert found.overruled == ()


def test_an_earlier_merge_does_not_join_what_a_later_split_parted_by_another_way() -> None:
    merges = [tie("merge", "a", "b"), tie("merge", "b", "c", minutes=1)]
    found = resolve([*merges, tie("split", "a", "c", minutes=2)], ALL)
    assert ("a", "c") in found.ties.apart
    assert ("b", "c") in found.ties.together
    assert found.overruled == (merges[0],)


def test_claims_that_are_gone_leave_the_rest_or_nothing() -> None:
    merged = tie("merge", "ab", "c")
    found = resolve([merged], ALL - {"a"})
    assert set(found.ties.together) == {("b", "c")}
    assert [note for _, note in found.partly] == ["1 of its claims are gone"]
    assert resolve([merged], ALL - {"c"}).vanished == (merged,)
    assert not resolve([merged], ALL - {"c"}).ties.together


GROUPS = st.lists(st.sets(st.sampled_from("abcdef"), min_size=1, max_size=3), min_size=2, max_size=2)


@given(st.lists(st.tuples(st.sampled_from(["merge", "split"]), GROUPS), max_size=7))
def test_ties_never_contradict_and_the_last_decision_holds_whole(
    told: list[tuple[Action, list[set[str]]]],
) -> None:
    made = [
        tie(action, "".join(sorted(left)), "".join(sorted(right - left)), minutes=n)
        for n, (action, (left, right)) in enumerate(told)
        if right - left
    ]
    found = resolve(made, ALL)
    together, apart = set(found.ties.together), set(found.ties.apart)
    assert not together & apart
    homes = {name: frozenset({name}) for name in ALL}
    for a, b in sorted(together):
        joined = homes[a] | homes[b]
        homes |= dict.fromkeys(joined, joined)
    for home in set(homes.values()):
        assert {(a, b) for a in home for b in home if a < b} <= together
    assert not any(homes[a] == homes[b] for a, b in apart)
    if made:
        left, right = made[-1].groups
        across = {(min(a, b), max(a, b)) for a in left for b in right}
        assert across <= (together if made[-1].action == "merge" else apart)
        assert made[-1] not in found.overruled
