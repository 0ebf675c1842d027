"""One report on the coder's desk: its text, layout, marks and syntax, gathered once for all its claims."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.claim.drafts import sentence_at
from dateline.claim.marks import Marks
from dateline.mention.counts import Clause, CountMention
from dateline.mention.dategrammar import DateWords
from dateline.mention.numbers import CountWords
from dateline.mention.sources import SourceContext, SourceName
from dateline.model import Claim, Report, Span
from dateline.read.layout import Layout
from dateline.read.parse import Parsed
from dateline.words.headnouns import HeadNouns
from dateline.words.tables import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A report with all that was found in it. ``clauses`` (for counting) and ``syntax`` are by sentence number, for
    sentences with a trigger; ``breaks`` are the offsets of the line breaks. ``named`` keeps what the words at a span
    were found to name as a source, for the claims of one attribution ask for it again and again."""

    report: Report
    layout: Layout
    marks: Marks
    words: Words
    headnouns: HeadNouns
    dates: DateWords
    count_words: CountWords
    kind_counts: Mapping[str, frozenset[str]]
    sources: SourceContext
    named: dict[tuple[int, int], SourceName | None]
    counts: tuple[CountMention, ...]
    clauses: Mapping[int, Clause]
    means: tuple[tuple[int, int, str], ...]
    unverified: tuple[tuple[int, int], ...]
    syntax: dict[int, Parsed]
    breaks: tuple[int, ...]

    @property
    def text(self) -> str:
        """The report's text."""
        return self.report.text

    def line_of(self, offset: int) -> int:
        """The number of the line that an offset stands on, from 0."""
        return bisect_left(self.breaks, offset)

    def sentence_of(self, claim: Claim) -> Span | None:
        """The sentence that holds a claim's trigger; ``None`` where that stands outside the report's own sentences."""
        number = sentence_at(self.layout.sentences, claim.trigger_span.start)
        return None if number is None else self.layout.sentences[number]


_LOOSE = re.compile(r"\s+(?:who|which|that|in|on|at|of|by|from|and|the|a|to|with|for)\Z", re.IGNORECASE)
"""A function word left at the end of a span belongs to what follows it."""


_INITIALS = re.compile(r"(?:\b[A-Z]\.){2,}")
"""An acronym with stops ("U.S."), which wordpieces break at every letter."""


_COMPOUND = re.compile(r"(?:-[a-z]{1,3})?-[A-Z][\w’']*")
"""The rest of a name joined by hyphens ("-e-Mohammed")."""


def whole_words(text: str, start: int, end: int) -> Span | None:
    """A span widened to whole words and freed of white space and marks at its ends; ``None`` where nothing is left."""
    if (
        start > 0
        and text[start - 1] in "’'"
        and text[start : start + 1] == "s"
        and not text[start + 1 : start + 2].isalnum()
    ):
        start += 1
    while start > 0 and start < len(text) and text[start].isalnum() and _continues(text, start - 1):
        start -= 1 if text[start - 1].isalnum() else 2
    while end < len(text) and end > 0 and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    joined = _COMPOUND.match(text, end) if end > 0 and text[end - 1 : end].isalnum() else None
    end = joined.end() if joined is not None else end
    for met in _INITIALS.finditer(text, max(0, start - 8), min(len(text), end + 8)):
        if met.start() < end and start < met.end():
            start, end = min(start, met.start()), max(end, met.end())
    while start < end and not (text[start].isalnum() or text[start] in "“\"'‘"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ".”\"’')"):
        end -= 1
    while end > start and text[end - 1] == "." and not _dotted(text, start, end):
        end -= 1
    trailing = _LOOSE.search(text[start:end])
    if trailing is not None:
        end = start + trailing.start()
    # A possessive ending by itself ("the state’s") names nobody.
    if end - start < 2 or not any(c.isalnum() for c in text[start:end]):
        return None
    return Span(start=start, end=end)


def _continues(text: str, at: int) -> bool:
    """Whether the letter at an offset belongs to the word that goes on after it, a hyphen within a word included."""
    return text[at].isalnum() or (text[at] == "-" and at > 0 and text[at - 1].isalnum())


def _dotted(text: str, start: int, end: int) -> bool:
    """Whether a final stop belongs to an abbreviation such as "U.S."."""
    return end - start >= 4 and text[end - 3] == "."


def overlap(a: int, b: int, c: int, d: int) -> int:
    """How many characters two stretches share."""
    return max(0, min(b, d) - max(a, c))
