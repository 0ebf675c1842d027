"""Tells who holds a place after an incident, where its claims bear that out.

In: the incidents of a run; out: the same with ``holder_after``. A capture gives its actor the place where it is
admitted or corroborated; a withdrawal gives it to the force that another incident of those days shows taking it;
a holding that goes on names its holder. A contested change gives it to nobody, and neither does a claim of the side
that gains, standing alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.merge.knowledge import Knowledge
from dateline.merge.names import place_key
from dateline.model import Incident

_SURE = frozenset({"admitted", "corroborated"})
_DAYS = 3


def with_holders(incidents: Sequence[Incident], knowledge: Knowledge) -> list[Incident]:
    """The incidents, each with the holder it leaves, where it leaves one."""
    taken: dict[str, list[Incident]] = {}
    for incident in incidents:
        if incident.kind == "capture" and incident.grade in _SURE and incident.actors:
            for place in incident.places:
                taken.setdefault(place_key(place.name), []).append(incident)
    return [replace(incident, holder_after=_holder(incident, taken, knowledge)) for incident in incidents]


def _holder(incident: Incident, taken: dict[str, list[Incident]], knowledge: Knowledge) -> str | None:
    if incident.grade == "contested" or not incident.places:
        return None
    if incident.kind == "capture":
        done = incident.status in ("happened", "ongoing") and incident.grade in _SURE
        return incident.actors[0].name if done and incident.actors else None
    if incident.kind == "hold":
        going_on = incident.status == "ongoing"
        return incident.actors[0].name if going_on and incident.actors else None
    if incident.kind == "transfer" and incident.status == "happened" and incident.grade in _SURE:
        return incident.targets[0].name if incident.targets else None
    if incident.kind == "withdraw" and incident.status in ("happened", "ongoing"):
        return _taker(incident, taken, knowledge)
    return None


def _taker(incident: Incident, taken: dict[str, list[Incident]], knowledge: Knowledge) -> str | None:
    leaving = [knowledge.body(actor.name) for actor in incident.actors]
    places = {place_key(place.name) for place in incident.places}
    for capture in (found for key in sorted(places) for found in taken.get(key, [])):
        taker = knowledge.body(capture.actors[0].name)
        if _near(incident, capture) and not any(knowledge.same(taker, body) for body in leaving):
            return capture.actors[0].name
    return None


def _near(a: Incident, b: Incident) -> bool:
    first, second = a.when.latest or a.when.earliest, b.when.latest or b.when.earliest
    return first is None or second is None or abs((first - second).days) <= _DAYS
