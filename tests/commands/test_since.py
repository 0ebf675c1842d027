from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dateline.publish.atom import ATOM
from dateline.store.store import open_store
from tests.test_cli import call, one_sentence
from tests.test_cli import words as printed

pytestmark = pytest.mark.usefixtures("ready")


def told(capsys: pytest.CaptureFixture[str], store: Path, when: str) -> dict[str, list[dict[str, object]]]:
    assert call("since", when, "--store", store, "--json") == 0
    found: dict[str, list[dict[str, object]]] = json.loads(printed(capsys)[0])
    return found


def test_runs_are_listed_with_what_they_brought(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("since", "--store", store) == 0
    assert printed(capsys)[0].splitlines() == [
        "   1  2031-03-06T09:00:00Z  2 reports, 0 decisions",
        "   2  2031-03-07T09:00:00Z  1 reports, 0 decisions",
    ]
    assert call("since", "--store", store, "--json") == 0
    assert [row["run"] for row in json.loads(printed(capsys)[0])] == [1, 2]
    assert call("since", "--store", store, "--quiet") == 0
    assert printed(capsys) == ("", "")


@pytest.mark.parametrize("when", ["1", "last", "2031-03-07", "2031-03-07T08:59"])
def test_a_second_account_changes_the_incident_it_is_of(
    when: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, store, when)
    (alert,) = found["incidents"]
    assert alert["flags"] == ["newly contested", "changed"]
    assert alert["new_claims"] == ["0003c1a1"]
    assert (alert["run"], alert["at"]) == (2, "2031-03-07T09:00:00Z")
    changes = {row["field"]: (row["old"], row["new"]) for row in alert["changes"]}  # type: ignore[attr-defined]
    assert changes["reports"] == ("r0", "r0, r3")
    assert found["gone"] == []


@pytest.mark.parametrize("when", ["0", "2031-03-06", "1999-01-01"])
def test_before_the_first_run_there_was_nothing(
    when: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, store, when)
    assert {tuple(alert["flags"])[-1] for alert in found["incidents"]} == {"new"}  # type: ignore[arg-type]
    assert len(found["incidents"]) == 2


@pytest.mark.parametrize("when", ["2", "2031-03-08", "2099-01-01"])
def test_after_the_last_run_nothing_changed(
    when: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("since", when, "--store", store) == 0
    assert printed(capsys)[0].splitlines()[-1] == "Nothing changed."


def test_a_decision_is_a_change_and_its_undoing_too(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    who = ("--by", "A. Reader", "--why", "x", "--at", "2031-03-08T07:00Z", "--store", store, "--json")
    assert call("decide", "reject", "r1/c1", *who) == 0
    ident = json.loads(printed(capsys)[0])["decision"]
    found = told(capsys, store, "last")
    assert [row["grade"] for row in found["gone"]] == ["claimed"]
    assert call("decide", "undo", ident, *who) == 0
    printed(capsys)
    (alert,) = told(capsys, store, "last")["incidents"]
    assert (alert["flags"], alert["run"]) == (["new"], 4)
    assert told(capsys, store, "2")["incidents"] == []


def test_text_tells_each_change_at_the_strength_of_its_grade(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("since", "last", "--store", store) == 0
    lines = printed(capsys)[0].splitlines()
    assert (
        lines[0] == "Since run 1 (2031-03-06T09:00:00Z): 1 new report, 0 edited, 0 read again, 0 decisions."
    )
    assert lines[2] == "Newly contested (1)"
    assert lines[3].startswith("  [corroborated] ")
    assert "    told by: mayor, River Watch" in lines
    assert "    counts: killed people 10 → killed people 10..13" in lines


def test_a_feed_is_written_and_the_text_printed(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "feeds" / "changes.xml"
    assert call("since", "0", "--store", store, "--atom", path) == 0
    assert "New (" in printed(capsys)[0]
    first = path.read_bytes()
    node = ElementTree.fromstring(first)
    entries = node.findall(f"{{{ATOM}}}entry")
    assert len(entries) == 2
    assert call("since", "0", "--store", store, "--atom", path, "--quiet") == 0
    assert printed(capsys) == ("", "")
    assert path.read_bytes() == first


def test_reading_changes_leaves_the_store_as_it_is(store: Path) -> None:
    before = store.read_bytes()
    assert call("since", "last", "--store", store, "--quiet") == 0
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["9"], "There is no run 9: the last is 2."),
        (["yesterday"], "neither the number of a run, nor a date"),
        (["2031-02-30"], "neither the number of a run, nor a date"),
        (["--atom", "x.xml"], "A feed needs a date or run"),
    ],
)
def test_wrong_use_is_one_sentence(
    arguments: list[str], said: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("since", *arguments, "--store", store) == 2
    assert said in one_sentence(capsys)


def test_a_store_without_reports_or_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("since", "1", "--store", tmp_path / "none.sqlite") == 2
    assert "no store at" in one_sentence(capsys)
    with open_store(tmp_path / "empty.sqlite"):
        pass
    assert call("since", "0", "--store", tmp_path / "empty.sqlite") == 2
    assert "holds no reports" in one_sentence(capsys)
    assert call("since", "--store", tmp_path / "empty.sqlite") == 0
    assert printed(capsys)[0] == "Nothing has been kept yet.\n"
