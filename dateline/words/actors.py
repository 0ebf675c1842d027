"""The register of actors: who a name stands for, which party it belongs to, and who fights whom.

In: the texts of the register's TSV files. Out: a frozen :class:`ActorTable`, which finds actors in running
text and answers look-ups. Nothing here reads the disk. The files, by name:

* ``actors.tsv`` (id name type country parent party source note), ``aliases.tsv`` (alias actor lang country
  note source) and ``sides.tsv`` (conflict side actor from to source) list what is particular;
* ``state_bodies.tsv`` (body name type parent party aliases home metonyms adjectives source) is a template
  that holds for every country of ``countries.tsv`` (iso name demonyms capital aliases ...). The patterns
  are matched as patterns, so that 250 countries cost no more memory than one. A row of ``actors.tsv`` that
  repeats a templated id (``sy-army``) replaces it; an alias of ``aliases.tsv`` wins over a pattern of the
  same length.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from dateline.errors import DataError
from dateline.model import PartyKind
from dateline.words.folding import FoldedToken, alias_keys, fold_tokens
from dateline.words.trie import (
    AliasKind,
    Meaning,
    Trie,
    any_of,
    case_fits,
    choose,
    country_trie,
    ends_of,
    longest_path,
    meanings_of,
    plant,
)

if TYPE_CHECKING:
    from dateline.words.headnouns import HeadNouns

Relation = Literal["same", "allied", "opposed", "unknown"]


ACTOR_TYPES = (
    "aid group", "civilians", "coalition", "communal militia", "government", "international body",
    "media", "medics", "militia", "monitor", "other", "peacekeepers", "police", "private company",
    "rebels", "rights group", "state forces",
)  # fmt: skip

PERSON_NOTES = frozenset(
    "commander envoy founder governor leader member minister official president prime spokesman spokesperson "
    "spokeswoman person".split()
)
"""First words of a note in ``aliases.tsv`` that mark an alias as a person."""

_COLUMNS: dict[str, tuple[str, ...]] = {
    "actors.tsv": ("id", "name", "type", "country", "parent", "party", "source"),
    "aliases.tsv": ("alias", "actor", "lang", "source"),
    "sides.tsv": ("conflict", "side", "actor", "from", "to", "source"),
    "state_bodies.tsv": (
        "body",
        "name",
        "type",
        "parent",
        "party",
        "aliases",
        "home",
        "metonyms",
        "adjectives",
    ),
    "countries.tsv": ("iso", "name", "demonyms", "capital", "aliases"),
}
_SORTED = ("actors.tsv", "aliases.tsv", "sides.tsv", "state_bodies.tsv")
_OWNED = re.compile(r"(?:the )?(?P<state>[A-Z][\w ]{2,30})['’]s? (?P<rest>[a-z][\w -]{2,40})\Z")
_CLASSES = ("{name}", "{demonym}", "{capital}")
_ANY_CLASS = frozenset(_CLASSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorEntry:
    """One body of the register.

    ``parent`` is the body it speaks and acts for, ``root`` the last of that chain (itself where it has none);
    ``country`` is ISO 3166-1 alpha-2; ``state`` and ``demonym`` are its country's English name and adjective;
    ``body`` is the row of the template for state bodies that it fills (``army``), ``None`` for any other
    actor.
    """

    id: str
    name: str
    type: str
    party: PartyKind
    root: str
    parent: str | None = None
    country: str | None = None
    state: str | None = None
    demonym: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Siding:
    """That an actor stands on one side of a conflict, over an interval whose ends may be open."""

    conflict: str
    side: str
    actor: str
    start: dt.date | None
    end: dt.date | None


class ActorHit(NamedTuple):
    """An actor named in running text: code point offsets (end excluded), the entry, and how the words stand
    for it."""

    start: int
    end: int
    entry: ActorEntry
    kind: AliasKind


class _Row(NamedTuple):
    file: str
    line: int
    cells: dict[str, str]

    def fault(self, text: str) -> DataError:
        return DataError(f"{self.file} line {self.line}: {text}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorTable:
    """The whole register, frozen. ``digest`` is the SHA-256 of the texts it was made of.

    The fields that begin with an underscore are indexes; use the methods.
    """

    digest: str
    entries: Mapping[str, ActorEntry]
    sides: tuple[Siding, ...]
    _names: Trie
    _patterns: Trie
    _home: Trie
    _countries: Trie
    _first: frozenset[str]
    _sidings: Mapping[str, tuple[Siding, ...]]

    def entry(self, actor: str) -> ActorEntry | None:
        """The entry of an id, ``None`` where the register has none."""
        return self.entries.get(actor)

    def lookup(self, words: str, country: str | None = None) -> ActorEntry | None:
        """The actor that exactly these words name.

        Case, diacritics, hyphens, a leading "the" and possessives do not count; acronyms keep their case.
        ``country`` (ISO alpha-2) is the country the report is about: it admits words that name an actor only
        there ("the army", "SAF"); such a meaning wins over the general one.
        """
        hit = self.lookup_hit(words, country)
        return None if hit is None else hit.entry

    def lookup_hit(self, words: str, country: str | None = None) -> ActorHit | None:
        """:meth:`lookup`, with how the words stand for the actor; offsets count in ``words``."""
        tokens = fold_tokens(words)
        if tokens and tokens[0].key == "the":
            tokens = tokens[1:]
        if not tokens:
            return None
        found = self._longest(tokens, 0, country)
        if found is not None and found[0] == len(tokens):
            return ActorHit(tokens[0].start, tokens[-1].end, found[1], found[2])
        if country is None:
            return None
        end, meanings = longest_path(self._home, tokens, 0)
        if end == len(tokens) and meanings:
            entry = self.entries.get(f"{country.lower()}-{meanings[0].target}")
            if entry is not None:
                return ActorHit(tokens[0].start, tokens[-1].end, entry, "home")
        return None

    def owned(self, words: str, heads: HeadNouns) -> tuple[str, str, ActorEntry | None] | None:
        """Name, type and entry of an armed body told as a country's own ("Mali's northern rebels").

        ``None`` where the words are anything else: the country itself is not who is meant.
        """
        met = _OWNED.match(words)
        state = None if met is None else self.lookup(met["state"])
        if met is None or state is None or not state.demonym:
            return None
        noun = heads.of(tuple(met["rest"].casefold().split()))
        if noun is None or noun.type not in {"rebels", "militia"}:
            return None
        name = f"{state.demonym} {met['rest'].split()[-1]}"
        entry = self.lookup(name)
        return (entry.name if entry is not None else name), noun.type, entry

    def find(self, text: str) -> tuple[tuple[int, int, ActorEntry], ...]:
        """Every actor named in ``text`` as (start, end, entry), longest match first come, none
        overlapping."""
        return tuple((hit.start, hit.end, hit.entry) for hit in self.hits(text))

    def hits(self, text: str, country: str | None = None) -> tuple[ActorHit, ...]:
        """:meth:`find`, with how each name stands for its actor; ``country`` admits words that count only
        there."""
        tokens = fold_tokens(text)
        found: list[ActorHit] = []
        at = 0
        while at < len(tokens):
            if self._first.isdisjoint(tokens[at].keys):
                at += 1
                continue
            match = self._longest(tokens, at, country)
            if match is None:
                at += 1
                continue
            end, entry, kind = match
            found.append(ActorHit(tokens[at].start, tokens[end - 1].end, entry, kind))
            at = end
        return tuple(found)

    def root(self, actor: str) -> str:
        """The id of the party an actor belongs to: its root, or the id itself where the register does not
        know it."""
        entry = self.entries.get(actor)
        return actor if entry is None else entry.root

    def relation(self, a: str, b: str, on: dt.date | None = None, country: str | None = None) -> Relation:
        """How two actors stand to each other on a day, in a country's wars where one is told.

        ``same`` under one root; else what ``sides.tsv`` says of the nearest body in each line of parents, and
        ``unknown`` where it is silent. Conflicts whose name begins with the country's code are asked first.
        Where conflicts disagree they are ``opposed``: a common enemy does not make allies of two that fight
        each other.
        """
        if self.root(a) == self.root(b):
            return "same"
        left, right = self._standing(a, on), self._standing(b, on)
        verdicts: dict[str, Relation] = {}
        for conflict in sorted(left.keys() & right.keys()):
            verdicts[conflict] = "allied" if left[conflict] & right[conflict] else "opposed"
        here = {c: v for c, v in verdicts.items() if country and c.startswith(f"{country.lower()}-")}
        values = set((here or verdicts).values())
        if not values:
            return "unknown"
        return "opposed" if "opposed" in values else "allied"

    def _standing(self, actor: str, on: dt.date | None) -> dict[str, set[str]]:
        """Conflict to sides, each from the nearest body in the actor's line of parents that names it."""
        standing: dict[str, set[str]] = {}
        at: str | None = actor
        while at is not None:
            mine: dict[str, set[str]] = {}
            for siding in self._sidings.get(at, ()):
                if on is None or ((siding.start or on) <= on <= (siding.end or on)):
                    mine.setdefault(siding.conflict, set()).add(siding.side)
            for conflict, sides in mine.items():
                standing.setdefault(conflict, sides)
            entry = self.entries.get(at)
            at = None if entry is None else entry.parent
        return standing

    def _longest(
        self, tokens: tuple[FoldedToken, ...], at: int, country: str | None
    ) -> tuple[int, ActorEntry, AliasKind] | None:
        """The longest reading that begins at a token: its end, entry and kind. Listed names win a tie."""
        best: tuple[int, ActorEntry, AliasKind] | None = None
        keys = tokens[at].keys
        # Most words open nothing in one of the tries: asking that first spares walking it.
        listed: Iterable[tuple[int, tuple[Meaning, ...]]] = ()
        if any_of(self._names, keys):
            listed = ends_of(self._names, tokens, at)
        for end, meanings in listed:
            chosen = choose(meanings, country)
            if chosen is not None and (chosen.lower or case_fits(tokens, at, end)):
                best = (end, self.entries[chosen.target], chosen.kind)
        if not any_of(self._patterns, keys) and not any_of(self._countries, keys):
            return best
        for end, body, iso, kind in self._pattern_ends(self._patterns, tokens, at, None, country):
            if best is None or end > best[0]:
                entry = self.entries.get(f"{iso.lower()}-{body}")
                if entry is not None:
                    best = (end, entry, kind)
        return best

    def _pattern_ends(
        self, node: Trie, tokens: tuple[FoldedToken, ...], at: int, iso: str | None, country: str | None
    ) -> Iterator[tuple[int, str, str, AliasKind]]:
        """Every way to read tokens as a template's pattern: end, body, country, kind."""
        if iso is not None:
            for meaning in meanings_of(node):
                yield at, meaning.target, iso, meaning.kind
        if at >= len(tokens):
            return
        for key in tokens[at].keys:
            below = node.get(key)
            if isinstance(below, dict):
                yield from self._pattern_ends(below, tokens, at + 1, iso, country)
        if iso is not None or _ANY_CLASS.isdisjoint(node):
            return
        for end, meanings in ends_of(self._countries, tokens, at):
            for name in _CLASSES:
                below = node.get(name)
                isos = [m.target for m in meanings if m.country == name]
                if isos and isinstance(below, dict):
                    chosen = country if country in isos else isos[0]
                    yield from self._pattern_ends(below, tokens, end, chosen, country)


def actors_from_tsv(texts: Mapping[str, str]) -> ActorTable:
    """Build the register from a mapping of file name to text.

    ``sides.tsv``, ``state_bodies.tsv`` and ``countries.tsv`` may be absent. Raises :class:`DataError`,
    naming file and line, for a missing column, an unsorted file, an unknown type, party, parent or actor, a
    parent that leads back to itself, a bad date, or one alias for two actors in the same country.
    """
    rows = {name: _rows(name, texts[name]) for name in _COLUMNS if name in texts}
    for name in ("actors.tsv", "aliases.tsv"):
        if name not in rows:
            raise DataError(f"{name} is missing from the register of actors")
    countries = {row.cells["iso"]: row.cells for row in rows.get("countries.tsv", [])}
    raw: dict[str, dict[str, str]] = {}
    for row in rows.get("state_bodies.tsv", []):
        _check_type(row)
        for cells in countries.values():
            entry = _from_template(row.cells, cells)
            raw[entry["id"]] = entry
    listed: set[str] = set()
    for row in rows["actors.tsv"]:
        _check_type(row)
        if row.cells["id"] in listed:
            raise row.fault(f"the id '{row.cells['id']}' is listed twice; keep one row")
        listed.add(row.cells["id"])
        raw[row.cells["id"]] = row.cells
    for row in rows["actors.tsv"]:
        _check_parents(row, raw)
    bodies = {row.cells["body"] for row in rows.get("state_bodies.tsv", [])}
    entries = {actor: _entry(cells, raw, countries, bodies) for actor, cells in sorted(raw.items())}
    sidings = tuple(_siding(row, entries) for row in rows.get("sides.tsv", []))
    by_actor: dict[str, tuple[Siding, ...]] = {}
    for siding in sidings:
        by_actor[siding.actor] = (*by_actor.get(siding.actor, ()), siding)
    patterns, home = _pattern_tries(rows.get("state_bodies.tsv", []))
    known = sorted(name for name in texts if name in _COLUMNS)
    digest = hashlib.sha256("\0".join(f"{name}\0{texts[name]}" for name in known).encode())
    names = _name_trie(rows["actors.tsv"], rows["aliases.tsv"], entries)
    forms = country_trie(countries.values())
    return ActorTable(
        digest=digest.hexdigest(),
        entries=entries,
        sides=sidings,
        _names=names,
        _patterns=patterns,
        _home=home,
        _countries=forms,
        _first=frozenset([*names, *patterns, *forms]),
        _sidings=by_actor,
    )


def _rows(name: str, text: str) -> list[_Row]:
    """The rows of one file, its columns and order checked."""
    lines = text.split("\n")
    header = lines[0].split("\t")
    missing = [column for column in _COLUMNS[name] if column not in header]
    if missing:
        raise DataError(f"{name} line 1: no column '{missing[0]}'; the header is '{lines[0]}'")
    rows = []
    previous = ""
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            raise DataError(f"{name} line {number}: {len(cells)} cells where the header has {len(header)}")
        if name in _SORTED and line < previous:
            raise DataError(f"{name} line {number}: not sorted, '{cells[0]}' comes after '{previous}'")
        previous = line
        rows.append(_Row(name, number, dict(zip(header, cells, strict=True))))
    return rows


def _check_type(row: _Row) -> None:
    if row.cells["type"] not in ACTOR_TYPES:
        raise row.fault(f"unknown type '{row.cells['type']}'; it must be one of: {', '.join(ACTOR_TYPES)}")
    if row.cells["party"] not in get_args(PartyKind):
        raise row.fault(
            f"unknown party '{row.cells['party']}'; it must be one of: {', '.join(get_args(PartyKind))}"
        )


def _check_parents(row: _Row, raw: Mapping[str, Mapping[str, str]]) -> None:
    seen = [row.cells["id"]]
    parent = row.cells["parent"]
    while parent:
        if parent not in raw:
            raise row.fault(f"unknown parent '{parent}' of '{seen[-1]}'")
        if parent in seen:
            raise row.fault(f"the parents of '{row.cells['id']}' lead back to '{parent}'")
        seen.append(parent)
        parent = raw[parent]["parent"]


def _from_template(body: Mapping[str, str], country: Mapping[str, str]) -> dict[str, str]:
    """One country's body, as a row of ``actors.tsv``."""
    iso = country["iso"].lower()
    name = body["name"].replace("{name}", country["name"])
    name = name.replace("{demonym}", country["demonyms"].split("|")[0] or country["name"])
    return {
        "id": f"{iso}-{body['body']}",
        "name": name,
        "type": body["type"],
        "country": country["iso"],
        "parent": f"{iso}-{body['parent']}" if body["parent"] else "",
        "party": body["party"],
    }


def _entry(
    cells: Mapping[str, str],
    raw: Mapping[str, Mapping[str, str]],
    countries: Mapping[str, Mapping[str, str]],
    bodies: set[str],
) -> ActorEntry:
    iso, _, body = cells["id"].partition("-")
    root = cells["id"]
    while raw[root]["parent"]:
        root = raw[root]["parent"]
    country = countries.get(cells["country"])
    party: PartyKind = next(kind for kind in get_args(PartyKind) if kind == cells["party"])
    return ActorEntry(
        id=cells["id"],
        name=cells["name"],
        type=cells["type"],
        party=party,
        root=root,
        parent=cells["parent"] or None,
        country=cells["country"] or None,
        state=None if country is None else country["name"],
        demonym=None if country is None else country["demonyms"].split("|")[0] or None,
        body=body if body in bodies and iso.upper() == cells["country"] else None,
    )


def _siding(row: _Row, entries: Mapping[str, ActorEntry]) -> Siding:
    cells = row.cells
    if cells["actor"] not in entries:
        raise row.fault(f"unknown actor '{cells['actor']}'")
    ends: list[dt.date | None] = []
    for column in ("from", "to"):
        try:
            ends.append(dt.date.fromisoformat(cells[column]) if cells[column] else None)
        except ValueError:
            raise row.fault(
                f"'{cells[column]}' in column '{column}' is not an ISO date (YYYY-MM-DD)"
            ) from None
    return Siding(
        conflict=cells["conflict"], side=cells["side"], actor=cells["actor"], start=ends[0], end=ends[1]
    )


def _name_trie(actors: list[_Row], aliases: list[_Row], entries: Mapping[str, ActorEntry]) -> Trie:
    """The listed names: every actor's own name, and its aliases; an alias of two actors is an error."""
    trie: Trie = {}
    owners: dict[tuple[tuple[str, ...], str], str] = {}
    for row in aliases:
        alias, actor = row.cells["alias"], row.cells["actor"]
        if actor not in entries:
            raise row.fault(f"unknown actor '{actor}' of the alias '{alias}'")
        keys = alias_keys(alias)
        if not keys:
            raise row.fault(f"the alias '{alias}' holds no word")
        country = row.cells.get("country", "")
        other = owners.setdefault((keys, country), actor)
        if other != actor:
            raise row.fault(
                f"the alias '{alias}' stands for both '{other}' and '{actor}' in country '{country}'"
            )
        kind = _alias_kind(alias, row.cells.get("note", ""))
        plant(trie, keys, Meaning(actor, country or None, kind, lower=alias == alias.lower()))
    for row in actors:
        keys = alias_keys(row.cells["name"])
        if (keys, "") not in owners:
            owners[keys, ""] = row.cells["id"]
            plant(trie, keys, Meaning(row.cells["id"], None, _alias_kind(row.cells["name"], "")))
    return trie


def _alias_kind(alias: str, note: str) -> AliasKind:
    first = note.replace(":", " ").replace(",", " ").split(" ")[0].lower()
    if first in PERSON_NOTES:
        return "person"
    if first == "metonym":
        return "metonym"
    if first == "office":
        return "office"
    if all(key.startswith("=") for key in alias_keys(alias)):
        return "acronym"
    return "name"


def _pattern_tries(bodies: list[_Row]) -> tuple[Trie, Trie]:
    """The template's patterns, and apart the words that name its bodies at home only."""
    patterns: Trie = {}
    home: Trie = {}
    for row in bodies:
        body = row.cells["body"]
        kinds: list[tuple[str, AliasKind]] = [
            ("name", "name"), ("aliases", "name"), ("metonyms", "metonym"), ("adjectives", "adjective")
        ]  # fmt: skip
        for column, kind in kinds:
            for pattern in row.cells[column].split("|"):
                if pattern:
                    own: AliasKind = "state" if pattern == "{name}" else kind
                    plant(patterns, _pattern_keys(pattern), Meaning(body, None, own))
        for words in row.cells["home"].split("|"):
            if words:
                plant(home, alias_keys(words), Meaning(body, None, "home"))
    return patterns, home


def _pattern_keys(pattern: str) -> tuple[str, ...]:
    keys: list[str] = []
    for word in pattern.replace("}'s", "}").split(" "):
        keys.extend((word,) if word in _CLASSES else alias_keys(word))
    return tuple(keys)
