"""What one merge worked out and another over nearly the same claims can use: the record with and without its last day.

In comes what a merge is about to work out, out comes what an earlier one found for equal input; anything else is worked
out anew. All of it are answers of pure functions of claims, texts and tables, so that a merge with a memory and one
without give equal outcomes.
"""

from __future__ import annotations

from dateline.merge.copies import Shingled
from dateline.merge.facts import Fact
from dateline.merge.knowledge import Knowledge
from dateline.merge.origins import Setting
from dateline.merge.rules import Rules
from dateline.merge.score import Reasoning
from dateline.model import Incident, Reason

Told = tuple[tuple[Fact, ...], tuple[Setting, ...]]
"""The facts of a cluster, and what is known of the report of each."""


class Memory:
    """What merges by the same rules and word tables have found; other ones make it forget.

    Facts are known by what they were made of, and all else by the very facts: a fact is made again only where its
    claim, its text's copies or its rivals are not what they were.
    """

    def __init__(self) -> None:
        self._made_with: tuple[Rules, object | None, Knowledge] | None = None
        self._forget()

    def _forget(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.scores: dict[tuple[Fact, Fact], float] = {}
        self.reasons: dict[tuple[Fact, Fact], tuple[Reason, ...]] = {}
        self.reasoning: Reasoning | None = None
        self.shingled = Shingled()
        self.incidents: dict[Told, Incident] = {}

    def knowledge(self, rules: Rules, words: object | None) -> Knowledge:
        """What is known of bodies by these tables; what was found by others is forgotten."""
        if self._made_with is None or self._made_with[0] is not rules or self._made_with[1] is not words:
            self._forget()
            self._made_with = rules, words, Knowledge(rules, words)
        return self._made_with[2]
