"""``brief.md``: the brief as Markdown for mail, with the same sentences and numbered citations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from dateline.model import Incident
from dateline.publish import english
from dateline.publish.brief import Brief, Group, untold
from dateline.publish.decisions import decision_line, set_by_person
from dateline.publish.facts import origin_name, outlet_name
from dateline.publish.page import days_told, undated_sentence
from dateline.publish.record import Run
from dateline.publish.revised import versions_told
from dateline.publish.sentences import Sentence, short_quote
from dateline.publish.totals_html import amount, covered, title
from dateline.words.letters import visible

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")


def esc(value: object) -> str:
    """A value as Markdown text on one line, with every mark that Markdown or HTML would read disarmed."""
    text = visible(_BREAKS.sub(" ", str(value)))
    text = text.replace("&", "&amp;") if re.search(r"&[#\w]+;", text) else text
    return _SPECIAL.sub(r"\\\1", text)


def brief_md(brief: Brief, run: Run) -> bytes:
    """Set the brief as Markdown, UTF-8, newline-ended."""
    head = brief.masthead
    lines = [f"# dateline: {esc(days_told(head) or 'undated reports')}", ""]
    outlets = "outlets not told"
    if head.outlets:
        outlets = f"{english.many(len(head.outlets), 'outlet')} ({esc(english.listed(head.outlets))})"
    lines.append(
        f"{english.many(head.reports, 'report')}, {outlets}, "
        f"{english.many(head.claims, 'claim')}, {english.many(head.incidents, 'incident')}."
    )
    if run.options.selected:
        lines += ["", f"Only a part of the record: {esc(run.options.selected)}."]
    if told := untold(head):
        lines += ["", esc(told)]
    if head.undated:
        lines += ["", esc(undated_sentence(head))]
    lines += _section("What changed", _lead(brief))
    lines += _section("Situation", [line for group in brief.situation for line in _group(group, brief)])
    if brief.left_out:
        lines += ["", f"{english.many(brief.left_out, 'further incident')} not told here; see brief.html."]
    lines += _section("Background", [_bullet(s, brief) for s in brief.background])
    lines += _section("Control", _control(brief))
    lines += _section("Disagreements", _disagreements(brief))
    lines += _section("Changed by the outlet", _revised(brief, run))
    lines += _section("Not confirmed", _unconfirmed(brief))
    lines += _section("Plans and warnings", [_bullet(s, brief) for s in brief.forward])
    lines += _section("Totals", _totals(brief))
    lines += _section("Corrections", [f"- {esc(decision_line(one))}" for one in run.decisions])
    lines += _section("The words", _words(brief))
    lines += ["", "---", "", f"dateline {esc(run.version)}, word tables {esc(run.words)}. "]
    lines[-1] += "Places: GeoNames, CC BY 4.0. Outlines: Natural Earth."
    return ("\n".join(lines) + "\n").encode("utf-8")


def _section(title: str, body: list[str]) -> list[str]:
    return ["", f"## {title}", "", *body] if body else []


def cited(claims: Iterable[str], brief: Brief) -> str:
    """Citations as numbers in brackets."""
    numbers = sorted({brief.index.numbers[c] for c in claims if c in brief.index.numbers})
    return "".join(f"[{n}]" for n in numbers)


def _bullet(told: Sentence, brief: Brief) -> str:
    text = "".join(esc(p.text) + cited(p.cites, brief) for p in told.pieces)
    claims = brief.index.claims
    decided = set_by_person(claims[name] for p in told.pieces for name in p.cites if name in claims)
    text += f" ({decided})" if decided else ""
    return f"- {text} *({esc(told.label.replace('_', ' '))})*"


def _group(group: Group, brief: Brief) -> list[str]:
    return [f"**{esc(group.heading)}**", "", *[_bullet(s, brief) for s in group.sentences], ""]


def _lead(brief: Brief) -> list[str]:
    """What the last day's reports changed; nothing where all are of one day."""
    lead = brief.lead
    if lead is None:
        return []
    lines = [f"Published on {esc(lead.day)}: {esc(lead.news)}.", ""]
    lines += [
        f"{_bullet(item.told, brief)} ({esc(item.flag)}{'; ' + esc(item.note) if item.note else ''})"
        for item in lead.items
    ]
    if lead.left_out:
        lines += ["", f"{english.many(lead.left_out, 'further incident')} changed."]
    return lines + [_bullet(told, brief) for told in lead.control]


def _control(brief: Brief) -> list[str]:
    lines = []
    for c in brief.control:
        start = f"from {english.day(c.start)}" if c.start else "since when is not told"
        end = f"to {english.day(c.end)}" if c.end else "still so when last told"
        holder = esc(c.holder or "unknown")
        lines.append(
            f"- {esc(c.place)}: {holder}, {c.state}, {start}, {end} *({c.grade})* {cited(c.claims[:4], brief)}"
        )
    return lines


def _disagreements(brief: Brief) -> list[str]:
    lines = []
    for incident in brief.incidents:
        for contest in incident.contested:
            values = "; ".join(
                f"{esc(v.value)} ({esc(english.listed(v.origins))}){cited(v.claims, brief)}"
                for v in contest.values
            )
            lines.append(f"- {esc(brief.index.titles[incident.incident])}, {esc(contest.field)}: {values}")
        lines += _taken_back(incident, brief)
    return lines


def _taken_back(incident: Incident, brief: Brief) -> list[str]:
    """What an account said that the same voice told otherwise afterwards, in the order of time."""
    lines = []
    for row in brief.accounts.get(incident.incident, ()):
        for field in row.later:
            cell, day = row.cells[field], f", {english.day(row.published)}" if row.published else ""
            lines.append(
                f"- {esc(brief.index.titles[incident.incident])}, {field}: {esc(row.origin)}{day}: {esc(cell.text)}"
                f"{cited(cell.claims, brief)}; told otherwise later"
            )
    return lines


def _revised(brief: Brief, run: Run) -> list[str]:
    """What outlets dropped or changed, each with both versions of the text."""
    told = versions_told(run)
    return [
        f"{_bullet(one, brief)} ({'; '.join(esc(f'{name}: {told[name]}') for name in one.versions)})"
        for one in brief.revised
    ]


def _unconfirmed(brief: Brief) -> list[str]:
    lines = []
    for group in brief.unconfirmed:
        lines += [esc(group.heading), "", *[_bullet(s, brief) for s in group.sentences], ""]
    if brief.partisan:
        lines += ["Only a side of the war says so:", "", *[_bullet(s, brief) for s in brief.partisan]]
    return lines


def _totals(brief: Brief) -> list[str]:
    """A line for each series, each figure with the days it covers and who gives it."""
    lines = []
    for _, rows in groupby(brief.totals, key=lambda row: row.series):
        told = list(rows)
        figures = "; ".join(
            f"{esc(amount(row))}{cited((row.claim.claim,), brief)} over {esc(covered(row))} ({esc(row.origin)})"
            for row in told
        )
        lines.append(f"- {esc(title(told[0]))}: {figures}")
    return lines


def _words(brief: Brief) -> list[str]:
    lines = []
    for claim, number in sorted(brief.index.numbers.items(), key=lambda item: item[1]):
        told = brief.index.claims.get(claim) or brief.index.superseded[claim]
        origin = origin_name(told)
        who = esc(outlet_name(told)) if not told.said_by else f"{esc(origin)} in {esc(outlet_name(told))}"
        decided = f" ({set_by_person([told])})" if told.decided else ""
        decided += f" ({esc(told.report)}, superseded)" if claim in brief.index.superseded else ""
        lines.append(f"- [{number}] {who}: “{esc(short_quote(told.quotes[0]))}”{decided}")
    return lines
