"""How two claims stand to each other: all that speaks for or against their telling one happening, as plain values.

In: two facts and the knowledge of bodies; out: three records of a few values each, which many pairs share, so that
what they weigh is added up once for all pairs that stand alike (:mod:`dateline.merge.score`). What each value is called
and weighs is told by :mod:`dateline.merge.features`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from dateline.merge.facts import SPEECH, Fact, Spot
from dateline.merge.knowledge import Body, Knowledge
from dateline.model import Claim, Count

TOGETHER = frozenset({"same", "same span", "overlap"})
"""Relations of days that may be one day."""
ONE_SIDE = frozenset({"shared", "of one side"})
"""Relations of bodies that are one, or of one party."""
_NEAR_DAYS = 7
"""Days that lie further apart are of two happenings."""
_BESIDE = 200
"""Characters between the triggers of two claims that stand side by side."""
_CLOSE = 250
"""And of two that stand near each other."""


class Happening(NamedTuple):
    """What was done, where, when, by whom and to whom: how two claims stand to each other in that.

    ``kin`` is how two kinds may tell one happening. ``late`` tells how far apart the reports are where a day is untold,
    ``far`` how many of the told days lie far from the other report. ``crossed``: a body does in one what is done to
    it in the other, and ``acting``: both say who did it, and not the same side; ``person``: it bears a name of its own.
    """

    left: str
    right: str
    kin: str | None
    left_total: bool
    right_total: bool
    place: str
    all_places: bool
    site: bool
    narrow: bool
    day: str
    late: str
    far: int
    actors: str
    targets: str
    crossed: bool
    acting: bool
    person: bool
    beside: bool


class Telling(NamedTuple):
    """Who tells it and with what status, and how many like it their reports tell: how two claims stand in that.

    ``rivals`` and ``rivals_here`` are empty where they tell nothing: of two kinds, or without a place.
    """

    left: str
    right: str
    one_kind: bool
    saying: bool
    copy: bool
    one_text: bool
    one_origin: bool
    own: bool
    quoted: bool
    one_sentence: bool
    near: bool
    rivals: str
    rivals_here: str


class Wording(NamedTuple):
    """What two claims have in common by the letter: figures, words, names, the trigger, the means."""

    counts: str
    words: str
    names: int
    trigger: bool
    means: str


def happening(left: Fact, right: Fact, knowledge: Knowledge) -> Happening:
    """How two claims stand in kind, place, day, actors and targets."""
    a, b = left.claim.kind, right.claim.kind
    kin = knowledge.kinship(a, b)
    place, day = place_relation(left, right), day_relation(left, right)
    actors = _stance(left, right, left.actors, right.actors, knowledge)
    targets = _stance(left, right, left.targets, right.targets, knowledge)
    akin = a != b and kin is not None
    acting = bool(left.actors) and bool(right.actors) and actors not in ONE_SIDE
    untold = day == "untold" or day == "one untold"
    return Happening(
        a,
        b,
        kin,
        left.total,
        right.total,
        place,
        place == "same" and left.keys == right.keys,
        place == "same" and not left.sites.isdisjoint(right.sites),
        place == "apart" and not left.wide and not right.wide,
        day,
        _late(left, right) if untold else "",
        _far(left, right) if untold else 0,
        actors,
        targets,
        (akin or acting) and _crossed(left, right, knowledge),
        acting,
        acting and a != b and bool(persons(left, right)),
        akin and left.group == right.group and abs(_at(left) - _at(right)) < _BESIDE,
    )


def telling(left: Fact, right: Fact, knowledge: Knowledge) -> Telling:
    """How two claims stand in who tells them."""
    a, b = left.claim, right.claim
    one_text, one_report = left.group == right.group, a.report == b.report
    one_origin, one_kind = _one_origin(left, right, knowledge), a.kind == b.kind
    return Telling(
        a.status,
        b.status,
        one_kind,
        one_kind and a.kind in SPEECH,
        one_text and not one_report and one_origin and _counterpart(left, right),
        one_text,
        one_origin,
        left.origin is None or right.origin is None,
        left.origin is not None,
        one_report and _one_sentence(a, b),
        one_report and abs(_at(left) - _at(right)) <= _CLOSE,
        _many(left.rivals - one_text + right.rivals - one_text) if one_kind else "",
        _many(max(left.rivals_here - one_text, 0) + max(right.rivals_here - one_text, 0))
        if one_kind and left.spots and right.spots
        else "",
    )


def wording(left: Fact, right: Fact) -> Wording:
    """How two claims stand by the letter."""
    a, b = left.claim, right.claim
    return Wording(
        _counts(a, b) if a.counts and b.counts else "",
        _words(left, right),
        min(len(left.names & right.names), 2) if left.names and right.names else 0,
        not left.trigger.isdisjoint(right.trigger),
        ("differ" if set(a.means).isdisjoint(b.means) else "shared") if a.means and b.means else "",
    )


def _many(rivals: int) -> str:
    return "none" if rivals == 0 else "few" if rivals <= 2 else "many"


def _same(ours: tuple[Body, ...], theirs: tuple[Body, ...], knowledge: Knowledge) -> bool:
    """Whether any two bodies are one, or of one party."""
    for x in ours:
        for y in theirs:
            if knowledge.same(x, y):
                return True
    return False


def _at(fact: Fact) -> int:
    return fact.claim.trigger_span.start


def place_relation(left: Fact, right: Fact) -> str:
    """``same``, ``inside``, ``near``, ``wide``, ``apart``, ``one untold`` or ``untold`` of two facts'
    places."""
    ours, theirs = left.spots, right.spots
    if not ours or not theirs:
        return "one untold" if ours or theirs else "untold"
    if len(ours) == 1 and len(theirs) == 1:
        return _spots(ours[0], theirs[0])
    found = {_spots(a, b) for a in ours for b in theirs}
    for relation in ("same", "near", "inside", "wide"):
        if relation in found:
            return relation
    return "apart"


def _spots(a: Spot, b: Spot) -> str:
    if a.geonames is not None and a.geonames == b.geonames:
        return "wide" if a.wide else "same"
    if a.key == b.key and (
        a.country is None or b.country is None or a.country == b.country or len(a.key) > 3
    ):
        return "wide" if a.wide and b.wide else "same"
    distance = _kilometres(a, b)
    if distance is not None and not a.wide and not b.wide:
        if distance <= 5.0:
            return "near"
        if distance > 40.0:
            return "apart"
    if a.key in b.within or b.key in a.within or (a.within & b.within and not (a.wide or b.wide)):
        return "inside"
    if a.country == b.country:
        short, long = (a, b) if a.size <= b.size else (b, a)
        if short.size and short.parts < long.parts:
            return "inside"
    if a.country is not None and a.country == b.country and (a.wide or b.wide):
        return "wide"
    return "apart"


def _kilometres(a: Spot, b: Spot) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    north = (a.lat - b.lat) * 111.2
    east = (a.lon - b.lon) * 111.2 * math.cos(math.radians((a.lat + b.lat) / 2))
    return math.hypot(north, east)


def day_relation(left: Fact, right: Fact) -> str:
    """How two facts' days stand to each other."""
    a, b = left.interval, right.interval
    if a is None or b is None:
        return "untold" if a is b else "one untold"
    gap = max(a[0] - b[1], b[0] - a[1])
    if gap > 0:
        return "next" if gap == 1 else "apart" if gap <= _NEAR_DAYS else "far"
    if a == b:
        return "same" if a[1] - a[0] <= 1 else "same span"
    return "overlap" if max(a[1] - a[0], b[1] - b[0]) <= 7 else "loose overlap"


def far_apart(left: Fact, right: Fact) -> bool:
    """Whether two facts' days are told and lie too far apart: :func:`day_relation` is ``far``."""
    a, b = left.interval, right.interval
    return a is not None and b is not None and max(a[0] - b[1], b[0] - a[1]) > _NEAR_DAYS


def _late(left: Fact, right: Fact) -> str:
    if left.published is None or right.published is None:
        return ""
    gap = abs(left.published - right.published)
    return "" if gap <= 3 else "days" if gap <= 14 else "weeks"


def _far(left: Fact, right: Fact) -> int:
    far = 0
    for known, fact in ((left.interval, right), (right.interval, left)):
        if known is not None and fact.published is not None:
            far += fact.published - known[1] > 10 or known[0] > fact.published
    return far


def _stance(
    left: Fact, right: Fact, ours: tuple[Body, ...], theirs: tuple[Body, ...], knowledge: Knowledge
) -> str:
    """How the bodies of two claims stand to each other: the closest that any two of them come."""
    if not ours or not theirs:
        return "told once" if ours or theirs else "untold"
    for x in ours:
        for y in theirs:
            if x.key == y.key:
                return "shared"
    if _same(ours, theirs, knowledge):
        return "of one side"
    if any(x.generic for x in ours) or any(y.generic for y in theirs):
        return "may be the same"
    on = left.claim.when.earliest or left.claim.published
    country = left.country or right.country
    stands = {knowledge.relation(x, y, on, country) for x in ours for y in theirs}
    return "allied" if "allied" in stands else "opposed" if "opposed" in stands else "differ"


def _crossed(left: Fact, right: Fact, knowledge: Knowledge) -> bool:
    return _same(left.actors, right.targets, knowledge) or _same(left.targets, right.actors, knowledge)


def persons(left: Fact, right: Fact) -> set[str]:
    """The keys of those with a name of their own who do it in one account and suffer it in the other."""
    found = {x.key for x in left.actors if _proper(x)} & {x.key for x in right.targets if _proper(x)}
    return found | {x.key for x in left.targets if _proper(x)} & {x.key for x in right.actors if _proper(x)}


def _proper(body: Body) -> bool:
    return body.known is None and not body.state and not body.generic and body.name[:1].isupper()


def _counts(left: Claim, right: Claim) -> str:
    same = differ = close = False
    for a in left.counts:
        for b in right.counts:
            if a.what == b.what:
                if _meet(a, b):
                    same = same or (a.low is not None and a.low == b.low and a.low > 1)
                elif a.who == b.who:
                    differ = True
                    low, high = sorted((a.low or a.high or 0, b.low or b.high or 0))
                    close = close or high <= 2 * low
    return "same" if same else "close" if close else "differ" if differ else ""


def _meet(a: Count, b: Count) -> bool:
    lows = max(a.low or 0, b.low or 0)
    highs = [x for x in (a.high, b.high) if x is not None]
    return not highs or lows <= min(highs)


def _words(left: Fact, right: Fact) -> str:
    shared = len(left.words & right.words)
    if not shared:
        return ""
    share = shared / (min(len(left.words), len(right.words)) or 1)
    return "mostly" if shared >= 3 and share >= 0.6 else "some" if shared >= 2 and share >= 0.3 else "one"


def _counterpart(left: Fact, right: Fact) -> bool:
    """Whether a claim of a copied text is the other copy's same claim: kind, status and words agree."""
    a, b = left.claim, right.claim
    if a.kind != b.kind or a.status != b.status:
        return False
    shared, every = len(left.words & right.words), len(left.words | right.words)
    if a.quotes[0] == b.quotes[0] or 2 * shared >= every:
        return True
    return a.trigger == b.trigger and 3 * shared >= every


def _one_sentence(left: Claim, right: Claim) -> bool:
    for x in left.quote_spans:
        for y in right.quote_spans:
            if x.start < y.end and y.start < x.end:
                return True
    return False


def _one_origin(left: Fact, right: Fact, knowledge: Knowledge) -> bool:
    if left.origin is None or right.origin is None:
        return left.origin is None and right.origin is None
    return knowledge.same(left.origin, right.origin)
