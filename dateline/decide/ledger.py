"""The row of decisions: which of them hold, and what each of them is called.

In: every decision in the order made; out: those in force. Nothing is taken out of the row: a decision is undone by a
further one, and so is an undoing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import replace

from dateline.model import Decision


def named(decision: Decision) -> Decision:
    """The decision under its id: sixteen hexadecimal digits of a hash of all that it says."""
    said: list[object] = [
        decision.action, decision.subject, decision.field, decision.old, decision.new, decision.by,
        decision.at.isoformat(), decision.reason, decision.words, decision.groups,
    ]  # fmt: skip
    if decision.spans:
        # Only a decision that has offsets tells them: the ids of those made before there were any stay.
        said.append([(span.start, span.end) for span in decision.spans])
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    return replace(decision, decision=digest[:16])


def undone(decisions: Sequence[Decision]) -> frozenset[str]:
    """The ids of the decisions that do not hold, for a later one that does hold undid them."""
    out: set[str] = set()
    for decision in reversed(decisions):
        if decision.action == "undo" and decision.decision not in out:
            out.add(decision.subject)
    return frozenset(out)


def in_force(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions that hold, in the order made, less the undoings."""
    out: Collection[str] = undone(decisions)
    return tuple(one for one in decisions if one.decision not in out and one.action != "undo")
