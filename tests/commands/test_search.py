from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.test_decide import decide
from tests.test_cli import call, one_sentence
from tests.test_cli import words as printed

pytestmark = pytest.mark.usefixtures("ready")


def answer(store: Path, query: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert call("search", query, "--store", store, "--json") == 0
    found: dict[str, Any] = json.loads(printed(capsys)[0])
    return found


def claims(store: Path, query: str, capsys: pytest.CaptureFixture[str]) -> list[tuple[object, object]]:
    return [(row["id"], row["kind"]) for row in answer(store, query, capsys)["claims"]]


def test_what_is_found_is_told(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("search", '"Amra was shelled" mayor', "--store", store) == 0
    lines = printed(capsys)[0].splitlines()
    assert lines[0] == "2 reports"
    assert lines[1].strip() == "r0  (Outlet 0, 2031-03-06)"
    assert lines[2].strip() == "«Amra was shelled», killing 10 people, the «mayor» said."
    found = answer(store, "besk", capsys)
    assert [row["report"] for row in found["reports"]] == ["r1"]
    assert found["reports_found"] == {"number": 1, "more": False, "ranked": True}
    assert {"text": "Besk", "found": True} in found["claims"][0]["words"]


def test_claims_stand_as_persons_decided_them(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert claims(store, "amra", capsys) == [("r0/c1", "shelling"), ("r3/c1", "shelling")]
    assert decide(store, "set", "r0/c1", "kind", "airstrike") == 0
    assert decide(store, "reject", "r3/c1") == 0
    assert decide(store, "add", "r1", "attack", "killing 11 people") == 0
    printed(capsys)
    assert claims(store, "amra", capsys) == [("r0/c1", "airstrike")]
    assert claims(store, "airstrike", capsys) == [("r0/c1", "airstrike")]
    assert ("r1/p1", "attack") in claims(store, "killing besk OR 11", capsys)
    assert claims(store, 'airstrike outlet:"Outlet 3"', capsys) == []


def test_a_wrong_search_is_one_sentence(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, said in (
        (("",), "Give what to look for"),
        ((), "Give what to look for"),
        (("x to:soon",), "is no date"),
    ):
        assert call("search", *arguments, "--store", store) == 2
        assert said in one_sentence(capsys)
    assert call("search", "--rebuild", "--store", tmp_path / "none.sqlite") == 2
    assert "no store at" in one_sentence(capsys)
    assert not (tmp_path / "none.sqlite").exists()
    assert call("search", "--rebuild", "--store", store) == 0
    assert printed(capsys)[0] == "The index is made again.\n"
