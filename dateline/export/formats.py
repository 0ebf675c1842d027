"""The formats that a part of the record can be written in.

In: a run (whole or selected, its incidents under their titles), the tables, and the name of a format; out: bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dateline.errors import UsageError
from dateline.export.bibliography import bibtex, ris
from dateline.export.features import geojson, kml
from dateline.export.geopackage import geopackage
from dateline.export.parquet import parquet
from dateline.export.sheets import WHATS, What, sheet
from dateline.export.spreadsheet import csv_sheet, workbook
from dateline.publish.brief import brief_of
from dateline.publish.page import brief_html
from dateline.publish.record import Run
from dateline.publish.tables import Tables

Writer = Callable[[Sequence[What], Run, Tables], bytes]
"""From kinds of records, run and tables to bytes."""

_PLACED: tuple[What, ...] = ("incidents", "claims", "control")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format: the ending of its files, its media type, what it holds, and how it is written.

    ``default`` is what is written where nothing is asked; only where it is ``several`` may more than one be asked.
    """

    ending: str
    media: str
    holds: tuple[What, ...]
    default: tuple[What, ...]
    several: bool
    write: Writer


FORMATS: Mapping[str, Format] = {
    "csv": Format(
        ending="csv", media="text/csv; charset=utf-8", holds=WHATS, default=("incidents",), several=False,
        write=lambda whats, run, tables: csv_sheet(sheet(whats[0], run, tables)),
    ),
    "xlsx": Format(
        ending="xlsx", media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", holds=WHATS,
        default=WHATS, several=True,
        write=lambda whats, run, tables: workbook([sheet(one, run, tables) for one in whats], run.options.selected),
    ),
    "geojson": Format(
        ending="geojson", media="application/geo+json", holds=_PLACED, default=("incidents",), several=False,
        write=lambda whats, run, tables: geojson(whats[0], run, tables),
    ),
    "gpkg": Format(
        ending="gpkg", media="application/geopackage+sqlite3", holds=WHATS, default=WHATS, several=True,
        write=geopackage,
    ),
    "kml": Format(
        ending="kml", media="application/vnd.google-earth.kml+xml", holds=_PLACED, default=("incidents", "control"),
        several=True, write=kml,
    ),
    "parquet": Format(
        ending="parquet", media="application/vnd.apache.parquet", holds=WHATS, default=("incidents",), several=False,
        write=lambda whats, run, tables: parquet(sheet(whats[0], run, tables), run.options.selected),
    ),
    "ris": Format(
        ending="ris", media="application/x-research-info-systems", holds=("reports",), default=("reports",),
        several=False, write=lambda whats, run, tables: ris(run.reports),
    ),
    "bibtex": Format(
        ending="bib", media="application/x-bibtex", holds=("reports",), default=("reports",), several=False,
        write=lambda whats, run, tables: bibtex(run.reports),
    ),
    "brief": Format(
        ending="html", media="text/html; charset=utf-8", holds=("incidents",), default=("incidents",), several=False,
        write=lambda whats, run, tables: brief_html(*brief_of(run, tables), tables),
    ),
}  # fmt: skip
"""Every format by its name."""


def export(name: str, whats: Sequence[What], run: Run, tables: Tables) -> bytes:
    """The records of these kinds in a format; with no kind asked, what the format usually holds.

    Raises:
        UsageError: there is no such format, or it does not hold what is asked.
        SetupError: a package that the format needs is not installed.
    """
    made = FORMATS.get(name)
    if made is None:
        raise UsageError(f"There is no format {name!r}: choose among {', '.join(FORMATS)}.")
    wanted = tuple(dict.fromkeys(whats)) or made.default
    unknown = [one for one in wanted if one not in made.holds]
    if unknown:
        raise UsageError(f"{name} does not hold {unknown[0]}: it holds {', '.join(made.holds)}.")
    if len(wanted) > 1 and not made.several:
        raise UsageError(f"{name} holds one of {', '.join(made.holds)} at a time: ask for one.")
    return made.write(wanted, run, tables)
