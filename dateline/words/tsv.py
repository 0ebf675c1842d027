"""Read a word table: tab-separated text in, checked rows of cells out.

The form of every table: UTF-8, one header row, one fact a line, lines sorted by code point, no line twice,
no quoting and no comments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as read: its file's name, its columns and its rows; row ``n`` is line ``n + 2`` of the file."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def fault(self, row: int, problem: str, remedy: str) -> DataError:
        """A ``DataError`` that names the file and the line of a row (counted from 0)."""
        return DataError(f"{self.name}:{row + 2}: {problem}; {remedy}")


def read_table(name: str, text: str, columns: Sequence[str] | None = None, *, ordered: bool = True) -> Table:
    """Cut ``text`` into a :class:`Table`.

    ``columns`` are those the file must have, in order (``None`` takes what the header says); ``ordered`` asks for
    sorted lines without repeats. Raises :class:`DataError` with file and line, what was seen, and the remedy.
    """
    lines = text.split("\n")
    if lines[-1] != "":
        raise DataError(f"{name}:{len(lines)}: the last line has no end; add a line feed")
    header = tuple(lines[0].split("\t"))
    if columns is not None and header != tuple(columns):
        raise DataError(f"{name}:1: the columns are {' '.join(header)!r}; they must be {' '.join(columns)!r}")
    width = len(header)
    rows: list[tuple[str, ...]] = []
    previous = ""
    for number, line in enumerate(lines[1:-1], start=2):
        cells = tuple(line.split("\t"))
        if len(cells) != width:
            raise DataError(
                f"{name}:{number}: {len(cells)} cells, the header has {width}; mend the tabs of {line!r}"
            )
        if ordered and line <= previous and number > 2:
            order = "repeats the line before" if line == previous else "does not sort after the line before"
            raise DataError(
                f"{name}:{number}: {cells[0]!r} {order}; sort the file by code point, each line once"
            )
        previous = line
        rows.append(cells)
    return Table(name=name, columns=header, rows=tuple(rows))
