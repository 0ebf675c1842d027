"""Who is at the desk: a secret in a cookie, what the desk knows of its bearer, and the token that proves a form ours.

The cookie is random and means nothing in itself; all that belongs to it is kept here, in memory, and is gone when the
desk ends. At sign-in and sign-out another takes its place, so that one that somebody planted is worth nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from dateline.words.digest import text_digest

COOKIE = "dateline_desk"
IDLE = dt.timedelta(hours=12)
"""After which a session that nobody used is over."""

_MOST = 10_000
"""Sessions that are kept: the longest unused goes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the desk knows of the bearer of a cookie.

    ``user`` is who signed in, ``None`` for nobody; ``hashed`` the hash by which that was (one changed since ends it);
    ``name`` what decisions bear where nobody signs in; ``skipped`` the tasks put off; ``csrf`` stands in each form.
    """

    token: str
    csrf: str
    seen: dt.datetime
    user: str | None = None
    hashed: str | None = None
    name: str | None = None
    skipped: tuple[str, ...] = ()
    told: str | None = None


class Sessions:
    """The sessions of one desk; safe to share among threads."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._kept: dict[str, Session] = {}

    def of(self, cookie: str | None) -> Session:
        """The session of a cookie; a new one, not yet kept, for none, a strange one or one that is over."""
        now = self._now()
        with self._lock:
            found = self._kept.get(_key(cookie)) if cookie else None
            if found is not None and now - found.seen <= IDLE:
                found = replace(found, seen=now)
                self._put(found)
                return found
            if found is not None:
                del self._kept[_key(found.token)]
        if cookie and found is None and len(cookie) == 43 and cookie.isascii():
            # Nobody's: it stays what it is, so that a form shown under it still holds.
            return Session(token=cookie, csrf=self._csrf(cookie), seen=now)
        return self._new()

    def keep(self, session: Session) -> None:
        """Keeps what changed in a session."""
        with self._lock:
            self._put(session)

    def sign_in(self, before: Session, user: str, hashed: str) -> Session:
        """A session of a user, under a new secret; the one before is over."""
        made = replace(self._new(), user=user, hashed=hashed)
        with self._lock:
            self._kept.pop(_key(before.token), None)
            self._put(made)
        return made

    def end(self, session: Session) -> Session:
        """Ends a session; a new one, of nobody, takes its place."""
        with self._lock:
            self._kept.pop(_key(session.token), None)
        return self._new()

    def _new(self) -> Session:
        token = secrets.token_urlsafe(32)
        return Session(token=token, csrf=self._csrf(token), seen=self._now())

    def _csrf(self, token: str) -> str:
        return hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()

    def _put(self, session: Session) -> None:
        key = _key(session.token)
        self._kept.pop(key, None)
        self._kept[key] = session
        while len(self._kept) > _MOST:
            del self._kept[next(iter(self._kept))]


def same_token(given: str, session: Session) -> bool:
    """Whether a form bears the token of the session that it is sent with."""
    return hmac.compare_digest(given.encode(), session.csrf.encode())


def _key(cookie: str) -> str:
    """What a session is kept under: a look at the memory of the desk, or a log, gives no cookie away."""
    return text_digest(cookie)
