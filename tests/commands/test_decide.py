from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.store.store import open_store
from tests.test_cli import TEXT, call, one_sentence
from tests.test_cli import words as printed

pytestmark = pytest.mark.usefixtures("ready")

WHO = ("--by", "A. Reader", "--why", "the report says so", "--at", "2031-03-08T07:00Z")


def decide(store: Path, *arguments: str) -> int:
    return call("decide", *arguments, *WHO, "--store", store)


def rows(folder: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def written(store: Path, folder: Path) -> dict[str, bytes]:
    assert call("rebuild", "--store", store, "--out", folder, "--quiet") == 0
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_decision_is_told_recorded_and_applied_by_rebuild(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decide(store, "set", "r0/c1", "kind", "airstrike") == 0
    told, _ = printed(capsys)
    ident, _, line = told.strip().partition("  ")
    assert line == (
        "Set kind of claim 0000c1a1 from shelling to airstrike: A. Reader, 2031-03-08T07:00:00Z, “the report says so”"
    )
    with open_store(store, write=False) as opened:
        assert [one.decision for one in opened.decisions()] == [ident]
    written(store, tmp_path / "out")
    claim = next(row for row in rows(tmp_path / "out", "claims.jsonl") if row["report"] == "r0")
    assert (claim["kind"], claim["set_by_person"], claim["decisions"]) == ("airstrike", ["kind"], [ident])
    home = next(
        row
        for row in rows(tmp_path / "out", "incidents.jsonl")
        if "0000c1a1" in row["claims"]  # type: ignore[operator]
    )
    assert home["decisions"] == [ident]
    assert call("export", "decisions.jsonl", "--store", store) == 0
    row = json.loads(printed(capsys)[0])
    assert (row["decision"], row["by"], row["why"]) == (ident, "A. Reader", "the report says so")
    assert (row["old"], row["new"], row["state"]) == ("shelling", "airstrike", "in force")
    assert call("check", "--store", store) == 0


def test_every_kind_of_decision_can_be_made_listed_and_undone(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = written(store, tmp_path / "out")
    made = [
        ("accept", "r0/c1"),
        ("reject", "r1/c1"),
        ("set", "r3/c1", "hedge", "alleged"),
        ("alias", "the raiders", "hts"),
        ("place", "Amra", "Homs, SY"),
        ("split", "r0/c1", "r3/c1"),
        ("merge", "r0/c1", "r3/c1"),
        ("add", "r1", "attack", "killing 11 people"),
        ("apart", "r1/p1", "r0/c1"),
    ]
    for arguments in made:
        assert decide(store, *arguments, "--json") == 0, arguments
        row = json.loads(printed(capsys)[0])
        assert row["action"] == ("split" if arguments[0] == "apart" else arguments[0])
        assert row["state"] == "in force"
    assert call("decide", "list", "--store", store, "--json") == 0
    listed = json.loads(printed(capsys)[0])
    assert [row["action"] for row in listed] == [
        *(arguments[0] for arguments in made[:-1]),
        "split",
    ]
    assert [row["state"] for row in listed] == [*["in force"] * 5, "overruled", *["in force"] * 3]
    assert written(store, tmp_path / "out") != before
    for row in reversed(listed):
        assert decide(store, "undo", row["decision"]) == 0
    printed(capsys)
    assert written(store, tmp_path / "out") == before
    assert call("decide", "list", "--store", store) == 0
    lines = printed(capsys)[0].splitlines()
    assert len(lines) == 2 * len(made)
    assert sum(line.endswith("[undone]") for line in lines) == len(made)


def test_explain_tells_decisions_and_what_became_of_a_claim(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decide(store, "set", "r0/c1", "kind", "airstrike") == 0
    assert decide(store, "reject", "r1/c1") == 0
    assert decide(store, "split", "r0/c1", "r3/c1") == 0
    printed(capsys)
    assert call("explain", "r0/c1", "--store", store) == 0
    told = printed(capsys)[0]
    assert "by a person  kind set by decision, not as read" in told
    assert "Set kind of claim 0000c1a1 from shelling to airstrike: A. Reader" in told
    assert "(-1000.00): decision " in told
    assert "Part claim 0003c1a1 from incident" in told
    assert call("explain", "r1/c1", "--store", store) == 0
    assert (
        "Reject claim 0001c1a1: A. Reader, 2031-03-08T07:00:00Z, “the report says so”" in printed(capsys)[0]
    )
    home = json.loads(exported(store, "incidents.jsonl", capsys)[0])
    assert call("explain", home["incident"], "--store", store) == 0
    assert "Part claim 0003c1a1 from incident" in printed(capsys)[0]


def test_explain_tells_a_decision(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide(store, "set", "r0/c1", "when", "2031-01-03", "--words", "shelled", "--json") == 0
    ident = json.loads(printed(capsys)[0])["decision"]
    assert call("explain", ident[:8], "--store", store) == 0
    assert printed(capsys)[0].splitlines() == [
        f"decision {ident}",
        "  decided      set when of claim 0000c1a1 from 2031-01-04 to 2031-01-03",
        "  from         2031-01-04",
        "  to           2031-01-03",
        "  words        shelled",
        "  by           A. Reader",
        "  at           2031-03-08T07:00:00+00:00",
        "  because      the report says so",
        "  state        in force",
    ]


def exported(store: Path, name: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert call("export", name, "--store", store) == 0
    return printed(capsys)[0].splitlines()


def test_a_decision_whose_subject_is_gone_is_shown(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decide(store, "alias", "the Elders", "hts") == 0
    printed(capsys)
    assert call("decide", "list", "--store", store) == 0
    assert printed(capsys)[0].endswith("[vanished] (no claim names 'the Elders')\n")
    assert call("rebuild", "--store", store, "--out", tmp_path / "out") == 0
    assert "no claim names 'the Elders'" in printed(capsys)[0]
    assert [row["kind"] for row in rows(tmp_path / "out", "problems.jsonl")] == ["decision"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["set", "r0/c1", "kind", "airstrik"], "did you mean 'airstrike'?"),
        (["set", "r0/c1", "colour", "red"], "no field of a claim"),
        (["set", "r0/c1", "actors", "htss"], "did you mean 'hts'?"),
        (["set", "r0/c1", "places", "Nowhereville"], "no place 'Nowhereville'"),
        (["set", "r9/c1", "kind", "airstrike"], "No claim has an id"),
        (["set", "r0/c1", "when", "2031-03-05", "--words", "on Friday"], "are not in the report r0"),
        (["accept", "00"], "give more of the id"),
        (["split", "r0/c1", "r1/c1"], "is not in incident"),
        (["merge", "r0/c1"], "two or more incidents"),
        (["alias", "the raiders", "nobody at all"], "no actor 'nobody at all'"),
        (["place", "Amra", "Tripoli"], "could be"),
        (["undo", "abc"], "No decision has an id"),
        (["reject", "r0/c1", "--by", " "], "Give --by"),
        (["reject", "r0/c1", "--why", ""], "Give --why"),
        (["reject", "r0/c1", "--at", "yesterday"], "is no time"),
        (["reject", "r0/c1", "--at", "2031-03-08Tnoon"], "neither"),
    ],
)
def test_wrong_decisions_are_one_sentence_and_keep_nothing(
    arguments: list[str], said: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {"--by": "A. Reader", "--why": "x", "--at": "2031-03-08T07:00Z"}
    extra = [part for name, value in known.items() if name not in arguments for part in (name, value)]
    assert call("decide", *arguments, *extra, "--store", store) == 2
    assert said in one_sentence(capsys)
    with open_store(store, write=False) as opened:
        assert opened.decisions() == ()


@pytest.mark.parametrize(
    "arguments",
    [["reject", "r0/c1", "--why", "x"], ["reject", "r0/c1", "--by", "x"], ["set", "r0/c1"], ["judge"]],
)
def test_who_and_why_are_asked_for(
    arguments: list[str], store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("decide", *arguments, "--store", store) == 2
    assert "Error" in printed(capsys)[1]


def test_no_store_is_made_by_deciding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide(tmp_path / "none.sqlite", "reject", "r0/c1") == 2
    assert "no store at" in one_sentence(capsys)
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_stands_alone_takes_over_the_decisions_of_the_one_it_replaces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, out = tmp_path / "homs.txt", tmp_path / "out"
    report.write_text(TEXT, encoding="utf-8")
    assert call("run", report, "--out", out, "--quiet") == 0
    plain = {path.name: path.read_bytes() for path in out.iterdir()}
    assert decide(out / "run.sqlite", "set", "homs/c1", "status", "possible") == 0
    printed(capsys)
    assert call("run", report, "--out", out, "--quiet") == 0
    assert rows(out, "claims.jsonl")[0]["status"] == "possible"
    taken = {path.name: path.read_bytes() for path in out.iterdir()}
    assert call("run", report, "--out", out, "--quiet") == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == taken
    assert call("run", report, "--out", out, "--quiet", "--redact") == 2
    assert "would lose" in one_sentence(capsys)
    assert (out / "run.sqlite").exists()
    (ident,) = [str(row["decision"]) for row in rows(out, "decisions.jsonl")]
    assert decide(out / "run.sqlite", "undo", ident) == 0
    assert call("run", report, "--out", out, "--quiet") == 0
    again = {path.name: path.read_bytes() for path in out.iterdir()}
    del plain["run.sqlite"], again["run.sqlite"]
    assert again == plain


def test_a_file_that_may_hold_decisions_is_not_replaced_unread(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, out = tmp_path / "homs.txt", tmp_path / "out"
    report.write_text(TEXT, encoding="utf-8")
    out.mkdir()
    (out / "run.sqlite").write_text("no store at all, but some words that go on", encoding="utf-8")
    assert call("run", report, "--out", out, "--quiet") == 2
    assert "may hold decisions, and cannot be read" in one_sentence(capsys)
    assert (out / "run.sqlite").read_text(encoding="utf-8").startswith("no store")


def test_a_lasting_store_keeps_its_decisions_through_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, store, out = tmp_path / "homs.txt", tmp_path / "s.sqlite", tmp_path / "out"
    report.write_text(TEXT, encoding="utf-8")
    assert call("add", report, "--store", store, "--quiet") == 0
    assert decide(store, "set", "homs/c1", "status", "possible") == 0
    assert call("run", report, "--store", store, "--out", out, "--quiet") == 0
    assert rows(out, "claims.jsonl")[0]["set_by_person"] == ["status"]
    with open_store(store, write=False) as opened:
        moments = opened.moments()
    # The run kept nothing new but its own choices, which are those of adding: no moment is marked.
    assert len(moments) == 2
    assert all(moment.at is not None for moment in moments)
