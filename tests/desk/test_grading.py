from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.desk.grading import outlook
from dateline.desk.record import Record
from dateline.desk.standing import standings
from dateline.merge.merge import merge
from dateline.model import Grade, Incident, Origin, Stands
from dateline.words.tables import Words
from tests.merge.making import claim, report


def origin(name: str, stands: Stands) -> Origin:
    return Origin(name=name, party="unknown", stands=stands, voice=name, claims=(name,))


@pytest.fixture
def made(record: Record) -> Incident:
    return replace(record.order[0], origins=(), denied_by=(), contested=())


@pytest.mark.parametrize(
    ("grade", "told", "denied", "higher", "lower"),
    [
        ("claimed", ["gains"], [], "does not gain by it would make it corroborated", "contested"),
        ("claimed", ["loses"], [], "One more independent voice would make it admitted", "contested"),
        ("claimed", ["neutral"], [], "One more independent voice would make it corroborated", "contested"),
        ("claimed", ["gains", "gains"], [], "does not gain by it would make it corroborated", "contested"),
        ("corroborated", ["neutral", "gains"], [], "it would be admitted", "rest on one mouth"),
        ("corroborated", ["neutral", "gains", "gains"], [], "it would be admitted", "proved misread"),
        ("admitted", ["loses", "neutral"], [], "Nothing stands higher", "only one voice would be left"),
        ("contested", ["gains"], ["loses"], "withdrawn", "Nothing stands lower"),
        ("contested", [], ["loses"], "Nobody vouches for it", "Nothing stands lower"),
    ],
)
def test_what_would_move_a_grade(
    made: Incident, grade: Grade, told: list[Stands], denied: list[Stands], higher: str, lower: str
) -> None:
    incident = replace(
        made,
        grade=grade,
        origins=tuple(origin(f"body {n}", stands) for n, stands in enumerate(told)),
        denied_by=tuple(origin(f"denier {n}", stands) for n, stands in enumerate(denied)),
    )
    found = outlook(incident)
    assert higher in " ".join(found.higher)
    assert lower in " ".join(found.lower)
    assert bool(found.unmoved) is bool(told)


def test_what_is_promised_comes_true(words: Words) -> None:
    """An independent voice that gains nothing, added to a lone one, does make a claim corroborated."""
    first = report("a", "Shelling hit Homs on Thursday, medics said.", outlet="A")
    second = report("b", "Shells fell on Homs on Thursday, the observers said.", outlet="B")
    day = "2031-03-06"
    one = claim(
        first,
        "Shelling hit Homs",
        "Shelling",
        "shelling",
        places=["Homs"],
        country="SY",
        day=day,
        by=("medics", "witness"),
    )
    two = claim(
        second,
        "Shells fell on Homs",
        "Shells",
        "shelling",
        places=["Homs"],
        country="SY",
        day=day,
        by=("observers", "monitor"),
    )
    (alone,) = merge([one], [first], words).incidents
    assert "would make it corroborated" in " ".join(outlook(alone).higher)
    (both,) = merge([one, two], [first, second], words).incidents
    assert both.grade == "corroborated"


def test_every_incident_has_an_outlook(record: Record) -> None:
    for incident in record.order:
        found = outlook(incident)
        assert found.higher
        assert found.lower


def test_standing_counts_what_others_said(record: Record) -> None:
    found = standings(record.order)
    for name, one in found.items():
        assert {*one.borne_out, *one.alone} <= set(one.tells)
        assert not set(one.borne_out) & set(one.alone)
        assert all(len({o.voice for o in incident.origins}) > 1 for incident in one.borne_out)
        assert all(name in {o.name for o in incident.denied_by} for incident in one.denies)
    assert [one.title for one in found["Sudanese army"].denies] == [
        "Taking of Wad Madani by the Rapid Support Forces"
    ]
    assert found["Sudanese army"].against
