"""A person's decisions as they are published: one line of JSON each, and in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dateline.decide.adding import PERSON
from dateline.decide.apply import told
from dateline.model import Claim, Standing
from dateline.publish.alerts import instant
from dateline.publish.jsonl import lines

_FIELDS = {
    "kind": "what happened",
    "status": "whether it happened",
    "actors": "who",
    "targets": "to whom",
    "places": "where",
    "when": "when",
    "counts": "how many",
    "means": "by what",
    "said_by": "who says so",
    "hedge": "how surely",
}


def set_by_person(claims: Iterable[Claim]) -> str:
    """What in these claims a person set or added, in words that name nothing; empty where there is nothing such."""
    held = list(claims)
    fields = {field for claim in held if claim.producer.name != PERSON for field in claim.decided}
    told = ", ".join(words for field, words in _FIELDS.items() if field in fields)
    added = ["added by a person"] if any(claim.producer.name == PERSON for claim in held) else []
    return "; ".join(added + ([f"set by a person: {told}"] if told else []))


def decisions_jsonl(standings: Iterable[Standing]) -> bytes:
    """Every decision, in the order made."""
    return lines(decision_json(one) for one in standings)


def decision_json(standing: Standing) -> dict[str, Any]:
    """One decision as a JSON object; unknown values are null."""
    one = standing.decision
    return {
        "decision": one.decision,
        "action": one.action,
        "subject": one.subject,
        "field": one.field,
        "old": one.old,
        "new": one.new,
        "words": list(one.words),
        "spans": [[span.start, span.end] for span in one.spans],
        "claims": [list(group) for group in one.groups],
        "by": one.by,
        "at": instant(one.at),
        "why": one.reason,
        "state": standing.state,
        "note": standing.note,
    }


def decision_line(standing: Standing) -> str:
    """A decision in one line: what, who, when, why, and what has become of it."""
    one = standing.decision
    state = "" if standing.state == "in force" else f" [{standing.state}]"
    note = f" ({standing.note})" if standing.note else ""
    action = told(one)
    return f"{action[:1].upper()}{action[1:]}: {one.by}, {instant(one.at)}, “{one.reason}”{state}{note}"
