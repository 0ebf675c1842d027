"""Work spread over processes: one result for each item, in the order of the items, whatever the number of processes.

In: a function, items, how many processes, and what the function needs besides an item. Out: results, as they come,
so that the caller can keep each before the next. Where processes can be forked they share what was loaded; elsewhere
each makes it anew. A process that is killed loses nothing: what it was at is done again by others.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

from dateline.errors import BrokenOffError

if TYPE_CHECKING:
    from concurrent.futures import Future

Item = TypeVar("Item")
Result = TypeVar("Result")
Needed = TypeVar("Needed")

_AHEAD = 4
"""Items handed out, for each process, before the result of the first is taken: none waits for work, and few are lost
when the run is broken off."""
_TRIES = 3
"""How often the processes may end one after another without finishing a single item."""
_LOOK = 1.0
"""Seconds after which a process looks whether the one that started it is still there."""

_held: list[Any] = []
"""In a process that works for another: the function and what it needs. Empty in every other."""


def spread(
    work: Callable[[Item, Needed], Result],
    items: Sequence[Item],
    jobs: int,
    needed: Needed,
    make: Callable[[], Needed],
) -> Generator[Result, None, None]:
    """``work(item, needed)`` for each item, in order, by up to ``jobs`` processes; by this one alone if one is enough.

    ``make`` gives ``needed`` anew in processes that cannot be forked. ``work`` and ``make`` are functions of a module,
    items and results can be pickled.

    Raises:
        BrokenOffError: the processes are ended from outside again and again.
        Exception: whatever ``work`` raises.
    """
    if min(jobs, len(items)) <= 1:
        for item in items:
            yield work(item, needed)
        return
    # Imported only where it is used, for commands that read nothing answer sooner without it; so in _pooled.
    from concurrent.futures.process import BrokenProcessPool

    done = tries = 0
    while done < len(items):
        before = done
        try:
            with closing(_pooled(work, items[done:], jobs, needed, make)) as results:
                for result in results:
                    done += 1
                    yield result
        except BrokenProcessPool:
            tries = 1 if done > before else tries + 1
            if tries == _TRIES:
                raise BrokenOffError(
                    "the processes that read reports were ended from outside, for want of memory perhaps: give the "
                    "command again with a lower --jobs; in a --store it goes on where it stopped"
                ) from None


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pooled(
    work: Callable[[Item, Needed], Result],
    items: Sequence[Item],
    jobs: int,
    needed: Needed,
    make: Callable[[], Needed],
) -> Generator[Result, None, None]:
    """The results of one set of processes; raises BrokenProcessPool where one of them ends."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    forks = sys.platform == "linux"
    pool = ProcessPoolExecutor(
        min(jobs, len(items)),
        mp_context=multiprocessing.get_context("fork" if forks else "spawn"),
        initializer=_begin,
        initargs=(os.getpid(), work, needed, None) if forks else (os.getpid(), work, None, make),
    )
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(_do, item))
            if len(waiting) >= _AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(parent: int, work: Callable[..., Any], needed: object, make: Callable[[], object] | None) -> None:
    """Makes a new process ready. Ctrl-C is for the process that started it, with which it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _held[:] = [work, make() if make is not None else needed]


def _end_with(parent: int) -> None:
    """Ends this process once the one that started it is gone, killed perhaps: its queue would stay open for ever."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


def _do(item: Any) -> Any:
    work, needed = _held
    return work(item, needed)
