from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from dateline.decide.asking import APART, Asked
from dateline.decide.seen import check_seen, version_seen
from dateline.decide.several import ADDED, Read, decided_all, standing
from dateline.errors import StaleError, UsageError
from dateline.model import Action, Decision
from dateline.words.tables import Words
from tests.decide.making import NOON, REPORT, decision, row, seizure

ROWS = [row(number) for number in range(4)]
REPORTS = (REPORT, *(report for report, _ in ROWS))
CLAIMS = (seizure(), *(claim for _, claim in ROWS))


def ask(action: Action, *subjects: str, **told: object) -> Asked:
    bare = Asked(action=action, subjects=subjects, by="A", why="w", at=NOON)
    return replace(bare, **told)  # type: ignore[arg-type]


def read(*decisions: Decision) -> Read:
    return Read(claims=CLAIMS, reports=REPORTS, decisions=decisions)


@pytest.mark.parametrize(
    ("asked", "bearing", "other"),
    [
        (ask("accept", "c1"), decision("set", "c1", field="kind", new="attack"), decision("reject", "c2")),
        (ask("reject", "r1/c1"), decision("reject", "c1"), decision("reject", "c2")),
        (
            ask("merge", "c1", "c2"),
            decision("merge", "i", groups=(("c1",), ("c3",))),
            decision("reject", "5e12e"),
        ),
        (ask("split", "c1", "c2", field=APART), decision("accept", "c2"), decision("accept", "c3")),
        (
            ask("alias", "The rebels"),
            decision("alias", "the rebels", new="hts"),
            decision("alias", "x", new="hts"),
        ),
        (ask("undo", "d"), decision("undo", "d"), decision("accept", "c1")),
    ],
)
def test_the_version_changes_with_what_bears_on_it_and_nothing_else(
    asked: Asked, bearing: Decision, other: Decision, words: Words
) -> None:
    before, apart, after = (
        version_seen(asked, standing(read(*decisions), words, tied=True))
        for decisions in ((), (other,), (bearing,))
    )
    assert before == apart
    assert before != after


def test_what_has_changed_or_gone_since_it_was_seen_is_told(words: Words) -> None:
    seen = version_seen(ask("accept", "c1"), standing(read(), words, tied=False))
    fresh = ask("accept", "c1", seen=seen)
    check_seen(fresh, standing(read(), words, tied=False))
    with pytest.raises(StaleError, match="changed this since you looked"):
        check_seen(fresh, standing(read(decision("reject", "c1")), words, tied=False))
    gone = replace(standing(read(), words, tied=False), claims=())
    with pytest.raises(StaleError, match="No claim has an id"):
        check_seen(fresh, gone)
    check_seen(replace(fresh, seen=None), gone)


def several(words: Words, asked: Sequence[Asked], *decisions: Decision) -> tuple[Decision, ...]:
    return decided_all(asked, read(*decisions), words)


def test_a_claim_is_added_and_filled_in_at_once(words: Words) -> None:
    made = several(
        words,
        [
            ask("add", "hama", value="deploy", words=("Residents of Salamiyah saw tanks",)),
            ask("set", ADDED, field="places", value="Salamiyah, SY"),
            ask("set", ADDED, field="status", value="ongoing"),
        ],
    )
    found = standing(read(*made), words, tied=False).claims
    (claim,) = [one for one in found if one.id == "p1"]
    assert (claim.status, claim.places[0].words, claim.decided) == (
        "ongoing",
        "Salamiyah",
        ("kind", "places", "status"),
    )
    with pytest.raises(UsageError, match="No claim was just added"):
        several(words, [ask("accept", ADDED)])


def test_one_that_cannot_be_made_makes_none(words: Words) -> None:
    with pytest.raises(UsageError, match="is no status"):
        several(words, [ask("accept", "c1"), ask("set", "c2", field="status", value="maybe")])


def test_what_was_seen_is_what_there_was_before_the_first(words: Words) -> None:
    seen = version_seen(ask("accept", "c1"), standing(read(), words, tied=False))
    twice = [
        ask("set", "c1", field="status", value="planned", seen=seen),
        ask("set", "c1", field="hedge", value="alleged", seen=seen),
    ]
    made = several(words, twice)
    assert [one.field for one in made] == ["status", "hedge"]
    with pytest.raises(StaleError):
        several(words, [replace(one, why="again") for one in twice], *made)


def test_incidents_apart_stay_so_and_claims_together_too(words: Words) -> None:
    (apart,) = several(words, [ask("split", "c1", "c2", field=APART)])
    assert (apart.action, apart.groups) == ("split", (("c1",), ("c2",)))
    with pytest.raises(UsageError, match="apart now"):
        several(words, [ask("split", "c1", "c1", field=APART)])
    joined = decision("merge", "i", groups=(("c1",), ("c2",)))
    (together,) = several(words, [ask("merge", "c1", "c2")], joined)
    assert (together.action, together.groups) == ("merge", (("c1",), ("c2",)))
    undo = decision("undo", joined.decision, minutes=1)
    held = standing(read(joined, together, undo), words, tied=True)
    assert ("c1", "c2") in [one.claims for one in held.incidents]
