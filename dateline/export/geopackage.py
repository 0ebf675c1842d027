"""The record as a GeoPackage 1.3 (OGC 12-128r17): one file of layers and tables that any GIS opens.

In: a run and the tables; out: the bytes of an SQLite database. Incidents and claims are layers of multi-points,
control one of points, reports a table without geometry. It is a file that is handed out, never the store. The time
that its catalogue must tell is the day of the newest report, so that the same records give the same bytes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import struct
from collections.abc import Sequence

from dateline.export.features import Point, points_of
from dateline.export.sheets import Sheet, Type, What, joined, sheet
from dateline.publish.record import Run
from dateline.publish.tables import Tables

APPLICATION, VERSION = 0x47504B47, 10300
"""``GPKG`` in ASCII, and version 1.3.0, in the header of the database."""

_WGS84 = 4326
_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_CATALOGUE = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
_SYSTEMS = (
    ("WGS 84 geodetic", _WGS84, "EPSG", _WGS84, _WKT, "longitude/latitude in degrees on WGS 84"),
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinates"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinates"),
)
_SQL: dict[Type, str] = {
    "text": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "date": "DATE",
    "texts": "TEXT",
    "ids": "TEXT",
}
_GEOMETRY: dict[What, str] = {"incidents": "MULTIPOINT", "claims": "MULTIPOINT", "control": "POINT"}


def geopackage(whats: Sequence[What], run: Run, tables: Tables) -> bytes:
    """The records of these kinds, a layer or table each."""
    newest = max(
        (one.published for one in run.reports if one.published is not None), default=dt.date(1970, 1, 1)
    )
    told = (f"{newest.isoformat()}T00:00:00.000Z", run.options.selected)
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as sql:
        sql.execute(f"PRAGMA application_id = {APPLICATION}")
        sql.execute(f"PRAGMA user_version = {VERSION}")
        sql.executescript(_CATALOGUE)
        sql.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        for what in whats:
            table = sheet(what, run, tables)
            _add(sql, table, points_of(table, run), told)
        return sql.serialize()


def geometry(points: Sequence[Point], name: str) -> bytes | None:
    """Points as GeoPackageBinary: a header of eight bytes, then well-known binary, both little-endian."""
    if not points:
        return None
    header = b"GP" + struct.pack("<BBi", 0, 1, _WGS84)
    dots = [struct.pack("<BIdd", 1, 1, lon, lat) for lon, lat in points]
    if name == "POINT":
        return header + dots[0]
    return header + struct.pack("<BII", 1, 4, len(dots)) + b"".join(dots)


def _add(
    sql: sqlite3.Connection, table: Sheet, points: Sequence[tuple[Point, ...]], about: tuple[str, str]
) -> None:
    """One layer or table with its entry in the catalogue; ``about`` is its time and description."""
    name, shape = table.name, _GEOMETRY.get(table.name)
    columns = ["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"]
    columns += [f"geom {shape}"] if shape else []
    columns += [f'"{one.name}" {_SQL[one.type]}' for one in table.columns]
    sql.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
    box = _box([point for one in points for point in one])
    entry = (name, "features" if shape else "attributes", name, about[1], about[0], *box)
    sql.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*entry, _WGS84 if shape else None)
    )
    if shape:
        place = (name, "geom", shape, _WGS84, 0, 0)
        sql.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, ?, ?)", place)
    marks = ", ".join("?" * (len(table.columns) + (1 if shape else 0)))
    rows = (
        [*([geometry(where, shape)] if shape else []), *(_plain(joined(value)) for value in row)]
        for where, row in zip(points, table.rows, strict=True)
    )
    sql.execute("BEGIN")
    sql.executemany(f"INSERT INTO {name} VALUES (NULL, {marks})", rows)
    sql.execute("COMMIT")


def _plain(value: str | int | float | None) -> str | int | float | None:
    """Unpaired surrogates, which SQLite cannot hold, become question marks."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _box(points: Sequence[Point]) -> tuple[float | None, float | None, float | None, float | None]:
    """West, south, east and north of all points; nothing where there are none."""
    if not points:
        return None, None, None, None
    return (
        min(lon for lon, _ in points),
        min(lat for _, lat in points),
        max(lon for lon, _ in points),
        max(lat for _, lat in points),
    )
