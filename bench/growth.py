"""How the job grows with the reports: each size in a process of its own, and the exponent fitted through them.

Run ``python bench/growth.py 50 100 200``. The reports are those of ``throughput.py``: paragraphs of ``examples/`` with
places and numbers swapped, 60 days of them, so that more reports mean more accounts of each day. An exponent of 1
is growth with the reports, 2 with their square. Times are processor seconds of one core, loading left out.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path

from throughput import child, pin, write_texts

STAGES = ("code_s", "merge_s", "work_s")
"""Reading reports; merging with all that comes after it; the whole job."""


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of the straight line through the logarithms, by least squares; sizes and seconds above nought."""
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def measure(sizes: Sequence[int]) -> list[dict[str, float]]:
    """The figures of the job for each number of reports."""
    pin()
    found = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "reports"
            folder.mkdir()
            write_texts(folder, size)
            found.append({"reports": size, **child("dateline", folder, Path(name) / "out")})
    return found


def main() -> None:
    """Reads the sizes, prints a row for each and the exponents below."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="+", type=int, help="numbers of reports, two at least")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    told = parser.parse_args()
    if len(set(told.sizes)) < 2:
        parser.error("two sizes at least: one has no growth")
    rows = measure(sorted(set(told.sizes)))
    powers = {
        stage: round(exponent([row["reports"] for row in rows], [row[stage] for row in rows]), 2)
        for stage in STAGES
    }
    if told.json:
        print(json.dumps({"rows": rows, "exponents": powers}, indent=1))
        return
    print(
        f"{'reports':>8} {'claims':>8} {'incidents':>9} {'code s':>8} {'merge s':>8} {'all s':>8} {'peak MB':>8}"
    )
    for row in rows:
        print(
            f"{row['reports']:8.0f} {row['claims']:8.0f} {row['incidents']:9.0f} {row['code_s']:8.1f} "
            f"{row['merge_s']:8.1f} {row['work_s']:8.1f} {row['peak_mb']:8.0f}"
        )
    print("exponent " + ", ".join(f"{stage.removesuffix('_s')} {power}" for stage, power in powers.items()))


if __name__ == "__main__":
    main()
