"""The rules of merging and grading, read from ``dateline/data/rules``: weights, interests, grades, all of
them data.

In: the folder of TSV files; out: one frozen :class:`Rules`. Reading happens once, at the edge; the stages
get the tables as an argument.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from dateline.errors import DataError
from dateline.merge.names import fold

_FILES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "merge.tsv": ("feature", "weight", "why"),
        "limits.tsv": ("limit", "value", "why"),
        "interest.tsv": ("kind", "status", "gains", "loses", "why", "source"),
        "admiralty.tsv": ("grade", "voices", "contested", "hedged", "number", "why", "source"),
        "kin.tsv": ("kind", "other", "kin", "source"),
        "bodies.tsv": ("word", "sense", "source"),
        "excludes.tsv": ("kind", "other", "among", "source"),
        "remaining.tsv": ("word", "match", "nonmatch", "source"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Whom a happening of a kind helps and harms: ``actor``, ``target``, ``enemy`` (of the actor), or
    nobody."""

    gains: frozenset[str]
    loses: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmiraltyRule:
    """One line of the table of item numbers: the first that fits a grade, its voices and its doubts
    decides."""

    grade: str
    least_voices: int
    contested: bool | None
    hedged: bool | None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All tables: weights by feature, limits by name, interests by (kind, aim), kinds that may be one
    happening; ``excludes`` gives two kinds that cannot both be true, and among whom (empty: anybody); ``remaining``
    are words for a force that is still in a place, which it no longer need hold."""

    weights: Mapping[str, float]
    limits: Mapping[str, float]
    interests: Mapping[tuple[str, str], Interest]
    admiralty: tuple[AdmiraltyRule, ...]
    bodies: Mapping[str, frozenset[str]]
    kin: Mapping[tuple[str, str], str]
    excludes: Mapping[tuple[str, str], str]
    remaining: frozenset[str]
    nations: Mapping[str, str]
    digest: str

    def kinship(self, left: str, right: str) -> str | None:
        """How two kinds may tell one happening (``one kind`` for equal ones), ``None`` where they never
        do."""
        if left == right:
            return "one kind"
        return self.kin.get((left, right) if left < right else (right, left))


def load_rules(folder: Traversable | None = None) -> Rules:
    """Read the rule tables from a data folder, by default the one in the package.

    Raises :class:`DataError` where a file is missing, a column is not there, or a number is none.
    """
    if folder is None:
        return _packaged()
    return _load(folder)


@lru_cache(maxsize=1)
def _packaged() -> Rules:
    return _load(resources.files("dateline") / "data")


def _load(data: Traversable) -> Rules:
    digest = hashlib.sha256()
    tables: dict[str, list[dict[str, str]]] = {}
    for name, columns in _FILES.items():
        tables[name] = _rows(data / "rules" / name, columns, digest)
    countries = _rows(data / "places" / "countries.tsv", ("iso", "name", "demonyms", "aliases"), digest)
    try:
        weights = {row["feature"]: float(row["weight"]) for row in tables["merge.tsv"]}
        limits = {row["limit"]: float(row["value"]) for row in tables["limits.tsv"]}
        admiralty = tuple(
            AdmiraltyRule(
                grade=row["grade"],
                least_voices=int(row["voices"]),
                contested=_flag(row["contested"]),
                hedged=_flag(row["hedged"]),
                number=int(row["number"]),
            )
            for row in tables["admiralty.tsv"]
        )
    except ValueError as error:
        raise DataError(f"data/rules: a number is wanted: {error}") from error
    interests = {
        (row["kind"], row["status"]): Interest(
            gains=frozenset(row["gains"].split("|")) - {""}, loses=frozenset(row["loses"].split("|")) - {""}
        )
        for row in tables["interest.tsv"]
    }
    bodies: dict[str, set[str]] = {}
    for row in tables["bodies.tsv"]:
        bodies.setdefault(row["sense"], set()).add(row["word"])
    return Rules(
        weights=MappingProxyType(weights),
        limits=MappingProxyType(limits),
        interests=MappingProxyType(interests),
        admiralty=admiralty,
        bodies=MappingProxyType({sense: frozenset(words) for sense, words in sorted(bodies.items())}),
        kin=MappingProxyType(
            {(min(r["kind"], r["other"]), max(r["kind"], r["other"])): r["kin"] for r in tables["kin.tsv"]}
        ),
        excludes=MappingProxyType(
            {
                (min(r["kind"], r["other"]), max(r["kind"], r["other"])): r["among"]
                for r in tables["excludes.tsv"]
            }
        ),
        remaining=frozenset(row["word"] for row in tables["remaining.tsv"]),
        nations=MappingProxyType(_nations(countries)),
        digest=digest.hexdigest()[:16],
    )


def _nations(countries: list[dict[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in countries:
        for name in (row["name"], *row["demonyms"].split("|"), *row["aliases"].split("|")):
            if name:
                found.setdefault(fold(name), row["iso"])
    return found


def _flag(value: str) -> bool | None:
    return None if value == "" else value == "yes"


def _rows(file: Traversable, columns: tuple[str, ...], digest: hashlib._Hash) -> list[dict[str, str]]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise DataError(f"{file}: cannot be read: {error}") from error
    digest.update(raw)
    reader = csv.DictReader(raw.decode("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = set(columns) - set(reader.fieldnames or ())
    if missing:
        raise DataError(f"{file}: column {sorted(missing)[0]!r} is missing")
    return [{key: value or "" for key, value in row.items() if key} for row in reader]
