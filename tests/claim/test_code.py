"""A report in, its claims out: the whole room on short texts."""

from __future__ import annotations

import datetime as dt

import pytest

from dateline.claim.code import Engine, code_report
from dateline.model import Claim, Report
from dateline.words.tables import Words

DAY = dt.date(2023, 11, 15)
TEXT = (
    "Army takes Kidal\n\n"
    "Mali's army captured the northern town of Kidal on Tuesday, the defence ministry said.\n"
    "Tuareg rebels denied on Wednesday that they had lost the town.\n"
    "A car bomb killed at least 12 soldiers in Gao on Monday.\n"
    "Read more: our newsletter\n"
)


def coded(text: str, words: Words, engine: Engine, published: dt.date | None = DAY) -> tuple[Claim, ...]:
    report = Report(report="r", text=text, digest="", outlet="Northern Courier", published=published)
    return code_report(report, engine)[0]


@pytest.fixture(scope="module")
def claims(words: Words, engine: Engine) -> tuple[Claim, ...]:
    return coded(TEXT, words, engine)


def test_every_value_is_a_stretch_of_the_text(claims: tuple[Claim, ...]) -> None:
    assert claims
    for claim in claims:
        for quote, span in zip(claim.quotes, claim.quote_spans, strict=True):
            assert TEXT[span.start : span.end] == quote
        assert TEXT[claim.trigger_span.start : claim.trigger_span.end] == claim.trigger
        assert claim.trigger in claim.quotes[0]
        told = [(item.span, item.words) for item in (*claim.actors, *claim.targets)]
        told += [(item.span, item.words) for item in claim.places]
        told += [(item.span, item.words) for item in claim.counts]
        told += [(item.span, item.words) for item in claim.said_by]
        assert all(TEXT[span.start : span.end] == words for span, words in told)


def test_a_capture_told_by_a_ministry(claims: tuple[Claim, ...]) -> None:
    capture = next(c for c in claims if c.kind == "capture" and c.status == "happened")
    assert [p.name for p in capture.places] == ["Kidal"]
    assert capture.when.earliest == capture.when.latest == dt.date(2023, 11, 14)
    assert capture.said_by[0].party == "government"


def test_the_dead_of_a_bomb_are_its_own(claims: tuple[Claim, ...]) -> None:
    bombing = next(c for c in claims if c.kind == "bombing")
    assert [(n.what, n.low, n.high) for n in bombing.counts] == [("killed", 12, None)]
    assert [p.name for p in bombing.places] == ["Gao"]
    assert bombing.said_by == ()


def test_boilerplate_makes_no_claim(claims: tuple[Claim, ...]) -> None:
    assert all(c.trigger_span.end <= TEXT.index("Read more") for c in claims)


def test_without_a_date_no_weekday_is_resolved(words: Words, engine: Engine) -> None:
    undated = coded(TEXT, words, engine, None)
    assert undated
    assert all(c.when.earliest is None and c.when.latest is None for c in undated)


def test_the_same_report_gives_the_same_claims(
    claims: tuple[Claim, ...], words: Words, engine: Engine
) -> None:
    assert coded(TEXT, words, engine) == claims


def test_an_empty_text_has_no_claim(words: Words, engine: Engine) -> None:
    assert coded("", words, engine) == ()
    assert coded("\n\n", words, engine) == ()


def test_the_outlets_own_name_is_no_place(words: Words, engine: Engine) -> None:
    text = "Drones struck the market on Monday, doctors told Radio Savanna. Twelve people were killed.\n"
    report = Report(report="r", text=text, digest="", outlet="Radio Savanna", published=DAY)
    claims = code_report(report, engine)[0]
    assert claims
    assert all(place.name != "Savanna" for claim in claims for place in claim.places)
