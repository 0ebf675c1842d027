"""Which place each claim of a report has: all places of the report weighed against each other.

In: a report's drafts with their claims, in reading order. Out: the places of each. The weights are those of
a conditional logit over the places a report names (McFadden 1974), fitted by ``scripts/fit_places.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.claim.case import Case
from dateline.claim.drafts import Draft
from dateline.claim.placefeatures import Ground, features, make_ground
from dateline.claim.placemarks import Mention, find_mentions
from dateline.claim.weights import feature_weights, weigh
from dateline.model import WIDE, Place

TABLE = "rules/placing.tsv"
SPOT = frozenset(
    "attack bombing suicide_bombing airstrike drone_strike shelling chemical_attack clash capture advance withdraw"
    " repel destroy besiege free abduct detain".split()
)
"""Kinds that happen at a spot on the ground."""
ALWAYS = frozenset(
    "hold withdraw advance capture besiege destroy airstrike shelling repel deploy displace bombing"
    " suicide_bombing".split()
)
"""Kinds that have a place in 96 of 100 claims of the corpus and more."""
PLACED = 0.5
"""Least probability, by the encoder, that a claim has a place at all, for one that it did not mark itself."""
COUNTRY_COST = 0.5
"""What is taken off the score of a country or region where the report names closer places and the happening has a spot.

Chosen on the validation clusters (place right 0.727 without, 0.739 with): the fitted weights see reports whose
coder often gives a country, which for violence on the ground a reader can nearly always narrow.
"""


def _too_wide(ground: Ground, draft: Draft, key: str) -> bool:
    if draft.reading.kind not in SPOT or ground.by_key[key][0].place.precision not in WIDE:
        return False
    return any(mentions[0].place.precision not in WIDE for mentions in ground.by_key.values())


def whereabouts(case: Case, drafts: Sequence[Draft]) -> list[tuple[Place, ...]]:
    """The places of each draft, in the same order; empty where the report names none or the claim has none."""
    weights = feature_weights(case.words.texts[TABLE], TABLE)
    ground = make_ground(case, find_mentions(case, drafts), drafts)
    found: list[tuple[Place, ...]] = []
    for draft in drafts:
        if not has_place(draft) or not ground.by_key:
            found.append(())
            continue
        values = features(case, ground, draft)
        scores = {
            key: weigh(weights, values[key]) - (COUNTRY_COST if _too_wide(ground, draft, key) else 0.0)
            for key in values
        }
        best = max(sorted(scores), key=lambda key: scores[key])
        found.append(places_for(case, ground, draft, best))
    return found


def has_place(draft: Draft) -> bool:
    """Whether a claim has a place at all, by the encoder: one marked, or more likely than not."""
    marked = any(r.role == "place" and r.probability >= 0.5 for r in draft.reading.roles)
    return marked or draft.reading.placed >= PLACED or draft.reading.kind in ALWAYS


_LIST = re.compile(
    r"(?:[’']s?)?(?:\s*,\s*|\s+)(?:(?:and|or|as well as)\s+)?(?:(?:in|at|near|of)\s+)?"
    r"(?:the\s+)?(?:(?:nearby|neighbou?ring|northern|southern|eastern|western|central|old|town|city|village|port|province|district"
    r"|region|state|county|capital|camp|area)s?\s+(?:of\s+)?)*\Z"
)


def places_for(case: Case, ground: Ground, draft: Draft, key: str) -> tuple[Place, ...]:
    """The chosen place as its nearest words tell it, with those listed beside it in the draft's own sentence."""
    mention = nearest(ground.by_key[key], draft)
    if mention.sentence != draft.number:
        return (mention.place,)
    listed = [mention]
    mentions = [m for m in ground.mentions if m.sentence == draft.number]
    at = mentions.index(mention)
    for step in (1, -1):
        here = at + step
        while 0 <= here < len(mentions):
            low, high = sorted((mentions[here], mentions[here - step]), key=lambda m: m.span.start)
            if (
                low.inner
                or high.outer
                or low.bare
                or high.bare
                or low.told == "people"
                or high.told == "people"
            ):
                break
            if not _LIST.match(case.text[low.span.end : high.span.start]):
                break
            listed.append(mentions[here])
            here += step
    found: list[Place] = []
    for each in listed:
        if all(each.place.name != place.name for place in found):
            found.append(each.place)
    return tuple(found)


def nearest(mentions: Sequence[Mention], draft: Draft) -> Mention:
    """The mention that shows a place best: in the draft's sentence, else the last before it, else the first."""

    def rank(m: Mention) -> tuple[int, int, int]:
        away = draft.number - m.sentence
        order = 0 if away == 0 else 1 if away > 0 else 2
        told = {"name": 0, "noun": 1, "people": 2}[m.told] + (2 if m.bare else 0)
        return order, told, abs(m.span.start - draft.reading.start)

    return min(mentions, key=rank)
