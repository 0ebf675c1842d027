"""Sources: what each claimed, and what others said of it; counts and lists, and no score of trustworthiness."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from dateline.desk.filters import Filter, address, exports
from dateline.desk.lookup import counted, index
from dateline.desk.pages.places import MOST, MOST_LISTED
from dateline.desk.record import Record, once
from dateline.desk.render import page, record
from dateline.desk.standing import Standing, standings
from dateline.export.select import Selection

router = APIRouter()
NAV = ("Sources", "/sources")

_LEAST = 2
"""Bodies with fewer incidents than this stand below the table, by name alone."""


@router.get("/sources")
def sources(request: Request) -> HTMLResponse:
    """Every body that accounts rest on, and every outlet."""
    shown = record(request)
    found = sorted(
        _standings(shown).values(), key=lambda s: (-len(s.tells), -len(s.denies), s.name.casefold())
    )
    values = {
        "title": "Sources",
        "record": shown,
        "bodies": [one for one in found if len(one.tells) + len(one.denies) >= _LEAST],
        "rest": [one for one in found if len(one.tells) + len(one.denies) < _LEAST],
        "outlets": index(shown).outlets,
        "most": MOST_LISTED,
    }
    return page(request, "sources.html", values)


@router.get("/sources/{name:path}")
def source(request: Request, name: str) -> HTMLResponse:
    """One source: a body, an outlet, or both."""
    shown = record(request)
    found = _standings(shown).get(name)
    known = index(shown)
    reports, carried = known.reports_of.get(name, ()), known.carried_by.get(name, ())
    quoted = [*known.passed_on.get(name, ()), *(known.rests_on.get(name, ()) if found is None else ())]
    if found is None and not reports and not quoted:
        raise HTTPException(404, "No account in the record rests on a source of this name.")
    entry = shown.words.outlets.lookup(name)
    values = {
        "title": name,
        "record": shown,
        "found": found,
        "headings": _headings(found) if found else [],
        "kinds": once(shown, ("kinds", name), lambda: counted([one.kind for one in found.tells]))
        if found
        else [],
        "entry": entry if reports else None,
        "reports": reports,
        "carried": carried,
        "quoted": quoted[:MOST],
        "quoted_count": len(quoted),
        "origins": once(
            shown,
            ("carries", name),
            lambda: counted([o.name for i in carried for o in i.origins if o.name != name])[:12],
        ),
        "families": shown.tables.families,
        "query": address(Filter(source=name)),
        "exports": exports(Selection(sources=(name,))),
        "most": MOST,
    }
    return page(request, "source.html", values)


def _standings(shown: Record) -> Mapping[str, Standing]:
    """How every source stands in the record."""
    return once(shown, "standings", lambda: standings(shown.order))


def _headings(found: Standing) -> list[tuple[str, str, str, object]]:
    """Each heading: its anchor, name, what it means, and the incidents under it."""
    return [
        ("tells", "tells", "incidents that an account of it vouches for", found.tells),
        ("borne-out", "borne out by others", "another independent voice tells it too", found.borne_out),
        ("admitted", "admitted", "of those, the side that loses by it says so itself", found.admitted),
        ("denied", "denied by others", "somebody says it did not happen", found.denied),
        ("alone", "told by it alone", "no other voice tells it, and none denies it", found.alone),
        ("against", "against its own side", "it loses by what it says", found.against),
        ("denies", "denies", "incidents that others tell and it denies", found.denies),
    ]


READY = (_standings,)
"""What the pages of sources need of the whole record."""
