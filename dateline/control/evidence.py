"""What an incident tells of one of its places: the part of its accounts that speak of that place.

In: an incident of several places, its claims, and one of the places; out: the incident as those claims alone would
have it told, graded anew. So a town that one party alone names, beside another that all name, is held on that party's
word alone, and the claims shown for it are about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from dateline.merge.grade import Evidence, grade
from dateline.merge.names import place_key
from dateline.merge.rules import Rules
from dateline.model import Claim, Contest, Incident, Origin, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speaker:
    """Whom the evidence names, and whether it is an outlet's own voice."""

    name: str
    own: bool


def about(incident: Incident, place: Place, claims: Mapping[str, Claim], rules: Rules) -> Incident | None:
    """The incident as told of one of its places; itself where every claim is about it, ``None`` where nobody is left
    who says so. A claim is about the place unless all places that it names are others of the incident."""
    others = {_key(one) for one in incident.places} - {_key(place)}
    told = tuple(name for name in incident.claims if name in claims and not _elsewhere(claims[name], others))
    if len(told) == len([name for name in incident.claims if name in claims]):
        return incident
    kept = frozenset(told)
    origins, denied_by = _of(incident.origins, kept), _of(incident.denied_by, kept)
    contested = tuple(one for contest in incident.contested if (one := _contest(contest, kept)) is not None)
    if not origins:
        return None
    evidence = Evidence(
        voices=tuple(
            tuple(_speaker(origin, claims) for origin in row)
            for _, row in groupby(origins, key=lambda origin: origin.voice)
        ),
        deniers=tuple(_speaker(origin, claims) for origin in denied_by),
        stands={origin.name: origin.stands for origin in (*origins, *denied_by)},
        clash=incident.why
        if incident.grade == "contested" and not incident.denied_by and contested
        else None,
        taken_back=incident.grade == "admitted" and bool(denied_by),
        hedged=False,
    )
    verdict = grade(evidence, rules)
    return replace(
        incident,
        claims=told,
        origins=origins,
        independent_origins=len(evidence.voices),
        denied_by=denied_by,
        contested=contested,
        grade=verdict.grade,
        why=verdict.why,
    )


def _key(place: Place) -> str:
    return str(place.geonames or place_key(place.name))


def _elsewhere(claim: Claim, others: frozenset[str] | set[str]) -> bool:
    return bool(claim.places) and all(_key(place) in others for place in claim.places)


def _of(origins: Sequence[Origin], kept: frozenset[str]) -> tuple[Origin, ...]:
    left = (
        replace(origin, claims=tuple(name for name in origin.claims if name in kept)) for origin in origins
    )
    return tuple(origin for origin in left if origin.claims)


def _contest(contest: Contest, kept: frozenset[str]) -> Contest | None:
    values = tuple(value for value in contest.values if not kept.isdisjoint(value.claims))
    return replace(contest, values=values) if len(values) > 1 else None


def _speaker(origin: Origin, claims: Mapping[str, Claim]) -> _Speaker:
    own = all(not claims[name].said_by for name in origin.claims if name in claims)
    return _Speaker(name=origin.name, own=own)
