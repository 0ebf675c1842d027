"""What speaks for and against a place as the one where a claim's happening was.

In: a report's mentions of places and one draft. Out: for every place of the report a mapping from feature to value.
The weights stand in ``data/rules/placing.tsv``; ``scripts/fit_places.py`` fits them on the corpus.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.claim.case import Case
from dateline.claim.drafts import LEAD, Draft
from dateline.claim.heads import WHERE_FLOOR, Role
from dateline.claim.placemarks import Anaphor, Mention, find_anaphors, wider
from dateline.claim.placesorts import kind_sorts
from dateline.claim.placesyntax import syntax_values
from dateline.claim.weights import Features
from dateline.model import WIDE

_WIDER = WIDE | {"province"}

_WHO = frozenset({"actor", "target", "source"})

LONG = 70
"""Words from which a sentence is no sentence but a text that lost its full stops."""
STRETCH = 25
"""Words that count as one sentence there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A draft whose place is told beyond doubt: where it stands, the key of the place, its kind, its line."""

    start: int
    key: str
    kind: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The mentions as the drafts of one sentence see them.

    ``at`` gives by the start of each how many sentences off it is, ``own`` by place those of the sentence, ``rivals``
    those of them that name a place, ``order`` how recently each place was named; ``carried`` keeps by place what
    speaks for one that the sentence does not name.
    """

    at: Mapping[int, int]
    own: Mapping[str, tuple[Mention, ...]]
    rivals: tuple[Mention, ...]
    order: Mapping[str, int]
    carried: dict[str, Features]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A report's places: the mentions of each, and what holds of it whatever the claim.

    ``starts`` and ``ends`` are where mentions stand, ``seen`` keeps what they are to the drafts of a sentence.
    """

    mentions: tuple[Mention, ...]
    by_key: Mapping[str, tuple[Mention, ...]]
    steady: Mapping[str, Features]
    anaphors: tuple[Anaphor, ...]
    told: tuple[Told, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    seen: dict[int, Seen]


def make_ground(case: Case, mentions: tuple[Mention, ...], drafts: Sequence[Draft]) -> Ground:
    """The mentions by place, with what each place is in the report as a whole and where drafts plainly stand."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(mention.key, []).append(mention)
    fine = {key: sum(1 for m in ms if not m.bare and m.told != "people") for key, ms in groups.items()}
    local = {key: n for key, n in fine.items() if groups[key][0].place.precision not in WIDE}
    most = max(local.values(), default=0)
    steady = {key: _steady(case, ms, fine[key], most) for key, ms in groups.items()}
    by_key = {key: tuple(ms) for key, ms in groups.items()}
    ground = Ground(
        mentions=mentions,
        by_key=by_key,
        steady=steady,
        anaphors=find_anaphors(case),
        told=(),
        starts=tuple(m.span.start for m in mentions),
        ends=tuple(m.span.end for m in mentions),
        seen={},
    )
    told = {
        (draft.reading.start, draft.reading.kind): key
        for draft in drafts
        if (key := plainly(case, ground, draft)) is not None
    }
    rows = sorted((start, key, kind) for (start, kind), key in told.items())
    return replace(
        ground,
        told=tuple(Told(start=s, key=key, kind=kind, line=case.line_of(s)) for s, key, kind in rows),
    )


def _seen(case: Case, ground: Ground, draft: Draft, endless: bool) -> Seen:
    """The mentions as a draft sees them, worked out once for all drafts of a sentence."""
    known = None if endless else ground.seen.get(draft.number)
    if known is not None:
        return known
    at = {m.span.start: steps(case, draft, m, endless) for m in ground.mentions}
    own: dict[str, list[Mention]] = {}
    order: dict[str, int] = {}
    for mention in ground.mentions:
        if at[mention.span.start] == 0:
            own.setdefault(mention.key, []).append(mention)
    for mention in reversed(ground.mentions):
        if at[mention.span.start] < 0 and mention.told != "people" and not mention.bare:
            order.setdefault(mention.key, len(order))
    seen = Seen(
        at=at,
        own={key: tuple(here) for key, here in own.items()},
        rivals=tuple(
            m for m in ground.mentions if at[m.span.start] == 0 and m.told != "people" and not m.bare
        ),
        order=order,
        carried={},
    )
    if not endless:
        ground.seen[draft.number] = seen
    return seen


def plainly(case: Case, ground: Ground, draft: Draft) -> str | None:
    """The place that a draft's sentence names for it beyond doubt: with a preposition, hanging on the trigger."""
    endless = _endless(case, draft)
    parsed = None if endless else case.syntax.get(draft.number)
    best: tuple[int, int, str] | None = None
    for mention in _seen(case, ground, draft, endless).rivals:
        if mention.told != "name" or mention.place.precision in WIDE:
            continue
        if mention.outer or mention.locates or mention.body or mention.before in {"none", "start"}:
            continue
        hang = syntax_values(parsed, draft, mention) if parsed is not None else {}
        if "up 3" in hang or "in clause above" in hang or "in other clause" in hang:
            continue
        gap = abs(mention.span.start - draft.reading.start)
        rank = (0 if "up 0" in hang else 1, gap, mention.key)
        best = rank if best is None or rank < best else best
    return None if best is None else best[2]


def _steady(case: Case, mentions: list[Mention], count: int, most: int) -> Features:
    headline = case.layout.headline
    place = mentions[0].place
    named = [m for m in mentions if m.told == "name"]
    found: Features = {"count": math.log1p(count), f"size {place.precision or 'unknown'}": 1.0}
    if headline is not None and any(m.span.start < headline.end and not m.bare for m in named):
        found["in headline"] = 1.0
    body = LEAD if headline is not None else LEAD - 1
    if any(
        m.sentence < body and (headline is None or m.span.start >= headline.end) and not m.bare for m in named
    ):
        found["in lead"] = 1.0
    if most and count == most and place.precision not in WIDE:
        found["most named"] = 1.0
    if all(m.opens for m in named):
        found["dateline only"] = 1.0
    if all(m.bare for m in mentions):
        found["bare only"] = 1.0
    if all(m.told == "people" for m in mentions):
        found["people only"] = 1.0
    if all(m.locates or m.outer for m in named):
        found["locator only"] = 1.0
    top = case.marks.place_context.countries[:1]
    if top and place.country == top[0][0]:
        found["home"] = 1.0
    elif place.country is not None and place.country not in dict(case.marks.place_context.countries):
        found["stranger"] = 1.0
    if place.lat is None:
        found["no point"] = 1.0
    return found


def features(case: Case, ground: Ground, draft: Draft) -> dict[str, Features]:
    """For each place of the report by key: what holds of it for this draft."""
    around = _around(case, ground, draft)
    seen = around.seen
    encoder = _encoder_values(ground, draft)
    sorts = kind_sorts(case, draft)
    sizes = {size: dict.fromkeys([f"{size} x {sort}" for sort in sorts], 1.0) for size in ("local", *_SIZES)}
    found: dict[str, Features] = {}
    for key, mentions in ground.by_key.items():
        values = dict(ground.steady[key])
        values |= sizes[_SIZES.get(mentions[0].place.precision or "", "local")]
        values |= encoder[key]
        own = _sentence_values(case, key, draft, around) if key in seen.own else {}
        values |= own
        if "own" not in own:
            if key not in seen.carried:
                seen.carried[key] = _carried_values(case, mentions, draft, seen)
            values |= seen.carried[key]
        if key in around.told:
            values |= _told_values(around, key)
            if (draft.headline or draft.number < LEAD) and _narrows(ground, around, key):
                values["narrows"] = 1.0
        found[key] = values
    for key, value in _taken_up(ground, draft, seen.order).items():
        found[key][value] = 1.0
    return found


Spot = tuple[int, str]
"""Where a claim stands whose place is told beyond doubt, and the key of that place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What is the same for all places that one draft is weighed against.

    ``seen`` is how mentions stand to its sentence. Of the other drafts whose place is told, in reading order: those of
    its kind, of its family, all before it, those after it on its line; ``told`` are the places of them all. ``again``
    tells that its happening is one told before ("the attack").
    """

    family: str | None
    endless: bool
    seen: Seen
    start: int
    told: frozenset[str]
    same: tuple[Spot, ...]
    kin: tuple[Spot, ...]
    before: tuple[Spot, ...]
    last_on_line: bool
    any_on_line: bool
    after: tuple[Spot, ...]
    again: bool


def _around(case: Case, ground: Ground, draft: Draft) -> _Around:
    """What holds of a draft whatever the place."""
    start, kind = draft.reading.start, draft.reading.kind
    family_of, line = case.words.kinds.family, case.line_of(start)
    family = family_of(kind)
    endless = _endless(case, draft)
    told = [one for one in ground.told if one.start != start]
    before = [one for one in told if one.start < start]
    return _Around(
        family=family,
        endless=endless,
        seen=_seen(case, ground, draft, endless),
        start=start,
        told=frozenset(one.key for one in told),
        same=tuple((one.start, one.key) for one in told if one.kind == kind),
        kin=tuple((one.start, one.key) for one in told if one.kind != kind and family_of(one.kind) == family),
        before=tuple((one.start, one.key) for one in before),
        last_on_line=bool(before) and before[-1].line == line,
        any_on_line=any(one.line == line for one in before),
        after=tuple((one.start, one.key) for one in told if one.start > start and one.line == line),
        again=_DEFINITE.search(case.text[max(0, start - 24) : start]) is not None,
    )


def _told_values(around: _Around, key: str) -> Features:
    """Whether other claims of the same kind or family plainly happened there, and which is nearest."""
    found = _neighbours(around, key)
    same, kin = around.same, around.kin
    share = sum(1 for _, k in same if k == key)
    if share:
        found["kind told"] = share / len(same)
        before = [k for start, k in same if start < around.start]
        if (before[-1] if before else same[0][1]) == key:
            found["kind told nearest"] = 1.0
    share = sum(1 for _, k in kin if k == key)
    if share:
        found["family told"] = share / len(kin)
    if (same or kin) and found and around.again:
        found["told, named again"] = 1.0
    return found


def _narrows(ground: Ground, around: _Around, key: str) -> bool:
    """Whether a place lies in the wide one that is all a claim's own sentence names ("two villages in the east"), and
    one like it plainly happened there."""
    place = ground.by_key[key][0].place
    wide = [m.place for m in around.seen.rivals if not m.opens]
    return (
        bool(wide)
        and all(outer.precision in _WIDER for outer in wide)
        and place.precision not in _WIDER
        and any(k == key for _, k in (*around.same, *around.kin))
        and any(wider(outer, place) and outer.country == place.country for outer in wide)
    )


def _neighbours(around: _Around, key: str) -> Features:
    """Whether the last claim before, or the next in the same line, plainly happened there."""
    found: Features = {}
    if around.before and around.before[-1][1] == key:
        found["last told"] = 1.0
        if around.last_on_line:
            found["last told, same line"] = 1.0
        if around.start - around.before[-1][0] < 200:
            found["last told, near"] = 1.0
        found[f"last told x {around.family}"] = 1.0
    if not around.any_on_line and around.after and around.after[0][1] == key:
        found["next told, same line"] = 1.0
    return found


_DEFINITE = re.compile(r"(?:\bthe|\bthis|\bthat|\bthese|\bthose)(?:\s+\w+)?\s+$", re.IGNORECASE)
_FITS = {
    "settlement": frozenset({"settlement", "near", "district", None}),
    "province": frozenset({"province", "region"}),
    "district": frozenset({"district", "settlement", None}),
    "region": frozenset({"region", "province", "district", None}),
}


def _taken_up(ground: Ground, draft: Draft, order: Mapping[str, int]) -> dict[str, str]:
    """For places told before: how they rank for the "there" or "the town" of the draft's sentence."""
    found: dict[str, str] = {}
    for anaphor in ground.anaphors:
        inside = draft.sentence.start <= anaphor.span.start < draft.sentence.end
        if not inside or abs(anaphor.span.start - draft.reading.start) > 150:
            continue
        ranked = [
            key for key in sorted(order, key=lambda k: order[k])
            if anaphor.kind == "there" or ground.by_key[key][0].place.precision in _FITS.get(anaphor.kind, ())
        ]  # fmt: skip
        for rank, key in enumerate(ranked):
            word = "there" if anaphor.kind == "there" else "the town"
            found.setdefault(key, f"{word} {min(rank, 2)}")
    return found


def steps(case: Case, draft: Draft, mention: Mention, endless: bool) -> int:
    """How many sentences after the draft's a mention stands: 0 in the same, negative before it.

    In a text without full stops (``endless``), stretches of words stand for sentences.
    """
    if mention.sentence != draft.number:
        return mention.sentence - draft.number
    if not endless:
        return 0
    start, end = draft.reading.start, draft.reading.end
    if mention.span.start >= end:
        return len(case.text[end : mention.span.start].split()) // STRETCH
    return -(len(case.text[mention.span.end : start].split()) // STRETCH)


def _endless(case: Case, draft: Draft) -> bool:
    return len(case.text[draft.sentence.start : draft.sentence.end].split()) > LONG


_SIZES = {"country": "country", "region": "region", "province": "province"}


def _encoder_values(ground: Ground, draft: Draft) -> dict[str, Features]:
    """For each place, the log odds by which the encoder points at it above those of words it all but rules out, and
    how sure it is that its words say who."""
    pointed: dict[str, float] = {}
    for piece in draft.reading.where:
        for m in _met(ground, piece):
            pointed[m.key] = max(pointed.get(m.key, 0.0), piece.probability)
    named: dict[str, Features] = {key: {} for key in ground.by_key}
    for role in draft.reading.roles:
        if role.role not in _WHO or role.probability < 0.3:
            continue
        name = f"encoder {role.role}"
        for m in _met(ground, role):
            named[m.key][name] = max(named[m.key].get(name, 0.0), role.probability)
    for key, chance in pointed.items():
        named[key]["pointer"] = _log_odds(min(chance, 0.99)) - _log_odds(WHERE_FLOOR)
    return named


def _met(ground: Ground, words: Role) -> Sequence[Mention]:
    """The mentions that share letters with some words; mentions stand in order and apart from each other."""
    first = bisect_right(ground.ends, words.start)
    last = bisect_left(ground.starts, words.end, lo=first)
    return ground.mentions[first:last]


def _log_odds(chance: float) -> float:
    return math.log(chance / (1.0 - chance))


def _sentence_values(case: Case, key: str, draft: Draft, around: _Around) -> Features:
    """How the place stands in the draft's own sentence."""
    own = around.seen.own[key]
    if all(m.told == "people" for m in own):
        return {"people here": 1.0}
    start, end = draft.reading.start, draft.reading.end
    parsed = None if around.endless else case.syntax.get(draft.number)

    def gap(m: Mention) -> int:
        return m.span.start - end if m.span.start >= end else start - m.span.end

    best = min(own, key=lambda m: (m.told == "people", m.bare, m.body, gap(m) < 0, gap(m), m.span.start))
    after = best.span.start >= end
    between = case.text[end : best.span.start] if after else case.text[best.span.end : start]
    found: Features = {
        "own": 1.0,
        f"own {best.told}": 1.0,
        "own after" if after else "own before": 1.0,
        f"own {best.before}": 1.0,
        "own far": math.log1p(len(between.split())),
        f"own {'after' if after else 'before'} {_bin(len(between.split()))}": 1.0,
    }
    if best.span.start - draft.sentence.start < 12 and best.before in {"in", "near"}:
        found["own fronted"] = 1.0
    if _outside_content(case, draft, best):
        found["own outside content"] = 1.0
    for name in ("bare", "locates", "body", "opens", "owns", "outer", "inner"):
        if getattr(best, name):
            found[f"own {name}"] = 1.0
    if best.before in {"from", "to", "of", "against"}:
        group = (
            draft.reading.kind
            if draft.reading.kind in {"displace", "withdraw", "advance", "deploy"}
            else around.family
        )
        found[f"own {best.before} x {group}"] = 1.0
    rivals = [m for m in around.seen.rivals if m.key != key]
    if not rivals:
        found["own only"] = 1.0
    elif all(gap(best) <= gap(m) for m in rivals):
        found["own nearest"] = 1.0
    if after and not any(end <= m.span.start < best.span.start for m in rivals):
        found["own first after"] = 1.0
    if parsed is not None:
        found |= syntax_values(parsed, draft, best)
    return found


def _outside_content(case: Case, draft: Draft, mention: Mention) -> bool:
    """Whether a happening is told in what somebody says, and the place stands outside of it ("said in Geneva")."""
    at = draft.reading.start
    within = [a for a in case.marks.attributions if a.content.start <= at < a.content.end]
    return bool(within) and not any(a.content.start <= mention.span.start < a.content.end for a in within)


def _bin(words: int) -> str:
    return next((f"to {top}" for top in (2, 5, 10, 20) if words <= top), "over 20")


def _carried_values(case: Case, mentions: tuple[Mention, ...], draft: Draft, seen: Seen) -> Features:
    """How far off a place is that the draft's own sentence does not name, and which others were named since."""
    key = mentions[0].key
    found = _distance_values(case, mentions, draft, seen.at)
    found[f"recent {min(seen.order.get(key, 4), 4)}"] = 1.0
    if any(m.key != key for m in seen.rivals):
        found["others here"] = 1.0
    return found


def _distance_values(
    case: Case, mentions: tuple[Mention, ...], draft: Draft, at: Mapping[int, int]
) -> Features:
    """How far off a place is that the draft's own sentence does not name."""
    lead, line = draft.headline or draft.number < LEAD, case.line_of(draft.reading.start)
    before = [m for m in mentions if at[m.span.start] < 0]
    if not before:
        return {
            "only later": 1.0,
            f"later, {'lead' if lead else 'body'}": 1.0,
            f"later {'1' if min(at[m.span.start] for m in mentions) == 1 else '2+'}": 1.0,
        }
    last = before[-1]
    away = -at[last.span.start]
    found: Features = {
        f"away {'1' if away == 1 else '2' if away == 2 else '3-5' if away <= 5 else '6+'}": 1.0
    }
    if any(case.line_of(m.span.start) == line for m in before):
        found["same line"] = 1.0
    if last.bare:
        found["last bare"] = 1.0
    if last.body:
        found["last body"] = 1.0
    if last.outer or last.locates:
        found["last outer"] = 1.0
    if last.told == "people":
        found["last people"] = 1.0
    found[f"last {last.before}"] = 1.0
    sentence = case.layout.sentences[last.sentence]
    if last.span.start - sentence.start < 12 and last.before in {"in", "near"}:
        found["last fronted"] = 1.0
    return found
