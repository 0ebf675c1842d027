"""Claims prepared for comparing: what two claims are likened by, worked out once for each.

In: claims, the knowledge of bodies, the groups of copied reports; out: one :class:`Fact` a claim, in a
fixed order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.merge.knowledge import Body, Knowledge
from dateline.merge.names import ARTICLES, GENERIC, fold, place_key, stem
from dateline.model import AREAS, Actor, Claim, Place

SPEECH = frozenset({"call_for", "threaten", "accuse"})
"""Kinds whose actor is their speaker."""

TALK = SPEECH | {"agree", "negotiate", "truce"}
"""Kinds that a demand is part of."""

STRIKES = frozenset(
    {"airstrike", "drone_strike", "shelling", "bombing", "suicide_bombing", "chemical_attack"}
)
"""Kinds of blow from afar or by explosives, which one account may call otherwise than another."""

_CAPITAL = re.compile(r"(?<![.!?\n] )(?<!^)\b[A-ZÀ-ÖØ-ÞŠŽĐ][\w’'-]{2,}")
_WORD = re.compile(r"[^\W\d_]{4,}")
_NUMBER = re.compile(r"\d[\d,.]*")
_COMMON = frozenset(
    (
        "said says that with from have been were this which their they after before over into more than also "
        "would could will other there when where while about during against between under through including "
        "told according reported report statement killed people city town area"
    ).split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place as it is compared: its key (its words, and how many), the keys of what it lies in, its point
    where known."""

    key: str
    parts: frozenset[str]
    size: int
    within: frozenset[str]
    country: str | None
    wide: bool
    lat: float | None
    lon: float | None
    geonames: int | None


_Named = tuple[str, str | None, str | None, str | None, float | None, float | None, int | None]
"""All that a place is compared by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a claim tells, as the reasons for a link show it."""

    places: str
    day: str
    actors: str
    targets: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact:
    """A claim with its comparable parts; days are proleptic ordinals, ``None`` where untold. Each is equal to itself
    alone, so that what two come to can be looked up by them.

    ``rivals`` counts the other claims of its kind in its report, ``rivals_here`` those of them at its
    places: where a report tells but one siege, another report's siege of that town is very likely the same.
    ``interval`` are the first and last day it may have been; ``keys`` its places' keys, ``sites`` those that
    name a site or a part of a town, and ``wide`` whether one is a whole country or province.
    """

    claim: Claim
    group: str
    spots: tuple[Spot, ...]
    keys: frozenset[str]
    sites: frozenset[str]
    wide: bool
    country: str | None
    start: int | None
    end: int | None
    published: int | None
    interval: tuple[int, int] | None
    total: bool
    actors: tuple[Body, ...]
    targets: tuple[Body, ...]
    origin: Body | None
    words: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    trigger: frozenset[str]
    shown: Shown
    rivals: int = 0
    rivals_here: int = 0


def prepare(
    claims: Sequence[Claim],
    knowledge: Knowledge,
    groups: Mapping[str, str],
    known: dict[str, Fact] | None = None,
) -> tuple[Fact, ...]:
    """Work out what claims are compared by, sorted by publication, report and place in it.

    ``groups`` maps a report to the name of the text it is a copy of (itself where it is none). ``known`` are facts made
    before, by claim, by the same knowledge: those that still hold are taken as they are, and new ones are put there.
    """
    known = known if known is not None else {}
    named: dict[_Named, Spot] = {}
    spots = [tuple(_told(place, named, knowledge) for place in claim.places) for claim in claims]
    facts = []
    for claim, own, rivals in zip(claims, spots, _rivals(claims, spots), strict=True):
        group = groups.get(claim.report, claim.report)
        old = known.get(claim.claim)
        if old is None or (old.rivals, old.rivals_here) != rivals or old.group != group or old.claim != claim:
            old = known[claim.claim] = _fact(claim, own, rivals, group, knowledge)
        facts.append(old)
    return tuple(sorted(facts, key=order))


def _rivals(claims: Sequence[Claim], spots: Sequence[tuple[Spot, ...]]) -> list[tuple[int, int]]:
    """For each claim how many others of its kind its report tells, and how many of them at its places."""
    kinds: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for claim, own in zip(claims, spots, strict=True):
        kinds[claim.report, claim.kind] += 1
        for spot in own:
            places[claim.report, claim.kind, spot.key].add(claim.claim)
    counted = []
    for claim, own in zip(claims, spots, strict=True):
        here = {name for spot in own for name in places[claim.report, claim.kind, spot.key]}
        counted.append((kinds[claim.report, claim.kind] - 1, len(here - {claim.claim})))
    return counted


def order(fact: Fact) -> tuple[int, str, int, str]:
    """The order in which claims are taken: it depends on nothing but the claim."""
    return fact.published or 0, fact.claim.report, fact.claim.trigger_span.start, fact.claim.claim


def _fact(
    claim: Claim, spots: tuple[Spot, ...], rivals: tuple[int, int], group: str, knowledge: Knowledge
) -> Fact:
    country = next((place.country for place in claim.places if place.country), None)
    text = " ".join(claim.quotes)
    place_words = {word for spot in spots for word in spot.key.split()}
    start, end, published = (
        day.toordinal() if day else None for day in (claim.when.earliest, claim.when.latest, claim.published)
    )
    actors = _bodies(claim.actors, knowledge, country)
    targets = _bodies(claim.targets, knowledge, country)
    return Fact(
        claim=claim,
        group=group,
        spots=spots,
        keys=frozenset(spot.key for spot in spots),
        sites=frozenset(spot.key for spot in spots if spot.within or spot.size > 1),
        wide=any(spot.wide for spot in spots),
        country=next((spot.country for spot in spots if spot.country), None),
        start=start,
        end=end,
        published=published,
        interval=_interval(start, end, published),
        total=claim.kind == "toll" or claim.when.precision in ("month", "year", "longer"),
        actors=actors,
        targets=targets,
        origin=_origin(claim, knowledge, country),
        words=frozenset(_stems(text)) - place_words,
        names=frozenset(fold(name) for name in _CAPITAL.findall(text)) - place_words,
        numbers=frozenset(number.strip(",.") for number in _NUMBER.findall(text)),
        trigger=frozenset(_stems(claim.trigger)),
        shown=_shown(claim, actors, targets),
        rivals=rivals[0],
        rivals_here=rivals[1],
    )


def _interval(start: int | None, end: int | None, published: int | None) -> tuple[int, int] | None:
    """The first and last day a claim may be of: what was not told is a year, or ends with its report."""
    if start is None and end is None:
        return None
    last = end if end is not None else published
    first = start if start is not None else (last or 0) - 365
    return first, last if last is not None else first + 365


def _shown(claim: Claim, actors: Sequence[Body], targets: Sequence[Body]) -> Shown:
    when = claim.when
    return Shown(
        places=", ".join(place.name for place in claim.places),
        day=f"{when.earliest or ''}..{when.latest or ''}" if when.earliest or when.latest else "untold",
        actors=", ".join(body.name for body in actors),
        targets=", ".join(body.name for body in targets),
    )


def _origin(claim: Claim, knowledge: Knowledge, country: str | None) -> Body | None:
    if claim.said_by:
        source = claim.said_by[0]
        return knowledge.speaker(source.name, source.actor, source.party, country)
    if claim.kind in SPEECH and claim.actors:
        return knowledge.named(claim.actors[0].name, claim.actors[0].actor, country)
    return None


def _bodies(actors: Sequence[Actor], knowledge: Knowledge, country: str | None) -> tuple[Body, ...]:
    return tuple(knowledge.named(actor.name, actor.actor, country) for actor in actors)


@lru_cache(maxsize=65536)
def _stems(text: str) -> tuple[str, ...]:
    words = (word.casefold() for word in _WORD.findall(text))
    return tuple(
        sorted({stem(w) for w in words if w not in _COMMON and w not in ARTICLES and w not in GENERIC})
    )


def _told(place: Place, named: dict[_Named, Spot], knowledge: Knowledge) -> Spot:
    """A place as it is compared: the same for all that tell of it alike, whatever the words."""
    told = (place.name, place.admin1, place.country, place.precision, place.lat, place.lon, place.geonames)
    if told not in named:
        named[told] = _spot(place, knowledge)
    return named[told]


def _spot(place: Place, knowledge: Knowledge) -> Spot:
    parts = [part for part in place.name.split(",") if part.strip()]
    key = place_key(parts[0] if parts else place.name)
    within = {place_key(part) for part in parts[1:]}
    if place.admin1:
        within.add(place_key(place.admin1))
    nation = knowledge.nation_named(place.name)
    words = key.split()
    return Spot(
        key=key,
        parts=frozenset(words),
        size=len(words),
        within=frozenset(within - {key}),
        country=place.country or nation,
        wide=place.precision in AREAS or nation is not None,
        lat=place.lat,
        lon=place.lon,
        geonames=place.geonames,
    )


_CIVIL = frozenset(
    "civilians civilian people residents villagers children child women woman refugees hospital "
    "school families "
    "worshippers demonstrators protesters patients pupils passengers homes houses marketplace "
    "market mosque church "
    "apartment residential displaced farmers workers journalists".split()
)


def civil(fact: Fact) -> bool:
    """Whether a claim's targets are named as civilians or their buildings."""
    return any(word in _CIVIL for body in fact.targets for word in body.name.casefold().split())
