"""One happening told twice in one report by the same origin is one claim.

In: the claims of one report, each with its place in the text. Out: the same with repeats folded together: the
fuller account leads, the other's words become further evidence, and values that only one of them tells are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dateline.claim.drafts import LEAD, sentence_at
from dateline.claim.spans import inside
from dateline.mention.place_choice import distance_km
from dateline.model import AFFIRMED, AREAS, Actor, Claim, Place, Span, When

_GENERAL = frozenset(
    "attack bombing suicide_bombing airstrike drone_strike shelling chemical_attack clash".split()
)
"""Kinds of violence that a general noun may name again."""
_BLASTS = frozenset({"bombing", "suicide_bombing"})
"""Kinds that reports mix: a bombing is a suicide bombing once its bomber is known."""
_SPOTS = frozenset({"site", "near"})
"""Precisions of places in a town or at its edge."""
IN_TOWN_KM = 10.0
"""How far a site may be from the point of the town that it lies in."""
_ROUNDED = 366
"""How many days apart one length of time begins as it is rounded up and as it is told closely."""
_DEFINITE = re.compile(r"(?:\bthe|\bthis|\bthat|\bthese|\bthose|[’']?s)(?:\s+\w+)?\s+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What folding needs of the report: its text and sentences, where its headline ends, and the event nouns.

    ``nouns`` maps a noun that can point back at an event ("the blast") to the kinds it can stand for; ``harm`` holds
    words for the killed and hurt.
    """

    text: str
    sentences: tuple[Span, ...]
    headline_end: int
    nouns: Mapping[str, frozenset[str]]
    harm: frozenset[str] = frozenset()

    def leads(self, claim: Claim) -> bool:
        """Whether a claim stands in the headline or the first two sentences after it."""
        number = sentence_at(self.sentences, claim.trigger_span.start)
        opening = [n for n, s in enumerate(self.sentences) if s.start >= self.headline_end][:LEAD]
        return claim.trigger_span.start < self.headline_end or number in opening

    def sentence(self, claim: Claim) -> Span | None:
        """The sentence that holds a claim's trigger."""
        number = sentence_at(self.sentences, claim.trigger_span.start)
        return None if number is None else self.sentences[number]


def fold_repeats(claims: tuple[Claim, ...], ground: Ground) -> tuple[Claim, ...]:
    """Fold claims of one report that tell the same happening for the same origin, first to last."""
    kept: list[Claim] = []
    for claim in claims:
        claim = _named_again(claim, kept, ground)
        for at in range(len(kept) - 1, -1, -1):
            earlier = _as_headline(kept[at], claim, ground)
            if repeats(earlier, claim, ground):
                kept[at] = _fold(earlier, claim, ground.headline_end)
                break
        else:
            kept.append(claim)
    return tuple(_without_loose_tolls(kept, ground))


def _as_headline(claim: Claim, lead: Claim, ground: Ground) -> Claim:
    """A claim of a headline that names no place, without the one it was given, beside one the report opens with: the
    lead tells where it was."""
    headline = claim.trigger_span.start < ground.headline_end <= lead.trigger_span.start
    if not headline or not ground.leads(lead) or _own_places(claim, ground):
        return claim
    return replace(claim, places=())


def points_back(claim: Claim, ground: Ground) -> frozenset[str]:
    """The kinds an event noun with a definite article can point back at; empty for any other trigger."""
    word = _last_word(claim)
    before = ground.text[max(0, claim.trigger_span.start - 24) : claim.trigger_span.start].casefold()
    if word not in ground.nouns or not _DEFINITE.search(before):
        return frozenset()
    return ground.nouns[word]


def _named_again(claim: Claim, kept: list[Claim], ground: Ground) -> Claim:
    """An event named again by a general noun ("the attack") or its dead alone is of the kind it was first told as."""
    bare = _tells_only_harm(claim, ground)
    kinds = _GENERAL if bare else points_back(claim, ground)
    if not kinds or claim.kind not in _GENERAL or claim.status not in AFFIRMED:
        return claim
    own = _own_places(claim, ground)
    meant = [
        other for other in kept
        if other.kind in kinds and other.kind in _GENERAL and other.status == "happened"
        and other.when.precision != "longer" and _places_agree(own, other.places)
    ]  # fmt: skip
    if not meant or (bare and _fell_in_fight(claim, kept, meant, ground)):
        return claim
    other = max(meant, key=lambda o: _likeness(claim, o, ground))
    return replace(
        claim,
        kind=other.kind,
        places=own or other.places,
        actors=claim.actors or other.actors,
        targets=claim.targets or other.targets,
    )


_GROUND = frozenset({"capture", "advance", "repel"})
"""Kinds of fighting over ground, in which fighters fall too."""
_ARMED = frozenset({"state forces", "rebels", "militia", "communal militia"})


def _fell_in_fight(claim: Claim, kept: list[Claim], meant: list[Claim], ground: Ground) -> bool:
    """Whether fighters alone were killed or hurt, read as in a clash, in a paragraph that tells of fighting over ground
    and of none of the attacks that it could mean ("retook two towns. Three soldiers were wounded")."""
    if claim.kind != "clash" or not claim.targets or any(one.type not in _ARMED for one in claim.targets):
        return False
    line = ground.text.rfind("\n", 0, claim.trigger_span.start)
    here = [other for other in kept if other.trigger_span.start > line]
    return any(other.kind in _GROUND for other in here) and not any(other in here for other in meant)


def _likeness(claim: Claim, other: Claim, ground: Ground) -> tuple[bool, bool, int, int]:
    """How likely a general noun means an earlier event: one of its own kind, a like one, one told often, the last."""
    alike = claim.kind in _BLASTS and other.kind in _BLASTS
    told = len(other.quotes) + (2 if ground.leads(other) else 0)
    return other.kind == claim.kind, alike, told, other.trigger_span.start


def _tells_only_harm(claim: Claim, ground: Ground) -> bool:
    """Whether a claim says that people were killed or hurt, and neither by whom, where, when nor with what."""
    if _last_word(claim) not in ground.harm or claim.actors or claim.means or _own_places(claim, ground):
        return False
    return not _dates_itself(claim, ground)


def _last_word(claim: Claim) -> str:
    return (claim.trigger.casefold().split() or [""])[-1]


def _dates_itself(claim: Claim, ground: Ground) -> bool:
    """Whether a claim's date stands in its own sentence."""
    sentence, span = ground.sentence(claim), claim.when.span
    return span is not None and sentence is not None and inside(span, sentence)


def repeats(first: Claim, second: Claim, ground: Ground) -> bool:
    """Whether two claims of one report tell the same happening for the same origin.

    A claim of the same sentence, or one whose noun points back, is compared only by what its own words tell:
    what it inherited from the sentences before proves nothing.
    """
    if first.kind != second.kind:
        return False
    if _told_together(first, second, ground):
        return True
    if not _status_agrees(first, second):
        return False
    headline = first.trigger_span.start < ground.headline_end
    if not headline and _origin(first) != _origin(second):
        return False
    beside = ground.sentence(first) == ground.sentence(second)
    if beside or points_back(second, ground):
        mine, theirs = _own_places(first, ground), _own_places(second, ground)
        if not beside:
            mine = first.places
        return (
            _places_agree(mine, theirs)
            and _own_times_agree(first, second, ground)
            and _counts_agree(first, second)
        )
    if not _places_agree(first.places, second.places) or not _times_agree(first.when, second.when):
        return False
    if _wider(first, second) and not (ground.leads(first) or ground.leads(second)):
        return False
    if not _actors_agree(first.actors, second.actors) or not _actors_agree(first.targets, second.targets):
        return False
    return _counts_agree(first, second)


def _told_together(first: Claim, second: Claim, ground: Ground) -> bool:
    """Whether two triggers of one kind and origin are joined by no more than "and": "shelled and bombarded"."""
    between = ground.text[first.trigger_span.end : second.trigger_span.start]
    return between.strip().casefold() in {"and", ","} and _origin(first) == _origin(second)


def _own_places(claim: Claim, ground: Ground) -> tuple[Place, ...]:
    sentence = ground.sentence(claim)
    if sentence is None:
        return claim.places
    return tuple(p for p in claim.places if inside(p.span, sentence))


def _own_times_agree(first: Claim, second: Claim, ground: Ground) -> bool:
    """Their dates meet, or the later claim's date stands outside its own sentence."""
    return not _dates_itself(second, ground) or _times_agree(first.when, second.when)


def _without_loose_tolls(claims: list[Claim], ground: Ground) -> list[Claim]:
    """The dead of an attack told in the same sentence belong to the attack (GUIDE.md), not to a toll of their own."""
    found: list[Claim] = []
    for claim in claims:
        if claim.kind == "toll" and claim.when.precision != "longer":
            here = [
                n for n, other in enumerate(found)
                if other.kind in _GENERAL and ground.sentence(other) == ground.sentence(claim)
                and _origin(other) == _origin(claim)
            ]  # fmt: skip
            if here:
                found[here[-1]] = _merged(found[here[-1]], claim)
                continue
        found.append(claim)
    return found


def _status_agrees(first: Claim, second: Claim) -> bool:
    return first.status == second.status or {first.status, second.status} <= AFFIRMED


def _origin(claim: Claim) -> str:
    return claim.said_by[0].name.casefold() if claim.said_by else ""


def _places_agree(first: tuple[Place, ...], second: tuple[Place, ...]) -> bool:
    """One names none, they share one, or one lies in the other."""
    if not first or not second:
        return True
    names = {p.name.casefold() for p in first}
    if any(p.name.casefold() in names for p in second):
        return True
    return any(_holds(a, b) for a in first for b in second)


def _wider(first: Claim, second: Claim) -> bool:
    """Whether one is told of an area alone and the other of a place in it, and not each of its days: hardly the same
    ("after years of war in the country", "clashes at the ford")."""
    areas = [
        all(place.precision in AREAS for place in claim.places) for claim in (first, second) if claim.places
    ]
    dated = [
        claim.when.earliest is not None and claim.when.precision != "longer" for claim in (first, second)
    ]
    return len(set(areas)) == 2 and not all(dated)


def _holds(a: Place, b: Place) -> bool:
    """Whether one is the country or province that the other lies in, or a site in the other, a town or its edge."""
    if a.country == b.country and (a.precision in AREAS) != (b.precision in AREAS):
        return True
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return False
    spots = {a.precision, b.precision}
    of_town = len(spots) == 2 and bool(spots & _SPOTS) and spots <= _SPOTS | {"settlement", "district"}
    return of_town and distance_km(a.lat, a.lon, b.lat, b.lon) <= IN_TOWN_KM


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
    return _merged(lead, rest)


def _merged(lead: Claim, rest: Claim) -> Claim:
    """The first claim with what only the other tells."""
    told = {(count.what, count.who) for count in lead.counts}
    return replace(
        lead,
        quotes=_joined(lead.quotes, rest.quotes),
        quote_spans=_joined_spans(lead, rest),
        actors=lead.actors or rest.actors,
        targets=lead.targets or rest.targets,
        places=_closer(lead.places, rest.places),
        when=_when(lead.when, rest.when),
        counts=lead.counts + tuple(c for c in rest.counts if (c.what, c.who) not in told),
        means=tuple(dict.fromkeys(lead.means + rest.means)),
        hedge=lead.hedge or rest.hedge,
        said_by=lead.said_by or rest.said_by,
        probability=max((p for p in (lead.probability, rest.probability) if p is not None), default=None),
        why=lead.why,
    )  # fmt: skip


def _when(lead: When, rest: When) -> When:
    """The leading account's date; the other's where it tells none, or how long it has lasted less closely ("the
    14-year-old war", "for almost 14 years")."""
    if lead.earliest is None and lead.latest is None:
        return rest
    if lead.earliest is None or rest.earliest is None or lead.latest != rest.latest:
        return lead
    alike = 0 < (rest.earliest - lead.earliest).days <= _ROUNDED
    return rest if alike and lead.precision == rest.precision == "longer" else lead


def _closer(first: tuple[Place, ...], second: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places of the account that tells them more closely, the first's where neither does."""
    if not first or not second:
        return first or second
    finer = first[0].precision in AREAS and second[0].precision not in AREAS
    inner = second[0].precision in _SPOTS and first[0].precision not in _SPOTS and _holds(first[0], second[0])
    return second if finer or inner else first


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
