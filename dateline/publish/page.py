"""``brief.html``: one self-contained page, readable without a script, that no text in a report can break."""

from __future__ import annotations

import base64
import hashlib
from itertools import groupby, pairwise

from dateline.model import AFFIRMED, GRADES, Claim, Edit, Incident
from dateline.publish import english
from dateline.publish.accounts_html import disagreements
from dateline.publish.brief import Brief, Group, Masthead, untold
from dateline.publish.control_html import control_section
from dateline.publish.decisions import decision_line
from dateline.publish.incidents_html import incident_rows
from dateline.publish.lead_html import lead_section
from dateline.publish.map_svg import map_figure
from dateline.publish.markup import badge, esc, sentence
from dateline.publish.record import Run
from dateline.publish.reports_html import differences, report_article, target_rules
from dateline.publish.revised import versions_told
from dateline.publish.tables import Tables
from dateline.publish.totals_html import totals_section

_LONG = frozenset({"year", "longer"})
_MEANING = {
    "admitted": "an origin that loses by it says so, and another agrees",
    "corroborated": "two or more independent origins, at least one of which does not gain by it",
    "claimed": "one origin alone, or only origins that gain by it",
    "contested": "an origin denies it, or gives an account that cannot also be true",
    "unattributed": "told only in an outlet’s own voice",
}


def brief_html(brief: Brief, run: Run, tables: Tables) -> bytes:
    """Set the brief as a page; the same brief gives the same bytes."""
    style = f"{tables.style}\n{target_rules(sorted(brief.index.numbers.values()))}\n"
    sections = [
        ("changed", "What changed", lead_section(brief)),
        ("situation", "Situation", _situation(brief)),
        ("map", "Map", map_figure(brief, tables)),
        ("timeline", "Timeline", _timeline(brief)),
        ("control", "Control", control_section(brief, tables)),
        ("incidents", "Incidents", _incidents(brief)),
        ("disagreements", "Disagreements", disagreements(brief)),
        ("changed", "Changed by the outlet", _revised(brief, run)),
        ("unconfirmed", "Not confirmed", _unconfirmed(brief)),
        ("plans", "Plans and warnings", "".join(sentence(s, brief.index) for s in brief.forward)),
        ("totals", "Totals", totals_section(brief)),
        ("corrections", "Corrections", _corrections(run)),
        ("reports", "Reports", _reports(brief, run)),
        ("made", "How this was made", _made(run, brief)),
    ]
    told = [(key, name, body) for key, name, body in sections if body]
    nav = "".join(f'<a href="#{key}">{name}</a>' for key, name, _ in told)
    body = "".join(
        f'<section id="{key}"><h2>{name}</h2><div class="content">{body}</div></section>'
        for key, name, body in told
    )
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"style-src '{_hash(style)}'; script-src '{_hash(tables.script)}'"
    )
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{esc(_title(brief.masthead))}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"{_masthead(brief.masthead, run.options.selected)}<nav>{nav}</nav>\n<main>{body}</main>\n"
        f"<script>{tables.script}</script>\n</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def days_told(head: Masthead) -> str:
    """The days of the reports in words; empty where none has a date."""
    if head.first is None or head.last is None:
        return ""
    if head.first == head.last:
        return english.day(head.first, weekday=True)
    return f"{english.day(head.first)} – {english.day(head.last)}"


def undated_sentence(head: Masthead) -> str:
    """The one sentence that says which reports have no date and what to do."""
    if not head.undated:
        return ""
    if len(head.undated) == head.reports:
        return (
            "No report here has a date, so “Thursday” or “last week” could not be turned into days; "
            "run again with --published YYYY-MM-DD to give it."
        )
    few = english.listed([*head.undated[:5], *(["others"] if len(head.undated) > 5 else [])])
    have = "has" if len(head.undated) == 1 else "have"
    return f"{few} {have} no date, so relative days in them are not known; --published YYYY-MM-DD gives it."


def _title(head: Masthead) -> str:
    days = days_told(head)
    return f"dateline brief, {days}" if days else "dateline brief"


def _masthead(head: Masthead, selected: str) -> str:
    def count(number: int, one: str, many: str) -> str:
        return f"<li><b>{english.number(number)}</b> {one if number == 1 else many}</li>"

    figures = (
        count(head.reports, "report", "reports")
        + count(len(head.outlets), "outlet", "outlets")
        + count(head.claims, "claim", "claims")
        + count(head.incidents, "incident", "incidents")
    )
    notes = f'<p class="note">Only a part of the record: {esc(selected)}.</p>' if selected else ""
    if told := untold(head):
        notes += f'<p class="note">{esc(told)}</p>'
    if head.undated:
        notes += f'<p class="note">{esc(undated_sentence(head))}</p>'
    if head.assumed is not None:
        given = esc(english.day(head.assumed))
        notes += f'<p class="note">Where a report had no date of its own, {given} was given.</p>'
    return (
        '<header class="mast"><p class="brand">dateline</p>'
        f"<h1>{esc(days_told(head) or 'Undated reports')}</h1>"
        f'<p class="stand">What is said to have happened, who says so, and how well it stands.</p>'
        f'<ul class="figures">{figures}</ul>'
        f'<p class="outlets">{esc(english.listed(head.outlets))}</p>{notes}</header>\n'
    )


def _situation(brief: Brief) -> str:
    out = [_group(group, brief) for group in brief.situation]
    if brief.left_out:
        noun = "incident stands" if brief.left_out == 1 else "incidents stand"
        out.append(
            f'<p class="note">{brief.left_out} further {noun} in the <a href="#incidents">table</a>.</p>'
        )
    if brief.background:
        body = "".join(sentence(s, brief.index) for s in brief.background)
        out.append(f'<div class="group background"><h3>Background</h3>{body}</div>')
    return "".join(out)


def _group(group: Group, brief: Brief) -> str:
    body = "".join(sentence(s, brief.index) for s in group.sentences)
    return f'<div class="group"><h3>{esc(group.heading)}</h3>{body}</div>'


def _timeline(brief: Brief) -> str:
    dated = [i for i in brief.incidents if i.status in AFFIRMED and i.when.earliest is not None]
    long = [i for i in dated if i.when.precision in _LONG]
    short = [i for i in dated if i.when.precision not in _LONG]
    loose = [i for i in brief.incidents if i.status in AFFIRMED and i.when.earliest is None]
    rows = "".join(
        f'<li><span class="day">{esc(label)}</span><ul>{"".join(_entry(i, brief) for i in told)}</ul></li>'
        for label, told in groupby(short, key=lambda i: english.when_label(i.when))
    )
    out = f'<ol class="timeline">{rows}</ol>' if rows else ""
    for title, told in (("Over longer stretches", long), ("Beginning not told", loose)):
        if told:
            items = "".join(_entry(i, brief, dated=True) for i in told)
            out += f'<details class="more"><summary>{title} ({len(told)})</summary>'
            out += f'<ul class="plain">{items}</ul></details>'
    return out


def _entry(incident: Incident, brief: Brief, *, dated: bool = False) -> str:
    number = brief.index.incident_numbers[incident.incident]
    when = f" <small>{esc(english.when_label(incident.when))}</small>" if dated else ""
    title = esc(brief.index.titles[incident.incident])
    return f'<li>{badge(incident.grade, short=True)} <a href="#i{number}">{title}</a>{when}</li>'


def _incidents(brief: Brief) -> str:
    if not brief.incidents:
        return ""
    boxes = "".join(f'<label><input type="checkbox" value="{g}" checked> {badge(g)}</label>' for g in GRADES)
    tools = (
        '<div class="tools" hidden><label class="find">Find <input type="search" autocomplete="off"></label>'
        f'{boxes}<button type="button">Open all</button></div>'
    )
    return tools + incident_rows(brief)


def _revised(brief: Brief, run: Run) -> str:
    """What outlets dropped or changed, with a link to both versions of the text."""
    told = versions_told(run)
    out = ""
    for one in brief.revised:
        links = " · ".join(
            f'<a href="#r{brief.index.report_numbers[name]}">{esc(told[name])}</a>' for name in one.versions
        )
        out += f'{sentence(one, brief.index)}<p class="facts">{links}</p>'
    note = (
        "An outlet that changes its text speaks by its newest version; why it changed it, no version tells."
    )
    return f'<p class="note">{note}</p>{out}' if out else ""


def _unconfirmed(brief: Brief) -> str:
    out = ""
    for group in brief.unconfirmed:
        items = "".join(sentence(s, brief.index, "li") for s in group.sentences)
        out += f'<p class="lead">{esc(group.heading)}</p><ul class="plain">{items}</ul>'
    if brief.partisan:
        items = "".join(sentence(s, brief.index, "li") for s in brief.partisan)
        out += f'<p class="lead">Only a side of the war says so:</p><ul class="plain">{items}</ul>'
    return out


def _reports(brief: Brief, run: Run) -> str:
    spans = {b.report: b.spans for b in run.boilerplate}
    claims: dict[str, list[Claim]] = {}
    for claim in brief.index.claims.values():
        claims.setdefault(claim.report, []).append(claim)
    for claim in brief.index.superseded.values():
        claims.setdefault(claim.report, []).append(claim)
    told = versions_told(run)
    texts = {r.report: r.text for r in (*brief.reports, *brief.earlier)}
    before: dict[str, tuple[str, tuple[Edit, ...]]] = {
        newer.report: (texts[older.report], newer.edits)
        for article in run.articles
        for older, newer in pairwise(article.versions)
    }
    return "".join(
        report_article(r, claims.get(r.report, ()), spans.get(r.report, ()), brief.index, told.get(r.report))
        + differences(r, *before.get(r.report, ("", ())))
        for r in (*brief.reports, *brief.earlier)
    )


def _many(number: int) -> str:
    return f"{number} correction{'' if number == 1 else 's'}"


def _corrections(run: Run) -> str:
    """What persons decided, in the order made."""
    items = "".join(
        f'<li id="d{esc(one.decision.decision)}">{esc(decision_line(one))}</li>' for one in run.decisions
    )
    return f'<ul class="plain">{items}</ul>' if items else ""


def _made(run: Run, brief: Brief) -> str:
    grades = "".join(f"<dt>{badge(g)}</dt><dd>{_MEANING[g]}</dd>" for g in GRADES)
    problems = ""
    if run.problems:
        noun = "problem" if len(run.problems) == 1 else "problems"
        problems = f"<p>{len(run.problems)} {noun} with the input: see <code>problems.jsonl</code>.</p>"
    held = sum(one.state == "in force" for one in run.decisions)
    makers = sorted({f"{c.producer.name} {c.producer.version}" for c in brief.index.claims.values()})
    return (
        "<p>Every sentence above is made of values that stand in the claims it cites; each number opens the "
        "words in the report. Origins are counted by voice: bodies of one party speak with one. "
        "Nothing is filled in: where a report does not tell a day, a place or a figure, none is given.</p>"
        f'<dl class="grades">{grades}</dl>'
        "<p>A dot on the map is a named place, a ring an approximate one, hatching a province or a country.</p>"
        f"{problems}<p>dateline {esc(run.version)}, word tables {esc(run.words)}; "
        f"claims by {esc(english.listed(makers) or 'nobody')}; {_many(held)} in force.</p>"
        "<p>Places: GeoNames (geonames.org), CC BY 4.0. Outlines: Natural Earth, public domain.</p>"
    )
