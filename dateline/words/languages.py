"""The word tables of languages other than English: one folder of ``dateline/data/languages`` for each.

Comes in: the folder's files. Goes out: a frozen :class:`LanguageWords`. They are read when a report of that language
comes, not before, and are no part of the digest of :class:`~dateline.words.tables.Words`: they have their own. The
tables and their columns: ``docs/languages.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from dateline.errors import DataError
from dateline.words.kinds import KindTable
from dateline.words.lexicon import CueTable, MeansTable, TriggerTable, cue_table, means_table, trigger_table
from dateline.words.tsv import Table, read_table

FOLDER = "languages"
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cues": ("term", "label", "scope", "reach", "source"),
        "dates": ("class", "term", "english", "source"),
        "glossary": ("term", "pos", "english", "source"),
        "means": ("term", "canonical", "source"),
        "model": ("key", "value", "source"),
        "saying": ("term", "role", "source"),
        "triggers": ("term", "kind", "weight", "not_when", "source"),
    }
)
POS = frozenset("active adjective article bound ending harm name noun number preposition".split())
ROLES = frozenset("agent auxiliary before opening relative verb".split())
_LABELS = frozenset("alleged called_for denied happened ongoing planned possible unverified".split())
_SCOPES = frozenset("clause left right sentence".split())
_FILE = "file "


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """Which parse model reads a language: English ``name`` of the language, package, ``distribution`` (name==version),
    the ``extra`` of dateline that installs it, SHA-256 of files in the package, and components left out."""

    code: str
    name: str
    package: str
    distribution: str
    extra: str
    files: Mapping[str, str]
    skip: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWords:
    """One language's tables. ``glossary`` maps a part of speech to terms with their English, ``dates`` a class to the
    same; ``triggers``, ``cues`` and ``means`` are matched on lemmas. ``digest`` is over all files of the folder."""

    model: LanguageModel
    triggers: TriggerTable
    cues: CueTable
    hedges: CueTable
    means: MeansTable
    glossary: Mapping[str, Mapping[str, str]]
    dates: Mapping[str, Mapping[str, str]]
    saying: Mapping[str, frozenset[str]]
    digest: str


def languages() -> tuple[str, ...]:
    """The ISO 639-1 codes of languages that have a folder, in order."""
    folder = files("dateline") / "data" / FOLDER
    return tuple(sorted(child.name for child in folder.iterdir() if child.is_dir()))


def language_model(code: str) -> LanguageModel | None:
    """What parses a language, ``None`` where it has no folder. Raises DataError for a malformed ``model.tsv``."""
    if code not in languages():
        return None
    table = _table(code, "model")
    rows = [(row[0], row[1]) for row in table.rows]
    single = dict(rows)
    for key in ("name", "package", "distribution", "extra"):
        if key not in single:
            raise DataError(f"{table.name}: no row {key!r}; add it")
    return LanguageModel(
        code=code,
        name=single["name"],
        package=single["package"],
        distribution=single["distribution"],
        extra=single["extra"],
        files=MappingProxyType(
            {key.removeprefix(_FILE): value for key, value in rows if key.startswith(_FILE)}
        ),
        skip=tuple(value for key, value in rows if key == "skip"),
    )


def load_language(code: str, kinds: KindTable) -> LanguageWords:
    """The tables of a language; raises DataError, naming file and line, where one is missing or malformed."""
    model = language_model(code)
    if model is None:
        raise DataError(f"{FOLDER}/{code}: there is no such folder; there are {', '.join(languages())}")
    tables = {name: _table(code, name) for name in COLUMNS}
    cues = tables["cues"]
    _known(cues, 1, _LABELS)
    _known(cues, 2, _SCOPES)
    _known(tables["triggers"], 1, frozenset(kinds.kinds))
    _known(tables["glossary"], 1, POS)
    _known(tables["saying"], 1, ROLES)
    hedging = {"alleged", "unverified"}
    rows = [
        (t, "phrase", "", label, scope, reach, "", "", "", "", source)
        for t, label, scope, reach, source in cues.rows
    ]
    try:
        return LanguageWords(
            model=model,
            triggers=trigger_table(
                (term, "phrase", "", kind, weight, weight, not_when, "", "", source)
                for term, kind, weight, not_when, source in tables["triggers"].rows
            ),
            cues=cue_table(row for row in rows if row[3] not in hedging),
            hedges=cue_table(row for row in rows if row[3] in hedging),
            means=means_table(
                (term, "phrase", "", name, "", source) for term, name, source in tables["means"].rows
            ),
            glossary=_grouped((row[1], row[0], row[2]) for row in tables["glossary"].rows),
            dates=_grouped((row[0], row[1], row[2]) for row in tables["dates"].rows),
            saying=MappingProxyType(
                {
                    role: frozenset(term for term, at, _ in tables["saying"].rows if at == role)
                    for role in sorted(ROLES)
                }
            ),
            digest=_digest(code),
        )
    except ValueError as fault:
        raise DataError(f"{FOLDER}/{code}: {fault}; mend the table") from fault


def _grouped(rows: Iterable[tuple[str, str, str]]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for group, term, english in rows:
        found.setdefault(group, {})[term] = english
    return MappingProxyType({group: MappingProxyType(terms) for group, terms in found.items()})


def _known(table: Table, column: int, allowed: frozenset[str]) -> None:
    for number, row in enumerate(table.rows):
        if row[column] not in allowed:
            raise table.fault(
                number, f"{row[column]!r} is no {table.columns[column]}", f"use {', '.join(sorted(allowed))}"
            )


def _table(code: str, name: str) -> Table:
    path = f"{FOLDER}/{code}/{name}.tsv"
    file = files("dateline") / "data" / FOLDER / code / f"{name}.tsv"
    if not file.is_file():
        raise DataError(f"{path}: the word table is missing; install dateline again")
    return read_table(path, file.read_bytes().decode("utf-8"), COLUMNS[name])


def _digest(code: str) -> str:
    digest = hashlib.sha256()
    for name in sorted(COLUMNS):
        file = files("dateline") / "data" / FOLDER / code / f"{name}.tsv"
        digest.update(f"\0{name}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]
