"""Dates against TIMEX3 marks: TimeBank and AQUAINT (news), WikiWars (histories, where no day of publication counts).

In: a folder that holds one or more of these, each a folder of ``.tml`` files. Out: F1 of spans and of values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.evaluate.corpora.common import Bench, Corpus, Figure
from dateline.evaluate.dates import Document, count_dates, read_timeml
from dateline.evaluate.shares import f1
from dateline.mention.dategrammar import DateWords

NEWS, HISTORIES = "TimeBank and AQUAINT", "WikiWars"
BEST = {NEWS: "0.80 (HeidelTime)", HISTORIES: "0.808 (HeidelTime)"}
_SETS = {"timebank": NEWS, "aquaint": NEWS, "wikiwars": HISTORIES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One marked text and the set it belongs to."""

    group: str
    document: Document


def read(path: Path) -> tuple[Marked, ...]:
    """Every ``.tml`` file below a folder; one below a folder named for WikiWars is a history, the others are news."""
    found = []
    for file in sorted(path.rglob("*.tml")):
        names = [_SETS[part.casefold()] for part in file.parts if part.casefold() in _SETS]
        document = read_timeml(file.read_text(encoding="utf-8"))
        found.append(Marked(group=names[-1] if names else NEWS, document=document))
    return tuple(found)


def measure(marked: Sequence[Marked], bench: Bench) -> tuple[Figure, ...]:
    """F1 of spans (overlap) and of values (overlap and the same value), for each set."""
    figures: list[Figure] = []
    for group in (NEWS, HISTORIES):
        documents = [one.document for one in marked if one.group == group]
        if documents:
            figures += _figures(documents, group, bench.engine.tables.dates)
    return tuple(figures)


def _figures(documents: Sequence[Document], group: str, words: DateWords) -> list[Figure]:
    told = count_dates(documents, words, "narrative" if group == HISTORIES else "news")
    return [
        Figure(name=f"{group}: value F1", value=f1(told.right, told.predicted, told.gold), best=BEST[group]),
        Figure(name=f"{group}: span F1", value=f1(told.overlapping, told.predicted, told.gold)),
        Figure(name=f"{group}: marks", value=told.gold),
    ]


CORPUS = Corpus(
    name="dates",
    title="TimeBank, AQUAINT and WikiWars: dates",
    scoring=(
        "A mark is found where one of our expressions overlaps it, and right where its TIMEX3 value is also the same "
        "(TempEval-3, lenient with value); histories are read without a day of publication."
    ),
    source="HeidelTime on TempEval-3 and on WikiWars",
    read=read,
    measure=measure,
    records="texts",
)
