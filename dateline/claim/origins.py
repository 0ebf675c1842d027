"""Who says so: the attribution chain of a claim, by rule and by the encoder.

In: a draft. Out: :class:`dateline.model.Source` records, none where the report speaks in its own voice.
"""

from __future__ import annotations

import re
from typing import get_args

from dateline.claim.case import Case, overlap, whole_words
from dateline.claim.drafts import Draft, sentence_at
from dateline.claim.spans import inside, role_spans
from dateline.claim.syntax import governing, subject_of
from dateline.mention.attributions import Attribution, origin_at
from dateline.mention.sources import SourceName, name_source
from dateline.model import BELLIGERENTS, PartyKind, Source, Span

PARTIES: tuple[PartyKind, ...] = get_args(PartyKind)
SPEECH = frozenset({"call_for", "threaten", "accuse", "refuse", "support"})
"""Kinds whose speaker is their actor and whose attribution is empty (GUIDE.md)."""

SAID_BY_RULE, SAID = 0.2, 0.5
"""Least probability, by the encoder, of a named source: where the rules found one too, and where it alone did."""
DENIED = 0.5
"""From which probability on the encoder takes a claim for a denial."""
_POINTING = frozenset("he she it they we i who which that this".split())
OVERRULED = 0.8
"""From which probability on the encoder's own span is taken where it does not meet the one that the rules found."""


def sources_of(case: Case, draft: Draft) -> tuple[Source, ...]:
    """The origin (or origins, where two speak as "both A and B said"); empty for the outlet's own voice."""
    if draft.reading.kind in SPEECH and draft.reading.said < 0.6:
        return ()
    rule = origin_at(case.marks.attributions, draft.reading.start, draft.reading.end)
    spans = role_spans(case, draft, "source")
    denier = _denier(case, draft)
    if denier is not None:
        rule, spans = None, [denier]
    met = rule is not None and any(
        overlap(s.start, s.end, rule.source.start, rule.source.end) > 0 for s in spans
    )
    # Whom the rules find named in the trigger's own sentence is not overruled by who speaks in another.
    here = bool(spans) and (
        rule is None or inside(spans[0], draft.sentence) or not _named_here(case, draft, rule)
    )
    surer = here and not met and draft.reading.said > OVERRULED and not _told(case, rule, spans[0])
    if rule is not None and draft.reading.said >= SAID_BY_RULE and not surer:
        chosen = [rule.source]
    elif denier is not None or (spans and draft.reading.said >= SAID):
        chosen = [_speaker(case, spans[0])]
    else:
        return ()
    found: list[Source] = []
    for span in chosen:
        for part in _parts(case, span):
            words = case.text[part.start : part.end]
            named = _named(case, part)
            if named is None or _is_own_voice(case, named.name):
                continue
            if all(named.name != other.name for other in found):
                found.append(
                    Source(
                        name=named.name,
                        party=named.party if named.party != "unknown" else _party(case, words, draft),
                        words=words,
                        span=part,
                        person=named.person,
                        actor=named.actor,
                    )
                )
    return tuple(found)


def _denier(case: Case, draft: Draft) -> Span | None:
    """Who denies, where a verb of denying in or above the trigger has a subject ("something | the general staff |
    dismissed as untrue"), whoever's account it stands in."""
    parsed = case.syntax.get(draft.number)
    if parsed is None or draft.reading.status.get("denied", 0.0) < DENIED:
        return None
    cues, table = case.sources.tables.words.cues, case.words.status
    for at in governing(parsed, draft.reading.start, draft.reading.end):
        word = case.text[parsed.starts[at] : parsed.ends[at]].lower()
        terms = table.index.by_first.get(word, ())
        denies = any(table.rows[t.row].label == "denied" and table.rows[t.row].pos == "verb" for t in terms)
        if not denies or word not in cues:
            continue
        subject = subject_of(parsed, at)
        if subject is not None and case.text[subject.start : subject.end].lower() not in _POINTING:
            return subject
    return None


def _named_here(case: Case, draft: Draft, rule: Attribution) -> bool:
    """Whether a source stands in the draft's own sentence and says who it is: "he" and "the source" only point back."""
    words = case.text[rule.source.start : rule.source.end].split(",")[0].split()
    points = len(words) == 1 and words[0].lower() in _POINTING
    points = points or (len(words) == 2 and words[0].lower() in {"the", "that"} and words[1].islower())
    return inside(rule.source, draft.sentence) and not points


def _told(case: Case, rule: Attribution | None, span: Span) -> bool:
    """Whether a span lies in what another says ("the army vows to return, it added") and the rules find nobody named
    there to say anything: whoever is only told of does not speak."""
    if rule is None or not inside(span, rule.content):
        return False
    after = rule.content.end <= rule.source.start
    speaks = any(overlap(span.start, span.end, a.source.start, a.source.end) for a in case.marks.attributions)
    return after or not speaks


def _named(case: Case, span: Span) -> SourceName | None:
    """The source that the words at a span name, found once for all claims."""
    at = (span.start, span.end)
    if at not in case.named:
        case.named[at] = name_source(case.text[span.start : span.end], case.sources, span.start)
    return case.named[at]


_ARTICLE = re.compile(r"\b(?:the|a|an|this|that|its|their|his|her)\s+(?:[a-z][\w-]*\s+){0,2}$", re.IGNORECASE)


_LONGEST_TERM = 30
"""How many characters past a span a term that it begins may end."""


def _speaker(case: Case, span: Span) -> Span:
    """A source's bare noun with the article and adjectives before it ("source" of "the source" says who is meant), and
    to the end of the term that it begins ("armed" of "the armed forces chief" is the armed forces)."""
    text = case.text
    if not text[span.start : span.start + 1].islower():
        return span
    before = _ARTICLE.search(text[max(0, span.start - 40) : span.start])
    start = span.start if before is None else span.start - len(before.group())
    terms = case.sources.tables.words.find_terms(text[start : span.end + _LONGEST_TERM])
    ends = (start + hit.end for hit in terms if start + hit.start < span.end < start + hit.end)
    end = next((end for end in ends if text[end - 1].isalpha()), span.end)
    return Span(start=start, end=end)


def _parts(case: Case, span: Span) -> list[Span]:
    """The two bodies of "both A and B", else the span itself."""
    words = case.text[span.start : span.end]
    before = case.text[max(0, span.start - 5) : span.start].lower()
    both = words.lower().startswith("both ")
    if not both and not before.endswith("both "):
        return [span]
    at = words.find(" and ")
    if at < 0:
        return [span]
    first = whole_words(case.text, span.start + (5 if both else 0), span.start + at)
    second = whole_words(case.text, span.start + at + 5, span.end)
    return [part for part in (first, second) if part is not None]


def _is_own_voice(case: Case, name: str) -> bool:
    """Whether a source is the report's own outlet: what it says itself has no source."""
    return case.report.outlet is not None and name.casefold() == case.report.outlet.casefold()


_EVERY = re.compile(
    r"\b(?:either|neither|both|each|any|warring|opposing|rival) (?:of the )?(?:side|part(?:y|ies)|camp)s?\b"
    r"|\bbattlefield\b"
    r"|\b(?:either|neither|any|both) (?:of (?:the|these|those|their) )?(?:account|claim|version|statement)s?\b"
    r"|\bthe (?:rival |conflicting |competing |various |parties[’'] )?"
    r"(?:claims|accounts|assertions|statements|reports)\b",
    re.IGNORECASE,
)
"""A sentence that speaks of all that the parties to the fighting say."""
_FIGURES = re.compile(r"\b(?:figure|number|toll|count|total|estimate)s?\b", re.IGNORECASE)


def hedge_scope(case: Case, draft: Draft, sources: tuple[Source, ...]) -> bool:
    """Whether a sentence that says it could not confirm something speaks of this claim, which ``sources`` tell.

    It does in its own sentence; for all the parties' claims where it names them ("claims by either side"); else for
    what was said last before it, by the same source and no further back than the line before.
    """
    for start, _ in case.unverified:
        number = sentence_at(case.layout.sentences, start)
        if number is None:
            continue
        if number == draft.number:
            return True
        if not sources or draft.headline:
            continue
        own = case.layout.sentences[number]
        told = case.text[own.start : own.end]
        if _EVERY.search(told):
            if sources[0].party in BELLIGERENTS:
                return True
        elif draft.number < number and _said_last(case, draft, sources[0], start):
            sentence = case.text[draft.sentence.start : draft.sentence.end]
            if not _FIGURES.search(told) or any(letter.isdigit() for letter in sentence):
                return True
    return False


def _said_last(case: Case, draft: Draft, source: Source, at: int) -> bool:
    """Whether a claim's source is the one that spoke last before an offset, in its line or the line before."""
    if case.line_of(at) - case.line_of(draft.reading.start) > 1:
        return False
    before = [a for a in case.marks.attributions if a.content.start < at and a.source.end <= at]
    if not before:
        return True
    last = max(before, key=lambda a: (max(a.source.end, a.content.end), a.source.start))
    if last.content.start <= draft.reading.start < last.content.end:
        return True
    named = _named(case, last.source)
    return named is not None and named.name == source.name


def _party(case: Case, words: str, draft: Draft) -> PartyKind:
    """The party of a source that is no body known: unknown where the table of sources says so of its words ("local
    officials", "a security source"); else the kind of party that the encoder takes it for."""
    if any(hit.term.party == "unknown" for hit in case.sources.tables.words.find_terms(words)):
        return "unknown"
    chances = draft.reading.party
    return max(PARTIES, key=lambda party: chances.get(party, 0.0))
