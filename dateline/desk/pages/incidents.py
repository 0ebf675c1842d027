"""One incident: its accounts side by side, its grade with the reason, and how it came to stand so."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dateline.desk.accounts import side_by_side
from dateline.desk.deciding import line_of, told_once
from dateline.desk.filters import exports
from dateline.desk.grading import outlook
from dateline.desk.history import arrivals, bearing, changed, states
from dateline.desk.links import to_incident
from dateline.desk.lookup import index
from dateline.desk.record import Record
from dateline.desk.render import page, record
from dateline.export.select import Selection
from dateline.model import Incident, Link

router = APIRouter()

_MOST_LINKS = 12


@router.get("/incidents/{ident}")
def incident(request: Request, ident: str) -> HTMLResponse:
    """The page of one incident."""
    shown = record(request)
    found = _found(ident, shown)
    values = {
        "title": found.title,
        "record": shown,
        "incident": found,
        "told": told_once(request),
        "exports": exports(Selection(incidents=(found.incident,))),
        "accounts": side_by_side(found, shown),
        "outlook": outlook(found),
        "arrivals": arrivals(found, shown),
        "decisions": [(one.decision.decision, line_of(one, shown)) for one in bearing(found, shown)],
        "links": _links(found, shown),
        "family": shown.tables.families.get(found.kind, "other"),
        "colours": index(shown).colours,
        "holders": index(shown).resting.get(found.incident, ()),
    }
    return page(request, "incident.html", values)


@router.get("/incidents/{ident}/history")
def history(request: Request, ident: str) -> HTMLResponse:
    """The incident as it stood after each run that touched it."""
    shown = record(request)
    found = _found(ident, shown)
    values = {
        "title": f"History of {found.title}",
        "incident": found,
        "states": changed(states(found, shown)),
    }
    return page(request, "incident_history.html", values)


@router.get("/claims/{ident:path}")
def claim(request: Request, ident: str) -> Response:
    """The lasting address of an incident: by one of its claims, whose ids do not change as accounts are added."""
    shown = record(request)
    report, _, short = ident.rpartition("/")
    named = next((one.claim for one in shown.claims_of.get(report, ()) if one.id == short), ident)
    found = shown.incident_of.get(named)
    if found is None:
        raise HTTPException(404, "No claim in the record goes by that name, or a person has set it aside.")
    return RedirectResponse(to_incident(found), status_code=303)


def _found(ident: str, shown: Record) -> Incident:
    found = shown.incidents.get(ident)
    if found is None:
        raise HTTPException(
            404,
            "No incident in the record has this id: ids change as accounts are added. Look for it in the situation.",
        )
    return found


def _links(found: Incident, shown: Record) -> list[Link]:
    """The surest links that join its claims."""
    mine = set(found.claims)
    links = {
        (link.left, link.right): link
        for name in found.claims
        for link in shown.links_of.get(name, ())
        if link.left in mine and link.right in mine
    }
    return sorted(links.values(), key=lambda one: (-one.score, one.left, one.right))[:_MOST_LINKS]
