"""The queue: one doubtful thing at a time, why it is there, and the keys that decide it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
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
from dateline.desk.filters import exports
from dateline.desk.pages.correct import around
from dateline.desk.queue import REASONS, Task, load_rules, tasks
from dateline.desk.record import Record, once
from dateline.desk.render import page, record
from dateline.errors import StaleError, UsageError
from dateline.export.select import Selection

router = APIRouter()
NAV = ("Queue", "/queue")
_MOST_AWAY = 200
"""How many claims of a task an address names."""

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
    task = _tasks(told).tasks.get(key)
    try:
        if task is None:
            raise StaleError("This has been settled since you looked, or is no longer there.")
        decide(request, _asked(request, form, task))
    except StaleError as fault:
        return _page(request, key, form, fault, 409)
    except UsageError as fault:
        return _page(request, key, form, fault, 400)
    return done(onward)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Every task by its key, those that wait for a person, all (under the empty name) and for each reason, in their
    order, and how many are settled."""

    tasks: Mapping[str, Task]
    open: Mapping[str, Sequence[Task]]
    settled: int


def _tasks(told: Record) -> Waiting:
    """Everything that waits for a person, and what is settled."""
    return once(told, "tasks", lambda: _waiting(tasks(told.run, load_rules())))


def _waiting(every: Sequence[Task]) -> Waiting:
    left = [one for one in every if not one.settled]
    return Waiting(
        # Of two with one key the first in order is meant.
        tasks={one.key: one for one in reversed(every)},
        open={"": left, **{name: [one for one in left if one.reason == name] for name in REASONS}},
        settled=len(every) - len(left),
    )


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
    wanted = every.open[chosen if chosen in REASONS else ""]
    skipped = set(session.skipped)
    ahead = list(islice((one for one in wanted if one.key not in skipped), _AHEAD + 1))
    task = every.tasks.get(key) or next(iter(ahead), None)
    put_off = sum(
        1
        for name in skipped
        if (one := every.tasks.get(name)) is not None
        and not one.settled
        and (chosen not in REASONS or one.reason == chosen)
    )
    ties = [one for one in told.run.decisions if one.state == "in force"]
    values = {
        "title": "Queue",
        "task": task,
        "cards": _cards(task, told),
        "exports": exports(Selection(claims=task.claims[:_MOST_AWAY]))
        if task is not None and task.claims
        else [],
        "seen": _seen(task, told),
        "reasons": REASONS,
        "chosen": chosen if chosen in REASONS else "",
        "numbers": {name: len(every.open[name]) for name in REASONS},
        "left": len(wanted),
        "skipped": put_off,
        "settled": every.settled,
        "total": len(every.open[""]) + every.settled,
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
