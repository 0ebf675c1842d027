"""Manners on the web: one connection a host, a pause between two, and what each host's robots.txt asks for.

In come addresses about to be asked; each waits for its turn or is refused. A host's robots.txt is asked for once a
day: where it cannot be had for a fault of the server the host is left alone, where there is none all is allowed
(RFC 9309).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from dateline.fetch.document import WebOptions
from dateline.fetch.web import AGENT, Refused, ask
from dateline.model import Problem

_ROBOTS_BYTES = 512_000
_ROBOTS_DAY = dt.timedelta(days=1)
_ROBOTS_AGAIN = dt.timedelta(minutes=10)
_LONGEST_PAUSE = 60.0


class Stopped(Exception):
    """The watch is being ended: nothing more is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What a host's robots.txt said, and until when that holds; ``text`` is ``None`` where it could not be
    had, and ``why`` says why not."""

    host: str
    text: str | None
    until: dt.datetime
    why: str | None = None


@dataclass(slots=True)
class _Host:
    """A host's turn, and what its robots.txt says, which is another for each scheme and port."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    free: float = 0.0
    robots: dict[str, Robots] = field(default_factory=dict)


class Manners:
    """The turns of all hosts, for any number of threads."""

    def __init__(
        self,
        options: WebOptions,
        pause: float,
        known: tuple[Robots, ...] = (),
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """``pause`` is the least number of seconds between two requests to a host; ``known`` what was asked before."""
        self.stop = threading.Event()
        self._options = options
        self._pause = pause
        self._clock = clock
        self._all = threading.Lock()
        self._hosts: dict[str, _Host] = {}
        for one in known:
            self._host(one.host).robots[one.host] = one

    def robots(self) -> tuple[Robots, ...]:
        """What the hosts asked for, as far as known, by host."""
        with self._all:
            found = [one for host in self._hosts.values() for one in tuple(host.robots.values())]
        return tuple(sorted(found, key=lambda one: one.host))

    def _host(self, address: str) -> _Host:
        with self._all:
            return self._hosts.setdefault((urlsplit(address).hostname or "").lower(), _Host())

    @contextlib.contextmanager
    def turn(self, address: str) -> Iterator[None]:
        """Holds the only connection to an address's host, once its pause is over and if robots.txt lets us in.

        Raises:
            Refused: robots.txt asks not to, or cannot be had.
            Stopped: the watch is being ended.
        """
        parts = urlsplit(address)
        name = f"{parts.scheme}://{parts.netloc.lower()}"
        host = self._host(address)
        with host.lock:
            pause = self._pause
            if parts.scheme in ("http", "https") and parts.hostname:
                pause = max(pause, self._allowed(host, name, address))
            self._wait(host)
            try:
                yield
            finally:
                host.free = time.monotonic() + pause

    def _wait(self, host: _Host) -> None:
        if self.stop.wait(max(0.0, host.free - time.monotonic())):
            raise Stopped

    def _allowed(self, host: _Host, name: str, address: str) -> float:
        """The pause that robots.txt asks for, in seconds; refused where it asks not to come."""
        from protego import Protego

        said = host.robots.get(name)
        if said is None or said.until <= self._clock():
            self._wait(host)
            said = host.robots[name] = self._asked(name)
            host.free = time.monotonic() + self._pause
        if said.text is None:
            raise Refused(f"the robots.txt of its host cannot be had ({said.why})")
        rules = Protego.parse(said.text)
        if not rules.can_fetch(address, AGENT):
            raise Refused("the robots.txt of its host asks not to retrieve it")
        return min(_LONGEST_PAUSE, float(rules.crawl_delay(AGENT) or 0.0))

    def _asked(self, name: str) -> Robots:
        found = ask(f"{name}/robots.txt", self._options)
        now = self._clock()
        if isinstance(found, Problem) or found.status >= 500 or found.status == 429:
            if isinstance(found, Problem) and "private network" in found.problem:
                raise Refused("it is an address of a private network (--allow-private asks it all the same)")
            said = found.problem if isinstance(found, Problem) else f"status {found.status}"
            why = said.removeprefix("it was not retrieved: ")
            return Robots(host=name, text=None, until=now + _ROBOTS_AGAIN, why=why)
        text = found.raw.raw[:_ROBOTS_BYTES].decode("utf-8", "replace") if found.raw is not None else ""
        return Robots(host=name, text=text, until=now + _ROBOTS_DAY)
