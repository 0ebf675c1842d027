"""Changes of the record as an Atom feed (RFC 4287), for any feed reader.

In: changes and the time that stands where the record told none; out: the bytes of the feed. An entry tells that an
incident, or a place, has come to stand as it stands: its id is made of that state, so that the same state has the
same entry whenever and since whenever the feed is made.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from dateline.publish.alerts import alerts_json, details, headline, instant, shift_line
from dateline.publish.changes import Changes, told

ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "dateline:changes")
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    ident: str
    title: str
    updated: dt.datetime
    terms: tuple[str, ...]
    text: str


def atom_feed(changes: Changes, version: str, otherwise: dt.datetime) -> bytes:
    """The feed as UTF-8; ``otherwise`` (aware) is the time of what the record keeps no time of."""
    window = changes.window
    updated = window.at(window.now) or otherwise
    entries = sorted(_entries(changes, otherwise), key=lambda one: (-one.updated.timestamp(), one.ident))
    feed = ElementTree.Element("feed", {"xmlns": ATOM})
    _add(feed, "id", f"urn:uuid:{uuid.uuid5(_SPACE, f'feed {window.record}')}")
    _add(feed, "title", "dateline: changes of the record")
    _add(feed, "subtitle", "What is newly said to have happened, and how well it stands now.")
    _add(feed, "updated", instant(max([updated, *(one.updated for one in entries)])) or "")
    _add(ElementTree.SubElement(feed, "author"), "name", "dateline")
    _add(feed, "generator", "dateline").set("version", version)
    for entry in entries:
        node = ElementTree.SubElement(feed, "entry")
        _add(node, "id", entry.ident)
        _add(node, "title", entry.title)
        _add(node, "updated", instant(entry.updated) or "")
        for term in entry.terms:
            ElementTree.SubElement(node, "category", {"term": term})
        _add(node, "content", entry.text).set("type", "text")
    ElementTree.indent(feed)
    body = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()


def _entries(changes: Changes, otherwise: dt.datetime) -> list[_Entry]:
    at = changes.window.at
    out = []
    for alert in changes.alerts:
        incident = alert.incident
        out.append(
            _Entry(
                ident=_ident("incident", [incident.incident, told(incident)]),
                title=f"{alert.flags[0][:1].upper()}{alert.flags[0][1:]}: {headline(incident)}",
                updated=at(alert.run) or otherwise,
                terms=(*alert.flags, incident.grade),
                text="\n".join([headline(incident), *details(alert), f"incident {incident.incident}"]),
            )
        )
    for told_of in changes.revised:
        revision = told_of.revision
        out.append(
            _Entry(
                ident=_ident("revision", [revision.claim, revision.how, revision.now]),
                title=f"{told_of.flag[:1].upper()}{told_of.flag[1:]} by the outlet: {told_of.text}",
                updated=at(told_of.run) or otherwise,
                terms=(told_of.flag, "revision"),
                text=f"{told_of.text}\nclaim {revision.claim} of {revision.report}, superseded by {revision.newer}",
            )
        )
    for one in changes.gone:
        out.append(
            _Entry(
                ident=_ident("gone", [one.incident]),
                title=f"Gone: {headline(one)}",
                updated=at(changes.window.now) or otherwise,
                terms=("gone",),
                text=f"No claim of incident {one.incident} stands any more: {headline(one)}",
            )
        )
    for shift, row in zip(changes.control, alerts_json(changes)["control"], strict=True):
        line = shift_line(shift)
        state = [row["place"], row["country"], row["new"], row["incidents"]]
        out.append(
            _Entry(
                ident=_ident("control", state),
                title=f"Control: {line}",
                updated=at(shift.run) or otherwise,
                terms=("control",),
                text=line + (f"\nbecause: {shift.now.why}" if shift.now is not None else ""),
            )
        )
    return out


def _ident(what: str, state: Sequence[object]) -> str:
    said = json.dumps([what, *state], ensure_ascii=False, sort_keys=True)
    return f"urn:uuid:{uuid.uuid5(_SPACE, said)}"


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    node = ElementTree.SubElement(parent, name)
    node.text = NOT_XML.sub("\ufffd", text)
    return node
