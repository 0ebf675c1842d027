"""Lines that an outlet prints under one story after another belong to its page, not to its stories.

In come reports and a test for lines that tell of events; out come, for each report, the spans of its lines that stand
in several stories of the same outlet: prompts, standing captions, links, credits. Reports that share much of their text
are one story (versions, copies), so that what they repeat is not taken for the page. The order of reports is nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from dateline.model import Report, Span
from dateline.read.layout import ENDED, lines_of

LEAST_STORIES = 3
"""In so many stories of an outlet a line must stand."""

LEAST_SHARE = 0.1
"""And in this share of its stories: "He did not elaborate." comes back in a large archive, and is no page's."""

_MOST_WORDS = 40
_SAME_STORY = 0.3
_PARAGRAPH = 15
"""Words of a line that is a paragraph of a story."""

_COMMON = 30
"""A line in more reports than this says nothing about two of them being one story."""


def repeated_lines(reports: Sequence[Report], tells: Callable[[str], bool]) -> Mapping[str, tuple[Span, ...]]:
    """The spans, by the name of the report, of lines repeated over the stories of its outlet.

    A whole sentence for which ``tells`` holds is never one: outlets repeat the background of a war too. Reports whose
    outlet is unknown have none.
    """
    by_outlet: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda one: one.report):
        if report.outlet is not None:
            by_outlet[report.outlet.casefold()].append(report)
    found: dict[str, tuple[Span, ...]] = {}
    for own in by_outlet.values():
        if len(own) >= LEAST_STORIES:
            found.update(_of_outlet(own, tells))
    return found


def _of_outlet(reports: Sequence[Report], tells: Callable[[str], bool]) -> dict[str, tuple[Span, ...]]:
    lines = [_lines(report.text) for report in reports]
    stories = _stories([set(one) for one in lines])
    told_in: dict[str, set[int]] = defaultdict(set)
    for story, one in zip(stories, lines, strict=True):
        for key in one:
            told_in[key].add(story)
    least = max(LEAST_STORIES, LEAST_SHARE * len(set(stories)))
    repeated = {
        key for key, held in told_in.items() if len(held) >= least and len(key.split()) <= _MOST_WORDS
    }
    repeated = {key for key in repeated if not (key.endswith(ENDED) and tells(key))}
    found = {}
    for report, one in zip(reports, lines, strict=True):
        spans = sorted(
            (span for key in one if key in repeated for span in one[key]), key=lambda span: span.start
        )
        if spans:
            found[report.report] = tuple(spans)
    return found


def _lines(text: str) -> dict[str, list[Span]]:
    """The lines of a text after its first, its headline, by their words; blanks and bullets make no difference."""
    found: dict[str, list[Span]] = defaultdict(list)
    for span in lines_of(text)[1:]:
        key = " ".join(text[span.start : span.end].strip(" \t•·*|>»→-–—").split())
        if key:
            found[key].append(span)
    return found


def _stories(lines: Sequence[set[str]]) -> list[int]:
    """For each report the number of its story: those that share a good part of their paragraphs are one."""
    # A paragraph in common says that they are one, a prompt does not.
    long = [{key for key in one if len(key.split()) >= _PARAGRAPH} for one in lines]
    holding: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(long):
        for key in one:
            holding[key].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    sizes = [sum(map(len, one)) for one in long]
    for key, held in holding.items():
        if 1 < len(held) <= _COMMON:
            for pair in combinations(held, 2):
                shared[pair] += len(key)
    first = list(range(len(lines)))

    def root(number: int) -> int:
        while first[number] != number:
            first[number] = first[first[number]]
            number = first[number]
        return number

    for (left, right), count in sorted(shared.items()):
        if count >= _SAME_STORY * min(sizes[left], sizes[right]):
            ends = sorted((root(left), root(right)))
            first[ends[1]] = ends[0]
    return [root(number) for number in range(len(lines))]
