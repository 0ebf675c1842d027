from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from tests.test_cli import call, one_sentence
from tests.test_cli import words as printed

pytestmark = pytest.mark.usefixtures("ready")


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed(capsys)[0])))


def test_a_part_of_the_record_goes_to_standard_output(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("export", "--format", "csv", "--store", store) == 0
    whole = rows(capsys)
    assert len(whole) == 2
    assert call("export", "--format", "csv", "--what", "claims", "--report", "r3", "--store", store) == 0
    assert {row["report"] for row in rows(capsys)} == {"r0", "r3"}
    assert (
        call(
            "export", "--format", "csv", "--kind", whole[0]["kind"], "--grade", "contested", "--store", store
        )
        == 0
    )
    assert {row["kind"] for row in rows(capsys)} <= {whole[0]["kind"]}


def test_claims_by_day_go_to_a_folder(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    folder = tmp_path / "by-day"
    old = folder / "day=1999-01-01"
    old.mkdir(parents=True)
    (old / "claims.parquet").write_bytes(b"of an earlier export")
    (old / "mine.txt").write_text("kept", encoding="utf-8")
    for _ in range(2):
        assert call("export", "--by-day", "-o", folder, "--store", store) == 0
        assert "3 claims" in printed(capsys)[0]
        found = sorted(folder.glob("day=*/claims.parquet"))
        assert sum(parquet.ParquetFile(path).metadata.num_rows for path in found) == 3
    assert [path.name for path in old.iterdir()] == ["mine.txt"]
    for wrong in (
        ("--format", "csv", "-o", folder),
        ("--what", "incidents", "-o", folder),
        (),
        ("claims.jsonl", "-o", folder),
    ):
        assert call("export", "--by-day", *wrong, "--store", store) == 2
        one_sentence(capsys)


def test_the_ending_tells_the_format(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new" / "x.gpkg"
    assert call("export", "-o", path, "--store", store) == 0
    assert printed(capsys)[0] == f"Written to {path}: 2 incidents, 3 claims, 3 reports.\n"
    with sqlite3.connect(path) as opened:
        assert opened.execute("SELECT count(*) FROM incidents").fetchone() == (2,)
    assert call("export", "-o", tmp_path / "y.html", "--place", "Nowhere", "--store", store) == 0
    assert "Nothing in the record fits" in printed(capsys)[0]
    assert call("export", "-o", tmp_path / "z.bib", "--quiet", "--store", store) == 0
    assert printed(capsys) == ("", "")
    assert (tmp_path / "z.bib").read_text().count("@misc") == 3


def test_the_files_of_a_run_can_be_of_a_part(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("export", "claims.jsonl", "--store", store) == 0
    whole = printed(capsys)[0].splitlines()
    assert call("export", "claims.jsonl", "--report", "r1", "--store", store) == 0
    part = printed(capsys)[0].splitlines()
    assert len(whole) == 3
    assert [json.loads(line)["report"] for line in part] == ["r1"]
    assert call("export", "brief.md", "-o", tmp_path / "b.md", "--report", "r1", "--store", store) == 0
    assert "Only a part of the record: report r1." in (tmp_path / "b.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "docx"], "There is no format 'docx'"),
        (["--what", "claims"], "Say in which format"),
        (["--format", "csv", "--what", "clams"], "There are no 'clams'"),
        (["--format", "csv", "events.csv"], "A format goes to one file"),
        (["--format", "csv", "--kind", "bomb"], "is no kind of event"),
        (["--format", "csv", "--since", "soon"], "is no date"),
        (["--format", "gold"], "Gold needs a folder"),
        (["-o", "record.docx"], "tells no format"),
        (["nothing.csv"], "There is no output 'nothing.csv'"),
    ],
)
def test_wrong_use_is_one_sentence(
    arguments: list[str], said: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("export", *arguments, "--store", store) == 2
    assert said in one_sentence(capsys)


def test_a_missing_store_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("export", "--format", "csv", "--store", tmp_path / "none.sqlite") == 2
    assert "no store at" in one_sentence(capsys)


def test_what_was_judged_is_gold_to_measure_on(
    demo_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, folder = tmp_path / "s.sqlite", tmp_path / "gold"
    store.write_bytes(demo_store.read_bytes())
    assert call("export", "--format", "gold", "-o", folder, "--store", store) == 2
    assert "Nobody has judged" in one_sentence(capsys)
    who = ("--by", "A. Reader", "--why", "read again", "--store", store)
    assert call("export", "claims.jsonl", "--store", store) == 0
    claims = [json.loads(line) for line in printed(capsys)[0].splitlines()]
    right, wrong, bad = [one for one in claims if one["kind"] != "toll"][:3]
    for choice in (
        ("accept", right["claim"]),
        ("set", wrong["claim"], "kind", "toll"),
        ("reject", bad["claim"]),
    ):
        assert call("decide", *choice, *who) == 0
    assert call("export", "--format", "gold", "-o", folder, "--store", store) == 0
    assert "2 claims held to be right, 1 rejected" in printed(capsys)[0]
    assert call("eval", "--gold", folder, "--json") == 0
    told = json.loads(printed(capsys)[0])
    # Today's program reads what it read: one is right, the one whose kind was corrected and the rejected are not.
    assert (told["gold"], told["predicted"], told["rejected"]) == (2, 3, 1)
    assert (told["claims_p"], told["claims_r"], told["ungrounded"]) == (0.333, 0.5, 0)
    other = claims[-1]["report"]
    assert (
        call("export", "--format", "gold", "-o", tmp_path / "none", "--report", other, "--store", store) == 2
    )
    assert "of these reports" in one_sentence(capsys)
    assert call("export", "--format", "gold", "-o", folder, "--store", store) == 2
    assert "not an empty folder" in one_sentence(capsys)


def test_gold_of_use_has_its_own_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("eval", "--gold", tmp_path, "--reports", tmp_path) == 2
    assert "give it alone" in one_sentence(capsys)
    assert call("eval", "--gold", tmp_path) == 2
    assert "judged.json" in one_sentence(capsys)
    assert call("eval", "--gold", tmp_path / "x.jsonl") == 2
    assert "--reports" in one_sentence(capsys)
