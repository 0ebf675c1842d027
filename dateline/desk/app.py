"""The desk as a web application: its groups of pages, what keeps it safe, and what it says when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from dateline.derived import Progress
from dateline.desk.api import create_api, problem
from dateline.desk.door import Door
from dateline.desk.gate import Gate
from dateline.desk.links import API
from dateline.desk.pages import (
    actors,
    correct,
    decisions,
    door,
    incidents,
    places,
    queue,
    regroup,
    reports,
    search,
    situation,
    sources,
)
from dateline.desk.record import Record, Records
from dateline.desk.render import STATIC, page
from dateline.desk.security import Guard
from dateline.desk.settings import Settings
from dateline.errors import DatelineError, StoreError, UsageError
from dateline.store.address import Address

PAGES: tuple[ModuleType, ...] = (
    situation,
    incidents,
    reports,
    places,
    actors,
    sources,
    queue,
    search,
    correct,
    regroup,
    decisions,
    door,
)
"""Every group of pages: a module with a ``router``, for the bar at the top ``NAV`` = (label, address), and in ``READY``
what works out of the whole record what its pages need."""

_SAID = {404: "There is no such page.", 405: "That cannot be done here."}


def create_app(store: Address, settings: Settings) -> FastAPI:
    """The desk over one store; the store is read when a page is asked for, not here."""
    app = FastAPI(title="dateline desk", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.records = Records(store, settings, _ready())
    app.state.nav = tuple(module.NAV for module in PAGES if hasattr(module, "NAV"))
    for module in PAGES:
        app.include_router(module.router)
    app.mount(API, create_api(app.state.records))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(DatelineError, _fault)
    app.add_exception_handler(HTTPException, _http)
    keeper = Door(settings)
    app.state.door = keeper
    app.add_middleware(Gate, sessions=keeper.sessions, users=None if settings.users is None else keeper.users)
    app.add_middleware(Guard, hosts=settings.hosts)
    return app


def make_ready(records: Records, progress: Progress) -> None:
    """Makes the record of a desk and what its pages work out of all of it, so that the first page is no slower than
    another; raises as :meth:`Records.current` does."""
    record = records.current(progress)
    makers = _ready()
    for number, make in enumerate(makers, 1):
        make(record)
        progress("index", number, len(makers))


def _ready() -> list[Callable[[Record], object]]:
    return [make for module in PAGES for make in getattr(module, "READY", ())]


async def _fault(request: Request, fault: Exception) -> Response:
    """One sentence for whatever dateline itself reports."""
    status = 400 if isinstance(fault, UsageError) else 503 if isinstance(fault, StoreError) else 500
    return _told(request, str(fault), status)


async def _http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    said = _SAID.get(fault.status_code, "This could not be shown.")
    told = fault.detail if isinstance(fault.detail, str) and " " in fault.detail else said
    sentence = told if fault.status_code != 404 or fault.detail != "Not Found" else said
    if request.url.path.startswith(f"{API}/"):
        # An address with a line break in it does not get as far as the API.
        return problem(fault.status_code, sentence)
    return _told(request, sentence, fault.status_code)


def _told(request: Request, sentence: str, status: int) -> Response:
    return page(request, "fault.html", {"title": "Not shown", "sentence": sentence}, status=status)
