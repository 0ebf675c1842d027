"""Claims of the same happening are put together, others kept apart, whatever the order they come in."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.merge.merge import labelled, merge
from dateline.model import Claim, Report
from tests.merge.making import claim, report

NORTH = report(
    "north",
    "Orvela falls\n\nThe Marsh Front seized Orvela on Tuesday, the defence ministry of Sarn admitted. "
    "Shells struck the market of Tolm on Monday, killing nine people, a hospital said.",
    outlet="Northern Star",
)
SOUTH = report(
    "south",
    "Marsh Front in Orvela\n\nFighters of the Marsh Front captured Orvela on Tuesday, the group announced. "
    "The Sarn army denied that Orvela had fallen. Shells hit the market of Brezh on Monday and killed two.",
    outlet="Southern Post",
)


def _claims() -> list[Claim]:
    front = ("Marsh Front",)
    return [
        claim(
            NORTH, "The Marsh Front seized Orvela on Tuesday", "seized", "capture",
            actors=front, places=("Orvela",), day="2031-03-04", by=("Sarn defence ministry", "government"),
        ),
        claim(
            NORTH, "Shells struck the market of Tolm on Monday", "struck", "shelling",
            places=("Tolm",), day="2031-03-03", by=("a hospital", "monitor"),
            counts=(("killed", "people", 9, 9),),
        ),
        claim(
            SOUTH, "Fighters of the Marsh Front captured Orvela on Tuesday", "captured", "capture",
            actors=front, places=("Orvela",), day="2031-03-04", by=("Marsh Front", "armed_group"),
        ),
        claim(
            SOUTH, "The Sarn army denied that Orvela had fallen", "fallen", "capture",
            actors=front, places=("Orvela",), day="2031-03-04", by=("Sarn army", "government"),
            status="denied",
        ),
        claim(
            SOUTH, "Shells hit the market of Brezh on Monday", "hit", "shelling",
            places=("Brezh",), day="2031-03-03", counts=(("killed", "people", 2, 2),),
        ),
    ]  # fmt: skip


def _merged(claims: list[Claim], reports: list[Report]) -> dict[str, frozenset[str]]:
    merged = merge(claims, reports)
    return {incident.incident: frozenset(incident.claims) for incident in merged.incidents}


def test_one_capture_told_and_denied_is_one_incident() -> None:
    claims = _claims()
    merged = merge(claims, [NORTH, SOUTH])
    labels = [merged.labels[c.claim] for c in claims]
    assert labels[0] == labels[2] == labels[3]


def test_two_towns_shelled_on_one_day_stay_apart() -> None:
    claims = _claims()
    merged = merge(claims, [NORTH, SOUTH])
    assert merged.labels[claims[1].claim] != merged.labels[claims[4].claim]


def test_every_claim_is_in_exactly_one_incident() -> None:
    claims = _claims()
    merged = merge(claims, [NORTH, SOUTH])
    placed = [name for incident in merged.incidents for name in incident.claims]
    assert sorted(placed) == sorted(c.claim for c in claims)
    assert {c.claim: c.incident for c in labelled(claims, merged)} == dict(merged.labels)


def test_links_give_their_reasons_and_the_score_is_their_sum_with_the_base() -> None:
    merged = merge(_claims(), [NORTH, SOUTH])
    assert any(link.same for link in merged.links)
    for link in merged.links:
        assert link.reasons
        assert all(reason.feature and reason.weight for reason in link.reasons)


@settings(max_examples=15, deadline=None)
@given(st.integers(min_value=0, max_value=10_000))
def test_order_of_claims_and_reports_does_not_matter(seed: int) -> None:
    claims, reports = _claims(), [NORTH, SOUTH]
    want = _merged(claims, reports)
    mixed = random.Random(seed)
    mixed.shuffle(claims)
    mixed.shuffle(reports)
    assert _merged(claims, reports) == want


def test_an_unrelated_report_changes_nothing_else() -> None:
    far = report("far", "Quake\n\nPolice arrested six men in Lund on Friday.", outlet="Far News")
    other = claim(
        far, "Police arrested six men in Lund", "arrested", "detain", places=("Lund",), country="SE"
    )
    before = _merged(_claims(), [NORTH, SOUTH])
    after = _merged([*_claims(), other], [NORTH, SOUTH, far])
    assert {k: v for k, v in after.items() if other.claim not in v} == before


def test_the_same_claims_give_the_same_ids_and_other_claims_other_ids() -> None:
    first = merge(_claims(), [NORTH, SOUTH])
    again = merge(_claims(), [NORTH, SOUTH])
    fewer = merge(_claims()[:2], [NORTH, SOUTH])
    assert first.incidents == again.incidents
    assert {i.incident for i in fewer.incidents} != {i.incident for i in first.incidents}


def test_a_claim_given_twice_is_a_problem_and_counts_once() -> None:
    claims = _claims()
    merged = merge([*claims, claims[0]], [NORTH, SOUTH])
    assert [problem.kind for problem in merged.problems] == ["merge"]
    assert sum(len(incident.claims) for incident in merged.incidents) == len(claims)


def test_claims_without_place_or_day_are_taken_too() -> None:
    bare = claim(NORTH, "Shells struck the market of Tolm", "struck", "shelling", country=None)
    merged = merge([bare], [NORTH])
    assert merged.incidents[0].claims == (bare.claim,)
    assert merged.incidents[0].when.earliest is None
    assert merged.incidents[0].places == ()


def test_nothing_in_nothing_out() -> None:
    merged = merge([], [])
    assert merged.incidents == () and merged.links == () and dict(merged.labels) == {}


def test_whom_another_account_tells_as_the_victim_is_not_told_as_the_doer() -> None:
    doer = report("doer", "Sarn shelled the mill of Tolm on Monday, the Marsh Front said.")
    victim = report(
        "victim", "Shells hit Sarn's men at the mill of Tolm on Monday, Sarn said.", "Southern Post"
    )
    claims = [
        claim(
            doer, "Sarn shelled the mill of Tolm on Monday", "shelled", "shelling", actors=("Sarn",),
            places=("Tolm",), day="2031-03-03", by=("Marsh Front", "armed_group"),
        ),
        claim(
            victim, "Shells hit Sarn's men at the mill of Tolm on Monday", "hit", "shelling", targets=("Sarn",),
            places=("Tolm",), day="2031-03-03", by=("Sarn", "government"),
        ),
    ]  # fmt: skip
    (incident,) = merge(claims, [doer, victim]).incidents
    assert (incident.actors, [target.name for target in incident.targets]) == ((), ["Sarn"])
