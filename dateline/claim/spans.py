"""The spans that the encoder proposes for a draft, and where they stand."""

from __future__ import annotations

from dateline.claim.case import Case, whole_words
from dateline.claim.drafts import Draft
from dateline.model import Span

ROLE_FLOOR = 0.5


def role_spans(case: Case, draft: Draft, role: str, floor: float = ROLE_FLOOR) -> list[Span]:
    """The encoder's spans for a role, widened to whole words, the surest first; of its own sentence if any is."""
    found = sorted((r for r in draft.reading.roles if r.role == role and r.probability >= floor),
                   key=lambda r: (-r.probability, r.start))  # fmt: skip
    spans: list[Span] = []
    for item in found:
        span = whole_words(case.text, item.start, item.end)
        if span is not None and span not in spans:
            spans.append(span)
    return [span for span in spans if inside(span, draft.sentence)] or spans


def inside(span: Span, outer: Span) -> bool:
    """Whether a span lies within another."""
    return outer.start <= span.start and span.end <= outer.end
