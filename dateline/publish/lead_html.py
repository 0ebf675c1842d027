"""The lead of the page: what the reports of the last day changed."""

from __future__ import annotations

from itertools import groupby

from dateline.publish.brief import Brief
from dateline.publish.lead import Changed
from dateline.publish.markup import esc, sentence


def lead_section(brief: Brief) -> str:
    """What the last day's reports made new, admitted, contested or different; empty where all are of one day."""
    lead = brief.lead
    if lead is None:
        return ""
    out = [f'<p class="note">Published on {esc(lead.day)}: {esc(lead.news)}.</p>']
    if not lead.items and not lead.control:
        out.append('<p class="note">Nothing that is told here changed.</p>')
    for flag, items in groupby(lead.items, key=lambda item: item.flag):
        body = "".join(_item(item, brief) for item in items)
        out.append(f'<div class="group"><h3>{esc(flag.capitalize())}</h3>{body}</div>')
    if lead.left_out:
        more = "incident" if lead.left_out == 1 else "incidents"
        out.append(f'<p class="note">{lead.left_out} further {more} changed.</p>')
    if lead.gone:
        out.append(f'<p class="note">No longer told: {lead.gone}.</p>')
    if lead.control:
        shifts = "".join(sentence(told, brief.index) for told in lead.control)
        out.append(f'<div class="group"><h3>Control</h3>{shifts}</div>')
    return "".join(out)


def _item(item: Changed, brief: Brief) -> str:
    note = f'<p class="note">{esc(item.note)}</p>' if item.note else ""
    return f"{sentence(item.told, brief.index)}{note}"
