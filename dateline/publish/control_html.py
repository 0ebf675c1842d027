"""Control over time: a slider of days, a map of who holds what on the day shown, and the table of spells.

Without a script the map shows the last state told; with one, the slider goes through the days on which something
changed. Every spell carries its own days, so that nothing is worked out in the browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dateline.model import Control
from dateline.publish import english
from dateline.publish.brief import Brief
from dateline.publish.control_map import control_map
from dateline.publish.markup import badge, cites, esc
from dateline.publish.strips import strip
from dateline.publish.tables import Tables

_NO_HOLDER = {
    "held": "not told",
    "contested": "contested",
    "besieged": "besieged; holder not told",
    "mixed": "several forces",
    "unknown": "unknown",
}
_STRIPES = (
    '<svg width="0" height="0" aria-hidden="true"><defs><pattern id="stripe" width="12" height="10"'
    ' patternUnits="userSpaceOnUse"><path class="stripe" d="M0 0H6V10H0z"/></pattern></defs></svg>'
)


def control_section(brief: Brief, tables: Tables) -> str:
    """The slider, the map of who holds what, and the table of every spell; empty where nothing is told."""
    if not brief.control:
        return ""
    known = [d for c in brief.control for d in (c.start, c.end) if d is not None]
    holders = sorted({c.holder for c in brief.control if c.holder})
    parts = []
    for _, told in groupby(brief.control, key=lambda c: (c.country, c.place)):
        spells = list(told)
        parts.append(
            f'<tbody><tr class="place"><th colspan="5" scope="rowgroup">{esc(spells[0].place)}'
            f"{strip(spells, min(known, default=None), max(known, default=None), holders)}</th></tr>"
            + "".join(_spell(c, brief, holders) for c in spells)
            + "</tbody>"
        )
    head = (
        '<thead><tr><th scope="col">Holder</th><th scope="col">From</th><th scope="col">To</th>'
        '<th scope="col">Change</th><th scope="col">Grade</th></tr></thead>'
    )
    table = f'<div class="scroll"><table class="control">{head}{"".join(parts)}</table></div>'
    return f"{_STRIPES}{_slider(brief.control)}{control_map(brief, holders, tables)}{table}"


def _spell(c: Control, brief: Brief, holders: Sequence[str]) -> str:
    colour = f"h{holders.index(c.holder) % 6}" if c.holder in holders else "hx"
    exact = c.start_precision in (None, "day")
    start = f"{'' if exact else 'by '}{english.day(c.start)}" if c.start else "not told"
    end = english.day(c.end) if c.end else "still so when last told"
    incidents = [brief.index.incident_numbers[i] for i in c.incidents if i in brief.index.incident_numbers]
    links = "".join(f' <a href="#i{n}">incident {n}</a>' for n in incidents[:3])
    holder = esc(c.holder or _NO_HOLDER[c.state])
    state = f" <small>{esc(c.state)}</small>" if c.holder and c.state != "held" else ""
    return (
        f'<tr><td data-label="Holder"><i class="key {colour}"></i>{holder}{state}'
        f"{cites(c.claims[:4], brief.index)}</td>"
        f'<td data-label="From">{esc(start)}</td><td data-label="To">{esc(end)}</td>'
        f'<td data-label="Change">{esc(c.change or "–")}<small>{links}</small></td>'
        f'<td data-label="Grade">{badge(c.grade)}</td></tr>'
        f'<tr class="because"><td colspan="5">{esc(c.why)}</td></tr>'
    )


def _slider(rows: Sequence[Control]) -> str:
    """The slider through the days on which something changed; empty where there are fewer than two."""
    days = sorted({day for row in rows for day in (row.start, row.end) if day is not None})
    if len(days) < 2:
        return ""
    last = len(days) - 1
    shown = "|".join(english.day(day) for day in days)
    return (
        f'<div class="slider" hidden data-days="{" ".join(day.isoformat() for day in days)}" '
        f'data-shown="{esc(shown)}"><label>As told for <output>{esc(english.day(days[last]))}</output>'
        f'<input type="range" min="0" max="{last}" step="1" value="{last}" aria-label="Day"></label></div>'
    )
