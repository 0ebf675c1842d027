"""Walks one claim or incident back to the words it came from, or tells what a person decided.

In come a run's records and an id; out comes an Explanation: labelled lines, the sentence in its context with
the quote marked, the rule or model that made it, and every reason that linked it. Nothing is read or printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dateline.decide.adding import PERSON
from dateline.decide.apply import told as told_decision
from dateline.errors import GroundingError, UsageError
from dateline.model import Claim, Incident, Link, Report, Source, Span, Standing, When
from dateline.publish.decisions import decision_line
from dateline.publish.record import Run
from dateline.publish.revised import revision_line, versions_told

_CONTEXT = 160
"""Characters of the report shown on either side of a quote."""

MARKS = ("«", "»")
"""What encloses the claim's own words in a context."""

_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One labelled line of an explanation."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What one claim or incident rests on; ``parts`` explains the claims of an incident in turn."""

    subject: str
    kind: str
    lines: tuple[Line, ...]
    parts: tuple[Explanation, ...] = ()


def explain(run: Run, wanted: str) -> Explanation:
    """Explains the one claim, incident or decision whose id is, or begins with, ``wanted``; ``report/c1`` works too.

    Raises:
        UsageError: nothing, or more than one thing, goes by that id.
        GroundingError: its words are not in its report.
    """
    claims = {claim.claim: claim for claim in (*run.superseded, *run.set_aside, *run.claims)}
    incidents = {incident.incident: incident for incident in run.incidents}
    short = {f"{claim.report}/{claim.id}": claim.claim for claim in claims.values()}
    name = short.get(wanted, wanted)
    decisions = {one.decision.decision: one for one in run.decisions}
    known = {*claims, *incidents, *decisions}
    hits = [name] if name in known else _beginning(wanted, [*known, *short])
    if not hits:
        raise UsageError(f"No claim or incident has an id that begins with {wanted!r}.")
    if len(hits) > 1:
        some = ", ".join(hits[:5]) + (", ..." if len(hits) > 5 else "")
        raise UsageError(f"{wanted!r} could be {some}: give more of the id.")
    found = short.get(hits[0], hits[0])
    if found in decisions:
        return _decision(decisions[found])
    reports = {report.report: report for report in (*run.reports, *run.earlier)}
    if found in claims:
        made = _claim(claims[found], reports, _of(run, found), run.links)
        more = (*_decisions(_bearing(claims[found], run), run), *_versions(run, claim=found))
        return replace(made, lines=(*made.lines, *more))
    incident = incidents[found]
    inside = [claims[one] for one in incident.claims if one in claims]
    parts = tuple(
        replace(part, lines=(*part.lines, *_decisions(claim.decisions, run)))
        for claim, part in ((claim, _claim(claim, reports, None, run.links)) for claim in inside)
    )
    own = {name for claim in inside for name in claim.decisions}
    decided = _decisions([name for name in incident.decisions if name not in own], run)
    lines = (*_incident(incident), *decided, *_versions(run, incident=found))
    return Explanation(subject=found, kind="incident", lines=lines, parts=parts)


def _decision(standing: Standing) -> Explanation:
    """What a person decided, and what became of it."""
    one = standing.decision
    told = [
        ("decided", told_decision(one)),
        ("from", one.old),
        ("to", one.new),
        *(("words", words) for words in one.words),
        *(("claims", ", ".join(group)) for group in one.groups),
        ("by", one.by),
        ("at", one.at.isoformat()),
        ("because", one.reason),
        ("state", standing.state + (f": {standing.note}" if standing.note else "")),
    ]
    lines = tuple(Line(label=label, text=text) for label, text in told if text is not None)
    return Explanation(subject=one.decision, kind="decision", lines=lines)


def _bearing(claim: Claim, run: Run) -> list[str]:
    """The decisions on a claim itself, and those in force that join it with others or part it from them."""
    ties = [
        one.decision.decision
        for one in run.decisions
        if one.state == "in force" and any(claim.claim in group for group in one.decision.groups)
    ]
    return [*claim.decisions, *ties]


def _decisions(names: Sequence[str], run: Run) -> tuple[Line, ...]:
    """What a person decided on it, in the order made."""
    found = [one for one in run.decisions if one.decision.decision in names]
    return tuple(
        Line(label="decision", text=f"{one.decision.decision}: {decision_line(one)}") for one in found
    )


def _versions(run: Run, *, claim: str | None = None, incident: str | None = None) -> tuple[Line, ...]:
    """What outlets changed or dropped: of a claim, before and after; of an incident, all."""
    claims = {one.claim: one for one in (*run.claims, *run.superseded)}
    told = versions_told(run)
    lines = []
    for one in sorted(run.revisions, key=lambda one: (one.report, one.claim)):
        mine = incident is not None and one.incident == incident
        if mine or (claim is not None and claim in (one.claim, one.now)):
            label = "superseded" if claim == one.claim else "before" if claim is not None else "history"
            name = f"{one.claim}: " if claim != one.claim else ""
            where = f"{one.report} ({told[one.report]}), {one.newer} ({told[one.newer]})"
            lines.append(Line(label=label, text=f"{name}{revision_line(one, claims)} {where}"))
    return tuple(lines)


def _beginning(wanted: str, names: Iterable[str]) -> list[str]:
    return sorted({name for name in names if wanted and name.startswith(wanted)})


def _of(run: Run, claim: str) -> Incident | None:
    return next((incident for incident in run.incidents if claim in incident.claims), None)


def _claim(
    claim: Claim, reports: dict[str, Report], incident: Incident | None, links: tuple[Link, ...]
) -> Explanation:
    report = reports.get(claim.report)
    if report is None:
        raise GroundingError(f"The claim {claim.claim} comes from {claim.report}, which is not in the run.")
    outlet = claim.outlet or "outlet unknown"
    published = claim.published.isoformat() if claim.published else "date unknown"
    lines = [
        Line(
            label="says", text=f"{claim.kind}, {claim.status}" + (f" ({claim.hedge})" if claim.hedge else "")
        ),
        Line(label="report", text=f"{claim.report}/{claim.id}, {outlet}, {published}"),
        Line(label="said by", text=_chain(claim.said_by)),
    ]
    lines += [Line(label="who", text=_named(one.name, one.words)) for one in claim.actors]
    lines += [Line(label="to whom", text=_named(one.name, one.words)) for one in claim.targets]
    for place in claim.places:
        point = "" if place.lat is None or place.lon is None else f", {place.lat:.3f} {place.lon:.3f}"
        told = f" ({place.country or 'country unknown'}, {place.precision or 'precision unknown'}{point})"
        lines.append(Line(label="where", text=_named(place.name, place.words) + told))
    lines.append(Line(label="when", text=_when(claim.when)))
    for count in claim.counts:
        told = f"{count.what} {count.who}: {_range(count.low, count.high)}"
        lines.append(Line(label="how many", text=f"{told}, from {count.words!r}"))
    if claim.means:
        lines.append(Line(label="means", text=", ".join(claim.means)))
    for span in claim.quote_spans:
        lines.append(Line(label="words", text=in_context(report.text, span)))
    rule = f"{claim.why} [{claim.producer.name} {claim.producer.version}, words {claim.producer.words[:12]}]"
    lines.append(Line(label="rule", text=rule))
    if incident is not None:
        told = f"{incident.incident}: {incident.title} ({incident.grade})"
        lines.append(Line(label="incident", text=told))
    if claim.decided:
        how = "added by decision, not read by a program" if claim.producer.name == PERSON else None
        told = how or f"{', '.join(claim.decided)} set by decision, not as read"
        lines.append(Line(label="by a person", text=told))
    lines += _links(claim.claim, links)
    return Explanation(subject=claim.claim, kind="claim", lines=tuple(lines))


def _incident(incident: Incident) -> tuple[Line, ...]:
    lines = [
        Line(label="incident", text=incident.title),
        Line(label="grade", text=f"{incident.grade} (Admiralty {incident.admiralty}): {incident.why}"),
        Line(label="when", text=_when(incident.when)),
        Line(label="independent", text=str(incident.independent_origins)),
    ]
    lines += [
        Line(
            label="origin",
            text=f"{origin.name} ({origin.party}, {origin.stands}): {len(origin.claims)} claims",
        )
        for origin in incident.origins
    ]
    lines += [
        Line(label="denied by", text=f"{origin.name} ({origin.party}, {origin.stands})")
        for origin in incident.denied_by
    ]
    for total in incident.counts:
        told = f"{total.what} {total.who}: {_range(total.low, total.high)}, best {total.best}"
        lines.append(Line(label="how many", text=told))
    for contest in incident.contested:
        accounts = "; ".join(f"{value.value} ({', '.join(value.origins)})" for value in contest.values)
        lines.append(Line(label="contested", text=f"{contest.field}: {accounts}"))
    if incident.holder_after is not None:
        lines.append(Line(label="holder after", text=incident.holder_after))
    return tuple(lines)


def in_context(text: str, span: Span) -> str:
    """One line of a report around a quote, cut at words, with the quote between the marks."""
    start, end = max(0, span.start - _CONTEXT), min(len(text), span.end + _CONTEXT)
    before, after = text[start : span.start], text[span.end : end]
    if start > 0:
        before = "…" + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + "…"
    marked = f"{before}{MARKS[0]}{text[span.start : span.end]}{MARKS[1]}{after}"
    return " ".join(marked.split())


def _links(claim: str, links: tuple[Link, ...]) -> list[Line]:
    lines = []
    mine = [link for link in links if claim in (link.left, link.right) and (link.same or link.reasons)]
    mine.sort(key=lambda link: (not link.same, -link.score, link.left, link.right))
    for link in mine[:_SHOWN]:
        other = link.right if link.left == claim else link.left
        reasons = "; ".join(
            f"{reason.feature} {reason.weight:+.2f} ({reason.left} | {reason.right})"
            for reason in link.reasons
        )
        label = "same as" if link.same else "apart from"
        lines.append(Line(label=label, text=f"{other} ({link.score:+.2f}): {reasons}"))
    if len(mine) > _SHOWN:
        lines.append(Line(label="links", text=f"and {len(mine) - _SHOWN} more"))
    return lines


def _chain(sources: tuple[Source, ...]) -> str:
    if not sources:
        return "the outlet's own voice"
    told = [f"{one.name} ({one.party})" + (f", {one.person}" if one.person else "") for one in sources]
    return " ← ".join(told)


def _named(name: str, words: str) -> str:
    return name if name == words else f"{name}, from {words!r}"


def _range(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return "untold"
    if low == high:
        return str(low)
    return f"{'?' if low is None else low} to {'?' if high is None else high}"


def _when(when: When) -> str:
    if when.earliest is None and when.latest is None:
        return "untold"
    ends = [one.isoformat() if one else "?" for one in (when.earliest, when.latest)]
    told = ends[0] if ends[0] == ends[1] else " to ".join(ends)
    return told + (f", from {when.words!r}" if when.words else ", inherited")
