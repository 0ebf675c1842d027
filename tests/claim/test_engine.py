"""The encoder's windows and files."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.claim import engine
from dateline.claim.marks import letter_case, quotations
from dateline.errors import DataError


@given(st.text(alphabet="ab .\n", max_size=300), st.integers(min_value=4, max_value=20))
def test_lines_tile_the_text_and_stay_in_size_and_line(text: str, limit: int) -> None:
    offsets = [(at, at + 1) for at, letter in enumerate(text) if not letter.isspace()]
    found = engine.lines_of(text, offsets, limit)
    assert [i for start, end in found for i in range(start, end)] == list(range(len(offsets)))
    assert all(0 < end - start <= limit for start, end in found)
    assert all("\n" not in text[offsets[start][0] : offsets[end - 1][1]] for start, end in found)


@given(st.lists(st.integers(min_value=1, max_value=20), max_size=30), st.integers(min_value=20, max_value=60))
def test_windows_hold_whole_lines_and_as_many_as_fit(sizes: list[int], limit: int) -> None:
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    lines = tuple(zip([0, *ends], ends, strict=False))
    found = engine.windows(lines, limit)
    assert [i for start, end in found for i in range(start, end)] == list(range(sum(sizes)))
    assert {start for start, _ in found} <= {start for start, _ in lines}
    assert all(end - start <= limit for start, end in found)
    assert all(end - start + sizes[[a for a, _ in lines].index(end)] > limit for start, end in found[:-1])


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


def test_bytes_are_multiplied_exactly_on_every_processor() -> None:
    """Without VNNI the sums of products overflow unless told not to: this row was then off by 0.13 (AMD EPYC, AVX2)."""
    reader = engine.load_engine()
    session, tokenizer = reader._session, reader._tokenizer
    ids = tokenizer.encode("Two shells hit the bakery of Tarmul on Tuesday.", add_special_tokens=True).ids
    features = session.get_inputs()[1].shape[-1]
    asked = {"ids": np.asarray([ids]), "features": np.zeros((1, len(ids), features), dtype=np.float32)}
    (hidden,) = session.run(["hidden"], asked)
    expected = [-0.671, -0.523, -0.383, 0.594, 0.563, -0.613, -0.150, -0.628]
    assert np.abs(hidden[0, 4, :8] - expected).max() < 0.03
