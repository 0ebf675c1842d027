"""Scores the finding of copies on forms made of a folder's reports: recall and precision of pairs, by kind of form.

    python scripts/score_copies.py [FOLDER ...]

A folder holds texts with a ``manifest.json``; by default it is ``examples``. 0 where recall is 0.95 or more at
precision 1, else 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dateline.evaluate.copied import measure  # noqa: E402
from dateline.evaluate.gold import reports_from_folder  # noqa: E402

WANTED = 0.95


def main(folders: list[Path]) -> int:
    """Prints a line for each folder and kind; 1 where less is found than wanted."""
    worst = 0
    for folder in folders:
        found = measure(reports_from_folder(folder))
        print(
            f"{folder.name}: recall {found.recall:.3f}, precision {found.precision:.3f}, {found.wanted} pairs"
        )
        print("".join(f"  {kind} {share:.3f}\n" for kind, share in found.kinds.items()), end="")
        worst = max(worst, int(found.recall < WANTED or found.precision < 1))
    return worst


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or [ROOT / "examples"]))
