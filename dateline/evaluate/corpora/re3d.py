"""Spotting of bodies, places, dates, numbers and weapons, against re3d: documents on the war in Syria and Iraq.

In: a folder of collections, each with ``documents.json`` and ``entities.json``. Out: precision and recall by type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.claim.marks import make_marks
from dateline.evaluate.corpora.common import Bench, Corpus, Extent, Figure, Tally, lines_of, pair_up
from dateline.mention.means import find_means

TYPES = {
    "Location": "place",
    "MilitaryPlatform": "means",
    "Nationality": "",
    "Organisation": "body",
    "Quantity": "number",
    "Temporal": "date",
    "Vehicle": "means",
    "Weapon": "means",
}
"""Their types and our mentions that answer to them."""
_OURS = ("body", "place", "date", "number", "means")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A document and its marked spans by our name of their type."""

    text: str
    spans: tuple[tuple[str, Extent], ...]


def read(path: Path) -> tuple[Marked, ...]:
    """Every document of every collection below a folder."""
    found = []
    for file in sorted(path.rglob("documents.json")):
        marks: dict[str, list[tuple[str, Extent]]] = {}
        for row in lines_of(file.with_name("entities.json")):
            name = TYPES.get(row["type"], "")
            if name:
                marks.setdefault(row["documentId"], []).append((name, (row["begin"], row["end"])))
        for row in lines_of(file):
            found.append(Marked(text=row["text"], spans=tuple(marks.get(row["_id"], ()))))
    return tuple(found)


def measure(documents: Sequence[Marked], bench: Bench) -> tuple[Figure, ...]:
    """F1, precision and recall by type of mention, found by rules and tables alone."""
    tallies = {name: Tally() for name in _OURS}
    for document in documents:
        ours = mentions(document.text, bench)
        for name in _OURS:
            wanted = sorted({span for of, span in document.spans if of == name})
            found = sorted(set(ours[name]))
            tallies[name].add(pair_up(found, wanted), len(found), len(wanted))
    return tuple(figure for name in _OURS for figure in tallies[name].figures(name))


def mentions(text: str, bench: Bench) -> dict[str, list[Extent]]:
    """What the rules mark in a text, by type."""
    marks = make_marks(text, None, None, bench.engine.tables)
    return {
        "body": [(hit.start, hit.end) for hit in marks.actor_context.hits],
        "place": [(span.start, span.end) for span in marks.places],
        "date": [(date.start, date.end) for date in marks.dates],
        "number": [(number.start, number.end) for number in marks.numbers],
        "means": [(start, end) for start, end, _ in find_means(text, bench.words.means)],
    }


CORPUS = Corpus(
    name="re3d",
    title="re3d: bodies, places, dates, numbers and weapons",
    scoring=(
        "A marked span is found where one of our mentions of the same type overlaps it, one to one; a body "
        "is one that the register lists, found without the encoder; dates outside sentences count."
    ),
    source="none",
    read=read,
    measure=measure,
    records="documents",
)
