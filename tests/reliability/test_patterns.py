"""No pattern of the package or of the tables can be held up by a text made for it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.reliability.patterns import slow_text


@pytest.mark.long
def test_no_pattern_is_held_up() -> None:
    """All that are compiled while the program loads and works, and all that stand in its code."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "reliability" / "patterns.py")],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["patterns"] > 250
    assert told["slow"] == []


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"(?:[A-Z][\w-]*)(?:[ -][A-Z][\w-]*)*?\s+$", r"(\w+\d?)*!", r"\s*,?\s*x?\s*y"]
)
def test_the_check_finds_patterns_that_are(pattern: str) -> None:
    assert slow_text(pattern, 0) is not None


@pytest.mark.parametrize("pattern", [r"\w+@\w+", r"(?:a|b)*c", r"\s++[A-Z]", re.escape("a.b(c)")])
def test_the_check_passes_others(pattern: str) -> None:
    assert slow_text(pattern, 0) is None
