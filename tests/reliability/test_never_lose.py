"""Runs broken off, full disks, stores that cannot be written, two processes at once: nothing kept is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.coding import Loaded
from dateline.errors import StoreError
from dateline.pipeline import RunOptions, add, rebuild
from dateline.store.hold import held
from dateline.store.store import open_store
from tests.conftest import EXAMPLES, ROOT, silent
from tests.reliability.kills import (
    TEXTS,
    Place,
    event_kills,
    in_child,
    killed_at,
    make,
    outputs,
    random_kills,
)

pytestmark = pytest.mark.system

FEW = (EXAMPLES / "hroza-harbour.txt",)
COMMAND = [sys.executable, "-m", "dateline.cli"]


def dateline(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The program, as a user starts it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], env=environment, capture_output=True, text=True, check=False
    )


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done.stdout + done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("dateline: "), done.stderr
    return lines[0]


@pytest.fixture
def texts(tmp_path: Path) -> tuple[Path, ...]:
    """Three short reports."""
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text)
    return tuple(tmp_path / name for name in TEXTS)


@pytest.mark.slow
def test_a_run_killed_at_any_moment_loses_nothing(loaded: Loaded, texts: tuple[Path, ...]) -> None:
    """A few of the kills that `python -m tests.reliability.kills --rounds 200` makes."""
    assert random_kills(texts, loaded, rounds=5, seed=random.SystemRandom().randrange(1 << 30)) == []


@pytest.mark.slow
def test_a_run_killed_at_its_writes_loses_nothing(loaded: Loaded, texts: tuple[Path, ...]) -> None:
    """Every 29th of the moments that `python -m tests.reliability.kills --events 1` goes through."""
    kills, wrong = event_kills(texts, loaded, step=29, first=random.SystemRandom().randrange(29))
    assert kills >= 3
    assert wrong == []


@pytest.mark.slow
def test_the_kills_would_find_a_loss(loaded: Loaded, tmp_path: Path, texts: tuple[Path, ...]) -> None:
    """The harness itself: a run killed while it writes its outputs leaves some of them out."""
    place = Place(paths=texts[:1], store=tmp_path / "m.sqlite", out=tmp_path / "out")
    assert in_child(lambda: make(place, loaded)) == 0
    whole = outputs(place.out)
    late = Place(paths=texts[:1], store=tmp_path / "n.sqlite", out=tmp_path / "late")
    found = []
    for number in range(200, 0, -9):
        late.store.unlink(missing_ok=True)
        status = in_child(killed_at(number, lambda: make(late, loaded)))
        found = sorted(outputs(late.out)) if late.out.exists() else []
        if status == -signal.SIGKILL:
            break
    assert found != sorted(whole)


def test_what_was_not_read_yet_is_told(demo_store: Path, loaded: Loaded, tmp_path: Path) -> None:
    store = tmp_path / "m.sqlite"
    store.write_bytes(demo_store.read_bytes())
    done = rebuild(store, None, silent, loaded)
    assert not [one for one in done.run.problems if one.kind == "unread"]
    with open_store(store) as opened:
        report = opened.reports()[0]
        opened.add_reports([replace(report, report="late", text="Shells hit the town.", path="late.txt")])
    done = rebuild(store, None, silent, loaded)
    assert [one.where for one in done.run.problems if one.kind == "unread"] == ["late.txt"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 640 kB, too small for the store of the examples."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=640k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small disk needs the rights of root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.long
def test_a_full_disk_is_one_sentence_and_loses_nothing(small_disk: Path, tmp_path: Path) -> None:
    store = small_disk / "m.sqlite"
    assert dateline("add", EXAMPLES / "hroza-harbour.txt", "--store", store, "--quiet").returncode == 0
    assert "the disk is full" in one_sentence(dateline("add", EXAMPLES, "--store", store, "--quiet"))
    with open_store(store, write=False) as opened:
        assert opened.check() == ()
        assert "hroza-harbour" in {one.report for one in opened.reports()}
    subprocess.run(["mount", "-o", "remount,size=9m", str(small_disk)], check=True)
    assert dateline("run", EXAMPLES, "--store", store, "--out", tmp_path / "a", "--quiet").returncode == 0
    assert dateline("run", EXAMPLES, "--out", tmp_path / "b", "--quiet").returncode == 0
    for name in ("claims.jsonl", "incidents.jsonl", "control.csv", "events.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.long
def test_outputs_that_find_no_room_leave_the_old_ones(small_disk: Path) -> None:
    out = small_disk / "out"
    first = dateline("run", EXAMPLES / "hroza-harbour.txt", "--out", out, "--redact", "--quiet")
    assert first.returncode == 0, first.stderr
    before = outputs(out)
    assert "no space left" in one_sentence(dateline("run", EXAMPLES, "--out", out, "--redact", "--quiet"))
    after = outputs(out)
    assert after.keys() == before.keys()
    assert not [name for name in after if name.startswith(".")]


@pytest.mark.slow
def test_no_room_for_temporary_files_is_one_sentence(small_disk: Path, tmp_path: Path) -> None:
    (small_disk / "fill").write_bytes(b"a" * 600_000)
    # The model of languages is unpacked into a file, for a text that is not plainly English.
    other = tmp_path / "other.txt"
    other.write_text(
        "Die Truppen zogen sich am Donnerstag aus der Stadt zurück, teilte das Ministerium mit. " * 4
    )
    done = dateline("run", EXAMPLES, other, "--out", tmp_path / "out", "--quiet", TMPDIR=str(small_disk))
    assert "No space left" in one_sentence(done)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_that_cannot_be_printed_is_one_sentence(demo_store: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "export", "brief.md", "--store", str(demo_store)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.fixture
def read_only(tmp_path: Path, demo_store: Path) -> Iterator[Path]:
    """A store in a folder where nothing can be written."""
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "m.sqlite").write_bytes(demo_store.read_bytes())
    with open_store(folder / "m.sqlite"):
        pass
    if os.getuid() != 0:
        folder.chmod(0o555)
        (folder / "m.sqlite").chmod(0o444)
        yield folder
        folder.chmod(0o755)
        return
    # Root may write whatever the rights say, but not on what is mounted to be read.
    place = str(folder)
    mounts = (["mount", "--bind", place, place], ["mount", "-o", "remount,bind,ro", place])
    for mount in mounts:
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_store_that_may_not_be_written_is_read_and_left_alone(read_only: Path, loaded: Loaded) -> None:
    store = read_only / "m.sqlite"
    before = store.read_bytes()
    with pytest.raises(StoreError, match=r"cannot be (?:written|opened)"):
        add(RunOptions(paths=FEW, store=store), silent, loaded)
    with open_store(store, write=False) as opened:
        assert opened.check() == ()
        assert opened.counts()["report"] == 14
    assert store.read_bytes() == before


def holding(store: Path, seconds: float) -> int:
    """A process that holds the store for so long, from before this returns; its number."""
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        with held(store):
            os.write(go, b"x")
            time.sleep(seconds)
        os._exit(0)
    os.close(go)
    os.read(ready, 1)
    os.close(ready)
    return child


def test_two_processes_do_not_add_at_once(tmp_path: Path) -> None:
    store = tmp_path / "m.sqlite"
    child = holding(store, 60)
    try:
        with pytest.raises(Exception, match=f"in use: process {child} .* is adding to it"), held(store):
            raise AssertionError("both hold it")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    with held(store):
        assert (tmp_path / "m.sqlite-lock").exists()
    assert not (tmp_path / "m.sqlite-lock").exists()


def test_a_second_process_waits_for_a_short_one(tmp_path: Path) -> None:
    store = tmp_path / "m.sqlite"
    child = holding(store, 0.5)
    with held(store):
        assert os.waitpid(child, 0)[1] == 0
