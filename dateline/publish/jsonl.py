"""Claims, incidents and problems as JSON lines: one record a line, sorted, every key always there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from dateline.model import (
    Actor,
    Claim,
    Contest,
    Count,
    Incident,
    Origin,
    Place,
    Problem,
    Revision,
    Source,
    Span,
    Total,
    When,
)
from dateline.publish.facts import reading_order
from dateline.publish.tables import Codes
from dateline.publish.tables_csv import iso

Json = dict[str, Any]
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": "))
Code = Callable[[str, tuple[str, ...], tuple[str, ...]], Codes]


def lines(records: Iterable[Json]) -> bytes:
    """JSON lines as UTF-8, newline-ended; no record gives no byte."""
    return "".join(_ENCODER.encode(record) + "\n" for record in records).encode("utf-8")


def claims_jsonl(claims: Iterable[Claim], codes: Code) -> bytes:
    """Every claim in the form of the coding guide, with offsets, codes and producer, in reading order."""
    return lines(claim_json(claim, codes) for claim in reading_order(claims))


def claim_json(claim: Claim, codes: Code) -> Json:
    """One claim as a JSON object; unknown values are null."""
    code = codes(claim.kind, tuple(a.type for a in claim.actors), tuple(a.type for a in claim.targets))
    return {
        "report": claim.report,
        "id": claim.id,
        "quotes": list(claim.quotes),
        "trigger": claim.trigger,
        "kind": claim.kind,
        "status": claim.status,
        "actors": [_actor(a) for a in claim.actors],
        "targets": [_actor(a) for a in claim.targets],
        "places": [_place(p) for p in claim.places],
        "when": _when(claim.when),
        "counts": [_count(c) for c in claim.counts],
        "means": list(claim.means),
        "said_by": [_source(s) for s in claim.said_by],
        "hedge": claim.hedge,
        "incident": claim.incident,
        "claim": claim.claim,
        "outlet": claim.outlet,
        "published": iso(claim.published),
        "spans": _spans(claim),
        "acled": {"event_type": code.event_type, "sub_event_type": code.sub_event}
        if code.event_type
        else None,
        "plover": code.plover,
        "cameo": code.cameo,
        "ucdp": code.ucdp,
        "producer": {
            "name": claim.producer.name,
            "version": claim.producer.version,
            "words": claim.producer.words,
        },
        "why": claim.why,
        "probability": claim.probability,
        "decisions": list(claim.decisions),
        "set_by_person": list(claim.decided),
    }


def incidents_jsonl(incidents: Iterable[Incident], revisions: Iterable[Revision] = ()) -> bytes:
    """Every incident, sorted by id, with what outlets changed or dropped of it."""
    history = by_incident(revisions)
    return lines(
        incident_json(i, history.get(i.incident, ())) for i in sorted(incidents, key=lambda i: i.incident)
    )


def by_incident(revisions: Iterable[Revision]) -> dict[str | None, list[Revision]]:
    """What outlets changed or dropped of each incident, by its id."""
    history: dict[str | None, list[Revision]] = {}
    for one in revisions:
        history.setdefault(one.incident, []).append(one)
    return history


def revision_json(revision: Revision) -> Json:
    """What a later version did to a claim of an earlier one."""
    return {
        "claim": revision.claim,
        "report": revision.report,
        "superseded_by": revision.newer,
        "how": revision.how,
        "now": revision.now,
        "fields": list(revision.fields),
        "incident": revision.incident,
    }


def incident_json(incident: Incident, history: Iterable[Revision] = ()) -> Json:
    """One incident as a JSON object; unknown values are null."""
    return {
        "incident": incident.incident,
        "kind": incident.kind,
        "status": incident.status,
        "title": incident.title,
        "places": [_place(p) for p in incident.places],
        "when": _when(incident.when),
        "actors": [_actor(a) for a in incident.actors],
        "targets": [_actor(a) for a in incident.targets],
        "means": list(incident.means),
        "counts": [_total(t) for t in incident.counts],
        "claims": list(incident.claims),
        "reports": list(incident.reports),
        "outlets": list(incident.outlets),
        "origins": [_origin(o) for o in incident.origins],
        "independent_origins": incident.independent_origins,
        "denied_by": [_origin(o) for o in incident.denied_by],
        "contested": [_contest(c) for c in incident.contested],
        "grade": incident.grade,
        "admiralty": incident.admiralty,
        "why": incident.why,
        "holder_after": incident.holder_after,
        "history": [revision_json(one) for one in history],
        "decisions": list(incident.decisions),
    }


def problems_jsonl(problems: Iterable[Problem]) -> bytes:
    """What could not be read, and what to do about it."""
    ordered = sorted(problems, key=lambda p: (p.where, p.kind, p.problem, p.remedy))
    return lines(
        {"where": p.where, "problem": p.problem, "remedy": p.remedy, "kind": p.kind} for p in ordered
    )


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _actor(actor: Actor) -> Json:
    return {
        "name": actor.name,
        "words": actor.words,
        "actor": actor.actor,
        "type": actor.type,
        "country": actor.country,
    }


def _place(place: Place) -> Json:
    return {
        "name": place.name,
        "country": place.country,
        "words": place.words,
        "lat": place.lat,
        "lon": place.lon,
        "geonames": place.geonames,
        "precision": place.precision,
        "admin1": place.admin1,
        "radius_km": place.radius_km,
    }


def _when(when: When) -> Json:
    return {
        "earliest": iso(when.earliest),
        "latest": iso(when.latest),
        "precision": when.precision,
        "words": when.words,
    }


def _count(count: Count) -> Json:
    return {"what": count.what, "who": count.who, "low": count.low, "high": count.high, "words": count.words}


def _source(source: Source) -> Json:
    found: Json = {"name": source.name, "party": source.party, "words": source.words, "actor": source.actor}
    if source.person is not None:
        found["person"] = source.person
    return found


def _spans(claim: Claim) -> Json:
    return {
        "quotes": [_span(s) for s in claim.quote_spans],
        "trigger": _span(claim.trigger_span),
        "actors": [_span(a.span) for a in claim.actors],
        "targets": [_span(a.span) for a in claim.targets],
        "places": [_span(p.span) for p in claim.places],
        "when": None if claim.when.span is None else _span(claim.when.span),
        "counts": [_span(c.span) for c in claim.counts],
        "said_by": [_span(s.span) for s in claim.said_by],
    }


def _origin(origin: Origin) -> Json:
    return {
        "name": origin.name,
        "party": origin.party,
        "stands": origin.stands,
        "voice": origin.voice,
        "claims": list(origin.claims),
    }


def _total(total: Total) -> Json:
    return {
        "what": total.what,
        "who": total.who,
        "low": total.low,
        "best": total.best,
        "high": total.high,
        "by": [
            {"origin": a.origin, "low": a.low, "high": a.high, "claims": list(a.claims)} for a in total.by
        ],
    }


def _contest(contest: Contest) -> Json:
    return {
        "field": contest.field,
        "values": [
            {"value": v.value, "origins": list(v.origins), "claims": list(v.claims)} for v in contest.values
        ],
    }
