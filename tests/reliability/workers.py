"""Kills a worker of a cluster at random moments of a run and looks whether anything was lost or came twice.

A scheduler and two workers run in processes of their own. Short made-up reports in three shards (JSON lines, two plain
and one packed) are read by them (`--engine`) while one of the two, drawn at random, gets SIGKILL at a moment
drawn from the time a run takes; another takes its place. Every output and the snapshot of the store are compared, byte
for byte, with those of a plain run. A run that ended before its moment came is no kill, and is not counted.

    python -m tests.reliability.workers --rounds 50
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.pipeline import Loaded, RunOptions, RunResult, load, run

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("Hama", "Homs", "Idlib", "Aleppo", "Raqqa", "Palmyra", "Daraa", "Deir ez-Zor")
TELLING = (
    "Shells hit the town of {place} on {day} March 2025, killing {number} civilians, the regional governor said.",
    "The army said on {day} March 2025 that its troops had captured {place}. Rebels denied that they had lost it.",
    "An air strike on {place} wounded {number} people on {day} March 2025, according to the Red Crescent.",
)
_PATIENCE = 120.0
"""Seconds for a scheduler or worker to start: the machine may be busy."""


class LocalCluster:
    """A scheduler and its workers on this machine, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.workers: list[subprocess.Popen[bytes]] = []
        self._folder = folder
        self._file = folder / "scheduler.json"
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
        self.workers.append(
            self._start(
                *("worker", "--scheduler-file", str(self._file), "--nthreads", "1", "--no-nanny"),
                *("--local-directory", str(self._folder)),
            )
        )

    def wait_for(self, workers: int) -> None:
        """Waits until so many workers have come."""
        from distributed import Client

        with Client(scheduler_file=str(self._file), set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=_PATIENCE)

    def kill_worker(self, number: int) -> None:
        """Ends a worker at once, without a word to anybody."""
        process = self.workers.pop(number)
        process.kill()
        process.wait()

    def close(self) -> None:
        """Ends every process."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

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
def local_cluster(folder: Path, workers: int) -> Iterator[LocalCluster]:
    """A cluster whose workers have come; it ends with the block."""
    cluster = LocalCluster(folder)
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


def rounds(count: int, seed: int) -> tuple[int, list[str]]:
    """Makes so many kills; how many hit a run, and what was wrong."""
    draw = random.Random(seed)
    wrong: list[str] = []
    kills = number = 0
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        shards = Path(name, "shards")
        shards.mkdir()
        write_shards(shards)
        loaded = load()
        calm = run(RunOptions(paths=(shards,)), silent, loaded)
        cluster = stack.enter_context(local_cluster(Path(name), 2))
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
    told = parser.parse_args()
    begin = time.monotonic()
    runs, wrong = rounds(told.rounds, told.seed)
    print("\n".join(wrong) or f"{told.rounds} kills in {runs} runs, nothing lost, nothing twice", end=" ")
    print(f"({time.monotonic() - begin:.0f} s)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
