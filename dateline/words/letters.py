"""Letters that are not what they look like: control and direction characters, and words of mixed alphabets.

A text in comes out fit to be shown, each such character replaced by one that can be seen; or the words in it that
mix alphabets whose letters look alike. The text that is kept and quoted is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

SHOWN = "\ufffd"
"""What stands for a character that is not shown."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""C0 and C1 controls but tab and line feed; embeddings, overrides and isolates of direction."""

_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CHAR_NAME = re.compile(r"(LATIN|GREEK|CYRILLIC)\b")
_WORD = re.compile(r"[^\W\d_]+")


def visible(text: str) -> str:
    """The text with every control and direction character made visible; line breaks and tabs stay."""
    return _UNSEEN.sub(SHOWN, text)


def escaped(text: str) -> str:
    """JSON with every such character as its ``\\u`` escape: the same value, and nothing for a terminal to obey."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def directions(text: str) -> tuple[str, ...]:
    """The characters in a text that change the direction in which it is shown, sorted, each once."""
    return tuple(sorted(set(_DIRECTIONS.findall(text))))


def mixed_words(text: str) -> Iterator[str]:
    """The words of a text whose letters come from two of the alphabets that look alike: Latin, Greek, Cyrillic.

    The alphabet of a letter is the first word of its Unicode name; the micro and ohm signs belong to none.
    """
    if text.isascii():
        return
    for found in _WORD.finditer(text):
        word = found[0]
        if not word.isascii() and len({_alphabet(letter) for letter in word} - {None}) > 1:
            yield word


def _alphabet(letter: str) -> str | None:
    found = _CHAR_NAME.match(unicodedata.name(letter, ""))
    return found[1] if found is not None else None


def strangers(word: str) -> str:
    """The letters of a mixed word that are not Latin, each with its code point and Unicode name."""
    told = (f"U+{ord(letter):04X} {unicodedata.name(letter, 'unnamed')}" for letter in dict.fromkeys(word))
    return ", ".join(one for one in told if "LATIN" not in one)
