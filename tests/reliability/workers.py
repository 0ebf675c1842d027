"""Kills a worker of a cluster at random moments of a run and looks whether anything was lost or came twice.

A scheduler and two workers run in processes of their own. Short made-up reports in three shards (JSON lines, two plain
and one packed) are read by them (`--engine`) while one of the two, drawn at random, gets SIGKILL at a moment
drawn from the time a run takes; another takes its place. Every output and the snapshot of the store are compared, byte
for byte, with those of a plain run. A run that ended before its moment came is no kill, and is not counted.

    python -m tests.reliability.workers --rounds 50
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import json
import logging
import math
import os
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dateline.cluster import _made
from dateline.coding import Loaded
from dateline.pipeline import RunOptions, RunResult, load, run

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("Hama", "Homs", "Idlib", "Aleppo", "Raqqa", "Palmyra", "Daraa", "Deir ez-Zor")
TELLING = (
    "Shells hit the town of {place} on {day} March 2025, killing {number} civilians, the regional governor said.",
    "The army said on {day} March 2025 that its troops had captured {place}. Rebels denied that they had lost it.",
    "An air strike on {place} wounded {number} people on {day} March 2025, according to the Red Crescent.",
)
_FILE = "scheduler.json"
_PATIENCE = 120.0
"""Seconds for a scheduler or worker to start: the machine may be busy."""


class Nursery:
    """A process that has loaded tables and models, and forks workers that need not: on a busy machine loading takes
    most of a round. To be made while this process has no threads."""

    def __init__(self) -> None:
        # As the pipeline has it made, so that it is found there.
        _made(pickle.dumps(partial(load, ["en"])))
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            # Workers that end are nobody's to wait for.
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            with os.fdopen(orders) as lines:
                for line in lines:
                    child = os.fork()
                    if child == 0:
                        _be_worker(Path(line.strip()))
                    os.write(answers, f"{child}\n".encode())
            os._exit(0)

    def worker(self, folder: Path) -> int:
        """Starts a worker of the scheduler whose file lies in a folder; its process."""
        os.write(self._orders, f"{folder}\n".encode())
        return int(os.read(self._answers, 20))


def _be_worker(folder: Path) -> None:
    from distributed import Worker

    async def work() -> None:
        async with Worker(
            scheduler_file=str(folder / _FILE), nthreads=1, local_directory=str(folder), host="127.0.0.1"
        ) as worker:
            await worker.finished()

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    code = 1
    try:
        asyncio.run(work())
        code = 0
    finally:
        os._exit(code)


class LocalCluster:
    """A scheduler and its workers on this machine, each a process of its own."""

    def __init__(self, folder: Path, nursery: Nursery | None = None) -> None:
        self.workers: list[int] = []
        self._own: dict[int, subprocess.Popen[bytes]] = {}
        self._nursery = nursery
        self._folder = folder
        self._file = folder / _FILE
        # A port of the system's choice, so that several clusters can run beside each other.
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(self._file))
        deadline = time.monotonic() + _PATIENCE
        while not self._file.exists() or not self._file.read_text(encoding="utf-8"):
            if time.monotonic() > deadline or self.scheduler.poll() is not None:
                raise SystemExit("The scheduler did not start.")
            time.sleep(0.05)
        address = json.loads(self._file.read_text(encoding="utf-8"))["address"]
        self.engine = f"dask://{address.removeprefix('tcp://')}"

    def add_worker(self) -> None:
        """Starts a worker; it may come later than this returns."""
        if self._nursery is not None:
            self.workers.append(self._nursery.worker(self._folder))
            return
        process = self._start(
            *("worker", "--scheduler-file", str(self._file), "--nthreads", "1", "--no-nanny"),
            *("--local-directory", str(self._folder)),
        )
        self._own[process.pid] = process
        self.workers.append(process.pid)

    def wait_for(self, workers: int) -> None:
        """Waits until so many workers have come."""
        from distributed import Client

        with Client(scheduler_file=str(self._file), set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=_PATIENCE)

    def kill_worker(self, number: int) -> None:
        """Ends a worker at once, without a word to anybody."""
        process = self.workers.pop(number)
        os.kill(process, signal.SIGKILL)
        if process in self._own:
            self._own.pop(process).wait()

    def close(self) -> None:
        """Ends every process."""
        while self.workers:
            with contextlib.suppress(ProcessLookupError):
                self.kill_worker(0)
        self.scheduler.kill()
        self.scheduler.wait()

    def _start(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", "127.0.0.1"]
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        return subprocess.Popen(
            [*command, "--no-dashboard", *options],
            env=os.environ | {"PYTHONPATH": paths},
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextlib.contextmanager
def local_cluster(folder: Path, workers: int, nursery: Nursery | None = None) -> Iterator[LocalCluster]:
    """A cluster whose workers have come; it ends with the block."""
    cluster = LocalCluster(folder, nursery)
    try:
        for _ in range(workers):
            cluster.add_worker()
        if workers:
            cluster.wait_for(workers)
        yield cluster
    finally:
        cluster.close()


def write_shards(folder: Path, each: int = 8) -> None:
    """Three shards of ``each`` short reports; all names stand in each shard, so that they must be told apart."""
    for shard in range(3):
        rows = []
        for number in range(each):
            place, telling = PLACES[number % len(PLACES)], TELLING[(number + shard) % len(TELLING)]
            text = telling.format(place=place, day=1 + number, number=2 + number + shard)
            published = f"2025-03-{2 + number:02d}"
            url = f"https://outlet{shard}.example/{'same' if number == 0 else number}"
            rows.append({"title": f"Report {number}", "text": text, "date": published, "url": url})
        lines = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
        name = f"shard-{shard}.jsonl"
        if shard == 2:
            name, lines = f"{name}.gz", gzip.compress(lines, mtime=0)
        (folder / name).write_bytes(lines)


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A run, whether a worker was killed while it went on, and how long it took."""

    killed: bool
    seconds: float
    result: RunResult


def run_with_kill(
    cluster: LocalCluster, options: RunOptions, loaded: Loaded, after: float | None, number: int
) -> Made:
    """A run during which the worker of this number is killed, after so many seconds if it is not over before."""
    killed = threading.Event()

    def kill() -> None:
        cluster.kill_worker(number)
        killed.set()

    timer = threading.Timer(after or 0.0, kill)
    begin = time.monotonic()
    if after is not None:
        timer.start()
    try:
        result = run(options, silent, loaded)
    finally:
        timer.cancel()
        if after is not None:
            timer.join()
    return Made(killed=killed.is_set(), seconds=time.monotonic() - begin, result=result)


def differing(one: RunResult, other: RunResult) -> list[str]:
    """The outputs in which two runs differ."""
    names = sorted(one.files.keys() | other.files.keys())
    wrong = [name for name in names if one.files.get(name) != other.files.get(name)]
    return wrong + (["the snapshot"] if one.snapshot != other.snapshot else [])


def rounds(count: int, seed: int, *, loading: bool) -> tuple[int, list[str]]:
    """Makes so many kills; how many runs that took, and what was wrong; with ``loading`` new workers load anew."""
    draw = random.Random(seed)
    wrong: list[str] = []
    kills = number = 0
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        shards = Path(name, "shards")
        shards.mkdir()
        write_shards(shards)
        nursery = None if loading else Nursery()
        loaded = load()
        calm = run(RunOptions(paths=(shards,)), silent, loaded)
        cluster = stack.enter_context(local_cluster(Path(name), 2, nursery))
        if nursery is not None:
            stack.callback(os.kill, nursery.process, signal.SIGKILL)
        options = RunOptions(paths=(shards,), engine=cluster.engine)
        seconds = math.inf
        while kills < count:
            # The first two runs are left alone: in one of them the workers load tables and models.
            after = draw.uniform(0.0, seconds) if number > 1 else None
            made = run_with_kill(cluster, options, loaded, after, draw.randrange(2))
            wrong += [f"run {number}, kill {kills}: {one} differs" for one in differing(made.result, calm)]
            number += 1
            if not made.killed:
                seconds = min(seconds, made.seconds)
                continue
            kills += 1
            cluster.add_worker()
            said = f"{kills} of {count}: after {after:.2f} of {made.seconds:.2f} s"
            print(said, file=sys.stderr, flush=True)
            cluster.wait_for(2)
    return number, wrong


def main() -> int:
    """Kills as the arguments say; 1 where anything was wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=50, help="how many kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--loading", action="store_true", help="every new worker loads tables and models")
    told = parser.parse_args()
    begin = time.monotonic()
    runs, wrong = rounds(told.rounds, told.seed, loading=told.loading)
    print("\n".join(wrong) or f"{told.rounds} kills in {runs} runs, nothing lost, nothing twice", end=" ")
    print(f"({time.monotonic() - begin:.0f} s)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
