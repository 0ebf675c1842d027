"""How often somebody may try: so many times within a while, from one place or for one name."""

from __future__ import annotations

import datetime as dt
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_MOST_KEYS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """At most so many tries within a while."""

    tries: int
    within: dt.timedelta


class Tries:
    """Counts tries by a key, such as an address; safe to share among threads."""

    def __init__(self, allowance: Allowance, now: Callable[[], dt.datetime]) -> None:
        self._allowance = allowance
        self._now = now
        self._lock = threading.Lock()
        self._made: dict[str, deque[dt.datetime]] = {}

    def take(self, key: str) -> int | None:
        """Counts a try; ``None`` where it is allowed, else the seconds to wait."""
        now = self._now()
        with self._lock:
            made = self._made.pop(key, deque())
            while made and now - made[0] >= self._allowance.within:
                made.popleft()
            self._made[key] = made
            while len(self._made) > _MOST_KEYS:
                del self._made[next(iter(self._made))]
            if len(made) >= self._allowance.tries:
                return max(1, int((made[0] + self._allowance.within - now).total_seconds()))
            made.append(now)
            return None

    def forget(self, key: str) -> None:
        """Takes back the tries of a key that was right."""
        with self._lock:
            self._made.pop(key, None)
