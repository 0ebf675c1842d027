"""All that rules find in one report before any claim is made: the mentions, once, for every later step.

In: a report, its layout and the word tables. Out: :class:`Marks`. Everything the encoder is told about the text
besides its words (what is a date, a place, a listed body, a number, an attribution, a trigger of the lexicon)
comes from here, so that training and reading see the same.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from dateline.mention.actors import ActorContext, actor_context
from dateline.mention.attributions import Attribution, find_attributions
from dateline.mention.dategrammar import DateWords
from dateline.mention.dates import Anchor, DateMention, dates_and_anchors
from dateline.mention.numbers import CountWords, Item, NumberMention, itemize, numbers_in
from dateline.mention.place_context import PlaceContext, find_places, home_of, place_context
from dateline.mention.triggers import TriggerMention, find_triggers
from dateline.model import Span
from dateline.words.actors import ActorTable
from dateline.words.countries import Countries
from dateline.words.headnouns import HeadNouns
from dateline.words.lexicon import TriggerTable
from dateline.words.places import Gazetteer
from dateline.words.sourcewords import SourceWords


class MarkWords(Protocol):
    """The word tables that marks are made with: a part of :class:`dateline.words.tables.Words`."""

    @property
    def actors(self) -> ActorTable: ...
    @property
    def headnouns(self) -> HeadNouns: ...
    @property
    def gazetteer(self) -> Gazetteer: ...
    @property
    def countries(self) -> Countries: ...
    @property
    def dates(self) -> DateWords: ...
    @property
    def counts(self) -> CountWords: ...
    @property
    def sources(self) -> SourceWords: ...
    @property
    def triggers(self) -> TriggerTable: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """One report's mentions. ``attributions`` are the rules' own; ``triggers`` the lexicon's; ``items`` the words as
    they are read for counting; ``anchors`` the lines and datelines that date what stands below them."""

    dates: tuple[DateMention, ...]
    anchors: tuple[Anchor, ...]
    items: tuple[Item, ...]
    numbers: tuple[NumberMention, ...]
    places: tuple[Span, ...]
    place_context: PlaceContext
    actor_context: ActorContext
    attributions: tuple[Attribution, ...]
    triggers: tuple[TriggerMention, ...]


def make_marks(text: str, published: dt.date | None, voice: str | None, words: MarkWords) -> Marks:
    """The mentions of a text. ``voice`` is the register id of the body that issued it, ``None`` for an outlet."""
    where = place_context(text, words.gazetteer, words.countries)
    country = home_of(where)
    items = itemize(text, words.counts)
    attributions = find_attributions(text, words.sources)
    dates, anchors = dates_and_anchors(text, published, words.dates)
    return Marks(
        dates=tuple(d for d in dates if not _bare_number(text, d)),
        anchors=anchors,
        items=items,
        numbers=numbers_in(text, items),
        places=_with_possessives(text, find_places(text, where), words.countries),
        place_context=where,
        actor_context=actor_context(text, words.actors, words.headnouns, country, voice, attributions),
        attributions=attributions,
        triggers=find_triggers(text, words.triggers),
    )


def without_outlet(text: str, marks: Marks, outlet: str | None) -> Marks:
    """The marks without places inside the outlet's own name ("Radio Savanna"): neither named nor meant by "there"."""
    met = tuple(m for m in marks.place_context.met if not in_name(text, m.name.span, outlet))
    if len(met) == len(marks.place_context.met):
        return marks
    places = tuple(span for span in marks.places if not in_name(text, span, outlet))
    return replace(marks, places=places, place_context=replace(marks.place_context, met=met))


def in_name(text: str, span: Span, name: str | None) -> bool:
    """Whether a span lies inside a name of several words, where that stands in the text."""
    if name is None or " " not in name:
        return False
    at = text.find(name, max(0, span.start - len(name)), span.end + len(name))
    return at >= 0 and at <= span.start and span.end <= at + len(name)


_YEAR = re.compile(r"\d{4}")
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|of|from|until|till|by|during|early|late|mid|to|and|between|through|before|after|around|year"
    r"|spring|summer|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october"
    r"|november|december)|[-–—(/,])\s*$",
    re.IGNORECASE,
)


def _bare_number(text: str, date: DateMention) -> bool:
    """Whether four digits are a number and no year ("1960 men fled"): nothing before them makes them a date."""
    return _YEAR.fullmatch(date.words) is not None and not _BEFORE_YEAR.search(
        text[max(0, date.start - 16) : date.start]
    )


_POSSESSIVE = re.compile(r"\b([A-Z]\w{3,})s\b")


def _with_possessives(text: str, places: tuple[Span, ...], countries: Countries) -> tuple[Span, ...]:
    """The places, with countries whose possessive lost its apostrophe ("Malis war"), as some archives keep texts."""
    found = list(places)
    for met in _POSSESSIVE.finditer(text):
        taken = any(p.start < met.end() and met.start() < p.end for p in places)
        if not taken and countries.named(met[1]) and not countries.named(met[0]):
            found.append(Span(start=met.start(1), end=met.end(1)))
    return tuple(sorted(found, key=lambda span: (span.start, span.end)))


FEATURES = ("date", "number", "place", "actor", "source", "cue", "content", "quoted", "headline", "line")
"""The flags that the encoder is given for each wordpiece, before letter case and the lexicon's kinds."""

CASES = 6


def feature_width(kinds: int) -> int:
    """How many numbers describe one wordpiece."""
    return CASES + len(FEATURES) + kinds


def token_features(
    text: str, offsets: list[tuple[int, int]], marks: Marks, kinds: tuple[str, ...]
) -> npt.NDArray[np.float32]:
    """For each wordpiece: its letter case, which mentions cover it, and the lexicon's weight for each kind."""
    table = np.zeros((len(offsets), feature_width(len(kinds))), dtype=np.float32)
    if not offsets:
        return table
    starts = [start for start, _ in offsets]
    ends = [end for _, end in offsets]
    table[np.arange(len(offsets)), [letter_case(text[start:end]) for start, end in offsets]] = 1.0

    def paint(start: int, end: int, column: int) -> None:
        table[bisect_right(ends, start) : bisect_left(starts, end), column] = 1.0

    at = {name: CASES + n for n, name in enumerate(FEATURES)}
    for date in marks.dates:
        paint(date.start, date.end, at["date"])
    for number in marks.numbers:
        paint(number.start, number.end, at["number"])
    for place in marks.places:
        paint(place.start, place.end, at["place"])
    for hit in marks.actor_context.hits:
        paint(hit.start, hit.end, at["actor"])
    for said in marks.attributions:
        paint(said.source.start, said.source.end, at["source"])
        paint(said.cue.start, said.cue.end, at["cue"])
        paint(said.content.start, said.content.end, at["content"])
    for start, end in quotations(text):
        paint(start, end, at["quoted"])
    paint(0, text.find("\n") if "\n" in text else 0, at["headline"])
    gaps = zip([0, *ends], starts, strict=False)
    table[[n for n, (end, start) in enumerate(gaps) if not n or "\n" in text[end:start]], at["line"]] = 1.0
    column = {kind: CASES + len(FEATURES) + n for n, kind in enumerate(kinds)}
    for trigger in marks.triggers:
        cells = table[
            bisect_right(ends, trigger.start) : bisect_left(starts, trigger.end), column[trigger.kind]
        ]
        np.maximum(cells, max(0.1, trigger.weight), out=cells)
    return table


def letter_case(piece: str) -> int:
    """A wordpiece's case, which the encoder's uncased vocabulary hides."""
    if not piece[:1].isalpha():
        return 1 if piece[:1].isdigit() else 2
    if piece.isupper() and len(piece) > 1:
        return 3
    return 4 if piece[0].isupper() else 5


_CLOSED_BY = {"“": "”", "«": "»", '"': '"'}
_QUOTE = re.compile(r'[“”«»"\n]')


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Stretches between quotation marks, each within one line."""
    found: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for met in _QUOTE.finditer(text):
        letter = met[0]
        if letter == "\n":
            opened = None
        elif opened is None:
            opened = (met.start(), _CLOSED_BY[letter]) if letter in _CLOSED_BY else None
        elif letter == opened[1]:
            found.append((opened[0], met.end()))
            opened = None
    return tuple(found)
