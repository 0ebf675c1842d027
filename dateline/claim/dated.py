"""When a claim says it happened: the encoder's span read by the date grammar, else a date of its sentence.

In: a draft. Out: :class:`dateline.model.When`, untold where no words tell it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dateline.claim.case import Case, overlap
from dateline.claim.drafts import LEAD, Draft
from dateline.claim.spans import away, inside, role_spans
from dateline.mention.dates import DateMention, resolve_words
from dateline.model import Claim, Span, When

_UNDATED = frozenset({"planned", "possible", "called_for"})
DATED = 0.5
"""Least probability, by the encoder, that a claim has a date at all, for one that it did not mark itself."""


def when_of(case: Case, draft: Draft) -> When:
    """When its own words say it happened: the encoder's span read by the date grammar, else a date of its sentence."""
    for span in role_spans(case, draft, "time"):
        told = _read(case, span)
        if told is not None and not _too_long(draft, told):
            return told
    status = max(draft.reading.status.items(), key=lambda item: (item[1], item[0]))[0]
    if status in _UNDATED:
        return When()
    near = [
        d
        for d in case.marks.dates
        if _usable(case, d) and inside(Span(start=d.start, end=d.end), draft.sentence)
    ]
    if draft.reading.dated < DATED:
        # What took a moment happened on the day its own sentence names, unsure as the encoder may be.
        near = [
            d for d in near if draft.reading.kind in MOMENTS and d.precision == "day" and d.kind == "point"
        ]
    order = sorted(near, key=lambda d: (away(Span(start=d.start, end=d.end), draft), d.start))
    fitting = [when for when in (_joined(case, d) for d in order) if not _too_long(draft, when)]
    return fitting[0] if fitting else When()


MOMENTS = frozenset(
    "capture withdraw free advance transfer repel bombing suicide_bombing intercept agree defect".split()
)
"""Kinds that happen at a moment: an interval of years in their sentence dates something else."""


def _too_long(draft: Draft, when: When) -> bool:
    """Whether an interval of more than two months, open towards the report's day, is offered to what took a moment."""
    if draft.reading.kind not in MOMENTS or when.precision != "longer":
        return False
    return when.earliest is not None and when.latest is not None and (when.latest - when.earliest).days > 62


def _usable(case: Case, date: DateMention) -> bool:
    """Whether a date can be an event's: resolved, a point in time, and no time stamp of the page."""
    if is_stamp(case.text, date) or only_hours(date):
        return False
    return (date.earliest is not None or date.latest is not None) and date.kind in {"point", "since", "until"}


_STAMPED = re.compile(r"\b(?:19|20)\d\d\b")

_LED = re.compile(
    r"\b(?:on|since|from|until|till|by|of|before|after|between|to|and|in|through|dated|the|late|early)\s+$",
    re.IGNORECASE,
)


def is_stamp(text: str, date: DateMention) -> bool:
    """Whether a full date stands by itself, as a page's stamp does: with its year, led by no preposition."""
    full = date.precision == "day" and _STAMPED.search(date.words) is not None
    return full and not _LED.search(text[max(0, date.start - 12) : date.start])


_HOURS = re.compile(
    r"(?:\b(?:minute|hour|second|moment)s?\b|^(?:in the |by |at |the |this )?(?:early |late )?"
    r"(?:morning|afternoon|evening|night|noon|midday|midnight|dawn|dusk)$)",
    re.IGNORECASE,
)


def only_hours(date: DateMention) -> bool:
    """Whether a date only tells a time of day or a span of hours: it dates its own clause, never another."""
    return _HOURS.search(date.words) is not None and not any(letter.isdigit() for letter in date.words)


def _joined(case: Case, date: DateMention) -> When:
    """A date with the one that "and" or a dash joins to it: "late Monday and early Tuesday" are two days."""
    for other in case.marks.dates:
        low, high = (date, other) if date.start < other.start else (other, date)
        between = case.text[low.end : high.start].strip().casefold()
        days = (date.precision == other.precision == "day") and low.end < high.start
        if (
            days
            and between in {"and", "and on", "and in", "–", "-"}
            and low.earliest
            and high.latest
            and low.earliest < high.latest
        ):
            words = case.text[low.start : high.end]
            span = Span(start=low.start, end=high.end)
            return When(earliest=low.earliest, latest=high.latest, precision="days", words=words, span=span)
    return _when(date)


def _when(date: DateMention) -> When:
    return When(
        earliest=date.earliest,
        latest=date.latest,
        precision=date.precision,
        words=date.words,
        span=Span(start=date.start, end=date.end),
    )


def _read(case: Case, span: Span) -> When | None:
    """A date span as an interval: the mention that it covers, else its own words."""
    met = [d for d in case.marks.dates if overlap(d.start, d.end, span.start, span.end) > 0]
    best = max(met, key=lambda d: (overlap(d.start, d.end, span.start, span.end), -d.start), default=None)
    if best is not None and is_stamp(case.text, best):
        return None
    if best is not None and (best.earliest is not None or best.latest is not None):
        return _joined(case, best)
    words = case.text[span.start : span.end]
    earliest, latest, precision = resolve_words(words, case.report.published, case.dates)
    if earliest is None and latest is None:
        return None
    return When(earliest=earliest, latest=latest, precision=precision, words=words, span=span)


def main_date(rows: Sequence[tuple[Draft, Claim]]) -> When | None:
    """The day that most of the report's claims name, the first of equals; ``None`` where none names a day."""
    votes: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], When] = {}
    for draft, claim in rows:
        when = claim.when
        if (
            when.precision in {"day", "days"}
            and when.earliest
            and when.latest
            and claim.status not in _UNDATED
        ):
            key = (when.earliest.isoformat(), when.latest.isoformat())
            votes[key] += 2 if draft.number < LEAD else 1
            first.setdefault(key, when)
    if not votes:
        return None
    order = list(first)
    return first[max(votes, key=lambda key: (votes[key], -order.index(key)))]


def told(when: When) -> bool:
    """Whether a date is told at all."""
    return when.earliest is not None or when.latest is not None
