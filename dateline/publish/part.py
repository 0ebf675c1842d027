"""A part of a run: some of its incidents, with all that belongs to them and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.model import Control, Incident
from dateline.publish.record import Run


def part_of(run: Run, incidents: Sequence[Incident], control: Sequence[Control]) -> Run:
    """The run as if it were these incidents and rows of control: their claims, reports, decisions and versions.

    Reports without any claim, and problems, are part of the whole record only.
    """
    inside = {name for one in incidents for name in one.claims}
    claims = tuple(one for one in run.claims if one.claim in inside)
    chosen = {one.incident for one in incidents}
    revisions = tuple(
        one for one in run.revisions if one.incident in chosen and (one.now is None or one.now in inside)
    )
    revised = {one.claim for one in revisions}
    superseded = tuple(one for one in run.superseded if one.claim in revised)
    told_by = {one.report for one in (*claims, *superseded)}
    # An article comes with every version of it: a page sets each against the one before.
    articles = tuple(a for a in run.articles if any(one.report in told_by for one in a.versions))
    names = told_by | {one.report for article in articles for one in article.versions}
    aside = tuple(one for one in run.set_aside if one.report in names)
    bearing = {name for one in incidents for name in one.decisions}
    bearing |= {name for one in aside for name in one.decisions}
    return replace(
        run,
        incidents=tuple(incidents),
        claims=claims,
        reports=tuple(one for one in run.reports if one.report in names),
        set_aside=aside,
        articles=articles,
        earlier=tuple(one for one in run.earlier if one.report in names),
        superseded=superseded,
        revisions=revisions,
        control=tuple(control),
        links=tuple(one for one in run.links if one.left in inside and one.right in inside),
        decisions=tuple(one for one in run.decisions if one.decision.decision in bearing),
        boilerplate=tuple(one for one in run.boilerplate if one.report in names),
        problems=(),
    )
