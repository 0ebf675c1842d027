"""Who did it: those who only help the doer did not, and a body is named whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dateline.claim.code import open_case
from dateline.claim.fields import bodies_of, helps, whole_body
from dateline.claim.heads import Role
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


def test_nobody_does_what_was_done_to_him(loaded: Loaded) -> None:
    text = "An air strike on Gao in Mali killed 64 people on Monday, medics said. They said at least 64 people died.\n"
    report = Report(report="r", text=text, digest="", outlet="Wire", published=dt.date(2023, 11, 15))
    case, drafts = open_case(report, loaded.engine)
    # The same words for both roles, as the encoder at times has them.
    at = text.index("64 people")
    both = tuple(Role(role=role, start=at, end=at + 9, probability=0.9) for role in ("actor", "target"))
    draft = replace(drafts[0], reading=replace(drafts[0].reading, kind="airstrike", roles=both))
    actors, targets = bodies_of(case, draft)
    assert (actors, [target.words for target in targets]) == ((), ["64 people"])
    speech = replace(draft, reading=replace(draft.reading, kind="call_for"))
    actors, targets = bodies_of(case, speech)
    assert ([actor.words for actor in actors], targets) == (["64 people"], ())


def test_a_body_with_its_article_is_named_whole(loaded: Loaded) -> None:
    text = "In Wad Madani the Rapid Support Forces shelled the market, the Sudanese army said.\n"
    report = Report(report="r", text=text, digest="", outlet="Wire", published=dt.date(2023, 12, 18))
    case, _ = open_case(report, loaded.engine)
    at = text.index("the Rapid")
    span = whole_body(case, Span(start=at, end=at + len("the Rapid")))
    assert text[span.start : span.end] == "Rapid Support Forces"
