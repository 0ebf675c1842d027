"""Who says what, against PolNeAR: news articles in which every attribution is marked.

In: a folder with ``text`` and ``attributions`` (brat standoff). Out: F1 of sources, cues and contents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from dateline.evaluate.corpora.common import Bench, Corpus, Extent, Figure, Tally, meet, pair_up
from dateline.evaluate.shares import ratio
from dateline.mention.attributions import find_attributions

PARTS = ("Source", "Cue", "Content")
_MARK = re.compile(r"^(T\d+)\t(\w+) (\d+)((?: \d+;\d+)*) (\d+)\t", re.MULTILINE)
_LINK = re.compile(r"^E\d+\t(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """An article's text, and its marked spans by part; ``whole`` has the attributions that have all three."""

    text: str
    spans: tuple[tuple[str, Extent], ...]
    whole: tuple[tuple[Extent, Extent, Extent], ...]

    def of(self, part: str) -> list[Extent]:
        """The marked spans of one part, each once."""
        return sorted({span for name, span in self.spans if name == part})


def read(path: Path) -> tuple[Attributed, ...]:
    """The articles of a folder, of several sets of marks the first by name; a span in pieces is taken as one."""
    found = []
    for file in sorted((path / "text").iterdir()):
        marks = min((path / "attributions").glob(f"{escape(file.stem)}*.ann"))
        # Offsets count the letters of the file as it is: line ends must not be changed.
        text = file.read_bytes().decode("utf-8")
        found.append(attributed(text, marks.read_text(encoding="utf-8")))
    return tuple(found)


def attributed(text: str, marks: str) -> Attributed:
    """An article out of its text and its standoff marks."""
    named = {m[1]: (m[2], (int(m[3]), int(m[5]))) for m in _MARK.finditer(marks)}
    spans: list[tuple[str, Extent]] = []
    whole = []
    for link in _LINK.finditer(marks):
        parts: dict[str, list[Extent]] = {}
        for item in link[1].split():
            role, _, mark = item.partition(":")
            if mark in named and role.rstrip("0123456789") in PARTS:
                parts.setdefault(role.rstrip("0123456789"), []).append(named[mark][1])
        spans += [(part, span) for part, found in parts.items() for span in found]
        if all(part in parts for part in PARTS):
            first = [parts[part][0] for part in PARTS]
            whole.append((first[0], first[1], first[2]))
    return Attributed(text=text, spans=tuple(spans), whole=tuple(whole))


def measure(articles: Sequence[Attributed], bench: Bench) -> tuple[Figure, ...]:
    """Overlap F1 of each part, and the share of whole attributions of which one of ours meets every part."""
    tallies = {part: Tally() for part in PARTS}
    met = wanted = 0
    for article in articles:
        ours = find_attributions(article.text, bench.engine.tables.sources)
        triples = [tuple((s.start, s.end) for s in (a.source, a.cue, a.content)) for a in ours]
        for at, part in enumerate(PARTS):
            found, marked = sorted({triple[at] for triple in triples}), article.of(part)
            tallies[part].add(pair_up(found, marked), len(found), len(marked))
        wanted += len(article.whole)
        met += sum(
            any(all(meet(a, b) for a, b in zip(triple, whole, strict=True)) for triple in triples)
            for whole in article.whole
        )
    figures = [figure for part in PARTS for figure in tallies[part].figures(part.lower())]
    return (*figures, Figure(name="whole attributions met in all parts", value=ratio(met, wanted),
                             best="overlap about 0.83 (Citron, on PARC)"))  # fmt: skip


CORPUS = Corpus(
    name="polnear",
    title="PolNeAR: who says what",
    scoring=(
        "Sources, cues and contents are pooled, each span once; one is found where it overlaps a marked span of its "
        "part, one to one; no span is given beforehand."
    ),
    source="Citron's model card, all spans by overlap, on PARC 3.0, which is another corpus",
    read=read,
    measure=measure,
    records="articles",
)
