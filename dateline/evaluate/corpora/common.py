"""What the measures of all corpora share: what they need loaded, what they give, and how shares are counted.

In: counts of hits. Out: :class:`Figure` records, rounded, each with the best published figure where there is one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Generic, TypeVar

from dateline.claim.code import Engine, code_report
from dateline.errors import UsageError
from dateline.evaluate.shares import f1, ratio
from dateline.model import Claim, Report
from dateline.words.tables import Words
from dateline.words.tsv import read_table

Extent = tuple[int, int]
"""Offsets in a text (code points), the end excluded."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What measuring needs loaded: the word tables and the engine made for them."""

    words: Words
    engine: Engine

    def claims(self, text: str, name: str = "r", published: dt.date | None = None) -> tuple[Claim, ...]:
        """The claims that a text is read to make."""
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        report = Report(report=name, text=text, digest=digest, published=published)
        return code_report(report, self.engine)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value: what it is of, its value (``None``: nothing to measure), and the best published one."""

    name: str
    value: float | int | None
    best: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus(Generic[R]):
    """A public corpus: how its records are read, what is measured on them, and how that is scored, in one sentence."""

    name: str
    title: str
    scoring: str
    source: str
    read: Callable[[Path], Sequence[R]]
    measure: Callable[[Sequence[R], Bench], tuple[Figure, ...]]
    records: str = "records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What measuring one corpus came to; ``encoder`` and ``words`` say which reader was measured."""

    name: str
    title: str
    scoring: str
    source: str
    read: str
    figures: tuple[Figure, ...]
    encoder: str
    words: str


def measured(corpus: Corpus[R], path: Path, bench: Bench, most: int | None = None) -> Measured:
    """Reads a corpus and measures on it, or on its first ``most`` records only.

    Raises:
        UsageError: the path holds nothing that can be read as this corpus.
    """
    try:
        records = corpus.read(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UsageError(f"{path}: cannot be read as {corpus.title}: {error!r}") from error
    if not records:
        raise UsageError(f"{path}: holds no record of {corpus.title}")
    taken = records if most is None else records[:most]
    return Measured(
        name=corpus.name,
        title=corpus.title,
        scoring=corpus.scoring,
        source=corpus.source,
        read=f"{len(taken)} {corpus.records}",
        figures=corpus.measure(taken, bench),
        encoder=bench.engine.encoder.version,
        words=bench.words.digest,
    )


def told(result: Measured) -> dict[str, object]:
    """A result as plain values, for JSON."""
    return {
        "corpus": result.name,
        "read": result.read,
        "scoring": result.scoring,
        "source": result.source,
        "encoder": result.encoder,
        "words": result.words,
        "figures": {figure.name: figure.value for figure in result.figures},
        "best": {figure.name: figure.best for figure in result.figures if figure.best},
    }


def lines_of(path: Path) -> list[Any]:
    """The values of a JSON-lines file."""
    rows = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(row) for row in rows if row.strip()]


def own_table(name: str, columns: str) -> tuple[tuple[str, ...], ...]:
    """The rows of one of this room's tables (``case_types``): how a corpus's labels stand to our kinds."""
    place = files("dateline") / "evaluate" / "tables" / f"{name}.tsv"
    text = place.read_text(encoding="utf-8")
    return read_table(f"{name}.tsv", text, columns.split(), ordered=False).rows


def meet(a: Extent, b: Extent) -> bool:
    """Whether two stretches share a letter."""
    return a[0] < b[1] and b[0] < a[1]


def pair_up(found: Iterable[Extent], marked: Iterable[Extent]) -> int:
    """How many marked stretches meet a found one, each used once, in order of the text."""
    left = sorted(found)
    hits = 0
    for mark in sorted(marked):
        match = next((one for one in left if meet(one, mark)), None)
        if match is not None:
            left.remove(match)
            hits += 1
    return hits


@dataclass(slots=True)
class Tally:
    """Hits, what was found, and what was wanted, added up over records."""

    hits: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, hits: int, found: int, wanted: int) -> None:
        """Counts one record more."""
        self.hits += hits
        self.found += found
        self.wanted += wanted

    def figures(self, name: str, best: str = "") -> tuple[Figure, ...]:
        """F1, precision and recall under a name."""
        return (
            Figure(name=f"{name} F1", value=f1(self.hits, self.found, self.wanted), best=best),
            Figure(name=f"{name} precision", value=ratio(self.hits, self.found)),
            Figure(name=f"{name} recall", value=ratio(self.hits, self.wanted)),
        )
