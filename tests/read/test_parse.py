"""The parse model is the pinned one, and its syntax comes with report offsets."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import SetupError
from dateline.read.parse import Parser, verify_weights


def test_offsets_are_the_reports_own(parser: Parser) -> None:
    text = "xxxx Rebels entered the town."
    parsed = parser.parse([(5, text[5:])])[0]
    words = [text[a:b] for a, b in zip(parsed.starts, parsed.ends, strict=True)]
    assert words == ["Rebels", "entered", "the", "town", "."]
    assert parsed.labels[0] == "nsubj"
    assert parsed.heads[0] == 1


def test_a_changed_weight_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tok2vec").mkdir()
    (tmp_path / "tok2vec" / "model").write_bytes(b"not the weights")
    with pytest.raises(SetupError, match="tok2vec/model has SHA-256"):
        verify_weights(tmp_path, {"tok2vec/model": "x"})


def test_a_missing_weight_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="lacks parser/model"):
        verify_weights(tmp_path, {"parser/model": "x"})
