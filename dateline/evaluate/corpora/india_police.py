"""Recall over a whole stream: every sentence of articles on Indian police, labelled with what police did in it.

In: JSON lines of sentences with labels. Out: how well articles and sentences with killings and arrests are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.evaluate.corpora.common import Bench, Corpus, Figure, Tally, lines_of

KINDS = {
    "KILL": frozenset({"attack", "clash", "shelling", "abuse", "toll"}),
    "ARREST": frozenset({"detain"}),
    "FORCE": frozenset({"abuse", "attack", "clash", "protest", "shelling", "toll"}),
}
"""The kinds of ours by which each label is found."""
_HARMFUL = "KILL"
_DEAD = frozenset({"killed", "killed_or_injured"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The sentences of one article, each with its labels."""

    name: str
    sentences: tuple[tuple[str, frozenset[str]], ...]

    @property
    def text(self) -> str:
        """The article as one line to a sentence."""
        return "\n".join(text for text, _ in self.sentences)


def read(path: Path) -> tuple[Article, ...]:
    """The articles, their sentences in order, spaces and line ends within a sentence made one space."""
    by_name: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for row in lines_of(path):
        text = " ".join(row["sent_text"].split())
        if text:
            by_name.setdefault(str(row["doc_id"]), []).append((text, frozenset(row["sent_labels"])))
    return tuple(Article(name=name, sentences=tuple(rows)) for name, rows in by_name.items())


def measure(articles: Sequence[Article], bench: Bench) -> tuple[Figure, ...]:
    """F1 of each label over sentences, and over articles (an article has a label that one of its sentences has)."""
    by_sentence = {label: Tally() for label in KINDS}
    by_article = {label: Tally() for label in KINDS}
    for article in articles:
        found = labels_of(article, bench)
        for label in KINDS:
            wanted = {at for at, (_, labels) in enumerate(article.sentences) if label in labels}
            ours = found[label]
            by_sentence[label].add(len(ours & wanted), len(ours), len(wanted))
            by_article[label].add(bool(ours and wanted), bool(ours), bool(wanted))
    return tuple(
        figure
        for label in KINDS
        for unit, tallies in (("sentences", by_sentence), ("articles", by_article))
        for figure in tallies[label].figures(f"{label}, {unit}:")
    )


def labels_of(article: Article, bench: Bench) -> dict[str, set[int]]:
    """For each label the sentences where a claim of its kinds has its trigger; a killing also has somebody killed."""
    ends = []
    length = 0
    for text, _ in article.sentences:
        length += len(text) + 1
        ends.append(length)
    found: dict[str, set[int]] = {label: set() for label in KINDS}
    for claim in bench.claims(article.text, article.name):
        at = next(n for n, end in enumerate(ends) if claim.trigger_span.start < end)
        dead = any(count.what in _DEAD for count in claim.counts) or "kill" in claim.trigger.lower()
        for label, kinds in KINDS.items():
            if claim.kind in kinds and (label != _HARMFUL or dead):
                found[label].add(at)
    return found


CORPUS = Corpus(
    name="india-police",
    title="India police events: every sentence of a stream",
    scoring=(
        "A sentence (an article) is found where a claim of a kind that answers to its label has its trigger; "
        "who acted is not asked, while the labels tell acts of police alone."
    ),
    source="none that compares: published systems answer questions about given sentences",
    read=read,
    measure=measure,
    records="articles",
)
