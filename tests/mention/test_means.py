"""Weapons, vehicles and methods named in a text."""

from __future__ import annotations

import pytest

from dateline.mention.means import find_means
from dateline.words.tables import Words


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Barrel bombs fell from helicopters.", ["barrel bomb", "helicopter"]),
        ("Two F-16s and an Su-24 bombed it.", ["F-16", "Su-24"]),
        ("They fired Grad rockets and a TOW missile.", ["Grad rocket", "TOW"]),
        ("HIMARS rockets hit it.", ["HIMARS rocket"]),
        ("A grad student towed a car.", ["car"]),
        ("A VBIED went off.", ["vehicle bomb"]),
        ("A suicide car bomber struck, then a truck bombing followed.", ["car bomb", "truck bomb"]),
        ("Six rocket shells and a mortar shell fell.", ["rocket", "mortar"]),
        ("An armored personnel carrier burned.", ["armoured personnel carrier"]),
        ("The fish tank leaked.", []),
        ("A Bayraktar drone hit a T-72.", ["Bayraktar drone", "T-72"]),
        ("The coal mine closed.", []),
    ],
)
def test_means(words: Words, text: str, means: list[str]) -> None:
    assert [name for _, _, name in find_means(text, words.means)] == means


def test_spans_slice_to_the_words(words: Words) -> None:
    text = "A suicide car bomb and mortar rounds."
    assert [text[a:b] for a, b, _ in find_means(text, words.means)] == ["suicide car bomb", "mortar rounds"]
