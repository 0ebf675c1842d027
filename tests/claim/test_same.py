"""Repeats within one report are folded; different happenings are not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dateline.claim.same import Ground, fold_repeats
from dateline.model import Actor, Claim, Count, Place, Producer, Source, Span, When

AT = Span(start=0, end=1)


def claim(at: int, **fields: object) -> Claim:
    base = Claim(
        claim=f"x{at}", report="r", id="", outlet=None, published=None, quotes=(f"quote at {at}",),
        quote_spans=(Span(start=at, end=at + 10),), trigger="took", trigger_span=Span(start=at, end=at + 4),
        kind="capture", status="happened", actors=(), targets=(), places=(place("Kidal"),), when=When(), counts=(),
        means=(), said_by=(), hedge=None, producer=Producer(name="t", version="1", words="w"), why="",
    )  # fmt: skip
    return replace(base, **fields)  # type: ignore[arg-type]


def place(name: str) -> Place:
    return Place(name=name, words=name, span=AT, country="ML", precision="settlement")


def said(name: str) -> Source:
    return Source(name=name, party="government", words=name, span=AT)


def day(number: int) -> When:
    return When(
        earliest=dt.date(2023, 11, number), latest=dt.date(2023, 11, number), precision="day", words="x"
    )


def ground(headline_end: int = 0) -> Ground:
    """A report of ten sentences of twenty letters each, with no event nouns."""
    sentences = tuple(Span(start=at, end=at + 20) for at in range(0, 200, 20))
    return Ground(text="x" * 200, sentences=sentences, headline_end=headline_end, nouns={})


def killed(low: int) -> Count:
    return Count(what="killed", who="people", low=low, high=low, words="x", span=AT)


def test_a_repeat_by_the_same_origin_becomes_evidence() -> None:
    folded = fold_repeats((claim(50), claim(90, when=day(14))), ground())
    assert len(folded) == 1
    assert folded[0].quotes == ("quote at 50", "quote at 90")
    assert folded[0].quote_spans == (Span(start=50, end=60), Span(start=90, end=100))
    assert folded[0].when == day(14)


def test_a_headline_gives_way_to_the_attributed_body() -> None:
    folded = fold_repeats((claim(0), claim(50, said_by=(said("Army"),))), ground(20))
    assert len(folded) == 1
    assert folded[0].trigger_span.start == 50
    assert folded[0].said_by[0].name == "Army"
    assert folded[0].quotes == ("quote at 50", "quote at 0")


@pytest.mark.parametrize(
    "other",
    [
        claim(90, said_by=(said("Army"),)),
        claim(90, kind="advance"),
        claim(90, status="denied"),
        claim(90, places=(place("Gao"),)),
        claim(90, actors=(Actor(name="B", words="B", span=AT, type="rebels"),)),
        claim(90, when=day(15)),
        claim(90, counts=(killed(9),)),
    ],
    ids=["origin", "kind", "status", "place", "actor", "day", "count"],
)
def test_what_differs_stays_apart(other: Claim) -> None:
    first = claim(
        50, when=day(14), counts=(killed(12),), actors=(Actor(name="A", words="A", span=AT, type="rebels"),)
    )
    assert len(fold_repeats((first, other), ground())) == 2
