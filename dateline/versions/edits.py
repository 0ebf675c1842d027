"""What differs between two versions of a text, sentence by sentence, with the offsets of both.

In: the two texts and their sentences; out: those that are gone, added, moved or rewritten. Sentences are alike where
their words are, whatever the space, the case and the form of quotation marks. The longest run of like sentences in
one order stays; other like ones have moved (method: longest increasing subsequence, Fredman 1975); of the rest those
that share most of their words are one sentence rewritten.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from dateline.model import Edit, Span

_WORD = re.compile(r"\w+(?:[.,:]\d+)*")
_ALIKE = 0.5
"""The least share of words (Dice's measure) that two forms of one sentence have in common."""
_MOST_PAIRS = 400_000
"""Beyond so many comparisons only sentences near each other are compared."""
_NEAR = 50


def bare(words: str) -> str:
    """The words of a stretch of text without what an edit of the page's form changes."""
    return " ".join(_WORD.findall(words.casefold()))


def edits(old: str, new: str, left: Sequence[Span], right: Sequence[Span]) -> tuple[Edit, ...]:
    """The differences between the sentences ``left`` of the old text and ``right`` of the new.

    By their place in the new text; what is gone, by its place in the old, before them.
    """
    same = _same([bare(old[s.start : s.end]) for s in left], [bare(new[s.start : s.end]) for s in right])
    stay = _in_order(same)
    found = [Edit(old=left[a], new=right[b], moved=True) for a, b in same if (a, b) not in stay]
    gone = sorted(set(range(len(left))) - {a for a, _ in same})
    come = sorted(set(range(len(right))) - {b for _, b in same})
    rewritten = _rewritten({n: _words(old, left[n]) for n in gone}, {n: _words(new, right[n]) for n in come})
    found += [Edit(old=left[a], new=right[b]) for a, b in rewritten.items()]
    found += [Edit(old=left[n], new=None) for n in gone if n not in rewritten]
    found += [Edit(old=None, new=right[n]) for n in come if n not in rewritten.values()]
    return tuple(sorted(found, key=_order))


def _order(edit: Edit) -> tuple[int, int, int]:
    old = edit.old.start if edit.old is not None else -1
    return (1, edit.new.start, old) if edit.new is not None else (0, old, old)


def _words(text: str, span: Span) -> Counter[str]:
    return Counter(bare(text[span.start : span.end]).split())


def _same(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of like sentences, the first with the first where one stands several times; empty ones never."""
    where: dict[str, list[int]] = defaultdict(list)
    for n in range(len(right) - 1, -1, -1):
        where[right[n]].append(n)
    return [(n, where[words].pop()) for n, words in enumerate(left) if words and where.get(words)]


def _in_order(pairs: Sequence[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The most pairs that stand in one order on both sides; ``pairs`` are in that of the left."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for n, (_, b) in enumerate(pairs):
        size = bisect.bisect_left(ends, b)
        before.append(at[size - 1] if size else None)
        if size == len(ends):
            ends.append(b)
            at.append(n)
        else:
            ends[size], at[size] = b, n
    found = set()
    last: int | None = at[-1] if at else None
    while last is not None:
        found.add(pairs[last])
        last = before[last]
    return frozenset(found)


def _rewritten(gone: dict[int, Counter[str]], come: dict[int, Counter[str]]) -> dict[int, int]:
    """Which sentence of the new text each sentence that is gone became, the most alike first."""
    near = len(gone) * len(come) > _MOST_PAIRS
    rows = []
    for a, words in gone.items():
        for b, others in come.items():
            if near and abs(a - b) > _NEAR:
                continue
            total = words.total() + others.total()
            shared = 2 * (words & others).total() / total if total else 0.0
            if shared >= _ALIKE:
                rows.append((-shared, abs(a - b), a, b))
    out: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, a, b in sorted(rows):
        if a not in out and b not in taken:
            out[a] = b
            taken.add(b)
    return out
