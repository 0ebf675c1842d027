from __future__ import annotations

import pytest

from dateline.fetch.language import LEAST_LETTERS, Identify, load_identifier


@pytest.fixture(scope="module")
def identify() -> Identify:
    return load_identifier()


ENGLISH = "Government forces withdrew from the town on Thursday, the ministry said, and residents came home. "
GERMAN = "Regierungstruppen zogen sich am Donnerstag aus der Stadt zurück, teilte das Ministerium mit. "
RUSSIAN = "Правительственные войска в четверг покинули город, сообщило министерство обороны. "


def test_languages_are_told(identify: Identify) -> None:
    assert identify(ENGLISH * 4) == "en"
    assert identify(GERMAN * 4) == "de"
    assert identify(RUSSIAN * 5) == "ru"


def test_short_texts_are_never_judged(identify: Identify) -> None:
    short = GERMAN * 2
    assert sum(char.isalpha() for char in short) < LEAST_LETTERS
    assert identify(short) is None
    assert identify("") is None


def test_only_the_start_counts(identify: Identify) -> None:
    assert identify(ENGLISH * 40 + GERMAN * 400) == "en"
