"""Decisions through the JSON API: the log of them, and new ones from whoever has signed in as an editor.

In: JSON that asks for decisions as ``dateline decide`` does; out: those recorded, all of them or none. Who decides is
who signed in. The gate has made sure of that, and that the request bears the token of its session (``X-CSRF``).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from dateline import pipeline
from dateline.decide.asking import Asked
from dateline.desk.apianswers import answer, claim_told, etag, given_page, incident_told, record_of
from dateline.desk.apiforms import DecisionForm, PageForm, SessionForm
from dateline.desk.apilists import Entry
from dateline.desk.deciding import LONGEST, seen_now
from dateline.desk.record import Records
from dateline.errors import UsageError
from dateline.model import Action, Decision, Standing
from dateline.publish.decisions import decision_json

router = APIRouter()

MOST_AT_ONCE = 50
"""Decisions that one request may ask for."""

_REFUSED = {
    401: "Nobody has signed in.",
    403: "Who signed in may only look, the token is missing, or nobody can sign in at this desk.",
    409: "What one of them is about has changed since it was seen; nothing was recorded.",
    412: "What it is about is not what If-Match tells; nothing was recorded.",
    413: "The request is too large.",
    415: "Only application/json is taken.",
    422: "One of them cannot be decided; nothing was recorded.",
}


class AskedForm(BaseModel):
    """One decision that is asked for, in the words of ``dateline decide``."""

    model_config = ConfigDict(extra="forbid")

    action: Action
    subjects: list[str] = Field(
        min_length=1,
        max_length=100,
        description="A claim (accept, reject, set), a report (add), an incident and claims of it (split), incidents "
        "(merge), a name (alias, place) or a decision (undo).",
    )
    why: str = Field(
        min_length=1, max_length=LONGEST, description="The reason: it stands beside the decision."
    )
    field: str | None = Field(None, description="The field to set; `apart` to keep incidents apart.")
    value: str | None = Field(
        None, description="The value set, the kind of a claim added, or what a name means."
    )
    words: list[str] = Field([], max_length=20, description="Words of the report that the value rests on.")
    start: int | None = Field(None, ge=0, description="Where the quote of a claim added begins in the text.")
    seen: str | None = Field(None, description="The version of what it is about that was seen.")


class AskedForms(BaseModel):
    """Decisions that are recorded together or not at all, each made on what those before it left."""

    model_config = ConfigDict(extra="forbid")

    decisions: list[AskedForm] = Field(min_length=1, max_length=MOST_AT_ONCE)


@router.get("/session", response_model=SessionForm)
def session(request: Request) -> Response:
    """Who is asking, what they may, and the token that a request to decide must bear as ``X-CSRF``."""
    held = request.state.session
    writing = held.user is not None and request.state.role == "editor"
    body = {"user": held.user, "role": request.state.role, "decides": writing, "csrf": held.csrf}
    return answer(request, body)


@router.get("/decisions", response_model=PageForm[DecisionForm])
def decisions(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=1000, description="Entries on a page.")] = 100,
    cursor: Annotated[str | None, Query(description="From the `next` of the page before.")] = None,
) -> Response:
    """Every decision in the order made, undone ones too, and how each stands."""
    run = record_of(request).run
    return given_page(request, (_entry(one) for one in (*run.decisions, *run.undone)), limit, cursor)


@router.post(
    "/decisions",
    status_code=201,
    response_model=list[DecisionForm],
    responses={code: {"description": told} for code, told in _REFUSED.items()},
)
def decide(request: Request, asked: AskedForms) -> Response:
    """Records decisions. With ``If-Match`` (for one decision on a claim or an incident), only where the entity that it
    is about still has that ETag."""
    keeper: Records = request.app.state.records
    now, by = keeper.settings.now(), str(request.state.session.user)
    wanted = [
        Asked(
            action=one.action,
            subjects=tuple(one.subjects),
            by=by,
            why=one.why,
            at=now,
            field=one.field,
            value=one.value,
            words=tuple(one.words),
            start=one.start,
            seen=one.seen or _matched(request, asked, one),
        )
        for one in asked.decisions
    ]
    made = pipeline.decide_all(keeper.store, wanted, now, keeper.known())
    return answer(request, [decision_json(_standing(one)) for one in made], status=201)


def _matched(request: Request, asked: AskedForms, one: AskedForm) -> str | None:
    """The version of what a decision is about, where the request tells the ETag under which it was seen.

    Raises:
        HTTPException: 412, it has another by now.
        UsageError: there are several decisions, or it is about neither a claim nor an incident.
    """
    told = request.headers.get("if-match")
    if told is None or told.strip() == "*":
        return None
    record, subject = record_of(request), one.subjects[0]
    if len(asked.decisions) > 1 or not (subject in record.claims or subject in record.incidents):
        raise UsageError("If-Match goes with one decision on a claim or an incident, by its whole id.")
    entity = claim_told(subject, record) if subject in record.claims else incident_told(subject, record)
    if etag(entity) not in [part.strip() for part in told.split(",")]:
        raise HTTPException(412, f"{subject} has changed since you looked: look again before deciding.")
    return seen_now(record, one.action, *one.subjects, field=one.field)


def _standing(decision: Decision) -> Standing:
    return Standing(decision=decision, state="in force")


def _entry(standing: Standing) -> Entry:
    one = standing.decision
    return Entry(key=(one.at.isoformat(), one.decision), made=lambda: decision_json(standing))
