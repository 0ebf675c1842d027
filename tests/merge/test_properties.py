"""Properties of merging: the order of reports and claims changes nothing, nor does an unrelated report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.evaluate import synthetic
from dateline.merge.merge import merge
from dateline.model import Claim, Report


@pytest.fixture(scope="module")
def made() -> tuple[list[Claim], list[Report]]:
    pairs = list(synthetic.claims(60, 6))
    return [claim for claim, _ in pairs], [report for _, report in pairs]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_order_of_reports_and_claims_changes_nothing(
    made: tuple[list[Claim], list[Report]], data: st.DataObject
) -> None:
    claims, reports = made
    turned = data.draw(st.permutations(claims)), data.draw(st.permutations(reports))
    assert merge(*turned) == merge(claims, reports)


@settings(max_examples=15, deadline=None)
@given(keep=st.sets(st.integers(0, 59), min_size=20))
def test_every_claim_is_in_one_incident_whatever_was_given(
    made: tuple[list[Claim], list[Report]], keep: set[int]
) -> None:
    claims, reports = [made[0][n] for n in sorted(keep)], [made[1][n] for n in sorted(keep)]
    found = merge(claims, reports)
    members = [claim for incident in found.incidents for claim in incident.claims]
    assert sorted(members) == sorted(claim.claim for claim in claims)
    for incident in found.incidents:
        told = {claim for origin in (*incident.origins, *incident.denied_by) for claim in origin.claims}
        assert told <= set(incident.claims)
        assert incident.independent_origins <= len(incident.origins)


def test_a_duplicate_of_a_report_adds_no_voice_and_moves_no_grade(
    made: tuple[list[Claim], list[Report]],
) -> None:
    claims, reports = made
    one = next(i for i in merge(claims, reports).incidents if len(i.claims) > 1)
    first = next(claim for claim in claims if claim.claim in one.claims)
    again = replace(first, claim="again", report="copy")
    source = next(report for report in reports if report.report == first.report)
    copy = replace(source, report="copy", outlet="Another Paper", syndicated_from=source.report)
    after = merge([*claims, again], [*reports, copy])
    two = next(i for i in after.incidents if first.claim in i.claims)
    assert "again" in two.claims
    assert (two.independent_origins, two.grade) == (one.independent_origins, one.grade)
    assert [o.name for o in two.origins] == [o.name for o in one.origins]


def test_an_unrelated_report_leaves_every_other_incident_as_it_was(
    made: tuple[list[Claim], list[Report]],
) -> None:
    claims, reports = made
    far = list(synthetic.claims(61, 6))[-1]
    place = replace(far[0].places[0], name="Elsewhere", country="ZZ", lat=-60.0, lon=-120.0)
    odd = replace(far[0], claim="odd", report="odd", places=(place,), kind="protest", actors=())
    when = replace(odd.when, earliest=None, latest=None, precision=None)
    before = merge(claims, reports).incidents
    after = merge([*claims, replace(odd, when=when)], [*reports, replace(far[1], report="odd")]).incidents
    assert set(before) < set(after)
