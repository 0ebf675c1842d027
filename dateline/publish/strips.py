"""A strip of time for a place: who held it when, as a small drawing without text, and the days under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dateline.model import Control
from dateline.publish import english

_WIDTH = 600.0
_LABEL = 34.0
"""Percent of the width that a day takes at the width of a telephone."""
_LATE = 66.0
"""Percent from which a day is written before its mark rather than after it."""


def strip(
    spells: Sequence[Control], first: dt.date | None, last: dt.date | None, holders: Sequence[str]
) -> str:
    """Draw the spells of one place between the first and last day known in the run.

    A spell whose beginning or end is not told runs to the edge; one that is not simply held is striped.
    """
    if first is None or last is None:
        return ""
    left, days = _frame(first, last)
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


def strip_days(spells: Sequence[Control], first: dt.date | None, last: dt.date | None) -> str:
    """The days of a strip, written under it where spells begin and end: those that have room, from the left."""
    if first is None or last is None:
        return ""
    left, days = _frame(first, last)
    marks, free = [], 0.0
    for day in sorted({day for spell in spells for day in (spell.start, spell.end) if day is not None}):
        at = (day - left).days / days * 100
        if not 0 <= at <= 100:
            continue
        marks.append(f'<line x1="{at:.2f}%" x2="{at:.2f}%" y1="0" y2="5"/>')
        late = at > _LATE
        if at - (_LABEL if late else 0) >= free:
            end = ' class="end"' if late else ""
            marks.append(f'<text{end} x="{at:.2f}%" y="17">{english.day(day)}</text>')
            free = at if late else at + _LABEL
    return f'<svg class="strip-days" width="100%" height="22" aria-hidden="true">{"".join(marks)}</svg>'


def _frame(first: dt.date, last: dt.date) -> tuple[dt.date, int]:
    """The first day that is drawn, and how many are."""
    margin = max(1, (last - first).days // 8)
    return first - dt.timedelta(days=margin), (last - first).days + 2 * margin
