"""What is new, changed, newly contested or newly admitted between two states of one record.

In: the record then and now, each merged and titled, and when what of it came; out: :class:`Changes`, made of values of
the two records alone. Incidents are followed by their claims, for their ids change with these: the incident now goes
on from the one then with which it shares most, and a claim that was read again is known by its words.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dateline.model import Claim, Control, Incident, Report, Revision, Total, When
from dateline.publish.record import Run
from dateline.publish.revised import revision_line

Flag = Literal["newly admitted", "newly contested", "retracted", "new", "changed"]
FLAGS: tuple[Flag, ...] = ("newly admitted", "newly contested", "retracted", "new", "changed")
"""What an incident may be listed as, what matters most first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From which run to which, when each run was (aware; ``None`` untold), by which run reports and decisions came.

    Where ``day`` is given, what was published on it is compared with what was published before; run 1 stands for it.
    """

    then: int
    then_at: dt.datetime | None
    now: int
    times: Mapping[int, dt.datetime | None]
    reports: Mapping[str, int]
    decisions: Mapping[str, int]
    record: str = ""
    day: dt.date | None = None

    def at(self, run: int) -> dt.datetime | None:
        """When a run was."""
        return self.times.get(run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field whose value is not what it was; empty text for nothing."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An incident that is not what it was: why it is listed, what differs, on which new claims, since which run.

    ``revisions`` are what outlets changed or dropped of it since.
    """

    incident: Incident
    was: tuple[str, ...]
    flags: tuple[Flag, ...]
    differences: tuple[Difference, ...]
    claims: tuple[str, ...]
    reports: tuple[str, ...]
    run: int
    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """What a later version of an article did to one claim, in words, and the run by which that version came."""

    revision: Revision
    text: str
    run: int

    @property
    def flag(self) -> str:
        """Dropped words are listed as retracted, others as changed."""
        return "retracted" if self.revision.how == "dropped" else "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A place that is not held as it was; ``was`` is ``None`` where nothing was told of it."""

    was: Control | None
    now: Control | None
    run: int

    @property
    def place(self) -> Control:
        """The place, as it stands now or stood last."""
        found = self.now or self.was
        assert found is not None
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that changed; ``gone`` are incidents none of whose claims stands any more.

    ``decisions`` are the ids of those made since, undoings too; ``revised`` what outlets changed or dropped.
    """

    window: Window
    new_reports: tuple[str, ...]
    edited_reports: tuple[str, ...]
    reread_reports: tuple[str, ...]
    decisions: tuple[str, ...]
    alerts: tuple[Alert, ...]
    gone: tuple[Incident, ...]
    control: tuple[Shift, ...]
    revised: tuple[Revised, ...] = ()


def changes(was: Run, now: Run, window: Window) -> Changes:
    """What makes the record now differ from the record then; independent of the order of records."""
    # The digest stands for the text: names may be blotted out in that.
    old, new = (
        {r.report: (r.digest, r.outlet, r.published, r.syndicated_from) for r in run.reports}
        for run in (was, now)
    )
    same = [name for name in sorted(new) if old.get(name) == new[name]]
    known = _continued(was, now)
    read = [_read(run) for run in (was, now)]
    alerts, gone = _incidents(was, now, window)
    return Changes(
        window=window,
        new_reports=tuple(name for name in sorted(new) if name not in old and name not in known),
        edited_reports=tuple(
            name for name in sorted(new) if (name in old or name in known) and name not in same
        ),
        reread_reports=tuple(n for n in same if read[0].get(n, set()) != read[1].get(n, set())),
        decisions=tuple(sorted(name for name, run in window.decisions.items() if run > window.then)),
        alerts=alerts,
        gone=gone,
        control=_control(was, now, window),
        revised=_revised(was, now, window),
    )


def _continued(was: Run, now: Run) -> frozenset[str]:
    """Reports now that are newer versions, under other names, of what was in force then."""
    held = {report.digest for report in was.reports}
    return frozenset(
        article.versions[-1].report
        for article in now.articles
        if any(version.digest in held for version in article.versions[:-1])
    )


def _newly_revised(was: Run, now: Run) -> tuple[Revision, ...]:
    """What outlets changed or dropped since, in the order of the reports."""
    before = {(one.claim, one.how, one.now) for one in was.revisions}
    return tuple(
        one
        for one in sorted(now.revisions, key=lambda one: (one.report, one.claim))
        if (one.claim, one.how, one.now) not in before
    )


def _revised(was: Run, now: Run, window: Window) -> tuple[Revised, ...]:
    claims = {claim.claim: claim for claim in (*now.claims, *now.superseded)}
    newest = {
        version.report: article.versions[-1].report
        for article in now.articles
        for version in article.versions
    }
    out = []
    for one in _newly_revised(was, now):
        run = window.reports.get(newest.get(one.newer, one.newer), window.now)
        out.append(Revised(revision=one, text=revision_line(one, claims), run=run))
    return tuple(sorted(out, key=lambda one: (one.flag != "retracted", one.revision.report, one.text)))


def _read(run: Run) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for claim in (*run.claims, *run.set_aside):
        found.setdefault(claim.report, set()).add(claim.claim)
    return found


def _incidents(was: Run, now: Run, window: Window) -> tuple[tuple[Alert, ...], tuple[Incident, ...]]:
    before = _before(was, now)
    home = {claim: incident for incident in was.incidents for claim in incident.claims}
    shared: dict[str, Counter[str]] = {}
    for incident in now.incidents:
        olds = (home.get(before.get(claim, "")) for claim in incident.claims)
        shared[incident.incident] = Counter(old.incident for old in olds if old is not None)
    heirs: dict[str, str] = {}
    for name in sorted(shared):
        for old, count in shared[name].items():
            if old not in heirs or count > shared[heirs[old]][old]:
                heirs[old] = name
    by_id = {incident.incident: incident for incident in was.incidents}
    claims = {claim.claim: claim for claim in now.claims}
    reports = {report.report: report for report in was.reports}
    revised: dict[str | None, tuple[Revision, ...]] = {}
    for one in _newly_revised(was, now):
        revised[one.incident] = (*revised.get(one.incident, ()), one)
    alerts = []
    for incident in now.incidents:
        ranked = sorted(shared[incident.incident].items(), key=lambda item: (-item[1], item[0]))
        mine = [by_id[old] for old, _ in ranked if heirs[old] == incident.incident]
        others = [by_id[old] for old, _ in ranked if heirs[old] != incident.incident]
        added = tuple(name for name in incident.claims if name not in before)
        alert = _alert(incident, mine, others, added, [claims[name] for name in added if name in claims])
        alert = _with_revisions(alert, incident, mine, revised.get(incident.incident, ()))
        if alert is not None:
            alerts.append(replace(alert, run=_run(alert, mine, window, reports)))
    gone = tuple(one for one in was.incidents if one.incident not in heirs)
    return tuple(sorted(alerts, key=_order)), tuple(sorted(gone, key=lambda one: one.incident))


def _with_revisions(
    alert: Alert | None, incident: Incident, mine: Sequence[Incident], revisions: tuple[Revision, ...]
) -> Alert | None:
    """The alert with what outlets changed or dropped; one of its own where nothing else differs."""
    if not revisions or not mine:
        return alert
    if alert is None:
        alert = Alert(
            incident=incident,
            was=tuple(sorted(one.incident for one in mine)),
            flags=("changed",),
            differences=(),
            claims=(),
            reports=(),
            run=0,
        )
    held = {*alert.flags, *(("retracted",) if any(one.how == "dropped" for one in revisions) else ())}
    return replace(alert, flags=tuple(flag for flag in FLAGS if flag in held), revisions=revisions)


def _before(was: Run, now: Run) -> dict[str, str]:
    """The claim then that each claim now is: itself, the one at the same words of the same report, or the one that its
    outlet changed into it."""
    then = {claim.claim for claim in was.claims}
    held = {claim.claim for claim in now.claims}
    words = {_words(claim): claim.claim for claim in was.claims if claim.claim not in held}
    found = {}
    for claim in now.claims:
        old = claim.claim if claim.claim in then else words.get(_words(claim))
        if old is not None:
            found[claim.claim] = old
    for one in now.revisions:
        if one.now is not None and one.claim in then:
            found.setdefault(one.now, one.claim)
    for older, newer in sorted(now.kept.items()):
        if older in then:
            found.setdefault(newer, older)
    return found


def _words(claim: Claim) -> tuple[str, str, str, str]:
    origin = claim.said_by[0].name if claim.said_by else ""
    return claim.report, claim.quotes[0], claim.trigger, origin


def _alert(
    incident: Incident,
    mine: Sequence[Incident],
    others: Sequence[Incident],
    added: tuple[str, ...],
    claims: Sequence[Claim],
) -> Alert | None:
    """What there is to say of an incident; None where nothing differs."""
    old = mine[0] if mine else None
    differences = _differences(old, incident) if old is not None else []
    joined = [f"{one.title} ({one.incident})" for one in mine[1:]]
    parted = [f"{one.title} ({one.incident})" for one in others]
    differences += [Difference(field="joined with", old="", new="; ".join(joined))] if joined else []
    differences += [Difference(field="parted from", old="; ".join(parted), new="")] if parted else []
    if old is not None and not differences:
        return None
    contested = {contest.field for contest in old.contested} if old is not None else set()
    newly = incident.grade == "contested" and (old is None or old.grade != "contested")
    newly = newly or bool({contest.field for contest in incident.contested} - contested)
    admitted = incident.grade == "admitted" and (old is None or old.grade != "admitted")
    held: dict[Flag, bool] = {
        "newly admitted": admitted,
        "newly contested": newly,
        # Of an incident that stands: what an outlet no longer has is told with the revisions.
        "retracted": False,
        "new": old is None,
        "changed": old is not None,
    }
    return Alert(
        incident=incident,
        was=tuple(sorted(one.incident for one in (*mine, *others))),
        flags=tuple(flag for flag in FLAGS if held[flag]),
        differences=tuple(differences),
        claims=added,
        reports=tuple(sorted({claim.report for claim in claims})),
        run=0,
    )


def _run(alert: Alert, mine: Sequence[Incident], window: Window, then: Mapping[str, Report]) -> int:
    """The run by which the latest of what makes the difference came: new claims, decisions, else any decision."""
    old = {name for incident in mine for name in incident.decisions}
    came = [window.reports.get(name, 0) for name in alert.reports]
    came += [window.reports.get(name, 0) for name in alert.incident.reports if name not in then]
    came += [window.decisions.get(name, 0) for name in alert.incident.decisions if name not in old]
    return max((run for run in came if run > window.then), default=_latest(window))


def _latest(window: Window) -> int:
    """The last run that made a decision since then; else the last of all."""
    return max((run for run in window.decisions.values() if run > window.then), default=window.now)


def _order(alert: Alert) -> tuple[int, str, str]:
    incident = alert.incident
    day = incident.when.earliest or incident.when.latest
    return FLAGS.index(alert.flags[0]), day.isoformat() if day else "9999", incident.incident


def _differences(old: Incident, new: Incident) -> list[Difference]:
    before, after = told(old), told(new)
    return [
        Difference(field=field, old=before[field], new=after[field])
        for field in after
        if before[field] != after[field]
    ]


def told(incident: Incident) -> dict[str, str]:
    """The fields of an incident that make a difference to a reader, each as one line."""
    return {
        "grade": incident.grade,
        "kind": incident.kind.replace("_", " "),
        "status": incident.status.replace("_", " "),
        "place": _listed(place.name for place in incident.places),
        "when": days(incident.when),
        "who": _listed(actor.name for actor in incident.actors),
        "to whom": _listed(actor.name for actor in incident.targets),
        "means": _listed(incident.means),
        "counts": "; ".join(_total(total) for total in incident.counts),
        "origins": _listed(sorted(origin.name for origin in incident.origins)),
        "independent origins": str(incident.independent_origins),
        "denied by": _listed(sorted(origin.name for origin in incident.denied_by)),
        "contested": "; ".join(
            f"{contest.field}: "
            + " against ".join(f"{value.value} ({', '.join(value.origins)})" for value in contest.values)
            for contest in incident.contested
        ),
        "holder after": incident.holder_after or "",
        "reports": _listed(incident.reports),
        "decisions": _listed(incident.decisions),
    }


def days(when: When) -> str:
    """An interval of days as one word; empty where untold."""
    if when.earliest is None and when.latest is None:
        return ""
    first, last = (one.isoformat() if one is not None else "" for one in (when.earliest, when.latest))
    return first if first == last else f"{first}..{last}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _total(total: Total) -> str:
    ends = ("" if total.low is None else str(total.low), "" if total.high is None else str(total.high))
    span = ends[0] if ends[0] == ends[1] else "..".join(ends)
    return f"{total.what.replace('_', ' ')} {total.who} {span or 'untold'}"


def _control(was: Run, now: Run, window: Window) -> tuple[Shift, ...]:
    """Places whose latest state differs."""
    before, after = _states(was.control), _states(now.control)
    reports = {claim.claim: claim.report for claim in now.claims}
    out = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None and (old.holder, old.state) == (new.holder, new.state):
            continue
        claims = new.claims if new is not None else ()
        came = [window.reports.get(reports[name], 0) for name in claims if name in reports]
        run = max((number for number in came if number > window.then), default=_latest(window))
        out.append(Shift(was=old, now=new, run=run))
    return tuple(out)


def _states(rows: Iterable[Control]) -> dict[tuple[str, str], Control]:
    """The last interval told of each place."""
    found: dict[tuple[str, str], Control] = {}
    for row in sorted(rows, key=lambda one: (one.start or dt.date.min, one.incidents)):
        found[row.country or "", row.place] = row
    return found
