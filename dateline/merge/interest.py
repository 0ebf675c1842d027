"""Who gains and who loses by an incident's being believed: the table of interests applied to its bodies.

In: an origin, the actors and targets of an incident, its kind; out: ``gains``, ``loses``, ``neutral`` or
``unknown``. A monitor, an outlet, a witness or a body of the United Nations is no party and stands neutral,
unless the happening was done by it or to it. What a party gains and loses by each kind is data
(``interest.tsv``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dateline.merge.facts import Fact, civil
from dateline.merge.knowledge import Body, Knowledge
from dateline.merge.origins import Mouth
from dateline.merge.rules import Interest, Rules
from dateline.model import BELLIGERENTS, Stands

_TERRITORY = frozenset({"capture", "advance", "withdraw", "hold", "transfer", "repel", "besiege"})
_NOBODY = Interest(gains=frozenset(), loses=frozenset())


def stands(mouth: Mouth, facts: Sequence[Fact], rules: Rules, knowledge: Knowledge) -> Stands:
    """Where an origin stands on an incident: by its own claims first, then by who the others say did what
    to whom.

    Only for changes of territory do the others' claims count: there the parts played are the same in every
    account, while a body that tells of a strike may mean quite another victim than its enemies do.
    """
    found = {_by_claim(mouth, fact, rules, knowledge) for fact in mouth.facts}
    beaten = [fact for fact in mouth.facts if fact.claim.kind == "repel"]
    if any(_by_claim(mouth, fact, rules, knowledge) == "gains" for fact in beaten):
        return "gains"  # who beat an attack off tells of the attack to say so
    if not found & {"gains", "loses"}:
        others = [f for f in facts if f.claim.status != "denied" and f.claim.kind in _TERRITORY]
        found |= {_by_claim(mouth, fact, rules, knowledge) for fact in others}
    for standing in ("loses", "gains", "unknown"):
        if standing in found:
            return standing
    return "neutral"


def _by_claim(mouth: Mouth, fact: Fact, rules: Rules, knowledge: Knowledge) -> Stands:
    interest = _interest(fact, rules)
    if interest is _NOBODY or fact.claim.status not in ("happened", "ongoing", "denied"):
        return "neutral"
    roles = _roles(mouth, fact, knowledge)
    if roles & interest.loses:
        return "loses"
    if roles & interest.gains:
        return "gains"
    if mouth.party in BELLIGERENTS and not roles:
        return "unknown"
    return "neutral"


def _interest(fact: Fact, rules: Rules) -> Interest:
    kind = fact.claim.kind
    aim = _aim(fact)
    for key in ((kind, aim), (kind, "any")):
        if key in rules.interests:
            return rules.interests[key]
    return _NOBODY


def _aim(fact: Fact) -> str:
    """Whom a happening struck by its own claim: ``losses`` of fighters, ``fighters``, ``others``, or
    ``untold``."""
    hurt = [
        c for c in fact.claim.counts if c.what in ("killed", "injured", "killed_or_injured") and c.high != 0
    ]
    who = {count.who for count in hurt}
    armed = any(body.state or body.party == "armed_group" for body in fact.targets)
    if who & {"soldiers", "fighters", "police"} and not who & {"civilians", "children", "women"}:
        return "losses"
    if armed:
        return "losses" if who else "fighters"
    return "others" if who or civil(fact) else "untold"


def _roles(mouth: Mouth, fact: Fact, knowledge: Knowledge) -> frozenset[str]:
    on = fact.claim.when.earliest or fact.claim.published
    roles = set()
    actor = _stand(mouth.body, fact.actors, knowledge, on, fact.country)
    target = _stand(mouth.body, fact.targets, knowledge, on, fact.country)
    if actor == "same":
        roles.add("actor")
    elif actor == "allied":
        roles.add("ally")
    elif actor == "opposed":
        roles.add("enemy")
    if target == "same":
        roles.add("target")
    elif target == "allied":
        roles.add("target ally")
    elif target == "opposed":
        roles.add("target enemy")
    return frozenset(roles)


def _stand(
    body: Body, others: Sequence[Body], knowledge: Knowledge, on: dt.date | None, country: str | None
) -> str:
    found = {knowledge.relation(body, other, on, country) for other in others}
    for relation in ("same", "allied", "opposed"):
        if relation in found:
            return relation
    return "unknown"
