"""Folding of words for look-ups: text in, tokens with offsets and comparison keys out.

Case, diacritics, apostrophes, hyphens and possessive endings are folded away; acronyms keep their case, so
that "IS" and "is", "US" and "us" stay apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:['’ʼ‘`´]\w+)*")
_POSSESSIVE = re.compile(r"['’ʼ‘`´][sS]$")
_APOSTROPHES = re.compile(r"['’ʼ‘`´.]")
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ß": "ss"})
_LONGEST_ACRONYM = 10


class FoldedToken(NamedTuple):
    """One word of a text: offsets (a possessive ending left out), the folded key, the keys it may match,
    whether it begins with a capital, whether its script has capitals."""

    start: int
    end: int
    key: str
    keys: tuple[str, ...]
    upper: bool
    cased: bool


def fold_word(word: str) -> str:
    """A word in lower case, without diacritics and apostrophes."""
    if word.isascii():
        return _APOSTROPHES.sub("", word).lower()
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(ch for ch in plain if not unicodedata.combining(ch))
    return _APOSTROPHES.sub("", plain).lower().translate(_LETTERS)


def is_acronym(word: str) -> bool:
    """Whether a word is written as initials: two capitals or more, and they are at least half of it."""
    # Most words have no capital after their first letter: the answer without the count.
    if word[1:].islower():
        return False
    bare = _APOSTROPHES.sub("", word)
    capitals = sum(1 for ch in bare if ch.isupper())
    return capitals >= 2 and 2 * capitals >= len(bare) and len(bare) <= _LONGEST_ACRONYM


@lru_cache(maxsize=4096)
def fold_tokens(text: str) -> tuple[FoldedToken, ...]:
    """The words of a text in order, each with its offsets and folded keys."""
    tokens = []
    for match in _TOKEN.finditer(text):
        length, key, keys, upper, cased = _folded(match.group())
        start = match.start()
        tokens.append(FoldedToken(start, start + length, key, keys, upper, cased))
    return tuple(tokens)


@lru_cache(maxsize=32768)
def _folded(word: str) -> tuple[int, str, tuple[str, ...], bool, bool]:
    """A token's length without a possessive ending, and what :class:`FoldedToken` tells of it beside offsets."""
    raw = _POSSESSIVE.sub("", word)
    key = fold_word(raw)
    keys: tuple[str, ...] = (key,)
    if is_acronym(raw):
        keys = ("=" + _APOSTROPHES.sub("", raw), key)
    elif len(key) > 4 and key[-1] == "s" and key[-2] != "s":
        # A possessive whose apostrophe an archive lost: "Syrias army", "the coalitions jets".
        keys = (key, key[:-1])
    first = raw[0]
    return len(raw), key, keys, first.isupper(), first.isupper() or first.islower()


def alias_keys(alias: str) -> tuple[str, ...]:
    """The keys under which an alias is filed: its tokens folded, initials kept as they are."""
    return tuple([_folded(word)[2][0] for word in _TOKEN.findall(alias)])
