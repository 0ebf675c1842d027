"""Names incidents in plain English, from the same phrases as the brief's sentences.

In: incidents and their claims; out: headings such as "Taking of Homs by Syrian rebels". A heading holds no name
that no claim gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.model import AFFIRMED, Claim, Incident
from dateline.publish import clauses
from dateline.publish.facts import gather
from dateline.publish.record import Run
from dateline.publish.tables import Tables


def title_of(incident: Incident, claims: Mapping[str, Claim], tables: Tables) -> str:
    """The heading of one incident; its own title where none of its claims (by id) is at hand."""
    told = [claims[name] for name in incident.claims if name in claims]
    if not told:
        return incident.title
    # A run is titled for its changes, for its files and for the brief's index: mostly the same incidents.
    made_of = incident.kind, incident.origins, told
    made = tables.headings.get(incident.incident)
    if made is None or made[0] != made_of:
        made = tables.headings[incident.incident] = made_of, _heading(incident, told, tables)
    return made[1]


def _heading(incident: Incident, told: Sequence[Claim], tables: Tables) -> str:
    affirmed = [claim for claim in told if claim.status in AFFIRMED] or told
    own = {name: origin.name for origin in incident.origins for name in origin.claims}
    return clauses.title(gather(affirmed, incident.kind, "happened", own), tables)


def titled(run: Run, tables: Tables) -> Run:
    """The run with every incident under its heading; what did not happen bears its status in brackets."""
    claims = {claim.claim: claim for claim in run.claims}
    return replace(
        run,
        incidents=tuple(
            replace(incident, title=_with_status(title_of(incident, claims, tables), incident.status))
            for incident in run.incidents
        ),
    )


def _with_status(title: str, status: str) -> str:
    return title if status in AFFIRMED else f"{title} ({status.replace('_', ' ')})"
