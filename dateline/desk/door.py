"""The door of one desk: its sessions, the users as their file now tells them, and how often a sign-in may be tried."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping

from dateline.desk.sessions import Session, Sessions
from dateline.desk.settings import Settings
from dateline.desk.tries import Allowance, Tries
from dateline.desk.users import User, allows, read_users
from dateline.errors import UsageError

FROM_ONE_PLACE = Allowance(tries=20, within=dt.timedelta(minutes=5))
FOR_ONE_NAME = Allowance(tries=5, within=dt.timedelta(minutes=5))
"""From one place and for one name: nobody locks another out from elsewhere."""

_AT_ONCE = 2
"""Passwords that are compared at one time: each takes 32 MiB and a core."""


class Door:
    """What the desk keeps of those who come in; safe to share among threads."""

    def __init__(self, settings: Settings) -> None:
        self.sessions = Sessions(settings.now)
        self.signing_in = settings.users is not None
        self._file = settings.users
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._places = Tries(FROM_ONE_PLACE, settings.now)
        self._names = Tries(FOR_ONE_NAME, settings.now)
        self._read: tuple[tuple[int, int], Mapping[str, User]] | None = None

    def users(self) -> Mapping[str, User]:
        """The users as their file stands: one taken out of it is out at once.

        Raises:
            UsageError: the file cannot be read, or is malformed.
        """
        if self._file is None:
            return {}
        try:
            told = self._file.stat()
            mark = (told.st_mtime_ns, told.st_size)
            with self._lock:
                if self._read is None or self._read[0] != mark:
                    self._read = mark, read_users(self._file.read_text(encoding="utf-8"))
                return self._read[1]
        except (OSError, UnicodeDecodeError) as fault:
            raise UsageError(f"The users' file {self._file} cannot be read: {fault}.") from None

    def sign_in(self, before: Session, name: str, password: str, place: str) -> Session | int | None:
        """A session for a name and its password; the seconds to wait after too many tries; ``None`` where they do
        not fit."""
        wait = self._places.take(place) or self._names.take(f"{place} {name.casefold()}")
        if wait is not None:
            return wait
        user = self.users().get(name)
        with self._turns:
            if not allows(user, password) or user is None:
                return None
        self._names.forget(f"{place} {name.casefold()}")
        return self.sessions.sign_in(before, user.name, user.hashed)
