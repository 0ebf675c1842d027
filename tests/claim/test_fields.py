"""Who did it: those who only help the doer did not."""

from __future__ import annotations

import pytest

from dateline.claim.fields import helps


@pytest.mark.parametrize(
    ("before", "helped"),
    [
        ("the army, which has long had heavy backing from Westland and ", True),
        ("the rebels, with air cover from ", True),
        ("fighters who get arms, weapons from the Front, Eastland and the ", True),
        ("planes from ", False),
        ("the support base of the army was shelled by ", False),
    ],
)
def test_a_helper_is_told_by_what_stands_before_its_name(before: str, helped: bool) -> None:
    assert helps(before + "Nordmark", len(before)) is helped
