"""Control of places over time, out of incidents merged from small texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from dateline.control.control import control
from dateline.merge.merge import assemble, merge
from dateline.model import Claim, Control, PartyKind, Place, Report, Span
from tests.merge.making import claim, report


def _capture(source: Report, who: str, day: str, by: tuple[str, PartyKind] | None) -> Claim:
    return claim(
        source, f"{who} took Orvela", "took", "capture", actors=(who,), places=("Orvela",), day=day, by=by
    )


def _control(claims: Sequence[Claim], reports: Sequence[Report]) -> tuple[Control, ...]:
    return control(claims, merge(claims, reports).incidents)


MARCH = report(
    "march",
    "Orvela\n\nMarsh Front took Orvela, residents said. Monitors said so too.",
    published="2031-03-05",
)
APRIL = report("april", "Orvela\n\nHill Army took Orvela, residents said.", published="2031-04-02")


def test_a_capture_ends_the_interval_before_it() -> None:
    claims = [
        _capture(MARCH, "Marsh Front", "2031-03-04", ("residents", "witness")),
        _capture(APRIL, "Hill Army", "2031-04-01", ("residents", "witness")),
    ]
    first, second = _control(claims, [MARCH, APRIL])
    assert (first.holder, first.state, first.start) == ("Marsh Front", "held", dt.date(2031, 3, 4))
    assert first.end == second.start == dt.date(2031, 4, 1)
    assert (second.holder, second.change, second.end) == ("Hill Army", "captured", None)


def test_the_word_of_the_side_that_gains_only_contests() -> None:
    claims = [_capture(MARCH, "Marsh Front", "2031-03-04", ("Marsh Front", "armed_group"))]
    (row,) = _control(claims, [MARCH])
    assert (row.holder, row.state, row.grade) == (None, "contested", "claimed")
    assert "party" in row.why


@pytest.mark.parametrize(
    ("told", "states"),
    [("was holding out", ["held", "contested"]), ("was in full control", ["held", "held"])],
)
def test_who_only_remains_where_another_took_over_contests(told: str, states: list[str]) -> None:
    text = f"Orvela\n\nHill Army took Orvela, residents said. Marsh Front {told} in Orvela."
    source = report("later", text, published="2031-04-02")
    claims = [
        _capture(source, "Hill Army", "2031-04-01", ("residents", "witness")),
        claim(
            source, f"Marsh Front {told} in Orvela", told, "hold", status="ongoing",
            actors=("Marsh Front",), places=("Orvela",), day="2031-04-02",
        ),
    ]  # fmt: skip
    assert [row.state for row in _control(claims, [source])] == states


def test_a_side_that_leaves_is_believed_against_itself() -> None:
    source = report("left", "Orvela\n\nMarsh Front left Orvela, the front said.")
    left = claim(
        source, "Marsh Front left Orvela", "left", "withdraw",
        actors=("Marsh Front",), places=("Orvela",), day="2031-03-04", by=("Marsh Front", "armed_group"),
    )  # fmt: skip
    (row,) = _control([left], [source])
    assert (row.holder, row.state, row.change) == (None, "unknown", "withdrew")


def test_taking_back_is_a_recapture() -> None:
    may = report("may", "Orvela\n\nMarsh Front took Orvela again.", published="2031-05-03")
    claims = [
        _capture(MARCH, "Marsh Front", "2031-03-04", ("residents", "witness")),
        _capture(APRIL, "Hill Army", "2031-04-01", ("residents", "witness")),
        _capture(may, "Marsh Front", "2031-05-02", ("residents", "witness")),
    ]
    assert [row.change for row in _control(claims, [MARCH, APRIL, may])] == [
        "captured",
        "captured",
        "recaptured",
    ]


def test_a_force_that_has_entered_does_not_hold() -> None:
    source = report("in", "Orvela\n\nMarsh Front entered Orvela.")
    entered = claim(
        source, "Marsh Front entered Orvela", "entered", "advance",
        actors=("Marsh Front",), places=("Orvela",), day="2031-03-04",
    )  # fmt: skip
    (row,) = _control([entered], [source])
    assert (row.holder, row.state) == (None, "contested")


def test_a_plan_and_a_country_change_no_control() -> None:
    source = report("plan", "Plans\n\nMarsh Front will take Orvela. Marsh Front took Norway.")
    plan = claim(
        source, "Marsh Front will take Orvela", "take", "capture",
        actors=("Marsh Front",), places=("Orvela",), status="planned",
    )  # fmt: skip
    land = claim(
        source, "Marsh Front took Norway", "took", "capture",
        actors=("Marsh Front",), places=("Norway",), country="NO", day="2031-03-04",
    )  # fmt: skip
    assert _control([plan, land], [source]) == ()


def test_what_led_to_a_capture_on_its_day_is_its_evidence() -> None:
    text = "Orvela\n\nHill Army left Orvela. Marsh Front took Orvela, residents said."
    source = report("day", text)
    left = claim(
        source, "Hill Army left Orvela", "left", "withdraw",
        actors=("Hill Army",), places=("Orvela",), day="2031-03-04",
    )  # fmt: skip
    took = _capture(source, "Marsh Front", "2031-03-04", ("residents", "witness"))
    (row,) = _control([left, took], [source])
    assert (row.holder, row.state, row.change) == ("Marsh Front", "held", "captured")
    assert set(row.claims) == {left.claim, took.claim}


def test_a_holding_that_is_over_changes_nothing() -> None:
    source = report("past", "Orvela\n\nThe Hill Army had held Orvela for years.")
    held = claim(source, "had held Orvela", "held", "hold", actors=("Hill Army",), places=("Orvela",))
    assert _control([held], [source]) == ()


def _told(
    kind: str, text: str, trigger: str, who: str, day: str, name: str = "r", **more: object
) -> tuple[Claim, Report]:
    """A claim of a text of its own, told by residents."""
    source = report(f"{name}-{day}-{kind}", f"Orvela\n\n{text}", published=day)
    place = str(more.pop("place", "Orvela"))
    made = claim(
        source, text.rstrip("."), trigger, kind, actors=(who,), places=(place,), day=day,
        by=("residents", "witness"), **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return made, source


def _rows(*told: tuple[Claim, Report]) -> tuple[Control, ...]:
    return _control([made for made, _ in told], [source for _, source in told])


def test_a_siege_leaves_the_holder_and_its_lifting_too() -> None:
    took = _told("capture", "Hill Army took Orvela.", "took", "Hill Army", "2031-03-01")
    siege = _told("besiege", "Marsh Front surrounded Orvela.", "surrounded", "Marsh Front", "2031-03-10")
    left = _told(
        "withdraw", "Marsh Front pulled back from Orvela.", "pulled back", "Marsh Front", "2031-04-10"
    )
    rows = _rows(took, siege, left)
    assert [(row.holder, row.state, row.change) for row in rows] == [
        ("Hill Army", "held", "captured"),
        ("Hill Army", "besieged", "besieged"),
        ("Hill Army", "held", "siege lifted"),
    ]


def test_a_place_handed_over_goes_to_who_is_given_it() -> None:
    took = _told("capture", "Hill Army took Orvela.", "took", "Hill Army", "2031-03-01")
    given = _told(
        "transfer", "Hill Army handed Orvela to Marsh Front.", "handed", "Hill Army", "2031-04-01",
        targets=("Marsh Front",),
    )  # fmt: skip
    rows = _rows(took, given)
    assert [(row.holder, row.change) for row in rows] == [
        ("Hill Army", "captured"),
        ("Marsh Front", "handed over"),
    ]


def test_two_captures_on_one_day_contest_it() -> None:
    first = _told("capture", "Hill Army took Orvela.", "took", "Hill Army", "2031-03-01", "a")
    second = _told("capture", "Marsh Front seized Orvela.", "seized", "Marsh Front", "2031-03-01", "b")
    claims, sources = [first[0], second[0]], [first[1], second[1]]
    (row,) = control(claims, assemble(claims, sources, {}))  # told apart, as two incidents
    assert (row.holder, row.state) == (None, "contested")
    assert "nobody tells who was last" in row.why
    assert set(row.claims) == {first[0].claim, second[0].claim}


def test_a_province_is_not_its_town() -> None:
    town = _told("capture", "Hill Army took Orvela.", "took", "Hill Army", "2031-03-01")
    province = _told(
        "hold", "Marsh Front holds Orvela province.", "holds", "Marsh Front", "2031-05-01",
        place="Orvela province", status="ongoing",
    )  # fmt: skip
    rows = _rows(town, province)
    assert {(row.place, row.holder, row.end) for row in rows} == {
        ("Orvela", "Hill Army", None),
        ("Orvela province", "Marsh Front", None),
    }


def test_a_withdrawal_goes_to_who_came_in() -> None:
    held = _told("capture", "Hill Army took Orvela.", "took", "Hill Army", "2031-03-01")
    left = _told("withdraw", "Hill Army left Orvela.", "left", "Hill Army", "2031-04-02")
    came = _told("capture", "Marsh Front took Orvela.", "took", "Marsh Front", "2031-04-03")
    assert [row.holder for row in _rows(held, left, came)][-1] == "Marsh Front"


def test_one_place_under_two_names_has_one_history() -> None:
    early = replace(
        _capture(MARCH, "Marsh Front", "2031-03-04", ("residents", "witness")),
        places=(_known("Orvela City"),),
    )
    late = [
        replace(
            _capture(APRIL, "Hill Army", f"2031-04-0{day}", ("residents", "witness")),
            claim=f"late{day}",
            places=(_known("Orvela"),),
        )
        for day in (1, 2)
    ]
    rows = _control([early, *late], [MARCH, APRIL])
    assert {row.place for row in rows} == {"Orvela"}
    assert [row.holder for row in rows] == ["Marsh Front", "Hill Army"]


def _known(name: str) -> Place:
    """A town of the gazetteer, by one of its names."""
    at = Span(start=0, end=6)
    return Place(
        name=name,
        words="Orvela",
        span=at,
        country="XX",
        lat=1.0,
        lon=2.0,
        geonames=77,
        precision="settlement",
    )


def test_a_place_that_one_party_alone_names_is_held_on_its_word_alone() -> None:
    source = report(
        "two",
        "Orvela\n\nMarsh Front took Orvela and Tamsk, the front said. Marsh Front took Orvela, monitors said.",
    )
    other = report("one", "Orvela\n\nFighters of Marsh Front took Orvela on Tuesday, residents said.")
    both = claim(
        source, "Marsh Front took Orvela and Tamsk", "took", "capture", actors=("Marsh Front",),
        places=("Orvela", "Tamsk"), day="2031-03-04", by=("Marsh Front", "armed_group"),
    )  # fmt: skip
    seen = claim(
        source, "Marsh Front took Orvela, monitors", "took", "capture", actors=("Marsh Front",),
        places=("Orvela",), day="2031-03-04", by=("monitors", "monitor"),
    )  # fmt: skip
    heard = claim(
        other, "Marsh Front took Orvela", "took", "capture", actors=("Marsh Front",),
        places=("Orvela",), day="2031-03-04", by=("residents", "witness"),
    )  # fmt: skip
    told = [both, seen, heard]
    incidents = assemble(told, [source, other], dict.fromkeys((one.claim for one in told), "taking"))
    rows = {row.place: row for row in control(told, incidents)}
    orvela, tamsk = rows["Orvela"], rows["Tamsk"]
    assert (orvela.holder, orvela.state, orvela.grade) == ("Marsh Front", "held", "corroborated")
    assert set(orvela.claims) == {one.claim for one in told}
    assert (tamsk.holder, tamsk.state, tamsk.grade) == (None, "contested", "claimed")
    assert tamsk.claims == (both.claim,)
    assert "Marsh Front" in tamsk.why and "residents" not in tamsk.why


def test_a_denial_of_one_place_leaves_the_other_uncontested() -> None:
    source = report(
        "both",
        "Orvela\n\nMarsh Front took Orvela and Tamsk, residents said. Hill Army denied that Orvela fell.",
    )
    both = claim(
        source, "Marsh Front took Orvela and Tamsk", "took", "capture", actors=("Marsh Front",),
        targets=("Hill Army",), places=("Orvela", "Tamsk"), day="2031-03-04", by=("residents", "witness"),
    )  # fmt: skip
    denied = claim(
        source, "Hill Army denied that Orvela fell", "fell", "capture", status="denied", actors=("Marsh Front",),
        targets=("Hill Army",), places=("Orvela",), day="2031-03-04", by=("Hill Army", "government"),
    )  # fmt: skip
    told = [both, denied]
    rows = {
        row.place: row
        for row in control(
            told, assemble(told, [source], dict.fromkeys((one.claim for one in told), "taking"))
        )
    }
    assert (rows["Orvela"].state, rows["Orvela"].grade) == ("contested", "contested")
    assert (rows["Tamsk"].holder, rows["Tamsk"].grade) == ("Marsh Front", "claimed")
    assert rows["Tamsk"].claims == (both.claim,)
