"""How a report names a body of the register: the fullest name it uses, by who it is to the report's country.

In: a register entry and a report's :class:`~dateline.mention.actor_context.ActorContext`. Out: a
:class:`~dateline.mention.noun_phrases.NamedActor`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from dateline.mention.actor_context import ActorContext, is_proper
from dateline.mention.noun_phrases import NamedActor
from dateline.words.actors import ActorEntry
from dateline.words.folding import is_acronym

_FORCE_BODIES = frozenset(
    {
        "forces",
        "army",
        "air-force",
        "navy",
        "air-defence",
        "special-forces",
        "security-forces",
        "general-staff",
    }
)
_HOME_FAMILY = ("army", "forces")
HEADS_OF_STATE = frozenset({"government", "presidency", "prime-minister"})
_GOVERNMENT = re.compile(r"government|authorit|regime|cabinet|president|minister|official", re.IGNORECASE)
_OWN_ARM = re.compile(r"\b(?:air force|navy|air defen[cs]es?|air defen[cs]e systems)$", re.IGNORECASE)


def named(entry: ActorEntry, context: ActorContext, why: str, surface: str = "") -> NamedActor:
    """The name of a body in this report.

    A state's forces go by the state's name abroad, and at home too where two states fight; else by the
    fullest name the report uses for them. A government at home is "the Syrian government" where the words
    say so.
    """
    home = entry.country == context.country
    minister = entry.body == "foreign-ministry" and not surface.lower().endswith(("ministry", "affairs"))
    if entry.body in HEADS_OF_STATE or minister:
        entry = context.table.entry(entry.root) or entry
        surface = surface if entry.body == "government" and surface else "government"
    own = (entry.body == "army" and entry.id in context.full and (home or context.interstate)) or (
        home and _OWN_ARM.search(surface) is not None
    )
    if (
        entry.body in _FORCE_BODIES
        and not own
        and not _is_title(surface)
        and (not home or context.interstate)
    ):
        entry = context.table.entry(entry.root) or entry
    spelled = entry.body is not None or (is_acronym(entry.name) and entry.party == "international")
    known = context.full.get(entry.id) if spelled else None
    name = known or entry.name
    if entry.body is None:
        name = context.acronyms.get(surface, name)
    if entry.body == "government":
        name = entry.state or entry.name
        stated = not surface or any(form and form in surface for form in (entry.state, entry.demonym))
        speaks = _GOVERNMENT.search(surface) or not stated
        if home and not context.interstate and entry.demonym and speaks:
            name = f"{_owner(entry, context)} government"
    elif entry.body in _HOME_FAMILY:
        name = force_name(entry, context, surface)
    return NamedActor(name=name, type=entry.type, actor=entry.id, country=entry.country, why=why)


def _is_title(surface: str) -> bool:
    """Whether a surface is a force's own name or initials, not an adjective with a common noun."""
    return is_proper(surface) or is_acronym(surface)


def force_name(entry: ActorEntry, context: ActorContext, surface: str) -> str:
    """A state's forces at home: the army's proper name where the report has one, else what it calls them."""
    iso = (entry.country or "").lower()
    for body in _HOME_FAMILY:
        known = context.full.get(f"{iso}-{body}")
        if known is not None:
            return known
    soldiers = "soldier" in surface.lower() or "troops" in surface.lower()
    if (
        entry.body == "forces"
        and not soldiers
        and not any(hit.entry.id == f"{iso}-army" for hit in context.hits)
    ):
        return entry.name.replace(entry.demonym or "", _owner(entry, context))
    army = context.table.entry(f"{iso}-army")
    if army is None or army.demonym is None or army.state is None:
        return entry.name if army is None else army.name
    called = f"{_owner(army, context)} {army_as_called(context.text, army.demonym, army.state)}"
    return army.name.replace(f"{army.demonym} army", called)


def _owner(entry: ActorEntry, context: ActorContext) -> str:
    """What stands before the name of a state's body: the state's adjective, or its name where the adjective is of
    another name of it ("Burmese") and the report does not use that."""
    state, demonym = entry.state or "", entry.demonym or ""
    renamed = demonym[:3] != state[:3] and state in context.text and demonym not in context.text
    return state if renamed else demonym


@lru_cache(maxsize=64)
def army_as_called(text: str, demonym: str, state: str) -> str:
    """What a report calls the army of a state: the military or the armed forces where it calls it so more often than
    the army."""
    told = re.compile(
        rf"\b(?:{re.escape(demonym)}|{re.escape(state)}(?:['’]s)?|the) (army|military|armed forces)\b",
        re.IGNORECASE,
    )
    nouns = Counter(match[1].casefold() for match in told.finditer(text))
    return max(_ARMIES, key=lambda noun: nouns[noun])


_ARMIES = ("army", "military", "armed forces")
"""What the army of a state is called; of those that a report uses equally often the first."""
