"""Checks the project's data files as if they were code; prints every fault and exits with 1 if there is one.

Every TSV file below ``dateline/data`` must be plain UTF-8 with a header, as many cells in each row as in the
header, no row twice, and a source in every row; the words and names in it stand in order, so that a change
shows as one line. Then the word tables are loaded and tried: what they refer to must be there, and each
trigger must find its own sentence and leave its counter-example alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path("dateline") / "data"


_IN_ORDER = ("actors/", "lexicon/", "outlets/", "ontology/")
"""Where rows must be sorted, by their first column or by their group; elsewhere their order has a meaning."""

_GROUPS = ("kind", "role", "sense")


def check_folder(folder: Path) -> list[str]:
    """Faults of every TSV file below a folder, each as ``file:line: what is wrong``."""
    faults = []
    files = sorted(folder.rglob("*.tsv"))
    if not files:
        faults.append(f"{folder}: holds no .tsv file")
    for path in files:
        shown = path.relative_to(folder)
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as fault:
            faults.append(f"{shown}: is not UTF-8 at byte {fault.start}")
            continue
        faults += [f"{shown}:{line}: {said}" for line, said in check_table(text)]
        if shown.as_posix().startswith(_IN_ORDER) and not in_order(text):
            faults.append(f"{shown}: its rows are not sorted, neither by their first column nor by group")
    return faults


def check_table(text: str) -> list[tuple[int, str]]:
    """Faults of one table, with their line numbers."""
    faults: list[tuple[int, str]] = []
    if "\r" in text or text.startswith("\ufeff"):
        faults.append((1, "has a byte order mark or Windows line ends"))
    if not text.endswith("\n"):
        faults.append((text.count("\n") + 1, "does not end with a line end"))
    header, *rows = text.rstrip("\n").split("\n")
    columns = header.split("\t")
    if len(set(columns)) != len(columns) or not all(columns):
        faults.append((1, "has a column with no name, or two of one name"))
    source = columns.index("source") if "source" in columns else None
    if source is None and "why" not in columns and "match" not in columns:
        faults.append((1, "has neither a column 'source' nor 'why'"))
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        cells = row.split("\t")
        if len(cells) != len(columns):
            faults.append((number, f"has {len(cells)} cells, and the header {len(columns)}"))
            continue
        if row in seen:
            faults.append((number, f"repeats line {seen[row]}"))
        seen[row] = number
        if source is not None and not cells[source].strip():
            faults.append((number, "has no source"))
    return faults


def in_order(text: str) -> bool:
    """Whether the rows of a table are sorted by their first column, or by the column that groups them."""
    header, *rows = text.rstrip("\n").split("\n")
    columns = header.split("\t")
    keys = [0, *(columns.index(name) for name in _GROUPS if name in columns)]
    cells = [row.split("\t") for row in rows]
    for key in keys:
        values = [row[key] for row in cells if len(row) > key]
        if values in (sorted(values), sorted(values, key=str.casefold)):
            return True
    return False


def check_loading() -> list[str]:
    """Faults of the word tables as the program reads them: references, and each word on its trial sentences."""
    from dateline.words.checks import check_tables

    return [f"{fault.where}: {fault.problem}; {fault.remedy}" for fault in check_tables()]


def main() -> int:
    """Checks the data of the folder this runs in."""
    faults = check_folder(Path.cwd() / DATA)
    faults = faults or check_loading()
    for fault in faults:
        print(f"data: {fault}", file=sys.stderr)
    print(f"data: {len(faults)} faults" if faults else "data: sound")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
