"""A folder made to swell, to hang or to lead astray, and what `dateline run` makes of it.

Makes the folder, runs the program on it in a process of its own, and prints seconds, the most memory held at once
and how each file was told of. Every one must be a problem, and the one good report must be read.

    python -m tests.reliability.hostile --files 100000
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOOD = "Shells hit the town of Hroza on 4 March 2025, killing 3 civilians, the governor said.\n"
_MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run came to: its exit status, seconds, bytes held at most, problems by kind for each path, reports."""

    status: int
    seconds: float
    memory: int
    problems: dict[str, set[str]]
    reports: frozenset[str]


def make(folder: Path, files: int, text: str = "") -> list[str]:
    """Fills the folder; the paths, as problems call them, of all that cannot be read as a report.

    ``text`` stands in each of the many files, with the file's number for ``#``; without it they are empty.
    """
    bad = folder / "bad"
    bad.mkdir(parents=True)
    (folder / "good.txt").write_text(GOOD)
    for name in ("huge.txt", "huge.html", "huge.json", "huge.pdf"):
        with (bad / name).open("wb") as stream:
            os.truncate(stream.fileno(), 200 * _MB)
    with (bad / "line.jsonl").open("wb") as stream:
        stream.write(b'{"text": "' + b"a" * (50 * _MB) + b'"}\n')
    with (bad / "row.csv").open("wb") as stream:
        stream.write(b'title,text\nx,"' + b"a\n" * (25 * _MB) + b'"\n')
    (bad / "line.txt").write_bytes(b"Troops left. " * (50 * _MB // 13))
    (bad / "nested.html").write_bytes(b"<html><body>" + b"<div>" * 10_000 + b"words" + b"</div>" * 10_000)
    (bad / "nested.xml").write_bytes(b"<newsItem>" + b"<a>" * 10_000)
    (bad / "nested.json").write_bytes(b"[" * 10_000)
    held = b"Troops left."
    for depth in range(6):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("in.txt" if depth == 0 else "in.zip", held)
        held = out.getvalue()
    (bad / "deep.zip").write_bytes(held)
    with zipfile.ZipFile(bad / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in.txt", b"a " * (50 * _MB))
    (bad / "binary.txt").write_bytes(bytes(range(256)) * 1000)
    (bad / "two\nlines.bin").write_bytes(b"\x00")
    os.mkfifo(bad / "pipe.txt")
    (bad / "device.txt").symlink_to("/dev/zero")
    (bad / "broken.txt").symlink_to("nowhere")
    (bad / "self.txt").symlink_to("self.txt")
    (bad / "loop").symlink_to(folder)
    many = folder / "many"
    many.mkdir()
    for number in range(files):
        (many / f"{number}.txt").write_text(text.replace("#", str(number)), encoding="utf-8")
    names = [f"{folder.name}/bad/{path.name}" for path in bad.iterdir() if path.name != "loop"]
    return sorted(name.replace("\n", "?") for name in names)


def run(folder: Path, out: Path) -> Outcome:
    """Runs the program on the folder."""
    command = [sys.executable, "-m", "dateline.cli", "run", str(folder), "--out", str(out), "--quiet"]
    begin = time.monotonic()
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    seconds = time.monotonic() - begin
    problems: dict[str, set[str]] = {}
    for line in (out / "problems.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        problems.setdefault(told["where"], set()).add(told["kind"])
    page = (out / "brief.html").read_text(encoding="utf-8")
    return Outcome(
        status=done.returncode,
        seconds=seconds,
        memory=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        problems=problems,
        reports=frozenset(name for name in ("good",) if "Hroza" in page and name in page),
    )


def main() -> int:
    """Prints what came of it; 1 where anything was not told, or the good report was not read."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=100_000, help="how many files lie in one folder")
    parser.add_argument(
        "--text", default="", help="what stands in each of them, # for its number; empty if left out"
    )
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        names = make(Path(top, "in"), told.files, told.text)
        found = run(Path(top, "in"), Path(top, "out"))
    for name in names:
        # What lies in an archive, or on a line, is told under the file's name with its own.
        kinds = {
            kind for where, told_of in found.problems.items() if where.startswith(name) for kind in told_of
        }
        print(f"{name:28} {', '.join(sorted(kinds or {'NOT TOLD'}))}")
    empty = sum(kinds == {"empty"} for where, kinds in found.problems.items() if "/many/" in where)
    many = sum("empty" not in kinds for where, kinds in found.problems.items() if "/many/" in where)
    print(
        f"exit {found.status}, {found.seconds:.0f} s, {found.memory / _MB:.0f} MB, "
        f"{empty} empty files told, {many} others"
    )
    untold = [name for name in names if not any(place.startswith(name) for place in found.problems)]
    return 1 if untold or not found.reports or empty + many < told.files or found.status else 0


if __name__ == "__main__":
    sys.exit(main())
