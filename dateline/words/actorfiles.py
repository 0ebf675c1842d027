"""Reads the register of actors: the texts of its TSV files in, an :class:`ActorTable` out.

Nothing here reads the disk. The files, by name:

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
from collections.abc import Mapping
from typing import NamedTuple, get_args

from dateline.errors import DataError
from dateline.model import PartyKind
from dateline.words.actors import ACTOR_TYPES, PATTERN_CLASSES, ActorEntry, ActorTable, Siding
from dateline.words.folding import alias_keys
from dateline.words.trie import AliasKind, Meaning, Trie, country_trie, plant

_PERSON_NOTES = frozenset(
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
_PARTIES: dict[str, PartyKind] = {kind: kind for kind in get_args(PartyKind)}
_SORTED = ("actors.tsv", "aliases.tsv", "sides.tsv", "state_bodies.tsv")


class _Row(NamedTuple):
    file: str
    line: int
    cells: dict[str, str]

    def fault(self, text: str) -> DataError:
        return DataError(f"{self.file} line {self.line}: {text}")


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
    if row.cells["party"] not in _PARTIES:
        raise row.fault(f"unknown party '{row.cells['party']}'; it must be one of: {', '.join(_PARTIES)}")


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
    return ActorEntry(
        id=cells["id"],
        name=cells["name"],
        type=cells["type"],
        party=_PARTIES[cells["party"]],
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
        kind = _alias_kind(keys, row.cells.get("note", ""))
        plant(trie, keys, Meaning(actor, country or None, kind, lower=alias == alias.lower()))
    for row in actors:
        keys = alias_keys(row.cells["name"])
        if (keys, "") not in owners:
            owners[keys, ""] = row.cells["id"]
            plant(trie, keys, Meaning(row.cells["id"], None, _alias_kind(keys, "")))
    return trie


def _alias_kind(keys: tuple[str, ...], note: str) -> AliasKind:
    first = note.replace(":", " ").replace(",", " ").split(" ")[0].lower()
    if first in _PERSON_NOTES:
        return "person"
    if first == "metonym":
        return "metonym"
    if first == "office":
        return "office"
    if all(key.startswith("=") for key in keys):
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
        keys.extend((word,) if word in PATTERN_CLASSES else alias_keys(word))
    return tuple(keys)
