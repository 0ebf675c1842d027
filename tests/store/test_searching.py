from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from dateline.model import Claim, Report
from dateline.store import searching
from dateline.store.migrations import APPLICATION
from dateline.store.query import read_query
from dateline.store.searching import Found, Piece, Window
from dateline.store.store import Coding, Store, open_store, version_of
from tests.merge.making import claim, report

HAMA = report("hama", "Rebels took Hama.\n\nBarrel bombs fell on the Citadel.", outlet="Gulf Post")
HOMS = report("homs", "The army left Homs; no bombs fell.", outlet="Courier", published="2031-05-01")
ARABIC = report("deir", "Fighting went on in Deïr ez-Zôr.", outlet="Courier", published="2030-01-01")
ALL = (HAMA, HOMS, ARABIC)
TOLD = (
    claim(
        HAMA, "Rebels took Hama", "took", "capture", actors=["Rebels"], places=["Hama"], by=("Eye", "monitor")
    ),
    claim(HAMA, "Barrel bombs fell on the Citadel", "fell", "barrel_bombing", places=["Citadel"]),
    claim(HOMS, "The army left Homs", "left", "withdraw", actors=["the army"], places=["Homs"]),
)


def coding(made: Report, *claims: Claim, producer: str = "p") -> Coding:
    return Coding(version=version_of(made), producer=producer, claims=claims, problems=())


def fill(store: Store) -> Store:
    store.add_reports(ALL)
    for made in ALL:
        store.add_coding(coding(made, *(one for one in TOLD if one.report == made.report)))
    return store


def find(store: Store, text: str, window: Window | None = None) -> Found:
    return store.search(read_query(text), window or Window())


def reports(found: Found) -> list[str]:
    return [hit.report for hit in found.reports]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hama", ["hama"]),
        ("BOMBS", ["hama", "homs"]),
        ('"barrel bombs"', ["hama"]),
        ('"bombs barrel"', []),
        ("bomb*", ["hama", "homs"]),
        ("bomb", []),
        ("bombs -army", ["hama"]),
        ("citadel OR army", ["hama", "homs"]),
        ("deir ez-zor", ["deir"]),
        ("fell outlet:courier", ["homs"]),
        ("fell from:2031-04", ["homs"]),
        ("fell to:2031-03-06", ["hama"]),
        ("report:hama fell", ["hama"]),
        ("outlet:Courier", ["homs", "deir"]),
        ("fell in:claims", []),
    ],
)
def test_reports_are_found(text: str, names: list[str]) -> None:
    with open_store(None) as store:
        found = find(fill(store), text)
    assert sorted(reports(found)) == sorted(names)
    assert found.report_matches.number == len(names)


def test_what_was_found_is_marked() -> None:
    with open_store(None) as store:
        (hit,) = find(fill(store), "barrel citadel").reports
    assert [piece.text for piece in hit.pieces if piece.found] == ["Barrel", "Citadel"]
    assert "".join(piece.text for piece in hit.pieces) == HAMA.text
    assert (hit.outlet, hit.published) == ("Gulf Post", dt.date(2031, 3, 6))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("hama", ["capture"]),
        ("kind:capture", ["capture"]),
        ("kind:barrel_bombing", ["barrel_bombing"]),
        ("fell -place:citadel", []),
        ("who:army", ["withdraw"]),
        ("by:eye", ["capture"]),
        ("status:happened outlet:Courier", ["withdraw"]),
        ("hama in:reports", []),
    ],
)
def test_claims_are_found_by_words_and_values(text: str, kinds: list[str]) -> None:
    with open_store(None) as store:
        found = find(fill(store), text)
    assert [hit.claim.kind for hit in found.claims] == kinds
    assert all("".join(piece.text for piece in hit.pieces) == hit.claim.quotes[0] for hit in found.claims)


def test_only_what_is_in_force_is_found() -> None:
    with open_store(None) as store:
        fill(store)
        edited = replace(HAMA, text="Rebels took the city.")
        store.add_reports([edited])
        assert reports(find(store, "hama")) == []
        assert find(store, "kind:capture").claims == ()
        again = claim(edited, "Rebels took the city", "took", "capture")
        store.add_coding(coding(edited, again))
        store.add_coding(coding(edited, replace(again, claim="x", kind="advance"), producer="q"))
        assert [hit.claim.kind for hit in find(store, "took").claims] == ["advance"]
        store.add_reports([HAMA])
        assert reports(find(store, "hama")) == ["hama"]


def test_of_very_many_the_last_come_first_and_some_of_them_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "RANKED", 5)
    many = [report(f"r{n:02}", f"Shelling {'again ' * (n % 3)}in town {n}.") for n in range(12)]
    with open_store(None) as store:
        store.add_reports(many)
        few = find(store, '"town 3" OR "town 4"')
        assert (few.report_matches.number, few.report_matches.ranked) == (2, True)
        found = find(store, "shelling", Window(size=3))
        assert (found.report_matches.number, found.report_matches.ranked) == (6, False)
        assert reports(found) == ["r11", "r10", "r09"]
        assert reports(find(store, "shelling", Window(size=3, after=3))) == ["r08", "r07", "r06"]


def test_of_very_many_a_part_is_counted_and_all_are_gone_through_for_those_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "RANKED", 5)
    monkeypatch.setattr(searching, "COUNTED", 6)
    many = [
        replace(report(f"r{n:02}", f"Shelling in town {n}."), outlet="Courier" if n in (1, 8) else "Wire")
        for n in range(12)
    ]
    with open_store(None) as store:
        store.add_reports(many)
        found = find(store, "shelling outlet:courier")
        assert reports(found) == ["r08", "r01"]
        assert (found.report_matches.number, found.report_matches.more) == (1, True)
        whole = find(store, '"town 1" OR "town 8" outlet:courier')
        assert (whole.report_matches.number, whole.report_matches.more) == (2, False)
        assert find(store, "outlet:courier").report_matches.number == 2


def test_marks_in_a_text_do_no_harm() -> None:
    odd = report("odd", "a \ufdd1 b \ufdd0 shelling <script>")
    with open_store(None) as store:
        store.add_reports([odd])
        (hit,) = find(store, "shelling").reports
    assert Piece(text="shelling", found=True) in hit.pieces


def test_an_older_store_is_indexed_when_it_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as raw:
        for name in ("schema", "custody", "moments"):
            script = resources.files("dateline.store").joinpath(f"{name}.sql").read_text(encoding="utf-8")
            raw.executescript(script)
        raw.executescript(f"PRAGMA user_version = 3;\nPRAGMA application_id = {APPLICATION};")
        with open_store(None) as new:
            fill(new)
            for table in ("report", "reading", "coding", "claim"):
                rows = new._rows(f"SELECT * FROM {table}")
                raw.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
            raw.commit()
            with open_store(path) as old:
                for text in ("bombs", "hama", "kind:capture", "outlet:courier"):
                    assert find(old, text) == find(new, text)
                assert old.check() == ()


def test_an_index_that_lacks_something_is_told_and_made_again(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        fill(store)
        store._database.rows("INSERT INTO report_words (report_words) VALUES ('delete-all')")
        (fault,) = store.check()
        assert fault == "the search knows 0 of 3 rows of report: run 'dateline search --rebuild'"
        assert find(store, "hama").reports == ()
        store.index_anew()
        assert store.check() == ()
        assert reports(find(store, "hama")) == ["hama"]
