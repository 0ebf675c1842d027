"""Who holds which place since when: control over time, built out of dated, attributed incidents.

In: claims and the incidents they were merged into; out: one :class:`Control` for each interval of each
place. A change is a dated claim. What a party says to its own gain is enough for a contested place and for
no other; what it says against its own side is enough for a change. Only a force in the place at the end of
the day holds it: one that has entered while the other side is still there contests it, and so do two that
took it on one day when nobody tells who was last. Who is only told to remain or hold out in a place that another
took contests it. A besieger that leaves leaves the place to who held it. What is
told of a province is not told of its town, nor the other way round. Where nobody tells who holds a place, it
is unknown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from dateline.control.evidence import about
from dateline.merge.knowledge import Knowledge
from dateline.merge.names import fold, place_key
from dateline.merge.rules import Rules, load_rules
from dateline.model import (
    AFFIRMED,
    BELLIGERENTS,
    WIDE,
    Claim,
    Control,
    ControlState,
    DatePrecision,
    Grade,
    Incident,
    Place,
)

_RANK: Mapping[str, int] = MappingProxyType(
    {"besiege": 0, "advance": 1, "withdraw": 2, "capture": 3, "transfer": 4, "hold": 5}
)
_PROVINCES = frozenset({"province", "governorate", "region", "oblast", "state", "county", "krai"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What one incident tells of one place: who holds it, how surely, and what changed."""

    place: Place
    day: dt.date | None
    precision: DatePrecision | None
    holder: str | None
    state: ControlState
    change: str | None
    grade: Grade
    incident: str
    claims: tuple[str, ...]
    rank: int
    why: str
    leaver: str | None = None
    remains: bool = False
    led: tuple[str, ...] = ()


def control(
    claims: Sequence[Claim],
    incidents: Sequence[Incident],
    words: object | None = None,
    rules: Rules | None = None,
) -> tuple[Control, ...]:
    """The intervals of control that the incidents tell, sorted by country, place and start.

    A claim id that the claims do not hold is left out of the evidence; incidents of which none is left tell
    nothing.
    """
    rules = rules if rules is not None else load_rules()
    knowledge = Knowledge(rules, words)
    known = {claim.claim: claim for claim in claims}
    places: dict[tuple[str, str, bool], list[_Step]] = {}
    for incident in incidents:
        for step in _steps(incident, known, rules, knowledge):
            name = str(step.place.geonames or place_key(step.place.name))
            key = (step.place.country or "", name, _is_province(step.place))
            places.setdefault(key, []).append(step)
    rows = [row for key in sorted(places) for row in _intervals(_under_one_name(places[key]), knowledge)]
    return tuple(sorted(rows, key=lambda row: (row.country or "", row.place, row.start or dt.date.min)))


def _under_one_name(steps: Sequence[_Step]) -> list[_Step]:
    """The steps of one place, which reports may call by several names, under the one told most often."""
    told = Counter(step.place.name for step in steps)
    name = min(told, key=lambda each: (-told[each], len(each), each))
    place = min((step for step in steps if step.place.name == name), key=lambda step: step.incident).place
    return [replace(step, place=place) for step in steps]


def _is_province(place: Place) -> bool:
    """Whether a place is a province or the like, by its reading or its own name ("Hama province")."""
    return place.precision == "province" or fold(place.name).split()[-1] in _PROVINCES


def _steps(
    incident: Incident, known: Mapping[str, Claim], rules: Rules, knowledge: Knowledge
) -> Iterator[_Step]:
    if incident.kind not in _RANK or incident.status not in AFFIRMED:
        return
    if incident.kind == "hold" and incident.status == "happened" and incident.when.earliest is None:
        return  # a holding that is over, begun nobody says when, changes nothing
    day = incident.when.latest if incident.kind != "hold" else incident.when.earliest or incident.when.latest
    for place in incident.places:
        if place.precision in WIDE or knowledge.nation_named(place.name) is not None:
            continue
        part = about(incident, place, known, rules)
        told = tuple(claim for claim in part.claims if claim in known) if part is not None else ()
        if part is None or not told:
            continue
        holder, state, change, why = _read(part)
        yield _Step(
            place=place,
            day=day,
            precision=incident.when.precision,
            holder=holder,
            state=state,
            change=change,
            grade=part.grade,
            incident=incident.incident,
            claims=told,
            rank=_RANK[incident.kind],
            why=why,
            leaver=incident.actors[0].name if change == "withdrew" and incident.actors else None,
            remains=incident.kind == "hold" and all(_remains(known[one], rules) for one in told),
        )


def _remains(claim: Claim, rules: Rules) -> bool:
    """Whether a claim tells no more than that a force is still there ("holding out in one district")."""
    words = f" {claim.trigger.casefold()} "
    return any(f" {word} " in words for word in rules.remaining)


def _read(incident: Incident) -> tuple[str | None, ControlState, str | None, str]:
    """Holder, state, change and reason that an incident gives a place."""
    actor = incident.actors[0].name if incident.actors else None
    target = incident.targets[0].name if incident.targets else None
    firm, reason = _firm(incident)
    if incident.kind == "besiege":
        return None, "besieged", "besieged", "besieged: a siege by itself ends no hold"
    if incident.kind == "advance":
        return None, "contested", "entered", "a force has entered; nobody says that the other side is gone"
    if incident.kind == "withdraw":
        if not firm:
            return None, "contested", "withdrew", reason
        after = incident.holder_after
        return after, "held" if after is not None else "unknown", "withdrew", reason
    holder = incident.holder_after or (target if incident.kind == "transfer" else actor)
    change = {"capture": "captured", "transfer": "handed over"}.get(incident.kind)
    if holder is None:
        return None, "unknown", change, "the claims do not name the force"
    return (holder, "held", change, reason) if firm else (None, "contested", change, reason)


def _firm(incident: Incident) -> tuple[bool, str]:
    """Whether the origins of an incident are enough for a change of control, and the sentence that says
    why."""
    if incident.grade == "contested":
        return False, f"contested: {incident.why}"
    if incident.grade in ("admitted", "corroborated"):
        return True, f"{incident.grade}: {incident.why}"
    losing = [origin.name for origin in incident.origins if origin.stands == "loses"]
    if losing:
        return True, f"{losing[0]} says so against its own side"
    if any(origin.party in BELLIGERENTS for origin in incident.origins):
        return False, f"only a party to the fighting says so: {incident.why}"
    return True, f"{incident.grade}: {incident.why}"


def _intervals(steps: Sequence[_Step], knowledge: Knowledge) -> list[Control]:
    """The intervals of one place: each lasts until the next step that tells something else."""
    rows: list[Control] = []
    held: list[str] = []
    for step in _ends_of_days(steps):
        last = rows[-1] if rows else None
        holder = step.holder
        if step.state == "besieged" and last is not None:
            holder = last.holder
        if last is not None and (stays := _siege_lifted(rows, step, knowledge)) is not None:
            holder, step = stays, replace(step, holder=stays, state="held", change="siege lifted")
        if last is not None and _still_there(last, step, knowledge):
            why = f"{step.holder} is told to be still there, not to hold it"
            holder, step = None, replace(step, holder=None, state="contested", change=None, why=why)
        if last is not None and _both_on_one_day(last, step, knowledge):
            rows[-1] = _disputed(last, step)
            continue
        if last is not None and _goes_on(last, step, holder, knowledge):
            rows[-1] = _joined(last, step)
            continue
        again = any(_same(name, holder, knowledge) for name in held) if holder is not None else False
        change = "recaptured" if step.change == "captured" and again else step.change
        if last is not None:
            rows[-1] = replace(last, end=step.day, end_precision=step.precision)
        rows.append(_row(step, holder, change))
        if holder is not None and step.state == "held":
            held.append(holder)
    return rows


def _siege_lifted(rows: Sequence[Control], step: _Step, knowledge: Knowledge) -> str | None:
    """The holder that a withdrawal leaves in place: it was another that left, who had only besieged it or
    got in."""
    last = rows[-1]
    held = next((row.holder for row in reversed(rows) if row.holder is not None), None)
    if step.leaver is None or step.holder is not None or last.state not in ("besieged", "contested"):
        return None
    return None if held is None or _same(held, step.leaver, knowledge) else held


def _still_there(last: Control, step: _Step, knowledge: Knowledge) -> bool:
    """Whether a force only remains in a place that was taken from it, by whomever."""
    lost = last.state in ("held", "unknown") and last.change in ("captured", "recaptured", "handed over")
    return (
        step.remains and step.holder is not None and lost and not _same(step.holder, last.holder, knowledge)
    )


def _both_on_one_day(last: Control, step: _Step, knowledge: Knowledge) -> bool:
    """Whether two sides are each firmly told to have taken a place on one day."""
    took = last.change in ("captured", "recaptured", "handed over") and _takes(step)
    if not took or step.day is None or step.day != last.start or step.holder is None:
        return False
    return last.state == "held" and last.holder is not None and not _same(last.holder, step.holder, knowledge)


def _disputed(last: Control, step: _Step) -> Control:
    why = (
        f"{last.holder} and {step.holder} are each told to have taken it that day; nobody tells who was last"
    )
    joined = _joined(last, step)
    return replace(joined, holder=None, state="contested", change=last.change, grade="contested", why=why)


def _ends_of_days(steps: Sequence[_Step]) -> list[_Step]:
    """The steps in order; an entry, siege or withdrawal on the day of a capture is part of that one."""
    taken = {step.day for step in steps if step.day is not None and _takes(step)}
    part: dict[dt.date, list[_Step]] = {}
    whole: list[_Step] = []
    for step in sorted(steps, key=lambda s: (s.day or dt.date.min, s.rank, s.incident)):
        if step.day is not None and step.day in taken and step.rank <= _RANK["withdraw"]:
            part.setdefault(step.day, []).append(step)
        elif step.day is not None and step.day in part and _takes(step):
            # Only what is in force at the end of the day counts; what led to it stays as evidence.
            whole.append(replace(step, claims=_claims(step, part[step.day]), led=_incidents(part[step.day])))
        else:
            whole.append(step)
    return whole


def _takes(step: _Step) -> bool:
    return step.rank in (_RANK["capture"], _RANK["transfer"])


def _claims(step: _Step, others: Sequence[_Step]) -> tuple[str, ...]:
    return tuple(sorted({*step.claims, *(claim for other in others for claim in other.claims)}))


def _incidents(steps: Sequence[_Step]) -> tuple[str, ...]:
    return tuple(sorted({step.incident for step in steps}))


def _same(name: str, other: str | None, knowledge: Knowledge) -> bool:
    """Whether two names are one side's: one body, one party, or allies by the register of sides."""
    if other is None:
        return False
    return knowledge.relation(knowledge.body(name), knowledge.body(other), None, None) in ("same", "allied")


def _goes_on(last: Control, step: _Step, holder: str | None, knowledge: Knowledge) -> bool:
    """Whether a step only bears out the interval that runs already."""
    if last.state != step.state:
        same_day = step.day is None or step.day == last.start
        # A withdrawal or an entry on the day of a firm capture is part of it.
        return last.state == "held" and step.rank <= _RANK["withdraw"] and same_day
    if last.holder is None or holder is None:
        return last.holder == holder
    return _same(last.holder, holder, knowledge)


def _joined(last: Control, step: _Step) -> Control:
    return replace(
        last,
        incidents=tuple(sorted({*last.incidents, step.incident, *step.led})),
        claims=tuple(sorted({*last.claims, *step.claims})),
        grade=last.grade if _ORDER[last.grade] <= _ORDER[step.grade] else step.grade,
    )


_ORDER: Mapping[Grade, int] = MappingProxyType(
    {"admitted": 0, "corroborated": 1, "claimed": 2, "unattributed": 3, "contested": 4}
)


def _row(step: _Step, holder: str | None, change: str | None) -> Control:
    return Control(
        place=step.place.name,
        country=step.place.country,
        lat=step.place.lat,
        lon=step.place.lon,
        precision=step.place.precision,
        holder=holder,
        state=step.state,
        start=step.day,
        start_precision=step.precision,
        end=None,
        end_precision=None,
        change=change,
        grade=step.grade,
        incidents=tuple(sorted({step.incident, *step.led})),
        claims=step.claims,
        why=step.why,
    )
