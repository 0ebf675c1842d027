"""Names of bodies and places likened by their own words."""

from __future__ import annotations

import pytest

from dateline.merge.knowledge import Knowledge
from dateline.merge.names import fold, initials, place_key, same_name
from dateline.merge.rules import load_rules


@pytest.mark.parametrize(
    ("left", "right", "want"),
    [
        ("the Marsh Front", "Marsh Front", True),
        ("WSX", "Wire Service Xanadu", True),
        ("Marsh Front", "River Front", False),
        ("rebels", "Marsh rebels", False),
        ("armed men", "gunmen", False),
    ],
)
def test_same_name(left: str, right: str, want: bool) -> None:
    assert same_name(left, right) is want
    assert same_name(right, left) is want


def test_fold_drops_accents_articles_and_brackets() -> None:
    assert fold("The Órvela’s (old) Market") == "orvela market"


def test_place_key_drops_the_kind_of_place() -> None:
    assert place_key("Orvela province") == place_key("Orvela") == "orvela"


def test_initials_want_capitals() -> None:
    assert initials("ICRC", "International Committee of the Red Cross")
    assert not initials("icrc", "International Committee of the Red Cross")


def test_a_states_bodies_are_one_party_and_two_states_are_two() -> None:
    know = Knowledge(load_rules())
    ministry, army = know.body("Norwegian Ministry of Defence"), know.body("Norway's army")
    assert ministry.root == army.root and know.same(ministry, army)
    assert not know.same(ministry, know.body("Swedish army"))
    assert not know.body("Norwegian rebels").state
