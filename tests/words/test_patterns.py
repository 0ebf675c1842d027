"""The pattern language of the word tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.words.patterns import build_index, compile_term, find, longest, noun_forms, tokenize, verb_forms


def found(
    text: str, term: str, pos: str = "phrase", forms: str = "", not_when: tuple[str, ...] = ()
) -> list[str]:
    tokens = tokenize(text)
    index = build_index([(term, pos, forms, not_when)])
    return [text[tokens.starts[h.tokens[0]] : tokens.ends[h.tokens[-1]]] for h in find(tokens, index)]


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("capture", {"captures", "captured", "capturing"}),
        ("seize", {"seizes", "seized", "seizing"}),
        ("carry", {"carries", "carried", "carrying"}),
        ("stop", {"stopped", "stopping", "stops"}),
        ("neutralize", {"neutralised", "neutralized", "neutralising"}),
        ("flee", {"flees", "fleeing"}),
        ("repel", {"repelled", "repelling"}),
    ],
)
def test_verbs_inflect(lemma: str, forms: set[str]) -> None:
    assert forms <= set(verb_forms(lemma))


def test_nouns_have_plurals() -> None:
    assert "enemies" in noun_forms("enemy")
    assert "gunmen" in noun_forms("gunman")
    assert "clashes" in noun_forms("clash")


def test_a_gap_takes_so_many_words_and_no_more() -> None:
    assert found("They took full and lasting control of it", "take {..3} control of", "verb", "took") == [
        "took full and lasting control of"
    ]
    assert found("They took it all in their own control of", "take {..3} control of", "verb", "took") == []


def test_nothing_matches_across_the_end_of_a_sentence() -> None:
    assert found("They took it. Control of the town was lost", "take {..3} control", "verb", "took") == []
    assert found("U.S. air strikes went on", "air strike", "noun") == ["air strikes"]


def test_half_a_compound_is_no_match() -> None:
    assert found("the rebel-held town", "hold", "verb", "held") == []
    assert found("the town held by rebels", "hold", "verb", "held") == ["held"]


def test_a_hyphen_or_a_space_may_join_the_words_of_a_term() -> None:
    assert found("a cease-fire and a cease fire", "cease-fire", "noun") == ["cease-fire", "cease fire"]


def test_excluded_senses() -> None:
    left, right = ("heart ~",), ("~ {..2} attention",)
    assert found("a heart attack and an attack", "attack", "noun", "", left) == ["attack"]
    assert found("It captured the world's attention.", "capture", "verb", "", right) == []
    assert found("It captured the town. Attention turned north.", "capture", "verb", "", right) == [
        "captured"
    ]
    assert found("Dough was flattened. The town was flattened.", "flatten", "verb", "", ("dough",)) == [
        "flattened"
    ]


def test_the_marked_word_inflects() -> None:
    assert found("violations of the truce", "^violation of {..2} truce", "noun") == [
        "violations of the truce"
    ]
    assert found("They were sexually assaulted", "sexually ^assault", "verb") == ["sexually assaulted"]


def test_a_possessive_s_belongs_to_no_word() -> None:
    tokens = tokenize("The army’s siege")
    assert tokens.words == ("the", "army", "siege")
    assert tokens.ends[1] == len("The army")


def test_the_longer_hit_covers_the_shorter() -> None:
    index = build_index([("air strike", "noun", "", ()), ("strike", "noun", "", ())])
    assert [hit.row for hit in longest(find(tokenize("an air strike and a strike"), index))] == [0, 1]


def test_a_preposition_does_not_cover_another_label() -> None:
    index = build_index([("assault on", "phrase", "", ()), ("assault", "noun", "", ())])
    tokens = tokenize("the assault on the town")
    hits = tuple(find(tokens, index))
    assert [hit.row for hit in longest(hits, tokens, ("offensive", "attack"))] == [0, 1]
    assert [hit.row for hit in longest(hits, tokens, ("attack", "attack"))] == [0]


def test_a_term_must_begin_with_a_word() -> None:
    with pytest.raises(ValueError, match="must begin with a word"):
        compile_term("{..3} control")


@given(st.text(alphabet="abc é’'-.,\n—U", max_size=60))
def test_tokens_slice_to_their_words(text: str) -> None:
    tokens = tokenize(text)
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        assert text[start:end].lower().replace("’", "'") == word
    assert list(tokens.starts) == sorted(tokens.starts)
