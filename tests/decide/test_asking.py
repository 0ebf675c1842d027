from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dateline.decide.apply import apply, told
from dateline.decide.asking import Asked, Held, decided
from dateline.decide.ledger import named
from dateline.errors import UsageError
from dateline.merge.merge import merge
from dateline.model import Action, Decision
from dateline.words.tables import Words
from tests.decide.making import NOON, REPORT, decision, row, seizure

ROWS = [row(number) for number in range(3)]
REPORTS = (REPORT, *(report for report, _ in ROWS))
CLAIMS = (seizure(), *(claim for _, claim in ROWS))


@pytest.fixture(scope="module")
def held(words: Words) -> Held:
    """One claim of a sentence, three of towns of their own; the last two are one incident by decision."""
    joined = decision("merge", "i", groups=(("c1",), ("c2",)))
    applied = apply(CLAIMS, REPORTS, [joined], words)
    merged = merge(applied.claims, REPORTS, words, ties=applied.ties)
    return Held(
        claims=applied.claims,
        set_aside=(),
        incidents=merged.incidents,
        reports=REPORTS,
        decisions=(joined,),
    )


def ask(action: Action, *subjects: str, **told: object) -> Asked:
    return replace(
        Asked(action=action, subjects=subjects, by="A. Reader", why="read it again", at=NOON),
        **told,  # type: ignore[arg-type]
    )


def incident(held: Held, claim: str) -> str:
    return next(one.incident for one in held.incidents if claim in one.claims)


def test_a_claim_may_be_named_by_its_id_its_beginning_or_its_place(held: Held, words: Words) -> None:
    made = [decided(ask("reject", name), held, words) for name in ("5e12e", "5e1", "hama/c1")]
    assert {one.subject for one in made} == {"5e12e"}
    assert len({one.decision for one in made}) == 1
    assert named(replace(made[0], decision="")) == made[0]


def test_a_decision_says_who_when_and_why_on_one_line(held: Held, words: Words) -> None:
    at = dt.datetime(2031, 3, 7, 14, 30, 1, 999, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    made = decided(ask("accept", "5e12e", by="  A.\nReader ", why="so\tsaid\x00 he", at=at), held, words)
    assert (made.by, made.reason) == ("A. Reader", "so said he")
    assert made.at.isoformat() == "2031-03-07T12:30:01+00:00"


def test_setting_tells_the_old_value_and_the_new(held: Held, words: Words) -> None:
    made = decided(ask("set", "5e12e", field="actors", value="Hayat Tahrir al-Sham"), held, words)
    assert (made.field, made.old, made.new) == ("actors", "Rebels=rebels", "hts")
    assert told(made) == "set actors of claim 5e12e from Rebels=rebels to hts"


def test_splitting_tells_both_parts_by_their_claims(held: Held, words: Words) -> None:
    name = incident(held, "c1")
    made = decided(ask("split", name[:9], "c2"), held, words)
    assert made.subject == name
    assert made.groups == (("c2",), ("c1",))
    assert decided(ask("split", "r1/c1", "c2"), held, words) == made


def test_joining_tells_the_claims_of_each(held: Held, words: Words) -> None:
    made = decided(ask("merge", incident(held, "c0"), "c1"), held, words)
    assert made.groups == (("c0",), ("c1", "c2"))
    assert (made.subject, made.new) == (incident(held, "c0"), incident(held, "c1"))


def test_names_tell_what_they_are_read_as_now(held: Held, words: Words) -> None:
    made = decided(ask("alias", "the Observatory", value="sohr"), held, words)
    assert (made.subject, made.old, made.new) == ("the Observatory", "no actor of the register", "sohr")
    made = decided(ask("place", "Hama", value="Homs, Syria"), held, words)
    assert (made.subject, made.old, made.new) == ("Hama", "Hama, SY", "Homs, SY")
    assert decided(ask("alias", "The Elders", value="sohr"), held, words).old is None


def test_undoing_names_a_decision(held: Held, words: Words) -> None:
    (joined,) = held.decisions
    made = decided(ask("undo", joined.decision[:6]), held, words)
    assert made.subject == joined.decision
    again: tuple[Decision, ...] = (joined, made)
    with pytest.raises(UsageError, match="undone already"):
        decided(ask("undo", joined.decision), replace(held, decisions=again), words)
    assert decided(ask("undo", made.decision), replace(held, decisions=again), words).subject == made.decision


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (ask("accept", "zzz"), "No claim has an id that begins with 'zzz'."),
        (ask("accept", ""), "No claim has an id that begins with ''."),
        (ask("reject", "c"), "'c' could be c0, c1, c2: give more of the id."),
        (ask("accept", "5e12e", by=" "), "Give --by, who decides."),
        (ask("accept", "5e12e", why="\n"), "Give --why, the reason."),
        (ask("accept", "5e12e", at=NOON.replace(tzinfo=None)), "must say its zone"),
        (ask("set", "5e12e", field="colour", value="red"), "'colour' is no field of a claim"),
        (ask("set", "5e12e", field="kind", value="captur"), "did you mean 'capture'?"),
        (ask("set", "5e12e", field="kind", value="capture"), "The kind of claim 5e12e is capture already"),
        (ask("set", "5e12e", field="targets", value="hts"), "give them, exactly as they stand there"),
        (ask("split", "zzz", "c1"), "No incident or claim has an id that begins with 'zzz'."),
        (ask("split", "c1", "5e12e"), "The claim 5e12e is not in incident"),
        (ask("split", "c1", "c1", "c2"), "not all of its 2"),
        (ask("split", "c1"), "Name some claims"),
        (ask("merge", "c1", "c1"), "Name two or more incidents to join"),
        (ask("alias", "the Observatory", value="sohrr"), "did you mean 'sohr'?"),
        (ask("alias", " ", value="sohr"), "Give the name as reports write it."),
        (ask("place", "Hama", value="Nowhereville"), "There is no place 'Nowhereville'"),
        (ask("undo", "zzz"), "No decision has an id that begins with 'zzz'."),
    ],
)
def test_what_cannot_be_decided_is_one_sentence(asked: Asked, said: str, held: Held, words: Words) -> None:
    with pytest.raises(UsageError) as fault:
        decided(asked, held, words)
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_claim_set_aside_can_be_taken_back_but_not_set_aside_twice(held: Held, words: Words) -> None:
    aside = replace(held, claims=held.claims[1:], set_aside=held.claims[:1])
    assert decided(ask("accept", "5e12e"), aside, words).old == "set aside"
    with pytest.raises(UsageError, match="set aside already"):
        decided(ask("reject", "hama/c1"), aside, words)


def test_a_name_read_that_way_already_needs_no_decision(held: Held, words: Words) -> None:
    known = replace(seizure(), said_by=(replace(seizure().said_by[0], actor="sohr"),))
    with pytest.raises(UsageError, match="already"):
        decided(ask("alias", "Observatory", value="sohr"), replace(held, claims=(known,)), words)
