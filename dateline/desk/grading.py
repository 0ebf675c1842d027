"""What would raise or lower the grade of an incident, from the rules by which it was graded.

In: one incident; out: sentences. The rules are those of ``dateline.merge.grade``; nothing here grades.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.model import Incident, Origin
from dateline.publish.english import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would raise the grade, what would lower it, and what would leave it as it is."""

    higher: tuple[str, ...]
    lower: tuple[str, ...]
    unmoved: tuple[str, ...]


def voices(origins: Sequence[Origin]) -> tuple[tuple[Origin, ...], ...]:
    """The bodies that speak with one voice together, in the order told."""
    found: dict[str, list[Origin]] = {}
    for origin in origins:
        found.setdefault(origin.voice, []).append(origin)
    return tuple(tuple(bodies) for bodies in found.values())


def outlook(incident: Incident) -> Outlook:
    """What further accounts, or the loss of one, would do to the grade."""
    told = voices(incident.origins)
    lower = ["A denial, or an account that cannot also be true, would make it contested."]
    if incident.grade == "contested":
        lower = ["Nothing stands lower: the accounts already contradict each other."]
    return Outlook(
        higher=_higher(incident, told),
        lower=(*lower, *_losses(incident, told)),
        unmoved=_unmoved(told),
    )


def _higher(incident: Incident, told: Sequence[Sequence[Origin]]) -> tuple[str, ...]:
    admission = "If a side that loses by it said so too, it would be admitted."
    if incident.grade == "contested":
        return _uncontested(incident, told)
    if incident.grade == "admitted":
        return ("Nothing stands higher: a side that loses by it says so, and another voice agrees.",)
    if incident.grade == "corroborated":
        return (admission,)
    if len(told) > 1:
        return ("One more independent voice that does not gain by it would make it corroborated.", admission)
    if any(origin.stands == "loses" for bodies in told for origin in bodies):
        return ("One more independent voice would make it admitted, for this one loses by it.",)
    if told and all(origin.stands == "gains" for origin in told[0]):
        return ("An independent voice that does not gain by it would make it corroborated.", admission)
    return ("One more independent voice would make it corroborated.", admission)


def _uncontested(incident: Incident, told: Sequence[Sequence[Origin]]) -> tuple[str, ...]:
    tell = "voice that tells" if len(told) == 1 else "voices that tell"
    left = f"it would be graded by the {len(told)} {tell} it"
    if not incident.denied_by:
        return (f"If one of the accounts that cannot both be true proved misread, {left}.",)
    names = listed([origin.name for origin in incident.denied_by])
    if not told:
        return (
            f"Nobody vouches for it: without the denial by {names} there would be nothing left to grade.",
        )
    return (
        f"If the denial by {names} were withdrawn, or proved misread, {left}.",
        "If a side that loses by it and denied it came to say so, beside another voice, it would be admitted.",
    )


def _losses(incident: Incident, told: Sequence[Sequence[Origin]]) -> tuple[str, ...]:
    """What the loss of a voice would do."""
    names = [listed([origin.name for origin in bodies]) for bodies in told]
    losing = [n for n, bodies in zip(names, told, strict=True) if any(o.stands == "loses" for o in bodies)]
    free = [n for n, bodies in zip(names, told, strict=True) if not all(o.stands == "gains" for o in bodies)]
    if incident.grade == "admitted" and len(told) == 2:
        return (
            f"If the words of {names[0]} or of {names[1]} proved misread, only one voice would be left: claimed.",
        )
    if incident.grade == "admitted" and len(losing) == 1:
        rest = [name for name in free if name not in losing]
        return (
            f"If the words of {losing[0]} proved misread, it would be {'corroborated' if rest else 'claimed'}.",
        )
    if incident.grade == "corroborated" and len(told) == 2:
        return (f"If {names[0]} and {names[1]} proved to rest on one mouth, it would be claimed.",)
    if incident.grade == "corroborated" and len(free) == 1:
        return (
            f"If the words of {free[0]} proved misread, only voices that gain by it would be left: claimed.",
        )
    return ()


def _unmoved(told: Sequence[Sequence[Origin]]) -> tuple[str, ...]:
    bodies = listed([listed([origin.name for origin in one]) for one in told])
    if not bodies:
        return ()
    return (f"More outlets that pass on {bodies}, or copies of these reports, would change nothing.",)
