"""A short run of the fuzzer that is guided by coverage, over each reader; half an hour each: docs/reliability.md."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from tests.reliability.fuzz import ROOT, TARGETS

pytestmark = pytest.mark.system

RUNS = 400


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not made for this Python")
@pytest.mark.parametrize("name", sorted(TARGETS))
def test_ever_new_input_is_read_or_told(name: str) -> None:
    command = [sys.executable, "-m", "tests.reliability.fuzz", name, f"-runs={RUNS}", "-seed=7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    executed = next(line for line in done.stderr.splitlines() if line.startswith("stat::number_of_executed"))
    assert int(executed.split()[-1]) >= RUNS
