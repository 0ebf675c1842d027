"""What a person had before them when deciding: a short version of it, so that nobody decides on what has changed.

In: what is asked and the records as they stand; out: the version of what it is about. It changes with every decision
that bears on it, with every other reading of it, and with the claims that stand beside it in an incident.
"""

from __future__ import annotations

import hashlib

from dateline.decide.asking import Asked, Held, claim_meant, incident_meant
from dateline.decide.ledger import in_force, undone
from dateline.errors import StaleError, UsageError
from dateline.merge.names import fold
from dateline.model import Actor, Claim, Source

_ON_CLAIMS = frozenset({"accept", "reject", "set"})


def version_seen(asked: Asked, held: Held) -> str:
    """Twelve hexadecimal digits for the present state of all that is asked about.

    Raises:
        UsageError: there is no such claim, incident or report.
    """
    if asked.action in _ON_CLAIMS:
        found = [claim_meant(name, held) for name in asked.subjects]
        aside = {claim.claim for claim in held.set_aside}
        return _digest([(_values(claim), claim.claim in aside) for claim in found])
    if asked.action in ("split", "merge"):
        whole = {one.incident: one for name in asked.subjects for one in [incident_meant(name, held)]}
        return _digest([(sorted(one.claims), one.decisions) for _, one in sorted(whole.items())])
    if asked.action in ("alias", "place"):
        name = fold(asked.subjects[0])
        same = [
            one.decision
            for one in in_force(held.decisions)
            if one.action == asked.action and fold(one.subject) == name
        ]
        return _digest(same)
    if asked.action == "add":
        return _digest([one.text for one in held.reports if one.report == asked.subjects[0]])
    return _digest(asked.subjects[0] in undone(held.decisions))


def check_seen(asked: Asked, held: Held) -> None:
    """Makes sure that what was decided on is as it was seen, where the person told what was seen.

    Raises:
        StaleError: it has changed, or is gone.
    """
    if asked.seen is None:
        return
    try:
        same = version_seen(asked, held) == asked.seen
    except UsageError as fault:
        raise StaleError(f"What this was about has changed since you looked: {fault}") from None
    if not same:
        raise StaleError("Somebody has changed this since you looked: look again before deciding.")


def _values(claim: Claim) -> tuple[object, ...]:
    """What a claim says, without its names and words: the record may be shown with private names blotted out."""
    named: tuple[Actor | Source, ...] = (*claim.actors, *claim.targets, *claim.said_by)
    bodies = [(one.actor, one.span) for one in named]
    places = [(one.geonames, one.country, one.precision, one.span) for one in claim.places]
    counts = [(one.what, one.who, one.low, one.high, one.span) for one in claim.counts]
    when = (claim.when.earliest, claim.when.latest, claim.when.span)
    own = (
        claim.claim,
        claim.kind,
        claim.status,
        claim.hedge,
        claim.decisions,
        claim.decided,
        claim.quote_spans,
    )
    return (*own, bodies, places, counts, len(claim.means), when)


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]
