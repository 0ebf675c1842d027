"""The situation: what is said to have happened, where and when."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dateline.desk.render import page, record

router = APIRouter()
NAV = ("Situation", "/")


@router.get("/")
def situation(request: Request) -> HTMLResponse:
    """The page that opens first."""
    shown = record(request)
    return page(request, "situation.html", {"title": "Situation", "record": shown})
