"""Every decision on record, who made it, when and why, and the way to take it back; names settled once and for all."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dateline.desk.deciding import (
    Refusal,
    asking,
    decide,
    done,
    form_of,
    line_of,
    mark,
    refusal,
    seen_now,
    told_once,
)
from dateline.desk.render import page, record
from dateline.errors import UsageError
from dateline.export.gold import judged
from dateline.store.store import open_store

router = APIRouter()
NAV = ("Decisions", "/decisions")

_MOST = 500


@router.get("/decisions")
def log(request: Request) -> Response:
    """The log, the last made first."""
    return _page(request, {}, Refusal())


@router.post("/decisions")
def undo(request: Request) -> Response:
    """Takes back one, or all that were recorded in one act, by one more decision each."""
    form = form_of(request)
    seen = dict(zip(form.all("decision"), form.all("seen"), strict=False))
    try:
        asked = [asking(request, "undo", name) for name in form.all("decision")[:_MOST] or [""]]
        decide(request, [replace(one, seen=seen.get(one.subjects[0])) for one in asked])
    except UsageError as fault:
        return _page(request, {"why": form.one("why")}, refusal(request, form, fault))
    return done("/decisions")


@router.post("/names")
def settle(request: Request) -> Response:
    """Says which body or place a name stands for, in every report there is and will be."""
    form = form_of(request)
    typed = {name: form.one(name) for name in ("name", "value", "sort", "why")}
    try:
        asked = asking(request, "place" if typed["sort"] == "place" else "alias", typed["name"])
        decide(request, [replace(asked, value=typed["value"], seen=form.one("seen") or None)])
    except UsageError as fault:
        return _page(request, typed, refusal(request, form, fault, names={typed["name"]}))
    return done(form.one("next") or "/decisions")


def _page(request: Request, typed: dict[str, str], refused: Refusal) -> Response:
    shown = record(request)
    with open_store(shown.store, write=False) as store:
        made = [one.decision for one in store.decisions()]
    known = {one.decision.decision: one for one in (*shown.run.decisions, *shown.run.undone)}
    standings = [known[name] for name in made if name in known]
    rows = [
        {
            "id": one.decision.decision,
            "line": line_of(one, shown),
            "act": (one.decision.by, one.decision.at, one.decision.reason),
            "state": one.state,
            "undoable": one.state != "undone",
            "claim": one.decision.subject if one.decision.action in ("accept", "reject", "set") else None,
            "seen": seen_now(shown, "undo", one.decision.decision),
        }
        for one in reversed(standings[-_MOST:])
    ]
    acts = [list(together) for _, together in groupby(rows, key=lambda row: row["act"])]
    named = typed.get("name") or request.query_params.get("name", "")
    sort = typed.get("sort") or request.query_params.get("sort", "alias")
    values = {
        "title": "Decisions",
        "acts": [(rows, [row for row in rows if row["undoable"]]) for rows in acts],
        "total": len(standings),
        "judged": judged(shown.run),
        "most": _MOST,
        "typed": {"name": named, "sort": sort, "value": typed.get("value", ""), "why": typed.get("why", "")},
        "fault": refused.fault,
        "changes": refused.changes,
        "mark": mark(request),
        "known": shown.claims,
        "told": told_once(request),
    }
    return page(request, "decisions.html", values, status=refused.status)
