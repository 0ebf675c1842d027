"""From a draft to the values of its claim that no other module settles: who, to whom, how many, by what.

The encoder proposes spans; rules decide what they mean. Nothing is filled in that no words hold.
"""

from __future__ import annotations

import re

from dateline.claim.case import Case, overlap
from dateline.claim.drafts import Draft, sentence_at
from dateline.claim.origins import SPEECH
from dateline.claim.spans import role_spans
from dateline.claim.syntax import argument, follows, of_another, token_at
from dateline.mention.actors import Role as ActorRole
from dateline.mention.actors import name_actors
from dateline.mention.attributions import origin_at
from dateline.mention.counts import counts_in, merge_counts
from dateline.model import Actor, Count, Span

TWO_SIDED = frozenset({"clash", "negotiate", "agree", "truce", "offensive", "deploy"})
"""Kinds that two or more bodies do together or to each other."""
_SHARED = frozenset({"clash", "agree", "truce"})
"""Those of them that have no target: every side is a doer."""

_OF_PLACES = frozenset({"capture", "besiege"})
"""Kinds done to a place: whom the next verb harms is not their target, as it is that of a strike."""
_NEAR = 3
"""How many words may stand between the end of a span and the noun that it describes."""
_HELP = frozenset({"support", "aid", "deploy"})
"""Kinds whose doers are those who help."""
_HELPING = re.compile(
    r"\b(?:backing|support|help|aid|assistance|funding|arms|weapons|cover|supplies) (?:from|of|by)"
    r" (?:the )?(?:[\w-]+ (?:and|or) (?:the )?|[\w-]+, )*$",
    re.IGNORECASE,
)


def helps(text: str, start: int) -> bool:
    """Whether a body named at an offset is one that helps another ("with backing from"): it did not do it itself."""
    return _HELPING.search(text[max(0, start - 60) : start]) is not None


def body_spans(case: Case, draft: Draft, role: str) -> list[Span]:
    """The spans of an actor or target: several only where they are coordinated or the event has two sides."""
    spans = role_spans(case, draft, role)
    if role == "actor" and draft.reading.kind not in _HELP:
        spans = [span for span in spans if not helps(case.text, span.start)]
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
    return len(between) <= 4 and set(between) <= {
        "and",
        "the",
        "as",
        "well",
        "or",
        "both",
        "with",
        "a",
        "an",
        "of",
    }


def bodies_of(case: Case, draft: Draft) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Those who did it and those whom it was done to: whoever "lost" or "died" suffered it, and whom a place was taken
    "from", and nobody is both: who is
    named as both suffered it, or, where it is done by speaking or by two sides together, did it."""
    actors, targets = actors_of(case, draft, "actor"), actors_of(case, draft, "target")
    if draft.reading.kind not in _SHARED and _BEFALLS.match(case.text, draft.reading.start):
        subject = argument(case.syntax.get(draft.number), draft.reading.start, "actor")
        if subject is not None:
            hit = tuple(
                a for a in actors if overlap(subject.start, subject.end, a.span.start, a.span.end) > 0
            )
            actors, targets = tuple(a for a in actors if a not in hit), targets or hit
    if draft.reading.kind == "capture":
        parsed, at = case.syntax.get(draft.number), draft.reading.start
        hit = tuple(one for one in actors if follows(parsed, case.text, at, one.span, "from"))
        actors, targets = tuple(one for one in actors if one not in hit), targets or hit
        if _FALLS.match(case.text, at):
            to = tuple(one for one in targets if follows(parsed, case.text, at, one.span, "to"))
            actors, targets = (*to, *actors), tuple(one for one in targets if one not in to)
    both = {actor.name for actor in actors} & {target.name for target in targets}
    if draft.reading.kind in _SHARED | SPEECH:
        return actors, tuple(target for target in targets if target.name not in both)
    return tuple(actor for actor in actors if actor.name not in both), targets


_FALLS = re.compile(r"f(?:all(?:en|ing|s)?|ell)\b", re.I)
"""Who a place falls "to" took it."""
_BEFALLS = re.compile(
    r"(?:los(?:t|es?|ing)|d(?:ied|ies?|ying)|suffer(?:ed|s|ing)?|sustain(?:ed|s|ing)?)\b", re.I
)
"""Verbs whose subject is who suffers it."""


def actors_of(case: Case, draft: Draft, role: ActorRole) -> tuple[Actor, ...]:
    """Those who did it, or whom it was done to; by syntax where the encoder marked nobody."""
    spans = body_spans(case, draft, role)
    if role == "target" and draft.reading.kind in _OF_PLACES:
        parsed = case.syntax.get(draft.number)
        spans = [span for span in spans if not of_another(parsed, draft.reading.start, span)]
    if not spans:
        guess = argument(case.syntax.get(draft.number), draft.reading.start, role)
        if guess is not None and (
            _is_body(case, guess) or (role == "actor" and _is_told_of(case, draft, guess))
        ):
            spans = [guess]
    if not spans and role == "actor" and draft.reading.kind in SPEECH:
        said = origin_at(case.marks.attributions, draft.reading.start, draft.reading.end)
        spans = [said.source] if said is not None else []
    found: list[Actor] = []
    spans = [whole_body(case, whole_phrase(case, draft, span)) for span in spans]
    for span in sorted(spans, key=lambda s: s.start):
        for named in name_actors(span.start, span.end, case.marks.actor_context, role):
            # A thing does nothing of its own accord: what a report calls the doer so is by what it was done.
            thing = role == "actor" and named.actor is None and named.type == "object"
            if not thing and _is_name(named.name) and all(named.name != other.name for other in found):
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


def whole_phrase(case: Case, draft: Draft, span: Span) -> Span:
    """A span of plain words that tell nobody by themselves and stop before the noun they describe ("armed | groups")
    with that noun; one that begins with a participle ("carrying | evacuees") without it."""
    # It may stand in another sentence than the trigger, which has its own syntax where it has a trigger too.
    number = sentence_at(case.layout.sentences, span.start)
    parsed = None if number is None else case.syntax.get(number)
    if parsed is None or not case.text[span.start].islower():
        return span
    first, last = token_at(parsed, span.start), token_at(parsed, span.end - 1)
    if first is None or last is None:
        return span
    head = parsed.heads[last]
    if parsed.labels[last] in ("amod", "compound") and 0 < head - last <= _NEAR:
        bare = case.headnouns.of(tuple(case.text[span.start : span.end].lower().split())) is None
        trigger = overlap(span.end, parsed.ends[head], draft.reading.start, draft.reading.end) > 0
        return Span(start=span.start, end=parsed.ends[head]) if bare and not trigger else span
    if parsed.labels[first] in ("acl", "advcl", "pcomp") and first < last:
        return Span(start=parsed.starts[first + 1], end=span.end)
    return span


_TRAILING = re.compile(
    r"(?<=\w)\s+(?:allied|stationed|based|loyal|linked|affiliated|aligned|deployed|known)\Z"
)
"""A participle left at the end of a span begins what is told of the body ("fighters allied | with the front")."""


def whole_body(case: Case, span: Span) -> Span:
    """A span widened to the listed body whose name it is a part of, and freed of a participle at its end."""
    words = case.text[span.start : span.end]
    start = span.start + (4 if words.casefold().startswith("the ") else 0)
    for hit in case.marks.actor_context.hits:
        if hit.start <= start and span.end <= hit.end:
            return Span(start=hit.start, end=hit.end)
    loose = _TRAILING.search(words)
    return span if loose is None else Span(start=span.start, end=span.start + loose.start())


_NO_NAME = frozenset(
    "the a an this that these those it its their his her our who whom whose which some all both one two we us i me you "
    "they them he she him themselves itself himself herself".split()
)


def _is_name(name: str) -> bool:
    """Whether a name says anything: two letters at least, no bare article or determiner, and not "whose brothers"."""
    said = sum(letter.isalnum() for letter in name) > 1 and name.casefold() not in _NO_NAME
    return said and not name.casefold().startswith("whose ")


def _is_body(case: Case, span: Span) -> bool:
    """Whether a span found by syntax names a listed body or is headed by a noun for people."""
    words = case.text[span.start : span.end]
    if any(span.start <= h.start and h.end <= span.end for h in case.marks.actor_context.hits):
        return True
    noun = case.headnouns.of(tuple(words.lower().split()))
    return noun is not None and noun.type != "object"


def _is_told_of(case: Case, draft: Draft, span: Span) -> bool:
    """Whether a subject is "it" or "they" in what a body says, which tells of itself ("it had destroyed a tank")."""
    if case.text[span.start : span.end].lower() not in {"it", "they"}:
        return False
    said = origin_at(case.marks.attributions, draft.reading.start, draft.reading.end)
    return said is not None and said.source.end <= span.start and _is_body(case, said.source)


def counts_of(case: Case, draft: Draft, sole: bool) -> tuple[Count, ...]:
    """The numbers told of it, of the sorts its kind can have (``ontology/kind_counts.tsv``).

    Taken are counts that the encoder's spans meet, and, where the claim is the ``sole`` one of its sentence that
    can have them, all that its sentence tells.
    """
    allowed = case.kind_counts.get(draft.reading.kind, frozenset())
    if not allowed:
        return ()
    spans = role_spans(case, draft, "count", 0.4)
    start = draft.sentence.start
    trigger = case.text[draft.reading.start : draft.reading.end]
    own = merge_counts(counts_in(case.clauses[draft.number], trigger, case.count_words))
    outside = [item for item in case.counts if not start <= item.start < draft.sentence.end]
    found: list[Count] = []
    for item in (*own, *outside):
        met = any(overlap(item.start, item.end, s.start, s.end) > 0 for s in spans)
        if item.what not in allowed or not (
            met or (sole and item.start < draft.sentence.end and item.start >= start)
        ):
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


def told_once(counts: tuple[Count, ...]) -> tuple[Count, ...]:
    """The counts of a claim, each number once: of a bare one and the same "at least" (a headline rounds) the latter, of
    "26 dead" and "26 civilians" the one that says who."""
    return tuple(
        count for n, count in enumerate(counts)
        if not any(_tells_better(other, count, earlier=at < n) for at, other in enumerate(counts) if at != n)
    )  # fmt: skip


def _tells_better(other: Count, count: Count, *, earlier: bool) -> bool:
    if other.what != count.what or other.low != count.low or count.low is None:
        return False
    if other.high == count.high:
        return count.who == "people" and (other.who != "people" or earlier)
    return other.high is None and count.high == count.low


def means_of(case: Case, draft: Draft) -> tuple[str, ...]:
    """Weapons, vehicles or methods that the encoder's spans meet, or that stand in the trigger itself."""
    spans = role_spans(case, draft, "means", 0.4)
    spans.append(Span(start=draft.reading.start, end=draft.reading.end))
    found = [
        name for start, end, name in case.means if any(overlap(start, end, s.start, s.end) > 0 for s in spans)
    ]
    # "A car bomb … the car" is one means.
    return tuple(name for name in dict.fromkeys(found) if f"{name} bomb" not in found)
