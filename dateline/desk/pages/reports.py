"""The reports: each with every claim marked in its text, what it was read from, its versions and its copies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from dateline.custody import Chain, custody, kept_bytes
from dateline.desk.deciding import told_once
from dateline.desk.filters import exports
from dateline.desk.lookup import index
from dateline.desk.record import Record
from dateline.desk.render import page, record
from dateline.desk.versions import Part, compared
from dateline.errors import UsageError
from dateline.export.select import Selection
from dateline.model import Claim, Report, Span
from dateline.publish.reports_html import stretches
from dateline.store.store import open_store

router = APIRouter()
NAV = ("Reports", "/reports")

ON_A_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a version of a report says otherwise than the one before; ``label`` tells how and when it came."""

    label: str
    before: Report
    after: Report
    parts: tuple[Part, ...]


@router.get("/reports")
def reports(request: Request) -> HTMLResponse:
    """Every report in force, the latest first."""
    shown = record(request)
    ordered = index(shown).reports
    text = request.query_params.get("page", "1")
    number = int(text) if text.isdecimal() and 0 < len(text) < 6 else 1
    first = max(0, number - 1) * ON_A_PAGE
    values = {
        "title": "Reports",
        "record": shown,
        "reports": ordered[first : first + ON_A_PAGE],
        "headline": headline,
        "total": len(ordered),
        "earlier": number - 1 if number > 1 else None,
        "later": number + 1 if first + ON_A_PAGE < len(ordered) else None,
    }
    return page(request, "reports.html", values)


@router.get("/reports/{name:path}/original")
def original(request: Request, name: str) -> Response:
    """The bytes that a report was read from, as a file to save: a browser must not show another site's page as ours."""
    shown = record(request)
    _named(name, shown)
    held = kept_bytes(shown.store, name, shown.reports[name])
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in PurePath(name).name)
    headers = {
        "Content-Disposition": f'attachment; filename="{plain or "report"}.original"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(held, media_type="application/octet-stream", headers=headers)


@router.get("/reports/{name:path}")
def report(request: Request, name: str) -> HTMLResponse:
    """One report; ``claim`` and ``at`` (two offsets) in the address highlight words of it."""
    shown = record(request)
    found = _named(name, shown)
    claims = shown.claims_of[name]
    numbers = {claim.claim: number for number, claim in enumerate(claims)}
    pointed = _pointed(request, found, claims)
    root = shown.copies.get(name, name)
    values = {
        "title": headline(found),
        "told": told_once(request),
        "exports": exports(Selection(reports=(name,))),
        "record": shown,
        "report": found,
        "claims": claims,
        "aside": [claim for claim in shown.run.set_aside if claim.report == name],
        "stretches": stretches(found.text, claims, shown.boilerplate.get(name, ()), numbers, pointed),
        "pointed": bool(pointed),
        "wanted": request.query_params.get("claim"),
        "copies": [one for one in index(shown).forms.get(root, ()) if one != name],
        "root": root,
        "chains": chains(name, shown),
        "article": shown.article_of.get(name),
        "revisions": [one for one in shown.run.revisions if one.newer == name],
        "changes": changes(name, shown),
    }
    return page(request, "report.html", values)


def headline(report: Report) -> str:
    """What a report is called on the desk: its own title, else its first line."""
    first = next((line.strip() for line in report.text.splitlines() if line.strip()), report.report)
    return report.title or (first if len(first) <= 140 else f"{first[:139].rpartition(' ')[0]}…")


def changes(name: str, shown: Record) -> tuple[Change, ...]:
    """What changed from each version of a report to the next, the latest first."""
    article = shown.article_of.get(name)
    if article is not None:
        held = [(one, shown.reports[one.report]) for one in article.versions if one.report in shown.reports]
        pairs = [(old, new, f"Version {one.number}: {one.report}") for (_, old), (one, new) in pairwise(held)]
    else:
        with open_store(shown.store, write=False) as store:
            versions = store.versions(name)
        pairs = [
            (old, new, f"Changed with run {run}" if run else "A later version")
            for (old, _), (new, run) in pairwise(versions)
        ]
    return tuple(
        Change(label=label, before=old, after=new, parts=compared(old.text, new.text))
        for old, new, label in reversed(pairs)
    )


def chains(name: str, shown: Record) -> tuple[Chain, ...]:
    """What a report was read from; none where the store knows it under another name, as an earlier version."""
    try:
        return custody(shown.store, name, shown.reports[name])
    except UsageError:
        return ()


def _named(name: str, shown: Record) -> Report:
    found = shown.reports.get(name)
    if found is None:
        raise HTTPException(404, "The record holds no report of this name.")
    return found


def _pointed(request: Request, found: Report, claims: tuple[Claim, ...]) -> tuple[Span, ...]:
    """The words that an address points at; raises UsageError where it points outside the text."""
    at, ident = request.query_params.get("at"), request.query_params.get("claim")
    if at is not None:
        first, dash, last = at.partition("-")
        if not (dash and first.isdecimal() and last.isdecimal() and len(at) < 24):
            raise UsageError(
                f"{at!r} is no stretch of a text: write it as first-last, counted in characters."
            )
        if not int(first) < int(last) <= len(found.text):
            raise UsageError(f"The text of {found.report} has {len(found.text)} characters: it has no {at}.")
        return (Span(start=int(first), end=int(last)),)
    return next((claim.quote_spans for claim in claims if claim.id == ident), ()) if ident else ()
