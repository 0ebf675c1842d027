"""Characters that act on what shows them, and words that look like others."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.words.letters import directions, escaped, mixed_words, strangers, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("red \x1b[31m", "red \ufffd[31m"),
        ("title \x1b]0;x\x07", "title \ufffd]0;x\ufffd"),
        ("eight bits \x9b31m", "eight bits \ufffd31m"),
        ("over\u202etxt.exe", "over\ufffdtxt.exe"),
        ("back\x08\x08", "back\ufffd\ufffd"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("return\rover", "return\ufffdover"),
        ("حماة، Ḩamāh", "حماة، Ḩamāh"),
    ],
)
def test_what_acts_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_that_acts_is_left(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not directions(shown)
    assert not any(char in shown for char in "\x1b\x9b\x07\x08\r\x7f")


@given(st.text())
def test_json_stays_what_it_was(text: str) -> None:
    written = escaped(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == text
    assert visible(written) == written


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hаma fell", ["Hаma"]),
        ("Ηοms and Homs", ["Ηοms"]),
        ("Ηomѕ", ["Ηomѕ"]),
        ("Café, Ḩamāh, Kyïv, Київ, Αθήνα", []),
        ("5 µm, 10 Ω, a β-test", []),
        ("plain", []),
    ],
)
def test_words_of_two_alphabets(text: str, words: list[str]) -> None:
    assert list(mixed_words(text)) == words


def test_strangers_are_named() -> None:
    assert strangers("Hаma") == "U+0430 CYRILLIC SMALL LETTER A"


def test_a_long_word_takes_no_time() -> None:
    assert list(mixed_words("é" + "a" * 2_000_000)) == []
