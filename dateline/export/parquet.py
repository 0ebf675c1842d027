"""The record as Parquet, for notebooks and databases of analysis; needs ``pyarrow``, which the extra ``frames`` brings.

In: a sheet; out: the bytes of a Parquet file whose columns have their types (days as dates, several values as lists)
and bear their meaning as metadata.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from dateline.errors import SetupError, UsageError
from dateline.export.sheets import Sheet, Value

_NO_DAY = "__HIVE_DEFAULT_PARTITION__"
"""How folders parted in this way call ``NULL``."""


def parquet(sheet: Sheet, selected: str) -> bytes:
    """A sheet as Parquet; ``selected`` tells in words which part of the record it is.

    Raises:
        SetupError: pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise SetupError(
            "Parquet needs pyarrow, which is not installed: pip install 'dateline[frames]'."
        ) from None
    kinds: dict[str, Any] = {
        "text": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "date": pyarrow.date32(),
        "texts": pyarrow.list_(pyarrow.string()),
        "ids": pyarrow.list_(pyarrow.string()),
    }
    schema = pyarrow.schema(
        [
            pyarrow.field(one.name, kinds[one.type], metadata={"meaning": one.meaning})
            for one in sheet.columns
        ],
        metadata={"dateline": sheet.name, "selected": selected},
    )
    columns = list(zip(*sheet.rows, strict=True)) if sheet.rows else [() for _ in sheet.columns]
    arrays = [
        pyarrow.array([_plain(value) for value in column], type=field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), out)
    return out.getvalue()


def by_day(sheet: Sheet, selected: str) -> dict[str, bytes]:
    """The rows of a sheet parted by the day of publication: bytes by path, which is ``day=YYYY-MM-DD/NAME.parquet``.

    Databases read such folders as one table with a column ``day``, ``NULL`` where the day is unknown.

    Raises:
        UsageError: its rows have no day of publication.
        SetupError: pyarrow is not installed.
    """
    place = next((number for number, one in enumerate(sheet.columns) if one.name == "published"), None)
    if place is None:
        raise UsageError(f"The {sheet.name} have no day of publication: ask for claims or reports.")
    days: dict[str, list[tuple[Value, ...]]] = {}
    for row in sheet.rows:
        days.setdefault(str(row[place] or _NO_DAY), []).append(row)
    return {
        f"day={day}/{sheet.name}.parquet": parquet(replace(sheet, rows=tuple(rows)), selected)
        for day, rows in sorted(days.items())
    }


def _plain(value: Value) -> object:
    """Lists for tuples; unpaired surrogates, which Arrow cannot hold, become question marks."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
