"""Find the words that tell an event, with the kinds of event they can tell.

Comes in: running text and the trigger lexicon. Goes out: every plausible trigger with its kind and weight; one
word may stand for several kinds ("strike"), and each is given, for whoever combines them with other evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.words.lexicon import TriggerTable
from dateline.words.patterns import Hit, find, longest, tokenize


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerMention:
    """A trigger in a text: code point offsets (end excluded), its words, and what the lexicon says of it.

    ``weight`` is between 0 and 1: how often this term told this kind where it stood in texts coded by hand.
    ``row`` is the number of its row in the table.
    """

    start: int
    end: int
    words: str
    kind: str
    weight: float
    row: int


def find_triggers(text: str, table: TriggerTable) -> tuple[TriggerMention, ...]:
    """Every trigger in ``text``, sorted by start, end, falling weight and kind; one mention a span and kind.

    A word inside a longer term ("strike" in "air strike") is not given again by itself, unless the longer term
    is of another kind and adds only a preposition.
    """
    tokens = tokenize(text)
    best: dict[tuple[int, int, str], TriggerMention] = {}
    for hit in longest(find(tokens, table.index), tokens, table.kinds):
        row = table.rows[hit.row]
        start, end = _span(hit, tokens.starts, tokens.ends)
        key = (start, end, row.kind)
        if key not in best or (row.weight, -hit.row) > (best[key].weight, -best[key].row):
            best[key] = TriggerMention(
                start=start, end=end, words=text[start:end], kind=row.kind, weight=row.weight, row=hit.row
            )
    return tuple(sorted(best.values(), key=lambda m: (m.start, m.end, -m.weight, m.kind)))


def _span(hit: Hit, starts: tuple[int, ...], ends: tuple[int, ...]) -> tuple[int, int]:
    return starts[hit.tokens[0]], ends[hit.tokens[-1]]
