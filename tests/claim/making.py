"""Claims and drafts of a short text, made by hand: what a stage is given, without what the encoder would say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from dateline.claim.case import Case
from dateline.claim.code import Engine, open_case
from dateline.claim.drafts import Draft, sentence_at
from dateline.claim.heads import Reading, Role
from dateline.model import Actor, Claim, Producer, Report, Span, When

WEDNESDAY = dt.date(2023, 11, 15)


def open_text(text: str, engine: Engine, published: dt.date | None = WEDNESDAY) -> Case:
    """The case of a text that an outlet published."""
    report = Report(report="r", text=text, digest="", outlet="Northern Courier", published=published)
    return open_case(report, engine)[0]


def span(text: str, words: str) -> Span:
    """Where words stand first."""
    at = text.index(words)
    return Span(start=at, end=at + len(words))


def claim(text: str, kind: str, trigger: str, **fields: object) -> Claim:
    """A claim with its trigger where it stands first in the text, told in the report's own voice."""
    at = span(text, trigger)
    base = Claim(
        claim="", report="r", id="", outlet=None, published=None, quotes=(trigger,), quote_spans=(at,),
        trigger=trigger, trigger_span=at, kind=kind, status="happened", actors=(), targets=(), places=(),
        when=When(), counts=(), means=(), said_by=(), hedge=None,
        producer=Producer(name="t", version="1", words="w"), why="",
    )  # fmt: skip
    return replace(base, **fields)  # type: ignore[arg-type]


def actor(text: str, words: str, kind: str = "rebels") -> Actor:
    """An actor named by its words where they stand first."""
    return Actor(name=words, words=words, span=span(text, words), type=kind)


def when(text: str, words: str, first: dt.date, last: dt.date | None = None) -> When:
    """A day, or the days from the first to the last, told by words where they stand first."""
    return When(earliest=first, latest=last or first, precision="day", words=words, span=span(text, words))


def draft(
    case: Case, told: Claim, *, roles: tuple[Role, ...] = (), said: float = 0.0,
    party: Mapping[str, float] | None = None, headline: bool = False,
) -> Draft:  # fmt: skip
    """The draft of a claim, as sure of its trigger as can be."""
    at = told.trigger_span
    number = sentence_at(case.layout.sentences, at.start)
    assert number is not None
    reading = Reading(
        start=at.start, end=at.end, kind=told.kind, probability=1.0, roles=roles, status={told.status: 1.0},
        hedge={told.hedge: 1.0}, party=party or {}, said=said, dated=0.0, placed=0.0,
    )  # fmt: skip
    return Draft(
        reading=reading, sentence=case.layout.sentences[number], number=number, headline=headline,
        probability=1.0, lexicon=None,
    )  # fmt: skip
