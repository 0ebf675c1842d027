"""Who did it: those who only help the doer did not, and a body is named whole."""

from __future__ import annotations

import datetime as dt

import pytest

from dateline.claim.code import open_case
from dateline.claim.fields import helps, whole_body
from dateline.coding import Loaded
from dateline.model import Report, Span


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


def test_part_of_a_listed_name_stands_for_the_whole(loaded: Loaded) -> None:
    text = "The Rapid Support Forces shelled the town. Fighters allied with the Front fled."
    report = Report(report="r", text=text, digest="", published=dt.date(2023, 12, 18))
    case, _ = open_case(report, loaded.engine)

    def widened(words: str) -> str:
        at = text.index(words)
        span = whole_body(case, Span(start=at, end=at + len(words)))
        return text[span.start : span.end]

    assert widened("Rapid") == "Rapid Support Forces"
    assert widened("Fighters allied") == "Fighters"
    assert widened("the town") == "the town"
