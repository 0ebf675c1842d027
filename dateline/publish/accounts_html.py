"""The accounts of one incident as a table: a row for each account, in the order they were told."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.model import Incident
from dateline.publish import english
from dateline.publish.accounts import FIELDS, AccountRow, Field
from dateline.publish.brief import Brief, Index
from dateline.publish.markup import cites, esc

_NAMES: dict[str, str] = {
    "kind": "What",
    "actors": "By whom",
    "targets": "To whom",
    "place": "Where",
    "when": "When",
    "counts": "How many",
    "status": "Status",
    "reason": "Why, in their words",
    "holder": "Who holds it",
}
_COLUMNS = {"holder": "actors"}
"""The column in which a contested field stands that has none of its own."""
_LATER: dict[Field, str] = {"status": "taken back later", "counts": "figure changed later"}


def disagreements(brief: Brief) -> str:
    """Every incident that more than one account tells: those that contradict each other or were told otherwise
    later laid open, the others folded away."""
    open_rows: list[str] = []
    folded: list[str] = []
    for incident in brief.incidents:
        rows = brief.accounts.get(incident.incident, ())
        if not rows and not incident.contested:
            continue
        differs = bool(incident.contested) or any(row.later for row in rows)
        (open_rows if differs else folded).append(_one(incident, rows, brief.index))
    if not open_rows:
        open_rows.append(
            '<p class="note">No two accounts contradict each other on what is compared here.</p>'
        )
    more = ""
    if folded:
        more = (
            f'<details class="more"><summary>Told by more than one account, without contradiction ({len(folded)})'
            f"</summary>{''.join(folded)}</details>"
        )
    return "".join(open_rows) + more


def _one(incident: Incident, rows: Sequence[AccountRow], index: Index) -> str:
    number = index.incident_numbers[incident.incident]
    contested = "".join(
        f"<li><b>{esc(_NAMES.get(c.field, c.field))}</b>: "
        + " <i>against</i> ".join(
            f"{esc(v.value)} ({esc(', '.join(v.origins))}){cites(v.claims, index)}" for v in c.values
        )
        + "</li>"
        for c in incident.contested
    )
    told = f'<ul class="plain">{contested}</ul>' if contested else ""
    fields = [_COLUMNS.get(c.field, c.field) for c in incident.contested]
    return (
        f'<div class="sides" id="a{number}"><h3><a href="#i{number}">{esc(index.titles[incident.incident])}</a>'
        f" <small>{esc(english.when_label(incident.when))}</small></h3>{told}"
        f"{accounts_table(rows, fields, index)}</div>"
    )


def accounts_table(rows: Sequence[AccountRow], contested: Sequence[str], index: Index) -> str:
    """The table; columns nobody fills are left out, those on which accounts contradict each other are marked."""
    if not rows:
        return ""
    columns = [field for field in FIELDS if any(field in row.cells for row in rows)]
    head = "".join(f'<th scope="col"{_mark(field, contested)}>{_NAMES[field]}</th>' for field in columns)
    body = "".join(_row(row, columns, contested, index) for row in rows)
    return (
        '<div class="scroll"><table class="side"><thead><tr><th scope="col">Who says so</th>'
        f"{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _mark(field: Field, contested: Sequence[str]) -> str:
    return ' class="differs"' if field in contested else ""


def _row(row: AccountRow, columns: Sequence[Field], contested: Sequence[str], index: Index) -> str:
    day = f"<small>{esc(english.day(row.published))}</small>" if row.published is not None else ""
    notes = "".join(f'<small class="later">{_LATER[field]}</small>' for field in row.later if field in _LATER)
    cells = "".join(_cell(row, field, contested, index) for field in columns)
    return f'<tr><th scope="row">{esc(row.origin)}{cites(row.claims[:6], index)}{day}{notes}</th>{cells}</tr>'


def _cell(row: AccountRow, field: Field, contested: Sequence[str], index: Index) -> str:
    cell = row.cells.get(field)
    if cell is None:
        differs = " differs" if field in contested else ""
        return f'<td class="none{differs}" data-label="{_NAMES[field]}">–</td>'
    struck = f"<s>{esc(cell.text)}</s>" if field in row.later else esc(cell.text)
    # A cell that rests on all the row's claims needs no numbers of its own.
    own = "" if set(cell.claims) == set(row.claims) else cites(cell.claims[:4], index)
    return f'<td data-label="{_NAMES[field]}"{_mark(field, contested)}>{struck}{own}</td>'
