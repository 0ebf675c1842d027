"""The words of its report that a claim rests on: what grounding checks, and pages mark."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.model import Claim, Span


def spoken(claim: Claim) -> Iterator[tuple[str, str, Span]]:
    """Yield (field, words, offsets) for every stretch of text a claim rests on."""
    for quote, span in zip(claim.quotes, claim.quote_spans, strict=True):
        yield "quote", quote, span
    yield "trigger", claim.trigger, claim.trigger_span
    for actor in claim.actors:
        yield "actor", actor.words, actor.span
    for target in claim.targets:
        yield "target", target.words, target.span
    for place in claim.places:
        yield "place", place.words, place.span
    if claim.when.span is not None:
        yield "when", claim.when.words, claim.when.span
    for count in claim.counts:
        yield "count", count.words, count.span
    for source in claim.said_by:
        yield "source", source.words, source.span
