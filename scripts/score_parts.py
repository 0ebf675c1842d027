"""Scores what comes after merging on ``corpus/gold``, validation clusters apart, by the scorer given.

    python scripts/score_parts.py --corpus ../shared/corpus --scorer ../shared/eval/score_incidents.py [--show PART]

Hand-coded claims go in twice: as merged here, and as the coder labelled them. So a wrong link and a wrong rule
after it can be told apart. Prints one table; ``--show train`` or ``--show validation`` also prints the incidents
of that part that are wrong though the coder's own clusters were given.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from corpus_docs import is_validation  # noqa: E402

from dateline.evaluate.gold import reports_from_folder  # noqa: E402
from dateline.evaluate.merging import assemble_gold, incident_lines, merge_gold  # noqa: E402
from dateline.words.tables import load_words  # noqa: E402

Row = dict[str, Any]
FIGURES = (
    "incidents links_p links_r links_f1 origins independent_origins denied_by grade contested_f1 holder_after "
    "holder_invented"
).split()


def scorer(path: Path) -> Any:
    """The scorer's module, loaded from its file."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: is no scorer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parts(corpus: Path) -> Mapping[str, str]:
    """Each report's part: ``validation`` where its cluster is one of those held back, else ``train``."""
    rows = json.loads((corpus / "reports" / "manifest.json").read_text(encoding="utf-8"))
    return {row["report"]: "validation" if is_validation(row | {"coded": False}) else "train" for row in rows}


def load(corpus: Path) -> tuple[list[str], list[Row], list[Row]]:
    """The texts of the gold claims, the claims and the gold incidents, both with their group."""
    texts, claims, incidents = [], [], []
    for path in sorted((corpus / "gold").glob("*.jsonl")):
        group = path.name.split(".")[0]
        texts.append(path.read_text(encoding="utf-8"))
        claims += [json.loads(line) | {"_group": group} for line in texts[-1].splitlines() if line.strip()]
        beside = path.with_name(f"{group}.incidents.json")
        incidents += [row | {"_group": group} for row in json.loads(beside.read_text(encoding="utf-8"))]
    return texts, claims, incidents


def of_part(part: str, split: Mapping[str, str], claims: Sequence[Row], rows: Iterable[Row]) -> list[Row]:
    """The gold incidents whose claims stand in reports of one part."""
    where = {(c["_group"], c["incident"]): split[c["report"]] for c in claims}
    return [row for row in rows if part == "all" or where.get((row["_group"], row["incident"])) == part]


def main() -> int:
    """Prints the table; 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--show", choices=("train", "validation"))
    parser.add_argument("--labelled-only", action="store_true", help="leave merging out")
    args = parser.parse_args()
    score = scorer(args.scorer).score
    texts, claims, gold = load(args.corpus)
    split = parts(args.corpus)
    reports, words = reports_from_folder(args.corpus / "reports"), load_words()
    ours = {"as labelled": assemble_gold(texts, reports, words)}
    if not args.labelled_only:
        ours["merged"] = merge_gold(texts, reports, words).incidents
    table: dict[str, Mapping[str, Any]] = {}
    for name, incidents in ours.items():
        made = [json.loads(line) for line in incident_lines(incidents).splitlines()]
        for part in ("train", "validation", "all"):
            here = [c for c in claims if part in ("all", split[c["report"]])]
            table[f"{name}, {part}"], misses = score(here, of_part(part, split, claims, gold), made)
            if args.show == part and name == "as labelled":
                print("\n".join(f"{label}: {why}" for label, why in misses))
    for figure in FIGURES:
        print(f"{figure:20}", *(f"{row[figure]!s:>22}" for row in table.values()))
    print(f"{'':20}", *(f"{name:>22}" for name in table))
    return 0


if __name__ == "__main__":
    sys.exit(main())
