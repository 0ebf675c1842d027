"""Coming in and going out, where the desk has users."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dateline.desk.deciding import done, form_of, local, session_of
from dateline.desk.door import Door
from dateline.desk.render import page

router = APIRouter()


@router.get("/sign-in")
def ask(request: Request) -> Response:
    """The form to sign in by."""
    return _form(request, request.query_params.get("next", "/"), "", None, 200)


@router.post("/sign-in")
def sign_in(request: Request) -> Response:
    """Signs in, under a new session; says the same of an unknown name and a wrong password."""
    form, keeper = form_of(request), _door(request)
    name, wanted = form.one("name").strip(), form.one("next")
    place = request.client.host if request.client is not None else ""
    found = keeper.sign_in(session_of(request), name, form.one("password"), place)
    if found is None:
        return _form(request, wanted, name, "This name and this password do not belong together.", 403)
    if isinstance(found, int):
        answer = _form(request, wanted, name, f"Too many tries: wait {found} seconds.", 429)
        answer.headers["Retry-After"] = str(found)
        return answer
    request.state.session = found
    return done(wanted)


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """Ends the session."""
    request.state.session = _door(request).sessions.end(session_of(request))
    return RedirectResponse("/sign-in?" + urlencode({"next": "/"}), status_code=303)


def _form(request: Request, wanted: str, name: str, fault: str | None, status: int) -> Response:
    values = {"title": "Sign in", "next": local(wanted), "name": name, "fault": fault}
    return page(request, "sign_in.html", values, status=status)


def _door(request: Request) -> Door:
    found = request.app.state.door
    assert isinstance(found, Door)
    return found
