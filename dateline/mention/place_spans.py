"""Where a report names places: capitalised spans that the gazetteer knows or whose syntax says place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.model import Span
from dateline.words.places import Gazetteer, PlaceEntry
from dateline.words.placewords import PlaceWords

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:['’ʿ‘`]\w+|[-–]\w+)*")
_POSSESSIVES = ("'s", "’s")
_PREFIXED = re.compile(r"^(?:al|el|an|ash|as|ad|ar|az|at|ez|d|l)[-'’]?[^\W\d_a-z]", re.ASCII)
_PREFIX_LETTERS = frozenset("aedl")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;”\"»\n•–—)]\s*[“\"'‘«(]?|\n\s*[“\"'‘«(]?)$")
_LONGEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word of a text, and the same in lower case (``low``); ``capital`` as names are, ``first`` at the start of a
    sentence or line."""

    text: str
    low: str
    start: int
    end: int
    capital: bool
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A place name in a text: tokens ``first`` to ``last`` (excluded), and the look-up form ``name``."""

    span: Span
    name: str
    known: bool


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text in order, possessive endings cut off."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word.endswith(_POSSESSIVES):
            word = word[:-2]
        start = match.start()
        capital = word[:1].isupper() or (word[:1] in _PREFIX_LETTERS and _PREFIXED.match(word) is not None)
        if capital and "-" in word:
            tail = word.rsplit("-", 1)[-1]
            capital = not (tail.islower() and len(tail) > 3)
        # Most words follow another one: no sentence ends between them, and no pattern need look.
        amid = start > 1 and text[start - 1] == " " and text[start - 2].isalnum()
        first = start == 0 or (not amid and bool(_SENTENCE_END.search(text[max(0, start - 6) : start])))
        found.append(
            Token(
                text=word, low=word.lower(), start=start, end=start + len(word), capital=capital, first=first
            )
        )
    return tuple(found)


def joined(text: str, run: Sequence[Token]) -> str:
    """The stretch of text that a run of tokens covers."""
    return text[run[0].start : run[-1].end]


def runs(text: str, words: Sequence[Token], table: PlaceWords) -> tuple[tuple[int, int], ...]:
    """Index pairs (first, last excluded) of capitalised runs; small words inside a name belong to it."""
    found = []
    at = 0
    while at < len(words):
        if not words[at].capital:
            at += 1
            continue
        end = at + 1
        while end < len(words):
            if words[end].capital and _touch(text, words, end):
                end += 1
                continue
            skip = _connectors(text, words, end, table)
            if not skip:
                break
            end += skip
        found.append((at, end))
        at = end
    return tuple(found)


def _touch(text: str, words: Sequence[Token], at: int) -> bool:
    return text[words[at - 1].end : words[at].start] in {" ", "\u00a0", "-"}


def _connectors(text: str, words: Sequence[Token], at: int, table: PlaceWords) -> int:
    """How many tokens to swallow where a small word leads on to a further capitalised one; else 0."""
    for size in (1, 2):
        inside = words[at : at + size]
        after = at + size
        if after >= len(words) or not words[after].capital:
            continue
        if not all(_touch(text, words, i) for i in range(at, after + 1)):
            continue
        if not all(table.value("connector", word.low) is not None for word in inside):
            continue
        if any(word.low == "of" for word in inside) and not _heads(words[at - 1].low, table):
            continue
        return size + 1
    return 0


def _heads(word: str, table: PlaceWords) -> bool:
    return table.has_any(_HEADING, word)


_HEADING = frozenset({"site", "feature", "kind"})
_SITES = frozenset({"site", "feature"})
_LEADING = frozenset({"never", "strong", "weak", "part", "direction"})
_COMPASS = frozenset({"direction", "part"})


def phrase_before(words: Sequence[Token], at: int, role: str, table: PlaceWords, text: str) -> str | None:
    """The longest phrase of a role that stands right before token ``at`` (determiners skipped), or ``None``."""
    end = at
    while end > 0 and words[end - 1].low in {"the", "a", "its", "their"} and _gap_ok(text, words, end):
        end -= 1
    longest = 0
    while longest < min(4, end) and (end - longest >= len(words) or _gap_ok(text, words, end - longest)):
        longest += 1
    for size in range(longest, 0, -1):
        phrase = " ".join(word.low for word in words[end - size : end])
        if table.value(role, phrase) is not None:
            return phrase
    return None


def _gap_ok(text: str, words: Sequence[Token], at: int) -> bool:
    until = words[at].start if at < len(words) else len(text)
    return at == 0 or not text[words[at - 1].end : until].strip("’'“\"s ")


def tail_after(text: str, words: Sequence[Token], at: int, table: PlaceWords) -> tuple[int, str, str] | None:
    """A kind, site or feature word from token ``at`` on: (tokens taken, role, phrase), the longest first."""
    for size in (3, 2, 1):
        part = words[at : at + size]
        if len(part) < size or not all(_touch(text, words, i) for i in range(at, at + size) if i > 0):
            continue
        phrase = " ".join(word.low for word in part)
        if not table.has_any(_HEADING, phrase):
            continue
        for role in ("site", "kind", "feature"):
            if table.value(role, phrase) is not None:
                return size, role, phrase
    return None


Accept = Callable[[str, tuple[PlaceEntry, ...], str, bool], bool]
"""Whether a known name stands for a place here: (name, candidates, syntax strong/weak/none, sentence start)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A capitalised run, tokens ``first`` to ``last`` (excluded): what holds of it whichever names are accepted.

    ``tail`` is what stands after it (see :func:`tail_after`), ``site`` whether it names a building or a natural
    feature, ``title`` whether a person's title leads it, ``candidates`` the places that bear its ``whole``.
    """

    first: int
    last: int
    tail: tuple[int, str, str] | None
    site: bool
    title: bool
    syntax: str
    whole: str
    candidates: tuple[PlaceEntry, ...]


def read_runs(text: str, gazetteer: Gazetteer) -> tuple[Run, ...]:
    """The capitalised runs of a text, in order, less the words that only stand before a name."""
    words = tokens(text)
    found = []
    for first, last in _whole_runs(text, words, gazetteer):
        while first < last and _drop_first(text, words, first, last, gazetteer):
            first += 1
        if first < last:
            found.append(_run(text, words, first, last, gazetteer))
    return tuple(found)


def _run(text: str, words: Sequence[Token], first: int, last: int, gazetteer: Gazetteer) -> Run:
    table = gazetteer.words
    tail = tail_after(text, words, last, table)
    title = table.value("title", words[first].low) is not None or (
        first > 0 and table.value("title", words[first - 1].low) is not None and _touch(text, words, first)
    )
    whole = joined(text, words[first:last])
    return Run(
        first=first,
        last=last,
        tail=tail,
        site=_is_site(words, first, last, tail, table),
        title=title,
        syntax=_syntax(text, words, first, tail, table),
        whole=whole,
        candidates=gazetteer.candidates(whole) if last - first <= _LONGEST else (),
    )


def find_names(
    text: str, gazetteer: Gazetteer, accept: Accept, read: Sequence[Run] | None = None
) -> tuple[Name, ...]:
    """Every place name of a text, in order and apart from each other; ``read`` are its runs, where the caller has
    them."""
    words = tokens(text)
    found: list[Name] = []
    for run in read_runs(text, gazetteer) if read is None else read:
        found += _in_run(text, words, run, gazetteer, accept)
    return tuple(found)


_INNER = frozenset({"of", "the", "and"})
"""Small words that stand within some names of places and between most."""


def _whole_runs(text: str, words: Sequence[Token], gazetteer: Gazetteer) -> list[tuple[int, int]]:
    """The capitalised runs, two put together where the curated places have their whole: "Line of Control"."""
    found: list[tuple[int, int]] = []
    for first, last in runs(text, words, gazetteer.words):
        if found and _one_name(text, words, found[-1], (first, last), gazetteer):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _one_name(
    text: str, words: Sequence[Token], left: tuple[int, int], right: tuple[int, int], gazetteer: Gazetteer
) -> bool:
    gap = words[left[1] : right[0]]
    if not 0 < len(gap) <= 2 or any(word.low not in _INNER for word in gap):
        return False
    if not all(_touch(text, words, at) for at in range(left[1], right[0] + 1)):
        return False
    # The run may begin with a word that is no part of the name: "The Line of Control".
    starts = range(max(left[0], right[1] - _LONGEST), left[1])
    wholes = (joined(text, words[start : right[1]]) for start in starts)
    return any(e.curated and e.rank < 2 for whole in wholes for e in gazetteer.candidates(whole))


def _in_run(text: str, words: Sequence[Token], run: Run, gazetteer: Gazetteer, accept: Accept) -> list[Name]:
    first, last, tail, syntax = run.first, run.last, run.tail, run.syntax
    if run.site:
        end = last + (tail[0] if tail and tail[1] != "kind" else 0)
        return [_name(text, words, first, end, known=False)]
    if run.title and tail is None:
        return []
    if run.candidates and accept(run.whole, run.candidates, syntax, words[first].first):
        return [_name(text, words, first, last + (tail[0] if tail else 0), known=True)]
    parts = _parts(text, words, (first, last), syntax, gazetteer, accept)
    if parts:
        return parts
    table = gazetteer.words
    if _place_by_syntax(words, first, last, syntax, tail, table) and not run.candidates:
        return [_name(text, words, first, last + (tail[0] if tail else 0), known=False)]
    return []


def _drop_first(text: str, words: Sequence[Token], first: int, last: int, gazetteer: Gazetteer) -> bool:
    """Whether the run's first word only stands before the name: "In Hama", "Northern Syria", "Occupied Kherson"."""
    table, low = gazetteer.words, words[first].low
    if not table.has_any(_LEADING, low):
        return False
    whole = joined(text, words[first:last])
    known = [e for e in gazetteer.candidates(whole) if e.rank < 2 and (e.curated or last - first > 1)]
    return not known or (last - first == 1 and table.value("never", low) is not None)


def _is_site(
    words: Sequence[Token], first: int, last: int, tail: tuple[int, str, str] | None, table: PlaceWords
) -> bool:
    if tail is not None and tail[1] in {"site", "feature"}:
        return True
    return last - first > 1 and site_head([word.low for word in words[first:last]], table) is not None


def site_head(parts: Sequence[str], table: PlaceWords) -> str | None:
    """The word that makes a name a site or natural feature, at its end ("Medical Center") or start ("Mount")."""
    for phrase in (" ".join(parts[-2:]), parts[-1], " ".join(parts[:2]), parts[0]):
        if table.has_any(_SITES, phrase) and phrase != " ".join(parts):
            return phrase
    return None


def _syntax(
    text: str, words: Sequence[Token], first: int, tail: tuple[int, str, str] | None, table: PlaceWords
) -> str:
    start = first
    while start > 0 and table.has_any(_COMPASS, words[start - 1].low):
        start -= 1
    if tail is not None and tail[1] == "kind":
        return "strong"
    if phrase_before(words, start, "strong", table, text) or start < first:
        return "strong"
    if phrase_before(words, start, "weak", table, text):
        return "weak"
    return "none"


def _parts(
    text: str,
    words: Sequence[Token],
    run: tuple[int, int],
    syntax: str,
    gazetteer: Gazetteer,
    accept: Accept,
) -> list[Name]:
    """Known names inside a longer run: where it starts with one, or holds a country's name."""
    first, last = run
    table = gazetteer.words
    found = []
    at = first
    while at < last:
        for end in range(min(last, at + _LONGEST), at, -1):
            if end - at == last - first:
                continue
            name = joined(text, words[at:end])
            candidates = tuple(e for e in gazetteer.candidates(name) if e.rank < 2)
            sure = any(e.kind == "country" or (e.curated and e.rank == 0 and " " in name) for e in candidates)
            lead = at == first and syntax == "strong" and end == last - 1
            if table.value("element", words[end - 1].low) is not None:
                continue
            known = sure and gazetteer.words.value("never", name) is None
            if known or (lead and candidates and accept(name, candidates, syntax, words[at].first)):
                found.append(_name(text, words, at, end, known=True))
                at = end - 1
                break
        at += 1
    return found


def _place_by_syntax(
    words: Sequence[Token],
    first: int,
    last: int,
    syntax: str,
    tail: tuple[int, str, str] | None,
    table: PlaceWords,
) -> bool:
    run = words[first:last]
    if tail is not None and tail[1] == "kind":
        return True
    if syntax != "none" and 1 < last - first <= 3 and table.value("element", run[0].low) == "place":
        return True
    if syntax != "strong" or last - first > 3:
        return False
    plainly = all(table.value("never", word.low) is None for word in run)
    shouted = all(word.text.isupper() for word in run)
    return plainly and not shouted and words[first - 1].low not in {"the", "a", "at", "its", "their"}


def _name(text: str, words: Sequence[Token], first: int, last: int, *, known: bool) -> Name:
    span = Span(start=words[first].start, end=words[last - 1].end)
    return Name(span=span, name=text[span.start : span.end], known=known)
