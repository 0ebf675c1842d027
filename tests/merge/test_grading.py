"""Origins, voices, interest, grades, counts and contests of small incidents."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.merge.merge import assemble, merge
from dateline.model import Claim, Incident, Report
from tests.merge.making import claim, report


def _one(claims: Sequence[Claim], *reports: Report) -> Incident:
    merged = merge(claims, reports)
    assert len(merged.incidents) == 1, [incident.claims for incident in merged.incidents]
    return merged.incidents[0]


WIRE = report("wire", "Strike\n\nJets struck Tolm on Monday. A doctor said nine died.", outlet="Wire Service")
DAILY = report(
    "daily", "Tolm hit\n\nWarplanes struck Tolm on Monday. Residents counted twelve dead.", outlet="Daily"
)
BODY = ("Doctors of Tolm", "monitor")


def _strike(source: Report, quote: str, trigger: str = "struck", **more: object) -> Claim:
    return claim(source, quote, trigger, "airstrike", places=("Tolm",), day="2031-03-03", **more)  # type: ignore[arg-type]


def test_one_body_in_two_texts_is_one_voice() -> None:
    incident = _one(
        [
            _strike(WIRE, "Jets struck Tolm on Monday", by=BODY),
            _strike(DAILY, "Warplanes struck Tolm on Monday", by=BODY),
        ],
        WIRE,
        DAILY,
    )
    assert [origin.name for origin in incident.origins] == ["Doctors of Tolm"]
    assert incident.independent_origins == 1
    assert incident.grade == "claimed"


def test_two_bodies_that_gain_nothing_corroborate() -> None:
    incident = _one(
        [
            _strike(WIRE, "Jets struck Tolm on Monday", by=BODY),
            _strike(DAILY, "Warplanes struck Tolm on Monday", by=("residents", "witness")),
        ],
        WIRE,
        DAILY,
    )
    assert incident.independent_origins == 2
    assert incident.grade == "corroborated"
    assert "Doctors of Tolm" in incident.why and "residents" in incident.why


def test_an_outlets_own_voice_alone_is_unattributed() -> None:
    incident = _one([_strike(WIRE, "Jets struck Tolm on Monday")], WIRE)
    assert [origin.name for origin in incident.origins] == ["Wire Service"]
    assert incident.grade == "unattributed"
    assert incident.admiralty == 6


def test_a_lead_that_sums_up_an_attributed_account_is_no_further_source() -> None:
    text = "Tolm struck\n\nJets struck Tolm on Monday. Jets hit Tolm at noon, doctors of Tolm said."
    source = report("lead", text, outlet="Wire Service")
    incident = _one(
        [
            _strike(source, "Jets struck Tolm on Monday"),
            _strike(source, "Jets hit Tolm at noon", "hit", by=BODY),
        ],
        source,
    )
    assert [origin.name for origin in incident.origins] == ["Doctors of Tolm"]


def test_two_ministries_of_one_state_are_two_origins_and_one_voice() -> None:
    incident = _one(
        [
            _strike(WIRE, "Jets struck Tolm on Monday", by=("Norwegian defence ministry", "government")),
            _strike(DAILY, "Warplanes struck Tolm on Monday", by=("Norwegian presidency", "government")),
        ],
        WIRE,
        DAILY,
    )
    assert len(incident.origins) == 2
    assert incident.independent_origins == 1
    assert len({origin.voice for origin in incident.origins}) == 1


def test_a_denial_contests_and_names_the_denier() -> None:
    incident = _one(
        [
            _strike(WIRE, "Jets struck Tolm on Monday", by=BODY),
            _strike(
                DAILY, "Warplanes struck Tolm on Monday", by=("Air command", "government"), status="denied"
            ),
        ],
        WIRE,
        DAILY,
    )
    assert incident.grade == "contested"
    assert [origin.name for origin in incident.denied_by] == ["Air command"]
    assert incident.independent_origins == 1
    assert [contest.field for contest in incident.contested] == ["status"]


def test_the_side_that_leaves_admits_it() -> None:
    text = "Orvela left\n\nThe Marsh Front withdrew from Orvela on Tuesday."
    one, two = report("one", text, outlet="Wire Service"), report("two", text.replace("left", "given up"))
    shared = {"actors": ("Marsh Front",), "places": ("Orvela",), "day": "2031-03-04"}
    quote = "The Marsh Front withdrew from Orvela on Tuesday"
    incident = _one(
        [
            claim(one, quote, "withdrew", "withdraw", by=("Marsh Front", "armed_group"), **shared),  # type: ignore[arg-type]
            claim(two, quote, "withdrew", "withdraw", by=("residents", "witness"), **shared),  # type: ignore[arg-type]
        ],
        one,
        two,
    )
    assert {origin.name: origin.stands for origin in incident.origins}["Marsh Front"] == "loses"
    assert incident.grade == "admitted"


def test_tolls_that_cannot_both_be_true_stand_beside_the_grade() -> None:
    incident = _one(
        [
            _strike(WIRE, "Jets struck Tolm on Monday", by=BODY, counts=(("killed", "people", 9, 9),)),
            _strike(
                DAILY,
                "Warplanes struck Tolm on Monday",
                by=("residents", "witness"),
                counts=(("killed", "people", 12, 12),),
            ),
        ],
        WIRE,
        DAILY,
    )
    assert incident.grade == "corroborated"
    (total,) = incident.counts
    assert (total.low, total.high) == (9, 12)
    assert {account.origin for account in total.by} == {"Doctors of Tolm", "residents"}
    assert [contest.field for contest in incident.contested] == ["counts"]


def test_an_open_ended_figure_gives_no_high() -> None:
    incident = _one(
        [_strike(WIRE, "Jets struck Tolm on Monday", counts=(("killed", "people", 40, None),))], WIRE
    )
    (total,) = incident.counts
    assert (total.low, total.best, total.high) == (40, 40, None)


def test_the_title_is_made_of_the_claims_names() -> None:
    incident = _one([_strike(WIRE, "Jets struck Tolm on Monday", actors=("Sarn air force",))], WIRE)
    assert incident.title == "Airstrike by Sarn air force at Tolm"


LONG = report(
    "long",
    "Tolm\n\nOfficials met in the capital to talk about bread and the price of it, and went home late at night.\n"
    "\nJets struck Tolm on Monday.\n\nNine died, doctors of Tolm said of the raid; it was struck twice.",
    outlet="Wire Service",
)


def test_what_the_body_tells_with_its_day_before_anybody_is_quoted_is_the_outlets_own() -> None:
    told = _strike(LONG, "Jets struck Tolm on Monday")
    quoted = _strike(LONG, "it was struck twice", by=BODY)
    incident = _one([told, quoted], LONG)
    assert [origin.name for origin in incident.origins] == ["Wire Service", "Doctors of Tolm"]


def test_a_denier_who_blames_another_kind_of_thing_does_not_affirm() -> None:
    source = report(
        "fall",
        "Orvela\n\nMarsh Front took Orvela, residents said. Hill Army denied that it fell. Hill Army repelled them.",
    )
    took = claim(
        source, "Marsh Front took Orvela", "took", "capture",
        actors=("Marsh Front",), places=("Orvela",), day="2031-03-04", by=("residents", "witness"),
    )  # fmt: skip
    never = claim(
        source, "denied that it fell", "fell", "capture", status="denied",
        actors=("Marsh Front",), places=("Orvela",), day="2031-03-04", by=("Hill Army", "government"),
    )  # fmt: skip
    beaten = claim(
        source, "Hill Army repelled them", "repelled", "repel",
        actors=("Hill Army",), targets=("Marsh Front",), places=("Orvela",), day="2031-03-04",
        by=("Hill Army", "government"),
    )  # fmt: skip
    claims = (took, never, beaten)
    (incident,) = assemble(claims, [source], {one.claim: "orvela" for one in claims})
    assert [origin.name for origin in incident.origins] == ["residents"]
    assert [origin.name for origin in incident.denied_by] == ["Hill Army"]
    assert (incident.grade, incident.holder_after) == ("contested", None)


def test_who_holds_on_contradicts_that_he_left() -> None:
    source = report(
        "gone", "Orvela\n\nMarsh Front left Orvela, residents said. Monitors agreed. We are still in Orvela."
    )
    place = {"actors": ("Marsh Front",), "places": ("Orvela",), "day": "2031-03-04"}
    left = claim(source, "Marsh Front left Orvela", "left", "withdraw", by=("residents", "witness"), **place)  # type: ignore[arg-type]
    agreed = claim(source, "Monitors agreed", "agreed", "withdraw", by=("monitors", "monitor"), **place)  # type: ignore[arg-type]
    still = claim(
        source,
        "still in Orvela",
        "still",
        "hold",
        status="ongoing",
        by=("Marsh Front", "armed_group"),
        **place,  # type: ignore[arg-type]
    )
    claims = (left, agreed, still)
    (incident,) = assemble(claims, [source], {one.claim: "gone" for one in claims})
    assert [origin.name for origin in incident.denied_by] == ["Marsh Front"]
    assert incident.grade == "contested"


def test_a_copied_report_adds_no_voice() -> None:
    again = report("copy", LONG.text, outlet="Other Daily", published="2031-03-07")
    one = _one([_strike(LONG, "Jets struck Tolm")], LONG)
    two = _one([_strike(LONG, "Jets struck Tolm"), _strike(again, "Jets struck Tolm")], LONG, again)
    assert (two.independent_origins, [o.name for o in two.origins]) == (1, [o.name for o in one.origins])
    assert two.grade == one.grade


def test_two_kinds_that_cannot_both_be_are_a_contested_kind() -> None:
    source = report(
        "end", "Tolm\n\nThe captain gave himself up, residents said. Hill Army seized him, monitors said."
    )
    place = {"places": ("Tolm",), "day": "2031-03-03"}
    gave = claim(source, "gave himself up", "gave", "defect", by=("residents", "witness"), **place)  # type: ignore[arg-type]
    seized = claim(source, "seized him", "seized", "detain", by=("monitors", "monitor"), **place)  # type: ignore[arg-type]
    (incident,) = assemble((gave, seized), [source], {one.claim: "end" for one in (gave, seized)})
    (contest,) = incident.contested
    assert contest.field == "kind"
    assert {(v.value, v.origins) for v in contest.values} == {
        ("defect", ("residents",)),
        ("detain", ("monitors",)),
    }


def test_who_demands_it_does_not_say_that_it_was_done() -> None:
    source = report(
        "left",
        "Orvela\n\nMarsh Front left Orvela on Monday, the front said. Envoys urged that Marsh Front leave Orvela.",
    )
    left = claim(
        source, "Marsh Front left Orvela on Monday", "left", "withdraw", actors=("Marsh Front",),
        places=("Orvela",), day="2031-03-03", by=("Marsh Front", "armed_group"),
    )  # fmt: skip
    urged = claim(
        source, "Envoys urged that Marsh Front leave Orvela", "leave", "withdraw", status="called_for",
        actors=("Marsh Front",), places=("Orvela",), day="2031-03-03", by=("Envoys", "international"),
    )  # fmt: skip
    labels = {left.claim: "leaving", urged.claim: "leaving"}
    (incident,) = assemble([left, urged], [source], labels)
    assert [origin.name for origin in incident.origins] == ["Marsh Front"]
    assert (incident.grade, incident.status) == ("claimed", "happened")
    (alone,) = assemble([urged], [source], labels)
    assert [origin.name for origin in alone.origins] == ["Envoys"]
