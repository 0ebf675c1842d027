"""The search: words over reports and claims, what was found marked."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dateline.desk.filters import exports
from dateline.desk.render import page, record, records
from dateline.errors import UsageError
from dateline.export.select import Selection
from dateline.finding import Answer, search
from dateline.store.searching import RANKED, Window

router = APIRouter()
NAV = ("Search", "/search")

ON_A_PAGE = 20
_LAST = 50


@router.get("/search")
def find(request: Request) -> Response:
    """What was looked for, and what was found."""
    wanted = request.query_params.get("q", "").strip()
    told = request.query_params.get("page", "1")
    number = min(int(told), _LAST) if told.isdecimal() and 0 < len(told) < 4 and int(told) else 1
    found: Answer | None = None
    fault = None
    if wanted:
        window = Window(size=ON_A_PAGE, after=(number - 1) * ON_A_PAGE)
        keeper = records(request)
        try:
            found = search(keeper.store, wanted, window, keeper.words)
        except UsageError as wrong:
            fault = str(wrong)
    values = {
        "title": f"{wanted} – search" if wanted else "Search",
        "wanted": wanted,
        "found": found,
        "fault": fault,
        "record": record(request) if found is not None else None,
        "reports_away": exports(Selection(reports=tuple(one.report for one in found.reports)))
        if found
        else [],
        "claims_away": exports(Selection(claims=tuple(one.claim.claim for one in found.claims)))
        if found
        else [],
        "most": RANKED,
        "at": number,
        "earlier": _address(wanted, number - 1) if number > 1 else None,
        "later": _address(wanted, number + 1) if _more(found, number) else None,
    }
    return page(request, "search.html", values, status=400 if fault else 200)


def _more(found: Answer | None, number: int) -> bool:
    if found is None or number >= _LAST:
        return False
    told = ((found.report_matches, found.reports), (found.claim_matches, found.claims))
    return any(
        matches.number > number * ON_A_PAGE or (matches.more and len(shown) == ON_A_PAGE)
        for matches, shown in told
    )


def _address(wanted: str, number: int) -> str:
    return "/search?" + urlencode({"q": wanted, "page": number})
