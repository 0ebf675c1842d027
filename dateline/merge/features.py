"""What speaks for and against two claims telling the same happening: a flat list of features with their
values.

In: two facts; out: the features that hold, each with the two values compared. Their weights are data
(``data/rules/merge.tsv``); a feature that is not in the table weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from dateline.merge.facts import SPEECH, Fact, Spot
from dateline.merge.knowledge import Body, Knowledge
from dateline.model import Count

Feature = tuple[str, str, str]
"""A feature's name and the left and the right value compared."""
Add = Callable[[Feature], None]
"""Takes a feature that holds."""

_TOGETHER = frozenset({"same", "same span", "overlap"})
_DONE = frozenset({"happened", "ongoing"})
_ONE_SIDE = frozenset({"shared", "of one side"})


class _Pair(NamedTuple):
    """Two facts and how their places, days, actors and targets stand to each other, worked out once."""

    left: Fact
    right: Fact
    place: str
    day: str
    actors: str
    targets: str


def features(left: Fact, right: Fact, knowledge: Knowledge) -> list[Feature]:
    """Every feature that holds of two facts."""
    found: list[Feature] = []
    add = found.append
    pair = _Pair(
        left,
        right,
        place_relation(left, right),
        day_relation(left, right),
        _stance(left, right, left.actors, right.actors, knowledge),
        _stance(left, right, left.targets, right.targets, knowledge),
    )
    _kinds(left, right, add)
    _kin(pair, knowledge, add)
    _places(pair, add)
    _days(pair, add)
    _meeting(pair, add)
    _status(left, right, add)
    add((f"actors {pair.actors}", left.shown.actors, right.shown.actors))
    add((f"targets {pair.targets}", left.shown.targets, right.shown.targets))
    _crossed(pair, knowledge, add)
    _counts(left, right, add)
    _texts(left, right, add)
    _telling(left, right, knowledge, add)
    _rivals(left, right, add)
    return found


def _rivals(left: Fact, right: Fact, add: Add) -> None:
    """How many other claims of their kind the two reports tell: the fewer, the likelier that these two are
    one."""
    if left.claim.kind != right.claim.kind:
        return
    own = 1 if left.group == right.group else 0
    where = "in one text" if own else "in two texts"
    a, b = left.rivals - own, right.rivals - own
    rivals = "none" if a + b == 0 else "few" if a + b <= 2 else "many"
    add((f"rivals {where}: {rivals}", str(a), str(b)))
    if left.spots and right.spots:
        here, there = max(left.rivals_here - own, 0), max(right.rivals_here - own, 0)
        near = "none" if here + there == 0 else "few" if here + there <= 2 else "many"
        add((f"rivals at the place {where}: {near}", str(here), str(there)))


def _kin(pair: _Pair, knowledge: Knowledge, add: Add) -> None:
    """Of two kinds: in which way they may tell one happening, and what bears that out."""
    left, right = pair.left, pair.right
    a, b = left.claim.kind, right.claim.kind
    kin = knowledge.kinship(a, b)
    if a == b or kin is None:
        return
    add((f"kin: {kin}", a, b))
    met = pair.place in ("same", "near") and pair.day in _TOGETHER
    add((f"kin: {kin}, {'met' if met else 'not met'}", a, b))
    if pair.targets in _ONE_SIDE:
        add((f"kin: {kin}, target shared", a, b))
    if pair.actors in _ONE_SIDE:
        add((f"kin: {kin}, actor shared", a, b))
    if _same(left.actors, right.targets, knowledge) or _same(left.targets, right.actors, knowledge):
        add((f"kin: {kin}, crossed", a, b))
    if met and pair.actors not in ("differ", "opposed"):
        add((f"kin: {kin}, met, actors agree", a, b))
    if left.group == right.group and abs(_at(left) - _at(right)) < 200:
        add((f"kin: {kin}, side by side", a, b))


def _same(ours: tuple[Body, ...], theirs: tuple[Body, ...], knowledge: Knowledge) -> bool:
    """Whether any two bodies are one, or of one party."""
    for x in ours:
        for y in theirs:
            if knowledge.same(x, y):
                return True
    return False


def _at(fact: Fact) -> int:
    return fact.claim.trigger_span.start


def _meeting(pair: _Pair, add: Add) -> None:
    """Kind, place and day together: what two claims of one happening must agree in first of all."""
    left, right = pair.left, pair.right
    a, b = left.claim.kind, right.claim.kind
    kind = "one kind" if a == b else "two kinds"
    add((f"meet: {kind}, place {pair.place}, day {pair.day}", kind, f"{pair.place}, {pair.day}"))
    if pair.place == "same":
        shared = left.sites & right.sites
        if shared:
            add((f"a named site shared, {kind}", min(shared), min(shared)))
    if pair.place == "apart" and not left.wide and not right.wide:
        add((f"towns apart, {kind}", a, b))


def _kinds(left: Fact, right: Fact, add: Add) -> None:
    a, b = left.claim.kind, right.claim.kind
    if a == b:
        add(("kind same", a, b))
        add((f"kind same: {a}", a, b))
    else:
        first, second = sorted((a, b))
        add((f"kinds: {first} + {second}", a, b))
        add(("kinds differ", a, b))
    if left.total != right.total:
        add(("total against single", _total(left), _total(right)))
    elif left.total:
        add(("both totals", _total(left), _total(right)))


def _total(fact: Fact) -> str:
    return "total" if fact.total else "single"


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


def _places(pair: _Pair, add: Add) -> None:
    a, b = pair.left.shown.places, pair.right.shown.places
    add((f"place {pair.place}", a, b))
    if pair.place == "same" and pair.left.keys == pair.right.keys:
        add(("places all same", a, b))


def day_relation(left: Fact, right: Fact) -> str:
    """How two facts' days stand to each other."""
    a, b = left.interval, right.interval
    if a is None or b is None:
        return "untold" if a is b else "one untold"
    gap = max(a[0] - b[1], b[0] - a[1])
    if gap > 0:
        return "next" if gap == 1 else "apart" if gap <= 7 else "far"
    if a == b:
        return "same" if a[1] - a[0] <= 1 else "same span"
    return "overlap" if max(a[1] - a[0], b[1] - b[0]) <= 7 else "loose overlap"


def _days(pair: _Pair, add: Add) -> None:
    left, right, relation = pair.left, pair.right, pair.day
    add((f"day {relation}", left.shown.day, right.shown.day))
    if relation not in ("untold", "one untold"):
        return
    if left.published is not None and right.published is not None:
        gap = abs(left.published - right.published)
        if gap > 3:
            add(
                ("untold day, reports days apart" if gap <= 14 else "untold day, reports weeks apart", "", "")
            )
    for known, fact in ((left.interval, right), (right.interval, left)):
        if known is None or fact.published is None:
            continue
        if fact.published - known[1] > 10 or known[0] > fact.published:
            add(("told day far from the other report", left.shown.day, right.shown.day))


def _status(left: Fact, right: Fact, add: Add) -> None:
    a, b = left.claim.status, right.claim.status
    if a == b:
        add(("status same", a, b))
        if a not in _DONE:
            add(("both not done", a, b))
        return
    pair = {a, b}
    if "denied" in pair:
        add(("one denied", a, b))
    elif pair <= _DONE:
        add(("done and going on", a, b))
    elif pair & _DONE:
        add(("one not done", a, b))
    else:
        add(("not done, differently", a, b))


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


def _crossed(pair: _Pair, knowledge: Knowledge, add: Add) -> None:
    """Each says that the other did it: the actor of one is the target of the other."""
    left, right = pair.left, pair.right
    if not left.actors or not right.actors or pair.actors in _ONE_SIDE:
        return
    if left.claim.kind != right.claim.kind:
        person = {x.key for x in left.actors if _proper(x)} & {x.key for x in right.targets if _proper(x)}
        person |= {x.key for x in left.targets if _proper(x)} & {x.key for x in right.actors if _proper(x)}
        if person:
            add(("one name, doing and suffering", min(person), min(person)))
    if _same(left.actors, right.targets, knowledge) or _same(left.targets, right.actors, knowledge):
        add(("actor and target crossed", left.actors[0].name, right.actors[0].name))


def _proper(body: Body) -> bool:
    return body.known is None and not body.state and not body.generic and body.name[:1].isupper()


def _counts(left: Fact, right: Fact, add: Add) -> None:
    same = differ = close = False
    for a in left.claim.counts:
        for b in right.claim.counts:
            if a.what == b.what:
                if _meet(a, b):
                    same = same or (a.low is not None and a.low == b.low and a.low > 1)
                elif a.who == b.who:
                    differ = True
                    low, high = sorted((a.low or a.high or 0, b.low or b.high or 0))
                    close = close or high <= 2 * low
    if same:
        add(("a number shared", _numbers(left), _numbers(right)))
    elif close:
        add(("numbers near each other", _numbers(left), _numbers(right)))
    elif differ:
        add(("numbers differ", _numbers(left), _numbers(right)))


def _meet(a: Count, b: Count) -> bool:
    lows = max(a.low or 0, b.low or 0)
    highs = [x for x in (a.high, b.high) if x is not None]
    return not highs or lows <= min(highs)


def _numbers(fact: Fact) -> str:
    return ", ".join(f"{c.what} {c.words}" for c in fact.claim.counts)


def _texts(left: Fact, right: Fact, add: Add) -> None:
    shared = left.words & right.words
    if shared:
        least = min(len(left.words), len(right.words)) or 1
        words = " ".join(sorted(shared)[:6])
        share = len(shared) / least
        if len(shared) >= 3 and share >= 0.6:
            add(("words mostly shared", words, words))
        elif len(shared) >= 2 and share >= 0.3:
            add(("words shared", words, words))
        else:
            add(("a word shared", words, words))
    names = left.names & right.names
    if len(names) >= 2:
        add(("names shared", " ".join(sorted(names)), " ".join(sorted(names))))
    elif names:
        add(("a name shared", min(names), min(names)))
    if left.trigger & right.trigger:
        add(("trigger shared", left.claim.trigger, right.claim.trigger))
    if left.claim.means and right.claim.means:
        told = "differ" if set(left.claim.means).isdisjoint(right.claim.means) else "shared"
        add((f"means {told}", ", ".join(left.claim.means), ", ".join(right.claim.means)))


def _telling(left: Fact, right: Fact, knowledge: Knowledge, add: Add) -> None:
    a, b = left.claim, right.claim
    one_origin = _one_origin(left, right, knowledge)
    kind = "one kind" if a.kind == b.kind else "two kinds"
    denied = "denied" if (a.status == "denied") != (b.status == "denied") else "not denied"
    names = (
        left.origin.name if left.origin else "own voice",
        right.origin.name if right.origin else "own voice",
    )
    if a.report != b.report and left.group == right.group and _counterpart(left, right, one_origin):
        add(("a copy, the same claim", a.report, b.report))
    elif left.group == right.group:
        told = "one origin" if one_origin else "two origins"
        add((f"one text, {told}", *names))
        add((f"one text, {told}: {kind}, {denied}", *names))
        if a.report == b.report and _one_sentence(left, right):
            add((f"one sentence: {kind}, {told}", *names))
        if left.origin is None or right.origin is None:
            add((f"one text, {told}, an own voice", *names))
        if a.report == b.report and abs(a.trigger_span.start - b.trigger_span.start) <= 250:
            add((f"one text, {told}, near", *names))
    elif one_origin and left.origin is not None:
        add(("two texts, one origin", *names))
        add((f"two texts, one origin: {kind}, {denied}", *names))
    else:
        add(("two texts, two origins", *names))
        add((f"two texts, two origins: {kind}, {denied}", *names))
    if a.kind in SPEECH and a.kind == b.kind:
        add(("a saying", a.kind, b.kind))


def _counterpart(left: Fact, right: Fact, one_origin: bool) -> bool:
    """Whether a claim of a copied text is the other copy's same claim: kind, origin, status and words
    agree."""
    a, b = left.claim, right.claim
    if a.kind != b.kind or a.status != b.status or not one_origin:
        return False
    shared, every = len(left.words & right.words), len(left.words | right.words)
    if a.quotes[0] == b.quotes[0] or 2 * shared >= every:
        return True
    return a.trigger == b.trigger and 3 * shared >= every


def _one_sentence(left: Fact, right: Fact) -> bool:
    spans = ((x, y) for x in left.claim.quote_spans for y in right.claim.quote_spans)
    return any(x.start < y.end and y.start < x.end for x, y in spans)


def _one_origin(left: Fact, right: Fact, knowledge: Knowledge) -> bool:
    if left.origin is None or right.origin is None:
        return left.origin is None and right.origin is None
    return knowledge.same(left.origin, right.origin)
