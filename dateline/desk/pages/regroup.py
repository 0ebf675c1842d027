"""Which claims tell one happening: claims moved from one incident to another, by hand or by keyboard."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import islice

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from dateline.decide.asking import Asked
from dateline.desk.deciding import (
    Form,
    Refusal,
    asking,
    decide,
    done,
    form_of,
    mark,
    refusal,
    seen_now,
    told_once,
)
from dateline.desk.filters import Filter, chosen
from dateline.desk.lookup import apart, ways
from dateline.desk.record import Record
from dateline.desk.render import page, record
from dateline.errors import UsageError
from dateline.merge.names import place_key
from dateline.model import Claim, Incident

router = APIRouter()

ALONE = "alone"
"""Where a claim goes that tells a happening of its own."""

_NEAR = 5
_MOST_FOUND = 20


@router.get("/regroup/{ident}")
def regroup(request: Request, ident: str) -> Response:
    """An incident beside those that are most like it, each claim a card that can be carried over."""
    told = record(request)
    here = _incident(ident, told)
    beside = [
        _incident(name, told) for name in request.query_params.getlist("with") if name in told.incidents
    ]
    words = request.query_params.get("find", "").strip()
    others = [one for one in dict.fromkeys((*beside, *near(here, told))) if one is not here][:_NEAR]
    values = {
        "title": f"Regroup {here.title}",
        "here": here,
        "columns": [(one, [told.claims[name] for name in one.claims]) for one in (here, *others)],
        "first_of": lambda one: f"{told.claims[one.claims[0]].report}/{told.claims[one.claims[0]].id}",
        "alone": ALONE,
        "wanted": words,
        "found": _alike(words, {here.incident, *(one.incident for one in others)}, told) if words else (),
        "told": told_once(request),
    }
    return page(request, "regroup.html", values)


def _alike(words: str, left_out: Collection[str], told: Record) -> list[Incident]:
    """Incidents whose title, places or words hold what is looked for, the first by date."""
    fitting = (one for one in chosen(Filter(text=words), told) if one.incident not in left_out)
    return list(islice(fitting, _MOST_FOUND))


@router.get("/move")
def move(request: Request) -> Response:
    """What a move would do, and the reason asked for."""
    return _move(request, Form(fields={k: [v] for k, v in request.query_params.items()}), Refusal())


@router.post("/move")
def moved(request: Request) -> Response:
    """Records a move: the claim is parted from its incident, and joined with the other."""
    form, told = form_of(request), record(request)
    try:
        claim, goal = _meant(form, told)
        decide(request, _asked(request, form, claim, goal, told))
    except UsageError as fault:
        return _move(request, form, refusal(request, form, fault, claims=set(form.all("about"))))
    return done(f"/regroup/{_home(claim.claim, record(request)).incident}")


def near(here: Incident, told: Record) -> list[Incident]:
    """The incidents whose claims are linked most strongly with its own, then those of its place and kind."""
    best: dict[str, float] = {}
    for link in (one for name in here.claims for one in apart(told).get(name, ())):
        homes = told.incident_of.get(link.left), told.incident_of.get(link.right)
        for mine, other in (homes, homes[::-1]):
            if mine is here and other is not None and other is not here:
                best[other.incident] = max(best.get(other.incident, link.score), link.score)
    linked = sorted(best, key=lambda name: (-best[name], name))
    places = {place.name for place in here.places}
    beside = {at for name in places for at in ways(told).get(("place", place_key(name)), ())}
    alike = [
        one.incident
        for one in (told.order[at] for at in beside)
        if one is not here and one.incident not in best and places & {place.name for place in one.places}
    ]
    alike.sort(key=lambda name: (told.incidents[name].kind != here.kind, name))
    return [told.incidents[name] for name in (*linked, *alike)]


def _asked(request: Request, form: Form, claim: Claim, goal: Incident | None, told: Record) -> list[Asked]:
    home = _home(claim.claim, told)
    if goal is home:
        raise UsageError("It stands in that incident already.")
    asked: list[Asked] = []
    if len(home.claims) > 1:
        part = asking(request, "split", home.incident, claim.claim)
        asked.append(replace(part, seen=form.one("seen_split") or None))
    elif goal is None:
        raise UsageError("It stands alone already.")
    if goal is not None:
        join = asking(request, "merge", claim.claim, goal.claims[0])
        asked.append(replace(join, seen=form.one("seen_merge") or None))
    return asked


def _move(request: Request, form: Form, refused: Refusal) -> Response:
    told = record(request)
    claim, goal = _meant(form, told)
    home = _home(claim.claim, told)
    values = {
        "title": f"Move {claim.report}/{claim.id}",
        "claim": claim,
        "home": home,
        "goal": goal,
        "to": goal.claims[0] if goal is not None else ALONE,
        "why": form.one("why"),
        "fault": refused.fault,
        "changes": refused.changes,
        "mark": mark(request),
        "seen_split": seen_now(told, "split", home.incident, claim.claim),
        "seen_merge": "" if goal is None else seen_now(told, "merge", claim.claim, goal.claims[0]),
        "about": sorted({*home.claims, *(goal.claims if goal is not None else ())}),
    }
    return page(request, "move.html", values, status=refused.status)


def _meant(form: Form, told: Record) -> tuple[Claim, Incident | None]:
    """The claim that is to move, and where to; the goal is told by its id or by one of its claims."""
    claim, to = form.one("claim"), form.one("to")
    if claim not in told.incident_of:
        raise HTTPException(404, "That claim is not in the record, or a person has set it aside.")
    if to == ALONE:
        return told.claims[claim], None
    return told.claims[claim], told.incident_of.get(to) or _incident(to, told)


def _incident(ident: str, told: Record) -> Incident:
    found = told.incidents.get(ident) or told.incident_of.get(ident)
    if found is None:
        raise HTTPException(404, "That incident is no longer there: its claims stand in another now.")
    return found


def _home(claim: str, told: Record) -> Incident:
    return told.incident_of[claim]


READY = (apart,)
"""What regrouping needs of the whole record."""
