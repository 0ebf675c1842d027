"""What stands before every page: who is asking, what they may, and whether what they send came from a form of ours.

An ASGI layer. It gives each request its session (``request.state.session``) and role; where users are told it lets
nobody in who has not signed in; whatever would change something must be a small form with the session's token. The
fields of the form are then at ``request.state.form``: no page reads a body itself, so that none can forget to check.
To the API programs send JSON, with the token in a header, and only who has signed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.desk.links import API
from dateline.desk.sessions import COOKIE, Session, Sessions, same_token
from dateline.desk.users import Role, User

MOST_BYTES = 128 * 1024
"""The largest form: the desk's own are a few thousand."""

_MOST_FIELDS = 500
_SAFE = ("GET", "HEAD", "OPTIONS")
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
_OPEN = (SIGN_IN, "/static/")

Users = Callable[[], Mapping[str, User]]
"""The users as their file now tells them."""


class Gate:
    """Asks who is there; ``users`` is ``None`` where anybody at this machine is an editor."""

    def __init__(self, app: ASGIApp, sessions: Sessions, users: Users | None) -> None:
        self.app = app
        self.sessions = sessions
        self.users = users

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookie = _cookie(headers)
        session, role = self._who(self.sessions.of(cookie))
        state = scope.setdefault("state", {})
        state.update(session=session, role=role, form={})
        refusal = self._refusal(scope, headers, role)
        if refusal is None and scope["method"] not in _SAFE:
            body = await _body(receive)
            if scope["path"].startswith(f"{API}/"):
                refusal = _asked(body, headers, session)
            else:
                refusal = self._form(body, headers, session, state)
            receive = _again(body or b"")

        async def marked(message: Message) -> None:
            now: Session = state["session"]
            if message["type"] == "http.response.start" and now.token != cookie:
                MutableHeaders(scope=message).append("Set-Cookie", _set_cookie(now, scope))
            await send(message)

        await (refusal or self.app)(scope, receive, marked)

    def _who(self, session: Session) -> tuple[Session, Role | None]:
        """The session, and what its bearer may; one whose user is gone or has another password is over."""
        if self.users is None:
            return session, "editor"
        if session.user is None:
            return session, None
        user = self.users().get(session.user)
        if user is None or user.hashed != session.hashed:
            return self.sessions.end(session), None
        return session, user.role

    def _refusal(self, scope: Scope, headers: Headers, role: Role | None) -> Response | None:
        path, method = scope["path"], scope["method"]
        if role is None and not path.startswith(_OPEN):
            if method in _SAFE and "hx-request" not in headers and not path.startswith(f"{API}/"):
                wanted = quote(
                    path + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
                )
                return RedirectResponse(f"{SIGN_IN}?next={wanted}", status_code=303)
            return PlainTextResponse("Sign in first.\n", status_code=401, headers={"HX-Redirect": SIGN_IN})
        if method in _SAFE:
            return None
        if role == "reader" and path not in (SIGN_IN, SIGN_OUT):
            return PlainTextResponse(
                "You may look, and not decide: ask whoever keeps the users' file.\n", 403
            )
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return PlainTextResponse("This is more than a form of the desk can hold.\n", status_code=413)
        return None

    def _form(
        self, body: bytes | None, headers: Headers, session: Session, state: dict[str, object]
    ) -> Response | None:
        if body is None:
            return PlainTextResponse("This is more than a form of the desk can hold.\n", status_code=413)
        if headers.get("content-type", "").partition(";")[0].strip().casefold() != _FORM:
            return PlainTextResponse("Only forms of the desk are taken.\n", status_code=415)
        try:
            pairs = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
            )
        except ValueError:
            return PlainTextResponse("This is no form of the desk.\n", status_code=400)
        fields: dict[str, list[str]] = {}
        for name, value in pairs:
            fields.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\x00", ""))
        if not same_token((fields.get("csrf") or [headers.get("x-csrf", "")])[0], session):
            said = "This form is not of this session: go back, load the page again, and send it anew.\n"
            return PlainTextResponse(said, status_code=403)
        state["form"] = fields
        return None


def _asked(body: bytes | None, headers: Headers, session: Session) -> Response | None:
    """Why what a program sends is not taken; ``None`` where it is: JSON, of an editor who signed in, with the token."""
    if body is None:
        return _refused(413, "This is more than a request to decide can hold.")
    if session.user is None:
        return _refused(403, "Where nobody can sign in the API only reads: start the desk with --users.")
    if headers.get("content-type", "").partition(";")[0].strip().casefold() != _JSON:
        return _refused(415, "Only application/json is taken.")
    if not same_token(headers.get("x-csrf", ""), session):
        return _refused(403, f"Send the csrf of {API}/session as the header X-CSRF.")
    return None


def _refused(status: int, detail: str) -> Response:
    """A refusal as the API tells faults (RFC 9457)."""
    titles = {403: "Not allowed", 413: "Too large", 415: "Not JSON"}
    told = {"type": "about:blank", "title": titles[status], "status": status, "detail": detail}
    return JSONResponse(told, status, media_type="application/problem+json")


def _cookie(headers: Headers) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found is not None else None


def _set_cookie(session: Session, scope: Scope) -> str:
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{COOKIE}={session.token}; Path=/; HttpOnly; SameSite=Strict{secure}"


async def _body(receive: Receive) -> bytes | None:
    """What was sent; ``None`` where it is too much, whatever its length was said to be."""
    got = b""
    while True:
        message = await receive()
        got += bytes(message.get("body", b""))
        if len(got) > MOST_BYTES:
            return None
        if message.get("more_body") is not True:
            return got


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
