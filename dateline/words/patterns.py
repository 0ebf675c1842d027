"""The small pattern language of the word tables: compile terms once, find them in running text.

Comes in: terms such as ``capture``, ``air strike``, ``take {..3} control of``, ``break/breach {..2} siege``.
Goes out: :class:`PatternIndex`, and :func:`find`, which yields every place where a term stands.

A term is a row of words. ``{..N}`` is a gap of up to N words; ``a/b`` either word; ``ab*`` any word that
begins so (not as the first word). A term of part of speech ``verb`` inflects its first word, ``noun`` its
last; a ``phrase`` stands as it is. ``not_when`` patterns name the senses that do not count: ``~`` stands
for the term (``~ {..2} attention``); a pattern without ``~`` excludes when it stands in the same sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*(?:['’]s\b)?")
_GAP = re.compile(r"\{\.\.(\d+)\}")
_VOWELS = "aeiou"
_PARTICLES = frozenset("away back down off out over up".split())
_SMALL = frozenset("a an at by for from in into of on the to upon with".split())

SPACE, SOFT, HARD = 0, 1, 2
"""What stands before a word: space or a joining mark; a comma or bracket; the end of a sentence or line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A text cut into words: lower-cased words, code point offsets, the break and the hyphen before each."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    breaks: tuple[int, ...]
    joined: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """One position of a pattern: a word out of ``words`` or with one of ``prefixes``, after at most ``gap`` others."""

    words: frozenset[str]
    prefixes: tuple[str, ...]
    gap: int


Pattern = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A sense that does not count: what stands left (read backwards) and right of the term, or anywhere."""

    left: Pattern
    right: Pattern
    anywhere: Pattern


@dataclass(frozen=True, slots=True)
class Term:
    """One compiled table row: its number, its pattern, and the senses to leave out.

    ``second`` holds the words one of which must come next, where that is certain: a quick first test.
    """

    row: int
    pattern: Pattern
    second: frozenset[str] | None
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class PatternIndex:
    """Compiled terms by each form of their first word."""

    by_first: Mapping[str, tuple[Term, ...]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: the row's number and the numbers of the words it stands on (gap words left out)."""

    row: int
    tokens: tuple[int, ...]


@lru_cache(maxsize=256)
def tokenize(text: str) -> Tokens:
    """Cut ``text`` into words; a possessive ``'s`` belongs to no word; offsets are code points of ``text``."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    breaks: list[int] = []
    joined: list[bool] = []
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = text[start:end]
        if word.endswith(("'s", "’s")):
            word = word[:-2]
            end -= 2
        between = text[last:start]
        if between == " ":
            breaks.append(SPACE)
            joined.append(False)
        else:
            breaks.append(_break(between, words[-1] if words else ""))
            joined.append(between in ("-", "‑", "‐"))
        words.append(word.lower().replace("’", "'"))
        starts.append(start)
        ends.append(end)
        last = end
    return Tokens(
        words=tuple(words),
        starts=tuple(starts),
        ends=tuple(ends),
        breaks=tuple(breaks),
        joined=tuple(joined),
    )


def _break(between: str, before: str) -> int:
    if between in (" ", "-", ""):
        return SPACE
    if "\n" in between or any(mark in between for mark in "!?;…"):
        return HARD
    # an initial or abbreviation ("U.S.", "St.") does not end a sentence
    if "." in between and between.rstrip() != between and len(before) > 1:
        return HARD
    if any(mark in between for mark in ",()[]–—:") or " - " in between:
        return SOFT
    return SPACE


def verb_forms(lemma: str) -> tuple[str, ...]:
    """The regular forms of a verb, spelling doubts settled by giving both; ``-ize`` verbs also with ``-ise``."""
    stems = [lemma]
    if lemma.endswith("ize"):
        stems.append(lemma[:-3] + "ise")
    forms: list[str] = []
    for stem in stems:
        forms += [stem, *_third_person(stem), *_past_and_ing(stem)]
    return tuple(dict.fromkeys(forms))


def _third_person(stem: str) -> list[str]:
    if stem.endswith("y") and stem[-2:-1] not in _VOWELS:
        return [stem[:-1] + "ies"]
    if stem.endswith(("s", "x", "z", "ch", "sh", "o")):
        return [stem + "es"]
    return [stem + "s"]


def _past_and_ing(stem: str) -> list[str]:
    if stem.endswith("e"):
        ing = stem if stem.endswith(("ee", "oe", "ye")) else stem[:-1]
        return [stem + "d", ing + "ing"]
    if stem.endswith("y") and stem[-2:-1] not in _VOWELS:
        return [stem[:-1] + "ied", stem + "ing"]
    forms = [stem + "ed", stem + "ing"]
    if len(stem) > 2 and stem[-1] not in _VOWELS + "wxy" and stem[-2] in _VOWELS and stem[-3] not in _VOWELS:
        forms += [stem + stem[-1] + "ed", stem + stem[-1] + "ing"]
    return forms


def noun_forms(noun: str) -> tuple[str, ...]:
    """A noun and its regular plural (units and model numbers too)."""
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return (noun, noun[:-1] + "ies")
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return (noun, noun + "es")
    if noun.endswith("man"):
        return (noun, noun[:-3] + "men", noun + "s")
    return (noun, noun + "s")


def compile_term(term: str, pos: str = "phrase", forms: str = "") -> Pattern:
    """Compile one term. ``forms`` are further forms of the inflected word, split by spaces; the word that
    inflects may be marked with ``^`` (``sexually ^assault``, ``^violation of``).

    Raises ``ValueError`` with the reason for an empty term, or one that begins with a gap.
    """
    marked = any(piece.startswith("^") for piece in term.split())
    elements = _elements(term.replace("^", ""))
    if not elements or elements[0].gap or elements[0].prefixes:
        raise ValueError(f"a term must begin with a word: {term!r}")
    if pos not in ("verb", "noun"):
        return elements
    at = _inflected(term) if marked or pos == "verb" else len(elements) - 1
    inflect = verb_forms if pos == "verb" else noun_forms
    words = frozenset(f for word in elements[at].words for f in inflect(word)) | frozenset(
        forms.lower().split()
    )
    changed = Element(words, elements[at].prefixes, elements[at].gap)
    return (*elements[:at], changed, *elements[at + 1 :])


def _inflected(term: str) -> int:
    """The number of the element that inflects: the one marked ``^``, else a verb's first (its last part)."""
    before = 0
    for number, piece in enumerate(piece for piece in term.split() if _GAP.fullmatch(piece) is None):
        size = 1 if "/" in piece or piece.endswith("*") else len(tokenize(piece).words)
        if piece.startswith("^") or ("^" not in term and number == 0):
            return before + size - 1
        before += size
    return 0


def _elements(term: str) -> Pattern:
    elements: list[Element] = []
    gap = 0
    for piece in term.split():
        if piece[0] == "{" and (match := _GAP.fullmatch(piece)) is not None:
            gap = int(match.group(1))
            continue
        if "/" in piece or piece.endswith("*"):
            options = piece.lower().split("/")
            prefixes = tuple(o[:-1] for o in options if o.endswith("*"))
            elements.append(Element(frozenset(o for o in options if not o.endswith("*")), prefixes, gap))
            gap = 0
            continue
        plain = (piece.lower(),) if piece.isalnum() else tokenize(piece).words
        for word in plain:
            elements.append(Element(frozenset({word}), (), gap))
            gap = 0
    return tuple(elements)


def compile_exclusion(pattern: str) -> Exclusion:
    """Compile one ``not_when`` pattern (see the module's docstring)."""
    if "~" not in pattern:
        return Exclusion((), (), _elements(pattern))
    left, _, right = pattern.partition("~")
    return Exclusion(_backwards(left), _elements(right), ())


def _backwards(left: str) -> Pattern:
    # A gap belongs to the word after it; read backwards, to the word before it.
    return _elements(" ".join(reversed(left.split())))


def build_index(rows: Iterable[tuple[str, str, str, Sequence[str]]]) -> PatternIndex:
    """Compile ``(term, pos, forms, not_when patterns)`` rows; the row number is the position in ``rows``."""
    by_first: dict[str, list[Term]] = {}
    for number, (term, pos, forms, not_when) in enumerate(rows):
        pattern = compile_term(term, pos, forms)
        second = (
            pattern[1].words if len(pattern) > 1 and not (pattern[1].gap or pattern[1].prefixes) else None
        )
        compiled = Term(number, pattern, second, tuple(compile_exclusion(p) for p in not_when))
        for word in sorted(pattern[0].words):
            by_first.setdefault(word, []).append(compiled)
    return PatternIndex({word: tuple(terms) for word, terms in by_first.items()})


def find(tokens: Tokens, index: PatternIndex) -> Iterator[Hit]:
    """Yield every term of ``index`` in ``tokens``, in reading order; excluded senses and hyphen halves left out."""
    by_first, words = index.by_first, tokens.words
    for position, word in enumerate(words):
        if word not in by_first:
            continue
        after = words[position + 1] if position + 1 < len(words) else ""
        for term in by_first[word]:
            if term.second is not None and after not in term.second:
                continue
            taken = _match(tokens, position, term.pattern) if len(term.pattern) > 1 else (position,)
            if taken is None or _is_half(tokens, taken):
                continue
            for exclusion in term.exclusions:
                if _excluded(tokens, taken, exclusion):
                    break
            else:
                yield Hit(term.row, taken)


def longest(
    hits: Iterable[Hit], tokens: Tokens | None = None, labels: Sequence[str] | None = None
) -> tuple[Hit, ...]:
    """Leave out every hit whose words all belong to another, longer hit ("strike" in "air strike").

    With ``tokens`` and ``labels`` (of each row) a longer hit of another label leaves the shorter one alone
    where it adds only small words ("assault on" and "assault" are both kept, if they have not one label), or words
    across a gap that do not change the verb ("killed six people"; but "shot the plane down" is no shooting).
    """
    kept = tuple(hits)
    at: dict[int, list[tuple[frozenset[int], int]]] = {}
    for hit in kept:
        if len(hit.tokens) > 1:
            words = frozenset(hit.tokens)
            for token in hit.tokens:
                at.setdefault(token, []).append((words, hit.row))
    return tuple(hit for hit in kept if not _is_covered(hit, at.get(hit.tokens[0], ()), tokens, labels))


def _is_covered(
    hit: Hit,
    longer: Sequence[tuple[frozenset[int], int]],
    tokens: Tokens | None,
    labels: Sequence[str] | None,
) -> bool:
    own = frozenset(hit.tokens)
    for words, row in longer:
        if own < words:
            if tokens is None or labels is None or labels[row] == labels[hit.row]:
                return True
            extra = [tokens.words[n] for n in sorted(words - own) if tokens.words[n] not in _SMALL]
            whole = len(words) == max(words) - min(words) + 1
            if extra and (whole or all(word in _PARTICLES for word in extra)):
                return True
    return False


def _is_half(tokens: Tokens, taken: tuple[int, ...]) -> bool:
    """True where the words are one half of a compound ("rebel-held", "attack-weary")."""
    after = taken[-1] + 1
    return tokens.joined[taken[0]] or (after < len(tokens.words) and tokens.joined[after])


def _match(tokens: Tokens, position: int, pattern: Pattern) -> tuple[int, ...] | None:
    """Match ``pattern`` with its first word at ``position``; the shortest gaps win."""
    taken = [position]
    at = position
    words = tokens.words
    for element in pattern[1:]:
        found = -1
        for candidate in range(at + 1, min(at + 2 + element.gap, len(words))):
            if tokens.breaks[candidate] == HARD or (not element.gap and tokens.breaks[candidate] != SPACE):
                break
            if _fits(words[candidate], element):
                found = candidate
                break
        if found < 0:
            return None
        taken.append(found)
        at = found
    return tuple(taken)


def _fits(word: str, element: Element) -> bool:
    return word in element.words or (bool(element.prefixes) and word.startswith(element.prefixes))


def _excluded(tokens: Tokens, taken: tuple[int, ...], exclusion: Exclusion) -> bool:
    if exclusion.anywhere:
        return _stands_in_sentence(tokens, taken, exclusion.anywhere)
    right = _walk(tokens, taken[-1], exclusion.right, 1)
    return right and _walk(tokens, taken[0], exclusion.left, -1)


def _walk(tokens: Tokens, at: int, pattern: Pattern, step: int) -> bool:
    words = tokens.words
    for element in pattern:
        found = -1
        for distance in range(1, element.gap + 2):
            candidate = at + step * distance
            if not 0 <= candidate < len(words):
                break
            if tokens.breaks[candidate if step > 0 else candidate + 1] == HARD:
                break
            if _fits(words[candidate], element):
                found = candidate
                break
        if found < 0:
            return False
        at = found
    return True


def _stands_in_sentence(tokens: Tokens, taken: tuple[int, ...], pattern: Pattern) -> bool:
    start = taken[0]
    while start > 0 and tokens.breaks[start] != HARD:
        start -= 1
    end = taken[-1] + 1
    while end < len(tokens.words) and tokens.breaks[end] != HARD:
        end += 1
    return any(
        _fits(tokens.words[position], pattern[0]) and _match(tokens, position, pattern) is not None
        for position in range(start, end)
    )
