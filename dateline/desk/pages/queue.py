"""The queue: one doubtful thing at a time, why it is there, and the keys that decide it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dateline.decide.asking import APART, Asked
from dateline.desk.deciding import (
    Form,
    asking,
    changed_since,
    decide,
    done,
    form_of,
    keep,
    mark,
    said,
    seen_now,
    session_of,
    told_once,
)
from dateline.desk.pages.correct import around
from dateline.desk.queue import REASONS, Task, load_rules, tasks
from dateline.desk.record import Record, once
from dateline.desk.render import page, record
from dateline.errors import StaleError, UsageError

router = APIRouter()
NAV = ("Queue", "/queue")

_MOST_SKIPPED = 2000
_AHEAD = 12


@router.get("/queue")
def queue(request: Request) -> Response:
    """The next task, or the one that is asked for."""
    return _page(request, request.query_params.get("task", ""), Form(fields={}), None, 200)


@router.post("/queue")
def decided(request: Request) -> Response:
    """Decides the task, or puts it off."""
    form = form_of(request)
    key, reason = form.one("task"), form.one("reason")
    onward = "/queue?" + urlencode({"reason": reason}) if reason in REASONS else "/queue"
    if form.one("do") == "skip":
        session = session_of(request)
        keep(request, replace(session, skipped=(*session.skipped, key)[-_MOST_SKIPPED:]))
        return done(onward)
    if form.one("do") == "again":
        keep(request, replace(session_of(request), skipped=()))
        return done(onward)
    told = record(request)
    task = next((one for one in _tasks(told) if one.key == key), None)
    try:
        if task is None:
            raise StaleError("This has been settled since you looked, or is no longer there.")
        decide(request, _asked(request, form, task))
    except StaleError as fault:
        return _page(request, key, form, fault, 409)
    except UsageError as fault:
        return _page(request, key, form, fault, 400)
    return done(onward)


def _tasks(told: Record) -> Sequence[Task]:
    """Everything that waits for a person, and what is settled."""
    return once(told, "tasks", lambda: tasks(told.run, load_rules()))


def _asked(request: Request, form: Form, task: Task) -> list[Asked]:
    """The decisions that a key asks for; what it means depends on what the task is about."""
    what = form.one("do")
    ticked = [name for name in form.all("claim") if name in task.claims]
    pair = task.reason in ("join", "duplicate")
    seen = dict(one.split(":", 1) for one in form.all("seen") if ":" in one)
    if what == "name" and task.name is not None:
        asked = asking(request, "place" if task.reason == "place" else "alias", task.name)
        return [replace(asked, value=form.one("value"), seen=seen.get("name"))]
    if pair and what in ("accept", "merge", "split"):
        apart = what == "split" if task.reason == "join" else what != "merge"
        return [_tie(request, task, apart, seen)]
    if what in ("accept", "reject"):
        if not ticked:
            raise UsageError("Tick the claims that this is about.")
        verdicts = [asking(request, "accept" if what == "accept" else "reject", name) for name in ticked]
        return [replace(one, seen=seen.get(one.subjects[0])) for one in verdicts]
    if what == "split" and len(task.incidents) == 1:
        if not ticked:
            raise UsageError("Tick the claims that tell another happening.")
        return [replace(asking(request, "split", task.incidents[0], *ticked), seen=seen.get("incident"))]
    raise UsageError(
        "That does nothing here: this is about one incident; move a claim to join it with another."
    )


def _tie(request: Request, task: Task, apart: bool, seen: dict[str, str]) -> Asked:
    """A pair of claims put together or apart, for good."""
    one, other = task.claims
    if not apart:
        return replace(asking(request, "merge", one, other), seen=seen.get("merge"))
    if task.reason == "duplicate":
        return replace(asking(request, "split", one, other), field=APART, seen=seen.get("apart"))
    loose = task.loose or one
    return replace(asking(request, "split", task.incidents[0], loose), seen=seen.get("split"))


def _page(request: Request, key: str, form: Form, fault: UsageError | None, status: int) -> Response:
    told, session = record(request), session_of(request)
    every = _tasks(told)
    chosen = form.one("reason") or request.query_params.get("reason", "")
    wanted = [one for one in every if not one.settled and (chosen not in REASONS or one.reason == chosen)]
    ahead = [one for one in wanted if one.key not in session.skipped]
    task = next((one for one in every if one.key == key), None) or next(iter(ahead), None)
    ties = [one for one in told.run.decisions if one.state == "in force"]
    settled = sum(one.settled for one in every)
    values = {
        "title": "Queue",
        "task": task,
        "cards": _cards(task, told),
        "seen": _seen(task, told),
        "reasons": REASONS,
        "chosen": chosen if chosen in REASONS else "",
        "numbers": Counter(one.reason for one in every if not one.settled),
        "left": len(wanted),
        "skipped": len(wanted) - len(ahead),
        "settled": settled,
        "total": sum(not one.settled for one in every) + settled,
        "decisions": len(ties),
        "ahead": [one for one in ahead if one is not task][:_AHEAD],
        "form": form,
        "fault": said(fault) if fault is not None else None,
        "gone": status == 409 and task is not None and task.key != key,
        "changes": changed_since(
            request, form.one("mark"), claims=set(form.all("about")), names=form.all("name")
        )
        if isinstance(fault, StaleError)
        else (),
        "mark": mark(request),
        "told": told_once(request),
        "incidents": [told.incidents[name] for name in task.incidents if name in told.incidents]
        if task
        else [],
    }
    return page(request, "queue.html", values, status=status)


def _cards(task: Task | None, told: Record) -> Sequence[dict[str, object]]:
    """The claims of a task with the words around them."""
    if task is None:
        return ()
    found = [told.claims[name] for name in task.claims]
    return [
        {"claim": claim, "around": around(told.reports[claim.report].text, claim.quote_spans[0], 160)}
        for claim in found[:_AHEAD]
    ]


def _seen(task: Task | None, told: Record) -> list[str]:
    """The versions of all that a task may decide, each with what it is the version of."""
    if task is None:
        return []
    out = [f"{name}:{seen_now(told, 'accept', name)}" for name in task.claims]
    if task.name is not None:
        return [*out, f"name:{seen_now(told, 'alias' if task.reason == 'actor' else 'place', task.name)}"]
    if len(task.claims) == 2:
        out.append(f"merge:{seen_now(told, 'merge', *task.claims)}")
        out.append(f"apart:{seen_now(told, 'split', *task.claims, field=APART)}")
    if len(task.incidents) == 1:
        out.append(f"split:{seen_now(told, 'split', task.incidents[0], task.claims[0])}")
        out.append(f"incident:{seen_now(told, 'split', task.incidents[0], *task.claims)}")
    return out


READY = (_tasks,)
"""What the queue needs of the whole record."""
