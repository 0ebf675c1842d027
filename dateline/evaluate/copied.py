"""Measures the finding of copies: forms of given reports made by rule, and how many of them are found again.

In: reports; out: forms of those that are no copies themselves (verbatim, cut to half, every fifth word or so another,
under another headline, with part of another text after it) and the figures. Nothing is drawn by chance: which words
are changed follows from a hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from dateline.merge.copies import copies
from dateline.model import Report

KINDS = ("verbatim", "half", "changed", "retitled", "merged")
"""What is made of each report."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_FIFTH = 51
"""Of 256 values of a hash's first byte: one word of five."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Pairs of one text that were found together, of all there are, and of all pairs put together; by kind of form
    the share of forms put with their text."""

    right: int
    wanted: int
    given: int
    kinds: Mapping[str, float]

    @property
    def recall(self) -> float:
        """The share of the pairs there are."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """The share of the pairs put together that are of one text."""
        return self.right / self.given if self.given else 1.0


def forms(reports: Sequence[Report]) -> tuple[tuple[Report, ...], Mapping[str, str]]:
    """The originals with five forms of each, and for each the report that it is a form of."""
    ordered = originals(reports)
    made: list[Report] = list(ordered)
    truth = {report.report: report.report for report in ordered}
    for n, report in enumerate(ordered):
        # An unrelated text: not the next, which may be of the same day and place.
        other = ordered[(n + len(ordered) // 2) % len(ordered)]
        for kind in KINDS:
            name = f"{kind}-{report.report}"
            text = _form(kind, report.text, other.text)
            made.append(replace(report, report=name, text=text, outlet=f"Outlet {name}"))
            truth[name] = report.report
    return tuple(made), truth


def originals(reports: Sequence[Report]) -> list[Report]:
    """The reports that nobody says are copies, by name."""
    return sorted((r for r in reports if r.syndicated_from is None), key=lambda r: r.report)


def measure(
    reports: Sequence[Report], find: Callable[[Sequence[Report]], Mapping[str, str]] = copies
) -> Found:
    """How many of the forms of some reports are found; ``find`` gives each report the one that it is a copy of."""
    made, truth = forms(reports)
    found = find(made)
    names = sorted(truth)
    right = wanted = given = 0
    for a, b in combinations(names, 2):
        one, together = truth[a] == truth[b], found[a] == found[b]
        right, wanted, given = right + (one and together), wanted + one, given + together
    kinds = {
        kind: _share([found[f"{kind}-{r.report}"] == found[r.report] for r in originals(reports)])
        for kind in KINDS
    }
    return Found(right=right, wanted=wanted, given=given, kinds=kinds)


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 1.0


def _form(kind: str, text: str, other: str) -> str:
    head, _, body = text.partition("\n")
    if kind == "half":
        words = text.split(" ")
        return " ".join(words[: len(words) // 2])
    if kind == "changed":
        return f"{head}\n{_changed(body, other)}"
    if kind == "retitled":
        return f"What is known so far\n{body}"
    if kind == "merged":
        words = other.partition("\n")[2].split(" ")
        return f"{text}\n\n{' '.join(words[: min(len(words), len(text.split(' '))) // 3])}"
    return text


def _changed(text: str, other: str) -> str:
    """A text with about one word of five put in from another text."""
    store: list[str] = _WORD.findall(other) or ["word"]

    def swap(match: re.Match[str]) -> str:
        key = hashlib.sha256(f"{match.start()} {match.group()}".encode()).digest()
        if key[0] >= _FIFTH:
            return str(match.group())
        return store[int.from_bytes(key[1:5], "big") % len(store)]

    return _WORD.sub(swap, text)
