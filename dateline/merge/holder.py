"""Tells who holds a place after an incident, where its claims bear that out.

In: the incidents of a run; out: the same with ``holder_after``. A capture gives its actor the place where
it is admitted or corroborated; a withdrawal gives it to the force that another incident of those days shows
taking it; a holding that goes on names its holder. A contested change gives it to nobody, and neither does
a claim of the side that gains, standing alone.
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
    left: dict[str, list[Incident]] = {}
    for incident in incidents:
        known = taken if incident.kind == "capture" else left if incident.kind == "withdraw" else None
        if known is not None and incident.grade != "contested" and incident.actors and _done(incident):
            for place in incident.places:
                known.setdefault(place_key(place.name), []).append(incident)
    return [
        replace(incident, holder_after=_holder(incident, taken, left, knowledge)) for incident in incidents
    ]


def _done(incident: Incident) -> bool:
    return incident.status in ("happened", "ongoing")


def _holder(
    incident: Incident,
    taken: dict[str, list[Incident]],
    left: dict[str, list[Incident]],
    knowledge: Knowledge,
) -> str | None:
    if incident.grade == "contested" or not incident.places or not _done(incident):
        return None
    sure = incident.grade in _SURE
    if incident.kind == "capture" and incident.actors:
        return incident.actors[0].name if sure or _match(incident, left, knowledge, _SURE) else None
    if incident.kind == "hold" and incident.actors:
        return incident.actors[0].name if incident.status == "ongoing" and not _partisan(incident) else None
    if incident.kind == "transfer" and sure:
        return incident.targets[0].name if incident.targets else None
    if incident.kind == "withdraw":
        taker = _match(incident, taken, knowledge, _SURE if not sure else None)
        return taker.actors[0].name if taker is not None else None
    return None


def _partisan(incident: Incident) -> bool:
    return bool(incident.origins) and all(origin.stands == "gains" for origin in incident.origins)


def _match(
    incident: Incident, others: dict[str, list[Incident]], knowledge: Knowledge, grades: frozenset[str] | None
) -> Incident | None:
    """The first incident of the other kind at the same place and time, by another side."""
    own = [knowledge.body(actor.name) for actor in incident.actors]
    places = sorted({place_key(place.name) for place in incident.places})
    for other in (found for key in places for found in others.get(key, [])):
        body = knowledge.body(other.actors[0].name)
        if grades is not None and other.grade not in grades:
            continue
        if _near(incident, other) and not any(knowledge.same(body, mine) for mine in own):
            return other
    return None


def _near(a: Incident, b: Incident) -> bool:
    first, second = a.when.latest or a.when.earliest, b.when.latest or b.when.earliest
    return first is None or second is None or abs((first - second).days) <= _DAYS
