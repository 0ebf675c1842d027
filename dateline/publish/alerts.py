"""Changes of the record as lines to read and as JSON: what happened to each incident, at the strength of its grade."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from dateline.model import Control, Incident
from dateline.publish.changes import FLAGS, Alert, Changes, Difference, Shift, days, told
from dateline.publish.jsonl import revision_json

_HEADINGS = {
    "newly admitted": "Newly admitted",
    "newly contested": "Newly contested",
    "retracted": "Retracted by an outlet",
    "new": "New",
    "changed": "Changed",
}
NOBODY = "nobody told"


def alert_lines(changes: Changes) -> tuple[str, ...]:
    """The changes as text, one line an entry of the result, most telling first."""
    return tuple(_lines(changes))


def alerts_json(changes: Changes) -> dict[str, Any]:
    """The changes as JSON values; unknown values are null."""
    window = changes.window
    return {
        "since": {"run": window.then, "at": instant(window.then_at)},
        "now": {"run": window.now, "at": instant(window.at(window.now))},
        "reports": {
            "new": list(changes.new_reports),
            "edited": list(changes.edited_reports),
            "read_again": list(changes.reread_reports),
        },
        "decisions": list(changes.decisions),
        "incidents": [_alert(alert, changes) for alert in changes.alerts],
        "revised": [
            {
                **revision_json(one.revision),
                "flag": one.flag,
                "text": one.text,
                "run": one.run,
                "at": instant(window.at(one.run)),
            }
            for one in changes.revised
        ],
        "gone": [{"incident": one.incident, "title": one.title, "grade": one.grade} for one in changes.gone],
        "control": [
            {
                "place": shift.place.place,
                "country": shift.place.country,
                "old": _state(shift.was),
                "new": _state(shift.now),
                "incidents": list(shift.now.incidents) if shift.now is not None else [],
                "run": shift.run,
                "at": instant(window.at(shift.run)),
            }
            for shift in changes.control
        ],
    }


def instant(at: dt.datetime | None) -> str | None:
    """A time as RFC 3339 writes it, in UTC."""
    return None if at is None else at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def headline(incident: Incident) -> str:
    """An incident in one line: its grade, its title, its day."""
    day = days(incident.when)
    return f"[{incident.grade}] {incident.title}" + (f", {day}" if day else "")


def details(alert: Alert) -> tuple[str, ...]:
    """What there is to know of an alert besides its headline, a line for each thing."""
    out = [
        ("because: " + alert.incident.why) if alert.incident.why else "",
        "told by: " + (", ".join(origin.name for origin in alert.incident.origins) or NOBODY),
        ("denied by: " + ", ".join(origin.name for origin in alert.incident.denied_by))
        if alert.incident.denied_by
        else "",
        ("contested: " + told(alert.incident)["contested"])
        if "new" in alert.flags and alert.incident.contested
        else "",
        *(_difference(one) for one in alert.differences),
        ("on new words of: " + ", ".join(alert.reports)) if alert.reports else "",
    ]
    return tuple(line for line in out if line)


def shift_line(shift: Shift) -> str:
    """A place that is not held as it was, in one line."""
    place = shift.place
    where = place.place if place.country is None else f"{place.place}, {place.country}"
    return f"{where}: {_held(shift.was)}, now {_held(shift.now)}"


def _lines(changes: Changes) -> Iterator[str]:
    window = changes.window
    begin = f"run {window.then}" if window.then else "the beginning"
    if window.then_at is not None:
        begin += f" ({instant(window.then_at)})"
    reports = _many(len(changes.new_reports), "new report")
    edited, reread = len(changes.edited_reports), len(changes.reread_reports)
    decisions = _many(len(changes.decisions), "decision")
    yield f"Since {begin}: {reports}, {edited} edited, {reread} read again, {decisions}."
    if not (changes.alerts or changes.gone or changes.control or changes.revised):
        yield "Nothing changed."
    for flag in FLAGS:
        mine = [alert for alert in changes.alerts if alert.flags[0] == flag]
        if mine:
            yield ""
            yield f"{_HEADINGS[flag]} ({len(mine)})"
        for alert in mine:
            more = [name for name in alert.flags[1:] if name != "changed"]
            yield f"  {headline(alert.incident)}" + (f" ({', '.join(more)})" if more else "")
            yield f"    incident {alert.incident.incident}"
            yield from (f"    {line}" for line in details(alert))
    if changes.revised:
        yield ""
        yield f"Changed by the outlet ({len(changes.revised)})"
        yield from (f"  {one.flag}: {one.text} ({one.revision.report})" for one in changes.revised)
    if changes.gone:
        yield ""
        yield f"Gone ({len(changes.gone)})"
        yield from (f"  {headline(one)}, incident {one.incident}" for one in changes.gone)
    if changes.control:
        yield ""
        yield f"Control ({len(changes.control)})"
        yield from (f"  {shift_line(shift)}" for shift in changes.control)


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _difference(one: Difference) -> str:
    if one.field == "joined with":
        return f"joined with: {one.new}"
    if one.field == "parted from":
        return f"parted from: {one.old}"
    return f"{one.field}: {one.old or 'none'} → {one.new or 'none'}"


def _held(control: Control | None) -> str:
    if control is None:
        return "not told of"
    return f"{control.state} by {control.holder}" if control.holder is not None else control.state


def _state(control: Control | None) -> dict[str, Any] | None:
    if control is None:
        return None
    return {
        "holder": control.holder,
        "state": control.state,
        "from": None if control.start is None else control.start.isoformat(),
        "grade": control.grade,
    }


def _alert(alert: Alert, changes: Changes) -> dict[str, Any]:
    incident = alert.incident
    return {
        "incident": incident.incident,
        "was": list(alert.was),
        "flags": list(alert.flags),
        "title": incident.title,
        "grade": incident.grade,
        "why": incident.why,
        "when": days(incident.when) or None,
        "places": [place.name for place in incident.places],
        "origins": [origin.name for origin in incident.origins],
        "denied_by": [origin.name for origin in incident.denied_by],
        "changes": [
            {"field": one.field, "old": one.old or None, "new": one.new or None} for one in alert.differences
        ],
        "new_claims": list(alert.claims),
        "new_reports": list(alert.reports),
        "run": alert.run,
        "at": instant(changes.window.at(alert.run)),
    }
