"""What the parse says around a trigger: its subject, its object, and the clause it heads.

In: one sentence's :class:`~dateline.read.parse.Parsed`. Out: spans. Used where the encoder marked nobody, and to cut
a quotation down to the clause that tells the event.
"""

from __future__ import annotations

from bisect import bisect_right

from dateline.model import Span
from dateline.read.parse import Parsed

_SUBJECT = frozenset({"nsubj"})
_OBJECT = frozenset({"dobj", "nsubjpass", "obj"})
_CLAUSE = frozenset({"ROOT", "ccomp", "conj", "advcl", "relcl", "acl", "xcomp", "pcomp", "parataxis"})


def token_at(parsed: Parsed, offset: int) -> int | None:
    """The index of the token that covers a report offset."""
    i = bisect_right(parsed.starts, offset) - 1
    return i if i >= 0 and offset < parsed.ends[i] else None


def head_in(parsed: Parsed, span: Span) -> int | None:
    """The token of a span whose head stands outside it."""
    within = [i for i, start in enumerate(parsed.starts) if span.start <= start < span.end]
    return next((i for i in within if parsed.heads[i] not in within or parsed.heads[i] == i), None)


def _children(parsed: Parsed, head: int) -> list[int]:
    return [i for i, h in enumerate(parsed.heads) if h == head and i != head]


def subtree(parsed: Parsed, head: int, without: frozenset[str] = frozenset()) -> list[int]:
    """A token and all under it, in order; branches with a label of ``without`` are left out."""
    below: dict[int, list[int]] = {}
    for i, above in enumerate(parsed.heads):
        if i != above and parsed.labels[i] not in without:
            below.setdefault(above, []).append(i)
    found = [head]
    for token in found:  # it grows as it is walked
        found += below.get(token, ())
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


def governing(parsed: Parsed, offset: int, end: int, levels: int = 2) -> list[int]:
    """The tokens of a stretch, then those above its head, one level after the other."""
    found = [i for i, start in enumerate(parsed.starts) if offset <= start < end]
    at = head_in(parsed, Span(start=offset, end=end))
    for _ in range(levels):
        if at is None or parsed.heads[at] == at:
            break
        at = parsed.heads[at]
        found.append(at)
    return found


def subject_of(parsed: Parsed, verb: int) -> Span | None:
    """The noun phrase that is the subject of a verb itself, with what it is called besides."""
    child = next((c for c in _children(parsed, verb) if parsed.labels[c] in _SUBJECT), None)
    return (
        None if child is None else _span(parsed, subtree(parsed, child, frozenset({"relcl", "acl", "advcl"})))
    )


def of_another(parsed: Parsed | None, offset: int, span: Span) -> bool:
    """Whether a span is the object of a verb joined to the trigger's, which has an object of its own ("overran the city
    and burned | a church")."""
    if parsed is None:
        return False
    trigger = token_at(parsed, offset)
    head = head_in(parsed, span)
    while head is not None and parsed.labels[head] == "conj" and parsed.heads[head] != head:
        head = parsed.heads[head]
    if trigger is None or head is None or parsed.labels[head] not in _OBJECT:
        return False
    verb = parsed.heads[head]
    joined = parsed.labels[verb] == "conj" and parsed.heads[verb] == trigger
    own = [c for c in _children(parsed, trigger) if parsed.labels[c] in _OBJECT]
    return joined and bool(own) and head not in own


def follows(parsed: Parsed | None, text: str, offset: int, span: Span, preposition: str) -> bool:
    """Whether a span is the object of a preposition that hangs on the word at an offset ("taken from | the rebels")."""
    if parsed is None:
        return False
    trigger, head = token_at(parsed, offset), head_in(parsed, span)
    if trigger is None or head is None or parsed.labels[head] != "pobj":
        return False
    at = parsed.heads[head]
    return parsed.heads[at] == trigger and text[parsed.starts[at] : parsed.ends[at]].casefold() == preposition


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
