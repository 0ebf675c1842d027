"""Finds the fields of an incident on which its accounts cannot all be true, with who says what.

In: the mouths that affirm and deny an incident, its totals; out: one :class:`Contest` a field. Two accounts
that merely differ in detail are no contest: one must exclude the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dateline.merge.compare import day_relation, place_relation
from dateline.merge.counts import disjoint
from dateline.merge.facts import STRIKES, Fact, civil
from dateline.merge.knowledge import Body, Knowledge
from dateline.merge.origins import Mouth
from dateline.merge.rules import Rules
from dateline.model import Account, Contest, ContestedField, Total, Value

_DONE_BY_ONE = STRIKES | {"attack", "abduct", "abuse", "sexual_violence", "destroy", "displace", "free"}
_VIOLENT = STRIKES | {"attack", "clash"}
_OF_A_DAY = STRIKES | {"attack", "abduct", "capture", "free", "withdraw", "transfer", "intercept"}
_HARM = frozenset({"killed", "injured", "killed_or_injured", "missing", "abducted", "freed", "detained"})
_BESIDE = frozenset({"attack", "clash", "hold", "repel", "toll"})
"""Kinds that a denier tells beside what is denied, not instead of it: that there are dead, that they fight on."""
_AT_ONE_PLACE = STRIKES | {"attack", "abduct", "detain", "defect", "intercept", "free", "agree"}
_HOLDING = frozenset({"hold", "capture", "transfer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Who affirms and who denies an incident, its totals, denials by which somebody who affirms it only
    clears those whom others name, and what deniers say took place instead."""

    affirming: tuple[Mouth, ...]
    denying: tuple[Mouth, ...]
    totals: tuple[Total, ...]
    refusals: tuple[Fact, ...] = ()
    versions: tuple[Mouth, ...] = ()


def contests(accounts: Accounts, knowledge: Knowledge, rules: Rules) -> tuple[Contest, ...]:
    """Every contested field, in the order of the model's fields."""
    found = (
        _counts(accounts),
        _actors(accounts, knowledge) or _own_deed(accounts, knowledge),
        _targets(accounts),
        _place(accounts),
        _kinds(accounts, rules),
        _status(accounts),
        _holder(accounts, knowledge),
        _when(accounts),
    )
    return tuple(contest for contest in found if contest is not None)


def clash(found: Sequence[Contest]) -> str | None:
    """The sentence that tells why accounts of a happening exclude each other, ``None`` where they do not."""
    for contest in found:
        if contest.field in ("actors", "holder"):
            told = "; ".join(f"{_names(v.origins)}: {v.value}" for v in contest.values)
            what = "who did it" if contest.field == "actors" else "who holds it"
            return f"The accounts exclude each other on {what} ({told})."
    return None


def _names(names: Sequence[str]) -> str:
    return ", ".join(names)


def _status(accounts: Accounts) -> Contest | None:
    flat = tuple(mouth for mouth in accounts.denying if _flat(mouth))
    if not flat or not accounts.affirming:
        return None
    first = min(_published(mouth) for mouth in accounts.affirming)
    told = [(first, 0, _said("happened", accounts.affirming))]
    told.append((min(_published(mouth) for mouth in flat), 1, _said("denied", flat)))
    # in the order of time, so that a denial that was overtaken stands before what overtook it
    return Contest(
        field="status", values=tuple(value for _, _, value in sorted(told, key=lambda row: row[:2]))
    )


def _flat(mouth: Mouth) -> bool:
    """Whether a body denies in so many words; else it tells who is still there."""
    return any(fact.claim.status == "denied" for fact in mouth.facts)


def _published(mouth: Mouth) -> int:
    return min(fact.published or 0 for fact in mouth.facts)


def _said(value: str, mouths: Sequence[Mouth]) -> Value:
    claims = sorted({fact.claim.claim for mouth in mouths for fact in mouth.facts})
    return Value(value=value, origins=tuple(mouth.name for mouth in mouths), claims=tuple(claims))


def _counts(accounts: Accounts) -> Contest | None:
    for total in accounts.totals:
        rows = total.by
        if any(disjoint(a, b) for n, a in enumerate(rows) for b in rows[n + 1 :]):
            return Contest(field="counts", values=tuple(_counted(total, a) for a in rows))
    return _part_above_whole(accounts.totals)


def _part_above_whole(totals: Sequence[Total]) -> Contest | None:
    """The contest where one account's count of all people is below another's of some of them."""
    for whole in (total for total in totals if total.who == "people"):
        for part in (total for total in totals if total.what == whole.what and total is not whole):
            for a in whole.by:
                if any(_above(own, a) for total in totals for own in _same_origin(total, whole, a)):
                    continue  # its figure for people is of some of them only
                for b in part.by:
                    if a.origin != b.origin and _above(b, a):
                        return Contest(field="counts", values=(_counted(whole, a), _counted(part, b)))
    return _single_figures(totals)


def _same_origin(total: Total, whole: Total, account: Account) -> tuple[Account, ...]:
    return tuple(b for b in total.by if total.what == whole.what and b.origin == account.origin)


def _single_figures(totals: Sequence[Total]) -> Contest | None:
    """The contest of accounts whose figures for all that was done to people exclude each other though they
    call the people otherwise ("21 passengers" by one, "50 people" by the other)."""
    for what in dict.fromkeys(total.what for total in totals if total.what in _HARM):
        told: dict[str, list[tuple[Total, Account]]] = {}
        for total in totals:
            for account in total.by if total.what == what else ():
                told.setdefault(account.origin, []).append((total, account))
        wholes = [whole for rows in told.values() if (whole := _whole(rows)) is not None]
        for n, (total, a) in enumerate(wholes):
            for other, b in wholes[n + 1 :]:
                if total.who != other.who and "people" in (total.who, other.who) and disjoint(a, b):
                    return Contest(field="counts", values=tuple(_counted(t, row) for t, row in wholes))
    return None


def _whole(rows: Sequence[tuple[Total, Account]]) -> tuple[Total, Account] | None:
    """An account's figure for all people: the one it gives for people, unless another of its own is larger
    ("a former candidate, three contractors and 11 soldiers"), else the only one it gives."""
    of_all = next((row for row in rows if row[0].who == "people"), None)
    if of_all is None:
        return rows[0] if len(rows) == 1 else None
    return None if any(_above(row[1], of_all[1]) for row in rows) else of_all


def _above(part: Account, whole: Account) -> bool:
    return part.low is not None and whole.high is not None and part.low > whole.high


def _counted(total: Total, account: Account) -> Value:
    value = f"{total.what} {total.who}: {_range(account.low, account.high)}"
    return Value(value=value, origins=(account.origin,), claims=account.claims)


def _range(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return "untold"
    if low == high:
        return str(low)
    if high is None:
        return f"{low} or more"
    return f"up to {high}" if low is None else f"{low} to {high}"


def _own_deed(accounts: Accounts, knowledge: Knowledge) -> Contest | None:
    """The contest over a deed that its alleged doer denies, where somebody else tells of it without naming
    any doer: that it happened is told by more than those who blame."""
    denials = [(m, f) for m in accounts.denying for f in m.facts if f.claim.status == "denied"]
    if not denials or not all(_denies_own(fact, knowledge) for _, fact in denials):
        return None
    told = [(m, f) for m in accounts.affirming for f in m.facts if f.claim.kind in _DONE_BY_ONE]
    blaming = [(m, f) for m, f in told if f.actors]
    if not blaming or len(blaming) == len(told):
        return None
    rows = (*_values(blaming, _actor_names), *_values(denials, lambda f: "not " + _actor_names(f)))
    return Contest(field="actors", values=rows)


def _denies_own(fact: Fact, knowledge: Knowledge) -> bool:
    return fact.origin is not None and any(knowledge.same(fact.origin, body) for body in fact.actors)


def _actors(accounts: Accounts, knowledge: Knowledge) -> Contest | None:
    def named(fact: Fact) -> tuple[Body, ...]:
        return () if fact.claim.kind not in _DONE_BY_ONE else tuple(b for b in fact.actors if not b.generic)

    def other(a: Fact, b: Fact) -> bool:
        if a.claim.kind in _HOLDING and b.claim.kind in _HOLDING:
            return False
        left, right = named(a), named(b)
        if not left or not right or not _one_deed(a, b, knowledge):
            return False
        if any(knowledge.same(x, y) for x in left for y in right):
            return False
        if _refuses(a, right, accounts, knowledge) or _refuses(b, left, accounts, knowledge):
            return True
        if any(_vague(x, y) for x in left for y in right):
            return False
        relation = _relation(a, b, knowledge)
        if relation in ("same", "allied"):
            return False
        return relation == "opposed" or _accused(a, right, knowledge) or _accused(b, left, knowledge)

    return _split("actors", accounts.affirming, other, lambda f: ", ".join(b.name for b in named(f)))


def _one_deed(a: Fact, b: Fact, knowledge: Knowledge) -> bool:
    """Whether two claims tell one deed: of one kind, or a blow and the ruin of the same thing."""
    if a.claim.kind == b.claim.kind:
        return True
    if "destroy" not in (a.claim.kind, b.claim.kind) or not {a.claim.kind, b.claim.kind} & STRIKES:
        return False
    return any(knowledge.same(x, y) for x in a.targets for y in b.targets)


def _refuses(fact: Fact, actors: Sequence[Body], accounts: Accounts, knowledge: Knowledge) -> bool:
    """Whether who gives an account also says that those whom another names did not do it."""
    return any(
        fact.origin is not None
        and denial.origin is not None
        and knowledge.same(fact.origin, denial.origin)
        and any(knowledge.same(x, y) for x in denial.actors for y in actors)
        for denial in accounts.refusals
    )


def _accused(fact: Fact, actors: Sequence[Body], knowledge: Knowledge) -> bool:
    """Whether an account's own speaker, or the one it was done to, is who the other account says did it."""
    others = (*fact.targets, *((fact.origin,) if fact.origin is not None else ()))
    return any(knowledge.same(x, y) for x in others for y in actors)


def _relation(a: Fact, b: Fact, knowledge: Knowledge) -> str:
    on = a.claim.when.earliest or a.claim.published
    found = {knowledge.relation(x, y, on, a.country) for x in a.actors for y in b.actors}
    return next((r for r in ("same", "allied", "opposed") if r in found), "unknown")


def _vague(x: Body, y: Body) -> bool:
    return not x.name[:1].isupper() or not y.name[:1].isupper()


def _targets(accounts: Accounts) -> Contest | None:
    def other(a: Fact, b: Fact) -> bool:
        violent = a.claim.kind in _VIOLENT and b.claim.kind in _VIOLENT
        return violent and {_aim(a), _aim(b)} == {"civilians", "fighters"}

    return _split("targets", accounts.affirming, other, lambda f: ", ".join(b.name for b in f.targets))


_ARMED = frozenset(
    "terrorists terrorist militants fighters rebels gunmen jihadists positions troops insurgents".split()
)


def _aim(fact: Fact) -> str | None:
    words = {word for body in fact.targets for word in body.name.casefold().split()}
    armed = bool(words & _ARMED) or any(b.state or b.party == "armed_group" for b in fact.targets)
    unarmed = civil(fact) and words != {"people"}
    if unarmed == armed:
        return None
    return "civilians" if unarmed else "fighters"


def _kinds(accounts: Accounts, rules: Rules) -> Contest | None:
    def other(a: Fact, b: Fact) -> bool:
        first, second = sorted((a.claim.kind, b.claim.kind))
        among = rules.excludes.get((first, second))
        if among == "civilians" and not any(_aim(fact) == "civilians" for fact in (a, b)):
            return False
        return among is not None

    instead = [(m, f) for m in accounts.versions for f in m.facts if f.claim.kind not in _BESIDE]
    denied = {fact.claim.kind for mouth in accounts.denying for fact in mouth.facts}
    if any(fact.claim.kind not in denied for _, fact in instead):
        told = [(m, f) for m in accounts.affirming for f in m.facts if f.claim.kind in denied]
        if told:
            return Contest(field="kind", values=_values([*told, *instead], lambda f: f.claim.kind))
    return _split("kind", accounts.affirming, other, lambda f: f.claim.kind)


def _holder(accounts: Accounts, knowledge: Knowledge) -> Contest | None:
    still = [(mouth, fact) for mouth in accounts.denying if not _flat(mouth) for fact in mouth.facts]
    if still:
        told = [(m, f) for m in accounts.affirming for f in m.facts if f.claim.kind in _HOLDING and f.actors]
        if told:
            return Contest(field="holder", values=_values([*told, *still], _actor_names))

    def other(a: Fact, b: Fact) -> bool:
        if a.claim.kind not in _HOLDING or b.claim.kind not in _HOLDING or not a.actors or not b.actors:
            return False
        if any(body.generic for body in (*a.actors, *b.actors)):
            return False
        return _relation(a, b, knowledge) == "opposed" or _state_against_other(a, b, knowledge)

    return _split("holder", accounts.affirming, other, _actor_names)


def _actor_names(fact: Fact) -> str:
    return ", ".join(body.name for body in fact.actors)


def _state_against_other(a: Fact, b: Fact, knowledge: Knowledge) -> bool:
    """Whether one account gives a place to a state and the other to none of that state's bodies or allies."""
    if _relation(a, b, knowledge) != "unknown":
        return False
    return all(x.state for x in a.actors) != all(x.state for x in b.actors)


def _when(accounts: Accounts) -> Contest | None:
    def other(a: Fact, b: Fact) -> bool:
        short = a.claim.kind in _OF_A_DAY and a.claim.kind == b.claim.kind
        return short and day_relation(a, b) in ("next", "apart", "far") and _told_by_day(a, b)

    def told(fact: Fact) -> str:
        when = fact.claim.when
        return f"{when.earliest or ''} to {when.latest or ''}".strip()

    return _split("when", accounts.affirming, other, told)


def _place(accounts: Accounts) -> Contest | None:
    def other(a: Fact, b: Fact) -> bool:
        if a.claim.kind != b.claim.kind or a.claim.kind not in _AT_ONE_PLACE:
            return False
        if not all(len(fact.spots) == 1 and not fact.wide for fact in (a, b)):
            return False
        points = all(spot.lat is not None for fact in (a, b) for spot in fact.spots)
        return points and place_relation(a, b) == "apart"

    return _split("place", accounts.affirming, other, lambda f: f.shown.places)


def _told_by_day(a: Fact, b: Fact) -> bool:
    """Whether both accounts give a day of their own; a length of time may end or begin anywhere."""
    return all(fact.claim.when.precision == "day" and fact.start == fact.end for fact in (a, b))


def _split(
    field: ContestedField,
    mouths: Sequence[Mouth],
    other: Callable[[Fact, Fact], bool],
    told: Callable[[Fact], str],
) -> Contest | None:
    """The contest of a field, where two voices give accounts that exclude each other."""
    facts = [(mouth, fact) for mouth in mouths for fact in mouth.facts]
    against = [
        (n, m)
        for n, (mouth, fact) in enumerate(facts)
        for m, (second, later) in enumerate(facts)
        if n < m and mouth.voice != second.voice and other(fact, later)
    ]
    if not against:
        return None
    involved = sorted({n for pair in against for n in pair})
    return Contest(field=field, values=_values([facts[n] for n in involved], told))


def _values(facts: Sequence[tuple[Mouth, Fact]], told: Callable[[Fact], str]) -> tuple[Value, ...]:
    """One value for each thing that is told, with all who tell it, in the order of the first."""
    values: dict[str, list[tuple[Mouth, Fact]]] = {}
    for mouth, fact in facts:
        values.setdefault(told(fact), []).append((mouth, fact))
    return tuple(
        Value(
            value=value,
            origins=tuple(dict.fromkeys(mouth.name for mouth, _ in found)),
            claims=tuple(sorted({fact.claim.claim for _, fact in found})),
        )
        for value, found in values.items()
    )
