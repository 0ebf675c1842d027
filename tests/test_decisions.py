"""Decisions through the pipeline: whatever the order and the number of runs, the same record gives the same bytes."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import pipeline
from dateline.coding import Loaded
from dateline.decide.asking import Asked
from dateline.errors import StoreError, UsageError
from dateline.model import Actor, Claim, Decision, Report, Span
from dateline.publish.alerts import alert_lines
from dateline.publish.atom import atom_feed
from dateline.publish.check import ungrounded_sentences
from dateline.store.store import Coding, RunRecord, open_store, version_of
from tests.conftest import silent
from tests.decide.making import decision
from tests.merge.making import claim, report

NOON = dt.datetime(2031, 3, 7, 12, tzinfo=dt.UTC)


def telling(number: int) -> tuple[Report, Claim]:
    """One of ten reports: three towns, each struck on a day of its own, told by outlets of their own."""
    town = ("Amra", "Besk", "Colm")[number % 3]
    text = f"{town} was shelled, killing {10 + number} people, the mayor said."
    made = report(f"r{number}", text, outlet=f"Outlet {number}", published="2031-03-06")
    told = claim(
        made,
        text[:-1],
        "shelled",
        "shelling",
        places=[town],
        day=f"2031-0{number % 3 + 1}-04",
        country=("AA", "BB", "CC")[number % 3],
        by=("mayor", "government"),
        counts=[("killed", "people", 10 + number, 10 + number)],
        actors=["the raiders"],
    )
    return made, replace(told, claim=f"{number:04x}c1a1")


ALL = [telling(number) for number in range(10)]
IDS = [told.claim for _, told in ALL]
POOL = (
    decision("set", IDS[0], field="kind", old="shelling", new="airstrike"),
    decision("set", IDS[0], minutes=1, field="when", old="2031-03-01", new="2031-03-02"),
    decision("reject", IDS[3], minutes=2),
    decision("accept", IDS[3], minutes=3),
    decision("reject", IDS[6], minutes=4),
    decision("alias", "the raiders", minutes=5, new="hts"),
    decision("place", "Colm", minutes=6, new="Homs, SY"),
    decision("merge", "i", minutes=7, groups=((IDS[0], IDS[3]), (IDS[1],))),
    decision("split", "i", minutes=8, groups=((IDS[1],), (IDS[4], IDS[7]))),
    decision("reject", "gone", minutes=9),
    decision(
        "add",
        "r2",
        minutes=10,
        new="attack",
        words=("killing 12 people", "killing"),
        spans=(Span(start=18, end=35), Span(start=18, end=25)),
    ),
)


def keep(
    path: Path, steps: Iterable[Sequence[tuple[Report, Claim]]], decisions: Sequence[Decision] = ()
) -> Path:
    """A store with the reports of each step added by a run of its own, and then the decisions."""
    with open_store(path) as store:
        for step in steps:
            store.add_reports([made for made, _ in step])
            for made, told in step:
                store.add_coding(Coding(version=version_of(made), producer="p", claims=(told,), problems=()))
            store.add_run(RunRecord())
            store.add_moment(NOON)
        for one in decisions:
            store.add_decision(one)
            store.add_moment(one.at)
    return path


def outputs(path: Path, loaded: Loaded) -> dict[str, bytes]:
    return pipeline.rebuild(path, None, silent, loaded).files


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return keep(tmp_path / "s.sqlite", [ALL])


@settings(max_examples=12, deadline=None)
@given(st.permutations(ALL), st.integers(1, 10), st.lists(st.integers(0, 9), max_size=4), st.data())
def test_neither_order_nor_repeats_nor_the_number_of_runs_changes_a_byte(
    loaded: Loaded,
    order: list[tuple[Report, Claim]],
    size: int,
    repeated: list[int],
    data: st.DataObject,
) -> None:
    decisions = sorted(data.draw(st.sets(st.sampled_from(POOL))), key=lambda one: one.at)
    steps = [order[n : n + size] for n in range(0, len(order), size)]
    steps.append([ALL[n] for n in repeated])
    with tempfile.TemporaryDirectory() as folder:
        once = keep(Path(folder, "once"), [ALL], decisions)
        often = keep(Path(folder, "often"), steps, decisions)
        assert outputs(often, loaded) == outputs(once, loaded)


def test_ten_runs_are_one_run(tmp_path: Path, loaded: Loaded) -> None:
    once = keep(tmp_path / "once", [ALL], POOL)
    ten = keep(tmp_path / "ten", [[one] for one in ALL], POOL)
    assert outputs(ten, loaded) == outputs(once, loaded)


def test_a_decision_made_early_is_as_one_made_late(tmp_path: Path, loaded: Loaded) -> None:
    early, late = tmp_path / "early", keep(tmp_path / "late", [ALL], POOL[:3])
    keep(early, [ALL[:4]], POOL[:3])
    keep(early, [ALL[4:]])
    assert outputs(early, loaded) == outputs(late, loaded)


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from(POOL)), st.sampled_from(POOL))
def test_undoing_restores_the_bytes(loaded: Loaded, others: set[Decision], last: Decision) -> None:
    before = sorted(others - {last}, key=lambda one: one.at)
    undo = decision("undo", last.decision, minutes=60)
    with tempfile.TemporaryDirectory() as folder:
        path = keep(Path(folder, "s"), [ALL], before)
        untouched = outputs(path, loaded)
        keep(path, [], [last])
        decided = outputs(path, loaded)
        assert decided["decisions.jsonl"] != untouched["decisions.jsonl"]
        keep(path, [], [undo])
        assert outputs(path, loaded) == untouched
        keep(path, [], [decision("undo", undo.decision, minutes=61)])
        assert outputs(path, loaded) == decided


def test_each_decision_shows_in_what_it_is_about(store: Path, loaded: Loaded) -> None:
    keep(store, [], POOL)
    result = pipeline.rebuild(store, None, silent, loaded)
    claims = [json.loads(line) for line in result.files["claims.jsonl"].splitlines()]
    by_id = {row["claim"]: row for row in claims}
    assert IDS[6] not in by_id
    assert by_id[IDS[0]]["kind"] == "airstrike"
    assert by_id[IDS[0]]["set_by_person"] == ["actors", "kind", "when"]
    assert by_id[IDS[2]]["places"][0]["name"] == "Homs"
    incidents = [json.loads(line) for line in result.files["incidents.jsonl"].splitlines()]
    home = {name: row for row in incidents for name in row["claims"]}
    assert home[IDS[0]]["incident"] == home[IDS[3]]["incident"] == home[IDS[1]]["incident"]
    assert home[IDS[4]]["incident"] != home[IDS[1]]["incident"]
    names = [one.decision for one in POOL]
    assert names[7] in home[IDS[0]]["decisions"]
    assert names[8] in home[IDS[4]]["decisions"]
    (added,) = [row for row in claims if row["id"] == "p1"]
    assert (added["report"], added["quotes"], added["producer"]["name"]) == (
        "r2",
        ["killing 12 people"],
        "person",
    )
    assert names[10] in home[added["claim"]]["decisions"]
    told = [json.loads(line) for line in result.files["decisions.jsonl"].splitlines()]
    assert [row["decision"] for row in told] == names
    assert told[10]["spans"] == [[18, 35], [18, 25]]
    states = {row["decision"]: row["state"] for row in told}
    assert states[names[2]] == "overruled"
    assert states[names[9]] == "vanished"
    problems = [json.loads(line) for line in result.files["problems.jsonl"].splitlines()]
    assert [row["where"] for row in problems] == [f"decision {names[9]}"]


def test_the_brief_says_what_a_person_set_and_nothing_it_cannot_hold(store: Path, loaded: Loaded) -> None:
    plain = pipeline.rebuild(store, None, silent, loaded)
    assert b"set by a person" not in plain.files["brief.html"]
    keep(store, [], POOL)
    result = pipeline.rebuild(store, None, silent, loaded)
    assert b"set by a person" in result.files["brief.html"]
    assert b"set by a person" in result.files["brief.md"]
    assert b"read it again" in result.files["brief.md"]
    assert ungrounded_sentences(result.run, result.files["brief.html"]) == []


def asked(**told: object) -> Asked:
    bare = Asked(action="reject", subjects=("r1/c1",), by="A. Reader", why="misread", at=NOON)
    return replace(bare, **told)  # type: ignore[arg-type]


def test_deciding_keeps_one_row_and_marks_the_moment(store: Path, loaded: Loaded) -> None:
    made = pipeline.decide(store, asked(), NOON, loaded)
    with open_store(store, write=False) as opened:
        assert opened.decisions() == (made,)
        assert len(opened.moments()) == 2
    with pytest.raises(UsageError, match="set aside already"):
        pipeline.decide(store, asked(), NOON, loaded)
    undo = pipeline.decide(store, asked(action="undo", subjects=(made.decision,)), NOON, loaded)
    assert [one.state for one in pipeline.decisions(store, loaded)] == ["undone", "in force"]
    with pytest.raises(UsageError, match=f"on record already, as {made.decision}"):
        pipeline.decide(store, asked(), NOON, loaded)
    pipeline.decide(store, asked(action="undo", subjects=(undo.decision,)), NOON, loaded)
    assert [one.state for one in pipeline.decisions(store, loaded)] == ["in force", "undone", "in force"]


def test_splitting_what_was_joined(store: Path, loaded: Loaded) -> None:
    def homes() -> list[tuple[str, ...]]:
        return sorted(one.claims for one in pipeline.recall(store, silent, loaded).incidents)

    before = homes()
    joined = pipeline.decide(store, asked(action="merge", subjects=(IDS[0], IDS[1])), NOON, loaded)
    assert len(homes()) == len(before) - 1
    assert sorted(itertools.chain(*joined.groups)) in [list(home) for home in homes()]
    pipeline.decide(store, asked(action="split", subjects=(IDS[0], IDS[0])), NOON, loaded)
    assert (IDS[0],) in homes()


def test_a_wrong_decision_keeps_nothing(store: Path, tmp_path: Path, loaded: Loaded) -> None:
    with pytest.raises(UsageError):
        pipeline.decide(store, asked(subjects=("nothing",)), NOON, loaded)
    with open_store(store, write=False) as opened:
        assert opened.decisions() == ()
    with pytest.raises(StoreError, match="no store at"):
        pipeline.decide(tmp_path / "none.sqlite", asked(), NOON, loaded)
    assert not (tmp_path / "none.sqlite").exists()
    with open_store(tmp_path / "empty.sqlite"):
        pass
    with pytest.raises(StoreError, match="holds no reports"):
        pipeline.decide(tmp_path / "empty.sqlite", asked(), NOON, loaded)


def test_an_edited_report_leaves_its_decisions_standing_where_its_words_stand(
    store: Path, loaded: Loaded
) -> None:
    keep(store, [], POOL[:1])
    made, told = ALL[0]
    edited = replace(made, text=made.text + " More was to come.")
    keep(store, [[(edited, told)]])
    assert [one.state for one in pipeline.decisions(store, loaded)] == ["in force"]
    other = replace(made, text="Amra is quiet.", digest="x")
    gone = replace(claim(other, "Amra is quiet", "quiet", "other", places=["Amra"]), claim="ffff")
    keep(store, [[(other, gone)]])
    assert [one.state for one in pipeline.decisions(store, loaded)] == ["vanished"]


def test_what_changed_shows_no_private_name_that_either_side_blots_out(
    tmp_path: Path, loaded: Loaded
) -> None:
    path = tmp_path / "s.sqlite"
    made = report("talk", "Sami Aziz was killed in Amra, officials said.")
    told = claim(made, "Sami Aziz was killed in Amra", "killed", "killing", places=["Amra"])
    quiet = replace(told, claim="a1", targets=())
    victim = replace(told, claim="a2")
    named = Actor(name="Sami Aziz", words="Sami Aziz", span=Span(start=0, end=9), type="civilians")
    with open_store(path) as store:
        store.add_reports([made])
        store.add_coding(Coding(version=version_of(made), producer="p", claims=(quiet,), problems=()))
        store.add_run(RunRecord(options=(("redact", "true"),)))
        store.add_moment(NOON)
        again = replace(victim, targets=(named,))
        store.add_coding(Coding(version=version_of(made), producer="q", claims=(again,), problems=()))
        store.add_moment(NOON)
    found = pipeline.since(path, "last", silent, loaded)
    assert found.reread_reports == ("talk",)
    assert [one.flags for one in found.alerts] == [("changed",)]
    lines = alert_lines(found)
    assert any(line.strip().startswith("to whom: none → ▇▇▇▇ ▇▇▇▇") for line in lines)
    assert "Aziz" not in repr(found)
    assert b"Aziz" not in atom_feed(found, "1", NOON)
