"""Whether a report can be about armed conflict at all: a cheap look before anything is read closely.

In: a text and the trigger lexicon. Out: yes or no. What is turned away is never seen by the encoder or the parse, so
the look must err on the side of reading: one word that told an event in half the texts coded by hand is enough.
"""

from __future__ import annotations

from dateline.mention.triggers import find_triggers
from dateline.words.lexicon import TriggerTable

STRONG = 0.5
"""Least weight of a trigger that speaks for reading: how often it told its kind of event in texts coded by hand.

Every report of the corpus with gold claims has such a word; 0.6 would lose 0.7 % of the claims (docs/performance.md).
"""
SHORT = 60
"""Words below which a text is read in any case: it has little room for a strong word, and reading it costs little."""


def may_tell(text: str, triggers: TriggerTable) -> bool:
    """Whether the text can tell of armed conflict. Line by line, for most reports say so in the first."""
    if len(text.split(maxsplit=SHORT)) <= SHORT:
        return True
    return any(
        mention.weight >= STRONG for line in text.splitlines() for mention in find_triggers(line, triggers)
    )
