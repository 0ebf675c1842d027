"""What speaks for and against two claims telling the same happening: a flat list of features with their
values.

In: two facts; out: the features that hold, each with the two values compared. Their weights are data
(``data/rules/merge.tsv``); a feature that is not in the table weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from dateline.merge.facts import SPEECH, Fact, Spot
from dateline.merge.knowledge import Body, Knowledge
from dateline.model import Count

Feature = tuple[str, str, str]
"""A feature's name and the left and the right value compared."""

_TOGETHER = frozenset({"same", "same span", "overlap"})
_DONE = frozenset({"happened", "ongoing"})


def features(left: Fact, right: Fact, knowledge: Knowledge) -> Iterator[Feature]:
    """Every feature that holds of two facts."""
    yield from _kinds(left, right)
    yield from _kin(left, right, knowledge)
    yield from _places(left, right)
    yield from _days(left, right)
    yield from _meeting(left, right)
    yield from _status(left, right)
    yield from _bodies("actors", left, right, knowledge)
    yield from _bodies("targets", left, right, knowledge)
    yield from _crossed(left, right, knowledge)
    yield from _counts(left, right)
    yield from _texts(left, right)
    yield from _telling(left, right, knowledge)
    yield from _rivals(left, right)


def _rivals(left: Fact, right: Fact) -> Iterator[Feature]:
    """How many other claims of their kind the two reports tell: the fewer, the likelier that these two are
    one."""
    if left.claim.kind != right.claim.kind:
        return
    own = 1 if left.group == right.group else 0
    where = "in one text" if own else "in two texts"
    a, b = left.rivals - own, right.rivals - own
    rivals = "none" if a + b == 0 else "few" if a + b <= 2 else "many"
    yield f"rivals {where}: {rivals}", str(a), str(b)
    if left.spots and right.spots:
        here, there = max(left.rivals_here - own, 0), max(right.rivals_here - own, 0)
        near = "none" if here + there == 0 else "few" if here + there <= 2 else "many"
        yield f"rivals at the place {where}: {near}", str(here), str(there)


def _kin(left: Fact, right: Fact, knowledge: Knowledge) -> Iterator[Feature]:
    """Of two kinds: in which way they may tell one happening, and what bears that out."""
    a, b = left.claim.kind, right.claim.kind
    kin = knowledge.kinship(a, b)
    if a == b or kin is None:
        return
    yield f"kin: {kin}", a, b
    met = place_relation(left, right) in ("same", "near") and day_relation(left, right) in _TOGETHER
    yield f"kin: {kin}, {'met' if met else 'not met'}", a, b
    if any(knowledge.same(x, y) for x in left.targets for y in right.targets):
        yield f"kin: {kin}, target shared", a, b
    if any(knowledge.same(x, y) for x in left.actors for y in right.actors):
        yield f"kin: {kin}, actor shared", a, b
    there = any(knowledge.same(x, y) for x in left.actors for y in right.targets)
    if there or any(knowledge.same(x, y) for x in left.targets for y in right.actors):
        yield f"kin: {kin}, crossed", a, b
    if met and _stance(left, right, left.actors, right.actors, knowledge) not in ("differ", "opposed"):
        yield f"kin: {kin}, met, actors agree", a, b
    if left.group == right.group and abs(_at(left) - _at(right)) < 200:
        yield f"kin: {kin}, side by side", a, b


def _at(fact: Fact) -> int:
    return fact.claim.trigger_span.start


def _meeting(left: Fact, right: Fact) -> Iterator[Feature]:
    """Kind, place and day together: what two claims of one happening must agree in first of all."""
    kind = "one kind" if left.claim.kind == right.claim.kind else "two kinds"
    place, day = place_relation(left, right), day_relation(left, right)
    yield f"meet: {kind}, place {place}, day {day}", kind, f"{place}, {day}"
    a, b = left.claim.kind, right.claim.kind
    if place == "same" and _site(left) & _site(right):
        yield f"a named site shared, {kind}", min(_site(left) & _site(right)), min(_site(left) & _site(right))
    if place == "apart" and not _wide(left) and not _wide(right):
        yield f"towns apart, {kind}", a, b


def _site(fact: Fact) -> set[str]:
    return {spot.key for spot in fact.spots if spot.within or len(spot.key.split()) > 1}


def _wide(fact: Fact) -> bool:
    return any(spot.wide for spot in fact.spots)


def _kinds(left: Fact, right: Fact) -> Iterator[Feature]:
    a, b = left.claim.kind, right.claim.kind
    if a == b:
        yield "kind same", a, b
        yield f"kind same: {a}", a, b
    else:
        first, second = sorted((a, b))
        yield f"kinds: {first} + {second}", a, b
        yield "kinds differ", a, b
    if left.total != right.total:
        yield "total against single", _total(left), _total(right)
    elif left.total:
        yield "both totals", _total(left), _total(right)


def _total(fact: Fact) -> str:
    return "total" if fact.total else "single"


def place_relation(left: Fact, right: Fact) -> str:
    """``same``, ``inside``, ``near``, ``wide``, ``apart``, ``one untold`` or ``untold`` of two facts'
    places."""
    if not left.spots and not right.spots:
        return "untold"
    if not left.spots or not right.spots:
        return "one untold"
    found = {_spots(a, b) for a in left.spots for b in right.spots}
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
    short, long = sorted((a.key.split(), b.key.split()), key=len)
    if short and set(short) < set(long) and a.country == b.country:
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


def _places(left: Fact, right: Fact) -> Iterator[Feature]:
    a = ", ".join(place.name for place in left.claim.places)
    b = ", ".join(place.name for place in right.claim.places)
    relation = place_relation(left, right)
    yield f"place {relation}", a, b
    if relation == "same" and {s.key for s in left.spots} == {s.key for s in right.spots}:
        yield "places all same", a, b


def day_relation(left: Fact, right: Fact) -> str:
    """How two facts' days stand to each other."""
    a, b = _interval(left), _interval(right)
    if a is None and b is None:
        return "untold"
    if a is None or b is None:
        return "one untold"
    gap = max(a[0] - b[1], b[0] - a[1])
    if gap > 0:
        return "next" if gap == 1 else "apart" if gap <= 7 else "far"
    if a == b:
        return "same" if a[1] - a[0] <= 1 else "same span"
    return "overlap" if max(a[1] - a[0], b[1] - b[0]) <= 7 else "loose overlap"


def _interval(fact: Fact) -> tuple[int, int] | None:
    if fact.start is None and fact.end is None:
        return None
    end = fact.end if fact.end is not None else fact.published
    start = fact.start if fact.start is not None else (end or 0) - 365
    return (start, end if end is not None else start + 365)


def _days(left: Fact, right: Fact) -> Iterator[Feature]:
    relation = day_relation(left, right)
    yield f"day {relation}", _day(left), _day(right)
    if "untold" in relation and left.published is not None and right.published is not None:
        gap = abs(left.published - right.published)
        if gap > 3:
            yield "untold day, reports days apart" if gap <= 14 else "untold day, reports weeks apart", "", ""
    one, other = _interval(left), _interval(right)
    for known, fact in ((one, right), (other, left)):
        if relation != "one untold" or known is None or fact.published is None:
            continue
        if fact.published - known[1] > 10 or known[0] > fact.published:
            yield "told day far from the other report", _day(left), _day(right)


def _day(fact: Fact) -> str:
    when = fact.claim.when
    return f"{when.earliest or ''}..{when.latest or ''}" if when.earliest or when.latest else "untold"


def _status(left: Fact, right: Fact) -> Iterator[Feature]:
    a, b = left.claim.status, right.claim.status
    if a == b:
        yield "status same", a, b
        if a not in _DONE:
            yield "both not done", a, b
        return
    pair = {a, b}
    if "denied" in pair:
        yield "one denied", a, b
    elif pair <= _DONE:
        yield "done and going on", a, b
    elif pair & _DONE:
        yield "one not done", a, b
    else:
        yield "not done, differently", a, b


def _bodies(field: str, left: Fact, right: Fact, knowledge: Knowledge) -> Iterator[Feature]:
    ours, theirs = (left.actors, right.actors) if field == "actors" else (left.targets, right.targets)
    a, b = ", ".join(x.name for x in ours), ", ".join(x.name for x in theirs)
    yield f"{field} {_stance(left, right, ours, theirs, knowledge)}", a, b


def _stance(
    left: Fact, right: Fact, ours: tuple[Body, ...], theirs: tuple[Body, ...], knowledge: Knowledge
) -> str:
    """How the bodies of two claims stand to each other: the closest that any two of them come."""
    if not ours and not theirs:
        return "untold"
    if not ours or not theirs:
        return "told once"
    if any(x.key == y.key for x in ours for y in theirs):
        return "shared"
    if any(knowledge.same(x, y) for x in ours for y in theirs):
        return "of one side"
    if any(x.generic or y.generic for x in ours for y in theirs):
        return "may be the same"
    on = left.claim.when.earliest or left.claim.published
    stands = {knowledge.relation(x, y, on, left.country or right.country) for x in ours for y in theirs}
    return "allied" if "allied" in stands else "opposed" if "opposed" in stands else "differ"


def _crossed(left: Fact, right: Fact, knowledge: Knowledge) -> Iterator[Feature]:
    """Each says that the other did it: the actor of one is the target of the other."""
    if not left.actors or not right.actors:
        return
    if any(knowledge.same(x, y) for x in left.actors for y in right.actors):
        return
    person = {x.key for x in left.actors if _proper(x)} & {x.key for x in right.targets if _proper(x)}
    person |= {x.key for x in left.targets if _proper(x)} & {x.key for x in right.actors if _proper(x)}
    if person and left.claim.kind != right.claim.kind:
        yield "one name, doing and suffering", min(person), min(person)
    there = any(knowledge.same(x, y) for x in left.actors for y in right.targets)
    back = any(knowledge.same(x, y) for x in left.targets for y in right.actors)
    if there or back:
        yield "actor and target crossed", left.actors[0].name, right.actors[0].name


def _proper(body: Body) -> bool:
    return body.known is None and not body.state and not body.generic and body.name[:1].isupper()


def _counts(left: Fact, right: Fact) -> Iterator[Feature]:
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
        yield "a number shared", _numbers(left), _numbers(right)
    elif close:
        yield "numbers near each other", _numbers(left), _numbers(right)
    elif differ:
        yield "numbers differ", _numbers(left), _numbers(right)


def _meet(a: Count, b: Count) -> bool:
    lows = max(a.low or 0, b.low or 0)
    highs = [x for x in (a.high, b.high) if x is not None]
    return not highs or lows <= min(highs)


def _numbers(fact: Fact) -> str:
    return ", ".join(f"{c.what} {c.words}" for c in fact.claim.counts)


def _texts(left: Fact, right: Fact) -> Iterator[Feature]:
    shared = left.words & right.words
    least = min(len(left.words), len(right.words)) or 1
    words = " ".join(sorted(shared)[:6])
    share = len(shared) / least
    if len(shared) >= 3 and share >= 0.6:
        yield "words mostly shared", words, words
    elif len(shared) >= 2 and share >= 0.3:
        yield "words shared", words, words
    elif len(shared) >= 1:
        yield "a word shared", words, words
    names = left.names & right.names
    if len(names) >= 2:
        yield "names shared", " ".join(sorted(names)), " ".join(sorted(names))
    elif names:
        yield "a name shared", min(names), min(names)
    if left.trigger & right.trigger:
        yield "trigger shared", left.claim.trigger, right.claim.trigger
    if set(left.claim.means) & set(right.claim.means):
        yield "means shared", ", ".join(left.claim.means), ", ".join(right.claim.means)
    elif left.claim.means and right.claim.means:
        yield "means differ", ", ".join(left.claim.means), ", ".join(right.claim.means)


def _telling(left: Fact, right: Fact, knowledge: Knowledge) -> Iterator[Feature]:
    a, b = left.claim, right.claim
    one_origin = _one_origin(left, right, knowledge)
    kind = "one kind" if a.kind == b.kind else "two kinds"
    denied = "denied" if (a.status == "denied") != (b.status == "denied") else "not denied"
    names = (
        left.origin.name if left.origin else "own voice",
        right.origin.name if right.origin else "own voice",
    )
    if a.report != b.report and left.group == right.group and _counterpart(left, right, one_origin):
        yield "a copy, the same claim", a.report, b.report
    elif left.group == right.group:
        told = "one origin" if one_origin else "two origins"
        yield f"one text, {told}", *names
        yield f"one text, {told}: {kind}, {denied}", *names
        if a.report == b.report and _one_sentence(left, right):
            yield f"one sentence: {kind}, {told}", *names
        if left.origin is None or right.origin is None:
            yield f"one text, {told}, an own voice", *names
        if a.report == b.report and abs(a.trigger_span.start - b.trigger_span.start) <= 250:
            yield f"one text, {told}, near", *names
    elif one_origin and left.origin is not None:
        yield "two texts, one origin", *names
        yield f"two texts, one origin: {kind}, {denied}", *names
    else:
        yield "two texts, two origins", *names
        yield f"two texts, two origins: {kind}, {denied}", *names
    if a.kind in SPEECH and a.kind == b.kind:
        yield "a saying", a.kind, b.kind


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
