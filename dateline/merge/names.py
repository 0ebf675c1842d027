"""Names of bodies and places, likened without any table: folded letters, article-free, by their telling
words.

In: names as reports write them; out: keys and answers to "may these two be one?". Tables of actors and
places know better where they know a name at all (:mod:`dateline.merge.knowledge`); this is what is left for
all the others.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"['’`ʿʾ]s?\b|['’`ʿʾ]")
_NOT_WORD = re.compile(r"[^\w ]+")
_BRACKET = re.compile(r"\s*[(\[][^)\]]*[)\]]")

ARTICLES = frozenset(
    ("the a an of al el ar as ash at ad an az la le les los das der die du de da do di and in for").split()
)
"""Words that carry no part of a name."""

PLACE_NOUNS = frozenset(
    "city province governorate region district town village county state oblast area "
    "municipality camp".split()
)
"""Kinds of place: they stand beside a name and are no part of it."""

GENERIC = frozenset(
    (
        "rebels rebel insurgents insurgent militants militant fighters fighter gunmen gunman forces "
        "force troops "
        "troop soldiers soldier army military militia militias militiamen men man people persons "
        "group groups "
        "armed unidentified unknown attackers attacker assailants assailant terrorists terrorist opposition "
        "government authorities officials official security allied local regime residents civilians bandits "
        "warplanes jets aircraft planes helicopters drones units unit police side sides parties "
        "party warring "
        "witnesses source sources spokesman ministry command defence defense interior foreign guerrillas"
    ).split()
)
"""Words that any body may be called by: sharing only these says nothing."""


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Lower-case letters and digits of a name without accents, articles, possessives and brackets."""
    text = unicodedata.normalize("NFKD", _BRACKET.sub("", name) or name)
    text = "".join(ch for ch in text if not unicodedata.combining(ch)).casefold()
    text = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", text.replace("u.s.", "us").replace("u.n.", "un")))
    words = [word for word in text.replace("_", " ").split() if word not in ARTICLES]
    return " ".join(words) or text.strip()


@lru_cache(maxsize=65536)
def place_key(name: str) -> str:
    """A place's folded name without the noun for its kind ("Hama province" is "hama")."""
    words = [word for word in fold(name).split() if word not in PLACE_NOUNS]
    return " ".join(words) or fold(name)


@lru_cache(maxsize=65536)
def telling(name: str) -> frozenset[str]:
    """The words of a name that tell one body from another, stemmed so that "Iraqi" and "Iraq" meet."""
    return frozenset(stem(word) for word in fold(name).split() if word not in GENERIC)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without the endings of number, of tense and of nationality."""
    for ending in (
        "ians",
        "ian",
        "ese",
        "ish",
        "ans",
        "an",
        "ing",
        "ed",
        "es",
        "is",
        "s",
        "i",
        "a",
        "e",
        "y",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=262144)
def same_name(left: str, right: str) -> bool:
    """Whether two names read as one body's: equal when folded, one within the other, or initials of it."""
    a, b = fold(left), fold(right)
    if not a or not b:
        return False
    if a == b or initials(left, right) or initials(right, left):
        return True
    small, large = sorted((telling(left), telling(right)), key=lambda words: (len(words), sorted(words)))
    if not small:
        return False
    return small == large or (len(small) >= 2 and small <= large)


def initials(short: str, long: str) -> bool:
    """Whether a name in capitals spells the first letters of another ("AFP", "Agence France-Presse")."""
    letters = _capitals(short)
    return letters is not None and letters in _first_letters(long)


@lru_cache(maxsize=65536)
def _capitals(name: str) -> str | None:
    """The letters of a name in two to eight capitals, in lower case; ``None`` for any other."""
    letters = "".join(ch for ch in name if ch.isalpha())
    return letters.casefold() if 2 <= len(letters) <= 8 and letters.isupper() else None


@lru_cache(maxsize=65536)
def _first_letters(name: str) -> tuple[str, ...]:
    """The first letters of the words of a name, of all and of those that are no articles; none of a single word."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", name))
    if len(words) < 2:
        return ()
    every = "".join(word[0] for word in words).casefold()
    return every, "".join(word[0] for word in words if word.casefold() not in ARTICLES).casefold()


def clean(name: str) -> str:
    """A name as it is printed: without a bracketed remark."""
    return _BRACKET.sub("", name).strip() or name
