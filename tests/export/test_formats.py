from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import sqlite3
import struct
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dateline.errors import SetupError, UsageError
from dateline.export.bibliography import bibtex, ris
from dateline.export.features import KML
from dateline.export.formats import FORMATS, export
from dateline.export.geopackage import APPLICATION, VERSION, geometry
from dateline.export.parquet import by_day
from dateline.export.select import Selection, select
from dateline.export.sheets import COLUMNS, WHATS, What, sheet
from dateline.publish import Run, Tables, load_tables
from dateline.publish.tables_csv import CONTROL_COLUMNS, EVENT_COLUMNS
from tests.publish.build import run

EVIL = '=HYPERLINK("http://x.example","click")'


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture
def whole() -> Run:
    return run()


def evil() -> Run:
    """A run whose titles, names and outlets would be formulas, tags, or characters that a file cannot hold."""
    made = run()
    first, *rest = made.incidents
    post, wire = made.reports
    bad = replace(first, title=EVIL, why="@SUM(1+1) <script>alert(1)</script> \x00\x0b\ufffe &amp;")
    return replace(
        made,
        incidents=(bad, *rest),
        reports=(
            replace(post, title="-2+3\x07}%", outlet="+A & {B}", url="http://x.example/{a} b?c=1%20_"),
            wire,
        ),
    )


@contextmanager
def opened(data: bytes) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    try:
        yield connection
    finally:
        connection.close()


def book(data: bytes) -> dict[str, list[list[Any]]]:
    """The cells of every page by its name: (reference, type, style, text or number)."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = [
            one.attrib["name"]
            for one in ElementTree.fromstring(packed.read("xl/workbook.xml")).iterfind(".//m:sheet", space)
        ]
        shared = [
            "".join(one.itertext())
            for one in ElementTree.fromstring(packed.read("xl/sharedStrings.xml")).iterfind("m:si", space)
        ]
        pages = {}
        for number, name in enumerate(names, start=1):
            page = ElementTree.fromstring(packed.read(f"xl/worksheets/sheet{number}.xml"))
            assert page.find(".//m:f", space) is None
            assert page.find(".//m:hyperlink", space) is None
            pages[name] = [
                [
                    shared[int(cell.findtext("m:v", "", space))]
                    if cell.get("t") == "s"
                    else float(cell.findtext("m:v", "nan", space) or "nan")
                    for cell in row.iterfind("m:c", space)
                ]
                for row in page.iterfind(".//m:row", space)
            ]
    return pages


@pytest.mark.parametrize("what", WHATS)
def test_every_sheet_has_a_value_for_each_column(what: What, whole: Run, tables: Tables) -> None:
    made = sheet(what, whole, tables)
    assert made.rows
    assert {len(row) for row in made.rows} == {len(made.columns)}
    allowed = {
        "text": str,
        "integer": int,
        "number": (int, float),
        "date": dt.date,
        "texts": tuple,
        "ids": tuple,
    }
    for row in made.rows:
        for column, value in zip(made.columns, row, strict=True):
            assert value is None or isinstance(value, allowed[column.type]), column.name  # type: ignore[arg-type]
            assert column.type not in ("texts", "ids") or value is not None, column.name
    assert len({column.name for column in made.columns}) == len(made.columns)


def test_sheets_keep_the_columns_of_the_published_files() -> None:
    events = [column.name for column in COLUMNS["incidents"]]
    assert events[: len(EVENT_COLUMNS)] == list(EVENT_COLUMNS)
    assert [column.name for column in COLUMNS["control"]] == list(CONTROL_COLUMNS)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_records_in_any_order_give_the_same_bytes(name: str, whole: Run, tables: Tables) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    turned = replace(
        whole,
        reports=whole.reports[::-1],
        claims=whole.claims[::-1],
        incidents=whole.incidents[::-1],
        control=whole.control[::-1],
    )
    assert export(name, (), whole, tables) == export(name, (), turned, tables)


@pytest.mark.parametrize("name", FORMATS)
def test_a_selection_that_nothing_fits_gives_an_empty_file(name: str, whole: Run, tables: Tables) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    none = select(whole, Selection(places=("Nowhere",)))
    assert not none.incidents
    data = export(name, (), none, tables)
    assert b"Almar" not in data
    assert data or name in ("ris", "bibtex")


def test_csv_reads_back_and_no_cell_is_a_formula(tables: Tables) -> None:
    rows = list(csv.DictReader(io.StringIO(export("csv", ("incidents",), evil(), tables).decode())))
    first = next(row for row in rows if row["event_id"] == "almar")
    assert first["title"] == "'" + EVIL
    assert first["why"].startswith("'@SUM")
    assert (first["latitude"], first["longitude"]) == ("-8.5", "-77.25")
    assert first["precision"] == "settlement"
    assert first["claims"] == "post-1; wire-1"
    assert not [cell for row in rows for cell in row.values() if re.match(r"[=@]|[+-](?![\d.]+$)", cell)]
    reports = list(csv.DictReader(io.StringIO(export("csv", ("reports",), evil(), tables).decode())))
    assert reports[0]["outlet"] == "'+A & {B}"


def test_a_workbook_holds_texts_as_texts_numbers_as_numbers(tables: Tables) -> None:
    pages = book(export("xlsx", (), evil(), tables))
    assert list(pages) == ["about", *WHATS]
    header, *rows = pages["incidents"]
    assert header == [column.name for column in COLUMNS["incidents"]]
    cells = [cell for row in rows for cell in row]
    assert EVIL in cells
    assert -8.5 in cells
    assert (dt.date(2025, 3, 4) - dt.date(1899, 12, 30)).days in cells
    assert pages["about"][0] == ["The whole record"]


def test_a_workbook_tells_what_was_selected(whole: Run, tables: Tables) -> None:
    part = select(whole, Selection(kinds=("airstrike",)))
    pages = book(export("xlsx", ("incidents",), part, tables))
    assert pages["about"][0] == ["Only: kind airstrike"]
    assert len(pages["incidents"]) == 2


def test_geojson_has_longitude_first_and_no_point_for_a_wide_area(whole: Run, tables: Tables) -> None:
    for what in ("incidents", "claims", "control"):
        made = json.loads(export("geojson", (what,), whole, tables))
        points = [one["geometry"]["coordinates"] for one in made["features"] if one["geometry"]]
        assert [-77.25, -8.5] in points
        assert [-78.0, -9.0] not in points
        assert all({"precision"} <= set(one["properties"]) for one in made["features"])
    claims = json.loads(export("geojson", ("claims",), whole, tables))["features"]
    assert [one["geometry"] for one in claims if one["properties"]["kind"] == "call_for"] == [None]
    assert claims[0]["properties"]["radius_km"] == 3.0


def test_kml_is_well_formed_and_texts_stay_texts(tables: Tables) -> None:
    page = ElementTree.fromstring(export("kml", (), evil(), tables))
    marks = {one.findtext(f"{{{KML}}}name", ""): one for one in page.iter(f"{{{KML}}}Placemark")}
    mark = marks[EVIL]
    assert mark.findtext(f".//{{{KML}}}coordinates") == "-77.25,-8.5"
    told = mark.findtext(f"{{{KML}}}description", "")
    assert "&lt;script&gt;" in told and "<script>" not in told
    assert mark.findtext(f".//{{{KML}}}begin") == "2025-03-04"
    data = {one.get("name"): one.findtext(f"{{{KML}}}value") for one in mark.iter(f"{{{KML}}}Data")}
    assert (data["precision"], data["radius_km"]) == ("settlement", "3.0")
    assert [one.findtext(f"{{{KML}}}name") for one in page.iter(f"{{{KML}}}Folder")] == [
        "incidents",
        "control",
    ]


def test_a_geopackage_is_as_the_standard_has_it(whole: Run, tables: Tables) -> None:
    data = export("gpkg", (), whole, tables)
    assert data[:16] == b"SQLite format 3\x00"
    assert struct.unpack(">I", data[68:72]) == (APPLICATION,)
    assert struct.unpack(">I", data[60:64]) == (VERSION,)
    with opened(data) as sql:
        assert sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert sql.execute("PRAGMA foreign_key_check").fetchall() == []
        kinds = dict(sql.execute("SELECT table_name, data_type FROM gpkg_contents"))
        assert kinds == {
            "incidents": "features",
            "claims": "features",
            "control": "features",
            "reports": "attributes",
        }
        systems = {row[0] for row in sql.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
        assert systems == {4326, -1, 0}
        box = sql.execute("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'claims'")
        assert box.fetchone() == (-77.6, -8.9, -77.25, -8.5)
        when = sql.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
        assert when == [("2025-03-04T00:00:00.000Z",)]
        geom, precision = sql.execute("SELECT geom, precision FROM control").fetchone()
        assert geom[:2] == b"GP" and geom[2] == 0 and geom[3] == 1
        assert struct.unpack("<i", geom[4:8]) == (4326,)
        assert struct.unpack("<BIdd", geom[8:]) == (1, 1, -77.25, -8.5)
        assert precision == "settlement"
        assert sql.execute("SELECT count(*) FROM claims WHERE geom IS NULL").fetchone() == (1,)


def test_multi_points_are_well_known_binary() -> None:
    blob = geometry([(1.5, 2.5), (-3.0, 4.0)], "MULTIPOINT")
    assert blob is not None
    assert struct.unpack("<BII", blob[8:17]) == (1, 4, 2)
    assert struct.unpack("<BIdd", blob[17:38]) == (1, 1, 1.5, 2.5)
    assert struct.unpack("<BIdd", blob[38:]) == (1, 1, -3.0, 4.0)
    assert geometry([], "POINT") is None


def test_a_reader_of_geopackages_reads_it(whole: Run, tables: Tables, tmp_path: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    path = tmp_path / "x.gpkg"
    path.write_bytes(export("gpkg", (), whole, tables))
    assert {tuple(row) for row in pyogrio.list_layers(path)} == {
        ("incidents", "MultiPoint"), ("claims", "MultiPoint"), ("control", "Point"), ("reports", None),
    }  # fmt: skip
    told = pyogrio.read_info(path, layer="incidents")
    assert told["crs"] == "EPSG:4326"
    assert told["features"] == len(whole.incidents)


def test_parquet_has_types_and_meanings(whole: Run, tables: Tables) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for what in WHATS:
        made = parquet.read_table(io.BytesIO(export("parquet", (what,), whole, tables)))
        assert made.column_names == [column.name for column in COLUMNS[what]]
        assert made.schema.field(0).metadata[b"meaning"].decode() == COLUMNS[what][0].meaning
        assert made.num_rows == len(sheet(what, whole, tables).rows)
    incidents = parquet.read_table(io.BytesIO(export("parquet", ("incidents",), whole, tables))).to_pylist()
    first = next(one for one in incidents if one["event_id"] == "almar")
    assert first["earliest"] == dt.date(2025, 3, 4)
    assert first["claims"] == ["post-1", "wire-1"]


def test_parquet_by_day_holds_every_row_once(whole: Run, tables: Tables, tmp_path: Path) -> None:
    dataset = pytest.importorskip("pyarrow.dataset")
    for what in ("claims", "reports"):
        rows = sheet(what, whole, tables)
        for name, data in by_day(rows, "").items():
            path = tmp_path / what / name
            path.parent.mkdir(parents=True)
            path.write_bytes(data)
        read = dataset.dataset(tmp_path / what, partitioning="hive").to_table().to_pylist()
        known = [row for row in read if row["published"] is not None]
        assert known and all(str(row["published"]) == row["day"] for row in known)
        ids = [row[rows.columns[0].name] for row in read]
        assert sorted(ids) == sorted(str(row[0]) for row in rows.rows)
    undated = replace(rows, rows=tuple((*row[:2], None, *row[3:]) for row in rows.rows))
    assert list(by_day(undated, "")) == ["day=__HIVE_DEFAULT_PARTITION__/reports.parquet"]
    with pytest.raises(UsageError, match="no day of publication"):
        by_day(sheet("control", whole, tables), "")


def test_parquet_without_its_package_is_one_sentence(
    whole: Run, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SetupError, match=r"pip install 'dateline\[frames\]'"):
        export("parquet", (), whole, tables)


def test_ris_has_one_record_a_report(whole: Run) -> None:
    text = ris(evil().reports).decode()
    records = [block for block in text.split("ER  - \r\n") if block]
    assert len(records) == 2
    first = dict(line.split("  - ", 1) for line in records[0].splitlines())
    assert (first["TY"], first["TI"], first["DA"]) == ("NEWS", "-2+3 }%", "2025/03/04")
    assert "TI" not in records[1]
    assert ris([]) == b""


def test_bibtex_is_balanced_whatever_a_title_holds(whole: Run) -> None:
    text = bibtex(evil().reports).decode()
    assert text.startswith("@misc{post,\n  title = {{-2+3 \\}\\%}},\n")
    assert "url = {http://x.example/%7Ba%7D%20b?c=1%20_}" in text
    bare = text.replace("\\{", "").replace("\\}", "")
    assert bare.count("{") == bare.count("}")
    post = whole.reports[0]
    keys = re.findall(
        r"@misc\{(.*),", bibtex([replace(post, report="a b"), replace(post, report="a-b")]).decode()
    )
    assert keys == ["a-b", "a-b-2"]


def test_a_brief_of_a_part_says_so(whole: Run, tables: Tables) -> None:
    part = select(whole, Selection(places=("Besk",)))
    page = export("brief", (), part, tables).decode()
    assert "Only a part of the record: place Besk." in page
    assert "Almar fell" in page  # the report's own text, of which Besk's claims are a part
    assert "Only a part" not in export("brief", (), whole, tables).decode()


@pytest.mark.parametrize(
    ("name", "whats", "said"),
    [
        ("docx", (), "There is no format 'docx'"),
        ("ris", ("claims",), "ris does not hold claims"),
        ("csv", ("claims", "reports"), "one of incidents, claims, control, reports at a time"),
    ],
)
def test_what_a_format_cannot_do_is_one_sentence(
    name: str, whats: tuple[What, ...], said: str, whole: Run, tables: Tables
) -> None:
    with pytest.raises(UsageError) as fault:
        export(name, whats, whole, tables)
    assert said in str(fault.value)
