"""What a set of claims of one happening says, taken together, with every value held by one of those claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from dateline.merge.roles import apart
from dateline.model import AREAS, Actor, Claim, Count, Place, When

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """One figure for one group, with the words that gave it and the origins and claims behind it."""

    what: str
    who: str
    low: int | None
    high: int | None
    words: str
    origins: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The values a sentence may use. ``other_actors`` are names that some claims give instead of ``actors``."""

    kind: str
    status: str
    actors: tuple[str, ...]
    other_actors: tuple[str, ...]
    targets: tuple[str, ...]
    places: tuple[Place, ...]
    when: When
    means: tuple[str, ...]
    reckonings: tuple[Reckoning, ...]
    quote: str
    origins: tuple[str, ...]
    claims: tuple[str, ...]


def origin_name(claim: Claim) -> str:
    """The body a claim rests on: its first source, or the outlet where the outlet speaks itself."""
    return claim.said_by[0].name if claim.said_by else outlet_name(claim)


def outlet_name(claim: Claim) -> str:
    """The outlet's name, or the report's where the outlet is unknown."""
    return claim.outlet or claim.report


def reading_order(claims: Iterable[Claim]) -> list[Claim]:
    """Claims by report, then by where they stand in it."""
    return sorted(claims, key=lambda c: (c.report, c.quote_spans[0].start, c.trigger_span.start, c.claim))


def gather(claims: Sequence[Claim], kind: str, status: str, origins: Mapping[str, str]) -> Facts:
    """Put the values of ``claims`` together; ``origins`` gives a claim's origin by claim id.

    A field takes the value that most origins give; ties go to the claim that comes first in reading order.
    """
    ordered = sorted(reading_order(claims), key=lambda c: c.kind != kind)
    actors = _most([tuple(a.name for a in c.actors) for c in ordered], ordered, origins)
    targets = _most([tuple(a.name for a in c.targets) for c in ordered], ordered, origins)
    actors, targets = apart(ordered, actors, targets)
    seen: dict[str, None] = {a.name: None for c in ordered for a in c.actors if a.name not in actors}
    places = _most([_exact_places(c.places) for c in ordered], ordered, origins)
    return Facts(
        kind=kind,
        status=status,
        actors=actors,
        other_actors=tuple(seen) if actors else (),
        targets=targets,
        places=places,
        when=_sharpest([c.when for c in ordered]),
        means=_shared_means(ordered, origins),
        reckonings=_reckon(ordered, origins),
        quote=ordered[0].quotes[0],
        origins=tuple(dict.fromkeys(origins.get(c.claim, origin_name(c)) for c in ordered)),
        claims=tuple(c.claim for c in ordered),
    )


def _exact_places(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places, less a country or region that only repeats where a more exact one lies."""
    exact = tuple(p for p in places if p.precision not in AREAS)
    return exact or places


def _most(
    values: Sequence[tuple[T, ...]], claims: Sequence[Claim], origins: Mapping[str, str]
) -> tuple[T, ...]:
    """The value given by most origins; the first given wins a tie; empty only where all are."""
    backers: list[tuple[tuple[T, ...], set[str]]] = []
    for value, claim in zip(values, claims, strict=True):
        if not value:
            continue
        origin = origins.get(claim.claim, origin_name(claim))
        key = _names(value)
        for known, who in backers:
            if _names(known) == key:
                who.add(origin)
                break
        else:
            backers.append((value, {origin}))
    if not backers:
        return ()
    return max(enumerate(backers), key=lambda item: (len(item[1][1]), -item[0]))[1][0]


def _names(value: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(v.name if isinstance(v, Place | Actor) else str(v) for v in value)


def _shared_means(claims: Sequence[Claim], origins: Mapping[str, str]) -> tuple[str, ...]:
    """Means that every origin tells."""
    told: dict[str, list[str]] = {}
    for claim in claims:
        told.setdefault(origins.get(claim.claim, origin_name(claim)), []).extend(claim.means)
    first = next(iter(told.values()), [])
    return tuple(m for m in dict.fromkeys(first) if all(m in theirs for theirs in told.values()))


def _sharpest(whens: Sequence[When]) -> When:
    """The narrowest interval told; the first of equals."""
    told = [w for w in whens if w.earliest is not None or w.latest is not None]
    if not told:
        return When()

    def width(when: When) -> int:
        if when.earliest is None or when.latest is None:
            return 10**6
        return (when.latest - when.earliest).days

    return min(told, key=width)


def _words(count: Count, claim: Claim) -> str:
    """The words that gave a figure; the number itself where a person set it, for the words may give another."""
    ends = [end for end in (count.low, count.high) if end is not None]
    return str(ends[0]) if "counts" in claim.decided and ends else count.words


def _reckon(claims: Sequence[Claim], origins: Mapping[str, str]) -> tuple[Reckoning, ...]:
    found: dict[tuple[str, str, int | None, int | None], Reckoning] = {}
    for claim in claims:
        origin = origins.get(claim.claim, origin_name(claim))
        for count in claim.counts:
            key = (count.what, count.who, count.low, count.high)
            old = found.get(key)
            if old is None:
                found[key] = Reckoning(
                    what=count.what, who=count.who, low=count.low, high=count.high,
                    words=_words(count, claim), origins=(origin,), claims=(claim.claim,),
                )  # fmt: skip
                continue
            found[key] = Reckoning(
                what=old.what, who=old.who, low=old.low, high=old.high, words=old.words,
                origins=tuple(dict.fromkeys((*old.origins, origin))),
                claims=tuple(dict.fromkeys((*old.claims, claim.claim))),
            )  # fmt: skip
    return _sharper(tuple(found.values()))


def _sharper(told: tuple[Reckoning, ...]) -> tuple[Reckoning, ...]:
    """The figures less those that only say less exactly what the same origins say too ("at least 300,000" beside
    "300,000"); the claims of such a one go to the exact figure."""
    out: list[Reckoning] = []
    for one in told:
        exact = next((two for two in told if two is not one and _says_more(two, one)), None)
        if exact is None:
            looser = [two for two in told if two is not one and _says_more(one, two)]
            claims = dict.fromkeys((*one.claims, *(name for two in looser for name in two.claims)))
            out.append(replace(one, claims=tuple(claims)))
    return tuple(out)


def _says_more(exact: Reckoning, loose: Reckoning) -> bool:
    """Whether of two figures for the same people by the same origins one is a number and the other holds it."""
    if (exact.what, exact.who) != (loose.what, loose.who) or not set(loose.origins) <= set(exact.origins):
        return False
    number = exact.low
    if number is None or exact.high != number or (loose.low, loose.high) in ((number, number), (None, None)):
        return False
    return (loose.low is None or loose.low <= number) and (loose.high is None or number <= loose.high)
