"""Everything found in one report of another language before any claim is made: its gloss, names, places and times.

In: a report, its parsed sentences and the tables of both languages. Out: a :class:`Page`. Bodies, places, days and
numbers are named by the same tables and rules as in English reports, which are shown the report's gloss; each value
keeps the report's own words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dateline.claim.code import Tables
from dateline.language.gloss import Gloss, Glosser, Piece
from dateline.language.telling import Line, line_of
from dateline.mention.actor_context import ActorContext, actor_context
from dateline.mention.actors import Role, name_actors
from dateline.mention.counts import find_counts
from dateline.mention.dates import resolve_words
from dateline.mention.place_context import find_places, place_context
from dateline.mention.places import resolve_place
from dateline.mention.sourcebodies import SourceContext
from dateline.mention.sources import SourceTables, name_source, read_context
from dateline.model import Actor, Count, Place, Report, Source, Span, When
from dateline.read.layout import Layout, lay_out
from dateline.read.parse import Parser
from dateline.words.languages import LanguageWords

_BEFORE = frozenset("near north south east west northern southern eastern western".split())
"""First words of what stands before a place and tells where it lies from there."""
_CLOSE = 3
"""Most characters between a number and what it counts."""
_RIGHT, _LEFT, _BESIDE = 8, 6, 2
"""How many tokens after and before a number a word is looked for that tells what became of those counted, and where no
noun is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A report on the desk. ``lines`` are its sentences in order; ``places`` and ``times`` are in reading order."""

    report: Report
    layout: Layout
    lines: tuple[Line, ...]
    gloss: Gloss
    tables: Tables
    words: LanguageWords
    actors: ActorContext
    sources: SourceContext
    places: tuple[Place, ...]
    times: tuple[tuple[When, str], ...]

    def actors_of(self, first: int, last: int, role: Role) -> tuple[Actor, ...]:
        """Who the pieces ``first`` to ``last`` name."""
        pieces = self.gloss.pieces
        words = Span(start=pieces[first].start, end=pieces[last].end)
        found: list[Actor] = []
        for named in name_actors(pieces[first].at, pieces[last].until, self.actors, role):
            if sum(letter.isalnum() for letter in named.name) < 2 or (
                role == "actor" and named.type == "object"
            ):
                continue
            found.append(
                Actor(
                    name=named.name, words=self.report.text[words.start : words.end], span=words, type=named.type,
                    actor=named.actor, country=named.country,
                )
            )  # fmt: skip
        return tuple(found)

    def source_of(self, first: int, last: int) -> Source | None:
        """Whom the pieces ``first`` to ``last`` name as a source; ``None`` where they only refer back."""
        pieces = self.gloss.pieces
        named = name_source(
            self.gloss.line[pieces[first].at : pieces[last].until], self.sources, pieces[first].at
        )
        if named is None:
            return None
        words = Span(start=pieces[first].start, end=pieces[last].end)
        return Source(
            name=named.name, party=named.party, words=self.report.text[words.start : words.end], span=words,
            person=named.person, actor=named.actor,
        )  # fmt: skip


def open_page(report: Report, words: LanguageWords, parser: Parser, glosser: Glosser, tables: Tables) -> Page:
    """Everything found in a report."""
    text = report.text
    layout = lay_out(report, tables.read)
    straight = text.replace("’", "'")  # the parse models know this one, and it is as long
    parsed = parser.parse((span.start, straight[span.start : span.end]) for span in layout.sentences)
    parsed = tuple(one for one in parsed if one.starts)
    gloss = glosser.gloss(text, parsed)
    where = place_context(gloss.line, tables.gazetteer, tables.countries)
    country = where.countries[0][0] if where.countries else None
    voice = tables.words.voice_of(report.outlet)
    source_tables = SourceTables(
        actors=tables.actors, outlets=tables.words.outlets, words=tables.sources, heads=tables.headnouns
    )
    actors = actor_context(gloss.line, tables.actors, tables.headnouns, country, voice)
    places: list[Place] = []
    for span in find_places(gloss.line, where):
        start = _with_direction(gloss, span.start)
        place = resolve_place(gloss.line[start : span.end], Span(start=start, end=span.end), where)
        at = gloss.words_of(start, span.end)
        if place is not None and at is not None:
            name = _in_english(place, tables)
            places.append(replace(place, name=name, words=text[at.start : at.end], span=at))
    return Page(
        report=report,
        layout=layout,
        lines=tuple(line_of(one) for one in parsed),
        gloss=gloss,
        tables=tables,
        words=words,
        actors=actors,
        sources=read_context(gloss.line, source_tables, country, voice, found=(actors.every, ())),
        places=tuple(places),
        times=_times(text, report.published, gloss, tables),
    )


def _in_english(place: Place, tables: Tables) -> str:
    """A settlement's own name in the gazetteer, where the report calls it otherwise ("Damas")."""
    if place.geonames is None or place.precision not in {"settlement", "near"}:
        return place.name
    entries = tables.gazetteer.candidates(place.name)
    if any(entry.rank == 0 for entry in entries):
        return place.name
    return next((entry.name for entry in entries if entry.geonames == place.geonames), place.name)


def _with_direction(gloss: Gloss, start: int) -> int:
    """Where a place's English begins with what stands before it: "near", "north of"."""
    number = next((n for n, piece in enumerate(gloss.pieces) if piece.at == start), None)
    if not number:
        return start
    before = gloss.pieces[number - 1]
    return before.at if before.pos == "preposition" and before.english.split()[0] in _BEFORE else start


def _times(
    text: str, published: dt.date | None, gloss: Gloss, tables: Tables
) -> tuple[tuple[When, str], ...]:
    """The report's expressions of time that tell a day or an interval, each with its English."""
    found: list[tuple[When, str]] = []
    told: dt.date | None = None
    for piece in gloss.pieces:
        if piece.pos != "date":
            continue
        earliest, latest, precision = resolve_words(piece.english, published, tables.dates, told)
        if earliest is None and latest is None:
            continue
        told = earliest if precision == "day" else told
        span = Span(start=piece.start, end=piece.end)
        words = text[span.start : span.end]
        when = When(earliest=earliest, latest=latest, precision=precision, words=words, span=span)
        found.append((when, piece.english))
    return tuple(found)


def counts_in(page: Page, line: Line) -> tuple[tuple[int, Count], ...]:
    """What a sentence counts, each with the token where its number begins."""
    parsed, pieces = line.parsed, page.gloss.pieces
    harm = page.words.glossary.get("harm", {})
    found: list[tuple[int, Count]] = []
    noun = "people"
    for number, piece in enumerate(pieces):
        if not parsed.starts[0] <= piece.start < parsed.ends[-1] or piece.pos != "number":
            continue
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        if after is not None and after.pos == "preposition" and after.english == "of":
            after = pieces[number + 2] if number + 2 < len(pieces) else None
        counted = (
            after
            if after is not None and after.pos == "noun" and after.start - piece.end <= _CLOSE + 2
            else None
        )
        end = counted.end if counted is not None else piece.end
        told = _harm(parsed.lemmas, harm, *_reach(line, piece, end, pieces[number + 1 :]))
        if told is None:
            continue
        fate, itself = told
        if counted is not None and not itself:
            noun = counted.english
        english = f"{piece.english} {noun} {fate}"
        mention = next(iter(find_counts(english, None, page.tables.counts)), None)
        if mention is None:
            continue
        token = next(n for n, at in enumerate(parsed.ends) if at > piece.start)
        span = Span(start=piece.start, end=end)
        found.append(
            (
                token,
                Count(
                    what=mention.what, who=mention.who, low=mention.low, high=mention.high,
                    words=page.report.text[span.start : span.end], span=span,
                ),
            )
        )  # fmt: skip
    return tuple(found)


def _reach(
    line: Line, piece: Piece, end: int, rest: tuple[Piece, ...]
) -> tuple[list[int], list[int], list[int]]:
    """Tokens of the counted noun, those after it up to the next number, and those before the number, nearest first."""
    parsed = line.parsed
    stop = next((p.start for p in rest if p.pos == "number"), parsed.ends[-1])
    own = [n for n, at in enumerate(parsed.starts) if piece.end <= at < end]
    right = [n for n, at in enumerate(parsed.starts) if end <= at < stop][:_RIGHT]
    left = [n for n, at in enumerate(parsed.starts) if at < piece.start][-_LEFT:]
    return own, right, left[::-1]


def _harm(
    lemmas: tuple[str, ...], harm: Mapping[str, str], own: list[int], right: list[int], left: list[int]
) -> tuple[str, bool] | None:
    """What became of those counted, in English, and whether the counted noun itself says so ("12 morts").

    The nearer of a word before and a word after decides; where no noun is counted, it stands right beside the number.
    """
    for n in own:
        if lemmas[n].lower() in harm:
            return harm[lemmas[n].lower()], True
    met = [
        (steps, side, harm[lemmas[n].lower()])
        for side, tokens in enumerate((right, left))
        for steps, n in enumerate(tokens)
        if lemmas[n].lower() in harm and (own or steps <= _BESIDE)
    ]
    return (min(met)[2], False) if met else None
