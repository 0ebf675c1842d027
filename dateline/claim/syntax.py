"""What the parse says around a trigger: its subject, its object, and the clause it heads.

In: one sentence's :class:`~dateline.read.parse.Parsed`. Out: spans. Used where the encoder marked nobody, and to cut
a quotation down to the clause that tells the event.
"""

from __future__ import annotations

from dateline.model import Span
from dateline.read.parse import Parsed

_SUBJECT = frozenset({"nsubj"})
_OBJECT = frozenset({"dobj", "nsubjpass", "obj"})
_CLAUSE = frozenset({"ROOT", "ccomp", "conj", "advcl", "relcl", "acl", "xcomp", "pcomp", "parataxis"})


def token_at(parsed: Parsed, offset: int) -> int | None:
    """The index of the token that covers a report offset."""
    for i, (start, end) in enumerate(zip(parsed.starts, parsed.ends, strict=True)):
        if start <= offset < end:
            return i
    return None


def _children(parsed: Parsed, head: int) -> list[int]:
    return [i for i, h in enumerate(parsed.heads) if h == head and i != head]


def subtree(parsed: Parsed, head: int, without: frozenset[str] = frozenset()) -> list[int]:
    """A token and all under it, in order; branches with a label of ``without`` are left out."""
    found = [head]
    at = 0
    while at < len(found):
        found += [c for c in _children(parsed, found[at]) if parsed.labels[c] not in without]
        at += 1
    return sorted(found)


def _span(parsed: Parsed, tokens: list[int]) -> Span:
    return Span(start=parsed.starts[min(tokens)], end=parsed.ends[max(tokens)])


def argument(parsed: Parsed | None, offset: int, role: str) -> Span | None:
    """The noun phrase that is the trigger's doer (``actor``) or its object (``target``), by syntax alone."""
    if parsed is None:
        return None
    trigger = token_at(parsed, offset)
    if trigger is None:
        return None
    wanted = _SUBJECT if role == "actor" else _OBJECT
    children = _children(parsed, trigger)
    for child in children:
        if parsed.labels[child] in wanted:
            return _phrase(parsed, child)
    if role == "actor":
        agent = next((c for c in children if parsed.labels[c] == "agent"), None)
        noun = None if agent is None else next(iter(_children(parsed, agent)), None)
        if noun is not None:
            return _phrase(parsed, noun)
        passive = any(parsed.labels[c] == "nsubjpass" for c in children)
        if parsed.labels[trigger] in {"conj", "xcomp", "advcl"} and not passive:
            head = parsed.heads[trigger]
            for child in _children(parsed, head):
                if parsed.labels[child] in _SUBJECT:
                    return _phrase(parsed, child)
    return None


def _phrase(parsed: Parsed, head: int) -> Span:
    """The noun phrase of a head without relative clauses and appositions."""
    return _span(
        parsed, subtree(parsed, head, frozenset({"relcl", "acl", "appos", "punct", "conj", "cc", "advcl"}))
    )


def clause(parsed: Parsed | None, offset: int) -> Span | None:
    """The clause that a trigger stands in: the nearest verb above it with all that depends on it."""
    if parsed is None:
        return None
    at = token_at(parsed, offset)
    if at is None:
        return None
    while parsed.labels[at] not in _CLAUSE and parsed.heads[at] != at:
        at = parsed.heads[at]
    return _span(parsed, subtree(parsed, at))
