"""Triggers and roles against WikiEvents and RAMS: events and their arguments in whole reports.

In: JSON lines of tokenised texts with events of the LDC ontologies. Out: how many triggers of the types that our kinds
cover are found, and, on those found, F1 of who, to whom, where and with what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.evaluate.corpora.common import (
    Bench,
    Corpus,
    Extent,
    Figure,
    Tally,
    lines_of,
    meet,
    own_table,
    pair_up,
)
from dateline.evaluate.shares import ratio
from dateline.model import Claim

FIELDS = ("actors", "targets", "places", "means")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A trigger, the kinds of ours that its type may be, and its arguments by our field."""

    trigger: Extent
    kinds: frozenset[str]
    arguments: tuple[tuple[str, Extent], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A text and those of its events whose type our kinds cover."""

    name: str
    text: str
    events: tuple[Event, ...]


def read_wikievents(path: Path) -> tuple[Story, ...]:
    """The documents; an argument is the mention that the corpus chose for it."""
    return tuple(_wikievents(row) for row in lines_of(path))


def read_rams(path: Path) -> tuple[Story, ...]:
    """The texts of five sentences, each with one event; those of other types are left out."""
    return tuple(story for row in lines_of(path) if (story := _rams(row)).events)


def laid_out(sentences: Iterable[Sequence[str]]) -> tuple[str, list[Extent]]:
    """Tokens as a text, one line to a sentence, marks against the word before them; and each token's stretch."""
    text = ""
    spans: list[Extent] = []
    for sentence in sentences:
        text += "\n" if text else ""
        begun = False
        for token in sentence:
            tight = not begun or token[:1] in ".,;:!?)’'" or token == "n't" or text.endswith(("(", "“"))
            text += "" if tight else " "
            spans.append((len(text), len(text) + len(token)))
            text += token
            begun = True
    return text, spans


def measure(stories: Sequence[Story], bench: Bench) -> tuple[Figure, ...]:
    """Recall of triggers, with and without the kind right, and F1 of arguments on the triggers found."""
    wanted = found = right = 0
    fields = {name: Tally() for name in FIELDS}
    for story in stories:
        claims = bench.claims(story.text, story.name)
        for event in story.events:
            wanted += 1
            met = [c for c in claims if meet((c.trigger_span.start, c.trigger_span.end), event.trigger)]
            fit = [claim for claim in met if claim.kind in event.kinds]
            found += bool(met)
            right += bool(fit)
            if met:
                _compare((fit or met)[0], event, story.text, fields)
    every = Tally()
    for tally in fields.values():
        every.add(tally.hits, tally.found, tally.wanted)
    return (
        Figure(name="triggers found", value=ratio(found, wanted)),
        Figure(name="triggers found, kind right", value=ratio(right, wanted)),
        Figure(name="triggers", value=wanted),
        *(figure for name in FIELDS for figure in fields[name].figures(name)),
        *every.figures("all arguments", "about 0.70 (gold triggers, supervised)"),
    )


def _compare(claim: Claim, event: Event, text: str, fields: Mapping[str, Tally]) -> None:
    """Counts the arguments of one event; means are compared by their words, having no offsets of their own."""
    ours: dict[str, list[Extent]] = {
        "actors": [(one.span.start, one.span.end) for one in claim.actors],
        "targets": [(one.span.start, one.span.end) for one in claim.targets],
        "places": [(one.span.start, one.span.end) for one in claim.places],
    }
    for name, spans in ours.items():
        marked = [span for of, span in event.arguments if of == name]
        # A name given twice as one argument, or by a mention elsewhere in the text, counts by its words.
        hits = pair_up(spans, marked) or _by_words(spans, marked, text)
        fields[name].add(min(hits, len(marked)), len(spans), len(marked))
    told = [text[slice(*span)].casefold() for of, span in event.arguments if of == "means"]
    hits = sum(any(means.split()[-1] in words for means in claim.means) for words in told)
    fields["means"].add(min(hits, len(claim.means)), len(claim.means), len(told))


def _by_words(ours: Sequence[Extent], marked: Sequence[Extent], text: str) -> int:
    words = [text[slice(*span)].casefold() for span in ours]
    return sum(text[slice(*span)].casefold() in words for span in marked)


def _kinds(kind: str) -> frozenset[str]:
    """The kinds for an event type, by its longest beginning in the table; empty where none covers it."""
    table = {row[0]: row[1] for row in own_table("event_types", "type kinds source")}
    parts = kind.casefold().split(".")
    for size in range(len(parts), 0, -1):
        found = table.get(".".join(parts[:size]))
        if found is not None:
            return frozenset(found.split("|"))
    return frozenset()


def _field(role: str) -> str | None:
    table = {row[0]: row[1] for row in own_table("event_roles", "role field source")}
    return table.get(role.casefold())


def _wikievents(row: Mapping[str, Any]) -> Story:
    text, spans = laid_out([[token[0] for token in sentence[0]] for sentence in row["sentences"]])
    mentions = {one["id"]: (one["start"], one["end"]) for one in row["entity_mentions"]}
    events = []
    for event in row["event_mentions"]:
        kinds = _kinds(event["event_type"])
        trigger = _stretch(spans, event["trigger"]["start"], event["trigger"]["end"])
        told = tuple(
            (field, _stretch(spans, *mentions[one["entity_id"]]))
            for one in event["arguments"]
            if (field := _field(one["role"])) is not None and one["entity_id"] in mentions
        )
        if kinds:
            events.append(Event(trigger=trigger, kinds=kinds, arguments=told))
    return Story(name=row["doc_id"], text=text, events=tuple(events))


def _rams(row: Mapping[str, Any]) -> Story:
    text, spans = laid_out(row["sentences"])
    start, end, types = row["evt_triggers"][0]
    told = tuple(
        (field, _stretch(spans, argument[0], argument[1] + 1))
        for _, argument, role in row["gold_evt_links"]
        if (field := _field(role.partition("arg")[2].lstrip("0123456789"))) is not None
    )
    kinds = _kinds(types[0][0])
    event = Event(trigger=_stretch(spans, start, end + 1), kinds=kinds, arguments=told)
    return Story(name=row["doc_key"], text=text, events=(event,) if kinds else ())


def _stretch(spans: Sequence[Extent], start: int, end: int) -> Extent:
    """The stretch of the text from one token to before another."""
    return spans[start][0], spans[end - 1][1]


_SCORING = (
    "Events of types that our kinds cover: a trigger is found where one of our claims has its trigger there; on those "
    "found, an argument is right where one of ours for its role overlaps it or has the same words."
)

CORPORA = {
    "rams": Corpus(
        name="rams",
        title="RAMS: triggers and roles",
        scoring=_SCORING,
        source="argument F1 with gold triggers and all roles, supervised systems",
        read=read_rams,
        measure=measure,
        records="texts with an event that our kinds cover",
    ),
    "wikievents": Corpus(
        name="wikievents",
        title="WikiEvents: triggers and roles",
        scoring=_SCORING,
        source="argument F1 with gold triggers and all roles, supervised systems",
        read=read_wikievents,
        measure=measure,
        records="documents",
    ),
}
