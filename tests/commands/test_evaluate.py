"""``dateline eval`` with the name of a corpus: a path in, a table, JSON or a page's section out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.commands.evaluate import CORPORA
from tests.test_cli import call, one_sentence
from tests.test_cli import words as printed

pytestmark = pytest.mark.usefixtures("ready")

ROWS = [
    {
        "Incident Code": "a",
        "Airwars assessment": "Shelling killed 12 people.",
        "Civilians reported killed": "12",
    }
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def test_a_corpus_is_measured_and_kept_on_a_page(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "accuracy.md"
    page.write_text("# Accuracy\n\nBy hand.\n", encoding="utf-8")
    assert call("eval", "airwars", corpus, "--json", "--write", page) == 0
    assert json.loads(printed(capsys)[0])["figures"]["range of killed exactly right"] == 1.0
    first = page.read_bytes()
    assert first.startswith(b"# Accuracy\n\nBy hand.\n\n<!-- eval: airwars -->\n")
    assert call("eval", "airwars", corpus, "--write", page) == 0
    assert page.read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nowhere"], "is not there"), (["x.jsonl", "--limit", "1", "--write", "p.md"], "whole corpora")],
)
def test_wrong_use_is_told_in_a_sentence(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: list[str], said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert call("eval", "airwars", *arguments, "--json") == 2
    assert said in capsys.readouterr().err


def test_fairness_can_list_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("eval", "fairness", "--limit", "2", "--changes", "--json") == 0
    told = json.loads(printed(capsys)[0])
    assert told["read"] == "2 pairs"
    assert isinstance(told["changes"], list)


@pytest.mark.parametrize("name", sorted(CORPORA))
def test_every_corpus_has_a_command_that_says_what_is_not_there(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("eval", name, "nowhere") == 2
    assert "not part of dateline" in one_sentence(capsys)
