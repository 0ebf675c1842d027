"""The encoder's windows and files."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.claim import engine
from dateline.claim.marks import letter_case, quotations
from dateline.errors import DataError


@given(st.integers(min_value=0, max_value=5000))
def test_own_parts_tile_the_text_and_windows_stay_in_size(count: int) -> None:
    bounds = engine.window_bounds(count)
    assert bounds[0][2] == 0
    assert bounds[-1][3] == count
    assert all(a[3] == b[2] for a, b in zip(bounds, bounds[1:], strict=False))
    assert all(end - start <= engine.CHUNK and start <= low <= high <= end for start, end, low, high in bounds)


def test_letter_case() -> None:
    assert [letter_case(w) for w in ("12", "-", "HTS", "Hama", "took", "A")] == [1, 2, 3, 4, 5, 4]


def test_quotations_stay_within_a_line() -> None:
    text = 'He said “we left” and "went\nhome" today'
    assert [text[a:b] for a, b in quotations(text)] == ["“we left”"]


def test_a_changed_model_file_is_refused(tmp_path: Path) -> None:
    shutil.copytree(str(files("dateline") / "data" / "encoder"), tmp_path / "encoder")
    heads = tmp_path / "encoder" / "heads.npz"
    heads.write_bytes(heads.read_bytes()[:-1] + b"x")
    with pytest.raises(DataError, match=r"heads\.npz is not the file"):
        engine.encoder_from(tmp_path / "encoder")


def test_the_manifest_names_every_file() -> None:
    folder = files("dateline") / "data" / "encoder"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest["sha256"]) == ["encoder.onnx", "heads.npz", "tokenizer.json"]
