"""Names, numbers and dates in plain English."""

from __future__ import annotations

import datetime as dt

import pytest

from dateline.model import When
from dateline.publish import english
from tests.publish import build

NAMES = build.tables().names
D = dt.date


@pytest.mark.parametrize(
    ("name", "text", "plural"),
    [
        ("Syrian Defense Ministry", "the Syrian Defense Ministry", False),
        ("Syrian Observatory for Human Rights", "the Syrian Observatory for Human Rights", False),
        ("Hayat Tahrir al-Sham", "Hayat Tahrir al-Sham", False),
        ("United Nations", "the United Nations", False),
        ("Rapid Support Forces", "the Rapid Support Forces", True),
        ("Syrian government forces", "Syrian government forces", True),
        ("Syrian rebels", "Syrian rebels", True),
        ("Russia", "Russia", False),
        ("civilians", "civilians", True),
        ("Hamas", "Hamas", False),
        ("Security source", "a security source", False),
        ("aid convoy", "an aid convoy", False),
        ("military units stationed there", "military units stationed there", True),
        ("statue of the general", "a statue of the general", False),
        ("teacher", "a teacher", False),
        ("Doctors at the city's hospital", "doctors at the city's hospital", True),
        ("Doctors Without Borders", "Doctors Without Borders", True),
        ("Ambulances", "ambulances", True),
        ("infrastructure", "infrastructure", False),
        ("population", "the population", False),
        ("wounded", "wounded", True),
        ("airmen", "airmen", True),
        ("schoolchildren", "schoolchildren", True),
        ("al-Qaeda", "al-Qaeda", False),
        ("boy and his mother", "a boy and his mother", True),
        ("church and a jail", "a church and a jail", True),
        ("search and rescue team", "a search and rescue team", False),
    ],
)
def test_names(name: str, text: str, plural: bool) -> None:
    assert english.with_article(name, NAMES) == text
    assert english.is_plural(name, NAMES) is plural


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (When(), ""),
        (
            When(earliest=D(2024, 12, 5), latest=D(2024, 12, 5), precision="day"),
            "on Thursday 5 December 2024",
        ),
        (When(earliest=D(2024, 11, 25), latest=D(2024, 12, 1)), "between 25 November and 1 December 2024"),
        (When(earliest=D(2015, 4, 1), latest=D(2015, 4, 30), precision="month"), "in April 2015"),
        (When(earliest=D(2015, 1, 1), latest=D(2015, 12, 31), precision="year"), "in 2015"),
        (
            When(earliest=D(2011, 1, 1), latest=D(2024, 12, 5), precision="longer"),
            "from 2011 to 5 December 2024",
        ),
        (When(latest=D(2024, 12, 5)), "by 5 December 2024"),
        (When(earliest=D(2011, 1, 1), precision="longer"), "since 2011"),
    ],
)
def test_dates(when: When, text: str) -> None:
    assert english.when_words(when) == text


@pytest.mark.parametrize(
    ("low", "high", "who", "text"),
    [
        (12, 12, "civilians", "12 civilians"),
        (1, 1, "children", "1 child"),
        (12, None, "aid_workers", "at least 12 aid workers"),
        (None, 30, "fighters", "up to 30 fighters"),
        (3000, 3500, "people", "3,000 to 3,500 people"),
        (0, 0, "people", "no people"),
    ],
)
def test_ranges(low: int | None, high: int | None, who: str, text: str) -> None:
    assert english.range_words(low, high, who) == text


@pytest.mark.parametrize(
    ("words", "low", "high", "vague"),
    [
        ("hundreds of prisoners", 200, None, True),
        ("heavy losses", None, None, True),
        ("at least 12 people", 12, None, False),
        ("twelve people", 12, 12, False),
        ("more than twelve people", 12, None, False),
    ],
)
def test_words_without_a_figure_are_quoted_not_counted(
    words: str, low: int | None, high: int | None, vague: bool
) -> None:
    assert english.is_vague(words, low, high) is vague


@pytest.mark.parametrize(
    ("mean", "text"),
    [("barrel bomb", "barrel bombs"), ("artillery", "artillery"), ("bus", "buses"), ("aircraft", "aircraft")],
)
def test_means(mean: str, text: str) -> None:
    assert english.plural_means(mean, NAMES) == text


def test_lists() -> None:
    assert [english.listed(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
