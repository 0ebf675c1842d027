"""What the brief says, before it is set in HTML or Markdown: sections made of sentences and records."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dateline.model import AFFIRMED, AREAS, FORWARD, WIDE, Claim, Control, Incident, Place, Report
from dateline.publish import clauses, english
from dateline.publish.accounts import AccountRow, account_rows
from dateline.publish.changes import Changes
from dateline.publish.facts import gather, origin_name, outlet_name, reading_order
from dateline.publish.lead import Lead, lead
from dateline.publish.part import part_of
from dateline.publish.record import Run
from dateline.publish.revised import revised_sentences
from dateline.publish.sentences import (
    Piece,
    Sentence,
    forward_sentences,
    incident_sentence,
    lone_figures,
    short_quote,
)
from dateline.publish.tables import Tables
from dateline.publish.tables_csv import control_order, incident_order
from dateline.publish.titles import title_of
from dateline.publish.totals import TotalRow, total_rows

MAX_TOLD = 1000
"""Incidents that a brief tells: some four megabytes of page."""
_AHEAD = 5
"""One part in so many of them are the first of what the last day changed, if it changed that many."""
MAX_SITUATION = 48
"""How many sentences the situation may have; the rest stand in the table of incidents."""

_WEIGHT = {
    "territory": 8.0,
    "violence": 6.0,
    "harm": 5.0,
    "people": 6.0,
    "posture": 4.0,
    "unrest": 3.0,
    "talk": 2.0,
}
_GRADE = {"admitted": 2.0, "corroborated": 1.5, "contested": 1.5, "claimed": 0.5, "unattributed": 0.0}
_NEAR_KM = 12.0
_MAX_LONE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Where everything stands: claims and incidents by id, and the numbers they are cited by.

    ``superseded`` are claims of older versions of articles; their numbers follow those of the claims in force.
    ``history`` tells, by incident, what outlets changed or dropped of it.
    """

    claims: Mapping[str, Claim]
    numbers: Mapping[str, int]
    incidents: Mapping[str, Incident]
    incident_numbers: Mapping[str, int]
    titles: Mapping[str, str]
    report_numbers: Mapping[str, int]
    superseded: Mapping[str, Claim] = field(default_factory=dict)
    history: Mapping[str, tuple[Sentence, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Sentences under one heading."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """The figures at the top, of the whole run; ``undated`` are reports without a date, ``assumed`` the date given for
    them, ``told`` the number of incidents that the brief tells."""

    reports: int
    outlets: tuple[str, ...]
    claims: int
    incidents: int
    first: dt.date | None
    last: dt.date | None
    undated: tuple[str, ...]
    assumed: dt.date | None
    told: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Every section in its order; ``accounts`` by incident, of those that more than one account tells."""

    masthead: Masthead
    index: Index
    situation: tuple[Group, ...]
    background: tuple[Sentence, ...]
    left_out: int
    incidents: tuple[Incident, ...]
    control: tuple[Control, ...]
    unconfirmed: tuple[Group, ...]
    partisan: tuple[Sentence, ...]
    forward: tuple[Sentence, ...]
    totals: tuple[TotalRow, ...]
    reports: tuple[Report, ...]
    accounts: Mapping[str, tuple[AccountRow, ...]]
    lead: Lead | None = None
    revised: tuple[Sentence, ...] = ()
    earlier: tuple[Report, ...] = ()


def brief_of(run: Run, tables: Tables, changed: Changes | None = None) -> tuple[Brief, Run]:
    """The brief of a run, and what of the run it tells: all, or of more than ``MAX_TOLD`` incidents those that weigh
    most and those that the last day changed first, for a page of tens of thousands opens in no browser."""
    if len(run.incidents) <= MAX_TOLD:
        return assemble(run, tables, changed), run
    ahead = changed.alerts[: MAX_TOLD // _AHEAD] if changed is not None else ()
    wanted = {alert.incident.incident for alert in ahead}
    heavy = sorted(
        (one for one in run.incidents if one.incident not in wanted),
        key=lambda one: (-weight(one, tables), one.incident),
    )
    wanted |= {one.incident for one in heavy[: MAX_TOLD - len(wanted)]}
    part = part_of(
        run,
        [one for one in run.incidents if one.incident in wanted],
        [row for row in run.control if wanted.issuperset(row.incidents)],
    )
    part = replace(part, problems=run.problems)
    brief = assemble(part, tables, replace(changed, alerts=ahead) if changed is not None else None)
    reports = tuple(sorted(run.reports, key=lambda r: r.report))
    led = brief.lead
    if led is not None and changed is not None:
        led = replace(led, left_out=led.left_out + len(changed.alerts) - len(ahead))
    head = replace(_masthead(run, reports), told=len(part.incidents))
    return replace(brief, masthead=head, lead=led), part


def untold(head: Masthead) -> str:
    """The sentence that says what of a large record the brief leaves to other outputs; empty where it tells all."""
    if head.told == head.incidents:
        return ""
    return (
        f"Told here are the {english.number(head.told)} incidents that weigh most, by kind, dead, grade and number of "
        f"reports, of {english.number(head.incidents)}; all are in incidents.jsonl, events.csv and at the desk."
    )


def assemble(run: Run, tables: Tables, changed: Changes | None = None) -> Brief:
    """Put a run into the sections of the brief; pure and independent of the order of records.

    With ``changed``, what the record is against the run before, the brief leads with that.
    """
    reports = tuple(sorted(run.reports, key=lambda r: r.report))
    incidents = tuple(incident_order(run.incidents))
    earlier = tuple(sorted(run.earlier, key=lambda r: r.report))
    index = make_index(run.claims, incidents, (*reports, *earlier), tables, run.superseded)
    revised = revised_sentences(run)
    history: dict[str, tuple[Sentence, ...]] = {}
    for sentence in revised:
        if sentence.incident is not None:
            history[sentence.incident] = (*history.get(sentence.incident, ()), sentence)
    index = replace(index, history=history)
    told = [(i, s) for i in incidents if (s := incident_sentence(i, index.claims, tables)) is not None]
    front = [(i, s) for i, s in told if not _is_background(i)]
    front.sort(key=lambda pair: (-weight(pair[0], tables), pair[0].incident))
    kept, rest = front[:MAX_SITUATION], front[MAX_SITUATION:]
    return Brief(
        masthead=_masthead(run, reports),
        index=index,
        situation=tuple(_grouped(kept, tables)),
        background=tuple(s for i, s in told if _is_background(i)),
        left_out=len(rest),
        incidents=incidents,
        control=tuple(control_order(run.control)),
        unconfirmed=tuple(_unconfirmed(index, tables)),
        partisan=tuple(_partisan(told, index, tables)),
        forward=tuple(_forward(incidents, index, tables)),
        totals=total_rows(run.claims, incidents),
        reports=reports,
        accounts={i.incident: rows for i in incidents if (rows := _accounts(i, index, tables))},
        lead=lead(changed, index.claims, tables) if changed is not None else None,
        revised=revised,
        earlier=earlier,
    )


def _accounts(incident: Incident, index: Index, tables: Tables) -> tuple[AccountRow, ...]:
    return account_rows(incident, index.claims, tables.reasons, tables.sequence)


def make_index(
    claims: Iterable[Claim],
    incidents: Sequence[Incident],
    reports: Sequence[Report],
    tables: Tables | None = None,
    superseded: Iterable[Claim] = (),
) -> Index:
    """Number claims in reading order, incidents and reports in theirs, from 1; superseded claims go on from the others.

    With ``tables`` incidents are titled in the brief's own English, else as they come.
    """
    ordered = reading_order(claims)
    known = {c.claim: c for c in ordered}
    older = reading_order(superseded)
    return Index(
        claims=known,
        superseded={c.claim: c for c in older},
        numbers={c.claim: n for n, c in enumerate((*ordered, *older), 1)},
        incidents={i.incident: i for i in incidents},
        incident_numbers={i.incident: n for n, i in enumerate(incidents, 1)},
        titles={i.incident: title_of(i, known, tables) if tables else i.title for i in incidents},
        report_numbers={r.report: n for n, r in enumerate(reports, 1)},
    )


def weight(incident: Incident, tables: Tables) -> float:
    """How much an incident matters to a reader in a hurry: its kind family, its dead, its grade, its reports.

    What has no day, or no place smaller than a country or region, cannot lead.
    """
    base = _WEIGHT.get(tables.families.get(incident.kind, "other"), 1.0)
    if incident.kind == "capture":
        base += 2.0
    if incident.when.earliest is None:
        base -= 3.0
    if not any(p.precision not in WIDE for p in incident.places):
        base -= 3.0
    dead = max((t.best or t.low or 0 for t in incident.counts if t.what == "killed"), default=0)
    return base + _GRADE[incident.grade] + math.log2(1 + dead) / 2 + 0.5 * len(incident.reports)


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of two (latitude, longitude) points in degrees on a sphere, in kilometres."""
    lat1, lat2 = math.radians(a[0]), math.radians(b[0])
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(half)))


def _masthead(run: Run, reports: Sequence[Report]) -> Masthead:
    dates = sorted(r.published for r in reports if r.published is not None)
    return Masthead(
        reports=len(reports),
        outlets=tuple(sorted({r.outlet for r in reports if r.outlet is not None})),
        claims=len(run.claims),
        incidents=len(run.incidents),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        undated=tuple(r.report for r in reports if r.published is None),
        assumed=run.options.published if any(r.published_from == "option" for r in reports) else None,
        told=len(run.incidents),
    )


def _is_background(incident: Incident) -> bool:
    """States, totals and long stretches of time: what a reader may know before the news."""
    return incident.kind in ("hold", "toll", "other") or incident.when.precision in ("year", "longer")


def _grouped(told: Sequence[tuple[Incident, Sentence]], tables: Tables) -> list[Group]:
    """Sentences under the place they tell of; places a few kilometres apart share a heading."""
    groups: list[tuple[str, Place | None, list[Sentence]]] = []
    talk = [s for i, s in told if tables.families.get(i.kind) == "talk"]
    for incident, sentence in told:
        if tables.families.get(incident.kind) == "talk":
            continue
        place = _main_place(incident)
        for _, anchor, sentences in groups:
            if (place is None and anchor is None) or (place and anchor and _together(place, anchor)):
                sentences.append(sentence)
                break
        else:
            groups.append((place.name if place else "Elsewhere, or place not told", place, [sentence]))
    own = [g[1] is not None and (n < _MAX_LONE or len(g[2]) > 1) for n, g in enumerate(groups)]
    shown = [g for g, keeps in zip(groups, own, strict=True) if keeps]
    rest = [s for g, keeps in zip(groups, own, strict=True) if not keeps for s in g[2]]
    out = [Group(heading=name, sentences=tuple(sentences)) for name, _, sentences in shown]
    out += [Group(heading="Elsewhere" if shown else "Place not told", sentences=tuple(rest))] if rest else []
    return [*out, Group(heading="Talks, appeals and support", sentences=tuple(talk))] if talk else out


def _main_place(incident: Incident) -> Place | None:
    exact = [p for p in incident.places if p.precision not in WIDE]
    return exact[0] if exact else incident.places[0] if incident.places else None


def _together(a: Place, b: Place) -> bool:
    if a.name == b.name and a.country == b.country:
        return True
    if None in (a.lat, a.lon, b.lat, b.lon) or {a.precision, b.precision} & AREAS:
        return False
    return kilometres((a.lat or 0.0, a.lon or 0.0), (b.lat or 0.0, b.lon or 0.0)) <= _NEAR_KM


def _forward(incidents: Sequence[Incident], index: Index, tables: Tables) -> list[Sentence]:
    told = []
    for incident in incidents:
        claims = [index.claims[c] for c in incident.claims if c in index.claims]
        ahead = [c for c in claims if c.status in FORWARD]
        told += forward_sentences(ahead, incident.kind, incident.incident, tables)
    rank: dict[str, int] = {status: n for n, status in enumerate(FORWARD)}
    return sorted(told, key=lambda s: rank[s.label])


def _partisan(told: Sequence[tuple[Incident, Sentence]], index: Index, tables: Tables) -> list[Sentence]:
    """What only those say who gain by it, and figures that only one side of the war gives."""
    out: list[Sentence] = []
    for incident, sentence in told:
        gains = bool(incident.origins) and all(o.stands == "gains" for o in incident.origins)
        if incident.grade == "claimed" and gains:
            out.append(sentence)
        else:
            out += lone_figures(incident, index.claims, tables)
    return out


def _unconfirmed(index: Index, tables: Tables) -> list[Group]:
    """What an outlet says that it could not confirm, then what one tells with distance."""
    outlets: dict[str, list[Claim]] = {}
    for claim in index.claims.values():
        if claim.hedge == "unverified":
            outlets.setdefault(outlet_name(claim), []).append(claim)
    groups = []
    for outlet in sorted(outlets):
        claims = outlets[outlet]
        origins = dict.fromkeys(origin_name(c) for c in claims if c.said_by)
        names = english.listed([english.with_article(o, tables.names) for o in origins]) or "its own account"
        verb = "says" if len(origins) == 1 else "say"
        heading = (
            f"{outlet} could not confirm what {names} {verb}:" if origins else f"{outlet} could not confirm:"
        )
        groups.append(Group(heading=heading, sentences=tuple(_one_by_one(claims, tables))))
    alleged = [c for c in index.claims.values() if c.hedge == "alleged" and c.status in AFFIRMED]
    if alleged:
        heading = "Told with distance, as alleged:"
        groups.append(Group(heading=heading, sentences=tuple(_one_by_one(alleged, tables))))
    return groups


def _one_by_one(claims: Sequence[Claim], tables: Tables) -> list[Sentence]:
    """A short sentence for each origin and incident."""
    parts: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        parts.setdefault((origin_name(claim), claim.incident or claim.kind, claim.status), []).append(claim)
    told = []
    for (origin, _, status), theirs in parts.items():
        own = not theirs[0].said_by
        facts = gather(theirs[:4], theirs[0].kind, status, {})
        name = origin if own else english.upper_first(english.with_article(origin, tables.names))
        if clauses.quoted_form(facts.kind, tables) == "only":
            text = f"{name}: “{short_quote(facts.quote)}”"
        else:
            text = f"{name}: {clauses.clause(facts, tables, speaker=origin)}"
        cites = tuple(c.claim for c in theirs[:4])
        pieces = (Piece(text=text, cites=cites), Piece(text="."))
        told.append(Sentence(pieces=pieces, incident=theirs[0].incident, label=theirs[0].hedge or status))
    return told
