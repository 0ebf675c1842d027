"""Finds the reports that are one text: verbatim, lightly edited, cut, retitled, or made up with another text.

In: reports; out: for each the report it speaks with one voice with. A text is a copy where a good part of its word
shingles stand in another; a short agreement (the same quoted statement in two texts) is none. A page made of two
texts is a form of the one it holds more of, and does not make these two one text. Shingles that stand in few reports
find the candidates, so the work grows with the text and not with the square of the reports.

Method: containment of word shingles, Broder, "On the resemblance and containment of documents" (1997).
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from dateline.merge.names import fold, initials
from dateline.model import Report
from dateline.words.credits import credited

_WORD = re.compile(r"[^\W_]+")
_SIZE = 3
"""Words in a shingle: with one word of five changed, half of the shingles are left, of longer ones fewer."""
_LEAST_SHINGLES = 25
_COMMON_AFTER = 40
"""A shingle of more reports than this finds only neighbours by name: enough to chain many copies of one text."""
_NEIGHBOURS = 3
_LEAST_SHARED = 8
_CONTAINED = 0.25
"""Over the project's reports texts that are no copies of each other share at most 0.08, copies at least 0.59."""
_KIN = 0.1
"""What any two forms of one text share at the least: two texts that a third is made of share next to nothing."""
_QUOTED = re.compile(r"“[^”]{0,2000}”|\"[^\"\n]{0,2000}\"|«[^»]{0,2000}»")

_BITS = 21
"""Bits of a shingle's number for each word: texts of up to two million different words have no two alike."""
_LOW = (1 << 64) - 1
_AT_ONCE = 4_000_000
"""How many shingles are looked at together to find neighbours: of more texts they are taken in parts."""

Shingles: TypeAlias = "array[int]"
"""The numbers of a text's shingles, each once: packed, for there are hundreds in every text."""


class Shingled:
    """The shingles of texts, each text's made once: of its body without quoted speech, each shingle as one number.

    Words are numbered as they come: which number stands for which word is nothing to what two texts have in common.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._made: dict[str, Shingles] = {}

    def of(self, text: str) -> Shingles:
        """The shingles of a report's text; its headline, the first of several lines, has none."""
        if text not in self._made:
            self._made[text] = self._make(text)
        return self._made[text]

    def _make(self, text: str) -> Shingles:
        body = text.split("\n", 1)[1] if "\n" in text else text
        numbers = self._numbers
        words = [
            numbers.setdefault(word.casefold(), len(numbers))
            for word in _WORD.findall(_QUOTED.sub(" ", body))
        ]
        found = {
            (a << 2 * _BITS ^ b << _BITS ^ c) & _LOW
            for a, b, c in zip(words, words[1:], words[2:], strict=False)
        }
        return array("Q", found)


def copies(reports: Sequence[Report], shingled: Shingled | None = None) -> Mapping[str, str]:
    """The name of the text each report is a form of: its original in the run, or the report itself.

    Independent of the order of reports. A manifest's ``syndicated_from`` that names another report decides;
    else the containment of shingles does, quoted speech left out: two texts may quote one statement at
    length. Of one text's forms the original is the one that others credit, then the earliest. ``shingled`` has
    the shingles of texts that were compared before.
    """
    ordered = sorted(reports, key=lambda r: (r.published is None, r.published, r.report))
    shingled = shingled if shingled is not None else Shingled()
    shingles = {report.report: shingled.of(report.text) for report in ordered}
    groups = {report.report: report.report for report in ordered}
    forms = {report.report: [report.report] for report in ordered}
    for report in ordered:
        if report.syndicated_from in groups and report.syndicated_from != report.report:
            _join(groups, forms, report.report, report.syndicated_from)
    for a, b in _alike(shingles):
        first, second = _root(groups, a), _root(groups, b)
        if first != second and _of_one_text(forms[first], forms[second], shingles):
            _join(groups, forms, a, b)
    members: dict[str, list[Report]] = defaultdict(list)
    for report in ordered:
        members[_root(groups, report.report)].append(report)
    original = {root: _original(told) for root, told in members.items()}
    return {name: original[_root(groups, name)] for name in sorted(groups)}


def _original(forms: Sequence[Report]) -> str:
    """The name of the form that the others are copies of; ``forms`` are sorted by publication."""
    if len(forms) == 1:
        return forms[0].report
    credits = {name for report in forms for name in credited(report.text)}
    named = {report.syndicated_from for report in forms}

    def rank(item: tuple[int, Report]) -> tuple[bool, bool, int]:
        place, report = item
        outlet = report.outlet or ""
        return (
            report.report not in named,
            not any(fold(name) == fold(outlet) or initials(name, outlet) for name in credits),
            place,
        )

    return min(enumerate(forms), key=rank)[1].report


def _shared(a: Shingles, b: Shingles) -> int:
    return len(frozenset(a) & frozenset(b))


def _contained(a: Shingles, b: Shingles) -> float:
    """How much of the smaller of two texts stands in the other, 0 to 1."""
    least = min(len(a), len(b))
    return _shared(a, b) / least if least else 0.0


def _alike(shingles: Mapping[str, Shingles]) -> list[tuple[str, str]]:
    """Pairs of reports that share enough, those that share most first."""
    found = []
    for a, b in _candidates(shingles):
        left, right = shingles[a], shingles[b]
        least = min(len(left), len(right))
        if least >= _LEAST_SHINGLES and (shared := _shared(left, right)) >= _CONTAINED * least:
            found.append((-shared, a, b))
    return [(a, b) for _, a, b in sorted(found)]


def _candidates(shingles: Mapping[str, Shingles]) -> list[tuple[str, str]]:
    """Pairs of reports that share some shingles which few others have."""
    names = sorted(shingles)
    parts = 1 + sum(map(len, shingles.values())) // _AT_ONCE
    # A pair is one number: a million of these take half the room of a million pairs.
    shared: dict[int, int] = defaultdict(int)
    for part in range(parts):
        for told in _holders([shingles[name] for name in names], part, parts):
            reach = _NEIGHBOURS if len(told) > _COMMON_AFTER else len(told)
            for n, a in enumerate(told):
                for b in told[n + 1 : n + 1 + reach]:
                    shared[a * len(names) + b] += 1
    pairs = (divmod(pair, len(names)) for pair, count in shared.items() if count >= _LEAST_SHARED)
    return [(names[a], names[b]) for a, b in pairs]


def _holders(texts: Sequence[Shingles], part: int, parts: int) -> list[list[int]]:
    """The numbers of the texts that hold a shingle, for each of one part of all shingles that several hold."""
    first: dict[int, int] = {}
    several: dict[int, list[int]] = {}
    for n, text in enumerate(texts):
        for shingle in text if parts == 1 else [one for one in text if one % parts == part]:
            held = first.setdefault(shingle, n)
            if held != n:
                if shingle in several:
                    several[shingle].append(n)
                else:
                    several[shingle] = [held, n]
    return list(several.values())


def _of_one_text(first: Sequence[str], second: Sequence[str], shingles: Mapping[str, Shingles]) -> bool:
    """Whether every form of one group shares something with every form of the other."""
    return all(_contained(shingles[a], shingles[b]) >= _KIN for a in first for b in second)


def _root(groups: dict[str, str], name: str) -> str:
    while groups[name] != name:
        groups[name] = groups[groups[name]]
        name = groups[name]
    return name


def _join(groups: dict[str, str], forms: dict[str, list[str]], a: str, b: str) -> None:
    first, second = sorted((_root(groups, a), _root(groups, b)))
    if first != second:
        groups[second] = first
        forms[first] += forms.pop(second)
