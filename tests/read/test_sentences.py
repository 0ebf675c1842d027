"""Sentences: lines first, then stops; abbreviations and initials do not end one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.read.sentences import LONGEST, split_sentences

SHORT = frozenset({"gen", "st", "dr", "mr"})

CASES = [
    (
        "Army takes town\nThe army took the town. It is quiet.",
        ["Army takes town", "The army took the town.", "It is quiet."],
    ),
    ("Gen. Omar left. He is in St. Ives.", ["Gen. Omar left.", "He is in St. Ives."]),
    ("The U.S. Army fired. J. Smith fell.", ["The U.S. Army fired.", "J. Smith fell."]),
    ("“We left the city.” He said no more.", ["“We left the city.”", "He said no more."]),
    ("It cost 3.5 million. Nobody paid.", ["It cost 3.5 million.", "Nobody paid."]),
    ("Did they leave? Yes! 12 died.", ["Did they leave?", "Yes!", "12 died."]),
    ("\n\n  \n", []),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_split(text: str, wanted: list[str]) -> None:
    assert [text[s.start : s.end] for s in split_sentences(text, SHORT)] == wanted


@given(st.text(alphabet='aB. \n!?”"1', max_size=60))
def test_spans_are_ordered_and_keep_every_letter(text: str) -> None:
    spans = split_sentences(text, SHORT)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = "".join(text[s.start : s.end] for s in spans)
    assert sorted(c for c in kept if not c.isspace()) == sorted(c for c in text if not c.isspace())


def test_what_runs_on_without_a_stop_is_cut_between_words() -> None:
    text = "shells fell and " * 500 + "x" * 5_000
    spans = split_sentences(text, frozenset())
    pieces = [text[span.start : span.end] for span in spans]
    assert max(map(len, pieces)) <= LONGEST
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    assert all(piece.startswith(("shells", "fell", "and")) for piece in pieces[:3])
