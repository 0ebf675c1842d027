from __future__ import annotations

import datetime as dt
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import UsageError
from dateline.store.query import LONGEST, read_query


@pytest.mark.parametrize(
    ("text", "reports"),
    [
        ("hama", '("hama")'),
        ("Hama Homs", '("Hama") AND ("Homs")'),
        ('"barrel bombs" hama', '("barrel bombs") AND ("hama")'),
        ("shell*", '("shell"*)'),
        ('"barrel bo"*', '("barrel bo"*)'),
        ("hama OR homs aleppo", '("hama" OR "homs") AND ("aleppo")'),
        ("hama -homs", '(("hama")) NOT ("homs")'),
        ('hama -"barrel bombs" -truce', '(("hama")) NOT ("barrel bombs" OR "truce")'),
        ("al-Bab", '("al-Bab")'),
        ('"unclosed phrase', '("unclosed phrase")'),
        ("12:30 NEAR(a, b) {x}", '("12:30") AND ("NEAR(a,") AND ("b)") AND ("{x}")'),
        ("OR hama OR", '("hama")'),
        ("time:noon", '("time:noon")'),
    ],
)
def test_what_is_typed_becomes_an_expression(text: str, reports: str) -> None:
    assert read_query(text).reports == reports


def test_filters_are_told_from_words() -> None:
    found = read_query(
        'kind:capture place:"Deir ez-Zor" -who:army outlet:"Al Jazeera" from:2024-12 to:2025 in:claims'
    )
    assert found.reports is None
    assert found.claims == '(({kind} : ("capture")) AND ({place} : ("Deir ez-Zor"))) NOT (({who} : ("army")))'
    assert (found.outlet, found.within, found.about_claims) == ("Al Jazeera", "claims", True)
    assert (found.since, found.until) == (dt.date(2024, 12, 1), dt.date(2025, 12, 31))
    assert read_query("x to:2024-02").until == dt.date(2024, 2, 29)
    assert read_query("outlet:Courier").reports is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Give what to look for"),
        ("— …", "Give what to look for"),
        ("-homs", "beside what is to be left out"),
        ("in:claims", "Give what to look for"),
        ("x in:space", "in:reports or in:claims"),
        ("x from:yesterday", "is no date"),
        ("x from:2024-13", "is no date"),
        ("x to:99999", "is no date"),
        ("x" * (LONGEST + 1), "characters"),
    ],
)
def test_what_cannot_be_searched_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(UsageError) as fault:
        read_query(text)
    assert said in str(fault.value)


@given(st.text(alphabet=st.sampled_from("ab\"*-:() ORNEAT{}^+,\x00'\\éж_."), max_size=40))
def test_nothing_typed_is_a_fault_of_the_index(text: str) -> None:
    try:
        query = read_query(text)
    except UsageError:
        return
    with sqlite3.connect(":memory:") as sql:
        sql.execute("CREATE VIRTUAL TABLE t USING fts5 (quote, kind, status, who, place, source)")
        for expression in (query.reports, query.claims):
            if expression is not None:
                sql.execute("SELECT * FROM t WHERE t MATCH ?", (expression,)).fetchall()


def test_bodies_are_looked_for_by_all_they_are_called() -> None:
    called = {"hts": ("Hay'at Tahrir al-Sham",), "sohr": ("Observatory",)}
    found = read_query("who:hts -by:sohr place:hts", lambda name: called.get(name, ()))
    assert found.claims == (
        '(({who} : ("hts" OR "Hay\'at Tahrir al-Sham")) AND ({place} : ("hts"))) '
        'NOT (({source} : ("sohr" OR "Observatory")))'
    )
