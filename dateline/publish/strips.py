"""A strip of time for a place: who held it when, as a small drawing without text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dateline.model import Control

_WIDTH = 600.0


def strip(
    spells: Sequence[Control], first: dt.date | None, last: dt.date | None, holders: Sequence[str]
) -> str:
    """Draw the spells of one place between the first and last day known in the run.

    A spell whose beginning or end is not told runs to the edge; one that is not simply held is striped.
    """
    if first is None or last is None:
        return ""
    margin = max(1, (last - first).days // 8)
    left, days = first - dt.timedelta(days=margin), (last - first).days + 2 * margin
    bars = []
    for spell in spells:
        x = 0.0 if spell.start is None else (spell.start - left).days / days * _WIDTH
        end = _WIDTH if spell.end is None else (spell.end - left).days / days * _WIDTH
        colour = f"h{holders.index(spell.holder) % 6}" if spell.holder in holders else "hx"
        width = max(end - x, 2.0)
        shape = f'x="{x:.1f}" y="0" width="{width:.1f}" height="10"'
        bars.append(f'<rect class="{colour}" {shape}/>')
        if spell.state != "held":
            bars.append(f'<rect class="striped" fill="url(#stripe)" {shape}/>')
        if spell.start is not None:
            bars.append(f'<rect class="tick" x="{x:.1f}" y="0" width="1.5" height="10"/>')
    return (
        f'<svg class="strip" viewBox="0 0 {_WIDTH:.0f} 10" preserveAspectRatio="none" aria-hidden="true" '
        f'data-left="{left.isoformat()}" data-length="{days}">'
        f'{"".join(bars)}<rect class="now off" x="0" y="0" width="2" height="10"/></svg>'
    )
