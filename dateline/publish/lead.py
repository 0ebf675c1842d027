"""What the brief leads with: what the reports of the last day made new, admitted, contested or different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dateline.model import Claim
from dateline.publish import english
from dateline.publish.changes import Alert, Changes, Shift
from dateline.publish.facts import origin_name
from dateline.publish.sentences import Piece, Sentence, forward_sentences, incident_sentence
from dateline.publish.tables import Tables

MAX_CHANGES = 14
"""How many changed incidents the lead may tell; the others are counted."""

_FIELDS = {
    "kind": "what happened",
    "status": "whether it happened",
    "place": "where",
    "when": "when",
    "who": "who did it",
    "to whom": "to whom",
    "counts": "figures",
    "origins": "who says so",
    "denied by": "who denies it",
    "contested": "what is contested",
    "holder after": "who holds the place",
    "decisions": "corrections",
    "joined with": "joined with another incident",
    "parted from": "parted from another incident",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One changed incident: why it is told, the sentence that tells it now, and what of it differs."""

    flag: str
    told: Sentence
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The lead of a brief: the day, what changed on it, how many more, and places that are not held as they were."""

    day: str
    news: str
    items: tuple[Changed, ...]
    left_out: int
    gone: int
    control: tuple[Sentence, ...]


def lead(changed: Changes, claims: Mapping[str, Claim], tables: Tables) -> Lead:
    """Put what the reports of the last day changed into sentences that cite what is told now."""
    items = [item for alert in changed.alerts if (item := _item(alert, claims, tables)) is not None]
    day = changed.window.day
    news = [
        english.many(len(changed.new_reports), "new report"),
        english.many(len(changed.edited_reports), "edited report") if changed.edited_reports else "",
    ]
    return Lead(
        day="the last day" if day is None else english.day(day),
        news=english.listed([one for one in news if one]),
        items=tuple(items[:MAX_CHANGES]),
        left_out=max(len(items) - MAX_CHANGES, 0),
        gone=len(changed.gone),
        control=tuple(s for shift in changed.control if (s := _shift(shift, claims, tables)) is not None),
    )


def _item(alert: Alert, claims: Mapping[str, Claim], tables: Tables) -> Changed | None:
    incident = alert.incident
    told = incident_sentence(incident, claims, tables)
    if told is None:
        mine = [claims[name] for name in incident.claims if name in claims]
        ahead = forward_sentences(mine, incident.kind, incident.incident, tables)
        told = ahead[0] if ahead else None
    return None if told is None else Changed(flag=alert.flags[0], told=told, note=_note(alert))


def _note(alert: Alert) -> str:
    """What differs, without repeating what the sentence says: the grade it had, and the fields."""
    was = [
        f"was {one.old.replace('_', ' ')}" for one in alert.differences if one.field == "grade" and one.old
    ]
    fields = [_FIELDS[one.field] for one in alert.differences if one.field in _FIELDS]
    return "; ".join([*was, *([f"differs in: {', '.join(fields)}"] if fields else [])])


def _shift(shift: Shift, claims: Mapping[str, Claim], tables: Tables) -> Sentence | None:
    """A place that is not held as it was, on the claims that say so now."""
    now = shift.now
    cites = tuple(c for c in now.claims if c in claims)[:4] if now is not None else ()
    if now is None or not cites:
        return None
    by = None if now.holder is None else english.with_article(now.holder, tables.names)
    holder = now.state if by is None else f"{now.state} by {by}"
    tellers = (claims[name] for name in cites)
    names = list(dict.fromkeys(
        english.with_article(origin_name(one), tables.names) if one.said_by else origin_name(one) for one in tellers
    ))  # fmt: skip
    disputed = ", which others dispute" if now.grade == "contested" else ""
    said = f"{now.place}: {holder}, according to {english.listed(names)}{disputed}"
    pieces = (Piece(text=said, cites=cites), Piece(text="."))
    return Sentence(pieces=pieces, incident=next(iter(now.incidents), None), label=now.grade)
