"""Counts against Airwars: assessments of civilian harm in prose, and the range of killed its researchers give.

In: JSON lines of incidents. Out: how often our range of killed is the same, and how often it contains theirs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.evaluate.corpora.common import Bench, Corpus, Figure, lines_of
from dateline.evaluate.shares import ratio
from dateline.mention.counts import CountMention, find_counts

_RANGE = re.compile(r"\s*(\d+)(?:\s*[–-]\s*(\d+))?")
_SHARE = 1.5
"""A number below two thirds of the largest is taken for a part of the dead (the women, one family), no account."""
_ONE = re.compile(r"\bwas (?:\w+ly )?(?:also )?killed\b")
"""Where nobody is counted, these words tell of one person."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The prose about one incident and the range of civilians killed."""

    name: str
    text: str
    killed: Range


def read(path: Path) -> tuple[Assessment, ...]:
    """The incidents whose range of killed is told."""
    found = []
    for row in lines_of(path):
        told = _RANGE.match(row.get("Civilians reported killed") or "")
        if told is not None:
            low = int(told[1])
            killed = (low, int(told[2] or low))
            found.append(Assessment(name=row["Incident Code"], text=row["Airwars assessment"], killed=killed))
    return tuple(found)


def told_range(counts: Iterable[CountMention], share: float = _SHARE) -> Range | None:
    """The range over accounts of all killed; ``None`` where none is told. ``share`` tells accounts from parts."""
    ranges = [
        (c.low if c.low is not None else c.high, c.high if c.high is not None else c.low)
        for c in counts
        if c.what == "killed"
    ]
    known = [(low, high) for low, high in ranges if low and high]
    if not known:
        return None
    most = max(high for _, high in known)
    whole = [(low, high) for low, high in known if high * share >= most]
    return min(low for low, _ in whole), most


def measure(assessments: Sequence[Assessment], bench: Bench) -> tuple[Figure, ...]:
    """Shares of incidents; those of which no number was read count as wrong."""
    exact = contains = wide = high = blank = 0
    for one in assessments:
        counts = find_counts(one.text, None, bench.engine.tables.counts)
        alone = (1, 1) if _ONE.search(one.text) else None
        ours, widest = told_range(counts) or alone, told_range(counts, math.inf) or alone
        if ours is None or widest is None:
            blank += 1
            continue
        exact += ours == one.killed
        contains += _holds(ours, one.killed)
        wide += _holds(widest, one.killed)
        high += ours[1] == one.killed[1]
    total = len(assessments)
    return (
        Figure(name="range of killed exactly right", value=ratio(exact, total),
               best="0.44 to 0.81 by data set (NT5-Gen; one number, not a range)"),
        Figure(name="our range contains theirs", value=ratio(contains, total)),
        Figure(name="range over every number told contains theirs", value=ratio(wide, total)),
        Figure(name="upper end right", value=ratio(high, total)),
        Figure(name="no number read", value=ratio(blank, total)),
    )  # fmt: skip


def _holds(outer: Range, inner: Range) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


CORPUS = Corpus(
    name="airwars",
    title="Airwars: how many were killed",
    scoring=(
        "From the prose alone, the range of killed over the accounts in it: exactly theirs, or containing theirs; by "
        "the counting rules without the encoder, a number below two thirds of the largest taken for a part."
    ),
    source="NT5-Gen, EACL 2023",
    read=read,
    measure=measure,
    records="incidents with a range",
)
