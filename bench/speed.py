"""How fast and how large: each measure with a generous limit; exits with 1 where one is passed.

Run it on an idle machine (``make bench``): CPU time is counted, but a busy machine slows that too. Tests have no
time limits; this is where they live.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"

HOSTILE = {
    "adverbs": "has had been also " * 4000 + "said",
    "sayings": "The ministry said he said it said " * 1500,
    "quotation marks": '"' * 20000 + "said",
    "commas": "A, " * 8000 + "said the army",
    "names": "Aa " * 10000 + ": said",
}
"""Texts of 20,000 to 70,000 letters made to set patterns of attributions searching in vain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure with its unit, and the limit it must stay below."""

    name: str
    value: float
    unit: str
    limit: float


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call, in all threads of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measures() -> list[Measure]:
    """All figures, the slow ones last."""
    found = [Measure(name="dateline --help", value=_help(), unit="s", limit=1.5)]
    from dateline.mention.sources import find_attributions
    from dateline.mention.triggers import find_triggers
    from dateline.pipeline import RunOptions, load, run
    from dateline.words.tables import load_words

    found.append(Measure(name="loading the word tables", value=seconds(load_words), unit="s", limit=3.0))
    found.append(Measure(name="loading everything", value=seconds(load), unit="s", limit=10.0))
    loaded = load()
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))]
    words = sum(len(text.split()) for text in texts)
    spent = seconds(lambda: [find_triggers(text, loaded.words.triggers) for text in texts])
    found.append(Measure(name="triggers of 500 words", value=spent / words * 500, unit="s", limit=0.025))
    sources = loaded.engine.tables.sources
    for name, text in HOSTILE.items():
        spent = seconds(lambda text=text: find_attributions(text, sources))  # type: ignore[misc]
        found.append(Measure(name=f"attributions in hostile text ({name})", value=spent, unit="s", limit=3.0))
    options = RunOptions(paths=(EXAMPLES,))
    spent = seconds(lambda: run(options, lambda stage, done, total: None, loaded))
    found.append(Measure(name="a report of the examples", value=spent / len(texts), unit="s", limit=2.0))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found.append(Measure(name="peak memory", value=peak, unit="MiB", limit=1500.0))
    return found


def _help() -> float:
    """CPU seconds of a process that prints the program's help."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "dateline.cli", "--help"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Prints every figure; 1 where one passes its limit."""
    over = 0
    for one in measures():
        mark = "" if one.value < one.limit else "  OVER ITS LIMIT"
        over += bool(mark)
        print(f"{one.name:48} {one.value:10.3f} {one.unit:4} (limit {one.limit:g}){mark}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
