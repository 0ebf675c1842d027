"""Corrections of one claim, every value in place, and claims that were missed, added out of the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from dateline.decide.asking import Asked
from dateline.decide.several import ADDED
from dateline.decide.values import FIELDS, NOTHING, shown
from dateline.desk.deciding import (
    Form,
    asking,
    changed_since,
    decide,
    done,
    form_of,
    mark,
    said,
    seen_now,
    told_once,
)
from dateline.desk.links import to_claim, to_report
from dateline.desk.record import Record
from dateline.desk.render import page, record
from dateline.errors import StaleError, UsageError
from dateline.model import HEDGES, STATUSES, Claim, Report, Span

router = APIRouter()

LABELS: Mapping[str, tuple[str, str]] = {
    "kind": ("What happened", ""),
    "status": ("Whether it happened", ""),
    "hedge": ("How surely", ""),
    "actors": (
        "Who",
        "id or name in the register; NAME=TYPE for a body that is not in it; several parted by ;",
    ),
    "targets": ("To whom", "as above"),
    "places": ("Where", "Hama · Hama, SY · Tripoli, North Lebanon, LB · a GeoNames number"),
    "when": ("When", "2024-12-05 · 2024-12-01..2024-12-05"),
    "counts": ("How many", "killed civilians 12 · injured people 3..5 · 12.. at least"),
    "means": ("By what", "in the report's words"),
    "said_by": (
        "Who says so",
        "origin first: id or name, or NAME=PARTY such as residents=witness; none: the outlet",
    ),
}
"""Each field as it is called on a page, and how its value is written."""

_CHOSEN = ("kind", "status", "hedge")
_HEDGES = (NOTHING, *HEDGES)
_WORDED = ("actors", "targets", "places", "when", "counts", "said_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as a person left it, and why it was not taken: the fault, and what changed meanwhile."""

    form: Form
    fault: str | None = None
    changes: tuple[str, ...] = ()
    stale: bool = False


_FRESH = Typed(form=Form(fields={}))


@router.get("/correct/{ident:path}")
def correct(request: Request, ident: str) -> Response:
    """A claim with every value in a field; of one ``field`` alone the form that opens beside its value."""
    found = _claim(ident, record(request))
    if request.query_params.get("field") in LABELS:
        return _one_field(request, found, request.query_params["field"])
    return _page(request, found, _FRESH, 200)


@router.post("/correct/{ident:path}")
def corrected(request: Request, ident: str) -> Response:
    """Records what was changed in the fields, or that the claim is read right, or that it is not."""
    form, told = form_of(request), record(request)
    found = _claim(ident, told, form.one("claim"))
    try:
        decide(request, _asked(request, form, found))
    except StaleError as fault:
        changes = changed_since(request, form.one("mark"), claims={found.claim})
        now = _claim(ident, record(request), form.one("claim"))
        return _page(request, now, Typed(form=form, fault=said(fault), changes=changes, stale=True), 409)
    except UsageError as fault:
        return _page(request, found, Typed(form=form, fault=said(fault)), 400)
    return done(form.one("next") or f"/correct/{found.claim}")


@router.get("/add/{name:path}")
def add(request: Request, name: str) -> Response:
    """The text of a report, to pick the words of a claim from."""
    return _adding(request, _report(name, record(request)), _FRESH, 200)


@router.post("/add/{name:path}")
def added(request: Request, name: str) -> Response:
    """Records a claim that was missed, with what is told of it."""
    form, told = form_of(request), record(request)
    report = _report(name, told)
    try:
        made = decide(request, _asked_adding(request, form, report))
    except StaleError as fault:
        return _adding(
            request, _report(name, record(request)), Typed(form=form, fault=said(fault), stale=True), 409
        )
    except UsageError as fault:
        return _adding(request, report, Typed(form=form, fault=said(fault)), 400)
    now = record(request)
    claim = next((one for one in now.claims.values() if made[0].decision in one.decisions), None)
    return done(to_claim(claim) if claim is not None else to_report(report.report))


def _asked(request: Request, form: Form, claim: Claim) -> list[Asked]:
    """The decisions that a form asks: one for each value that the person changed, or a verdict."""
    what = form.one("do")
    if what in ("accept", "reject"):
        bare = asking(request, "accept" if what == "accept" else "reject", claim.claim)
        return [replace(bare, seen=form.one("seen"))]
    bare = asking(request, "set", claim.claim)
    asked = [
        replace(bare, field=field, value=form.one(field), words=_words(form, field), seen=form.one("seen"))
        for field in FIELDS
        if _touched(form, field) or (field in form.fields and _words(form, field))
    ]
    if not asked:
        raise UsageError("Nothing was changed: accept the claim if it is read right.")
    return asked


def _asked_adding(request: Request, form: Form, report: Report) -> list[Asked]:
    bare = asking(request, "add", report.report)
    start = form.one("start").strip()
    if start and not (start.isdecimal() and len(start) < 10):
        raise UsageError(f"{start!r} is no place in the text.")
    words = (form.one("quote"), *form.all("trigger")[:1])
    asked = [
        replace(
            bare,
            value=form.one("kind"),
            words=words,
            start=int(start) if start else None,
            seen=form.one("seen") or None,
        )
    ]
    for field in FIELDS:
        value = form.one(field).strip()
        if field != "kind" and value and not (field == "status" and value == "happened") and value != NOTHING:
            setting = asking(request, "set", ADDED)
            asked.append(replace(setting, field=field, value=value, words=_words(form, field)))
    return asked


def _touched(form: Form, field: str) -> bool:
    """Whether a person changed the value that a field had when the form was made."""
    return field in form.fields and form.one(field).strip() != form.one(f"was_{field}").strip()


def _words(form: Form, field: str) -> tuple[str, ...]:
    """The words of the report for a value, one a line."""
    return tuple(line.strip() for line in form.one(f"words_{field}").split("\n") if line.strip())


def _row(claim: Claim, field: str, form: Form, told: Record) -> dict[str, object]:
    """A field of a claim as a form shows it."""
    now = shown(claim, field)
    return {
        "name": field,
        "label": LABELS[field][0],
        "hint": LABELS[field][1],
        "now": now,
        # Only what the person changed is kept: a field left alone takes what another has set meanwhile.
        "value": form.one(field) if _touched(form, field) else now,
        "differs": field in form.fields and form.one(f"was_{field}") != now,
        "words": form.one(f"words_{field}"),
        "worded": field in _WORDED,
        "options": _options(field, told),
        "decided": field in claim.decided,
        "evidence": _evidence(claim, field),
        "before": [
            one
            for one in (*told.run.decisions, *told.run.undone)
            if one.decision.subject == claim.claim and one.decision.field == field
        ],
    }


def _one_field(request: Request, claim: Claim, field: str) -> Response:
    told = record(request)
    values = {
        "claim": claim,
        "row": _row(claim, field, _FRESH.form, told),
        "seen": seen_now(told, "accept", claim.claim),
        "mark": mark(request),
        "next": request.query_params.get("next", ""),
    }
    return page(request, "_put_right.html", values)


def _page(request: Request, claim: Claim, typed: Typed, status: int) -> Response:
    told, form = record(request), typed.form
    rows = [_row(claim, field, form, told) for field in LABELS]
    report = told.reports[claim.report]
    return page(
        request,
        "correct.html",
        {
            "title": f"Correct {claim.report}/{claim.id}",
            "claim": claim,
            "rows": rows,
            "around": around(report.text, claim.quote_spans[0]),
            "incident": told.incident_of.get(claim.claim),
            "aside": claim in told.run.set_aside,
            "seen": seen_now(told, "accept", claim.claim),
            "mark": mark(request),
            "typed": typed,
            "why": form.one("why"),
            "told": told_once(request),
            "next": form.one("next") or request.query_params.get("next", ""),
        },
        status=status,
    )


def _adding(request: Request, report: Report, typed: Typed, status: int) -> Response:
    told, form = record(request), typed.form
    return page(
        request,
        "add.html",
        {
            "title": f"Add a claim to {report.report}",
            "report": report,
            "kinds": _options("kind", told),
            "statuses": _options("status", told),
            "labels": LABELS,
            "fields": [field for field in LABELS if field not in _CHOSEN and field != "means"],
            "typed": typed,
            "form": form,
            "quote": form.one("quote") or request.query_params.get("quote", ""),
            "seen": seen_now(told, "add", report.report),
            "told": told_once(request),
        },
        status=status,
    )


def around(text: str, span: Span, width: int = 320) -> tuple[str, str, str]:
    """A quote with the text before and after it, cut at words."""
    before, after = text[max(0, span.start - width) : span.start], text[span.end : span.end + width]
    if span.start > width:
        before = "… " + before.partition(" ")[2]
    if span.end + width < len(text):
        after = after.rpartition(" ")[0] + " …"
    return before, text[span.start : span.end], after


def _options(field: str, told: Record) -> list[str]:
    if field == "kind":
        return sorted(told.words.kinds.kinds)
    if field == "status":
        return list(STATUSES)
    return list(_HEDGES) if field == "hedge" else []


def _evidence(claim: Claim, field: str) -> list[str]:
    """The words of the report that a value rests on."""
    if field == "kind":
        return [claim.trigger]
    if field == "when":
        return [claim.when.words] if claim.when.words else []
    if field in _WORDED:
        return list(dict.fromkeys(one.words for one in getattr(claim, field)))
    return []


def _claim(ident: str, told: Record, kept: str = "") -> Claim:
    """A claim by its id or its name in the report; ``kept`` is the id that a form was made for."""
    if kept:
        if kept in told.claims:
            return told.claims[kept]
        raise HTTPException(
            404, "That claim is no longer in the record: its report was read anew or replaced."
        )
    if ident in told.claims:
        return told.claims[ident]
    for claim in told.claims.values():
        if f"{claim.report}/{claim.id}" == ident:
            return claim
    raise HTTPException(404, "No claim in the record goes by that name.")


def _report(name: str, told: Record) -> Report:
    if name not in told.reports:
        raise HTTPException(404, "No report in the record goes by that name.")
    return told.reports[name]
