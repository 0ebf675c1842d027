"""The day of the event that a report keeps coming back to ("Saturday's blast").

In: the claims of a report and its dates. Out: the claims, those of that kind of event on the day that stands at its
noun, where the day they were given is only that of a statement or of a count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateline.claim.case import Case
from dateline.claim.dateoptions import is_stamp, when_of
from dateline.claim.spans import inside
from dateline.mention.dates import DateMention
from dateline.model import Claim, When

_NOUN_AFTER = re.compile(r"(?:[’']?s)?\s+(?:[\w-]+\s+){0,2}?(?P<noun>[a-z]+)\b")
_TOLL = re.compile(r"\b(?:toll|count)\b", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:said|says|told|reported|announced|confirmed|added|stated|according to [\w .-]{2,40})\s*(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
WEEK = timedelta(days=7)
NEAR = timedelta(days=3)
"""How far apart the day of an event and the day of reporting it are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A day that stands at the noun of an event, and the kinds that the noun can mean."""

    kinds: frozenset[str]
    when: When


def on_their_day(case: Case, claims: Sequence[Claim], nouns: Mapping[str, frozenset[str]]) -> list[Claim]:
    """The claims, with the day of the event that they tell of; ``nouns`` maps event nouns to kinds."""
    days = occasions(case, nouns)
    dated = _over_nights(case, [_on_its_day(case, _at_once(claim), days) for claim in claims])
    day = sole_day(case)
    return dated if day is None else [_on_the_day(case, claim, day) for claim in dated]


_MOMENTS = frozenset(
    "capture withdraw free advance transfer repel bombing suicide_bombing intercept agree defect".split()
)
"""Kinds that happen at a moment."""
_TWO_YEARS = timedelta(days=730)


def _at_once(claim: Claim) -> Claim:
    """A claim of what took a moment, without an interval of years: that dates something else of its sentence."""
    when = claim.when
    if claim.kind not in _MOMENTS or when.earliest is None or when.latest is None:
        return claim
    return replace(claim, when=When()) if when.latest - when.earliest > _TWO_YEARS else claim


def occasions(case: Case, nouns: Mapping[str, frozenset[str]]) -> tuple[Occasion, ...]:
    """The days at event nouns: each kind of noun only if the report gives it one day and no other."""
    found: list[Occasion] = []
    for told in case.marks.dates:
        if told.precision != "day" or told.earliest is None or told.earliest != told.latest:
            continue
        if not _possessive(case.text, told):
            continue
        met = _NOUN_AFTER.match(case.text, told.end)
        kinds = nouns.get(met["noun"]) if met is not None else None
        if kinds is None:
            continue
        found.append(Occasion(kinds=kinds, when=when_of(told)))
    days = {item.when.earliest for item in found}
    return tuple(found) if len(days) == 1 else ()


def sole_day(case: Case) -> When | None:
    """The one day that a report of one day names, within a week before it was published; else ``None``."""
    published = case.report.published
    if published is None:
        return None
    found: dict[date, DateMention] = {}
    for mention in case.marks.dates:
        single = mention.precision == "day" and mention.kind == "point" and mention.earliest == mention.latest
        if (
            not single
            or mention.earliest is None
            or is_stamp(case.text, mention)
            or _of_speech(case.text, mention)
        ):
            continue
        if timedelta(0) <= published - mention.earliest <= WEEK:
            found.setdefault(mention.earliest, mention)
    if len(found) != 1:
        return None
    return when_of(*found.values())


_SPEECH_AFTER = re.compile(
    r"(?:[’']?s)?\s+(?:[\w-]+\s+){0,2}?(?:interview|statement|briefing|conference|speech|address|message|broadcast|post)\b"
)


def _of_speech(text: str, mention: DateMention) -> bool:
    """Whether a day is that of an interview or speech ("in a Friday interview"), not of an event."""
    return _SPEECH_AFTER.match(text, mention.end) is not None


_SPOT = frozenset(
    "capture withdraw advance free transfer repel clash attack bombing airstrike shelling drone_strike".split()
)
"""Kinds that a report of one day tells of that day, unless it dates them."""
_CLAUSE = re.compile(r"[,;:—–]|\b(?:that|which|who|whose|where|when|while|but)\b")
_BEFORE = re.compile(
    r"\b(?:since|years?|months?|weeks?|decades?|ago|previous\w*|earlier|last|past|former\w*|once|ever|often|long|repeatedly"
    r"|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
"""Words of a sentence that tells of another time."""


def _on_the_day(case: Case, claim: Claim, day: When) -> Claim:
    sentence, trigger = case.sentence_of(claim), claim.trigger_span
    if claim.when.earliest is not None or claim.when.latest is not None or sentence is None:
        return claim
    if claim.kind not in _SPOT or claim.status != "happened":
        return claim
    before = _CLAUSE.split(case.text[sentence.start : trigger.start])[-1]
    after = _CLAUSE.split(case.text[trigger.end : sentence.end])[0]
    return claim if _BEFORE.search(f"{before} | {after}") else replace(claim, when=day)


def _possessive(text: str, told: DateMention) -> bool:
    """Whether a date owns what follows: "Saturday's", or "Saturdays" in a text that lost its apostrophes."""
    after = text[told.end : told.end + 2]
    return after[:1] in "’'" or after[:1] == "s" or told.words.endswith(("'s", "’s", "days"))


def _on_its_day(case: Case, claim: Claim, days: Sequence[Occasion]) -> Claim:
    fitting = [item for item in days if claim.kind in item.kinds]
    if not fitting or claim.status != "happened" or _own_day(case, claim):
        return claim
    when, day = claim.when, fitting[0].when
    if when.earliest is None and when.latest is None:
        return replace(claim, when=day)
    if when.earliest is None or when.earliest != when.latest or day.earliest is None:
        return claim
    return replace(claim, when=day) if abs(when.earliest - day.earliest) <= NEAR else claim


def _own_day(case: Case, claim: Claim) -> bool:
    """Whether a claim's date stands in its own sentence as the date of the event, not of a statement or a count."""
    sentence, span = case.sentence_of(claim), claim.when.span
    if sentence is None or span is None or not inside(span, sentence):
        return False
    if _SAID.search(case.text[sentence.start : span.start]):
        return False
    return _TOLL.search(case.text[sentence.start : sentence.end]) is None


def _over_nights(case: Case, claims: list[Claim]) -> list[Claim]:
    """Claims of a kind that one claim dates to a night by both its days ("late Friday and early Saturday").

    Those of the kind, and the damage they did, that were given one of the two days from another sentence get both.
    """
    nights: dict[str, When] = {}
    for claim in claims:
        when = claim.when
        two = when.earliest is not None and when.latest == when.earliest + timedelta(days=1)
        if two and claim.status == "happened" and claim.kind in _STRIKES and _own_day(case, claim):
            nights.setdefault(claim.kind, when)
    if len(nights) != 1:
        return claims
    ((kind, night),) = nights.items()
    return [
        replace(claim, when=night)
        if claim.kind in {kind, "destroy"} and _part_of(case, claim, night)
        else claim
        for claim in claims
    ]


_STRIKES = frozenset("attack bombing airstrike drone_strike shelling clash".split())


def _part_of(case: Case, claim: Claim, night: When) -> bool:
    when = claim.when
    if claim.status != "happened" or when.earliest is None or when.earliest != when.latest:
        return False
    return when.earliest in {night.earliest, night.latest} and not _own_day(case, claim)
