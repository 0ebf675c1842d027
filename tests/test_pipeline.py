from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dateline.claim.spoken import spoken
from dateline.coding import Loaded
from dateline.errors import StoreError, UsageError
from dateline.pipeline import RunOptions, RunResult, add, rebuild, run
from dateline.publish import english
from dateline.publish.check import ungrounded_sentences
from dateline.store.store import open_store
from tests.conftest import silent

OUTPUTS = {
    "brief.html",
    "brief.md",
    "claims.jsonl",
    "control.csv",
    "decisions.jsonl",
    "events.csv",
    "events.geojson",
    "incidents.jsonl",
    "problems.jsonl",
    "versions.jsonl",
    "totals.csv",
}


@pytest.fixture(scope="session")
def heads(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the manifest of the examples, and of each its headline and the first paragraph below it."""
    folder = tmp_path_factory.mktemp("heads")
    shutil.copy(examples / "manifest.json", folder)
    for path in examples.glob("*.txt"):
        first = path.read_text(encoding="utf-8").split("\n\n")[:2]
        (folder / path.name).write_text("\n\n".join(first) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def headed(heads: Path, loaded: Loaded) -> RunResult:
    """That folder, run alone."""
    done = run(RunOptions(paths=(heads,)), silent, loaded)
    assert len(done.run.reports) == 14
    # There are claims to lose, and some of them tell the same happening.
    assert len(done.run.claims) > len(done.run.incidents) > 10
    return done


def two(examples: Path, folder: Path, *names: str) -> Path:
    """A folder with some of the examples and their manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = json.loads((examples / "manifest.json").read_text(encoding="utf-8"))
    wanted = [row for row in rows if row["report"] in names]
    (folder / "manifest.json").write_text(json.dumps(wanted), encoding="utf-8")
    for name in names:
        shutil.copy(examples / f"{name}.txt", folder)
    return folder


class Fallible:
    """The encoder, with a fault at one word."""

    def __init__(self, encoder: Any, word: str):
        self.version = encoder.version
        self._encoder, self._word = encoder, word

    def read(self, text: str, *rest: Any) -> Any:
        if self._word in text:
            raise ValueError("a number that is none")
        return self._encoder.read(text, *rest)


def test_a_fault_of_ours_loses_one_report_and_says_so(loaded: Loaded, tmp_path: Path) -> None:
    for place in ("Gao", "Kidal"):
        (tmp_path / f"{place}.txt").write_text(
            f"Shells killed nine people in {place} in Mali on Monday, medics said.\n"
        )
    engine = replace(loaded.engine, encoder=Fallible(loaded.engine.encoder, "Kidal"))  # type: ignore[arg-type]
    done = run(RunOptions(paths=(tmp_path,), jobs=1), silent, replace(loaded, engine=engine))
    assert {report.report for report in done.run.reports} == {"Gao", "Kidal"}
    assert {claim.report for claim in done.run.claims} == {"Gao"}
    (told,) = (problem for problem in done.run.problems if problem.kind == "failed")
    assert told.where.endswith("Kidal.txt")
    assert "ValueError" in told.problem


def test_every_output_is_made_and_every_claim_grounded(demo: RunResult) -> None:
    assert set(demo.files) == OUTPUTS
    assert len(demo.run.reports) == 14
    assert len(demo.run.claims) > 40
    texts = {report.report: report.text for report in demo.run.reports}
    for claim in demo.run.claims:
        for _, words, span in spoken(claim):
            assert texts[claim.report][span.start : span.end] == words
    members = [claim for incident in demo.run.incidents for claim in incident.claims]
    assert sorted(members) == sorted(claim.claim for claim in demo.run.claims)


def test_a_second_run_gives_the_same_bytes(demo: RunResult, examples: Path, loaded: Loaded) -> None:
    # The other way round, file by file: neither order nor folder may matter.
    files = tuple(sorted(examples.glob("*.txt"), reverse=True))
    again = run(RunOptions(paths=files), silent, loaded)
    for name in sorted(OUTPUTS - {"problems.jsonl"}):
        assert again.files[name] == demo.files[name], name


def test_any_number_of_processes_gives_the_same_bytes(
    demo: RunResult, examples: Path, loaded: Loaded
) -> None:
    spread = run(RunOptions(paths=(examples,), jobs=3), silent, loaded)
    assert spread.files == demo.files
    assert spread.snapshot == demo.snapshot


def test_a_run_that_is_broken_off_goes_on_where_it_stopped(
    headed: RunResult, heads: Path, tmp_path: Path, loaded: Loaded
) -> None:
    options = RunOptions(paths=(heads,), store=tmp_path / "s.sqlite", jobs=2)
    told: list[tuple[int, int]] = []

    def tell(stage: str, done: int, total: int) -> None:
        if stage == "code":
            told.append((done, total))
            if len(told) == 6:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(options, tell, loaded)
    assert told[-1] == (5, 14)
    again = run(options, tell, loaded)
    assert told[6] == (0, 9)
    assert again.files == headed.files


def test_a_rebuild_gives_the_same_bytes(demo: RunResult, demo_store: Path, loaded: Loaded) -> None:
    before = demo_store.read_bytes()
    again = rebuild(demo_store, None, silent, loaded)
    assert again.files == demo.files
    assert demo_store.read_bytes() == before


def test_a_store_keeps_what_was_added(examples: Path, tmp_path: Path, loaded: Loaded) -> None:
    store = tmp_path / "s.sqlite"
    first = RunOptions(paths=(two(examples, tmp_path / "in", "togoga-meridian"),), store=store)
    added = add(first, silent, loaded)
    assert (added.read, added.new) == (1, 1)
    assert added.claims > 0
    with open_store(store) as opened:
        counts = opened.counts()
    assert add(first, silent, loaded).new == 0
    with open_store(store) as opened:
        assert opened.counts() == counts
    more = two(examples, tmp_path / "more", "togoga-lantern")
    both = run(RunOptions(paths=(more,), store=store), silent, loaded)
    assert {report.report for report in both.run.reports} == {"togoga-meridian", "togoga-lantern"}
    assert both.snapshot is None
    assert rebuild(store, None, silent, loaded).files == both.files


def test_an_edited_report_replaces_the_old_text_in_force(
    examples: Path, tmp_path: Path, loaded: Loaded
) -> None:
    store = tmp_path / "s.sqlite"
    folder = two(examples, tmp_path / "in", "togoga-savanna")
    options = RunOptions(paths=(folder,), store=store)
    run(options, silent, loaded)
    path = folder / "togoga-savanna.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("64 people", "65 people"), encoding="utf-8")
    edited = run(options, silent, loaded)
    assert len(edited.run.reports) == 1
    assert "65 people" in edited.run.reports[0].text
    with open_store(store) as opened:
        assert opened.counts()["report"] == 2
        assert opened.check() == ()


def test_a_report_without_conflict_and_one_in_another_language_are_problems(
    tmp_path: Path, loaded: Loaded
) -> None:
    recipe = "Plum cake\n\nTake four eggs, flour, butter and sugar. Add the plums. Bake it for one hour.\n"
    german = "Regierungstruppen zogen sich am Donnerstag aus der Stadt zurück, teilte das Ministerium mit. "
    (tmp_path / "bread.txt").write_text(
        "---\noutlet: a\npublished: 2024-01-01\n---\n" + recipe, encoding="utf-8"
    )
    (tmp_path / "hama.txt").write_text(
        "---\noutlet: a\npublished: 2024-01-01\n---\n" + german * 4, encoding="utf-8"
    )
    result = run(RunOptions(paths=(tmp_path,)), silent, loaded)
    kinds = [(problem.where, problem.kind) for problem in result.run.problems]
    folder = tmp_path.name
    assert kinds == [(f"{folder}/bread.txt", "no_conflict"), (f"{folder}/hama.txt", "language")]
    assert result.run.claims == ()
    assert set(result.files) == OUTPUTS
    lines = result.files["problems.jsonl"].decode().splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["no_conflict", "language"]


def test_an_unrelated_report_changes_no_other_claim(
    demo: RunResult, examples: Path, tmp_path: Path, loaded: Loaded
) -> None:
    names = ("hroza-meridian", "marawi-islander")
    few = run(RunOptions(paths=(two(examples, tmp_path, *names),)), silent, loaded)
    alone = {claim.claim: claim.quotes for claim in few.run.claims}
    among = {claim.claim: claim.quotes for claim in demo.run.claims if claim.report in names}
    assert alone == among


def test_redaction_leaves_no_private_name_in_any_output(
    examples: Path, tmp_path: Path, demo: RunResult, loaded: Loaded
) -> None:
    assert b"Gebremedhin" in demo.files["brief.html"]
    hidden = run(RunOptions(paths=(two(examples, tmp_path, "togoga-savanna"),), redact=True), silent, loaded)
    spoken = {
        source.person
        for claim in demo.run.claims
        for source in claim.said_by
        if claim.report == "togoga-savanna" and source.party == "witness" and source.person
    }
    for name in spoken:
        for file, data in hidden.files.items():
            assert name not in data.decode(), file
    assert hidden.snapshot is None


def test_hxl_adds_a_row(examples: Path, tmp_path: Path, loaded: Loaded) -> None:
    folder = two(examples, tmp_path, "hroza-meridian")
    plain = run(RunOptions(paths=(folder,)), silent, loaded).files["events.csv"].decode().splitlines()
    tagged = (
        run(RunOptions(paths=(folder,), hxl=True), silent, loaded).files["events.csv"].decode().splitlines()
    )
    assert len(tagged) == len(plain) + 1
    assert tagged[1].startswith("#")


def test_nothing_to_read_and_nothing_to_rebuild(tmp_path: Path, loaded: Loaded) -> None:
    with pytest.raises(UsageError):
        run(RunOptions(paths=(tmp_path,)), silent, loaded)
    with pytest.raises(StoreError):
        rebuild(tmp_path / "none.sqlite", None, silent, loaded)
    with open_store(tmp_path / "s.sqlite"):
        pass
    with pytest.raises(StoreError, match="holds no reports"):
        rebuild(tmp_path / "s.sqlite", None, silent, loaded)


def test_ten_adds_are_one_run(headed: RunResult, heads: Path, tmp_path: Path, loaded: Loaded) -> None:
    store = tmp_path / "s.sqlite"
    files = sorted(heads.glob("*.txt"), reverse=True)
    for n in range(10):
        add(RunOptions(paths=tuple(files[n::10]), store=store), silent, loaded)
    with open_store(store, write=False) as opened:
        assert len(opened.moments()) == 10
    again = rebuild(store, None, silent, loaded).files
    assert again == headed.files
    assert rebuild(store, None, silent, loaded).files == again


def test_the_brief_leads_with_what_the_last_day_brought(
    examples: Path, tmp_path: Path, loaded: Loaded
) -> None:
    store = tmp_path / "s.sqlite"
    first = two(examples, tmp_path / "one", "togoga-meridian")
    alone = run(RunOptions(paths=(first,), store=store), silent, loaded)
    assert b'id="changed"' not in alone.files["brief.html"]
    second = two(examples, tmp_path / "two", "togoga-lantern")
    both = run(RunOptions(paths=(second,), store=store), silent, loaded)
    days = sorted({report.published for report in both.run.reports if report.published})
    assert len(days) == 2
    assert b'id="changed"' in both.files["brief.html"]
    assert f"Published on {english.day(days[-1])}: 1 new report." in both.files["brief.md"].decode()
    assert ungrounded_sentences(both.run, both.files["brief.html"]) == []
    assert rebuild(store, None, silent, loaded).files == both.files
