"""Where a claim says it happened: its own words, then what a reader carries over.

In: a draft with the encoder's spans. Out: :class:`dateline.model.Place` records whose words stand in the report.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dateline.claim.case import Case, overlap
from dateline.claim.marks import in_name
from dateline.mention.place_context import kind_word
from dateline.mention.place_spans import tokens
from dateline.mention.places import resolve_place
from dateline.model import Place, Span
from dateline.words.placenames import fold_place


def whole_name(span: Span, names: tuple[Span, ...]) -> Span:
    """The name that a span is part of ("Younis" of "Khan Younis"), else the span."""
    return next((n for n in names if n.start <= span.start and span.end <= n.end), span)


_LOCATOR = re.compile(
    r"\b(?:town|city|village|camp|base|district|area|province|suburb|site|crossing|border)s?\s+(?:[\w-]+\s+){0,4}"
    r"(?:near|outside|close to|north of|south of|east of|west of|northeast of|northwest of|southeast of|southwest of)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def locates(text: str, span: Span) -> bool:
    """Whether a name only says where another place lies ("Ansongo, a town near Gao")."""
    return _LOCATOR.search(text[max(0, span.start - 60) : span.start]) is not None


_LOCATIVE = re.compile(
    r"(?:\b(?:in|at|near|from|to|outside|around|of|into|on|toward|towards|over|across|through|between|and|inside|within"
    r"|against|central|downtown|northern|southern|eastern|western)\s+(?:the\s+)?|[,(/–-]\s*)$",
    re.IGNORECASE,
)


def place_of(case: Case, span: Span, *, trusted: bool = False) -> tuple[Place, bool] | None:
    """The place that a span means, and whether its words may as well mean the government there.

    "The Defence Ministry" is a body and no place (``None``); a capital or country without a preposition ("Khartoum
    said") may be its government. A possessive that lost its apostrophe ("Malis Gao") is read as the place that it
    holds. ``trusted`` spans may bear a name that no table knows.
    """
    words = case.text[span.start : span.end]
    government = metonym = False
    for hit in case.marks.actor_context.hits:
        covers = hit.start <= span.start and span.end <= hit.end
        same = (hit.start, hit.end) == (span.start, span.end)
        if covers and not same and hit.kind in {"name", "acronym"}:
            return None
        government = government or (covers and same)
        metonym = metonym or (covers and same and hit.kind == "metonym")
    bare = government and not _LOCATIVE.search(case.text[max(0, span.start - 14) : span.start])
    bare = bare and not case.text[: span.start].endswith("\n")
    if in_name(case.text, span, case.report.outlet):
        return None
    named = any(token.capital for token in tokens(words))
    if not named and words != "there" and kind_word(words, case.words.gazetteer) is None:
        return None
    span, words = _without_possessor(case, span, words)
    place = resolve_place(words, span, case.marks.place_context)
    state = words in case.words.countries.words or metonym
    if place is None or (government and not state and fold_place(words) != fold_place(place.name)):
        return None
    unnamed = not any(overlap(span.start, span.end, s.start, s.end) for s in case.marks.places)
    if place.lat is None and unnamed and not (trusted and words[:1].isupper()):
        return None
    noun = case.headnouns.of(tuple(words.casefold().split()))
    unlisted = place.lat is None or place.precision == "site"
    if unlisted and noun is not None and noun.type not in {"object", "other"}:
        return None
    # What was looked up may be a tidied form; the record keeps the report's own words.
    return replace(place, words=case.text[span.start : span.end], span=span), bare


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
    if (
        first.endswith("s")
        and first not in case.words.countries.words
        and first[:-1] in case.words.countries.words
    ):
        if rest[:1].isupper():
            return Span(start=span.end - len(rest), end=span.end), rest
        if not rest:
            return Span(start=span.start, end=span.end - 1), first[:-1]
    return span, words
