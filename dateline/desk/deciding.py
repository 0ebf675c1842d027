"""From a form of the desk to decisions on record: the same that ``dateline decide`` makes, and no others.

In: the fields of a form and the record it was filled in on; out: decisions, recorded together or not at all. A form
bears the version of what it was about; where that has changed since, nothing is recorded and what changed is told.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from dateline import pipeline
from dateline.decide.apply import told
from dateline.decide.asking import Asked, Held
from dateline.decide.seen import version_seen
from dateline.desk.record import Record
from dateline.desk.render import forget, record, records
from dateline.desk.sessions import Session
from dateline.errors import StaleError, UsageError
from dateline.merge.names import fold
from dateline.model import Action, Decision, Standing
from dateline.publish.decisions import decision_line
from dateline.store.store import open_store

LONGEST = 2000
"""Characters of a reason."""

LONGEST_NAME = 64

MOST_TOLD = 3
"""How many decisions of one act are told one by one when it is done."""

_ID = re.compile(r"\b[0-9a-f]{8,64}\b")

_NEVER = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields of a form, as sent."""

    fields: dict[str, list[str]]

    def one(self, name: str) -> str:
        """The first value of a field, empty where there is none."""
        return (self.fields.get(name) or [""])[0]

    def all(self, name: str) -> list[str]:
        """Every value of a field that is not blank."""
        return [value for value in self.fields.get(name, ()) if value.strip()]


def form_of(request: Request) -> Form:
    """The form of a request, which the gate has checked."""
    return Form(fields=request.state.form)


def session_of(request: Request) -> Session:
    """Who is asking."""
    found = request.state.session
    assert isinstance(found, Session)
    return found


def keep(request: Request, session: Session) -> None:
    """Keeps what changed in the session of a request."""
    request.state.session = session
    request.app.state.door.sessions.keep(session)


def held(record: Record, subjects: Sequence[str]) -> Held:
    """What there is to decide on about some claims, incidents or reports, as the desk shows it: they are told by their
    whole ids, so that nothing else needs to be looked at."""
    homes = [record.incidents.get(name) or record.incident_of.get(name) for name in subjects]
    incidents = {one.incident: one for one in homes if one is not None}
    aside = {one.claim: one for one in record.run.set_aside}
    names = dict.fromkeys((*subjects, *(name for one in incidents.values() for name in one.claims)))
    return Held(
        claims=tuple(record.claims[name] for name in names if name in record.incident_of),
        set_aside=tuple(aside[name] for name in names if name in aside),
        incidents=tuple(incidents.values()),
        reports=tuple(record.reports[name] for name in subjects if name in record.copies),
        decisions=tuple(one.decision for one in record.run.decisions),
    )


def asking(request: Request, action: Action, *subjects: str) -> Asked:
    """What a form asks, with who asks and why.

    Raises:
        UsageError: nobody or no reason is told, or they are too long.
    """
    form, session = form_of(request), session_of(request)
    by = session.user or form.one("by").strip() or session.name or ""
    why = form.one("why").strip()
    if not by:
        raise UsageError("Give your name: it stands beside every decision.")
    if not why:
        raise UsageError("Give the reason: it stands beside the decision.")
    if len(why) > LONGEST or len(by) > LONGEST_NAME:
        raise UsageError(f"A reason may have {LONGEST} characters, and a name {LONGEST_NAME}.")
    return Asked(action=action, subjects=subjects, by=by, why=why, at=records(request).settings.now())


def seen_now(record: Record, action: Action, *subjects: str, field: str | None = None) -> str:
    """The version of what a form is about to be made for."""
    bare = Asked(action=action, subjects=subjects, by="", why="", at=_NEVER, field=field)
    return version_seen(bare, held(record, subjects))


def decide(request: Request, asked: Sequence[Asked]) -> tuple[Decision, ...]:
    """Records what is asked, all or nothing, and remembers the name it was asked under.

    Raises:
        UsageError: it cannot be decided.
        StaleError: what it is about has changed since the form was made.
    """
    keeper, shown = records(request), record(request)
    # One act bears one time: by it what was recorded together is taken back together.
    asked = [replace(one, at=asked[0].at) for one in asked]
    try:
        made = pipeline.decide_all(keeper.store, asked, keeper.settings.now(), keeper.known())
    finally:
        forget(request)
    session = session_of(request)
    lines = [named(told(one), shown) for one in made[:MOST_TOLD]]
    more = f"; and {len(made) - MOST_TOLD} more" if len(made) > MOST_TOLD else ""
    name = session.name if session.user else asked[0].by
    keep(request, replace(session, name=name, told=f"Recorded: {'; '.join(lines)}{more}"))
    return made


def named(line: str, shown: Record) -> str:
    """A line about decisions with claims by report and number and incidents by their titles, where the record has them;
    what it has not stays an id."""

    def name(found: re.Match[str]) -> str:
        ident = found[0]
        if ident in shown.claims:
            return f"{shown.claims[ident].report}/{shown.claims[ident].id}"
        return f"“{shown.incidents[ident].title}”" if ident in shown.incidents else ident

    return _ID.sub(name, line)


def line_of(standing: Standing, shown: Record) -> str:
    """A decision in one line, as a page tells it."""
    return named(decision_line(standing), shown)


def said(fault: UsageError) -> str:
    """A fault as a page tells it: without the options of the command line."""
    text = str(fault).replace("say which with --start", "select it in the text")
    return text.replace("with --words", "beside the value").replace("'decide accept'", "Accept")


def done(address: str) -> Response:
    """Sends the browser on after a decision; only to a page of the desk."""
    return RedirectResponse(local(address), status_code=303)


def local(address: str) -> str:
    """An address of this desk, else its first page."""
    if address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable():
        return address
    return "/"


def told_once(request: Request) -> str | None:
    """What the last decision of this session came to, told on one page and then no more."""
    session = session_of(request)
    if session.told is not None:
        keep(request, replace(session, told=None))
    return session.told


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a form was not taken, what was decided meanwhile, and the answer's status; none of it for a fresh form."""

    fault: str | None = None
    changes: tuple[str, ...] = ()
    status: int = 200


def refusal(
    request: Request,
    form: Form,
    fault: UsageError,
    claims: Collection[str] = (),
    names: Collection[str] = (),
) -> Refusal:
    """What to tell of a form that was not taken; of one about what has changed since, what changed on it."""
    if not isinstance(fault, StaleError):
        return Refusal(fault=said(fault), status=400)
    changes = changed_since(request, form.one("mark"), claims, names)
    return Refusal(fault=said(fault), changes=changes, status=409)


def changed_since(
    request: Request, mark: str, claims: Collection[str] = (), names: Collection[str] = ()
) -> tuple[str, ...]:
    """The decisions on these claims or names that were recorded after a form was made, one line each.

    ``mark`` is the number of decisions on record then, as the form says.
    """
    with open_store(records(request).store, write=False) as store:
        later = store.decisions()[int(mark) if mark.isdecimal() and len(mark) < 10 else 0 :]
    folded = {fold(name) for name in names}
    shown = record(request).run
    known = {one.decision.decision: one for one in (*shown.decisions, *shown.undone)}
    # The record that a page shows may be the one before them: how they stand is not known yet.
    return tuple(
        line_of(known.get(one.decision, Standing(decision=one, state="in force")), record(request))
        for one in later
        if one.subject in claims
        or fold(one.subject) in folded
        or any(name in claims for group in one.groups for name in group)
        or one.action == "undo"
    )


def mark(request: Request) -> int:
    """How many decisions are in the record that is shown."""
    shown = record(request).run
    return len(shown.decisions) + len(shown.undone)
