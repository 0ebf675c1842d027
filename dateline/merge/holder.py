"""Tells who holds a place after an incident, where its claims bear that out.

In: the incidents of a run; out: the same with ``holder_after``. A capture gives its actor the place where it
is admitted or corroborated, or where an origin says so against its own side; a withdrawal gives it to the
force that another incident of those days shows taking it; a force that beats off an attack keeps it, where no
party alone says so; a holding that goes on names its holder. A contested change gives it to nobody, unless
the other side's leaving is sure and somebody who is no party tells of the change; neither does a claim of the
side that gains, standing alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.merge.knowledge import Knowledge
from dateline.merge.names import place_key
from dateline.model import AFFIRMED, WIDE, Incident, Origin, Place

_SURE = frozenset({"admitted", "corroborated"})
_NO_PARTY = frozenset({"monitor", "international", "media", "witness", "expert"})
_DAYS = 3


def with_holders(incidents: Sequence[Incident], knowledge: Knowledge) -> list[Incident]:
    """The incidents, each with the holder it leaves, where it leaves one."""
    taken: dict[str, list[Incident]] = {}
    left: dict[str, list[Incident]] = {}
    for incident in incidents:
        known = taken if incident.kind == "capture" else left if incident.kind == "withdraw" else None
        if known is not None and incident.actors and _done(incident):
            for place in incident.places:
                known.setdefault(place_key(place.name), []).append(incident)
    return [
        replace(incident, holder_after=_holder(incident, taken, left, knowledge)) for incident in incidents
    ]


def _done(incident: Incident) -> bool:
    return incident.status in AFFIRMED


def _holder(
    incident: Incident,
    taken: dict[str, list[Incident]],
    left: dict[str, list[Incident]],
    knowledge: Knowledge,
) -> str | None:
    if not incident.places or not incident.actors or not _done(incident):
        return None
    if all(_too_wide(place, knowledge) for place in incident.places):
        return None
    actor = incident.actors[0].name
    sure = _sure(incident)
    if incident.kind == "capture":
        return actor if sure or (_borne(incident) and _match(incident, left, knowledge, sure=True)) else None
    if incident.kind == "withdraw":
        taker = _match(incident, taken, knowledge, sure=not sure)
        return taker.actors[0].name if taker is not None and incident.grade != "contested" else None
    if incident.grade == "contested":
        return None
    if incident.kind == "hold" and incident.status == "ongoing":
        return actor if not _partisan(incident) else None
    if incident.kind == "repel":
        return actor if all(_free(origin) for origin in incident.origins) else None
    if incident.kind == "transfer" and sure:
        return incident.targets[0].name if incident.targets else None
    return None


def _too_wide(place: Place, knowledge: Knowledge) -> bool:
    """Whether a place is a whole country or more: who takes or leaves something in it does not hold it."""
    return place.precision in WIDE or knowledge.nation_named(place.name) is not None


def _sure(incident: Incident) -> bool:
    """Whether its origins are enough for a change: two that do not both gain, or one that loses by it."""
    if incident.grade in _SURE:
        return True
    return incident.grade == "claimed" and any(origin.stands == "loses" for origin in incident.origins)


def _free(origin: Origin) -> bool:
    """Whether an origin is no party, or tells against its own side."""
    return origin.stands == "loses" or (origin.stands == "neutral" and origin.party in _NO_PARTY)


def _borne(incident: Incident) -> bool:
    """Whether a change is uncontested, or told by somebody who is no party."""
    return incident.grade != "contested" or any(
        origin.stands == "neutral" and origin.party in _NO_PARTY for origin in incident.origins
    )


def _partisan(incident: Incident) -> bool:
    return bool(incident.origins) and all(origin.stands == "gains" for origin in incident.origins)


def _match(
    incident: Incident, others: dict[str, list[Incident]], knowledge: Knowledge, *, sure: bool
) -> Incident | None:
    """The first incident of the other kind at the same place and time, by another side."""
    own = [knowledge.body(actor.name) for actor in incident.actors]
    places = sorted({place_key(place.name) for place in incident.places})
    for other in (found for key in places for found in others.get(key, [])):
        body = knowledge.body(other.actors[0].name)
        if (sure and not _sure(other)) or not _borne(other):
            continue
        if _near(incident, other) and not any(knowledge.same(body, mine) for mine in own):
            return other
    return None


def _near(a: Incident, b: Incident) -> bool:
    first, second = a.when.latest or a.when.earliest, b.when.latest or b.when.earliest
    return first is None or second is None or abs((first - second).days) <= _DAYS
