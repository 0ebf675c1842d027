"""The record as frames: types that hold whatever a store holds, and the notebook that shows them."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import dateline
from dateline.coding import Loaded
from dateline.errors import SetupError, StoreError, UsageError
from dateline.export.sheets import COLUMNS, WHATS
from dateline.frames import Record, frame
from dateline.pipeline import RunResult
from tests.conftest import EXAMPLES, ROOT

pytestmark = pytest.mark.skipif(not find_spec("pandas"), reason="frames need the extra 'frames'")

NOTEBOOK = ROOT / "docs" / "frames.ipynb"
TYPES = {
    "text": "string",
    "integer": "Int64",
    "number": "Float64",
    "date": "datetime64[s]",
    "texts": "object",
    "ids": "object",
}


@pytest.fixture(scope="module")
def record(demo_store: Path, loaded: Loaded) -> Record:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dateline.pipeline.load_words", lambda: loaded.words)
        return dateline.open(demo_store)


@pytest.mark.parametrize("what", WHATS)
def test_every_column_has_its_type_with_rows_and_without(what: str, record: Record) -> None:
    whole = getattr(record, what)()
    none = getattr(record, what)(place="Nowhere")
    assert len(whole) > 0
    assert len(none) == 0
    wanted = {column.name: TYPES[column.type] for column in COLUMNS[what]}  # type: ignore[index]
    for made in (whole, none):
        assert {name: str(kind) for name, kind in made.dtypes.items()} == wanted


def test_unknown_is_na_and_several_values_are_tuples(record: Record, demo: RunResult) -> None:
    import pandas  # here, not above: each collection of the tests would wait for it

    claims = record.claims()
    undated = {one.claim for one in demo.run.claims if one.when.earliest is None}
    assert set(claims.loc[claims["earliest"].isna(), "claim"]) == undated
    assert len(undated) > 0
    texts: Any = pandas.DataFrame(claims).select_dtypes("string")
    assert int((texts == "").fillna(False).to_numpy().sum()) == 0
    incidents = record.incidents()
    assert set(incidents.explode("claims")["claims"]) == set(claims["claim"])
    dated = incidents["earliest"].dropna()
    assert dated.max() >= pandas.Timestamp(2023, 1, 1)


def test_what_is_asked_is_what_an_export_takes(record: Record) -> None:
    import pandas

    territory = record.incidents(kind="territory", grade=["contested", "claimed"])
    assert set(territory["grade"]) <= {"contested", "claimed"}
    assert 0 < len(territory) < len(record.incidents())
    late = record.incidents(since=dt.date(2023, 1, 1))
    assert late["latest"].dropna().min() >= pandas.Timestamp(2023, 1, 1)
    assert len(record.incidents(box=(-180, -90, 180, 90))) < len(record.incidents())
    with pytest.raises(UsageError, match="did you mean 'kind'"):
        record.incidents(kinds="territory")


def test_offsets_lead_into_the_text(record: Record) -> None:
    first = record.claims().iloc[0]
    assert record.text(first["report"])[first["start"] : first["end"]] == first["quote"]
    with pytest.raises(UsageError, match="no report 'nobody'"):
        record.text("nobody")


def test_days_before_and_after_the_reach_of_nanoseconds_stay_what_they_are() -> None:
    columns = COLUMNS["control"]
    row: list[Any] = [() if column.type in ("texts", "ids") else None for column in columns]
    at = [column.name for column in columns].index("from")
    row[at] = dt.date(1250, 1, 1)
    assert frame(columns, [tuple(row)])["from"][0].year == 1250


def test_without_pandas_one_sentence_says_what_to_install(
    demo_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(SetupError, match=r"pip install 'dateline\[frames\]'"):
        dateline.open(demo_store)


def test_a_missing_store_is_told(tmp_path: Path, loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.pipeline.load_words", lambda: loaded.words)
    with pytest.raises(StoreError, match="no store at"):
        dateline.open(tmp_path / "none.sqlite")


def test_importing_dateline_loads_nothing_heavy() -> None:
    code = (
        "import sys, dateline\n"
        "heavy = {'pandas', 'numpy', 'spacy', 'sqlite3', 'pyarrow', 'dateline.pipeline'} & set(sys.modules)\n"
        "sys.exit(str(sorted(heavy)) if heavy else 0)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_notebook_runs(
    demo_store: Path, tmp_path: Path, loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its cells, one after the other, over the store that its first lines say how to make."""
    monkeypatch.setattr("dateline.pipeline.load_words", lambda: loaded.words)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo-out").mkdir()
    (tmp_path / "demo-out" / "run.sqlite").write_bytes(demo_store.read_bytes())
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (book["nbformat"], EXAMPLES.is_dir()) == (4, True)
    cells = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    names: dict[str, Any] = {}
    for number, source in enumerate(cells):
        exec(compile(source, f"cell {number}", "exec"), names)
    assert len(cells) >= 5
    assert len(names["incidents"]) > 0
    assert not any(cell.get("outputs") for cell in book["cells"])
