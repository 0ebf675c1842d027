"""Tries of folded words: what paths of words stand for, and walking them over a text.

In: keys and meanings, then the tokens of a text. Out: where paths end and what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from dateline.words.folding import FoldedToken, alias_keys

AliasKind = Literal["name", "acronym", "person", "office", "metonym", "state", "adjective", "home"]
"""How an alias stands for its actor: by name or initials, as a person or post that speaks for it, as a
capital for its government, as a country's name, as an adjective of nationality, or as a word that counts at
home only."""

_END = ""


class Meaning(NamedTuple):
    """What a path through a trie stands for: an actor's id (or a template's body), where it counts, and
    how."""

    target: str
    country: str | None
    kind: AliasKind
    lower: bool = False


Trie = dict[str, "Trie | tuple[Meaning, ...]"]
"""Keys of folded words to what comes after them; the empty key holds the meanings of the path so far."""


def plant(trie: Trie, keys: tuple[str, ...], meaning: Meaning) -> None:
    """File a meaning under a path of keys, once."""
    node = trie
    for key in keys:
        below = node.setdefault(key, {})
        assert isinstance(below, dict)
        node = below
    known = meanings_of(node)
    if meaning not in known:
        node[_END] = (*known, meaning)


def meanings_of(node: Trie) -> tuple[Meaning, ...]:
    """What the path that leads to a node stands for."""
    found = node.get(_END)
    return found if isinstance(found, tuple) else ()


def any_of(trie: Trie, keys: tuple[str, ...]) -> bool:
    """Whether a path begins with one of some keys."""
    return keys[0] in trie or (len(keys) > 1 and keys[1] in trie)


def ends_of(
    trie: Trie, tokens: tuple[FoldedToken, ...], at: int
) -> Iterator[tuple[int, tuple[Meaning, ...]]]:
    """Every end of a path through the trie that begins at a token, short ones first."""
    nodes = [trie]
    while nodes and at < len(tokens):
        below = []
        for node in nodes:
            for key in tokens[at].keys:
                step = node.get(key)
                if isinstance(step, dict):
                    below.append(step)
        at += 1
        nodes = below
        for node in nodes:
            meanings = meanings_of(node)
            if meanings:
                yield at, meanings


def longest_path(trie: Trie, tokens: tuple[FoldedToken, ...], at: int) -> tuple[int, tuple[Meaning, ...]]:
    """The longest path through the trie from a token: its end and meanings."""
    longest: tuple[int, tuple[Meaning, ...]] = (at, ())
    for found in ends_of(trie, tokens, at):
        longest = found
    return longest


def choose(meanings: tuple[Meaning, ...], country: str | None) -> Meaning | None:
    """The meaning that counts in a country: one bound to it first, else one that counts anywhere."""
    for meaning in meanings:
        if meaning.country is not None and meaning.country == country:
            return meaning
    for meaning in meanings:
        if meaning.country is None:
            return meaning
    return None


def case_fits(tokens: tuple[FoldedToken, ...], at: int, end: int) -> bool:
    """A listed name has a capital somewhere, or is of a script that has none."""
    return any(token.upper or not token.cased for token in tokens[at:end])


def country_trie(countries: Iterable[Mapping[str, str]]) -> Trie:
    """Names, adjectives and capitals of countries; a meaning's ``country`` is the class, its ``target`` the
    code."""
    trie: Trie = {}
    for cells in countries:
        forms = [("{name}", cells["name"])]
        forms += [("{name}", word) for word in cells["aliases"].split("|")]
        forms += [("{demonym}", word) for word in cells["demonyms"].split("|")]
        forms += [("{capital}", word) for word in cells["capital"].split("|")]
        for name, word in forms:
            keys = alias_keys(word)
            keys = keys[1:] if keys[:1] == ("the",) else keys
            if keys:
                plant(trie, keys, Meaning(cells["iso"], name, "state"))
    return trie
