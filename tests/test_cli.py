from __future__ import annotations

import contextlib
import csv
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from dateline import __version__
from dateline.cli import _print_problems, main
from dateline.fetch.walk import OUTPUTS
from dateline.model import Claim, Problem
from dateline.pipeline import RunResult
from dateline.store.store import open_store

pytestmark = pytest.mark.usefixtures("ready")

ROOT = Path(__file__).resolve().parent.parent
TEXT = "---\noutlet: Courier\npublished: 2024-12-05\n---\nShelling killed 12 people in Homs on Thursday, medics said.\n"


def call(*arguments: str | Path) -> int:
    """The exit code of one call."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


def words(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return told.out, told.err


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = words(capsys)
    assert out == ""
    assert err.startswith("dateline: ")
    assert err.count("\n") == 1
    return err


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "homs.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_help_names_every_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dateline.cli", "--help"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    commands = ("run", "add", "rebuild", "export", "explain", "check", "since", "eval", "version", "decide")
    for command in commands:
        assert f"\n  {command} " in done.stdout


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, dateline.cli\n"
        "heavy = {'spacy', 'numpy', 'onnxruntime', 'tokenizers', 'py3langid', 'sqlite3'} & set(sys.modules)\n"
        "sys.exit(str(sorted(heavy)) if heavy else 0)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("version") == 0
    assert words(capsys)[0] == f"dateline {__version__}\n"
    assert call("version", "--json") == 0
    assert json.loads(words(capsys)[0]) == {"dateline": __version__}
    assert call("--version") == 0
    assert words(capsys)[0] == f"dateline {__version__}\n"


def test_the_package_runs_as_the_command() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "dateline", "--version"], capture_output=True, text=True, check=True
    )
    assert told.stdout == f"dateline {__version__}\n"


def test_run_writes_and_tells(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert call("run", report, "--out", out) == 0
    told, _ = words(capsys)
    assert "reports" in told
    assert str(out) in told
    assert (out / "brief.html").stat().st_size > 0
    assert (out / "run.sqlite").exists()
    assert call("run", report, "--out", out, "--json") == 0
    summary = json.loads(words(capsys)[0])
    assert summary["reports"] == 1
    assert summary["claims"] >= 1
    assert summary["problems"] == 0
    assert call("run", report, "--out", out, "--quiet") == 0
    assert words(capsys) == ("", "")


def test_a_second_run_leaves_the_same_bytes(report: Path, tmp_path: Path) -> None:
    outs = [tmp_path / "one", tmp_path / "two"]
    for out in outs:
        assert call("run", report, "--out", out, "--quiet") == 0
    assert call("rebuild", "--store", outs[0] / "run.sqlite", "--out", tmp_path / "three", "--quiet") == 0
    first, second, third = (
        {path.name: path.read_bytes() for path in folder.iterdir()} for folder in [*outs, tmp_path / "three"]
    )
    assert first == second
    assert set(first) == OUTPUTS
    del first["run.sqlite"]
    assert first == third


def test_the_order_of_paths_does_not_matter(report: Path, tmp_path: Path) -> None:
    other = tmp_path / "idlib.txt"
    other.write_text(TEXT.replace("Courier", "Gazette").replace("12", "14"), encoding="utf-8")
    assert call("run", report, other, "--out", tmp_path / "one", "--quiet") == 0
    assert call("run", other, report, "--out", tmp_path / "two", "--quiet") == 0
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")
    )
    assert first == second


def test_a_folder_that_is_not_empty_keeps_what_is_not_ours(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    assert call("run", report, "--out", out, "--quiet") == 0
    before = (out / "brief.html").read_bytes()
    (out / "brief.html").write_text("old", encoding="utf-8")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert call("run", report, "--out", out, "--quiet") == 0
    assert (out / "brief.html").read_bytes() == before
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_without_a_date_weekdays_stay_unresolved_and_the_brief_says_so_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = tmp_path / "in"
    reports.mkdir()
    lines = TEXT.splitlines(keepends=True)
    for name in ("one", "two"):
        (reports / f"{name}.txt").write_text(lines[-1] + f"It rained in {name}.\n", encoding="utf-8")
    out = tmp_path / "out"
    assert call("run", reports, "--out", out) == 0
    told, _ = words(capsys)
    assert told.count("--published") == 1
    claims = [json.loads(line) for line in (out / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    assert claims
    for claim in claims:
        assert claim["published"] is None
        assert claim["when"]["earliest"] is None
        assert claim["when"]["latest"] is None
    with (out / "events.csv").open(encoding="utf-8", newline="") as table:
        assert {row["event_date"] for row in csv.DictReader(table)} == {""}
    for name in ("brief.md", "brief.html"):
        assert (out / name).read_text(encoding="utf-8").count("--published") == 1, name
    assert call("run", reports, "--out", out, "--published", "2024-12-05", "--quiet") == 0
    claims = [json.loads(line) for line in (out / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {claim["when"]["earliest"] for claim in claims} == {"2024-12-05"}


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "binary": (b"words and\x00then " * 100, "binary"),
    "cake": (b"Plum cake\n\nTake four eggs, flour and sugar. Bake it for an hour.\n", "no_conflict"),
    "empty": (b"", "empty"),
    "german": (
        "Regierungstruppen zogen sich am Donnerstag aus der Stadt zurück, teilte das Ministerium mit. ".encode()
        * 4,
        "language",
    ),
    "latin": ("Rebels seized the town of Idlib, residents said. Été.\n".encode("cp1252"), "encoding"),
    "spaces": (b" \n\t\n", "empty"),
}


def test_bad_files_are_told_and_the_run_goes_on(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, (raw, _) in BAD_FILES.items():
        (tmp_path / f"{name}.txt").write_bytes(raw)
    out = tmp_path / "out"
    assert call("run", tmp_path, "--out", out, "--published", "2024-12-05") == 0
    words(capsys)
    rows = [json.loads(line) for line in (out / "problems.jsonl").read_text(encoding="utf-8").splitlines()]
    told = {(Path(row["where"]).stem, row["kind"]) for row in rows if row["kind"] != "outlet"}
    assert told == {(name, kind) for name, (_, kind) in BAD_FILES.items()}
    assert all(row["remedy"] and row["problem"] for row in rows)
    claims = (out / "claims.jsonl").read_text(encoding="utf-8")
    assert f'"report": "{report.stem}"' in claims
    assert '"report": "latin"' in claims


def test_a_folder_with_nothing_readable_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("binary", "empty"):
        (tmp_path / f"{name}.txt").write_bytes(BAD_FILES[name][0])
    assert call("run", tmp_path, "--out", tmp_path / "out") == 2
    said = one_sentence(capsys)
    assert "Nothing could be read" in said
    assert "1 more" in said


@pytest.mark.parametrize("command", ["run", "rebuild", "export", "explain", "check", "since"])
def test_a_store_of_another_version_is_one_sentence(
    command: str, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "later.sqlite"
    with open_store(store):
        pass
    with contextlib.closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = store.read_bytes()
    extra: dict[str, list[str | Path]] = {"run": [report], "explain": ["abc"]}
    out: list[str | Path] = ["--out", tmp_path / "out"] if command in ("run", "rebuild") else []
    assert call(command, *extra.get(command, []), "--store", store, *out) == 2
    assert "a store of version 99" in one_sentence(capsys)
    assert store.read_bytes() == before


def test_problems_alike_share_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    alike = [Problem(where=f"{n}.txt", problem="odd", remedy="mend it", kind="date") for n in range(3)]
    others = [Problem(where="x", problem=f"odd {n}", remedy="mend it", kind="date") for n in range(6)]
    _print_problems([*alike, *others], False)
    lines = words(capsys)[0].splitlines()
    assert lines[0] == "  0.txt and 2 more: odd; mend it"
    assert lines[-1] == "  and 2 more problems"
    assert len(lines) == 6


def test_redaction_leaves_no_snapshot(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("run", report, "--out", out, "--quiet") == 0
    assert call("run", report, "--out", out, "--quiet", "--redact") == 0
    assert not (out / "run.sqlite").exists()


def test_more_problems_than_allowed(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "page.html").write_text("<p>", encoding="utf-8")
    out = tmp_path / "out"
    assert call("run", tmp_path, "--out", out, "--max-problems", "2", "--quiet") == 0
    assert call("run", tmp_path, "--out", out, "--max-problems", "1", "--quiet") == 1
    assert "2 problems" in words(capsys)[1]
    assert (out / "brief.html").exists()
    assert report.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nowhere.txt"], "no such file"),
        (["run", "folder"], "no file of a kind"),
        (["run", "empty.txt"], "no text"),
        (["run", "page.html"], "no article"),
        (["run", "noise.txt"], "NUL"),
        (["run", "/dev/zero"], "device"),
        (["run", "two\nlines.txt"], "no such file"),
        (["run", "homs.txt", "--published", "05/12/2024"], "YYYY-MM-DD"),
        (["run", "homs.txt", "--out", "empty.txt"], "output folder"),
        (["run", "homs.txt", "--out", "empty.txt/below"], "output folder"),
        (["run", "homs.txt", "--out", "/proc/below"], "output folder"),
        (["run", "homs.txt", "--store", "noise.txt"], "not a dateline store"),
        (["run", "homs.txt", "--store", "folder"], "is a folder"),
        (["run", "homs.txt", "--store", "no/where/s.sqlite"], "does not exist"),
        (["add", "homs.txt", "--store", "homs.txt"], "not a dateline store"),
        (["rebuild"], "no store"),
        (["rebuild", "--store", "noise.txt"], "not a dateline store"),
        (["export", "events.csv"], "no store"),
        (["explain", "abc"], "no store"),
        (["check"], "no store"),
        (["check", "--store", "noise.txt"], "not a dateline store"),
        (["eval", "--reports", "folder"], "either --gold"),
        (["eval", "--reports", "folder", "--gold", "nowhere"], "cannot be read"),
        (["eval", "--reports", "folder", "--gold-claims", "nowhere"], "--out"),
    ],
)
def test_wrong_use_is_one_sentence(
    arguments: list[str],
    said: str,
    report: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(report.parent)
    Path("folder").mkdir()
    Path("empty.txt").touch()
    Path("page.html").write_text("<p>", encoding="utf-8")
    Path("noise.txt").write_bytes(b"words and\x00then " * 100)
    before = sorted(os.listdir())
    assert call(*arguments) == 2
    assert said in one_sentence(capsys)
    assert set(os.listdir()) - set(before) <= {"out"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "--colour", "homs.txt"],
        ["run", "homs.txt", "--max-problems", "many"],
        ["run", "homs.txt", "--max-problems", "-1"],
        ["sing"],
        ["--verse"],
        ["add", "homs.txt"],
        ["explain"],
        ["version", "extra"],
    ],
)
def test_wrong_options_are_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*arguments) == 2
    _, err = words(capsys)
    assert "Error" in err


def test_add_and_check(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = tmp_path / "s.sqlite"
    assert call("add", report, "--store", store, "--json") == 0
    assert json.loads(words(capsys)[0])["new in the store"] == 1
    assert call("check", "--store", store, "--json") == 0
    told = json.loads(words(capsys)[0])
    assert told["faults"] == []
    assert told["rows"]["report"] == 1
    assert call("check", "--store", store) == 0
    assert "The store is sound." in words(capsys)[0]


def test_export(
    demo: RunResult, demo_store: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert call("export", "--store", demo_store) == 0
    assert capsysbinary.readouterr().out.decode().split() == sorted(demo.files)
    assert call("export", "events.csv", "--store", demo_store) == 0
    assert capsysbinary.readouterr().out == demo.files["events.csv"]
    assert call("export", "events.csv", "brief.md", "--store", demo_store, "--out", tmp_path / "x") == 0
    assert (tmp_path / "x" / "brief.md").read_bytes() == demo.files["brief.md"]
    assert call("export", "events.csv", "brief.md", "--store", demo_store) == 2
    assert call("export", "events.xls", "--store", demo_store) == 2
    assert b"choose among" in capsysbinary.readouterr().err


def some_claim(demo: RunResult) -> Claim:
    return next(claim for claim in demo.run.claims if claim.report == "togoga-meridian")


def test_explain_a_claim(demo: RunResult, demo_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claim = some_claim(demo)
    tellings = []
    for name in (claim.claim, claim.claim[:12], f"{claim.report}/{claim.id}"):
        assert call("explain", name, "--store", demo_store) == 0
        tellings.append(words(capsys)[0])
    assert len(set(tellings)) == 1
    quote = " ".join(claim.quotes[0].split())
    assert f"«{quote}»" in tellings[0]
    assert claim.kind in tellings[0]
    assert claim.producer.name in tellings[0]


def test_explain_an_incident(demo: RunResult, demo_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    incident = max(demo.run.incidents, key=lambda one: (len(one.claims), one.incident))
    assert call("explain", incident.incident, "--store", demo_store, "--json") == 0
    told = json.loads(words(capsys)[0])
    assert told["kind"] == "incident"
    assert [part["id"] for part in told["parts"]] == list(incident.claims)
    assert {"label": "incident", "text": incident.title} in told["lines"]


def test_explain_what_is_not_there(demo_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("explain", "zzzz", "--store", demo_store) == 2
    assert "begins with 'zzzz'" in one_sentence(capsys)
    assert call("explain", "togoga", "--store", demo_store) == 2
    assert "give more of the id" in one_sentence(capsys)


def test_eval_scores_claims(
    demo: RunResult, examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(demo.files["claims.jsonl"])
    assert call("eval", "--reports", examples, "--gold", gold, "--claims", gold, "--json") == 0
    figures = json.loads(words(capsys)[0])
    assert figures["claims_f1"] == 1.0
    assert figures["ungrounded"] == 0


def test_eval_merges_gold(
    demo: RunResult, examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = demo.files["claims.jsonl"].decode().splitlines(keepends=True)
    half = len(lines) // 2
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for path, part in zip(files, (lines[:half], lines[half:]), strict=True):
        path.write_text("".join(part), encoding="utf-8")
    out = tmp_path / "out"
    assert call("eval", "--reports", examples, "--gold-claims", *files, "--out", out) == 0
    incidents = [
        json.loads(line) for line in (out / "incidents.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    claims = [claim for incident in incidents for claim in incident["claims"]]
    assert len(claims) == len(lines)
    assert all("/" in claim for claim in claims)


def test_the_command_line_page_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/build_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
