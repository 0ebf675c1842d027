"""From a draft to the values of its claim: who, to whom, where, when, how many, by what, said by whom.

The encoder proposes spans; rules decide what they mean (dates, counts, gazetteer, register, attribution chains)
and inherit what a reader would from the sentences before. Nothing is filled in that no words hold.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dateline.claim.case import Case, overlap, whole_words
from dateline.claim.drafts import Draft, sentence_at
from dateline.claim.syntax import argument
from dateline.mention.actors import Role as ActorRole
from dateline.mention.actors import name_actors
from dateline.mention.attributions import origin_at
from dateline.mention.counts import find_counts, merge_counts
from dateline.mention.dates import DateMention, resolve_words
from dateline.mention.place_context import kind_word
from dateline.mention.places import resolve_place
from dateline.mention.sources import name_source
from dateline.model import Actor, Count, Place, Source, Span, When

ROLE_FLOOR = 0.5
SPEECH = frozenset({"call_for", "threaten", "accuse", "refuse", "support"})
"""Kinds whose speaker is their actor and whose attribution is empty (GUIDE.md)."""
SAID_BY_RULE, SAID = 0.2, 0.5
"""Least probability, by the encoder, of a named source: where the rules found one too, and where it alone did."""
PLACED, DATED = 0.5, 0.5
"""Least probability, by the encoder, that a claim has a place (a date) at all, for one that it did not mark itself."""
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
            if _is_name(named.name) and all(named.name != other.name for other in found):
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


_NO_NAME = frozenset(
    "the a an this that these those it its their his her our who which some all both one two".split()
)


def _is_name(name: str) -> bool:
    """Whether a name says anything: two letters at least, and no bare article or determiner."""
    return sum(letter.isalnum() for letter in name) > 1 and name.casefold() not in _NO_NAME


def _is_body(case: Case, span: Span) -> bool:
    """Whether a span found by syntax names a listed body or is headed by a noun for people."""
    words = case.text[span.start : span.end]
    if any(span.start <= h.start and h.end <= span.end for h in case.marks.actor_context.hits):
        return True
    noun = case.headnouns.of(tuple(words.lower().split()))
    return noun is not None and noun.type != "object"


def places_of(case: Case, draft: Draft) -> tuple[Place, ...]:
    """Where its own words say it happened: the encoder's spans, else the nearest place of its sentence."""
    found: list[Place] = []
    for span in _place_spans(case, draft):
        place = place_at(case, span)
        if place is not None and all(place.name != other.name for other in found):
            found.append(place)
    if found or draft.reading.placed < PLACED:
        return tuple(found)
    own = [
        span for span in case.marks.places if _inside(span, draft.sentence) and not _locates(case.text, span)
    ]
    for span in sorted(own, key=lambda s: (_away(s, draft), s.start)):
        place = place_at(case, span)
        if place is not None and (place.precision != "country" or tells_war(case, draft)):
            return (place,)
    return ()


def _place_spans(case: Case, draft: Draft) -> list[Span]:
    """The encoder's place spans as whole names, but those that say who, or only where another place is."""
    bodies = [(r.start, r.end, r.probability) for r in draft.reading.roles if r.role in {"actor", "source"}]
    places = [r for r in draft.reading.roles if r.role == "place"]
    # "Khartoum began" names who, not where: the surer reading of the words wins.
    taken = [
        (r.start, r.end) for r in places
        if any(overlap(r.start, r.end, a, b) and chance > r.probability for a, b, chance in bodies)
    ]  # fmt: skip
    spans = [
        _whole_name(span, case.marks.places)
        for span in role_spans(case, draft, "place")
        if not any(overlap(span.start, span.end, a, b) for a, b in taken)
    ]
    near = [span for span in spans if not _locates(case.text, span)]
    return list(dict.fromkeys(near or spans))


def _whole_name(span: Span, names: tuple[Span, ...]) -> Span:
    """The name that a span is part of ("Younis" of "Khan Younis"), else the span."""
    return next((n for n in names if n.start <= span.start and span.end <= n.end), span)


_LOCATOR = re.compile(
    r"\b(?:town|city|village|camp|base|district|area|province|suburb|site|crossing|border)s?\s+(?:[\w-]+\s+){0,4}"
    r"(?:near|outside|close to|north of|south of|east of|west of|northeast of|northwest of|southeast of|southwest of)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def _locates(text: str, span: Span) -> bool:
    """Whether a name only says where another place lies ("Ansongo, a town near Gao")."""
    return _LOCATOR.search(text[max(0, span.start - 60) : span.start]) is not None


_LOCATIVE = re.compile(
    r"(?:\b(?:in|at|near|from|to|outside|around|of|into|on|toward|towards|over|across|through|between|and|inside|within"
    r"|against|central|downtown|northern|southern|eastern|western)\s+(?:the\s+)?|[,(/–-]\s*)$",
    re.IGNORECASE,
)


def _in_outlet_name(case: Case, span: Span) -> bool:
    """Whether a span lies inside the name of the report's own outlet ("Radio Savanna"): that is nowhere."""
    name = case.report.outlet or ""
    at = case.text.find(name, max(0, span.start - len(name)), span.end + len(name)) if " " in name else -1
    return at >= 0 and at <= span.start and span.end <= at + len(name)


def place_at(case: Case, span: Span) -> Place | None:
    """The place that a span means; ``None`` where its words name a body or nothing at all.

    "The Defence Ministry" is a body; a capital without a preposition ("Khartoum said") its government.
    A possessive that lost its apostrophe ("Malis Gao") is read as the place that it holds.
    """
    words = case.text[span.start : span.end]
    for hit in case.marks.actor_context.hits:
        covers = hit.start <= span.start and span.end <= hit.end
        if covers and hit.kind in {"name", "acronym"}:
            return None
        bare = not _LOCATIVE.search(case.text[max(0, span.start - 14) : span.start])
        if covers and hit.kind == "metonym" and bare and not case.text[: span.start].endswith("\n"):
            return None
    if _in_outlet_name(case, span):
        return None
    if words == words.casefold() and words != "there" and kind_word(words, case.words.gazetteer) is None:
        return None
    span, words = _without_possessor(case, span, words)
    place = resolve_place(words, span, case.marks.place_context)
    if place is None:
        return None
    if place.lat is None and not any(
        overlap(span.start, span.end, s.start, s.end) for s in case.marks.places
    ):
        return None
    noun = case.headnouns.of(tuple(words.casefold().split()))
    unlisted = place.lat is None or place.precision == "site"
    if unlisted and noun is not None and noun.type not in {"object", "other"}:
        return None
    # What was looked up may be a tidied form; the record keeps the report's own words.
    return replace(place, words=case.text[span.start : span.end], span=span)


_TOWN_OF = re.compile(
    r"(?:the\s+|a\s+)?(?:[\w-]+\s+){0,3}(?:town|city|village|port|capital|settlement|suburb|neighbou?rhood)\s+of\s+(?=\S*[A-Z])"
)
"""What a place is before its name: "the northern town of Kidal" is Kidal, not a north of it."""
_OWN_SITE = re.compile(r"(?P<place>[A-Z][\w’' -]*?)[’']s? (?P<site>[a-z][\w -]*)\Z")


def _without_possessor(case: Case, span: Span, words: str) -> tuple[Span, str]:
    """The span and words to look up: "Gao’s central prison" as Gao Central Prison, "the town of Kidal" as Kidal."""
    kind = _TOWN_OF.match(words)
    if kind is not None:
        span = Span(start=span.start + kind.end(), end=span.end)
        words = words[kind.end() :]
    own = _OWN_SITE.match(words)
    if own is not None and kind_word(own["site"], case.words.gazetteer) == "site":
        return span, f"{own['place']} {own['site'].title()}"
    first, _, rest = words.partition(" ")
    if first.endswith("s") and case.words.countries.named(first[:-1]):
        if rest[:1].isupper():
            return Span(start=span.end - len(rest), end=span.end), rest
        if not rest:
            return Span(start=span.start, end=span.end - 1), first[:-1]
    return span, words


def tells_war(case: Case, draft: Draft) -> bool:
    """Whether the trigger is the war itself, whose place is a country."""
    return case.text[draft.reading.start : draft.reading.end].casefold().split()[-1:] in (
        ["war"],
        ["conflict"],
    )


def _away(span: Span, draft: Draft) -> int:
    """Distance from the trigger in characters, spans after its sentence counted double."""
    start, end = draft.reading.start, draft.reading.end
    if span.start >= end:
        return (span.start - end) * (1 if span.start < draft.sentence.end else 2)
    return max(0, start - span.end)


def _inside(span: Span, outer: Span) -> bool:
    return outer.start <= span.start and span.end <= outer.end


def when_of(case: Case, draft: Draft) -> When:
    """When its own words say it happened: the encoder's span read by the date grammar, else a date of its sentence."""
    for span in role_spans(case, draft, "time"):
        told = _told(case, span)
        if told is not None and not _too_long(draft, told):
            return told
    status = max(draft.reading.status.items(), key=lambda item: (item[1], item[0]))[0]
    if status in {"planned", "possible", "called_for"}:
        return When()
    near = [
        d
        for d in case.marks.dates
        if _usable(case, d) and _inside(Span(start=d.start, end=d.end), draft.sentence)
    ]
    if draft.reading.dated < DATED:
        # What took a moment happened on the day its own sentence names, unsure as the encoder may be.
        near = [
            d for d in near if draft.reading.kind in MOMENTS and d.precision == "day" and d.kind == "point"
        ]
    order = sorted(near, key=lambda d: (_away(Span(start=d.start, end=d.end), draft), d.start))
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


def _told(case: Case, span: Span) -> When | None:
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
    sentence = case.text[start : draft.sentence.end]
    trigger = case.text[draft.reading.start : draft.reading.end]
    own = merge_counts(find_counts(sentence, trigger, case.count_words))
    shifted = [replace(item, start=item.start + start, end=item.end + start) for item in own]
    outside = [item for item in case.counts if not start <= item.start < draft.sentence.end]
    found: list[Count] = []
    for item in shifted + outside:
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
