from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from dateline.model import Control, Incident
from dateline.publish.alerts import alert_lines, alerts_json
from dateline.publish.changes import Alert, Changes, Window, changes
from dateline.publish.record import Run
from tests.publish import build

NOON = dt.datetime(2025, 3, 5, 12, tzinfo=dt.UTC)
WINDOW = Window(
    then=1,
    then_at=NOON,
    now=3,
    times={1: NOON, 2: NOON + dt.timedelta(hours=1), 3: NOON + dt.timedelta(hours=2)},
    reports={"post": 1, "wire": 2},
    decisions={},
)


def after(then: Run, now: Run, window: Window = WINDOW) -> Changes:
    return changes(then, now, window)


def only(run: Run, *reports: str) -> Run:
    """The run as it was when only these reports were there."""
    claims = tuple(claim for claim in run.claims if claim.report in reports)
    names = {claim.claim for claim in claims}
    incidents = []
    for one in run.incidents:
        held = tuple(name for name in one.claims if name in names)
        if held:
            incidents.append(
                replace(one, incident="-".join(held), claims=held, origins=one.origins[:1], grade="claimed")
            )
    return replace(
        run,
        reports=tuple(report for report in run.reports if report.report in reports),
        claims=claims,
        incidents=tuple(incidents),
        control=(),
    )


def alert(found: Changes, incident: str) -> Alert:
    return next(one for one in found.alerts if one.incident.incident == incident)


def fields(one: Alert) -> dict[str, tuple[str, str]]:
    return {difference.field: (difference.old, difference.new) for difference in one.differences}


def changed(run: Run, incident: str, **told: Any) -> Run:
    """The run with one incident otherwise."""
    return replace(
        run, incidents=tuple(replace(i, **told) if i.incident == incident else i for i in run.incidents)
    )


def test_one_record_twice_makes_no_difference() -> None:
    found = after(build.run(), build.run())
    assert (found.alerts, found.gone, found.control, found.new_reports) == ((), (), (), ())
    assert alert_lines(found)[-1] == "Nothing changed."


def test_everything_is_new_since_the_beginning() -> None:
    empty = build.run(reports=(), claims=(), incidents=(), control=(), problems=())
    found = after(empty, build.run(), replace(WINDOW, then=0, then_at=None))
    assert found.new_reports == ("post", "wire")
    assert {one.incident.incident for one in found.alerts} == {i.incident for i in build.run().incidents}
    assert all("new" in one.flags for one in found.alerts)
    assert alert_lines(found)[0] == "Since the beginning: 2 new reports, 0 edited, 0 read again, 0 decisions."


def test_an_incident_is_followed_through_a_new_account_though_its_id_is_another() -> None:
    now = build.run()
    found = after(only(now, "post"), now)
    taken = alert(found, "almar")
    assert taken.was == ("post-1",)
    assert taken.flags == ("newly admitted", "changed")
    assert fields(taken)["grade"] == ("claimed", "admitted")
    assert fields(taken)["origins"] == ("Ministry of Defence", "Ministry of Defence, Northern Army")
    assert taken.claims == ("wire-1",)
    assert taken.reports == ("wire",)
    assert taken.run == 2
    assert alert(found, "besk").flags == ("new",)
    assert alert(found, "besk-shelling").flags == ("newly contested", "new")
    assert "raid" not in {one.incident.incident for one in found.alerts}


def test_what_matters_most_comes_first() -> None:
    now = build.run()
    found = after(only(now, "post"), now)
    assert [one.flags[0] for one in found.alerts] == [
        "newly admitted",
        "newly contested",
        "new",
        "new",
        "new",
    ]
    lines = "\n".join(alert_lines(found))
    places = [lines.index(name) for name in ("Newly admitted (1)", "Newly contested (1)", "New (3)")]
    assert places == sorted(places)


def test_a_field_newly_contested_is_told_with_both_accounts() -> None:
    now = build.run()
    then = changed(now, "almar", contested=())
    one = alert(after(then, now), "almar")
    assert one.flags == ("newly contested", "changed")
    assert fields(one) == {
        "contested": ("", "status: happened (Ministry of Defence) against denied (Nobody)")
    }
    assert after(now, then).alerts[0].flags == ("changed",)


def test_a_count_that_rises_is_a_change() -> None:
    now = build.run()
    (total,) = next(i for i in now.incidents if i.incident == "raid").counts
    then = changed(now, "raid", counts=(replace(total, low=9, best=9, high=9),))
    assert fields(alert(after(then, now), "raid")) == {
        "counts": ("killed civilians 9", "killed civilians 12")
    }


def test_joined_and_parted_incidents_say_so() -> None:
    now = build.run()
    almar = next(i for i in now.incidents if i.incident == "almar")
    halves: tuple[Incident, ...] = tuple(
        replace(almar, incident=name, title=name, claims=(name,)) for name in almar.claims
    )
    rest = tuple(i for i in now.incidents if i.incident != "almar")
    apart = replace(now, incidents=(*rest, *halves))
    one = alert(after(apart, now), "almar")
    assert one.was == ("post-1", "wire-1")
    assert fields(one)["joined with"] == ("", "wire-1 (wire-1)")
    found = after(now, apart)
    assert found.gone == ()
    (parted,) = [one for one in found.alerts if "new" in one.flags]
    assert fields(parted)["parted from"] == ("almar (almar)", "")


def test_an_incident_without_any_claim_left_is_gone() -> None:
    then = build.run()
    left = tuple(claim for claim in then.claims if claim.claim != "post-2")
    now = replace(then, claims=left, incidents=tuple(i for i in then.incidents if i.incident != "raid"))
    found = after(then, now)
    assert [one.incident for one in found.gone] == ["raid"]
    assert found.reread_reports == ("post",)
    aside = replace(now, set_aside=tuple(c for c in then.claims if c.claim == "post-2"))
    assert after(then, aside).reread_reports == ()


def test_a_claim_read_again_under_another_id_is_the_same_at_the_same_words() -> None:
    then = build.run()
    again = {claim.claim: replace(claim, claim=f"new-{claim.claim}") for claim in then.claims}
    now = replace(
        then,
        claims=tuple(again.values()),
        incidents=tuple(
            replace(i, incident=f"n-{i.incident}", claims=tuple(again[c].claim for c in i.claims))
            for i in then.incidents
        ),
    )
    found = after(then, now)
    assert (found.alerts, found.gone) == ((), ())
    assert found.reread_reports == ("post", "wire")


def test_an_edited_report_is_told() -> None:
    then = build.run()
    now = replace(then, reports=(replace(then.reports[0], digest="other"), then.reports[1]))
    assert after(then, now).edited_reports == ("post",)


def test_a_decision_that_bears_on_an_incident_is_a_change_of_its_run() -> None:
    now = changed(build.run(), "raid", decisions=("d1",))
    found = after(build.run(), now, replace(WINDOW, decisions={"d0": 1, "d1": 3}))
    assert found.decisions == ("d1",)
    one = alert(found, "raid")
    assert fields(one) == {"decisions": ("", "d1")}
    assert one.run == 3


def test_a_place_that_changes_hands() -> None:
    now = build.run()
    (held,) = now.control
    before: Control = replace(held, holder="Tarland forces", claims=("post-1",), start=dt.date(2025, 1, 1))
    found = after(replace(now, control=(before,)), replace(now, control=(before, held)))
    (shift,) = found.control
    assert (shift.was, shift.now) == (before, held)
    assert shift.run == 2
    assert "  Almar, TL: held by Tarland forces, now held by Northern Army" in alert_lines(found)
    (lost,) = after(now, replace(now, control=())).control
    assert lost.now is None
    assert "now not told of" in alert_lines(after(now, replace(now, control=())))[-1]


def test_json_has_every_change_with_its_time() -> None:
    now = build.run()
    told = alerts_json(after(only(now, "post"), now))
    assert told["since"] == {"run": 1, "at": "2025-03-05T12:00:00Z"}
    assert told["now"] == {"run": 3, "at": "2025-03-05T14:00:00Z"}
    assert told["reports"] == {"new": ["wire"], "edited": [], "read_again": []}
    first = told["incidents"][0]
    assert (first["incident"], first["flags"]) == ("almar", ["newly admitted", "changed"])
    assert {"field": "grade", "old": "claimed", "new": "admitted"} in first["changes"]
    assert (first["run"], first["at"]) == (2, "2025-03-05T13:00:00Z")
    assert told["control"][0]["new"]["holder"] == "Northern Army"
    assert told["control"][0]["old"] is None


def test_the_order_of_records_makes_no_difference() -> None:
    now = build.run()
    then = only(now, "post")
    turned, before = (
        replace(run, reports=run.reports[::-1], claims=run.claims[::-1], incidents=run.incidents[::-1])
        for run in (now, then)
    )
    assert alerts_json(after(before, turned)) == alerts_json(after(then, now))
