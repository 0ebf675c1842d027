"""Two versions of one report compared: which words went and which came.

In: two texts; out: their parts in order, each kept, gone or new. Method: longest matching runs of words (difflib).
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

_WORD = re.compile(r"\s+|[^\s\w]|\w+")
_AROUND = 160
_MOST = 60_000
"""Characters up to which texts are compared word by word; longer ones are compared line by line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the comparison."""

    how: Literal["kept", "gone", "new"]
    text: str


def compared(old: str, new: str) -> tuple[Part, ...]:
    """The parts in reading order; long stretches that both have are cut to what stands near a change."""
    left, right = _cut(old), _cut(new)
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    parts: list[Part] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            parts.append(Part(how="kept", text="".join(left[a:b])))
            continue
        if b > a:
            parts.append(Part(how="gone", text="".join(left[a:b])))
        if d > c:
            parts.append(Part(how="new", text="".join(right[c:d])))
    last = len(parts) - 1
    return tuple(_near(part, n == 0, n == last) for n, part in enumerate(parts))


def _cut(text: str) -> list[str]:
    return _WORD.findall(text) if len(text) <= _MOST else text.splitlines(keepends=True)


def _near(part: Part, first: bool, last: bool) -> Part:
    text = part.text
    if part.how != "kept" or len(text) <= 2 * _AROUND + 20:
        return part
    head = "" if first else text[:_AROUND].rpartition(" ")[0]
    tail = "" if last else text[-_AROUND:].partition(" ")[2]
    return Part(how="kept", text=f"{head} … {tail}")
