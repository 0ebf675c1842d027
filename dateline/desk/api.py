"""The JSON API of the desk: the record under ``/api/v1``, read-only but for decisions of who has signed in.

Lists are filtered by the query (as ``dateline export`` is by its options) and given a page at a time; every answer has
an ETag made of its bytes, and a request that knows it is answered with 304. A fault is told as problem+json (RFC 9457).
The description (OpenAPI) lies under ``/api/v1/openapi.json``.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.exceptions import HTTPException

from dateline import __version__
from dateline.desk import apideciding
from dateline.desk import apilists as lists
from dateline.desk.apianswers import answer, claim_told, given_page, incident_told, record_of, sent
from dateline.desk.apiforms import (
    AboutForm,
    ClaimForm,
    ControlForm,
    FullReportForm,
    IncidentForm,
    NamedActorForm,
    NamedPlaceForm,
    PageForm,
    ProblemForm,
    ReportForm,
)
from dateline.desk.record import Record, Records, once
from dateline.errors import DatelineError, SetupError, StaleError, StoreError, UsageError
from dateline.export.asking import selection_of
from dateline.export.formats import FORMATS, export
from dateline.export.gold import gold, packed
from dateline.export.select import select
from dateline.export.sheets import What, objects, sheet
from dateline.model import Claim, Grade, Status
from dateline.publish.record import Run

MOST = 1000
"""Entries that one page can have."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PROBLEM = "application/problem+json"

Names = Annotated[list[str], Field(max_length=100)]


def _day(value: object) -> object:
    """Refuses what is written otherwise than YYYY-MM-DD: a bare number would be taken for seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("write it as YYYY-MM-DD")
    return value


Day = Annotated[dt.date, BeforeValidator(_day)]


class Asked(BaseModel):
    """What may be asked of a list; of several values of one field any will do."""

    model_config = ConfigDict(extra="forbid")

    since: Day | None = Field(None, description="Only what may lie on this day or later.")
    until: Day | None = Field(None, description="Only what may lie on this day or earlier.")
    undated: bool = Field(False, description="With days asked: keep also what nobody dates.")
    place: Names = Field([], description="Name of a place, its province or country, or a GeoNames number.")
    country: Names = Field([], description="English name or ISO 3166-1 alpha-2 code.")
    kind: Names = Field([], description="Kind of event, or a family of kinds.")
    status: list[Status] = []
    actor: Names = Field([], description="Name or register id of who did it or whom it was done to.")
    origin: Names = Field([], description="A body that it rests on or that denies it.")
    outlet: Names = Field([], description="An outlet that tells it.")
    source: Names = Field([], description="A body or outlet that tells or denies it.")
    report: Names = Field([], description="A report that tells it.")
    grade: list[Grade] = []
    incident: Names = Field([], description="Id of an incident, or how it begins.")
    claim: Names = Field([], description="Id of a claim, or how it begins.")
    text: Names = Field([], description="Words that its title, outlets, places or quotes all hold.")
    contested: bool = Field(False, description="Only what has a field on which accounts differ.")
    box: str | None = Field(None, description="west,south,east,north in degrees.")


class Listed(Asked):
    """The same, and which page of the list."""

    limit: int = Field(100, ge=1, le=MOST, description="Entries on a page.")
    cursor: str | None = Field(None, description="From the `next` of the page before.")


class Exported(Asked):
    """The same, and which records."""

    what: list[Literal["incidents", "claims", "control", "reports"]] = []


Wanted = Annotated[Listed, Query()]

_FAULTS = {
    404: "There is no such thing.",
    422: "What was asked is not understood.",
    501: "A package that is needed is not installed.",
    503: "The store cannot be read.",
}
_TOLD: dict[int | str, dict[str, Any]] = {
    304: {"description": "Not changed since the ETag that was sent."},
    **{code: {"description": told} for code, told in _FAULTS.items()},
}
router = APIRouter(responses=_TOLD)


def create_api(records: Records) -> FastAPI:
    """The API over the records of one store, to be mounted at ``links.API``."""
    api = FastAPI(
        title="dateline",
        version="1",
        description=__doc__,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    api.state.records = records
    api.include_router(router)
    api.include_router(apideciding.router, responses=_TOLD)
    api.add_exception_handler(DatelineError, _fault)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(RequestValidationError, _misread)
    vars(api)["openapi"] = lambda: _described(api)
    return api


def _described(api: FastAPI) -> dict[str, Any]:
    """The description (OpenAPI), in which every fault has the form that it is told in."""
    told = FastAPI.openapi(api)
    if "ProblemForm" not in told["components"]["schemas"]:
        told["components"]["schemas"]["ProblemForm"] = ProblemForm.model_json_schema()
        form = {_PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemForm"}}}
        for operation in (one for path in told["paths"].values() for one in path.values()):
            for code, answer in operation["responses"].items():
                if code.startswith(("4", "5")):
                    answer["content"] = form
    return told


@router.get("/", response_model=AboutForm)
def about(request: Request) -> Response:
    """What the record holds."""
    run = record_of(request).run
    return answer(
        request,
        {
            "version": __version__,
            "words": run.words,
            "reports": len(run.reports),
            "claims": len(run.claims),
            "incidents": len(run.incidents),
            "control": len(run.control),
        },
    )


@router.get("/incidents", response_model=PageForm[IncidentForm])
def incidents(request: Request, asked: Wanted) -> Response:
    """Incidents, by the first day they may lie on; the undated last."""
    return _page(request, asked, lists.incidents(_part(request, asked)))


@router.get("/incidents/{incident}", response_model=IncidentForm)
def incident(request: Request, incident: str) -> Response:
    """One incident, by its id."""
    record = record_of(request)
    _found(record.incidents, incident, "incident")
    return answer(request, incident_told(incident, record))


@router.get("/incidents/{incident}/claims", response_model=list[ClaimForm])
def incident_claims(request: Request, incident: str) -> Response:
    """The claims of one incident, side by side."""
    record = record_of(request)
    names = set(_found(record.incidents, incident, "incident").claims)
    return _claims(request, record, (one for one in record.run.claims if one.claim in names))


@router.get("/claims", response_model=PageForm[ClaimForm])
def claims(request: Request, asked: Wanted) -> Response:
    """The claims of the incidents that are chosen, in reading order."""
    return _page(request, asked, lists.claims(_part(request, asked).claims, record_of(request).tables))


@router.get("/claims/{claim}", response_model=ClaimForm)
def claim(request: Request, claim: str) -> Response:
    """One claim, by its id; a rejected one too."""
    record = record_of(request)
    _found(record.claims, claim, "claim")
    return answer(request, claim_told(claim, record))


@router.get("/reports", response_model=PageForm[ReportForm])
def reports(request: Request, asked: Wanted) -> Response:
    """The reports that tell the incidents that are chosen, by name; all of them where nothing is asked."""
    return _page(request, asked, lists.reports(_part(request, asked), record_of(request).tables))


@router.get("/reports/{report}", response_model=FullReportForm)
def report(request: Request, report: str) -> Response:
    """One report with its text, by its name."""
    record = record_of(request)
    found = _found(record.reports, report, "report")
    # An older version of an article stands in no list, and is given all the same.
    (row,) = objects(sheet("reports", replace(record.run, reports=(found,)), record.tables))
    return answer(request, {**row, "text": found.text})


@router.get("/reports/{report}/claims", response_model=list[ClaimForm])
def report_claims(request: Request, report: str) -> Response:
    """The claims of one report, in reading order."""
    record = record_of(request)
    _found(record.reports, report, "report")
    return _claims(request, record, record.claims_of.get(report, ()))


@router.get("/control", response_model=PageForm[ControlForm])
def control(request: Request, asked: Wanted) -> Response:
    """Who holds which place from when to when, on whose word."""
    return _page(request, asked, lists.control(_part(request, asked), record_of(request).tables))


@router.get("/places", response_model=PageForm[NamedPlaceForm])
def places(request: Request, asked: Wanted) -> Response:
    """The places that the chosen incidents and intervals of control are told of."""
    return _page(request, asked, lists.places(_part(request, asked)))


@router.get("/places/{place:path}", response_model=NamedPlaceForm)
def place(request: Request, place: str) -> Response:
    """One place, by its id: a GeoNames number, or name and country."""
    return _one(request, lists.places(record_of(request).run), place, "place")


@router.get("/actors", response_model=PageForm[NamedActorForm])
def actors(request: Request, asked: Wanted) -> Response:
    """The bodies that the chosen incidents name, and those they rest on."""
    return _page(request, asked, lists.actors(_part(request, asked)))


@router.get("/actors/{actor:path}", response_model=NamedActorForm)
def actor(request: Request, actor: str) -> Response:
    """One body, by its id in the register, else its name."""
    return _one(request, lists.actors(record_of(request).run), actor, "actor")


@router.get(
    "/export/{form}",
    response_class=Response,
    responses={
        200: {"content": {made.media.partition(";")[0]: {} for made in FORMATS.values()}},
    },
)
def exported(
    request: Request,
    form: Literal["csv", "xlsx", "geojson", "gpkg", "kml", "parquet", "ris", "bibtex", "brief"],
    asked: Annotated[Exported, Query()],
) -> Response:
    """The chosen part of the record as a file, as ``dateline export --format`` writes it."""
    whats: tuple[What, ...] = tuple(asked.what)
    data = export(form, whats, _part(request, asked), record_of(request).tables)
    made = FORMATS[form]
    name = f"attachment; filename=dateline.{made.ending}"
    return sent(request, data, made.media, {"Content-Disposition": name})


@router.get("/gold", response_class=Response, responses={200: {"content": {"application/zip": {}}}})
def gold_of(request: Request) -> Response:
    """What persons judged, as ``dateline export --format gold`` writes it, in a zip archive: to measure on."""
    shown = record_of(request)
    made = once(shown, "gold", lambda: gold(shown.run))
    if not made.texts:
        raise HTTPException(404, "Nobody has judged a claim yet: accept, correct or reject some first.")
    headers = {"Content-Disposition": "attachment; filename=dateline-gold.zip"}
    return sent(request, packed(made), "application/zip", headers)


def _page(request: Request, asked: Listed, entries: Iterable[lists.Entry]) -> Response:
    return given_page(request, entries, asked.limit, asked.cursor)


def _part(request: Request, asked: Asked) -> Run:
    """The part of the record that a query asks for."""
    record = record_of(request)
    given = asked.model_dump(mode="json", exclude_none=True, exclude={"limit", "cursor", "what"})
    values = {
        name: value if isinstance(value, list) else [str(value).lower()]
        for name, value in given.items()
        if value
    }
    return select(record.run, selection_of(values, record.tables))


def _found(known: Mapping[str, Any], name: str, what: str) -> Any:
    if name not in known:
        raise HTTPException(404, f"There is no {what} {name!r} in the record.")
    return known[name]


def _one(request: Request, entries: Iterable[lists.Entry], ident: str, what: str) -> Response:
    rows = {entry.key[0]: entry for entry in entries}
    return answer(request, _found(rows, ident, what).made())


def _claims(request: Request, record: Record, found: Iterable[Claim]) -> Response:
    entries = sorted(lists.claims(found, record.tables), key=lambda one: one.key)
    return answer(request, [entry.made() for entry in entries])


async def _fault(request: Request, fault: Exception) -> Response:
    codes = ((StaleError, 409), (UsageError, 422), (StoreError, 503), (SetupError, 501))
    return problem(next((code for kind, code in codes if isinstance(fault, kind)), 500), str(fault))


async def _http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    said = {404: "There is nothing at this address.", 405: "The record can only be read here."}
    plain = fault.detail in ("Not Found", "Method Not Allowed")
    return problem(fault.status_code, said[fault.status_code] if plain else fault.detail, fault.headers)


async def _misread(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    told = [f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in fault.errors()]
    return problem(422, "; ".join(told))


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """A fault as problem+json (RFC 9457): its status, and one sentence."""
    titles = {
        404: "Not found",
        405: "Method not allowed",
        409: "Changed meanwhile",
        412: "Changed meanwhile",
        422: "Not understood",
        501: "Not installed",
        503: "No store",
    }
    body = ProblemForm(type="about:blank", title=titles.get(status, "Fault"), status=status, detail=detail)
    data = json.dumps(body.model_dump(), ensure_ascii=False).encode("utf-8", "replace")
    return Response(data, status, media_type=_PROBLEM, headers=dict(headers or {}))
