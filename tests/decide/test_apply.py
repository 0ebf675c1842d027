from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from dateline.decide.apply import Applied, apply, marked, problems_of, told, unfollowed
from dateline.merge.merge import merge
from dateline.merge.ties import Ties
from dateline.model import Claim, Decision, Report
from dateline.words.tables import Words
from tests.decide.making import REPORT, decision, row, seizure

ROWS = [row(number) for number in range(4)]
SETTING = decision("set", "5e12e", field="kind", old="capture", new="advance")


def done(words: Words, *decisions: Decision, claims: Sequence[Claim] = ()) -> Applied:
    """What decisions make of one claim of one report, or of others."""
    reports: list[Report] = [REPORT, *(report for report, _ in ROWS)]
    return apply(claims or [seizure()], reports, decisions, words)


def states(applied: Applied) -> list[tuple[str, str | None]]:
    return [(one.state, one.note) for one in applied.standings]


def test_without_decisions_nothing_changes(words: Words) -> None:
    assert done(words) == Applied(claims=(seizure(),), set_aside=(), ties=Ties(), standings=())


def test_a_value_set_is_marked_and_the_claim_stays_itself(words: Words) -> None:
    (claim,) = done(words, SETTING).claims
    assert (claim.claim, claim.kind) == ("5e12e", "advance")
    assert claim.decided == ("kind",)
    assert claim.decisions == (SETTING.decision,)
    assert (claim.quotes, claim.why, claim.producer) == (
        seizure().quotes,
        seizure().why,
        seizure().producer,
    )


def test_a_rejected_claim_is_set_aside_and_told_so(words: Words) -> None:
    reject = decision("reject", "5e12e")
    applied = done(words, reject)
    assert applied.claims == ()
    (claim,) = applied.set_aside
    assert claim.decisions == (reject.decision,)
    assert problems_of(applied.standings) == ()


def test_the_last_word_on_a_claim_counts(words: Words) -> None:
    reject, accept = decision("reject", "5e12e"), decision("accept", "5e12e", minutes=1)
    applied = done(words, reject, accept)
    assert applied.set_aside == ()
    assert applied.claims[0].decisions == (accept.decision,)
    assert applied.claims[0].decided == ()
    assert states(applied) == [("overruled", f"by decision {accept.decision}"), ("in force", None)]


def test_the_last_value_of_a_field_counts_and_other_fields_stay(words: Words) -> None:
    status = decision("set", "5e12e", minutes=1, field="status", new="planned")
    again = decision("set", "5e12e", minutes=2, field="kind", new="attack")
    applied = done(words, SETTING, status, again)
    (claim,) = applied.claims
    assert (claim.kind, claim.status, claim.decided) == ("attack", "planned", ("kind", "status"))
    assert [state for state, _ in states(applied)] == ["overruled", "in force", "in force"]


def test_an_undone_decision_leaves_no_trace_in_the_claim(words: Words) -> None:
    undo = decision("undo", SETTING.decision, minutes=1)
    applied = done(words, SETTING, undo)
    assert applied.claims == (seizure(),)
    assert [state for state, _ in states(applied)] == ["undone", "in force"]


def test_a_name_is_read_as_a_body_wherever_it_stands(words: Words) -> None:
    alias = decision("alias", "the Observatory", new="sohr")
    applied = done(words, alias)
    (claim,) = applied.claims
    (source,) = claim.said_by
    assert (source.actor, source.party, source.name) == ("sohr", "monitor", "Observatory")
    assert claim.decided == ("said_by",)
    assert claim.decisions == (alias.decision,)
    assert states(applied) == [("in force", None)]


def test_a_name_is_read_as_a_place_with_its_point(words: Words) -> None:
    (claim,) = done(words, decision("place", "Hama", new="Homs, SY")).claims
    (place,) = claim.places
    assert (place.name, place.words) == ("Homs", "Hama")
    assert place.lat == pytest.approx(34.72, abs=0.1)
    assert claim.decided == ("places",)


def test_what_is_said_of_a_claim_is_surer_than_what_is_said_of_a_name(words: Words) -> None:
    one = decision("set", "5e12e", field="places", new="Salamiyah, SY")
    all_of_them = decision("place", "Hama", minutes=1, new="Homs, SY")
    (claim,) = done(words, one, all_of_them).claims
    assert claim.places[0].name == "Salamiyah"
    assert claim.decisions == (all_of_them.decision, one.decision)


def test_a_later_reading_of_a_name_takes_the_place_of_an_earlier(words: Words) -> None:
    first = decision("place", "Hama", new="Homs, SY")
    second = decision("place", "hama", minutes=1, new="Tripoli, LB")
    applied = done(words, first, second)
    assert applied.claims[0].places[0].country == "LB"
    assert [state for state, _ in states(applied)] == ["overruled", "in force"]


@pytest.mark.parametrize(
    ("gone", "note"),
    [
        (
            decision("set", "0ther", field="kind", new="attack"),
            "no report in force holds that claim any more",
        ),
        (decision("reject", "0ther"), "no report in force holds that claim any more"),
        (decision("accept", "0ther"), "no report in force holds that claim any more"),
        (decision("alias", "Nobody", new="sohr"), "no claim names 'Nobody'"),
        (decision("place", "Nowhere", new="Homs, SY"), "no claim names 'Nowhere'"),
        (decision("alias", "Rebels", new="disbanded"), "there is no actor 'disbanded' in the register"),
        (decision("place", "Hama", new="Zzyzxville"), "there is no place 'Zzyzxville' in the gazetteer"),
        (decision("set", "5e12e", field="kind", new="joust"), "'joust' is no kind of event"),
        (
            decision("set", "5e12e", field="when", new="2031-03-05", words=("Friday",)),
            "the words 'Friday' are not in the report hama: copy them from it",
        ),
        (
            decision("merge", "i", groups=(("5e12e",), ("0ther",))),
            "of the claims it was about too few are left",
        ),
        (
            decision("split", "i", groups=(("0ther",), ("5e12e",))),
            "of the claims it was about too few are left",
        ),
    ],
)
def test_a_decision_whose_subject_is_gone_is_told_and_changes_nothing(
    gone: Decision, note: str, words: Words
) -> None:
    applied = done(words, gone)
    assert applied.claims == (seizure(),)
    assert applied.ties == Ties()
    assert states(applied) == [("vanished", note)]
    (problem,) = problems_of(applied.standings)
    assert problem.where == f"decision {gone.decision}"
    assert problem.kind == "decision"
    assert told(gone) in problem.problem
    assert f"decide undo {gone.decision}" in problem.remedy


def test_a_merge_and_a_split_are_followed_and_borne_by_their_incidents(words: Words) -> None:
    reports, claims = zip(*ROWS, strict=True)
    joined = decision("merge", "i", groups=(("c0",), ("c1",)))
    applied = done(words, joined, claims=claims)
    merged = merge(applied.claims, reports, words, ties=applied.ties)
    incidents = marked(merged.incidents, applied.claims, applied.standings)
    assert sorted(one.claims for one in incidents) == [("c0", "c1"), ("c2",), ("c3",)]
    assert {one.claims: one.decisions for one in incidents} == {
        ("c0", "c1"): (joined.decision,),
        ("c2",): (),
        ("c3",): (),
    }
    (link,) = [link for link in merged.links if link.same]
    assert link.reasons[0].feature == f"decision {joined.decision}"


def test_claims_a_person_parted_stay_apart_however_alike(words: Words) -> None:
    reports, claims = zip(*[row(1), (row(2)[0], row(1)[1])], strict=True)
    second = merged_copy(claims[0])
    alone = merge([claims[0], second], reports, words)
    assert [one.claims for one in alone.incidents] == [("c1", "c1b")]
    parted = decision("split", alone.incidents[0].incident, groups=(("c1b",), ("c1",)))
    applied = done(words, parted, claims=[claims[0], second])
    merged = merge(applied.claims, reports, words, ties=applied.ties)
    assert sorted(one.claims for one in merged.incidents) == [("c1",), ("c1b",)]
    (link,) = merged.links
    assert (link.same, link.reasons[0].left) == (False, "apart")
    incidents = marked(merged.incidents, applied.claims, applied.standings)
    assert {one.decisions for one in incidents} == {(parted.decision,)}


def test_incidents_that_do_not_follow_a_decision_are_a_problem(words: Words) -> None:
    reports, claims = zip(*ROWS, strict=True)
    joined = decision("merge", "i", groups=(("c0",), ("c1",)))
    parted = decision("split", "i", minutes=1, groups=(("c2",), ("c3",)))
    ties = done(words, joined, parted, claims=claims).ties
    assert unfollowed(ties, merge(claims, reports, words, ties=ties).incidents) == ()
    alone = merge(claims, reports, words).incidents
    assert [one.where for one in unfollowed(ties, alone)] == [f"decision {joined.decision}"]
    heap = (replace(alone[0], claims=("c0", "c1", "c2", "c3")),)
    assert [one.where for one in unfollowed(ties, heap)] == [f"decision {parted.decision}"]


def merged_copy(claim: Claim) -> Claim:
    """The same thing told by another outlet."""
    report, _ = row(2)
    return replace(claim, claim="c1b", report=report.report, outlet="Courier")
