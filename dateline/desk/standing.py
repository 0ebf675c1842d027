"""What became of what a source told: how often others bore it out, admitted it, denied it. Counts, and no score.

In: incidents; out: for each source the incidents under each heading. A source is a body that accounts rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dateline.desk.grading import voices
from dateline.model import Incident, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One source: the incidents it tells, and of these those that another independent voice tells too
    (``borne_out``), that the side which loses by them admits (``admitted``), that somebody denies (``denied``), that
    no other voice tells (``alone``), and that it tells against its own side (``against``); and those that it
    denies (``denies``)."""

    name: str
    party: str
    tells: tuple[Incident, ...]
    borne_out: tuple[Incident, ...]
    admitted: tuple[Incident, ...]
    denied: tuple[Incident, ...]
    alone: tuple[Incident, ...]
    against: tuple[Incident, ...]
    denies: tuple[Incident, ...]


def standings(incidents: Iterable[Incident]) -> Mapping[str, Standing]:
    """How every source stands, by name; the incidents in the order given."""
    tells: dict[str, list[tuple[Origin, Incident]]] = {}
    denies: dict[str, list[Incident]] = {}
    party: dict[str, str] = {}
    for incident in incidents:
        for origin in incident.origins:
            tells.setdefault(origin.name, []).append((origin, incident))
            party.setdefault(origin.name, origin.party)
        for origin in incident.denied_by:
            denies.setdefault(origin.name, []).append(incident)
            party.setdefault(origin.name, origin.party)
    return {
        name: _standing(name, party[name], tells.get(name, []), denies.get(name, []))
        for name in sorted(party)
    }


def _standing(name: str, party: str, told: list[tuple[Origin, Incident]], denies: list[Incident]) -> Standing:
    shared = [(origin, one) for origin, one in told if len(voices(one.origins)) > 1]
    joined = {one.incident for _, one in shared}
    return Standing(
        name=name,
        party=party,
        tells=tuple(one for _, one in told),
        borne_out=tuple(one for _, one in shared),
        admitted=tuple(one for origin, one in shared if one.grade == "admitted" and origin.stands != "loses"),
        denied=tuple(one for _, one in told if one.denied_by),
        alone=tuple(one for _, one in told if one.incident not in joined and not one.denied_by),
        against=tuple(one for origin, one in told if origin.stands == "loses"),
        denies=tuple(denies),
    )
