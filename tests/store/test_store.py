from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.decide.ledger import named
from dateline.errors import StoreError
from dateline.model import Claim, Decision, Original, Problem, Producer, Report, Span, Told, When
from dateline.store import codec
from dateline.store.migrations import APPLICATION, VERSION
from dateline.store.moments import Moment
from dateline.store.store import Coding, RunRecord, Store, open_store, version_of

TEXT = "Rebels took Hama on Thursday."
REPORT = Report(
    report="hama", text=TEXT, digest="d1", outlet="Courier", published=dt.date(2024, 12, 5), path="a"
)
NOON = dt.datetime(2024, 12, 6, 12, tzinfo=dt.UTC)
PROBLEM = Problem(where="a", problem="odd", remedy="mend", kind="date")


def claim(ident: str = "c0ffee", quote: str = TEXT) -> Claim:
    return Claim(
        claim=ident,
        report="hama",
        id="c1",
        outlet="Courier",
        published=dt.date(2024, 12, 5),
        quotes=(quote,),
        quote_spans=(Span(start=0, end=len(TEXT)),),
        trigger="took",
        trigger_span=Span(start=7, end=11),
        kind="capture",
        status="happened",
        actors=(),
        targets=(),
        places=(),
        when=When(),
        counts=(),
        means=(),
        said_by=(),
        hedge=None,
        producer=Producer(name="rule", version="1", words="w"),
        why="took",
    )


def coding(*claims: Claim, producer: str = "p1", report: Report = REPORT) -> Coding:
    return Coding(version=version_of(report), producer=producer, claims=claims, problems=(PROBLEM,))


def test_reports_come_back_as_they_were() -> None:
    other = Report(report="a", text="Other\n\ntext – ‘x’", digest="d2")
    with open_store(None) as store:
        assert store.add_reports([REPORT, other]) == 2
        assert store.reports() == (other, REPORT)


@settings(max_examples=40, deadline=None)
@given(st.text(), st.text(min_size=1), st.none() | st.dates())
def test_any_report_round_trips(text: str, name: str, published: dt.date | None) -> None:
    texts = [text, name]
    if any("\ud800" <= char <= "\udfff" or char == "\x00" for part in texts for char in part):
        return
    report = Report(report=name, text=text, digest="d", published=published)
    with open_store(None) as store:
        store.add_reports([report])
        assert store.reports() == (report,)


def test_the_same_report_twice_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    for new in (1, 0, 0):
        with open_store(path) as store:
            assert store.add_reports([replace(REPORT, path=f"elsewhere/{new}")]) == new
            assert store.counts()["report"] == 1
            assert store.counts()["reading"] == 1


def test_an_edited_text_is_a_new_version_and_the_old_one_stays() -> None:
    edited = replace(REPORT, text="Rebels entered Hama.", digest="d2")
    with open_store(None) as store:
        store.add_reports([REPORT])
        assert store.add_reports([edited]) == 1
        assert store.reports() == (edited,)
        assert store.counts()["report"] == 2
        assert store.add_reports([REPORT]) == 0
        assert store.reports() == (REPORT,)
        counted = {name: number for name, number in store.counts().items() if number}
        assert counted == {"report": 2, "reading": 3}


def test_claims_are_kept_for_each_producer() -> None:
    with open_store(None) as store:
        store.add_reports([REPORT])
        assert store.coding(version_of(REPORT)) is None
        assert store.add_coding(coding(claim()))
        assert not store.add_coding(coding(claim("other")))
        assert store.add_coding(coding(producer="p2"))
        assert store.coding(version_of(REPORT)) == coding(producer="p2")
        assert store.coding(version_of(REPORT), "p1") == coding(claim())
        assert store.coding(version_of(REPORT), "p3") is None


def test_a_coding_of_no_report_is_refused_whole() -> None:
    with open_store(None) as store:
        with pytest.raises(StoreError):
            store.add_coding(coding(claim()))
        assert store.counts()["claim"] == 0


def test_runs_and_decisions_come_back() -> None:
    decision = Decision(
        decision="d1",
        subject="c0ffee",
        action="set",
        field="kind",
        old="a",
        new="b",
        by="editor",
        at=dt.datetime(2024, 12, 6, tzinfo=dt.UTC),
        reason="said so",
    )
    record = RunRecord(options=(("hxl", "true"),), problems=(PROBLEM,))
    with open_store(None) as store:
        assert store.last_run() is None
        for _ in range(2):
            store.add_run(record)
            store.add_decision(decision)
        assert store.last_run() == record
        assert store.decisions() == (decision,)
        assert store.counts()["run"] == 1


@pytest.mark.parametrize(
    "table",
    ["report", "reading", "original", "custody", "coding", "claim", "decision", "run", "moment"],
)
def test_nothing_kept_can_be_changed(tmp_path: Path, table: str) -> None:
    path = tmp_path / "s.sqlite"
    with open_store(path) as store:
        fill(store)
    with sqlite3.connect(path) as raw:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(f"DELETE FROM {table}")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(f"UPDATE {table} SET seq = seq + 10")


def fill(store: Store) -> None:
    store.add_reports([REPORT])
    store.add_coding(coding(claim()))
    store.add_run(RunRecord())
    store.add_decision(DECISION)
    store.add_originals([REPORT], [original(REPORT, b"x")], lambda _: zlib.compress(b"x"))
    store.add_moment(NOON)


DECISION = named(
    Decision(
        decision="",
        subject="s",
        action="accept",
        field=None,
        old=None,
        new=None,
        by="b",
        at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        reason="r",
    )
)


def test_the_same_records_make_the_same_bytes(tmp_path: Path) -> None:
    snapshots = []
    for _ in range(2):
        with open_store(None) as store:
            fill(store)
            snapshots.append(store.snapshot())
    assert snapshots[0] == snapshots[1]
    path = tmp_path / "s.sqlite"
    path.write_bytes(snapshots[0])
    with open_store(path, write=False) as store:
        assert store.reports() == (REPORT,)
    assert path.read_bytes() == snapshots[0]


def test_a_sound_store_has_no_faults_and_a_forged_one_has() -> None:
    with open_store(None) as store:
        fill(store)
        assert store.check() == ()
        store.add_coding(coding(claim("bad", "Rebels lost Hama on Thursday."), producer="p2"))
        assert [fault for fault in store.check() if "bad" in fault]
    with open_store(None) as store:
        fill(store)
        store._database.rows("DROP TRIGGER report_kept")
        store._database.rows("UPDATE report SET text = 'Rebels left Hama on Thursday.'")
        store._database.rows("DROP TRIGGER decision_kept")
        store._database.rows("UPDATE decision SET record = replace(record, '\"r\"', '\"forged\"')")
        faults = store.check()
        assert any("report hama" in fault and "digest" in fault for fault in faults)
        assert any(f"decision {DECISION.decision}" in fault and "digest" in fault for fault in faults)
        assert any("quotes words" in fault for fault in faults)


def test_stores_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with pytest.raises(StoreError, match="no store at"):
        open_store(path, write=False)
    with pytest.raises(StoreError, match="folder does not exist"):
        open_store(tmp_path / "no" / "s.sqlite")
    with pytest.raises(StoreError, match="is a folder"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="not a regular file"):
        open_store(Path("/dev/null"))
    with pytest.raises(StoreError):
        open_store(Path("nul\x00"))
    path.write_text("These are words, not a database, and they go on for a while.")
    for write in (True, False):
        with pytest.raises(StoreError, match="not a dateline store"):
            open_store(path, write=write)
    assert path.read_text().startswith("These are words")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE mine (x)")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with open_store(path) as store:
        store._database.rows(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(StoreError, match=f"version {VERSION + 1}.*up to {VERSION}"):
        open_store(path)


def test_a_store_in_use_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.store.opening._WAIT_SECONDS", 0.05)
    path = tmp_path / "s.sqlite"
    with open_store(path) as first, open_store(path) as second:
        first._database.rows("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use"):
            second.add_reports([REPORT])


def test_reading_alone_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with open_store(path) as store:
        fill(store)
    with open_store(path, write=False) as store, pytest.raises(StoreError, match="read-only"):
        store.add_reports([replace(REPORT, text="x")])


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can write everything")
def test_a_forbidden_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError):
        open_store(tmp_path / "s.sqlite")
    tmp_path.chmod(0o700)


def test_a_blank_file_becomes_a_store_with_todays_schema(tmp_path: Path) -> None:
    blank, new = tmp_path / "blank.sqlite", tmp_path / "new.sqlite"
    blank.touch()
    schemas = []
    for path in (blank, new):
        with open_store(path) as store:
            schemas.append(store._database.rows("SELECT type, name, sql FROM sqlite_schema ORDER BY name"))
            assert store._database.rows("PRAGMA user_version")[0] == (VERSION,)
            assert store._database.rows("PRAGMA journal_mode")[0] == ("wal",)
    assert schemas[0] == schemas[1]
    assert len(schemas[0]) > 6


def original(report: Report, raw: bytes) -> Original:
    return Original(
        report=report.report,
        text_digest=hashlib.sha256(report.text.encode()).hexdigest(),
        digest=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        format="txt",
        path="a",
        retrieved=dt.datetime(2024, 1, 2, tzinfo=dt.UTC),
        offsets=(0, 5, 0, 5),
        told=(Told(field="outlet", value="Courier", by="manifest", used=True),),
    )


def test_originals_come_back_as_they_were() -> None:
    raw = TEXT.encode()
    kept = original(REPORT, raw)
    with open_store(None) as store:
        store.add_reports([REPORT])
        assert store.add_originals([REPORT], [kept], lambda _: zlib.compress(raw)) == 1
        assert store.add_originals([REPORT], [kept], lambda _: zlib.compress(raw)) == 0
        assert store.originals(version_of(REPORT)) == (kept,)
        assert store.raw(kept.digest) == raw
        assert store.raw("0" * 64) is None
        assert store.check() == ()
        assert store.add_moment(NOON) == 1
        moved = replace(kept, path="b")
        assert store.add_originals([REPORT], [moved], lambda _: b"") == 1
        assert store.originals(version_of(REPORT)) == (kept, moved)
        # Where a text came from changes nothing of the record: there is no new moment to tell changes since.
        assert store.add_moment(NOON) is None


def test_bytes_that_swell_or_differ_are_found() -> None:
    kept = original(REPORT, TEXT.encode())
    for held in (b"other words", b"a" * 10_000_000):
        with open_store(None) as store:
            store.add_reports([REPORT])
            store.add_originals([REPORT], [kept], lambda _, held=held: zlib.compress(held))  # type: ignore[misc]
            assert any("SHA-256" in fault for fault in store.check())


def blank_version_1(path: Path) -> None:
    """A store as the first released schema made it."""
    script = resources.files("dateline.store").joinpath("schema.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(f"{script}\nPRAGMA user_version = 1;\nPRAGMA application_id = {APPLICATION};")


def test_an_empty_store_of_version_1_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    blank_version_1(path)
    with pytest.raises(StoreError, match="a store of version 1"):
        open_store(path, write=False)
    with open_store(path) as store:
        assert store.moments() == ()
        assert store.reports() == ()
        assert store._database.rows("PRAGMA user_version")[0] == (VERSION,)


def test_a_store_of_version_1_keeps_what_it_held_at_a_time_untold(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    blank_version_1(path)
    text, record = TEXT, codec.dumps(replace(REPORT, text=""))
    with closing(sqlite3.connect(path)) as raw, raw:
        version = version_of(REPORT)
        raw.execute(
            "INSERT INTO report (version, name, text, record) VALUES (?, 'hama', ?, ?)",
            (version, text, record),
        )
        raw.execute("INSERT INTO reading (version) VALUES (?)", (version,))
        raw.execute("INSERT INTO coding (version, producer, problems) VALUES (?, 'p1', '[]')", (version,))
        older = {
            k: v for k, v in json.loads(codec.dumps(claim())).items() if k not in ("decisions", "decided")
        }
        raw.execute("INSERT INTO claim (coding, claim, record) VALUES (1, 'c0ffee', ?)", (json.dumps(older),))
    with open_store(path) as store:
        assert store.reports() == (REPORT,)
        assert store.moments() == (Moment(number=1, at=None, reading=1, coding=1, decision=0, run=0),)
        found = store.coding(version_of(REPORT))
        assert found is not None
        assert found.claims == (claim(),)
        assert store.originals(version_of(REPORT)) == ()
        assert store.check() == ()
        kept = original(REPORT, b"x")
        assert store.add_originals([REPORT], [kept], lambda _: zlib.compress(b"x")) == 1
        assert store.originals(version_of(REPORT)) == (kept,)


def test_a_moment_is_marked_only_where_something_was_kept() -> None:
    with open_store(None) as store:
        assert store.add_moment(NOON) is None
        fill(store)
        assert store.add_moment(NOON) is None
        store.add_reports([replace(REPORT, text="Rebels left Hama.")])
        assert store.add_moment(None) == 2
        first, second = store.moments()
    assert (first.at, first.reading, first.coding, first.decision, first.run) == (NOON, 1, 1, 1, 1)
    assert (second.at, second.reading, second.coding) == (None, 2, 1)


def test_the_record_as_it_was_at_a_moment() -> None:
    edited = replace(REPORT, text="Rebels left Hama on Thursday.")
    with open_store(None) as store:
        fill(store)
        store.add_reports([edited, Report(report="later", text="Another.", digest="d3")])
        store.add_coding(coding(claim("again"), producer="p2"))
        store.add_moment(NOON)
        first, second = store.moments()
        assert store.reports(first) == (REPORT,)
        assert store.reports(second) == store.reports()
        assert len(store.reports()) == 2
        assert store.coding(version_of(REPORT), until=first) == coding(claim())
        assert store.coding(version_of(REPORT)) == coding(claim("again"), producer="p2")
        assert store.decisions(first) == store.decisions()
        assert store.decisions(replace(first, decision=0)) == ()
        came = store.came()
        assert came.reports == {"hama": 2, "later": 2}
        assert came.decisions == {DECISION.decision: 1}
        assert store.name() == version_of(REPORT)
