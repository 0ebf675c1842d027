from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dateline.decide.ledger import in_force, named, undone
from dateline.model import Decision
from tests.decide.making import decision

REJECT = decision("reject", "5e12e")
UNDO = decision("undo", REJECT.decision, minutes=1)
REDO = decision("undo", UNDO.decision, minutes=2)


def test_an_id_is_made_of_all_that_is_said() -> None:
    assert len(REJECT.decision) == 16
    assert named(replace(REJECT, decision="")) == REJECT
    for other in (
        replace(REJECT, by="B. Reader"),
        replace(REJECT, reason="another"),
        replace(REJECT, at=UNDO.at),
        replace(REJECT, words=("x",)),
        replace(REJECT, groups=(("x",),)),
        replace(REJECT, new="x"),
    ):
        assert named(other).decision != REJECT.decision


def test_what_is_undone_holds_no_longer_until_that_is_undone() -> None:
    assert in_force([REJECT]) == (REJECT,)
    assert in_force([REJECT, UNDO]) == ()
    assert undone([REJECT, UNDO]) == {REJECT.decision}
    assert in_force([REJECT, UNDO, REDO]) == (REJECT,)
    assert undone([REJECT, UNDO, REDO]) == {UNDO.decision}


@given(st.lists(st.integers(0, 30), max_size=12))
def test_undoing_the_last_decision_restores_what_held_before(targets: list[int]) -> None:
    made: list[Decision] = []
    for n, target in enumerate(targets):
        if made and target % 2:
            subject = made[target % len(made)].decision
            made.append(decision("undo", subject, minutes=n))
        else:
            made.append(decision("reject", f"c{target}", minutes=n))
    before = in_force(made)
    for last in (
        decision("accept", "c1", minutes=99),
        *(decision("undo", d.decision, minutes=99) for d in made),
    ):
        taken_back = decision("undo", last.decision, minutes=100)
        assert in_force([*made, last, taken_back]) == before
