"""Finding triggers in running text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.mention.triggers import TriggerMention, find_triggers
from dateline.words.lexicon import TriggerTable, trigger_table
from dateline.words.tables import Words


def kinds_at(mentions: tuple[TriggerMention, ...], word: str) -> set[str]:
    return {m.kind for m in mentions if m.words == word}


def small_table() -> TriggerTable:
    rows = [
        ["air strike", "noun", "", "airstrike", "0.9", "0.9", "", "m", "n", "own"],
        ["strike", "noun", "", "attack", "0.3", "0.3", "hunger ~", "m", "n", "own"],
        ["strike", "verb", "struck", "attack", "0.4", "0.4", "~ {..2} deal|hunger ~", "m", "n", "own"],
    ]
    return trigger_table(rows)


def test_spans_words_kind_and_row() -> None:
    text = "An air strike hit the mill; another strike came later."
    found = find_triggers(text, small_table())
    assert [(m.words, m.kind, m.row) for m in found] == [
        ("air strike", "airstrike", 0),
        ("strike", "attack", 2),
    ]
    assert all(text[m.start : m.end] == m.words for m in found)


def test_excluded_senses_are_not_found() -> None:
    assert find_triggers("A hunger strike ended. They struck a deal.", small_table()) == ()


@pytest.mark.parametrize(
    ("sentence", "word", "kind"),
    [
        ("Rebels took full control of the town on Sunday.", "took full control", "capture"),
        ("The ministry said its units had redeployed to firmer lines.", "redeployed", "withdraw"),
        ("A suicide car bomb tore through the gate.", "suicide car bomb", "suicide_bombing"),
        ("Barrel bombs fell on the market.", "Barrel bombs", "airstrike"),
        ("Three of our men were martyred.", "martyred", "attack"),
        ("Six militants were neutralised in the operation.", "neutralised", "clash"),
        ("Families fled their homes.", "fled", "displace"),
        ("Forty fighters laid down their arms.", "laid down their arms", "defect"),
        ("They shot the plane down.", "shot the plane down", "intercept"),
    ],
)
def test_the_shipped_lexicon_reads_news(words: Words, sentence: str, word: str, kind: str) -> None:
    assert kind in kinds_at(find_triggers(sentence, words.triggers), word)


@pytest.mark.parametrize(
    "sentence",
    [
        "The film captured the attention of the jury.",
        "He took part in May.",
        "The rebel-held town was quiet.",
    ],
)
def test_other_senses(words: Words, sentence: str) -> None:
    found = find_triggers(sentence, words.triggers)
    assert not [m for m in found if m.kind in ("capture", "hold", "advance")]


def test_a_word_of_several_kinds_is_given_for_each_once(words: Words) -> None:
    found = find_triggers("The attack killed six people.", words.triggers)
    keys = [(m.start, m.end, m.kind) for m in found]
    assert len(keys) == len(set(keys))
    assert {"clash", "toll"} <= kinds_at(found, "killed")


@given(
    st.lists(
        st.sampled_from("the rebels took captured town , . \n air strike shot down — U.S. it's".split(" "))
    )
)
@settings(max_examples=60, deadline=None)
def test_spans_always_slice_to_their_words(tokens: list[str]) -> None:
    text = " ".join(tokens)
    for mention in find_triggers(text, small_table()):
        assert text[mention.start : mention.end] == mention.words
