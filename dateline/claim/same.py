"""One happening told twice in one report by the same origin is one claim.

In: the claims of one report, each with its place in the text. Out: the same with repeats folded together: the
fuller account leads, the other's words become further evidence, and values that only one of them tells are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dateline.model import Actor, Claim, Place, Span, When

_DONE = frozenset({"happened", "ongoing"})


def fold_repeats(claims: tuple[Claim, ...], headline_end: int) -> tuple[Claim, ...]:
    """Fold claims of one report that tell the same happening for the same origin.

    ``headline_end`` is the offset where the headline ends (0 without one): a headline repeats a body claim
    whatever its attribution.
    """
    kept: list[Claim] = []
    for claim in claims:
        for at, other in enumerate(kept):
            if repeats(other, claim, headline_end):
                kept[at] = _fold(other, claim, headline_end)
                break
        else:
            kept.append(claim)
    return tuple(kept)


def repeats(first: Claim, second: Claim, headline_end: int) -> bool:
    """Whether two claims of one report tell the same happening for the same origin."""
    if first.kind != second.kind or not _status_agrees(first, second):
        return False
    headline = first.trigger_span.start < headline_end
    if not headline and _origin(first) != _origin(second):
        return False
    if not _places_agree(first.places, second.places) or not _times_agree(first.when, second.when):
        return False
    if not _actors_agree(first.actors, second.actors) or not _actors_agree(first.targets, second.targets):
        return False
    return _counts_agree(first, second)


def _status_agrees(first: Claim, second: Claim) -> bool:
    return first.status == second.status or {first.status, second.status} <= _DONE


def _origin(claim: Claim) -> str:
    return claim.said_by[0].name.casefold() if claim.said_by else ""


def _places_agree(first: tuple[Place, ...], second: tuple[Place, ...]) -> bool:
    """One names none, they share one, or one is the country or province that the other lies in."""
    if not first or not second:
        return True
    names = {p.name.casefold() for p in first}
    if any(p.name.casefold() in names for p in second):
        return True
    wide = {"country", "province", "region"}
    return any(
        a.country == b.country and (a.precision in wide) != (b.precision in wide)
        for a in first
        for b in second
    )


def _times_agree(first: When, second: When) -> bool:
    """One is untold, or the intervals meet."""
    if first.earliest is None and first.latest is None:
        return True
    if second.earliest is None and second.latest is None:
        return True
    if first.latest is not None and second.earliest is not None and first.latest < second.earliest:
        return False
    return not (second.latest is not None and first.earliest is not None and second.latest < first.earliest)


def _actors_agree(first: tuple[Actor, ...], second: tuple[Actor, ...]) -> bool:
    """One is empty, or they share a body."""
    if not first or not second:
        return True
    keys = set(_keys(first))
    return any(key in keys for key in _keys(second))


def _keys(actors: Iterable[Actor]) -> list[str]:
    return [key for a in actors for key in (a.actor, a.name.casefold()) if key]


def _counts_agree(first: Claim, second: Claim) -> bool:
    """No count of one kind of thing is told with two numbers that cannot both hold."""
    for a in first.counts:
        for b in second.counts:
            if a.what == b.what and a.who == b.who and not _ranges_meet(a.low, a.high, b.low, b.high):
                return False
    return True


def _ranges_meet(low: int | None, high: int | None, other_low: int | None, other_high: int | None) -> bool:
    below = high is not None and other_low is not None and high < other_low
    above = other_high is not None and low is not None and other_high < low
    return not below and not above


def _fold(first: Claim, second: Claim, headline_end: int) -> Claim:
    """One claim of two: a headline gives way to the body, else the one that says more leads."""
    lead, rest = first, second
    if (
        first.trigger_span.start < headline_end <= second.trigger_span.start
        or _says(second) > _says(first) + 1
    ):
        lead, rest = second, first
    return replace(
        lead,
        quotes=_joined(lead.quotes, rest.quotes),
        quote_spans=_joined_spans(lead, rest),
        actors=lead.actors or rest.actors,
        targets=lead.targets or rest.targets,
        places=lead.places or rest.places,
        when=lead.when if lead.when.earliest or lead.when.latest else rest.when,
        counts=lead.counts + tuple(c for c in rest.counts if (c.what, c.who) not in {(o.what, o.who) for o in lead.counts}),
        means=tuple(dict.fromkeys(lead.means + rest.means)),
        hedge=lead.hedge or rest.hedge,
        said_by=lead.said_by or rest.said_by,
        probability=max((p for p in (lead.probability, rest.probability) if p is not None), default=None),
        why=lead.why,
    )  # fmt: skip


def _says(claim: Claim) -> int:
    return (
        bool(claim.actors) + bool(claim.targets) + bool(claim.places) + bool(claim.said_by) + 2 * len(claim.counts)
        + bool(claim.when.words)
    )  # fmt: skip


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return first + tuple(q for q in second if q not in first)


def _joined_spans(lead: Claim, rest: Claim) -> tuple[Span, ...]:
    return lead.quote_spans + tuple(
        s for q, s in zip(rest.quotes, rest.quote_spans, strict=True) if q not in lead.quotes
    )
