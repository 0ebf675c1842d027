from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.merge.merge import merge
from dateline.merge.ties import DECIDED, Ties, key
from dateline.model import Claim, Report
from tests.merge.making import claim, report

NAMES = "abcdef"


def made() -> tuple[list[Report], list[Claim]]:
    """Six reports: three of one raid on Amra, three of one raid on Besk, each by a body of its own."""
    reports, claims = [], []
    for n, name in enumerate(NAMES):
        town = "Amra" if n < 3 else "Besk"
        one = report(name, f"Jets raided {town} at dawn, body {name} said.", outlet=f"Outlet {name}")
        told = claim(
            one, f"Jets raided {town}", "raided", "airstrike", places=[town], day="2031-03-05",
            country="AA" if n < 3 else "BB", by=(f"Body {name}", "monitor"),
        )  # fmt: skip
        reports.append(one)
        claims.append(told)
    return reports, claims


REPORTS, CLAIMS = made()
IDS = {claim.report: claim.claim for claim in CLAIMS}


def homes(ties: Ties) -> list[str]:
    merged = merge(CLAIMS, REPORTS, ties=ties)
    names = {one.claim: one.report for one in CLAIMS}
    return sorted("".join(sorted(names[c] for c in incident.claims)) for incident in merged.incidents)


def pairs(*told: str) -> dict[tuple[str, str], str]:
    return {key(IDS[pair[0]], IDS[pair[1]]): "d1" for pair in told}


def test_without_ties_the_evidence_decides() -> None:
    assert homes(Ties()) == ["abc", "def"]


def test_claims_kept_apart_are_in_two_incidents() -> None:
    assert homes(Ties(apart=pairs("ab", "ac"))) == ["a", "bc", "def"]


def test_claims_put_together_are_in_one_with_those_that_belong_to_them() -> None:
    (home,) = [home for home in homes(Ties(together=pairs("ad"))) if "a" in home]
    assert "d" in home


def test_ties_of_claims_that_are_not_there_do_nothing() -> None:
    assert homes(Ties(together={("x", "y"): "d1"})) == ["abc", "def"]


def test_the_reason_of_a_link_is_the_decision() -> None:
    merged = merge(CLAIMS, REPORTS, ties=Ties(together=pairs("ad"), apart=pairs("ab")))
    links = {(link.left, link.right): link for link in merged.links}
    joined, parted = links[key(IDS["a"], IDS["d"])], links[key(IDS["a"], IDS["b"])]
    assert (joined.same, joined.reasons[0].feature, joined.reasons[0].weight) == (
        True,
        "decision d1",
        DECIDED,
    )
    assert (parted.same, parted.reasons[0].weight) == (False, -DECIDED)


@settings(max_examples=40, deadline=None)
@given(
    st.sets(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] < p[1]), max_size=5
    )
)
def test_no_incident_ever_holds_two_claims_kept_apart(parted: set[tuple[str, str]]) -> None:
    found = homes(Ties(apart=pairs(*(a + b for a, b in parted))))
    assert not any(a in home and b in home for a, b in parted for home in found)
    assert sorted("".join(found)) == sorted(NAMES)
