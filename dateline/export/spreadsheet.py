"""The record as tables for a spreadsheet: CSV, and XLSX workbooks.

In: sheets; out: bytes, the same for the same sheets. No cell is ever a formula or a link: in CSV a text that would be
taken for one gets an apostrophe (:mod:`dateline.publish.tables_csv`), in XLSX every text is stored as text. The
workbook's first page tells what was selected and what each column means.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from dateline.errors import UsageError
from dateline.export.sheets import Sheet, Value, joined
from dateline.publish.tables_csv import table

MOST_ROWS, MOST_LETTERS = 1_048_576, 32_767
"""What one page, and one cell, of a workbook can hold."""

_MADE = dt.datetime(2000, 1, 1)
"""The time that a workbook tells as that of its making: a fixed one, so that the same records give the same bytes."""
_FIRST_DAY = dt.date(1900, 3, 1)
"""Earlier days are written as text: Excel counts a day in 1900 that there never was."""
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def csv_sheet(sheet: Sheet) -> bytes:
    """A sheet as CSV (UTF-8, LF), several values of a cell parted by ``; ``."""
    return table(
        [one.name for one in sheet.columns], ([joined(value) for value in row] for row in sheet.rows)
    )


def workbook(sheets: Sequence[Sheet], selected: str) -> bytes:
    """A workbook with a page for each sheet, after one that tells of them.

    ``selected`` tells in words which part of the record they are, empty for all of it.

    Raises:
        UsageError: a sheet has more rows than a page can hold.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": "dateline", "comments": selected, "created": _MADE})
        styles = {
            "head": book.add_format({"bold": True, "num_format": "@"}),
            "text": book.add_format({"num_format": "@"}),
            # The mark that Excel itself sets before what was typed with an apostrophe: editing keeps it text.
            "quoted": book.add_format({"num_format": "@", "quote_prefix": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        _about(book, sheets, selected, styles)
        for sheet in sheets:
            _page(book, sheet, styles)
    return out.getvalue()


def _about(book: Any, sheets: Sequence[Sheet], selected: str, styles: dict[str, Any]) -> None:
    page = book.add_worksheet("about")
    page.set_column(0, 2, 24)
    _write(page, 0, 0, f"Only: {selected}" if selected else "The whole record", styles)
    row = 2
    for sheet in sheets:
        for column in sheet.columns:
            for at, said in enumerate((sheet.name, column.name, column.meaning)):
                _write(page, row, at, said, styles)
            row += 1


def _page(book: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    if len(sheet.rows) >= MOST_ROWS:
        raise UsageError(
            f"A page of a workbook holds {MOST_ROWS - 1:,} rows, and there are {len(sheet.rows):,} {sheet.name}: "
            "select fewer, or write CSV or Parquet."
        )
    page = book.add_worksheet(sheet.name)
    for at, column in enumerate(sheet.columns):
        page.write_string(0, at, column.name, styles["head"])
    for number, row in enumerate(sheet.rows, start=1):
        for at, value in enumerate(row):
            _write(page, number, at, value, styles)
    page.freeze_panes(1, 1)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write(page: Any, row: int, at: int, value: Value, styles: dict[str, Any]) -> None:
    if isinstance(value, dt.date) and value >= _FIRST_DAY:
        page.write_datetime(row, at, dt.datetime(value.year, value.month, value.day), styles["day"])
        return
    told = joined(value)
    if told is None:
        return
    if not isinstance(told, str):
        page.write_number(row, at, told)
        return
    text = _NOT_TEXT.sub(" ", told)
    if len(text) > MOST_LETTERS:
        text = text[: MOST_LETTERS - 1] + "…"
    page.write_string(row, at, text, styles["quoted" if text.lstrip()[:1] in tuple("=+-@") else "text"])
