"""Where a place hangs in the parse of a sentence, seen from the word that tells a happening.

In: one parsed sentence, a draft in it, a mention of a place. Out: features by name, as ``placefeatures`` weighs them.
"""

from __future__ import annotations

from dateline.claim.drafts import Draft
from dateline.claim.placemarks import Mention
from dateline.claim.syntax import token_at
from dateline.claim.weights import Features
from dateline.read.parse import Parsed

_OBJECT = frozenset({"dobj", "nsubjpass", "obj"})
_MODIFIES = frozenset({"compound", "amod", "nmod", "poss"})
_CLAUSE = frozenset({"ccomp", "conj", "advcl", "relcl", "acl", "parataxis"})


def syntax_values(parsed: Parsed, draft: Draft, mention: Mention) -> Features:
    """Where the place hangs in the parse, seen from the trigger."""
    trigger, place = token_at(parsed, draft.reading.start), token_at(parsed, mention.span.end - 1)
    if trigger is None or place is None:
        return {}
    above = _chain(parsed, trigger)
    path = _chain(parsed, place)
    meet = next((at for at, token in enumerate(path) if token in above), None)
    if meet is None:
        return {"apart": 1.0}
    up = above.index(path[meet])
    crossed = sum(1 for token in path[:meet] if parsed.labels[token] in _CLAUSE)
    over = sum(1 for token in above[:up] if parsed.labels[token] in _CLAUSE)
    found = {f"up {min(up, 3)}": 1.0}
    if parsed.labels[place] in _MODIFIES and parsed.heads[place] > place:
        found["modifies"] = 1.0
    if parsed.labels[place] in _OBJECT and parsed.heads[place] == trigger:
        found["object of it"] = 1.0
    if crossed:
        found["in other clause"] = 1.0
    if over:
        found["in clause above"] = 1.0
    return found


def _chain(parsed: Parsed, token: int) -> list[int]:
    """A token and those above it, up to the root."""
    found = [token]
    while parsed.heads[found[-1]] != found[-1] and len(found) < 60:
        found.append(parsed.heads[found[-1]])
    return found
