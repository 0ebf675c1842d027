"""Addresses of the desk's pages, so that every page leads to the others in one way."""

from __future__ import annotations

from urllib.parse import quote

from dateline.model import Actor, Claim, Incident, Place, Span

API = "/api/v1"
"""Where the JSON API lies."""

NOWHERE = "-"
"""What stands for the country of a place that has none, in an address."""


def to_incident(incident: Incident) -> str:
    """The page of an incident."""
    return f"/incidents/{quote(incident.incident, safe='')}"


def to_claim(claim: Claim) -> str:
    """The report that a claim stands in, at the claim."""
    return f"{to_report(claim.report)}?claim={quote(claim.id, safe='')}#{quote(claim.id, safe='')}"


def to_report(name: str) -> str:
    """The page of a report."""
    return f"/reports/{quote(name, safe='/')}"


def to_words(report: str, span: Span) -> str:
    """A report with one stretch of its text highlighted."""
    return f"{to_report(report)}?at={span.start}-{span.end}#here"


def to_place(place: Place) -> str:
    """The page of a place."""
    return to_named_place(place.name, place.country)


def to_named_place(name: str, country: str | None) -> str:
    """The page of a place by name and country (ISO alpha-2)."""
    return f"/places/{quote(country or NOWHERE, safe='')}/{quote(name, safe='')}"


def actor_key(actor: Actor) -> str:
    """What tells one actor from another on the desk: its id in the register, else its name."""
    return actor.actor or actor.name


def to_actor(key: str) -> str:
    """The page of an actor, by its key."""
    return f"/actors/{quote(key, safe='')}"


def to_source(name: str) -> str:
    """The page of a body that accounts rest on, or of an outlet."""
    return f"/sources/{quote(name, safe='')}"
