"""What is known of a body by its name: its side, its country, its kind; from the word tables where they
know it.

In: a name (of an actor or a source), the country of the place; out: a :class:`Body`. The tables of actors
and of outlets are asked first. A name they do not know is read by its own words: "Iraqi Ministry of
Defense" is a body of Iraq's government because it is made of a nation and of words for bodies of a state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from dateline.merge.names import ARTICLES, clean, fold, same_name, stem, telling
from dateline.merge.rules import Rules
from dateline.model import BELLIGERENTS


class KnownActor(Protocol):
    """A row of the register of actors."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def country(self) -> str | None: ...
    @property
    def party(self) -> str: ...
    @property
    def root(self) -> str: ...


class Actors(Protocol):
    """The register of actors, as far as merging asks it."""

    def lookup(self, words: str, country: str | None = None) -> KnownActor | None: ...

    def entry(self, actor: str) -> KnownActor | None: ...

    def relation(
        self, a: str, b: str, on: dt.date | None = None, country: str | None = None
    ) -> str | None: ...


class KnownOutlet(Protocol):
    """A row of the table of outlets."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def voice(self) -> str | None: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


class Outlets(Protocol):
    """The table of outlets, as far as merging asks it."""

    def lookup(self, name: str) -> KnownOutlet | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body: ``key`` tells it from others, ``root`` is the party whose voice it is, ``nation`` a state's
    ISO code.

    ``state`` is true of a state's own bodies; ``party`` is the kind of party the tables give it, if any.
    """

    key: str
    root: str
    name: str
    nation: str | None = None
    state: bool = False
    generic: bool = False
    party: str | None = None
    known: str | None = None


def government(nation: str) -> str:
    """The id of a country's government, as the register names it."""
    return f"{nation.casefold()}-government"


class Knowledge:
    """Looks bodies up, each name once; answers are a pure function of the tables."""

    def __init__(self, rules: Rules, words: object | None = None) -> None:
        """``words`` gives the register of actors as ``actors`` and the table of outlets as ``outlets``, if
        any."""
        self._rules = rules
        self._actors: Actors | None = getattr(words, "actors", None)
        self._outlets: Outlets | None = getattr(words, "outlets", None)
        self._vague = frozenset(
            stem(word)
            for sense in sorted(rules.bodies)
            for name in rules.bodies[sense]
            for word in name.split()
        ) | frozenset(stem(word) for name in rules.nations for word in name.split())
        self._bodies: dict[tuple[str, str | None], Body] = {}
        self._relations: dict[tuple[str, str, dt.date | None, str | None], str] = {}

    def body(self, name: str, country: str | None = None) -> Body:
        """The body a name stands for; ``country`` (of the place) decides what "the army" is."""
        key = (name, country)
        if key not in self._bodies:
            self._bodies[key] = self._find(name, country)
        return self._bodies[key]

    def _find(self, name: str, country: str | None) -> Body:
        plain = clean(name)
        folded = fold(plain)
        nation, others = self._nation(folded)
        known = self._known(plain, country)
        if known is not None:
            root = known.root
            state = known.party == "government"
            return Body(
                key=str(known.id),
                root=root,
                name=known.name,
                nation=known.country or nation,
                state=state,
                party=known.party,
                known=str(known.id),
            )
        state_words = self._rules.bodies.get("state", frozenset())
        state = bool(others or nation) and all(word in state_words for word in others)
        if state and nation is None:
            nation = country if others else None
        if state and nation is not None:
            return Body(key=folded, root=government(nation), name=plain, nation=nation, state=True)
        united = self._rules.bodies.get("united-nations", frozenset())
        if any(word in united for word in (*folded.split(), " ".join(folded.split()[:2]))):
            return Body(key=folded, root="united-nations", name=plain, party="international")
        return Body(key=folded, root=folded, name=plain, nation=nation, generic=not telling(plain))

    def named(self, name: str, actor: str | None, country: str | None = None) -> Body:
        """The body a record names, by its id in the register where it bears one."""
        known = self.party(actor) if actor is not None else None
        return known if known is not None else self.body(name, country)

    def speaker(self, name: str, actor: str | None, party: str, country: str | None = None) -> Body:
        """The body that a source is: a government's body of a nation speaks for its state though no table
        lists it."""
        body = self.named(name, actor, country)
        if body.known is not None or party not in BELLIGERENTS:
            return body
        above = self._above(name, country)
        if above is not None:
            return replace(above, key=body.key, name=body.name, known=None)
        if party != "government" or (body.state and body.nation is not None):
            return body
        nation = body.nation or (country if self._local(name) else None)
        if nation is None:
            return body
        return Body(key=body.key, root=government(nation), name=body.name, nation=nation, state=True)

    def _above(self, name: str, country: str | None) -> Body | None:
        """The party a body's own name shows it to be part of: all other words are for bodies of a state
        ("Transitional Council Health Ministry")."""
        words = clean(name).split()
        state_words = self._rules.bodies.get("state", frozenset())
        for size in range(len(words) - 1, 0, -1):
            for start in range(len(words) - size + 1):
                rest = fold(" ".join(words[:start] + words[start + size :])).split()
                if not rest or not all(word in state_words or word in ARTICLES for word in rest):
                    continue
                found = self.body(" ".join(words[start : start + size]), country)
                if found.known is not None and found.party in BELLIGERENTS:
                    return found
        return None

    def _local(self, name: str) -> bool:
        """Whether a name is a local office's: a word for a body of a state, and none for a rival of the
        state."""
        words, senses = frozenset(fold(name).split()), self._rules.bodies
        public = senses.get("state", frozenset()) | senses.get("local", frozenset())
        return bool(words & public) and not words & senses.get("rival", frozenset())

    def publisher(self, name: str, country: str | None = None) -> str:
        """A publication's name without the words for its form, where a body is left that the register knows:
        "Red Crescent bulletin" is the Red Crescent's."""
        forms = self._rules.bodies.get("publication", frozenset())
        words = name.split()
        while len(words) > 1 and words[-1].casefold() in forms:
            words.pop()
        short = " ".join(words)
        return short if self.body(short, country).known is not None else name

    def country(self, name: str) -> bool:
        """Whether a source is named by its country alone ("Cambodia says"): no body of it in particular."""
        return fold(name) in self._rules.nations

    def _known(self, name: str, country: str | None) -> KnownActor | None:
        if self._actors is None:
            return None
        found: KnownActor | None = self._actors.lookup(name, country)
        return found

    def _nation(self, folded: str) -> tuple[str | None, tuple[str, ...]]:
        """The one nation named in a folded name, longest names first, and the words that are left."""
        words = folded.split()
        nations: Mapping[str, str] = self._rules.nations
        for size in (4, 3, 2, 1):
            for start in range(len(words) - size + 1):
                code = nations.get(" ".join(words[start : start + size]))
                if code is not None:
                    return code, tuple(words[:start] + words[start + size :])
        return None, tuple(words)

    def party(self, actor: str) -> Body | None:
        """The body of an id in the register of actors, ``None`` where there is none."""
        entry = self._actors.entry(actor) if self._actors is not None else None
        if entry is None:
            return None
        return Body(
            key=entry.id,
            root=entry.root,
            name=entry.name,
            nation=entry.country,
            state=entry.party == "government",
            party=entry.party,
            known=entry.id,
        )

    def share_name(self, left: Body, right: Body) -> bool:
        """Whether two bodies are named after one place or people: a telling word in common, no table
        needed."""
        return bool(telling(left.name) & telling(right.name) - self._vague)

    def kinship(self, left: str, right: str) -> str | None:
        """How two kinds of event may tell one happening, ``None`` where they never do."""
        return self._rules.kinship(left, right)

    def nobody(self, name: str) -> bool:
        """Whether a source is no body at all ("preliminary reports"): only words for hearsay."""
        words = fold(name).split()
        return bool(words) and all(word in self._rules.bodies.get("hearsay", frozenset()) for word in words)

    def nation_named(self, name: str) -> str | None:
        """The ISO code of the country a place name is, ``None`` where it is not a country."""
        return self._rules.nations.get(fold(name))

    def outlet(self, name: str | None) -> KnownOutlet | None:
        """The row of an outlet, ``None`` where the tables do not know it."""
        if name is None or self._outlets is None:
            return None
        found: KnownOutlet | None = self._outlets.lookup(name)
        return found

    def same(self, left: Body, right: Body) -> bool:
        """Whether two bodies are one, or one speaks and acts for the other's party."""
        if left.key == right.key or left.root == right.root:
            return True
        if left.known is not None and right.known is not None:
            return False
        if left.state and right.state:
            return False
        return same_name(left.name, right.name)

    def relation(self, left: Body, right: Body, on: dt.date | None, country: str | None) -> str:
        """``same``, ``allied``, ``opposed`` or ``unknown``, as the register of sides has it on a day."""
        if self.same(left, right):
            return "same"
        if left.known is None or right.known is None or self._actors is None:
            return "unknown"
        key = (left.known, right.known, on, country)
        if key not in self._relations:
            self._relations[key] = self._actors.relation(*key) or "unknown"
        return self._relations[key]
