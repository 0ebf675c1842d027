"""Where sentences begin and end in a report: lines first, then stops, with offsets kept.

A headline without a full stop never runs into the next line. Abbreviations, initials and decimal points do
not end a sentence; a closing quotation mark or bracket belongs to the sentence before it.
"""

from __future__ import annotations

import re

from dateline.model import Span

LONGEST = 2_000
"""Characters of a sentence; what runs on without a stop is cut, for parsing takes the square of its length."""

_LINE = re.compile(r"[^\n]+")
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)")
_OPENS = re.compile(r"\s++[\"'“‘«(\[–—•*-]*+\s*+([A-Z0-9À-ÖØ-ÞŠŽĀ-ſ؀-ۿЀ-Я])")
_BEFORE = re.compile(r"([A-Za-z][A-Za-z.]*)\.$")


def _ends(text: str, stop: re.Match[str], line_end: int, abbreviations: frozenset[str]) -> bool:
    """Whether a full stop ends its sentence: what follows opens one, what precedes is no abbreviation."""
    if stop.end() >= line_end:
        return True
    if not _OPENS.match(text, stop.end(), line_end):
        return False
    if not stop.group().startswith(".") or len(stop.group()) > 1:
        return True
    word = _BEFORE.search(text, max(0, stop.start() - 16), stop.start() + 1)
    if word is None:
        return True
    bare = word[1].lower()
    # One capital letter and a stop is an initial ("J. Smith"), dotted letters an acronym ("U.S. forces").
    if len(word[1]) == 1 and word[1].isupper():
        return False
    return bare not in abbreviations and not re.fullmatch(r"(?:[a-z]\.)+[a-z]", bare)


def split_sentences(text: str, abbreviations: frozenset[str]) -> tuple[Span, ...]:
    """The sentences of a text in order, as spans without surrounding white space.

    ``abbreviations`` are lower-case words without their final stop ("gen", "maj", "st").
    """
    found: list[Span] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for stop in _STOP.finditer(text, line.start(), line.end()):
            if _ends(text, stop, line.end(), abbreviations):
                _add(found, text, start, stop.end())
                start = stop.end()
        _add(found, text, start, line.end())
    return tuple(found)


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST)
        cut = cut if cut > 0 else start + LONGEST
        found.append(Span(start=start, end=cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        found.append(Span(start=start, end=end))
