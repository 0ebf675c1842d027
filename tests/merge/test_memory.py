"""A merge that remembers an earlier one comes to what it would have come to alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.evaluate.synthetic import claims as synthetic
from dateline.merge.memory import Memory
from dateline.merge.merge import Merged, merge
from dateline.model import Claim, Report

MADE = list(synthetic(240, 6))
CLAIMS = [claim for claim, _ in MADE]
REPORTS = [report for _, report in MADE]


def same(one: Merged, other: Merged) -> bool:
    return (one.incidents, one.links, dict(one.labels)) == (other.incidents, other.links, dict(other.labels))


def after(claims: Sequence[Claim], reports: Sequence[Report]) -> Merged:
    """What merging these comes to after merging all that was made, with one memory."""
    memory = Memory()
    merge(CLAIMS, REPORTS, memory=memory)
    return merge(claims, reports, memory=memory)


def test_a_part_is_merged_as_if_it_stood_alone() -> None:
    last = max(report.published for report in REPORTS if report.published is not None)
    reports = [report for report in REPORTS if report.published != last][:-20]
    names = {report.report for report in reports}
    claims = [claim for claim in CLAIMS if claim.report in names]
    alone = merge(claims, reports)
    assert same(after(claims, reports), alone)
    assert not same(alone, merge(CLAIMS, REPORTS))


def test_a_claim_that_reads_otherwise_is_not_remembered() -> None:
    other = [replace(claim, kind="clash", counts=()) if n % 3 else claim for n, claim in enumerate(CLAIMS)]
    alone = merge(other, REPORTS)
    assert same(after(other, REPORTS), alone)
    assert not same(alone, merge(CLAIMS, REPORTS))


def test_a_report_of_another_outlet_is_not_remembered() -> None:
    voice = [replace(claim, said_by=()) for claim in CLAIMS]
    memory = Memory()
    first = merge(voice, REPORTS, memory=memory)
    others = [replace(report, outlet="The Other Courier") for report in REPORTS]
    second = merge(voice, others, memory=memory)
    assert same(second, merge(voice, others))
    assert {origin.name for one in second.incidents for origin in one.origins} == {"The Other Courier"}
    assert not same(first, second)


def test_copies_that_came_together_are_not_remembered() -> None:
    joined = [replace(report, syndicated_from=REPORTS[0].report) for report in REPORTS]
    alone = merge(CLAIMS, joined)
    assert same(after(CLAIMS, joined), alone)
    assert not same(alone, merge(CLAIMS, REPORTS))


def test_other_tables_make_it_forget() -> None:
    class Words:
        actors = None
        outlets = None

    memory = Memory()
    merge(CLAIMS, REPORTS, memory=memory)
    facts = set(memory.facts.values())
    merge(CLAIMS, REPORTS, Words(), memory=memory)
    assert facts.isdisjoint(memory.facts.values())
