"""Where a claim says it happened: its own words, then what a reader carries over.

In: a draft with the encoder's spans. Out: :class:`dateline.model.Place` records whose words stand in the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dateline.claim.case import Case, overlap
from dateline.claim.drafts import LEAD, Draft
from dateline.claim.spans import away, inside, role_spans
from dateline.mention.place_context import kind_word
from dateline.mention.places import resolve_place
from dateline.model import Claim, Place, Span

_WIDE = frozenset({"country", "region"})
PLACED = 0.5
"""Least probability, by the encoder, that a claim has a place at all, for one that it did not mark itself."""


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
        span for span in case.marks.places if inside(span, draft.sentence) and not _locates(case.text, span)
    ]
    for span in sorted(own, key=lambda s: (away(s, draft), s.start)):
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


def main_place(case: Case, rows: Sequence[tuple[Draft, Claim]]) -> Place | None:
    """The place that most of the report's claims name, those of headline and lead counting double."""
    votes: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for draft, claim in rows:
        for place in claim.places[:1]:
            weight = 2 if draft.number < LEAD else 1
            votes[place.name] += weight if place.precision not in _WIDE else 0
            first.setdefault(place.name, place)
    if votes and max(votes.values()) > 0:
        best = max(votes, key=lambda name: (votes[name], -first[name].span.start))
        return first[best]
    for span in case.marks.places:
        found = place_at(case, span)
        if found is not None:
            return found
    return None


def main_country(case: Case) -> tuple[Place, ...]:
    """The country that the report is most about, where it names it: where a war as a whole is fought."""
    about = case.marks.place_context.countries[:1]
    for span in case.marks.places:
        place = place_at(case, span)
        if (
            place is not None
            and place.precision == "country"
            and (place.country,) == tuple(iso for iso, _ in about)
        ):
            return (place,)
    return ()
