"""From a draft to the values of its claim: who, to whom, where, when, how many, by what, said by whom.

The encoder proposes spans; rules decide what they mean (dates, counts, gazetteer, register, attribution chains)
and inherit what a reader would from the sentences before. Nothing is filled in that no words hold.
"""

from __future__ import annotations

from dataclasses import replace

from dateline.claim.case import Case, overlap, whole_words
from dateline.claim.drafts import Draft, sentence_at
from dateline.claim.syntax import argument
from dateline.mention.actors import Role as ActorRole
from dateline.mention.actors import name_actors
from dateline.mention.attributions import origin_at
from dateline.mention.counts import find_counts, merge_counts
from dateline.mention.dates import DateMention, resolve_words
from dateline.mention.places import resolve_place
from dateline.mention.sources import name_source
from dateline.model import Actor, Count, Place, Source, Span, When

ROLE_FLOOR = 0.5
SPEECH = frozenset({"call_for", "threaten", "accuse", "refuse", "support"})
"""Kinds whose speaker is their actor and whose attribution is empty (GUIDE.md)."""
TWO_SIDED = frozenset({"clash", "negotiate", "agree", "truce", "offensive", "deploy"})
"""Kinds that two or more bodies do together or to each other."""


def role_spans(case: Case, draft: Draft, role: str, floor: float = ROLE_FLOOR) -> list[Span]:
    """The encoder's spans for a role, widened to whole words, the surest first; of its own sentence if any is."""
    found = sorted((r for r in draft.reading.roles if r.role == role and r.probability >= floor),
                   key=lambda r: (-r.probability, r.start))  # fmt: skip
    spans: list[Span] = []
    for item in found:
        span = whole_words(case.text, item.start, item.end)
        if span is not None and span not in spans:
            spans.append(span)
    return [span for span in spans if _inside(span, draft.sentence)] or spans


def body_spans(case: Case, draft: Draft, role: str) -> list[Span]:
    """The spans of an actor or target: several only where they are coordinated or the event has two sides."""
    spans = role_spans(case, draft, role)
    if role == "target" or draft.reading.kind not in TWO_SIDED:
        best = spans[:1]
        for span in sorted(spans[1:], key=lambda s: s.start):
            if any(_coordinated(case.text, span, other) for other in best):
                best.append(span)
        spans = best
    return spans


def _coordinated(text: str, first: Span, second: Span) -> bool:
    """Whether nothing but a comma, "and" or an article stands between two spans."""
    low, high = (first, second) if first.start < second.start else (second, first)
    between = text[low.end : high.start].casefold().replace(",", " ").split()
    return len(between) <= 4 and set(between) <= {"and", "the", "as", "well", "or", "both", "with", "a", "an", "of"}


def actors_of(case: Case, draft: Draft, role: ActorRole) -> tuple[Actor, ...]:
    """Those who did it, or whom it was done to; by syntax where the encoder marked nobody."""
    spans = body_spans(case, draft, role)
    if not spans:
        guess = argument(case.syntax.get(draft.number), draft.reading.start, role)
        if guess is not None and _is_body(case, guess):
            spans = [guess]
    found: list[Actor] = []
    for span in sorted(spans, key=lambda s: s.start):
        for named in name_actors(span.start, span.end, case.marks.actor_context, role):
            if named.name and all(named.name != other.name for other in found):
                found.append(
                    Actor(
                        name=named.name,
                        words=case.text[span.start : span.end],
                        span=span,
                        type=named.type,
                        actor=named.actor,
                        country=named.country,
                    )
                )
    return tuple(found)


def _is_body(case: Case, span: Span) -> bool:
    """Whether a span found by syntax names a listed body or is headed by a noun for people."""
    words = case.text[span.start : span.end]
    if any(span.start <= h.start and h.end <= span.end for h in case.marks.actor_context.hits):
        return True
    noun = case.headnouns.of(tuple(words.lower().split()))
    return noun is not None and noun.type != "object"


def places_of(case: Case, draft: Draft, before: tuple[Place, ...] = ()) -> tuple[Place, ...]:
    """Where it happened: the encoder's spans, else a place in its sentence, else where the claims ``before`` it were.

    ``before`` holds the first place of each earlier claim, the latest first.
    """
    context = case.marks.place_context
    found: list[Place] = []
    for span in role_spans(case, draft, "place"):
        place = resolve_place(case.text[span.start : span.end], span, context)
        if place is not None and all(place.name != other.name for other in found):
            found.append(place)
    if found:
        return tuple(found)
    if draft.reading.placed < 0.5:
        return ()
    for span in _by_nearness(case.marks.places, draft):
        if not _inside(span, draft.sentence):
            break
        place = resolve_place(case.text[span.start : span.end], span, context)
        if place is not None and place.precision != "country":
            return (place,)
    if before:
        return before[:1]
    for span in _by_nearness(case.marks.places, draft):
        place = resolve_place(case.text[span.start : span.end], span, context)
        if place is not None:
            return (place,)
    return ()


def _away(span: Span, draft: Draft) -> int:
    """Distance from the trigger in characters, spans after its sentence counted double."""
    start, end = draft.reading.start, draft.reading.end
    if span.start >= end:
        return (span.start - end) * (1 if span.start < draft.sentence.end else 2)
    return max(0, start - span.end)


def _inside(span: Span, outer: Span) -> bool:
    return outer.start <= span.start and span.end <= outer.end


def _by_nearness(spans: tuple[Span, ...], draft: Draft) -> list[Span]:
    """Places of the draft's sentence by distance, then those before it, the latest first."""
    own = sorted((s for s in spans if _inside(s, draft.sentence)), key=lambda s: _away(s, draft))
    before = sorted((s for s in spans if s.end <= draft.sentence.start), key=lambda s: -s.start)
    return own + before


def when_of(case: Case, draft: Draft) -> When:
    """When it happened: the encoder's span read by the date grammar, else inherited, else untold."""
    for span in role_spans(case, draft, "time"):
        told = _told(case, span)
        if told is not None:
            return told
    status = max(draft.reading.status.items(), key=lambda item: (item[1], item[0]))[0]
    if draft.reading.dated < 0.5 or status in {"planned", "possible", "called_for"}:
        return When()
    near = [
        d for d in case.marks.dates if _usable(d) and _inside(Span(start=d.start, end=d.end), draft.sentence)
    ]
    if near:
        best = min(near, key=lambda d: (_away(Span(start=d.start, end=d.end), draft), d.start))
        return _when(best)
    before = [
        d for d in case.marks.dates if _usable(d) and d.end <= draft.sentence.start and d.precision == "day"
    ]
    if before:
        # Inherited: the interval is a reader's, its words stand in an earlier sentence.
        return _when(before[-1])
    return When()


def _usable(date: DateMention) -> bool:
    return (date.earliest is not None or date.latest is not None) and date.kind in {"point", "since", "until"}


def _when(date: DateMention) -> When:
    return When(
        earliest=date.earliest,
        latest=date.latest,
        precision=date.precision,
        words=date.words,
        span=Span(start=date.start, end=date.end),
    )


def _told(case: Case, span: Span) -> When | None:
    """A date span as an interval: the mention that it covers, else its own words."""
    met = [d for d in case.marks.dates if overlap(d.start, d.end, span.start, span.end) > 0]
    best = max(met, key=lambda d: (overlap(d.start, d.end, span.start, span.end), -d.start), default=None)
    if best is not None and (best.earliest is not None or best.latest is not None):
        return _when(best)
    words = case.text[span.start : span.end]
    earliest, latest, precision = resolve_words(words, case.report.published, case.dates)
    if earliest is None and latest is None:
        return None
    return When(earliest=earliest, latest=latest, precision=precision, words=words, span=span)


def counts_of(case: Case, draft: Draft, sole: bool) -> tuple[Count, ...]:
    """The numbers told of it, of the sorts its kind can have (``ontology/kind_counts.tsv``).

    Taken are counts that the encoder's spans meet, and, where the claim is the ``sole`` one of its sentence that can have
    them, all that its sentence tells.
    """
    allowed = case.kind_counts.get(draft.reading.kind, frozenset())
    if not allowed:
        return ()
    spans = role_spans(case, draft, "count", 0.4)
    start = draft.sentence.start
    sentence = case.text[start : draft.sentence.end]
    trigger = case.text[draft.reading.start : draft.reading.end]
    own = merge_counts(find_counts(sentence, trigger, case.count_words))
    shifted = [replace(item, start=item.start + start, end=item.end + start) for item in own]
    outside = [item for item in case.counts if not start <= item.start < draft.sentence.end]
    found: list[Count] = []
    for item in shifted + outside:
        met = any(overlap(item.start, item.end, s.start, s.end) > 0 for s in spans)
        if item.what not in allowed or not (met or (sole and item.start < draft.sentence.end and item.start >= start)):
            continue
        if not any(c.what == item.what and c.low == item.low and c.high == item.high for c in found):
            found.append(
                Count(
                    what=item.what,
                    who=item.who,
                    low=item.low,
                    high=item.high,
                    words=item.words,
                    span=Span(start=item.start, end=item.end),
                )
            )
    return tuple(found)


def means_of(case: Case, draft: Draft) -> tuple[str, ...]:
    """Weapons, vehicles or methods that the encoder's spans meet, or that stand in the trigger itself."""
    spans = role_spans(case, draft, "means", 0.4)
    spans.append(Span(start=draft.reading.start, end=draft.reading.end))
    found = [
        name for start, end, name in case.means if any(overlap(start, end, s.start, s.end) > 0 for s in spans)
    ]
    return tuple(dict.fromkeys(found))


def sources_of(case: Case, draft: Draft) -> tuple[Source, ...]:
    """The origin (or origins, where two speak as "both A and B said"); empty for the outlet's own voice."""
    if draft.reading.kind in SPEECH and draft.reading.said < 0.6:
        return ()
    rule = origin_at(case.marks.attributions, draft.reading.start, draft.reading.end)
    spans = role_spans(case, draft, "source")
    if rule is not None and draft.reading.said >= 0.2:
        chosen = [rule.source]
    elif spans and draft.reading.said >= 0.5:
        chosen = spans[:1]
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


def paragraph_of(case: Case, offset: int) -> int:
    """The number of the line that an offset stands on."""
    return case.text.count("\n", 0, offset)


def hedge_scope(case: Case, draft: Draft) -> bool:
    """Whether a sentence that says it could not confirm something speaks of this claim (its line, or the next)."""
    here = paragraph_of(case, draft.reading.start)
    for start, _ in case.unverified:
        if sentence_at(case.layout.sentences, start) == draft.number:
            return True
        if 0 <= paragraph_of(case, start) - here <= 1:
            return True
    return False
