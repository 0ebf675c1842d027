"""Who says so: the attribution chain of a claim, by rule and by the encoder.

In: a draft. Out: :class:`dateline.model.Source` records, none where the report speaks in its own voice.
"""

from __future__ import annotations

import re

from dateline.claim.case import Case, whole_words
from dateline.claim.drafts import Draft, sentence_at
from dateline.claim.spans import paragraph_of, role_spans
from dateline.mention.attributions import origin_at
from dateline.mention.sources import name_source
from dateline.model import Source, Span

SPEECH = frozenset({"call_for", "threaten", "accuse", "refuse", "support"})
"""Kinds whose speaker is their actor and whose attribution is empty (GUIDE.md)."""

SAID_BY_RULE, SAID = 0.2, 0.5
"""Least probability, by the encoder, of a named source: where the rules found one too, and where it alone did."""


def sources_of(case: Case, draft: Draft) -> tuple[Source, ...]:
    """The origin (or origins, where two speak as "both A and B said"); empty for the outlet's own voice."""
    if draft.reading.kind in SPEECH and draft.reading.said < 0.6:
        return ()
    rule = origin_at(case.marks.attributions, draft.reading.start, draft.reading.end)
    spans = role_spans(case, draft, "source")
    if rule is not None and draft.reading.said >= SAID_BY_RULE:
        chosen = [rule.source]
    elif spans and draft.reading.said >= SAID:
        chosen = [_with_article(case.text, spans[0])]
    else:
        return ()
    found: list[Source] = []
    for span in chosen:
        for part in _parts(case, span):
            words = case.text[part.start : part.end]
            named = name_source(words, case.sources, part.start)
            if named is not None and all(named.name != other.name for other in found):
                found.append(
                    Source(
                        name=named.name,
                        party=named.party,
                        words=words,
                        span=part,
                        person=named.person,
                        actor=named.actor,
                    )
                )
    return tuple(found)


_ARTICLE = re.compile(r"\b(?:the|a|an|this|that|its|their|his|her)\s+(?:[a-z][\w-]*\s+){0,2}$", re.IGNORECASE)


def _with_article(text: str, span: Span) -> Span:
    """A source's bare noun with the article and adjectives before it: "source" of "the source" says who is meant."""
    if not text[span.start : span.start + 1].islower():
        return span
    before = _ARTICLE.search(text[max(0, span.start - 40) : span.start])
    return span if before is None else Span(start=span.start - len(before.group()), end=span.end)


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


def hedge_scope(case: Case, draft: Draft) -> bool:
    """Whether a sentence that says it could not confirm something speaks of this claim (its line, or the next)."""
    here = paragraph_of(case, draft.reading.start)
    for start, _ in case.unverified:
        if sentence_at(case.layout.sentences, start) == draft.number:
            return True
        if 0 <= paragraph_of(case, start) - here <= 1:
            return True
    return False
