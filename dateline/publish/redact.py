"""Takes the names of private persons out of a run's records before anything is published.

In comes a Run, out comes one in which every name of a witness, a resident or a victim is blotted out, letter
by letter, in texts and records alike: lengths stay, so offsets and grounding hold. Officials, commanders and
bodies of the register stay. What is private is read off the claims: a person who speaks as a witness or for
nobody known, and a civilian who is named as the one it was done to. A name that no claim holds is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from dateline.model import Actor, Claim, Source
from dateline.publish.record import Run

BLOT = "▇"
"""Stands for one letter of a private name."""

_PRIVATE_PARTIES = frozenset({"witness", "unknown"})
_NAME = re.compile(r"(?:[^\W\d_][\w'’.-]*)(?:\s+[^\W\d_][\w'’.-]*){0,4}")
_LEAST = 3

T = TypeVar("T")


def redact(run: Run) -> Run:
    """The same run with the names of private persons blotted out; ids and offsets stay."""
    by_report: dict[str, set[str]] = {}
    for claim in run.claims:
        by_report.setdefault(claim.report, set()).update(private_names(claim))
    everywhere = sorted({name for names in by_report.values() for name in names})
    if not everywhere:
        return run
    public = _public_words(run)
    pattern = _pattern(everywhere, public)
    return _blotted(run, pattern)


def private_names(claim: Claim) -> frozenset[str]:
    """Names of private persons that a claim holds, as written."""
    found: set[str] = set()
    for source in claim.said_by:
        found.update(_spoken(source))
    for actor in (*claim.actors, *claim.targets):
        if actor.actor is None and actor.type == "civilians" and _is_personal(actor):
            found.update((actor.name, actor.words))
    return frozenset(name for name in found if _NAME.fullmatch(name))


def _spoken(source: Source) -> Iterator[str]:
    if source.party not in _PRIVATE_PARTIES or source.actor is not None:
        return
    if source.person is not None:
        yield source.person
    if source.party == "witness" and _looks_like_a_name(source.name):
        yield source.name


def _is_personal(actor: Actor) -> bool:
    return _looks_like_a_name(actor.name) and _looks_like_a_name(actor.words)


def _looks_like_a_name(words: str) -> bool:
    """Two to five words, each with a capital (particles such as "al" or "bin" aside)."""
    parts = words.split()
    if not 2 <= len(parts) <= 5 or not _NAME.fullmatch(words):
        return False
    capital = [part for part in parts if part[0].isupper()]
    return len(capital) >= 2 and parts[0][0].isupper() and all(len(p) <= 4 for p in parts if p not in capital)


def _public_words(run: Run) -> frozenset[str]:
    """Words of names that must stay: places and registered bodies of the run."""
    words: set[str] = set()
    for claim in run.claims:
        for place in claim.places:
            words.update(place.name.split() + place.words.split())
        for actor in (*claim.actors, *claim.targets):
            if actor.actor is not None:
                words.update(actor.name.split())
    return frozenset(words)


def _pattern(names: list[str], public: frozenset[str]) -> re.Pattern[str]:
    """Matches each full name, and each single word of one that is no public word."""
    forms = set(names)
    for name in names:
        for part in name.split():
            bare = part.strip(".,'’")
            if len(bare) >= _LEAST and bare[0].isupper() and bare not in public:
                forms.add(bare)
    longest = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(form) for form in longest) + r")(?!\w)")


def _blotted(value: T, pattern: re.Pattern[str]) -> T:
    """The value with every text in it blotted; texts of equal length, records of equal shape."""
    if isinstance(value, str):
        return cast(T, pattern.sub(lambda found: re.sub(r"\w", BLOT, found.group()), value))
    if isinstance(value, tuple):
        return cast(T, tuple(_blotted(item, pattern) for item in value))
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: _blotted(getattr(value, one.name), pattern) for one in fields(value)}
        return cast(T, replace(value, **changed))
    return value
