"""Finds the reports that are one text: verbatim, lightly edited, cut, or under another headline.

In: reports; out: for each the report it speaks with one voice with. A text is a copy where nearly all of
its word shingles stand in another; a short agreement (the same quoted statement in two texts) is none.
Shingles that stand in few reports find the candidates, so the work grows with the text and not with the
square of the reports.

Method: containment of word shingles, Broder, "On the resemblance and containment of documents" (1997).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from dateline.merge.names import fold, initials
from dateline.model import Report

_WORD = re.compile(r"[^\W_]+")
_SIZE = 5
_LEAST_SHINGLES = 25
_COMMON_AFTER = 40
_CONTAINED = 0.4
_QUOTED = re.compile(r"“[^”]{0,2000}”|\"[^\"\n]{0,2000}\"|«[^»]{0,2000}»")
_CREDIT = re.compile(
    r"(?:^|\n)[^\n]{0,60}?\((?P<bracket>[A-Z][\w .’'-]{1,24})\)\s*[-–—:]"
    r"|(?:\n|^)\s*(?:\(|[-–—]\s*)?(?:Sources?|By|Credit|Agency)\s*[:/]\s*(?P<source>[A-Z][\w .’'-]{1,40})"
    r"|\((?P<end>[A-Z][\w .’'-]{1,24})\)\s*$",
)


def credits(report: Report) -> tuple[str, ...]:
    """The agencies a text credits in its dateline, credit line or last bracket, in reading order."""
    found = []
    for match in _CREDIT.finditer(report.text.strip()):
        name = next(value for value in match.groups() if value is not None).strip()
        if name not in found:
            found.append(name)
    return tuple(found)


def copies(reports: Sequence[Report]) -> Mapping[str, str]:
    """The name of the text each report is a form of: its original in the run, or the report itself.

    Independent of the order of reports. A manifest's ``syndicated_from`` that names another report decides;
    else the containment of shingles does, quoted speech left out: two texts may quote one statement at
    length. Of one text's forms the original is the one that others credit, then the earliest.
    """
    ordered = sorted(reports, key=lambda r: (r.published is None, r.published, r.report))
    shingles = {report.report: _shingles(report) for report in ordered}
    groups = {report.report: report.report for report in ordered}
    for report in ordered:
        if report.syndicated_from in groups and report.syndicated_from != report.report:
            _join(groups, report.report, report.syndicated_from)
    for a, b, shared in _candidates(shingles):
        least = min(len(shingles[a]), len(shingles[b]))
        if least >= _LEAST_SHINGLES and shared / least >= _CONTAINED:
            _join(groups, a, b)
    members: dict[str, list[Report]] = defaultdict(list)
    for report in ordered:
        members[_root(groups, report.report)].append(report)
    first = {root: _original(forms) for root, forms in members.items()}
    return {name: first[_root(groups, name)] for name in sorted(groups)}


def _original(forms: Sequence[Report]) -> str:
    """The name of the form that the others are copies of; ``forms`` are sorted by publication."""
    if len(forms) == 1:
        return forms[0].report
    credited = {name for report in forms for name in credits(report)}
    named = {report.syndicated_from for report in forms}

    def rank(item: tuple[int, Report]) -> tuple[bool, bool, int]:
        place, report = item
        outlet = report.outlet or ""
        return (
            report.report not in named,
            not any(fold(name) == fold(outlet) or initials(name, outlet) for name in credited),
            place,
        )

    return min(enumerate(forms), key=rank)[1].report


def _shingles(report: Report) -> frozenset[tuple[str, ...]]:
    body = report.text.split("\n", 1)[1] if "\n" in report.text else report.text
    unquoted = _QUOTED.sub(" ", body)
    words = [word.casefold() for word in _WORD.findall(unquoted)]
    return frozenset(tuple(words[n : n + _SIZE]) for n in range(len(words) - _SIZE + 1))


def _candidates(shingles: Mapping[str, frozenset[tuple[str, ...]]]) -> list[tuple[str, str, int]]:
    """Pairs of reports with the number of rare shingles they share."""
    where: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in sorted(shingles):
        for shingle in shingles[name]:
            where[shingle].append(name)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for names in where.values():
        if 2 <= len(names) <= _COMMON_AFTER:
            for n, a in enumerate(names):
                for b in names[n + 1 :]:
                    shared[a, b] += 1
    return [(a, b, count) for (a, b), count in sorted(shared.items())]


def _root(groups: dict[str, str], name: str) -> str:
    while groups[name] != name:
        groups[name] = groups[groups[name]]
        name = groups[name]
    return name


def _join(groups: dict[str, str], a: str, b: str) -> None:
    first, second = sorted((_root(groups, a), _root(groups, b)))
    groups[second] = first
