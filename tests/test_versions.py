"""Edited articles from end to end: texts in, outputs and what since, explain and custody tell out."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.coding import Loaded
from dateline.custody import custody
from dateline.decide.asking import Asked
from dateline.pipeline import RunOptions
from dateline.publish.alerts import alert_lines, alerts_json
from dateline.publish.atom import atom_feed
from dateline.publish.check import ungrounded_sentences
from dateline.publish.explain import explain
from dateline.store.store import open_store
from tests.conftest import silent

FIRST = dt.datetime(2031, 3, 6, 9, tzinfo=dt.UTC)
HEAD = "Air strike hits market in Togoga\n\n"
TOLL = (
    "At least {} people were killed when an air strike hit the market in Togoga on Tuesday, "
    "a medical official said.\n\n"
)
ROAD = "The army denied that it had targeted civilians.\n\n"
SCHOOL = (
    "Shells struck a school in the town of Adigrat on Monday, killing three teachers, {}said Sami Aziz, "
    "a shopkeeper.\n\n"
)
OLD = HEAD + TOLL.format(64) + ROAD + SCHOOL.format("")
NEW = HEAD + ROAD + TOLL.format(51)


def page(folder: Path, name: str, text: str, *, day: int = 23, outlet: str = "Harbour Courier") -> Path:
    """A text of one article, published on a day of June 2021."""
    folder.mkdir(parents=True, exist_ok=True)
    head = (
        f"---\noutlet: {outlet}\npublished: 2021-06-{day}\nurl: https://a.example/{outlet[:3]}/strike\n---\n"
    )
    path = folder / f"{name}.txt"
    path.write_text(head + text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, loaded: Loaded) -> tuple[Path, pipeline.RunResult]:
    """A store to which an article was added, then its newer form and another outlet's account."""
    folder = tmp_path_factory.mktemp("versions")
    store = folder / "s.sqlite"
    first = RunOptions(paths=(page(folder, "strike", OLD),), store=store, at=FIRST)
    pipeline.add(first, silent, loaded)
    paths = (
        page(folder, "strike-updated", NEW, day=24),
        page(
            folder,
            "other",
            HEAD + TOLL.format(64).replace("a medical official", "witnesses"),
            outlet="Lantern",
        ),
    )
    later = RunOptions(paths=paths, store=store, at=FIRST + dt.timedelta(days=1))
    return store, pipeline.run(later, silent, loaded)


def test_the_newest_version_is_the_outlets_only_word(made: tuple[Path, pipeline.RunResult]) -> None:
    run = made[1].run
    assert [report.report for report in run.reports] == ["other", "strike-updated"]
    assert [report.report for report in run.earlier] == ["strike-updated@1"]
    strike = next(one for one in run.incidents if one.kind == "airstrike")
    assert set(strike.reports) <= {"other", "strike-updated"}
    (total,) = [one for one in strike.counts if one.what == "killed"]
    figures = {account.origin: account.low for account in total.by}
    assert figures["medical official"] == 51
    assert not any(one.claim.startswith("strike") for one in run.claims)
    assert not any("Adigrat" in place.name for one in run.incidents for place in one.places)


def test_what_was_changed_and_dropped_is_kept_and_marked(made: tuple[Path, pipeline.RunResult]) -> None:
    run, files = made[1].run, made[1].files
    texts = {report.report: report.text for report in run.earlier}
    for claim in run.superseded:
        for quote, span in zip(claim.quotes, claim.quote_spans, strict=True):
            assert texts[claim.report][span.start : span.end] == quote
    quotes = {claim.claim: claim.quotes[0] for claim in run.superseded}
    (changed,) = [one for one in run.revisions if "school" not in quotes[one.claim]]
    (dropped,) = [one for one in run.revisions if "school" in quotes[one.claim]]
    assert (changed.how, changed.fields) == ("changed", ("counts",))
    assert dropped.how == "dropped" and dropped.incident is None
    (row,) = [json.loads(line) for line in files["versions.jsonl"].splitlines()]
    assert row["known_by"] == "address a.example/Har/strike"
    assert Counter(one["how"] for one in row["versions"][1]["differences"])["rewritten"] == 1
    assert {one["superseded"]["how"] for one in row["superseded"]} == {"changed", "dropped"}
    texts |= {report.report: report.text for report in run.reports}
    for one in row["versions"][1]["differences"]:
        for side, name in (("old", "strike-updated@1"), ("new", "strike-updated")):
            if one[side] is not None:
                start, end = one["spans"][side]
                assert texts[name][start:end] == one[side]
    strike = [json.loads(line) for line in files["incidents.jsonl"].splitlines()]
    history = [one for row in strike for one in row["history"]]
    assert [one["fields"] for one in history] == [["counts"]]


def test_the_brief_says_so_and_cites_both_versions(made: tuple[Path, pipeline.RunResult]) -> None:
    run, files = made[1].run, made[1].files
    text = files["brief.md"].decode()
    section = text.split("## Changed by the outlet")[1].split("##")[0]
    assert "Harbour Courier has changed a figure: it had “At least 64 people”" in section
    assert "and now has “At least 51 people”" in section
    assert "Harbour Courier no longer has what it had before: “Shells struck a school" in section
    assert section.count("version 1 of 2") == section.count("version 2 of 2") == 2
    html = files["brief.html"].decode()
    assert 'id="changed"' in html and "<del>" in html
    wrong = ungrounded_sentences(run, files["brief.html"])
    assert wrong == []


def test_a_rebuild_gives_the_same_bytes_and_a_second_run_adds_nothing(
    made: tuple[Path, pipeline.RunResult], loaded: Loaded
) -> None:
    store, first = made
    assert pipeline.rebuild(store, None, silent, loaded).files == first.files
    with open_store(store) as opened:
        before = opened.counts()
        assert opened.check() == ()
    paths = (store.parent / "strike-updated.txt", store.parent / "other.txt")
    again = pipeline.run(RunOptions(paths=paths, store=store), silent, loaded)
    assert again.files == first.files
    with open_store(store) as opened:
        assert opened.counts() == before


def test_since_lists_what_was_retracted_and_changed(
    made: tuple[Path, pipeline.RunResult], loaded: Loaded
) -> None:
    changes = pipeline.since(made[0], "1", silent, loaded)
    assert changes.edited_reports == ("strike-updated",) and changes.new_reports == ("other",)
    assert [one.flag for one in changes.revised] == ["retracted", "changed"]
    found = alerts_json(changes)
    assert [(one["how"], one["run"]) for one in found["revised"]] == [("dropped", 2), ("changed", 2)]
    text = "\n".join(alert_lines(changes))
    assert "retracted: Harbour Courier no longer has" in text
    feed = atom_feed(changes, "1", FIRST)
    assert b"Retracted by the outlet: Harbour Courier no longer has" in feed
    assert feed == atom_feed(pipeline.since(made[0], "1", silent, loaded), "1", FIRST)
    assert pipeline.since(made[0], "2", silent, loaded).revised == ()
    # The strike goes on as it was: it is no new incident, though its claim has another id.
    assert not any(one.incident.kind == "airstrike" and one.flags == ("new",) for one in changes.alerts)


def test_explain_and_custody_tell_of_both_versions(made: tuple[Path, pipeline.RunResult]) -> None:
    store, result = made
    (old,) = [one for one in result.run.revisions if one.how == "changed"]
    lines = {line.label: line.text for line in explain(result.run, old.claim).lines}
    assert "now has “At least 51 people”" in lines["superseded"]
    lines = {line.label: line.text for line in explain(result.run, old.now or "").lines}
    assert old.claim in lines["before"]
    lines = {line.label: line.text for line in explain(result.run, old.incident or "").lines}
    assert "has changed a figure" in lines["history"]
    (chain,) = custody(store, "strike-updated@1")
    assert chain.faults == () and chain.original.report == "strike"


def test_redaction_blots_older_versions_too(tmp_path: Path, loaded: Loaded) -> None:
    page(tmp_path / "in", "strike", OLD)
    page(tmp_path / "in", "strike-updated", NEW, day=24)
    result = pipeline.run(RunOptions(paths=(tmp_path / "in",), redact=True), silent, loaded)
    assert result.run.earlier
    for name, data in result.files.items():
        assert b"Aziz" not in data, name


def test_the_order_of_adding_does_not_matter(tmp_path: Path, loaded: Loaded) -> None:
    paths = [
        page(tmp_path, "a", OLD),
        page(tmp_path, "b", NEW, day=24),
        page(tmp_path, "c", NEW.replace("51", "49"), day=25),
    ]
    seen: set[tuple[object, ...]] = set()
    for number, row in enumerate(((0, 1, 2), (2, 1, 0), (1, 2, 0))):
        store = tmp_path / f"{number}.sqlite"
        for place in row:
            pipeline.add(RunOptions(paths=(paths[place],), store=store), silent, loaded)
        files = pipeline.rebuild(store, None, silent, loaded).files
        # The brief leads with what changed since the run before, which is another one in each.
        told = files["brief.md"].decode().partition("## Changed by the outlet")[2]
        seen.add((told, *((name, data) for name, data in files.items() if not name.startswith("brief"))))
    (only,) = seen
    assert "and now has “At least 49 people”" in str(only[0])


def test_a_decision_holds_on_through_an_edit_beside_it(tmp_path: Path, loaded: Loaded) -> None:
    store = tmp_path / "s.sqlite"
    pipeline.add(RunOptions(paths=(page(tmp_path, "strike", OLD),), store=store), silent, loaded)
    run = pipeline.recall(store, silent, loaded)
    (claim,) = [one for one in run.claims if "school" in one.quotes[0]]
    asked = Asked(
        action="set",
        subjects=(claim.claim,),
        field="kind",
        value="bombing",
        by="R. Haddad",
        why="x",
        at=FIRST,
    )
    pipeline.decide(store, asked, FIRST, loaded)
    moved = page(tmp_path, "strike", HEAD + SCHOOL.format("") + TOLL.format(64) + ROAD, day=24)
    result = pipeline.run(RunOptions(paths=(moved,), store=store), silent, loaded)
    (now,) = [one for one in result.run.claims if "school" in one.quotes[0]]
    assert now.claim != claim.claim
    assert (now.kind, now.decided) == ("bombing", ("kind",))
    assert [one.state for one in result.run.decisions] == ["in force"]
