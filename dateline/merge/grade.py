"""Grades an incident and says why: admitted, corroborated, claimed, contested or unattributed.

In: the voices that affirm and deny it, where each stands; out: the grade, the sentence that explains it,
and the Admiralty code's number for the item (1 confirmed by others … 5 improbable, 6 cannot be judged).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dateline.merge.rules import Rules
from dateline.model import Grade, Stands


class Speaker(Protocol):
    """One who affirms or denies: a name, and whether it is an outlet's own voice."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def own(self) -> bool:
        """Whether it is an outlet's own voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A grade, its item number on the Admiralty scale, and the sentence that explains it."""

    grade: Grade
    admiralty: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a grade rests on: the affirming voices, the deniers, where each stands, and clashes among the
    accounts.

    ``taken_back`` is true where the side that loses by the happening said so after it had denied it;
    ``clash`` describes accounts that cannot both be true, if any; ``hedged`` is true where every claim
    keeps its distance.
    """

    voices: tuple[tuple[Speaker, ...], ...]
    deniers: tuple[Speaker, ...]
    stands: Mapping[str, Stands]
    clash: str | None
    taken_back: bool
    hedged: bool


def grade(evidence: Evidence, rules: Rules) -> Verdict:
    """The verdict on one incident."""
    told, why = _grade(evidence)
    number = 6
    doubts = told == "contested"
    for row in rules.admiralty:
        fits = row.grade == told and len(evidence.voices) >= row.least_voices
        if fits and row.contested in (None, doubts) and row.hedged in (None, evidence.hedged):
            number = row.number
            break
    return Verdict(grade=told, admiralty=number, why=why)


def _grade(evidence: Evidence) -> tuple[Grade, str]:
    losing = [row for row in evidence.voices if any(evidence.stands[m.name] == "loses" for m in row)]
    free = [row for row in evidence.voices if not all(evidence.stands[m.name] == "gains" for m in row)]
    count = len(evidence.voices)
    names = _names([m for row in evidence.voices for m in row])
    if evidence.deniers and not (evidence.taken_back and losing and count > 1):
        denied = _names(evidence.deniers)
        if not evidence.voices:
            return "contested", f"Nobody vouches for it, and {denied} {_verb(evidence.deniers, 'deny')} it."
        return (
            "contested",
            f"{names} {_verb_n(names, 'say')} so; {denied} {_verb(evidence.deniers, 'deny')} it.",
        )
    if evidence.clash is not None:
        return "contested", evidence.clash
    if losing and count > 1:
        loser = next(m for m in losing[0] if evidence.stands[m.name] == "loses")
        others = _names([m for row in evidence.voices if row is not losing[0] for m in row])
        return "admitted", f"{loser.name}, which loses by it, says so; {others} {_verb_n(others, 'agree')}."
    if count > 1 and free:
        neutral = _names(list(free[0]))
        return "corroborated", f"{count} independent voices tell it: {names}; {neutral} {_gainless(free[0])}."
    if all(m.own for row in evidence.voices for m in row) and count == 1:
        return "unattributed", f"Only {names} {_verb_n(names, 'tell')} it, in the outlet's own voice."
    if count > 1:
        return "claimed", f"Only parties that gain by it say so: {names}."
    return "claimed", f"Only one voice tells it: {names}{_interest(evidence)}."


def _interest(evidence: Evidence) -> str:
    standing = {evidence.stands[m.name] for row in evidence.voices for m in row}
    if "gains" in standing:
        return ", a party that gains by it"
    if "loses" in standing:
        return ", though it speaks against its own side"
    return ""


def _gainless(row: Sequence[Speaker]) -> str:
    return "gains nothing by it" if len(row) == 1 else "gain nothing by it"


def _names(mouths: Sequence[Speaker]) -> str:
    names = [mouth.name for mouth in mouths]
    if len(names) <= 1:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def _verb(mouths: Sequence[Speaker], verb: str) -> str:
    return verb if len(mouths) > 1 else _singular(verb)


def _verb_n(names: str, verb: str) -> str:
    return verb if " and " in names else _singular(verb)


def _singular(verb: str) -> str:
    return {"deny": "denies"}.get(verb, f"{verb}s")
