"""From a report to its claims: rules mark, the encoder reads, rules decide, repeats are folded.

In: a report, the word tables and a loaded engine. Out: claims in reading order and problems. Every value is a
span of the report's text or read from one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dateline.claim import fields, origins
from dateline.claim.carry import carry_actors
from dateline.claim.case import Case
from dateline.claim.drafts import Draft, make_drafts, without_parts
from dateline.claim.engine import Engine as Encoder
from dateline.claim.engine import load_engine as load_encoder
from dateline.claim.identity import claim_id
from dateline.claim.inherit import inherit
from dateline.claim.marks import make_marks, without_outlet
from dateline.claim.occasion import on_their_day
from dateline.claim.same import Ground, fold_repeats
from dateline.claim.syntax import clause
from dateline.mention.counts import clause_of, counts_in
from dateline.mention.dategrammar import DateWords, read_date_words
from dateline.mention.means import find_means
from dateline.mention.numbers import CountWords, read_count_words, within
from dateline.mention.sources import SourceTables, read_context
from dateline.mention.status import status_of, unverified_spans
from dateline.model import (
    HEDGES,
    STATUSES,
    Claim,
    Hedge,
    Problem,
    Producer,
    Report,
    Source,
    Span,
    Status,
    When,
)
from dateline.read.layout import ReadWords, lay_out, read_words
from dateline.read.parse import Parser, load_parser
from dateline.words.actors import ActorTable
from dateline.words.countries import Countries
from dateline.words.headnouns import HeadNouns, headnouns_from_tsv
from dateline.words.lexicon import TriggerTable
from dateline.words.places import Gazetteer
from dateline.words.sourcewords import SourceWords, source_words_from_tsv
from dateline.words.tables import Words

VERSION = "4"
_EN = "lexicon/en/"
_HARM = "harm"
"""What ``eventnouns.tsv`` gives instead of kinds for a word that only tells that people were killed or hurt."""
_HEDGES: tuple[Hedge | None, ...] = (None, *HEDGES)
SURE_BONUS = 1.01
"""What a cue adds that syntax makes sure of: it outweighs any probability."""
RULE_BONUS = 0.35
"""What a cue read by rule adds to the encoder's probability of a status or hedge: fitted on the validation clusters."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The loaded words with the tables that only coding needs, made once."""

    words: Words
    headnouns: HeadNouns
    dates: DateWords
    counts: CountWords
    sources: SourceWords
    read: ReadWords
    kind_counts: Mapping[str, frozenset[str]]
    nouns: Mapping[str, frozenset[str]]
    harm: frozenset[str]

    @property
    def actors(self) -> ActorTable:
        """The actor register."""
        return self.words.actors

    @property
    def gazetteer(self) -> Gazetteer:
        """The place table."""
        return self.words.gazetteer

    @property
    def countries(self) -> Countries:
        """The country table."""
        return self.words.countries

    @property
    def triggers(self) -> TriggerTable:
        """The trigger lexicon."""
        return self.words.triggers


@dataclass(frozen=True, slots=True)
class Engine:
    """All that coding a report needs besides the report: encoder, parser and tables. Holds no state."""

    encoder: Encoder
    parser: Parser
    tables: Tables


def load_engine(words: Words, threads: int = 1) -> Engine:
    """The engine for these words. Raises DataError or SetupError where a model file is not what it must be."""
    return Engine(encoder=load_encoder(threads), parser=load_parser(), tables=load_tables(words))


def load_tables(words: Words) -> Tables:
    """The tables that only coding needs, made from the words' own texts."""
    texts = words.texts
    names = ("sources.tsv", "attribution.tsv", "titles.tsv")
    return Tables(
        words=words,
        headnouns=headnouns_from_tsv(texts[_EN + "headnouns.tsv"]),
        dates=read_date_words(texts[_EN + "dates.tsv"]),
        counts=read_count_words(texts[_EN + "counts.tsv"], texts[_EN + "countnouns.tsv"]),
        sources=source_words_from_tsv({name: texts[_EN + name] for name in names}),
        read=read_words(texts[_EN + "abbreviations.tsv"], texts[_EN + "boilerplate.tsv"]),
        kind_counts=_kind_counts(words),
        nouns={
            term: frozenset(kinds.split("|"))
            for term, kinds, _ in words.rows(_EN + "eventnouns.tsv")
            if kinds != _HARM
        },
        harm=frozenset(term for term, kinds, _ in words.rows(_EN + "eventnouns.tsv") if kinds == _HARM),
    )


def code_report(report: Report, engine: Engine) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    """The claims of one report in reading order, numbered ``c1``, ``c2``…; no claim is no problem here."""
    case, drafts = open_case(report, engine)
    harm = Counter((d.number, _harm(case, d)) for d in drafts)
    rows: list[tuple[Draft, Claim]] = []
    for draft in drafts:
        sole = harm[draft.number, _harm(case, draft)] == 1
        rows += [(draft, claim) for claim in _claims_of(case, draft, engine, sole)]
    rows = [(draft, claim) for (draft, _), claim in zip(rows, carry_actors(case, rows), strict=True)]
    headline = case.layout.headline
    ground = Ground(
        text=report.text,
        sentences=case.layout.sentences,
        headline_end=headline.end if headline is not None else 0,
        nouns=engine.tables.nouns,
        harm=engine.tables.harm,
    )
    dated = on_their_day(case, inherit(case, rows), engine.tables.nouns)
    folded = (
        replace(claim, counts=fields.told_once(claim.counts), status=lasting(claim))
        for claim in fold_repeats(tuple(dated), ground)
    )
    ordered = sorted(
        folded, key=lambda c: (c.trigger_span.start, c.kind, c.said_by[0].name if c.said_by else "")
    )
    return tuple(_numbered(claim, n) for n, claim in enumerate(ordered, 1)), ()


_LASTS = frozenset({"clash", "offensive", "negotiate"})
"""Kinds that go on where they last to the day of the report: of such hand-coded claims 23 do, 4 are over."""


def lasting(claim: Claim) -> Status:
    """A claim's status: what has lasted for months or years up to the day of the report goes on."""
    to_date = claim.when.precision == "longer" and claim.when.latest == claim.published is not None
    return "ongoing" if claim.kind in _LASTS and claim.status == "happened" and to_date else claim.status


def open_case(report: Report, engine: Engine) -> tuple[Case, tuple[Draft, ...]]:
    """Everything found in a report before values are settled, and the triggers worth a claim."""
    tables = engine.tables
    text = report.text
    layout = lay_out(report, tables.read)
    voice = tables.words.voice_of(report.outlet)
    marks = make_marks(text, report.published, voice, tables)
    drafts = make_drafts(text, layout, marks, engine.encoder.read(text, marks))
    numbers = sorted({d.number for d in drafts})
    spans = [layout.sentences[n] for n in numbers]
    sentences = [(span.start, text[span.start : span.end]) for span in spans]
    syntax = dict(zip(numbers, engine.parser.parse(sentences), strict=True))
    case = Case(
        report=report,
        layout=layout,
        marks=without_outlet(text, marks, report.outlet),
        words=tables.words,
        headnouns=tables.headnouns,
        dates=tables.dates,
        count_words=tables.counts,
        kind_counts=tables.kind_counts,
        sources=read_context(
            text,
            SourceTables(
                actors=tables.actors,
                outlets=tables.words.outlets,
                words=tables.sources,
                heads=tables.headnouns,
            ),
            marks.actor_context.country,
            voice,
            found=(marks.actor_context.every, marks.attributions),
        ),
        named={},
        counts=counts_in(clause_of(text, marks.items), None, tables.counts),
        clauses={n: clause_of(text, within(marks.items, layout.sentences[n])) for n in numbers},
        means=find_means(text, tables.words.means),
        unverified=unverified_spans(text, tables.words.hedges),
        syntax=syntax,
        breaks=tuple(at for at, letter in enumerate(text) if letter == "\n"),
    )
    return case, without_parts(drafts, syntax)


def _harm(case: Case, draft: Draft) -> bool:
    """Whether a sentence's dead and injured can be this claim's."""
    return "killed" in case.kind_counts.get(draft.reading.kind, frozenset())


def _kind_counts(words: Words) -> Mapping[str, frozenset[str]]:
    """Which sorts of count each kind of event can have."""
    found: dict[str, set[str]] = {}
    for kind, what, _ in words.rows("ontology/kind_counts.tsv"):
        found.setdefault(kind, set()).add(what)
    return {kind: frozenset(whats) for kind, whats in sorted(found.items())}


def _claims_of(case: Case, draft: Draft, engine: Engine, sole: bool) -> list[Claim]:
    """A draft's claims: one, or one for each origin that tells it."""
    sources = origins.sources_of(case, draft)
    actors, targets = fields.bodies_of(case, draft)
    status, hedge, cues = _status(case, draft, sources)
    quote = _quote(case, draft)
    base = Claim(
        claim="",
        report=case.report.report,
        id="",
        outlet=case.report.outlet,
        published=case.report.published,
        quotes=(case.text[quote.start : quote.end],),
        quote_spans=(quote,),
        trigger=case.text[draft.reading.start : draft.reading.end],
        trigger_span=Span(start=draft.reading.start, end=draft.reading.end),
        kind=draft.reading.kind,
        status=status,
        actors=actors,
        targets=targets,
        places=(),
        when=When(),
        counts=fields.counts_of(case, draft, sole),
        means=fields.means_of(case, draft),
        said_by=sources[:1],
        hedge=hedge if sources or hedge != "unverified" else None,
        producer=Producer(
            name="encoder and rules",
            version=f"{engine.encoder.version}/{VERSION}",
            words=engine.tables.words.digest,
        ),
        why=_why(draft, cues),
        probability=round(draft.probability, 4),
    )
    rest: list[Source] = list(sources[1:])
    return [base, *(replace(base, said_by=(source,)) for source in rest)]


def _status(
    case: Case, draft: Draft, sources: tuple[Source, ...]
) -> tuple[Status, Hedge | None, tuple[str, ...]]:
    """Status and hedge: the encoder's, unless the rules read a cue in the clause and the encoder is unsure."""
    sentence = case.text[draft.sentence.start : draft.sentence.end]
    at = (draft.reading.start - draft.sentence.start, draft.reading.end - draft.sentence.start)
    rule = status_of(sentence, at, case.words.status, case.words.hedges, draft.reading.kind)
    chances: Mapping[str, float] = draft.reading.status
    bonus = SURE_BONUS if rule.sure else RULE_BONUS
    status = max(STATUSES, key=lambda s: chances[s] + (bonus if s == rule.status else 0.0))
    hedges: Mapping[str | None, float] = draft.reading.hedge
    hedge = max(_HEDGES, key=lambda h: hedges[h] + (RULE_BONUS if h == rule.hedge else 0.0))
    if hedge is None and origins.hedge_scope(case, draft, sources):
        hedge = "unverified"
    return status, hedge, rule.words


def _quote(case: Case, draft: Draft) -> Span:
    """The words shown for a claim: the clause that tells it, or its sentence where the parse gives none."""
    found = clause(case.syntax.get(draft.number), draft.reading.start)
    if found is None or found.end - found.start < 25:
        return draft.sentence
    start = max(draft.sentence.start, min(found.start, draft.reading.start))
    end = min(draft.sentence.end, max(found.end, draft.reading.end))
    return Span(start=start, end=end)


def _why(draft: Draft, cues: tuple[str, ...]) -> str:
    """One line: which of model and lexicon decided, with the figures and the cue words."""
    reading = draft.reading
    lexicon = "not in the lexicon" if draft.lexicon is None else f"lexicon {draft.lexicon:.2f}"
    cue = f"; cues: {', '.join(cues)}" if cues else ""
    return f"encoder {reading.kind} {reading.probability:.2f}, {lexicon}, joint {draft.probability:.2f}{cue}"


def _numbered(claim: Claim, number: int) -> Claim:
    """The claim with its number in the report and the hash of what makes it itself."""
    return replace(claim, id=f"c{number}", claim=claim_id(claim))
