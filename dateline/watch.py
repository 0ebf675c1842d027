"""Watching feeds: asks them in their turns, takes what is new into the store, and remembers where it was.

In come feeds, a store and how to watch; out comes one line for each feed. What is known of the feeds stands in a file
beside the store (``STORE.watch.json``), for unlike the record it is no evidence, and changes with every request. It is
written whole, and only after what a feed gave is in the store: whatever ends the watch, the next one goes on from
there, and adds nothing twice.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dateline.errors import StoreError, UsageError
from dateline.fetch.feedlist import Feed, read_feeds
from dateline.fetch.feeds import Known, Polled, WatchOptions, fallen, poll
from dateline.fetch.files import FetchOptions, read_documents
from dateline.fetch.polite import Manners, Robots, Stopped
from dateline.model import Problem
from dateline.store import codec
from dateline.store.address import Address, beside
from dateline.store.files import write_files

if TYPE_CHECKING:
    from dateline.coding import Loaded
    from dateline.derived import Progress

_WORKERS = 4
_MOST_AT_ONCE = 50
_TICK = 0.2

Told = Callable[[Polled, int], None]
"""Told of each feed that was asked, and how many reports of it were new in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a watch remembers: what is known of each feed, and what each host's robots.txt said."""

    feeds: tuple[Known, ...] = ()
    robots: tuple[Robots, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one round came to: feeds that are not due left out; problems of their lists and of reading."""

    asked: int
    new: int
    failed: int
    stopped: bool
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Watch:
    """A watch on a store; ``clock`` and ``loaded`` are for callers that have their own."""

    store: Address
    options: WatchOptions
    progress: Progress
    tell: Told
    clock: Callable[[], dt.datetime]
    loaded: Loaded | None = None
    state: State = field(default_factory=State)

    def round(self, feeds: Sequence[Feed]) -> Watched:
        """Asks every feed that is due, once; ended by KeyboardInterrupt it keeps what came in, and says so.

        Raises:
            StoreError: the store, or what is known of the feeds, cannot be used.
            SetupError: a word table or model is missing or wrong.
        """
        known = {one.url: one for one in self.state.feeds}
        manners = Manners(self.options.web, self.options.pause, self.state.robots, self.clock)
        polls = _Polls(feeds, known, self.options, manners, self.clock)
        came: list[Polled] = []
        new, problems, stopped = 0, [], False
        try:
            for batch in polls.batches():
                added, wrong = self._keep(batch)
                new += added
                problems += wrong
                came += batch
                self._remember(batch, manners)
        except KeyboardInterrupt:
            stopped = True
        finally:
            manners.stop.set()
        asked = [one for one in came if one.outcome != "not due"]
        return Watched(
            asked=len(asked),
            new=new,
            failed=sum(one.said is not None for one in asked),
            stopped=stopped,
            problems=tuple(problems),
        )

    def due(self, feeds: Sequence[Feed]) -> dt.datetime:
        """When the next of the feeds is due."""
        wanted = {feed.url for feed in feeds}
        known = {one.url: one for one in self.state.feeds if one.url in wanted}
        if len(known) < len(wanted):
            return self.clock()
        times = [one.next for one in known.values()]
        if self.options.follow:
            times += [article.next for one in known.values() for article in one.articles]
        return min((time for time in times if time is not None), default=self.clock())

    def _keep(self, batch: Sequence[Polled]) -> tuple[int, list[Problem]]:
        """Takes what feeds gave into the store, and tells of each."""
        items = [item for polled in batch for item in polled.items]
        new = 0
        problems = [item for item in items if isinstance(item, Problem)]
        if any(not isinstance(item, Problem) for item in items):
            # Loaded here: most rounds find nothing new.
            from dateline import pipeline

            reading = read_documents(items, FetchOptions(limits=self.options.limits))
            if self.loaded is None:
                self.loaded = pipeline.load()
            options = pipeline.RunOptions(store=self.store, at=self.clock().replace(microsecond=0))
            added = pipeline.keep(reading, options, self.progress, self.loaded)
            new, problems = added.new, list(added.problems)
        for polled in batch:
            self.tell(polled, sum(not isinstance(item, Problem) for item in polled.items))
        return new, problems

    def _remember(self, batch: Sequence[Polled], manners: Manners) -> None:
        feeds = {one.url: one for one in self.state.feeds} | {one.feed.url: one.known for one in batch}
        self.state = State(feeds=tuple(feeds[url] for url in sorted(feeds)), robots=manners.robots())
        path = state_path(self.store)
        write_files(path.parent, {path.name: codec.dumps(self.state).encode()})


class _Polls:
    """The feeds asked by a few threads, those of one host by one of them after another."""

    def __init__(
        self,
        feeds: Sequence[Feed],
        known: dict[str, Known],
        options: WatchOptions,
        manners: Manners,
        clock: Callable[[], dt.datetime],
    ) -> None:
        hosts: dict[str, list[Feed]] = {}
        for feed in feeds:
            hosts.setdefault(urlsplit(feed.url).netloc.lower(), []).append(feed)
        self._hosts: queue.SimpleQueue[list[Feed]] = queue.SimpleQueue()
        for row in hosts.values():
            self._hosts.put(row)
        self._left = len(feeds)
        self._known, self._options, self._manners, self._clock = known, options, manners, clock
        self._done: queue.SimpleQueue[Polled] = queue.SimpleQueue()

    def batches(self) -> Iterator[list[Polled]]:
        """What came in since the last batch, until every feed was asked."""
        for _ in range(_WORKERS):
            # Daemons: a server that is slow to answer holds up no one who wants to end the watch.
            threading.Thread(target=self._work, daemon=True).start()
        while self._left > 0:
            batch = [self._next(None)]
            with contextlib.suppress(queue.Empty):
                while self._left > 0 and len(batch) < _MOST_AT_ONCE:
                    batch.append(self._next(0.0))
            yield sorted(batch, key=lambda one: one.feed.url)

    def _next(self, patience: float | None) -> Polled:
        while True:
            try:
                found = self._done.get(timeout=_TICK if patience is None else patience)
            except queue.Empty:
                if patience is None:
                    continue
                raise
            self._left -= 1
            return found

    def _work(self) -> None:
        try:
            while True:
                for feed in self._hosts.get_nowait():
                    self._done.put(self._polled(feed))
        except (queue.Empty, Stopped):
            return

    def _polled(self, feed: Feed) -> Polled:
        known, now = self._known.get(feed.url, Known(url=feed.url)), self._clock()
        try:
            return poll(feed, known, self._options, self._manners, now)
        except Stopped:
            raise
        except Exception as fault:  # noqa: BLE001 - what falls over one feed must not end the others
            return fallen(feed, known, fault, self._options, now)


def state_path(store: Address) -> Path:
    """The file that remembers what is known of the feeds watched for a store."""
    path = beside(store)
    return path.with_name(f"{path.name}.watch.json")


def load_state(store: Address) -> State:
    """What an earlier watch on a store remembered.

    Raises:
        StoreError: the file is there and cannot be read.
    """
    path = state_path(store)
    try:
        return codec.loads(State, path.read_text(encoding="utf-8")) if path.exists() else State()
    except (OSError, UnicodeDecodeError, StoreError) as fault:
        raise StoreError(
            f"{path} cannot be read ({fault}): remove it, and every feed is read anew."
        ) from None


def load_feeds(path: Path) -> tuple[tuple[Feed, ...], tuple[Problem, ...]]:
    """The feeds in a list.

    Raises:
        UsageError: it is not there, or there is no feed in it.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise UsageError(f"The list of feeds {path} cannot be read: {fault.strerror or fault}.") from None
    feeds, problems = read_feeds(raw, str(path))
    if not feeds:
        raise UsageError(f"{path}: {problems[0].problem}.")
    return feeds, problems


@contextlib.contextmanager
def alone(store: Address) -> Iterator[None]:
    """Makes sure that no other watch is on this store meanwhile.

    Raises:
        StoreError: there is one, or the folder cannot be written.
    """
    path = beside(store)
    path = path.with_name(f"{path.name}.watch.lock")
    try:
        handle = path.open("w")
    except OSError as fault:
        raise StoreError(f"{path} cannot be written: {fault.strerror or fault}.") from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(f"Another watch is on the store {store}: end it first.") from None
        yield
