"""Stores on a PostgreSQL server: what a file cannot show. ``make server`` runs them, with those of ``conftest.py``."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import pipeline
from dateline.coding import Loaded
from dateline.decide.asking import Asked
from dateline.errors import StoreError
from dateline.model import Report
from dateline.pipeline import RunOptions
from dateline.store.address import Address, Server
from dateline.store.hold import held
from dateline.store.query import read_query
from dateline.store.searching import Found, Window
from dateline.store.store import Coding, open_store, version_of
from tests.conftest import EXAMPLES, silent
from tests.desk.conftest import NOON, browser
from tests.store.server import do
from tests.store.test_searching import ALL, HAMA, TOLD, coding, fill

pytestmark = pytest.mark.server

REPORT = Report(report="r", text="Shells hit the town.", digest="d")


def test_what_was_kept_is_never_changed(server: Server, place: Server) -> None:
    with open_store(place) as store:
        fill(store)
        store.add_moment(NOON)
    with open_store(place, write=False) as store:
        before = store.counts()
    for table in ("report", "reading", "coding", "claim", "moment"):
        for change in (f"UPDATE {table} SET seq = seq", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(StoreError, match="append-only"):
                do(server, f'SET search_path TO "{place.schema}"', change)
    with open_store(place, write=False) as store:
        assert store.counts() == before
        assert before["claim"] == len(TOLD)


def test_a_reader_cannot_write(place: Server) -> None:
    with open_store(place) as store:
        store.add_reports([REPORT])
    with open_store(place, write=False) as store:
        with pytest.raises(StoreError, match="opened only to be read"):
            store.add_reports([replace(REPORT, report="other")])
        assert [one.report for one in store.reports()] == ["r"]


def test_a_store_that_is_not_there_is_not_made_by_a_reader(server: Server, place: Server) -> None:
    with pytest.raises(StoreError, match="There is no store"), open_store(place, write=False):
        pass
    assert do(server, f"SELECT 1 FROM pg_namespace WHERE nspname = '{place.schema}'") == []


def test_another_programs_schema_is_none_of_ours(server: Server, place: Server) -> None:
    do(server, f'CREATE SCHEMA "{place.schema}"', f'CREATE TABLE "{place.schema}".theirs (x INTEGER)')
    with pytest.raises(StoreError, match="another program's tables"), open_store(place):
        pass
    assert do(
        server, f"SELECT relname FROM pg_class WHERE relnamespace = '{place.schema}'::regnamespace"
    ) == [("theirs",)]


def test_a_store_of_another_version_is_refused(server: Server, place: Server) -> None:
    with open_store(place):
        pass
    do(server, f'UPDATE "{place.schema}".version SET version = 99')
    with pytest.raises(StoreError, match="version 99"), open_store(place):
        pass


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"database": "nowhere"}, "no such database"),
        ({"host": "/nonexistent"}, "cannot be reached"),
        ({"host": "127.0.0.1", "port": 1}, "cannot be reached"),
        ({"user": "nobody_of_that_name"}, "does not let this user in"),
    ],
)
def test_what_is_wrong_with_a_server_is_told(server: Server, change: dict[str, object], said: str) -> None:
    with pytest.raises(StoreError, match=said) as told, open_store(replace(server, **change)):  # type: ignore[arg-type]
        pass
    assert "\n" not in str(told.value)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_comes_back_and_is_found_as_in_a_file(place: Server, text: str) -> None:
    # No text may have it: it stands for NUL there.
    text = text.replace("\ufdd2", "")
    one = Report(report=f"r{hash(text)}", text=text, digest="d")
    words = [word for word in text.replace('"', " ").split() if any(char.isalnum() for char in word)]
    with open_store(place) as there, open_store(None) as here:
        for store in (there, here):
            store.add_reports([one])
        assert there.report(one.report) == one
        for word in words[:3]:
            asked = read_query(f'"{word}" report:"{one.report}"')
            assert [hit.report for hit in there.search(asked, Window()).reports] == [
                hit.report for hit in here.search(asked, Window()).reports
            ]


QUERIES = (
    "hama", "bomb*", '"barrel bombs"', "bombs -army", "citadel OR army", "deir ez-zor", "fell outlet:courier",
    "kind:capture", "kind:barrel_bombing", "fell -place:citadel", "who:army", "by:eye", "-who:army fell",
    "status:happened outlet:Courier", "took from:2031 to:2031", "outlet:Courier", "hama took",
)  # fmt: skip


@pytest.mark.parametrize("text", QUERIES)
def test_both_kinds_of_store_find_the_same(server: Server, filled: Server, text: str) -> None:
    with open_store(filled, write=False) as there, open_store(None) as here:
        fill(here)
        found, wanted = (store.search(read_query(text), Window()) for store in (there, here))
    assert _names(found) == _names(wanted)
    assert _marked(found) == _marked(wanted)
    assert (found.report_matches, found.claim_matches) == (wanted.report_matches, wanted.claim_matches)


def _names(found: Found) -> tuple[set[str], set[str]]:
    return {hit.report for hit in found.reports}, {hit.claim.claim for hit in found.claims}


def _marked(found: Found) -> dict[str, tuple[object, ...]]:
    return {
        **{hit.report: hit.pieces for hit in found.reports},
        **{hit.claim.claim: hit.pieces for hit in found.claims},
    }


@pytest.fixture
def filled(place: Server) -> Server:
    with open_store(place) as store:
        fill(store)
    return place


def test_an_index_that_lacks_something_is_told_and_made_again(server: Server, filled: Server) -> None:
    do(server, f'DELETE FROM "{filled.schema}".claim_words')
    with open_store(filled) as store:
        assert any("search knows 0 of 3 rows of claim" in fault for fault in store.check())
        store.index_anew()
        assert store.check() == ()
        assert len(store.search(read_query("kind:capture"), Window()).claims) == 1
        edited = replace(HAMA, text="Rebels took the city.")
        store.add_reports([edited])
        store.add_coding(coding(edited))
        before = _names(store.search(read_query("took"), Window()))
        store.index_anew()
        assert _names(store.search(read_query("took"), Window())) == before == ({"hama"}, set())


def test_processes_that_make_one_store_at_once_make_one(place: Server) -> None:
    def work(number: int) -> None:
        with open_store(place) as store:
            store.add_reports([Report(report=f"r{number}", text=f"Text {number}.", digest="d")])

    assert _processes(work, 4) == [0] * 4
    with open_store(place, write=False) as store:
        assert store.check() == ()
        assert [one.report for one in store.reports()] == ["r0", "r1", "r2", "r3"]


def test_writers_wait_and_numbers_have_no_gaps(server: Server, place: Server) -> None:
    with open_store(place):
        pass

    def work(number: int) -> None:
        with open_store(place) as store:
            for turn in range(10):
                made = Report(report=f"r{number}-{turn}", text=f"Text {number} {turn}.", digest="d")
                store.add_reports([made, made])
                store.add_coding(Coding(version=version_of(made), producer="p", claims=(), problems=()))
                # Given again: no row, and no number taken.
                store.add_coding(Coding(version=version_of(made), producer="p", claims=(), problems=()))

    assert _processes(work, 4) == [0] * 4
    for table in ("report", "reading", "coding"):
        found = do(server, f'SELECT seq FROM "{place.schema}".{table} ORDER BY seq')
        assert found == [(number,) for number in range(1, 41)]


def _processes(work: object, count: int) -> list[int]:
    children = []
    for number in range(count):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                work(number)  # type: ignore[operator]
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def test_a_half_written_transaction_of_a_killed_process_is_not_there(place: Server) -> None:
    with open_store(place) as store:
        store.add_reports([REPORT])
    child = os.fork()
    if child == 0:
        store = open_store(place)
        with store._database.transaction() as sql:
            sql.execute("INSERT INTO report (version, name, text, record) VALUES ('v', 'half', 't', '{}')")
            os._exit(9)
    os.waitpid(child, 0)
    with open_store(place) as store:
        assert store.counts()["report"] == 1
        assert store.add_reports([replace(REPORT, report="next")]) == 1
        assert store.check() == ()


def test_one_process_at_a_time_adds(place: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.store.postgres._WAIT_SECONDS", 0.3)
    with held(place):
        begun = time.monotonic()
        with pytest.raises(StoreError, match=rf"in use: process {os.getpid()} .* is adding"), held(place):
            pass
        assert time.monotonic() - begun >= 0.3
        with held(replace(place, schema="another")):
            pass
    with held(place):
        pass


@pytest.fixture(scope="module")
def runs(
    server: Server, loaded: Loaded, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Server]]:
    """The examples, run into a file and into a schema."""
    from tests.store.server import schema

    folder = tmp_path_factory.mktemp("runs")
    with schema(server) as place:
        for store in (folder / "m.sqlite", place):
            pipeline.run(_options(store), silent, loaded)
        yield folder / "m.sqlite", place


def _options(store: Address) -> RunOptions:
    return RunOptions(paths=(EXAMPLES,), store=store, at=dt.datetime(2031, 1, 1, tzinfo=dt.UTC), jobs=2)


def test_the_record_has_the_same_bytes(runs: tuple[Path, Server], loaded: Loaded) -> None:
    here, there = (pipeline.rebuild(store, None, silent, loaded) for store in runs)
    assert here.files == there.files
    assert len(here.run.claims) > 50


def test_both_hold_the_same_and_are_sound(runs: tuple[Path, Server]) -> None:
    told = []
    for place in runs:
        with open_store(place, write=False) as store:
            assert store.check() == ()
            versions = [version_of(one) for one in store.reports()]
            told.append(
                (
                    store.counts(), store.marks(), store.moments(), store.reports(), store.came(),
                    store.came_in(versions), store.name(), store.last_run(), store.traced(),
                    [store.versions(one.report) for one in store.reports()],
                    [store.coding(one) for one in versions], [store.originals(one) for one in versions],
                    [store.raw(original.digest) for one in versions for original in store.originals(one)],
                )
            )  # fmt: skip
    assert told[0] == told[1]


def test_a_decision_is_kept_and_applied(runs: tuple[Path, Server], loaded: Loaded) -> None:
    claim = min(pipeline.recall(runs[1], silent, loaded).claims, key=lambda one: one.claim)
    asked = Asked(
        action="set", subjects=(claim.claim,), field="status",
        value="planned" if claim.status != "planned" else "happened", by="Ann", why="read again", at=NOON,
    )  # fmt: skip
    for place in runs:
        pipeline.decide(place, asked, NOON, loaded)
    here, there = (pipeline.rebuild(place, None, silent, loaded).files for place in runs)
    assert here == there
    assert b"read again" in there["decisions.jsonl"]


def test_the_desk_shows_and_searches_it(runs: tuple[Path, Server], loaded: Loaded) -> None:
    pages = [browser(place, loaded.words) for place in runs]  # type: ignore[arg-type]
    for path in ("/", "/queue", "/decisions", "/api/v1/incidents"):
        answers = [page.get(path) for page in pages]
        assert [answer.status_code for answer in answers] == [200, 200]
    found = pages[1].get("/search", params={"q": "mosque"})
    assert found.status_code == 200
    assert "<mark>mosque</mark>" in found.text
    assert str(runs[1].schema) in found.text


def test_postgis_draws_the_claims(server: Server, place: Server) -> None:
    if not do(server, "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"):
        pytest.skip("no PostGIS here: apt-get install postgresql-15-postgis-3")
    do(server, "CREATE EXTENSION IF NOT EXISTS postgis")
    with open_store(place) as store:
        fill(store)
        assert store.check() == ()
    located = sum(one.lat is not None for told in TOLD for one in told.places)
    found = do(server, f'SELECT claim, place, ST_AsText(geom) FROM "{place.schema}".claim_place')
    assert len(found) == located
    assert len(ALL) == 3


def test_a_store_moves_to_a_server_and_back(runs: tuple[Path, Server], place: Server, tmp_path: Path) -> None:
    back = tmp_path / "back.sqlite"
    for source, target in ((runs[0], place), (place, back)):
        with open_store(source, write=False) as old, open_store(target) as new:
            assert new.take_over(old, silent) == old.counts()
            assert new.check() == ()
    with open_store(runs[0], write=False) as old, open_store(back, write=False) as new:
        assert new.traced() == old.traced()
        assert new.decisions() == old.decisions()
        assert new.moments() == old.moments()
        versions = [version_of(one) for one in old.reports()]
        assert [new.coding(one) for one in versions] == [old.coding(one) for one in versions]
        assert [new.originals(one) for one in versions] == [old.originals(one) for one in versions]
