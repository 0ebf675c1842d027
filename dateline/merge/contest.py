"""Finds the fields of an incident on which its accounts cannot all be true, with who says what.

In: the mouths that affirm and deny an incident, its totals; out: one :class:`Contest` a field. Two accounts
that merely differ in detail are no contest: one must exclude the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dateline.merge.counts import disjoint
from dateline.merge.facts import Fact, civil
from dateline.merge.features import day_relation
from dateline.merge.knowledge import Body, Knowledge
from dateline.merge.origins import Mouth
from dateline.merge.rules import Rules
from dateline.model import Account, Contest, ContestedField, Total, Value

_STRIKES = frozenset(
    {"airstrike", "drone_strike", "shelling", "bombing", "suicide_bombing", "chemical_attack"}
)
_DONE_BY_ONE = _STRIKES | {"attack", "abduct", "abuse", "sexual_violence", "destroy", "displace", "free"}
_VIOLENT = _STRIKES | {"attack", "clash"}
_OF_A_DAY = _STRIKES | {"attack", "abduct", "capture", "free", "withdraw", "transfer", "intercept"}
_HOLDING = frozenset({"hold", "capture", "transfer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Who affirms and who denies an incident, its totals, and denials by which somebody who affirms it only
    clears those whom others name."""

    affirming: tuple[Mouth, ...]
    denying: tuple[Mouth, ...]
    totals: tuple[Total, ...]
    refusals: tuple[Fact, ...] = ()


def contests(accounts: Accounts, knowledge: Knowledge, rules: Rules) -> tuple[Contest, ...]:
    """Every contested field, in the order of the model's fields."""
    found = (
        _counts(accounts),
        _actors(accounts, knowledge),
        _targets(accounts),
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
    if not accounts.denying or not accounts.affirming:
        return None
    first = min(_published(mouth) for mouth in accounts.affirming)
    told = [(first, 0, _said("happened", accounts.affirming))]
    told.append((min(_published(mouth) for mouth in accounts.denying), 1, _said("denied", accounts.denying)))
    # in the order of time, so that a denial that was overtaken stands before what overtook it
    return Contest(
        field="status", values=tuple(value for _, _, value in sorted(told, key=lambda row: row[:2]))
    )


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
                for b in part.by:
                    if a.origin != b.origin and a.high is not None and b.low is not None and a.high < b.low:
                        return Contest(field="counts", values=(_counted(whole, a), _counted(part, b)))
    return None


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


def _actors(accounts: Accounts, knowledge: Knowledge) -> Contest | None:
    def named(fact: Fact) -> tuple[Body, ...]:
        return () if fact.claim.kind not in _DONE_BY_ONE else tuple(b for b in fact.actors if not b.generic)

    def other(a: Fact, b: Fact) -> bool:
        if a.claim.kind in _HOLDING and b.claim.kind in _HOLDING:
            return False
        left, right = named(a), named(b)
        if not left or not right or a.claim.kind != b.claim.kind:
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
    unarmed, armed = civil(fact), bool(words & _ARMED) or any(b.state for b in fact.targets)
    if unarmed == armed:
        return None
    return "civilians" if unarmed else "fighters"


def _kinds(accounts: Accounts, rules: Rules) -> Contest | None:
    def other(a: Fact, b: Fact) -> bool:
        first, second = sorted((a.claim.kind, b.claim.kind))
        return (first, second) in rules.excludes

    return _split("kind", accounts.affirming, other, lambda f: f.claim.kind)


def _holder(accounts: Accounts, knowledge: Knowledge) -> Contest | None:
    def other(a: Fact, b: Fact) -> bool:
        if a.claim.kind not in _HOLDING or b.claim.kind not in _HOLDING or not a.actors or not b.actors:
            return False
        if any(body.generic for body in (*a.actors, *b.actors)):
            return False
        return _relation(a, b, knowledge) == "opposed" or _state_against_other(a, b, knowledge)

    return _split("holder", accounts.affirming, other, lambda f: ", ".join(b.name for b in f.actors))


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
    values: dict[str, list[tuple[Mouth, Fact]]] = {}
    for n in involved:
        values.setdefault(told(facts[n][1]), []).append(facts[n])
    rows = tuple(
        Value(
            value=value,
            origins=tuple(dict.fromkeys(mouth.name for mouth, _ in found)),
            claims=tuple(sorted({fact.claim.claim for _, fact in found})),
        )
        for value, found in values.items()
    )
    return Contest(field=field, values=rows)
