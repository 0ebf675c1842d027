from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Edit, Span
from dateline.read.sentences import split_sentences
from dateline.versions.edits import bare, edits

WORDS = "shells hit the town of Almar and Besk on Tuesday killing nine or twelve people".split()
LINES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(lambda row: " ".join(row).capitalize())
SENTENCES = st.lists(LINES.map(lambda line: f"{line}."), max_size=8)


def between(old: str, new: str) -> tuple[Edit, ...]:
    return edits(old, new, split_sentences(old, frozenset()), split_sentences(new, frozenset()))


def told(old: str, new: str) -> list[tuple[str | None, str | None, bool]]:
    def words(text: str, span: Span | None) -> str | None:
        return None if span is None else text[span.start : span.end]

    return [(words(old, one.old), words(new, one.new), one.moved) for one in between(old, new)]


def test_each_kind_of_difference_is_told_with_its_words() -> None:
    old = "Rain fell. Markets closed. Shells hit Almar and killed 12 people. Talks began. The mayor fled."
    new = (
        "Talks began. Rain fell. Markets closed.\n\nShells hit Almar and killed 9 people. A truce was called."
    )
    assert told(old, new) == [
        ("The mayor fled.", None, False),
        ("Talks began.", "Talks began.", True),
        ("Shells hit Almar and killed 12 people.", "Shells hit Almar and killed 9 people.", False),
        (None, "A truce was called.", False),
    ]


def test_what_only_looks_otherwise_is_no_difference() -> None:
    assert between("“It fell,” he said.  At 12.30.", '"It  fell," he said.\n\nAt 12.30.') == ()
    assert told("It fell at 12.30.", "It fell at 12.35.") == [
        ("It fell at 12.30.", "It fell at 12.35.", False)
    ]


@settings(deadline=None)
@given(SENTENCES)
def test_the_same_text_has_no_differences(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert between(text, text) == ()


@settings(deadline=None)
@given(SENTENCES, SENTENCES)
def test_edits_lead_from_one_text_to_the_other(left: list[str], right: list[str]) -> None:
    old, new = " ".join(left), " ".join(right)
    found = between(old, new)
    spans = [edit.old for edit in found if edit.old is not None]
    assert len(set(spans)) == len(spans)
    # Less what edits touch, both texts are the same sentences in the same order.
    kept = []
    for text, side in ((old, "old"), (new, "new")):
        touched = {getattr(edit, side) for edit in found}
        kept.append(
            [bare(text[s.start : s.end]) for s in split_sentences(text, frozenset()) if s not in touched]
        )
    assert kept[0] == kept[1]
    for edit in found:
        if edit.moved:
            assert edit.old is not None and edit.new is not None
            assert bare(old[edit.old.start : edit.old.end]) == bare(new[edit.new.start : edit.new.end])


@settings(deadline=None)
@given(st.permutations(["Almar fell.", "Besk burned.", "Talks began.", "Rain came down.", "The mayor fled."]))
def test_sentences_in_another_order_have_only_moved(sentences: list[str]) -> None:
    old = "Almar fell. Besk burned. Talks began. Rain came down. The mayor fled."
    assert all(edit.moved for edit in between(old, " ".join(sentences)))
