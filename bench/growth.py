"""How the job grows with the reports: each size in a process of its own, and the exponents fitted through them.

Run ``python bench/growth.py 1000 10000 --jobs 1 2``. The reports are those of ``stream.py``: so many a day, so that
more reports are more days, as an archive grows; ``--dense`` takes those of ``throughput.py`` instead, of 60 days and
some eighty towns however many there are, so that accounts of each day grow denser. An exponent of 1 is growth with
the reports, 2 with their square.

Times are processor seconds of the job and of the processes that read for it, models and tables loaded before; wall
seconds stand beside them. ``merge`` is the making of incidents, ``brief`` all that comes after it: grades and
control, the record without the last day, and every output file, of which the brief is one. Memory is the most that
one process held at once.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stream import write_stream
from throughput import ONE_THREAD, write_texts

STAGES = ("read_s", "code_s", "merge_s", "brief_s", "all_s", "store_mb")
"""What an exponent is fitted through."""


@dataclass(slots=True)
class Clock:
    """The marks of a job: when which step of which stage began, in processor and wall seconds."""

    marks: dict[tuple[str, int], tuple[float, float]] = field(default_factory=dict)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Takes note of the first time that a step is told."""
        if stage == "code":
            done = min(done, 1)
        self.marks.setdefault((stage, done), now())


def now() -> tuple[float, float]:
    """Processor seconds of this process and of those that ended under it, and wall seconds."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system, time.monotonic()


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of the straight line through the logarithms, by least squares; sizes and seconds above nought."""
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def job(source: Path, out: Path, jobs: int) -> dict[str, float]:
    """The whole job over the reports in ``source``, store and outputs on disk."""
    from dateline import pipeline
    from dateline.store.files import ready_folder, write_files

    ready = pipeline.load()
    ready_folder(out)
    clock, begun = Clock(), now()
    options = pipeline.RunOptions(paths=(source,), store=out / "store.sqlite", leave_out=(out,), jobs=jobs)
    result = pipeline.run(options, clock.progress, ready)
    write_files(out, result.files)
    ended = now()
    marks = clock.marks
    steps = {
        "read_s": (begun, marks["code", 0]),
        "code_s": (marks["code", 0], marks["merge", 0]),
        "merge_s": (marks["merge", 0], marks["merge", 1]),
        "brief_s": (marks["merge", 1], ended),
        "all_s": (begun, ended),
    }
    found = {name: end[0] - start[0] for name, (start, end) in steps.items()}
    found["wall_s"] = ended[1] - begun[1]
    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found["peak_mb"] = max(used) / 1024
    found["store_mb"] = sum(path.stat().st_size for path in out.glob("store.sqlite*")) / 1e6
    found["claims"] = len(result.run.claims)
    found["incidents"] = len(result.run.incidents)
    return found


def measure(size: int, jobs: int, dense: bool) -> dict[str, float]:
    """The figures of the job for a number of reports and of processes that read."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "reports"
        source.mkdir()
        if dense:
            write_texts(source, size)
        else:
            write_stream(source / "stream.jsonl", size)
        done = subprocess.run(
            [sys.executable, __file__, "--child", str(source), str(Path(name) / "out"), str(jobs)],
            env={**os.environ, **ONE_THREAD},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    told: dict[str, float] = json.loads(done.stdout)
    return {"reports": size, "jobs": jobs, **{key: round(value, 2) for key, value in told.items()}}


def line(row: dict[str, float]) -> str:
    """A row of the table."""
    return (
        f"{row['reports']:8.0f} {row['jobs']:4.0f} {row['claims']:8.0f} {row['incidents']:9.0f} {row['read_s']:7.1f} "
        f"{row['code_s']:8.1f} {row['merge_s']:8.1f} {row['brief_s']:8.1f} {row['all_s']:8.1f} {row['wall_s']:8.1f} "
        f"{row['peak_mb']:8.0f} {row['store_mb']:9.1f}"
    )


def main() -> None:
    """Reads the sizes, prints a row for each and the exponents below."""
    if sys.argv[1:2] == ["--child"]:
        source, out, jobs = sys.argv[2:]
        print(json.dumps(job(Path(source), Path(out), int(jobs))))
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="+", type=int, help="numbers of reports, two at least")
    parser.add_argument("--jobs", nargs="+", type=int, default=[1], help="numbers of processes that read")
    parser.add_argument("--dense", action="store_true", help="60 days however many reports")
    parser.add_argument("--json", action="store_true", help="print each row as JSON")
    told = parser.parse_args()
    sizes = sorted(set(told.sizes))
    if len(sizes) < 2:
        parser.error("two sizes at least: one has no growth")
    if not told.json:
        print(
            f"{'reports':>8} {'jobs':>4} {'claims':>8} {'incidents':>9} {'read s':>7} {'code s':>8} {'merge s':>8} "
            f"{'brief s':>8} {'all s':>8} {'wall s':>8} {'peak MB':>8} {'store MB':>9}"
        )
    for jobs in sorted(set(told.jobs)):
        rows = []
        for size in sizes:
            rows.append(measure(size, jobs, told.dense))
            print(json.dumps(rows[-1]) if told.json else line(rows[-1]), flush=True)
        powers = {
            stage: round(exponent([row["reports"] for row in rows], [row[stage] for row in rows]), 2)
            for stage in STAGES
        }
        print(json.dumps(powers) if told.json else f"exponents, jobs {jobs}: {powers}", flush=True)


if __name__ == "__main__":
    main()
