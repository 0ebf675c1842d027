"""The record as pandas frames: ``dateline.open(store).incidents()``; needs the extra ``frames``.

In: a store; out: frames whose columns are those of the exports (:data:`dateline.export.sheets.COLUMNS`), each of one
type whatever the store holds: text is ``string``, whole numbers ``Int64``, other numbers ``Float64``, days
``datetime64[s]``, several values a tuple. Unknown is ``NA`` (``NaT`` for a day), never an empty text or zero.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dateline import pipeline
from dateline.derived import silent
from dateline.errors import SetupError, UsageError
from dateline.export.asking import selection_of
from dateline.export.select import select
from dateline.export.sheets import Column, Type, Value, What, sheet
from dateline.publish.record import Run
from dateline.publish.tables import Tables
from dateline.store.address import read_address

if TYPE_CHECKING:
    import pandas

_TYPES: dict[Type, str] = {
    "text": "string",
    "integer": "Int64",
    "number": "Float64",
    "date": "datetime64[s]",
    "texts": "object",
    "ids": "object",
}
"""The type of a frame's column for what the column holds."""


class Record:
    """The record of one store, as it stood when it was opened.

    Each method gives a new frame. What may be asked by keyword is what ``dateline export`` takes as options (``since``,
    ``until``, ``place``, ``country``, ``kind``, ``status``, ``actor``, ``origin``, ``outlet``, ``source``, ``report``,
    ``grade``, ``incident``, ``claim``, ``text``, ``contested``, ``undated``, ``box``): a value, or several in a list.
    """

    def __init__(self, run: Run, tables: Tables) -> None:
        self._run = run
        self._tables = tables

    def incidents(self, **asked: object) -> pandas.DataFrame:
        """One incident a row, by date; raises UsageError where what is asked is not understood."""
        return self._frame("incidents", asked)

    def claims(self, **asked: object) -> pandas.DataFrame:
        """One claim of the chosen incidents a row, in reading order; raises as :meth:`incidents` does."""
        return self._frame("claims", asked)

    def control(self, **asked: object) -> pandas.DataFrame:
        """One interval of who holds which place a row; raises as :meth:`incidents` does."""
        return self._frame("control", asked)

    def reports(self, **asked: object) -> pandas.DataFrame:
        """One report that tells a chosen incident a row, without texts; raises as :meth:`incidents` does."""
        return self._frame("reports", asked)

    def text(self, report: str) -> str:
        """The text of a report, into which the offsets of claims lead; raises UsageError where there is none."""
        for one in self._run.reports:
            if one.report == report:
                return one.text
        raise UsageError(f"There is no report {report!r} in the record.")

    def _frame(self, what: What, asked: dict[str, object]) -> pandas.DataFrame:
        given = {name: _words(name, value) for name, value in asked.items() if value is not None}
        part = select(self._run, selection_of(given, self._tables))
        table = sheet(what, part, self._tables)
        return frame(table.columns, table.rows)


def open_record(store: str | os.PathLike[str]) -> Record:
    """Opens the record of a store, such as the ``run.sqlite`` of a run's output folder or
    ``postgresql://HOST/DATABASE``; the store is only read.

    Raises:
        SetupError: pandas is not installed, or a word table is missing or wrong.
        StoreError: the store cannot be used, or holds no report.
    """
    _pandas()
    run, tables = pipeline.record(read_address(os.fspath(store)), silent)
    return Record(run, tables)


def frame(columns: Iterable[Column], rows: Iterable[tuple[Value, ...]]) -> pandas.DataFrame:
    """Rows as a frame whose columns have their types, also where there is no row.

    Raises:
        SetupError: pandas is not installed.
    """
    pd = _pandas()
    told = list(columns)
    values = list(zip(*rows, strict=True)) or [() for _ in told]
    made: pandas.DataFrame = pd.DataFrame(
        {
            column.name: pd.Series(list(found), dtype=_TYPES[column.type])
            for column, found in zip(told, values, strict=True)
        }
    )
    return made


def _words(name: str, value: object) -> list[str]:
    """A value, or several, as they are written."""
    if name == "box" and isinstance(value, tuple | list):
        return [",".join(map(str, value))]
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [str(one) for one in several]


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise SetupError(
            "Frames need pandas, which is not installed: pip install 'dateline[frames]'."
        ) from None
    return pandas
