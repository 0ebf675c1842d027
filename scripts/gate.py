"""The quality gate: accuracy on hand-coded reports must not fall below the pinned floors.

``tests/gate.json`` holds, for each set, where its reports and gold claims lie (relative to the project), a
digest of both, and a floor for each figure. A changed digest or a figure below its floor fails. ``--update``
pins today's figures (less a small slack); it refuses to lower a floor unless ``--allow-regression`` is given too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINNED = ROOT / "tests" / "gate.json"
FIGURES = ("claims_f1", "record_f1", "place", "when", "status", "origin", "counts")
SLACK = 0.005


def digest(files: Sequence[Path]) -> str:
    """One digest of the names and bytes of files, whatever their order."""
    whole = hashlib.sha256()
    for path in sorted(files, key=lambda one: one.name):
        whole.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def inputs(one: Mapping[str, Any], root: Path) -> tuple[list[Path], list[Path]]:
    """The reports and gold files of a set; empty where they are not at hand."""
    reports = sorted((root / one["reports"]).glob("*.txt"))
    gold = sorted((root / one["gold"]).parent.glob(Path(one["gold"]).name))
    return reports, gold


def faults(name: str, one: Mapping[str, Any], figures: Mapping[str, Any], seen: str) -> list[str]:
    """What is wrong with the figures of a set, one sentence each."""
    found = []
    if one.get("digest") != seen:
        found.append(f"{name}: its reports or gold changed since the floors were pinned; look, then --update")
    if figures.get("ungrounded"):
        found.append(f"{name}: {figures['ungrounded']} claims quote words that are not in their report")
    for figure, floor in sorted(one.get("floors", {}).items()):
        value = figures.get(figure)
        if value is None or value < floor:
            found.append(f"{name}: {figure} is {value}, below its floor {floor}")
    return found


def pinned(one: Mapping[str, Any], figures: Mapping[str, Any], seen: str, *, lower: bool) -> dict[str, Any]:
    """The set with today's digest and floors.

    Raises:
        ValueError: a floor would be lowered and ``lower`` does not allow it.
    """
    floors = {}
    for figure in FIGURES:
        value = figures.get(figure)
        old = one.get("floors", {}).get(figure)
        new = old if value is None else round(value - SLACK, 3)
        if old is not None and (value is None or value < old) and not lower:
            raise ValueError(f"{figure} would fall from {old} to {new}: --allow-regression says that it may")
        kept = [floor for floor in (old, new) if floor is not None]
        if kept:
            floors[figure] = new if lower or old is None else max(kept)
    return {**one, "digest": seen, "floors": floors}


def measure(reports: Path, files: Sequence[Path]) -> Mapping[str, Any]:
    """Codes the reports of a set that have gold claims, and scores them."""
    from dateline import pipeline
    from dateline.evaluate.score import Aliases, aliases_from_tsv, rows_from, score

    gold = rows_from(path.read_text(encoding="utf-8") for path in files)
    coded = sorted({row["report"] for row in gold})
    paths = tuple(reports / f"{name}.txt" for name in coded)
    result = pipeline.run(pipeline.RunOptions(paths=paths), lambda stage, done, total: None)
    texts = {report.report: report.text for report in result.run.reports}
    beside = files[0].parent / "aliases.tsv"
    aliases = aliases_from_tsv(beside.read_text(encoding="utf-8")) if beside.is_file() else Aliases()
    return score(gold, rows_from([result.files["claims.jsonl"].decode()]), texts, aliases)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the gate on every set at hand; returns 1 where it fails."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--update", action="store_true", help="pin today's figures")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower a floor")
    options = parser.parse_args(arguments)
    sets: dict[str, Any] = json.loads(PINNED.read_text(encoding="utf-8"))
    wrong: list[str] = []
    for name, one in sorted(sets.items()):
        reports, gold = inputs(one, ROOT)
        if not reports or not gold:
            print(f"gate: {name}: skipped, {one['reports']} or {one['gold']} is not here")
            continue
        figures = measure(ROOT / one["reports"], gold)
        seen = digest([*reports, *gold])
        told = {figure: figures.get(figure) for figure in FIGURES}
        print(f"gate: {name}: {json.dumps(told)}")
        if options.update:
            try:
                sets[name] = pinned(one, figures, seen, lower=options.allow_regression)
            except ValueError as refusal:
                wrong.append(f"{name}: {refusal}")
        else:
            wrong += faults(name, one, figures, seen)
    if options.update and not wrong:
        PINNED.write_text(json.dumps(sets, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for fault in wrong:
        print(f"gate: {fault}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
