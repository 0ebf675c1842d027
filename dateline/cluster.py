"""Work spread over machines by Dask distributed: one result for each item, in the order of the items, as ``spread``.

In: the address of a scheduler that the caller runs, a function, items, and what makes whatever the function needs
besides an item; out: results, as they come. A worker that is killed loses and doubles nothing: what it was at, and
results that only it held, are made again by others, and each result is taken once. The functions are pure, so it
makes no difference which worker did what, or how often.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, TypeVar

from dateline.errors import BrokenOffError, SetupError, UsageError
from dateline.fetch.files import Elsewhere
from dateline.fetch.lots import lots, nothing, read_lot
from dateline.spread import spread

Item = TypeVar("Item")
Result = TypeVar("Result")
Needed = TypeVar("Needed")

_SCHEME = "dask://"
_CONNECT = 10
"""Seconds that a scheduler has to answer."""
_WORKERS = 30
"""Seconds for the first worker to come, and for another where the last has gone."""
_LOOK = 2.0
"""Seconds after which a result that does not come makes us look whether there still are workers."""
_AHEAD = 4
"""Items handed out for each thread of the workers before the result of the first is taken."""
_LEAST = 16
"""Items handed out at least: more workers may come."""

_one = threading.Lock()
"""In a worker: models work for one item at a time, however many threads the worker was given."""


def over(
    engine: str | int,
    work: Callable[[Item, Needed], Result],
    items: Sequence[Item],
    needed: Needed,
    make: Callable[[], Needed],
) -> Iterator[Result]:
    """``work(item, needed)`` for each item, in order: by the workers of a scheduler where ``engine`` is its address,
    else by so many processes here; raises as :meth:`Cluster.each` or :func:`dateline.spread.spread` does."""
    if isinstance(engine, int):
        yield from spread(work, items, engine, needed, make)
    elif items:
        with joined(engine) as cluster:
            yield from cluster.each(work, items, make)


@contextlib.contextmanager
def elsewhere(engine: str | None) -> Iterator[Elsewhere | None]:
    """What reads files on the workers of a scheduler; ``None`` where there is none; raises as :func:`joined` does."""
    if engine is None:
        yield None
        return
    with joined(engine) as cluster:
        yield lambda files, options: cluster.each(read_lot, [(lot, options) for lot in lots(files)], nothing)


class Cluster:
    """The workers of one scheduler."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address

    def each(
        self, work: Callable[[Item, Needed], Result], items: Sequence[Item], make: Callable[[], Needed]
    ) -> Generator[Result, None, None]:
        """``work(item, needed)`` for each item, in order; ``make`` gives ``needed``, once in each worker.

        ``work`` and ``make`` are functions of a module, items and results can be pickled.

        Raises:
            BrokenOffError: scheduler or workers are gone, or an item ends every worker that takes it.
            SetupError: dateline is not installed on a worker.
            Exception: whatever ``work`` raises.
        """
        waiting: deque[Any] = deque()
        ahead = max(_LEAST, _AHEAD * self._threads())
        recipe = pickle.dumps(make)
        try:
            for item in items:
                waiting.append(self._client.submit(_do, work, recipe, item, pure=False))
                if len(waiting) >= ahead:
                    yield self._result(waiting.popleft())
            while waiting:
                yield self._result(waiting.popleft())
        finally:
            # What was handed out and is not wanted any more; a scheduler that is gone has nothing to be told.
            with contextlib.suppress(Exception):
                self._client.cancel(list(waiting), force=True)

    def _result(self, future: Any) -> Any:
        from distributed import CancelledError, KilledWorker
        from distributed.comm import CommClosedError

        alone = 0.0
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeoutError:
                if future.status == "error":
                    # It was the work that took too long for itself, or it failed just now.
                    raise future.exception() from None
            except KilledWorker:
                raise BrokenOffError(
                    "several workers ended one after another at the same reports, for want of memory perhaps: give "
                    "the workers more, and the command again; in a --store it goes on where it stopped"
                ) from None
            except (CancelledError, CommClosedError):
                raise self._gone() from None
            except ModuleNotFoundError as fault:
                raise SetupError(
                    f"A worker has no {fault.name}: install the same dateline wherever workers run."
                ) from None
            except RuntimeError as fault:
                if "deserialization" not in str(fault):
                    raise
                raise SetupError(
                    f"The scheduler {self._address} cannot read what it is given: install the same dateline there."
                ) from None
            now = time.monotonic()
            alone = (alone or now) if self._threads() == 0 else 0.0
            if alone and now - alone > _WORKERS:
                raise BrokenOffError(
                    f"All workers of {self._address} are gone: start some and give the command again; in a --store it "
                    "goes on where it stopped."
                )

    def _threads(self) -> int:
        """How many threads the workers have together now."""
        try:
            return sum(self._client.nthreads().values())
        except (OSError, TimeoutError, RuntimeError, ValueError):
            raise self._gone() from None

    def _gone(self) -> BrokenOffError:
        return BrokenOffError(
            f"The scheduler {self._address} is gone: start it and give the command again; in a --store it goes on "
            "where it stopped."
        )


@contextlib.contextmanager
def joined(engine: str) -> Iterator[Cluster]:
    """The cluster at an address such as ``dask://HOST:PORT``, which must have a worker.

    Raises:
        UsageError: it is no such address, nothing answers there, or there is no worker.
        SetupError: Dask distributed is not installed.
    """
    host, _, port = engine.removeprefix(_SCHEME).rpartition(":")
    if not engine.startswith(_SCHEME) or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise UsageError(f"--engine {engine!r} is no address of a scheduler: write it as dask://HOST:PORT.")
    try:
        from distributed import Client
    except ImportError:
        raise SetupError(
            f"--engine {engine} needs Dask distributed, which is not installed: pip install 'dateline[cluster]'."
        ) from None
    # What it has to say of workers that come and go is told by us where it matters.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(f"tcp://{host}:{port}", timeout=_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError, RuntimeError):
        raise UsageError(
            f"No scheduler answers at {engine} within {_CONNECT} seconds: look at the address, and whether it runs."
        ) from None
    try:
        try:
            client.wait_for_workers(1, timeout=_WORKERS)
        except TimeoutError:
            raise UsageError(
                f"The scheduler {engine} has no workers: start some with 'dask worker {host}:{port} --nthreads 1'."
            ) from None
        yield Cluster(client, engine)
    finally:
        with contextlib.suppress(Exception):
            client.close(timeout=_LOOK)


def _do(work: Callable[[Any, Any], Any], recipe: bytes, item: Any) -> Any:
    """In a worker: one item."""
    with _one:
        return work(item, _made(recipe))


@functools.lru_cache(maxsize=4)
def _made(recipe: bytes) -> Any:
    """What a function, pickled, gives, which is always the same: made once in each worker. Two that were unpickled
    from the same bytes need not be equal."""
    return pickle.loads(recipe)()
