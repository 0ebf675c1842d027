from __future__ import annotations

import pytest

from dateline.fetch import language
from dateline.fetch.language import LEAST_LETTERS, language_of

ENGLISH = "Government forces withdrew from the town on Thursday, the ministry said, and residents came home. "
TERSE = "Troops shell Idlib town. Five dead, twelve hurt. Rebels reply, fire mortars. Talks resume Monday. "
GERMAN = "Regierungstruppen zogen sich am Donnerstag aus der Stadt zurück, teilte das Ministerium mit. "
DUTCH = "Het ministerie zei dat of het leger of de politie was ingezet, maar niet door wie of waarom. "
RUSSIAN = "Правительственные войска в четверг покинули город, сообщило министерство обороны. "


def test_languages_are_told() -> None:
    assert language_of(ENGLISH * 4) == "en"
    assert language_of(TERSE * 4) == "en"
    assert language_of(GERMAN * 4) == "de"
    assert language_of(DUTCH * 4) == "nl"
    assert language_of(RUSSIAN * 5) == "ru"


def test_short_texts_are_never_judged() -> None:
    short = GERMAN * 2
    assert sum(char.isalpha() for char in short) < LEAST_LETTERS
    assert language_of(short) is None
    assert language_of("") is None


def test_only_the_start_counts() -> None:
    assert language_of(ENGLISH * 40 + GERMAN * 400) == "en"


def test_the_model_is_asked_only_of_what_is_not_plainly_english(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def rank(text: str) -> dict[str, float]:
        asked.append(text)
        return {"xx": 1.0}

    monkeypatch.setattr(language, "_model", lambda: rank)
    assert language_of(ENGLISH * 4) == "en"
    assert not asked
    quoting = GERMAN * 12 + ENGLISH * 6
    assert language_of(quoting) == "xx"
    assert language_of(TERSE * 4) == "xx"
    assert asked == [quoting, TERSE * 4]
