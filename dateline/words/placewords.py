"""Words that tell places apart from other names, and one kind of place from another."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from dateline.errors import DataError
from dateline.words.countries import COUNTRIES_FILE

PLACEWORDS_FILE = COUNTRIES_FILE.with_name("placewords.tsv")
ABBREVIATIONS_FILE = COUNTRIES_FILE.with_name("abbreviations.tsv")

ROLES = ("site", "feature", "kind", "keep", "direction", "part", "near", "strong", "weak", "title", "never", "noun",
         "unit", "connector", "element")  # fmt: skip
"""What a word can do: see ``placewords.tsv``, one term and role a line.

``site`` heads a building or installation (value ``way`` for a road or bridge, which lies where the town it is
called after does), ``feature`` a river, sea or range, ``kind`` an administrative unit
(value: the precision), ``keep`` a kind word that stays in the name, ``direction`` a compass word (value: north,
east), ``part`` a word before a name that is no part of it, ``near`` a cue of nearness, ``strong`` and ``weak``
words after which a capitalised name is (may be) a place, ``title`` one after which it is a person, ``never`` a
word that names no place by itself, ``noun`` a common noun that stands for a place told before, ``unit`` a
length (value: km), ``connector`` a small word inside a name, ``element`` one that begins names and
is none alone (value ``place`` where what it begins is always a place).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """Terms by role, lower case, each with its value; abbreviations of provinces as (name, country code).

    ``by_term`` are the roles of each term.
    """

    roles: Mapping[str, Mapping[str, str]]
    abbreviations: Mapping[str, tuple[str, str]]
    by_term: Mapping[str, frozenset[str]]

    def value(self, role: str, term: str) -> str | None:
        """The value of a term in a role (an empty string where it has none), ``None`` where it has not the role."""
        return self.roles[role].get(term.lower())

    def has_any(self, roles: frozenset[str], term: str) -> bool:
        """Whether a term has one of some roles."""
        own = self.by_term.get(term.lower())
        return own is not None and not own.isdisjoint(roles)


def _rows(path: Path, columns: list[str]) -> list[dict[str, str]]:
    if not path.is_file():
        raise DataError(f"{path}: the table is missing")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if rows.fieldnames is None or list(rows.fieldnames) != columns:
            raise DataError(f"{path}: the columns must be {' '.join(columns)}")
        return list(rows)


def load_place_words() -> PlaceWords:
    """Read both tables; raises :class:`DataError` where one is missing, malformed, or a role is unknown."""
    roles: dict[str, dict[str, str]] = {role: {} for role in ROLES}
    for at, row in enumerate(_rows(PLACEWORDS_FILE, ["term", "role", "value", "source"]), 2):
        if row["role"] not in roles:
            raise DataError(f"{PLACEWORDS_FILE.name} line {at}: {row['role']!r} is no role of a place word")
        roles[row["role"]][row["term"].lower()] = row["value"]
    short = {
        row["abbreviation"]: (row["name"], row["country"])
        for row in _rows(ABBREVIATIONS_FILE, ["abbreviation", "name", "country", "source"])
    }
    by_term: dict[str, set[str]] = {}
    for role, terms in roles.items():
        for term in terms:
            by_term.setdefault(term, set()).add(role)
    return PlaceWords(
        roles=roles,  # bare, not behind proxies: it is asked some three thousand times a report
        abbreviations=MappingProxyType(short),
        by_term={term: frozenset(own) for term, own in by_term.items()},
    )
