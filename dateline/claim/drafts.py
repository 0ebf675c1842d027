"""Triggers that become claims: the encoder's readings and the lexicon's mentions, weighed together.

In: a report's marks, layout and the encoder's readings. Out: :class:`Draft` records in reading order, one for
each trigger worth a claim, with the evidence that made it so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.claim.heads import Reading
from dateline.claim.marks import Marks
from dateline.claim.syntax import token_at
from dateline.model import Span
from dateline.read.layout import Layout
from dateline.read.parse import Parsed

LEXICON_WEIGHT = 1.0
"""How much the lexicon's log odds for a kind move the encoder's own: fitted on the validation clusters."""

THRESHOLD = 0.55
"""Least joint probability of a claim: where precision and recall met on the validation clusters."""


LEAD = 2
"""How many sentences open a report: what they tell weighs double."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A trigger that will be a claim: what the encoder said of it, where it stands, and why it was kept."""

    reading: Reading
    sentence: Span
    number: int
    headline: bool
    probability: float
    lexicon: float | None


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def joint_probability(chance: float, lexicon: float | None, weight: float = LEXICON_WEIGHT) -> float:
    """The encoder's probability moved by the lexicon's: no entry for the kind counts slightly against it."""
    prior = 0.25 if lexicon is None else max(0.2, lexicon)
    return 1 / (1 + math.exp(-(_logit(chance) + weight * (_logit(prior) - _logit(0.4)))))


def make_drafts(
    text: str, layout: Layout, marks: Marks, readings: tuple[Reading, ...], threshold: float = THRESHOLD
) -> tuple[Draft, ...]:
    """The readings that stand in a sentence of the report's own and whose joint probability suffices."""
    found: list[Draft] = []
    for reading in readings:
        number = sentence_at(layout.sentences, reading.start)
        if number is None:
            continue
        sentence = layout.sentences[number]
        weights = [
            m.weight for m in marks.triggers
            if m.kind == reading.kind and m.start < reading.end and reading.start < m.end
        ]  # fmt: skip
        lexicon = max(weights, default=None)
        chance = joint_probability(reading.probability, lexicon)
        if chance >= threshold:
            found.append(
                Draft(
                    reading=reading,
                    sentence=sentence,
                    number=number,
                    headline=layout.headline is not None and sentence.start < layout.headline.end,
                    probability=chance,
                    lexicon=lexicon,
                )
            )
    return tuple(found)


_PARTS = frozenset({"advmod", "prt", "oprd", "aux"})
"""Labels of words that are part of the phrase of the verb above them: "took | over", "shot | dead"."""


def without_parts(drafts: tuple[Draft, ...], syntax: Mapping[int, Parsed | None]) -> tuple[Draft, ...]:
    """The drafts but those whose trigger is one word that is part of another's verb phrase: one event, not two."""
    return tuple(draft for draft in drafts if not _is_part(draft, drafts, syntax.get(draft.number)))


def _is_part(draft: Draft, drafts: tuple[Draft, ...], parsed: Parsed | None) -> bool:
    at = None if parsed is None else token_at(parsed, draft.reading.start)
    if parsed is None or at is None or parsed.labels[at] not in _PARTS or parsed.ends[at] < draft.reading.end:
        return False
    start, end = parsed.starts[parsed.heads[at]], parsed.ends[parsed.heads[at]]
    return any(
        other.reading.start < end and start < other.reading.end for other in drafts if other is not draft
    )


def sentence_at(sentences: tuple[Span, ...], offset: int) -> int | None:
    """The number of the sentence that holds an offset, ``None`` where none does."""
    low, high = 0, len(sentences)
    while low < high:
        middle = (low + high) // 2
        if sentences[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return low if low < len(sentences) and sentences[low].start <= offset else None
