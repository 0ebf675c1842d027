"""The section of totals: a table of series, each row one origin's figure with the days it covers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dateline.publish import english
from dateline.publish.brief import Brief
from dateline.publish.markup import cites, esc
from dateline.publish.totals import TotalRow

_HEAD = ("Over", "Figure", "Who says so", "Told")


def totals_section(brief: Brief) -> str:
    """Every series of totals; empty where none is told."""
    if not brief.totals:
        return ""
    bodies = "".join(
        _series(list(rows), brief) for _, rows in groupby(brief.totals, key=lambda row: row.series)
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEAD)
    note = '<p class="note">Totals over several happenings are never added to single ones, nor to each other.</p>'
    return f'{note}<div class="scroll"><table class="totals"><thead><tr>{head}</tr></thead>{bodies}</table></div>'


def covered(row: TotalRow) -> str:
    """The days a total covers, in words."""
    label = english.when_label(row.claim.when)
    return "time not told" if label == "not told" else label


def title(row: TotalRow) -> str:
    """What a series counts: "civilians killed, Syria"."""
    who = english.upper_first(english.who_words(row.count.who, None))
    where = english.listed(row.covers) or "place not told"
    return f"{who} {row.count.what.replace('_', ' ')}, {where}"


def amount(row: TotalRow) -> str:
    """The figure, or the words that stand for it where they give no number."""
    count = row.count
    if english.is_vague(count.words, count.low, count.high):
        return english.vague_words(" ".join(count.words.split()), count.who)
    return english.range_words(count.low, count.high, count.who)


def _series(rows: Sequence[TotalRow], brief: Brief) -> str:
    body = "".join(_row(row, brief) for row in rows)
    return f'<tbody><tr class="place"><th colspan="4" scope="rowgroup">{esc(title(rows[0]))}</th></tr>{body}</tbody>'


def _row(row: TotalRow, brief: Brief) -> str:
    told = english.day(row.claim.published) if row.claim.published is not None else "not told"
    hedge = f" <small>{esc(row.claim.hedge)}</small>" if row.claim.hedge else ""
    number = brief.index.incident_numbers.get(row.incident or "")
    link = f' <small><a href="#i{number}">incident {number}</a></small>' if number else ""
    return (
        f'<tr><td data-label="Over">{esc(covered(row))}</td>'
        f'<td data-label="Figure">{esc(amount(row))}{cites((row.claim.claim,), brief.index)}</td>'
        f'<td data-label="Who says so">{esc(row.origin)}{hedge}</td>'
        f'<td data-label="Told">{esc(told)}{link}</td></tr>'
    )
