from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.fetch.settle import Settled, first_lines, settle
from dateline.model import Told
from dateline.versions.times import read_moment


def settled(*facts: tuple[str, str], address: str | None = None) -> Settled:
    return settle(
        "a",
        [Told(field=name, value=value, by=f"source {n}") for n, (name, value) in enumerate(facts)],
        address,
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2023-12-19T21:40:00+02:00", "2023-12-19"),
        ("2023-12-19T21:40:00.123456789Z", "2023-12-19"),
        ("2023-12-19 21:40:00 UTC", "2023-12-19"),
        ("2023-12-19", "2023-12-19"),
        ("20231219T214000Z", "2023-12-19"),
        ("Tue, 19 Dec 2023 21:40:00 +0200", "2023-12-19"),
        ("19 December 2023", "2023-12-19"),
        ("Dec. 19, 2023", "2023-12-19"),
        ("Tuesday, December 19, 2023", "2023-12-19"),
        ("05/12/2023", None),
        ("yesterday", None),
        ("0001-01-01", None),
        ("31 February 2023", None),
        ("", None),
    ],
)
def test_moments(written: str, read: str | None) -> None:
    moment = read_moment(written)
    assert (None if moment is None else moment.date().isoformat()) == read


@given(st.text(max_size=60))
def test_any_words_are_a_moment_or_none(words: str) -> None:
    moment = read_moment(words)
    assert moment is None or 1900 <= moment.year <= 2100


def test_the_same_moment_in_two_zones_is_no_conflict() -> None:
    one = settled(("published", "2023-12-19T22:30:00Z"), ("published", "2023-12-20T00:30:00+02:00"))
    assert (one.published, one.problems) == (dt.date(2023, 12, 20), ())
    assert [fact.used for fact in one.told] == [False, True]
    day = settled(("published", "2023-12-20"), ("published", "2023-12-20T00:30:00+02:00"))
    assert day.problems == ()


@pytest.mark.parametrize(
    ("field", "left", "right"),
    [
        ("published", "2023-12-19", "2023-12-21"),
        ("outlet", "Northern Courier", "Daily Lantern"),
        ("title", "Shelling kills four in Kupiansk", "Ten things to know about tea"),
        ("url", "https://a.example/one", "https://b.example/one"),
        ("language", "en-GB", "ar"),
        ("byline", "Olha Marchenko", "J. Smith"),
    ],
)
def test_conflicts_leave_the_value_unknown(field: str, left: str, right: str) -> None:
    one = settled((field, left), (field, right))
    (problem,) = one.problems
    assert problem.kind == "metadata"
    assert left in problem.problem
    assert right in problem.problem
    assert "source 0" in problem.problem
    assert not any(fact.used for fact in one.told)
    assert getattr(one, field, None) is None


@pytest.mark.parametrize(
    ("field", "left", "right"),
    [
        ("outlet", "The Northern Courier", "northern courier"),
        ("outlet", "BBC", "BBC News"),
        ("title", "Shelling kills four in Kupiansk", "Shelling kills four in Kupiansk | Northern Courier"),
        ("url", "https://www.a.example/one/", "http://a.example/one?utm_source=x#top"),
        ("language", "en-GB", "en"),
        ("byline", "Olha Marchenko", "By Olha Marchenko and J. Smith"),
    ],
)
def test_pages_write_the_same_thing_in_two_ways(field: str, left: str, right: str) -> None:
    one = settled((field, left), (field, right))
    assert one.problems == ()
    assert [fact.used for fact in one.told] == [True, False]


def test_addresses_are_made_whole_and_others_refused() -> None:
    assert settled(("url", "/one"), address="https://a.example/x").url == "https://a.example/one"
    assert settled(("url", "javascript:alert(1)"), address="https://a.example/x").url == "https://a.example/x"
    assert settled(("url", "http://[broken")).url is None
    assert settled(address="file:///etc/passwd").url is None


def test_the_browsers_title_is_used_last_and_without_the_site() -> None:
    one = settled(("page_title", "Shelling kills four | Northern Courier"), ("outlet", "Northern Courier"))
    assert one.title == "Shelling kills four"
    assert settled(("page_title", "A | B"), ("title", "Shelling")).title == "Shelling"


def test_an_unreadable_date_is_told() -> None:
    one = settled(("published", "05/12/2023"))
    assert (one.published, one.dated) == (None, True)
    assert [problem.kind for problem in one.problems] == ["date"]


def test_datelines_and_credits_are_evidence() -> None:
    def told(text: str) -> list[tuple[str, str]]:
        return [(fact.field, fact.value) for fact in first_lines(text)]

    assert told("Title\n\nKYIV, Dec 19 (Meridian) - Troops left.") == [
        ("dateline", "KYIV, Dec 19"),
        ("credit", "Meridian"),
    ]
    assert told("PORT SUDAN (Meridian) — Troops left.") == [
        ("dateline", "PORT SUDAN"),
        ("credit", "Meridian"),
    ]
    assert told("Troops left the town - and came back.") == []
