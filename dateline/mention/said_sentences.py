"""Sentences and quotations of a report as the finder of attributions reads them, each within one line.

In: plain text. Out: sentences with the number of their line, and the stretches inside quotation marks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr gen lt col maj capt sgt brig adm cmdr gov sen rep rev hon prof st mt no nos vs jr sr u.s u.n u.k "
    "e.g i.e jan feb mar apr jun jul aug sep sept oct nov dec inc ltd dept fig a.m p.m".split()
)  # fmt: skip
_END = re.compile(r"[.!?…]+[\"”’'»)\]]*(?=\s)|\n+")
_OPEN, _CLOSE = "“«", "”»"


class Sentence(NamedTuple):
    """A sentence as offsets, and the number of its line."""

    start: int
    end: int
    paragraph: int


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Sentences as spans with the number of their paragraph (line); abbreviations and initials do not end one."""
    found: list[Sentence] = []
    start = paragraph = 0
    for match in _END.finditer(text):
        if match.group()[0] != "\n" and not _ends_here(text, match):
            continue
        _add(found, text, start, match.end(), paragraph)
        start = match.end()
        if match.group()[0] == "\n":
            paragraph += 1
    _add(found, text, start, len(text), paragraph)
    return tuple(found)


def _add(found: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(Sentence(start, end, paragraph))


def _ends_here(text: str, match: re.Match[str]) -> bool:
    rest = text[match.end() : match.end() + 40].lstrip(" ")
    if rest and rest[0].islower():
        return False
    before = text[max(0, match.start() - 12) : match.start()]
    word = re.search(r"[\w.]*$", before)
    last = word.group().lower() if word else ""
    if match.group() != ".":
        return True
    return not (last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()))


def quoted_in(text: str) -> tuple[tuple[int, int], ...]:
    """Stretches inside double quotation marks; a mark left open at the end of its paragraph ends there."""
    found: list[tuple[int, int]] = []
    opened = -1
    for match in re.finditer(r"[\"“”«»\n]", text):
        mark = match.group()
        if mark == "\n":
            if opened >= 0:
                found.append((opened, match.start()))
            opened = -1
        elif opened < 0 and mark not in _CLOSE:
            opened = match.start()
        elif opened >= 0 and mark not in _OPEN:
            found.append((opened, match.end()))
            opened = -1
    return tuple(found)


def is_inside(quoted: tuple[tuple[int, int], ...], at: int) -> bool:
    """Whether an offset lies within a quotation."""
    return any(start < at < end - 1 for start, end in quoted)
