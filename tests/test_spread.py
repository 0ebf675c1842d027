from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import pytest

from dateline.errors import BrokenOffError
from dateline.spread import spread

pytestmark = pytest.mark.system


def square(number: int, plus: int) -> tuple[int, int]:
    return number * number + plus, os.getpid()


def seven() -> int:
    return 7


def end_once(number: int, folder: str) -> int:
    """Ends its process at the fifth item, the first time."""
    mark = Path(folder) / "ended"
    if number == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def end_always(number: int, folder: str) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail(number: int, folder: str) -> int:
    if number == 3:
        raise ValueError(f"no {number}")
    return number


def nothing() -> str:
    return ""


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    found = list(spread(square, range(40), jobs, 7, seven))
    assert [value for value, _ in found] == [number * number + 7 for number in range(40)]
    others = {process for _, process in found} - {os.getpid()}
    assert len(others) == (0 if jobs == 1 else len(others)) <= jobs
    assert bool(others) == (jobs > 1)


def test_no_items_and_one_item_need_no_process() -> None:
    assert list(spread(square, (), 4, 7, seven)) == []
    assert list(spread(square, (3,), 4, 7, seven)) == [(16, os.getpid())]


def test_a_killed_process_loses_and_doubles_nothing(tmp_path: Path) -> None:
    assert list(spread(end_once, range(12), 2, str(tmp_path), nothing)) == list(range(12))
    assert (tmp_path / "ended").exists()


def test_processes_killed_again_and_again_are_told_in_a_sentence() -> None:
    found = []
    with pytest.raises(BrokenOffError, match="--jobs"):
        for number in spread(end_always, range(12), 2, "", nothing):
            found.append(number)
    assert found == [0, 1, 2, 3, 4]


def test_what_goes_wrong_in_a_process_comes_through() -> None:
    with pytest.raises(ValueError, match="no 3"):
        list(spread(fail, range(12), 2, "", nothing))


def test_a_caller_that_stops_early_leaves_no_process() -> None:
    results = spread(square, range(40), 2, 7, seven)
    processes = {process for _, process in islice(results, 4)}
    results.close()
    assert processes
    assert not any(alive(process) for process in processes)


def alive(process: int) -> bool:
    """Whether a process still runs; one that has ended and waits to be asked about counts as gone."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


SLOW = r"""
import os, time
from dateline.spread import spread
def work(number, _):
    os.write(1, f"{os.getpid()}\n".encode())
    time.sleep(0.01)
    return number
def make():
    return None
for number in spread(work, range(100000), 2, None, make):
    pass
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_processes_end_with_the_one_that_started_them() -> None:
    with subprocess.Popen([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        others = {int(first.stdout.readline()) for _ in range(20)}
        first.kill()
    deadline = time.monotonic() + 30
    while any(alive(process) for process in others) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert others
    assert not any(alive(process) for process in others)
