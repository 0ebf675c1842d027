"""Kills runs at random moments and looks whether anything kept was lost.

A run (`dateline run PATH --store S --out O`, without the loading of models) is made in a process of its own, which
gets SIGKILL at a moment drawn from the time it takes. Then the store is opened and checked, what it held at the last
look is still there, the same run is made again, and its outputs are compared, byte for byte, with undisturbed ones.
``--events`` kills at every single file operation and SQL statement instead, one after the other; ``--whole`` kills
the whole program, loading included.

    python -m tests.reliability.kills --rounds 200

reads three short texts of its own; paths read others.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.coding import Loaded
from dateline.errors import DatelineError, StoreError
from dateline.pipeline import RunOptions, load, run
from dateline.store.files import ready_folder, write_files
from dateline.store.store import open_store

TEXTS = {
    "north.txt": "Shells hit the town of Hroza on 4 March 2025, killing 3 civilians, the regional governor said.\n",
    "south.txt": "The army said on 5 March 2025 that its troops had captured the village of Togoga.\n",
    "west.txt": "Rebels denied on 5 March 2025 that they had lost Togoga to the army.\n",
}
"""What is read where no path is given: short, so that most of a run is writing."""

_Files = dict[str, bytes]
AT = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
_WRITES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.link", "os.truncate", "sqlite3.connect"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run reads, keeps and writes."""

    paths: tuple[Path, ...]
    store: Path
    out: Path


def make(place: Place, loaded: Loaded) -> None:
    """What ``dateline run`` does, without a terminal."""
    options = RunOptions(paths=place.paths, store=place.store, at=AT, leave_out=(place.out,))
    ready_folder(place.out)
    result = run(options, _silent, loaded)
    write_files(place.out, result.files)


def outputs(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too: what a killed run leaves behind must go with the next."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def in_child(action: Callable[[], None], seconds: float | None = None) -> int:
    """Does it in a process of its own, which is killed after so long; its exit status, -9 where it was killed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            action()
            code = 0
        except DatelineError as fault:
            print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
            code = 2
        finally:
            os._exit(code)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(number: int, action: Callable[[], None]) -> Callable[[], None]:
    """The action, killed just before its file operation or SQL statement of this number."""

    def act() -> None:
        left = number

        def count() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def watch(event: str, details: tuple[object, ...]) -> None:
            writing = (
                event == "open" and isinstance(details[2], int) and details[2] & (os.O_WRONLY | os.O_RDWR)
            )
            if event in _WRITES or writing:
                count()
            if event == "sqlite3.connect/handle":
                # It is not quite made yet: its statements are counted from a moment later on.
                made.append(details[0])
                signal.setitimer(signal.ITIMER_REAL, 1e-6)

        def trace(*_: object) -> None:
            try:
                made[-1].set_trace_callback(lambda _: count())
            except sqlite3.ProgrammingError:
                signal.setitimer(signal.ITIMER_REAL, 1e-5)

        made: list[Any] = []
        signal.signal(signal.SIGALRM, trace)
        sys.addaudithook(watch)
        action()

    return act


def faults_after(
    place: Place, again: Callable[[], None], undisturbed: dict[str, bytes], kept: int
) -> list[str]:
    """What is wrong after a kill: the store as it was left, with at least ``kept`` reports, and the run made again."""
    wrong: list[str] = []
    if place.store.exists():
        try:
            with open_store(place.store, write=False) as store:
                wrong += store.check()
                if store.counts()["report"] < kept:
                    wrong.append(f"the store held {kept} reports, and holds {store.counts()['report']}")
        except StoreError as fault:
            wrong.append(f"the store cannot be opened: {fault}")
    elif kept:
        wrong.append("the store is gone")
    partial = [
        name
        for name, data in outputs(place.out).items()
        if not name.startswith(".") and not whole(name, data)
    ]
    wrong += [f"{name} was written in part" for name in partial]
    if in_child(again) != 0:
        wrong.append("the same command again failed")
    made = outputs(place.out)
    differing = {name for name in made.keys() | undisturbed.keys() if made.get(name) != undisturbed.get(name)}
    wrong += [f"{name} differs from the undisturbed one" for name in sorted(differing)]
    with open_store(place.store, write=False) as store:
        wrong += store.check()
    return wrong


def whole(name: str, data: bytes) -> bool:
    """Whether an output looks complete: it ends as its kind ends."""
    return not data or data.endswith(b"</html>\n" if name.endswith(".html") else b"\n")


def random_kills(paths: Sequence[Path], loaded: Loaded, rounds: int, seed: int) -> list[str]:
    """Kills ``rounds`` runs at random moments, half of them over a store that holds a part; what was wrong.

    A run that ended before its moment came is no kill, and is not counted.
    """
    draw = random.Random(seed)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as top:
        reference, some, seconds = _reference(Path(top), tuple(paths), loaded)
        kills = number = 0
        while kills < rounds:
            place = Place(paths=tuple(paths), store=Path(top, "s", "m.sqlite"), out=Path(top, "s", "out"))
            kept = _start(place, some if number % 2 else None)
            moment = draw.uniform(0.0, seconds)

            def act(place: Place = place) -> None:
                make(place, loaded)

            number += 1
            if in_child(act, moment) != -signal.SIGKILL:
                continue
            kills += 1
            found = faults_after(place, act, reference[(number - 1) % 2], kept)
            wrong += [f"kill {kills}, after {moment:.3f} s: {one}" for one in found]
            print(f"{kills} of {rounds}", end="\r", file=sys.stderr, flush=True)
    return wrong


def event_kills(paths: Sequence[Path], loaded: Loaded, step: int, first: int = 0) -> tuple[int, list[str]]:
    """Kills a run at every ``step``-th file operation or SQL statement; how many kills, and all that was wrong."""
    wrong: list[str] = []
    kills = 0
    with tempfile.TemporaryDirectory() as top:
        reference, some, _ = _reference(Path(top), tuple(paths), loaded)
        number = first
        while True:
            place = Place(paths=tuple(paths), store=Path(top, "s", "m.sqlite"), out=Path(top, "s", "out"))
            kept = _start(place, some if (number // step) % 2 else None)

            def act(place: Place = place) -> None:
                make(place, loaded)

            if in_child(killed_at(number, act)) != -signal.SIGKILL:
                return kills, wrong
            kills += 1
            found = faults_after(place, act, reference[(number // step) % 2], kept)
            wrong += [f"killed at event {number}: {one}" for one in found]
            number += step


def whole_kills(paths: Sequence[Path], rounds: int, seed: int) -> list[str]:
    """Kills the whole program at random moments, the loading of models included."""
    draw = random.Random(seed)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as top:
        place = Place(paths=tuple(paths), store=Path(top, "s", "m.sqlite"), out=Path(top, "s", "out"))
        command = [sys.executable, "-m", "dateline.cli", "run", *map(str, paths), "--quiet"]
        command += ["--store", str(place.store), "--out", str(place.out)]

        def again() -> None:
            subprocess.run(command, check=True)

        _start(place, None)
        begin = time.monotonic()
        again()
        seconds = time.monotonic() - begin
        reference = outputs(place.out)
        for number in range(rounds):
            _start(place, None)
            moment = draw.uniform(0.0, seconds)
            with subprocess.Popen(command, start_new_session=True) as process:
                time.sleep(moment)
                os.killpg(process.pid, signal.SIGKILL)
            found = faults_after(place, again, reference, 0)
            wrong += [f"round {number}, killed after {moment:.3f} s: {one}" for one in found]
    return wrong


def _reference(
    top: Path, paths: tuple[Path, ...], loaded: Loaded
) -> tuple[tuple[_Files, _Files], Path, float]:
    """Undisturbed outputs over no store and over one that holds a part, that store, and the seconds a run takes."""
    calm = Place(paths=paths, store=top / "calm.sqlite", out=top / "calm")
    begin = time.monotonic()
    if in_child(lambda: make(calm, loaded)) != 0:
        raise SystemExit("The undisturbed run failed.")
    seconds = time.monotonic() - begin
    files = sorted(path for one in paths for path in ([one] if one.is_file() else one.iterdir()))
    texts = tuple(path for path in files if path.suffix == ".txt")
    some = Place(paths=texts[: max(1, len(texts) // 3)], store=top / "some.sqlite", out=top / "some")
    if in_child(lambda: make(some, loaded)) != 0:
        raise SystemExit("The undisturbed run of a part failed.")
    more = Place(paths=paths, store=top / "more.sqlite", out=top / "more")
    shutil.copy(some.store, more.store)
    if in_child(lambda: make(more, loaded)) != 0:
        raise SystemExit("The undisturbed run over a part failed.")
    return (outputs(calm.out), outputs(more.out)), some.store, seconds


def _start(place: Place, held: Path | None) -> int:
    """A clean folder to run in, with a copy of a store that holds something or none; the reports held."""
    folder = place.store.parent
    shutil.rmtree(folder, ignore_errors=True)
    place.out.mkdir(parents=True)
    if held is None:
        return 0
    shutil.copy(held, place.store)
    with open_store(place.store, write=False) as store:
        return store.counts()["report"]


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def main() -> int:
    """Kills as the arguments say; 1 where anything was wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path, help="reports to read")
    parser.add_argument("--rounds", type=int, default=200, help="how many kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, metavar="STEP", help="kill at every STEP-th event instead")
    parser.add_argument("--whole", action="store_true", help="kill the whole program, loading included")
    told = parser.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in TEXTS.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        paths = [path.resolve() for path in told.paths] or sorted(Path(folder).iterdir())
        rounds, wrong = _kill(told, paths)
    print("\n".join(wrong) or f"{rounds} kills, nothing lost", f"({time.monotonic() - begin:.0f} s)")
    return 1 if wrong else 0


def _kill(told: argparse.Namespace, paths: Sequence[Path]) -> tuple[int, list[str]]:
    """How many kills there were, and all that was wrong."""
    rounds = int(told.rounds)
    if told.whole:
        return rounds, whole_kills(paths, rounds, told.seed)
    if told.events:
        return event_kills(paths, load(), told.events)
    return rounds, random_kills(paths, load(), rounds, told.seed)


if __name__ == "__main__":
    sys.exit(main())
