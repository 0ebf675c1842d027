"""A report in, its claims out: the whole room on short texts."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.claim.code import Engine, code_report, lasting
from dateline.claim.spoken import spoken
from dateline.model import Claim, Report
from dateline.words.tables import Words
from tests.claim import making
from tests.claim.making import WEDNESDAY

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


ODD = (
    "06/5 \u202e “ ” \" ' — ( ) [ 1,,000 \u0663 ½ 1/2 0 - \ufeff ﬁ İ ǆ \U0001d538 U.S. e.g. … ’s Friday "
    "him them its Mr. between to 2024-13-45 9999999999999999999999 1e400 10.5.6 24:61 '90s % $ none"
).split(" ")


def damaged(text: str, draw: random.Random) -> str:
    """A piece of a text with letters cut, doubled and put elsewhere, and odd words put in."""
    start = draw.randrange(len(text))
    piece = text[start : start + draw.randrange(50, 600)]
    for _ in range(draw.randrange(1, 12)):
        at = draw.randrange(len(piece) + 1)
        other = draw.randrange(len(piece) + 1)
        cut, doubled = draw.randrange(8), draw.randrange(40)
        piece = draw.choice(
            (
                piece[:at] + draw.choice(ODD) + piece[at:],
                piece[:at] + piece[at + cut :],
                piece[:at] + piece[other : other + doubled] + piece[at:],
                piece[:at] + draw.choice(("\n", " ", "\t", "\x0b", "\u2028")) + piece[at:],
                piece[:at] + piece[at : at + doubled].upper() + piece[at + doubled :],
            )
        )
    return piece


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.randoms(use_true_random=False))
def test_a_damaged_text_is_read_to_its_end(
    draw: random.Random, words: Words, engine: Engine, examples: Path
) -> None:
    text = draw.choice(sorted(examples.glob("*.txt"))).read_text(encoding="utf-8")
    piece = damaged(text, draw)
    for claim in coded(piece, words, engine, draw.choice((None, DAY))):
        for _, told, span in spoken(claim):
            assert piece[span.start : span.end] == told


@pytest.mark.parametrize(
    ("kind", "last", "precision", "status"),
    [
        ("clash", WEDNESDAY, "longer", "ongoing"),
        ("clash", WEDNESDAY, "day", "happened"),
        ("clash", WEDNESDAY - dt.timedelta(days=1), "longer", "happened"),
        ("displace", WEDNESDAY, "longer", "happened"),
    ],
)
def test_what_lasts_to_the_day_of_the_report_goes_on(
    kind: str, last: dt.date, precision: str, status: str
) -> None:
    text = "The war in Sudan has lasted two years.\n"
    told = making.claim(text, kind, "war", published=WEDNESDAY)
    at = replace(making.when(text, "two years", dt.date(2021, 1, 1), last), precision=precision)  # type: ignore[arg-type]
    assert lasting(replace(told, when=at)) == status
    assert lasting(replace(told, when=at, published=None)) == "happened"
