"""How long merging takes, and how its time grows: synthetic claims over many places and two years, one core.

    python bench/merging.py [--claims 25000 50000 100000 200000] [--places 5000]

Claims are made by rule from a hash, the same at every run: each happening has a place, a day, a kind and one to four
accounts in reports of their own. Prints a line for each size: processor seconds, times the size before, peak memory.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dateline.evaluate.synthetic import claims  # noqa: E402
from dateline.merge.merge import merge  # noqa: E402
from dateline.words.tables import load_words  # noqa: E402


def _measure(wanted: int, places: int, words: object) -> tuple[float, int]:
    made = list(claims(wanted, places))
    begin = time.process_time()
    merged = merge([claim for claim, _ in made], [report for _, report in made], words)
    return time.process_time() - begin, len(merged.incidents)


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table; 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--claims", type=int, nargs="+", default=[25_000, 50_000, 100_000, 200_000])
    parser.add_argument("--places", type=int, default=5_000)
    args = parser.parse_args(argv)
    words = load_words()
    before: tuple[int, float] | None = None
    print(
        "| claims | incidents | processor seconds | times the size before | peak memory, MB |\n|---|---|---|---|---|"
    )
    for wanted in args.claims:
        seconds, incidents = _measure(wanted, args.places, words)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        times = f"{seconds / before[1]:.2f}" if before is not None else ""
        print(f"| {wanted:,} | {incidents:,} | {seconds:.1f} | {times} | {peak:,} |", flush=True)
        before = wanted, seconds
    return 0


if __name__ == "__main__":
    sys.exit(main())
