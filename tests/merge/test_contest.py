"""Text in, contested fields out: what two accounts of one happening cannot both be right about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dateline.merge.merge import assemble
from dateline.model import Claim, Incident, PartyKind, Report
from tests.merge.making import claim, report

MONITOR: tuple[str, PartyKind] = ("Harbour Monitor", "monitor")
HILL: tuple[str, PartyKind] = ("Hill Army", "armed_group")
MARSH: tuple[str, PartyKind] = ("Marsh Front", "armed_group")
PLACE = {"places": ("Tolm",), "day": "2031-03-04"}
TEXT = report(
    "war",
    "Tolm\n\nShells fell on Tolm, said one. Rockets hit Tolm, said another. It was not so. They did strike. "
    "Tolm fell. We hold Tolm. He was seized. He walked over.",
)


def _one(*claims: Claim, source: Report = TEXT) -> Incident:
    (incident,) = assemble(claims, [source], {one.claim: "one" for one in claims})
    return incident


def _fields(incident: Incident) -> Mapping[str, set[str]]:
    return {contest.field: {value.value for value in contest.values} for contest in incident.contested}


def _shells(**more: object) -> Claim:
    return claim(TEXT, "Shells fell on Tolm", "Shells", "shelling", **(PLACE | more))  # type: ignore[arg-type]


def _rockets(**more: object) -> Claim:
    return claim(TEXT, "Rockets hit Tolm", "Rockets", "shelling", **(PLACE | more))  # type: ignore[arg-type]


def _denied(**more: object) -> Claim:
    told = PLACE | {"status": "denied"} | more
    return claim(TEXT, "It was not so", "not", "shelling", **told)  # type: ignore[arg-type]


def test_figures_for_all_people_contradict_though_the_people_are_called_otherwise() -> None:
    few = _shells(by=MONITOR, counts=[("killed", "civilians", 21, 21)])
    many = _rockets(by=("witnesses", "witness"), counts=[("killed", "people", 50, 50)])
    assert _fields(_one(few, many))["counts"] == {"killed civilians: 21", "killed people: 50"}


def test_a_figure_beside_larger_ones_of_the_same_account_is_no_whole() -> None:
    parts = _shells(by=MONITOR, counts=[("killed", "people", 1, 1), ("killed", "soldiers", 11, 11)])
    whole = _rockets(by=("witnesses", "witness"), counts=[("killed", "civilians", 15, 15)])
    assert "counts" not in _fields(_one(parts, whole))


def test_what_is_only_threatened_is_not_counted_as_done() -> None:
    done = _shells(by=HILL, counts=[("killed", "people", 50, 50)])
    meant = _rockets(by=HILL, counts=[("killed", "people", 10, 10)], status="planned")
    (total,) = _one(done, meant).counts
    assert (total.low, total.best, total.high) == (50, 50, 50)


def test_a_denial_of_the_victims_by_who_owns_up_to_the_strike_contests_the_victims_only() -> None:
    incident = _one(
        _shells(by=MONITOR, actors=("Hill Army",), targets=("civilians",)),
        _rockets(by=HILL, actors=("Hill Army",), targets=("Marsh Front militants",)),
        _denied(by=HILL, actors=("Hill Army",), targets=("civilians",)),
    )
    assert incident.denied_by == ()
    assert set(_fields(incident)) == {"targets"}


def test_a_denial_after_an_admission_of_the_same_deed_still_contests_that_it_happened() -> None:
    incident = _one(
        _shells(by=MONITOR, actors=("Hill Army",)),
        _rockets(by=HILL, actors=("Hill Army",)),
        _denied(by=HILL, actors=("Hill Army",)),
    )
    assert "status" in _fields(incident)


def test_who_denies_his_own_deed_contests_who_did_it_where_others_tell_of_it_without_a_doer() -> None:
    blamed = _shells(by=MARSH, actors=("Hill Army",))
    denied = _denied(by=HILL, actors=("Hill Army",))
    bare = _rockets(by=MONITOR)
    assert _fields(_one(blamed, denied, bare))["actors"] == {"Hill Army", "not Hill Army"}
    assert "actors" not in _fields(_one(blamed, denied))


def test_what_a_denier_tells_instead_is_a_contested_kind() -> None:
    walked = claim(TEXT, "He walked over", "walked", "defect", by=MONITOR, **PLACE)  # type: ignore[arg-type]
    not_so = claim(TEXT, "It was not so", "not", "defect", by=HILL, status="denied", **PLACE)  # type: ignore[arg-type]
    seized = claim(TEXT, "He was seized", "seized", "other", by=HILL, **PLACE)  # type: ignore[arg-type]
    assert _fields(_one(walked, not_so, seized))["kind"] == {"defect", "other"}


def test_that_they_fight_on_is_no_other_kind() -> None:
    fell = claim(TEXT, "Tolm fell", "fell", "capture", by=MARSH, actors=("Marsh Front",), **PLACE)  # type: ignore[arg-type]
    not_so = claim(TEXT, "It was not so", "not", "capture", by=HILL, status="denied", **PLACE)  # type: ignore[arg-type]
    fight = claim(TEXT, "They did strike", "strike", "clash", by=HILL, **PLACE)  # type: ignore[arg-type]
    assert set(_fields(_one(fell, not_so, fight))) == {"status"}


def test_who_still_holds_a_place_contests_the_holder() -> None:
    fell = claim(TEXT, "Tolm fell", "fell", "capture", by=MARSH, actors=("Marsh Front",), **PLACE)  # type: ignore[arg-type]
    seen = claim(TEXT, "They did strike", "strike", "capture", by=MONITOR, actors=("Marsh Front",), **PLACE)  # type: ignore[arg-type]
    held = {"status": "ongoing", "by": HILL, "actors": ("Hill Army",)}
    still = claim(TEXT, "We hold Tolm", "hold", "hold", **(PLACE | held))  # type: ignore[arg-type]
    assert _fields(_one(fell, seen, still)) == {"holder": {"Marsh Front", "Hill Army"}}


def test_killing_of_civilians_told_as_a_battle_is_a_contested_kind() -> None:
    def attack(on: str) -> Claim:
        told = PLACE | {"by": MONITOR, "targets": (on,)}
        return claim(TEXT, "Shells fell on Tolm", "Shells", "attack", **told)  # type: ignore[arg-type]

    clash = claim(TEXT, "Rockets hit Tolm", "Rockets", "clash", by=HILL, **PLACE)  # type: ignore[arg-type]
    assert _fields(_one(attack("civilians"), clash))["kind"] == {"attack", "clash"}
    assert "kind" not in _fields(_one(attack("rebels"), clash))


def _at(one: Claim, name: str, lat: float) -> Claim:
    (place,) = one.places
    return replace(one, places=(replace(place, name=name, lat=lat, lon=30.0, precision="settlement"),))


def test_two_towns_far_apart_are_a_contested_place() -> None:
    here, far = _shells(by=MONITOR), _rockets(by=("witnesses", "witness"))
    assert _fields(_one(_at(here, "Tolm", 10.0), _at(far, "Orvela", 12.0)))["place"] == {"Tolm", "Orvela"}
    assert "place" not in _fields(_one(_at(here, "Tolm", 10.0), _at(far, "Orvela", 10.02)))


def test_of_several_names_of_a_body_the_registers_own_is_shown(words: object) -> None:
    told = [
        _shells(by=MONITOR, actors=("Assad regime forces",)),
        _rockets(by=("witnesses", "witness"), actors=("Syrian government forces",)),
    ]
    named = [[a.name for a in one.actors] for one in (_words(told, words), _words(told[::-1], words))]
    assert named == [["Syrian government forces"]] * 2


def _words(claims: list[Claim], words: object) -> Incident:
    (incident,) = assemble(claims, [TEXT], {one.claim: "one" for one in claims}, words)
    return incident


def test_nobody_holds_a_whole_country_by_beating_off_an_attack_in_it() -> None:
    repel = claim(TEXT, "They did strike", "strike", "repel", by=MONITOR, actors=("Hill Army",), **PLACE)  # type: ignore[arg-type]
    assert _one(repel).holder_after == "Hill Army"
    assert _one(replace(repel, places=(replace(repel.places[0], name="Chad"),))).holder_after is None
