"""Load every word table once: ``load_words()`` reads ``dateline/data``, checks it, and freezes it.

Comes in: the TSV files shipped with the package (read through ``importlib.resources``). Goes out: one frozen
:class:`Words`, passed to every stage, with the digest that is stamped on results. The only reader of
``dateline/data``, save for the gazetteer's own files and the encoder's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TypeVar

from dateline.errors import DataError
from dateline.model import HEDGES, STATUSES
from dateline.words.actorfiles import actors_from_tsv
from dateline.words.actors import ActorTable
from dateline.words.countries import Countries
from dateline.words.kinds import KindTable, kind_table
from dateline.words.languages import FOLDER as LANGUAGES
from dateline.words.lexicon import (
    CueTable,
    MeansTable,
    TriggerTable,
    cue_table,
    means_table,
    trigger_table,
)
from dateline.words.outlets import OutletTable, outlets_from_tsv, unknown_voices, voice_of
from dateline.words.patterns import compile_term
from dateline.words.places import Gazetteer
from dateline.words.tsv import Table, read_table

COLUMNS: dict[str, str] = {
    "lexicon/en/hedges.tsv": "term pos forms hedge scope reach sure not_when match nonmatch source",
    "lexicon/en/means.tsv": "term pos forms canonical not_when source",
    "lexicon/en/status.tsv": "term pos forms status scope reach sure not_when match nonmatch source",
    "lexicon/en/triggers.tsv": "term pos forms kind prior weight not_when match nonmatch source",
    "ontology/acled_rules.tsv": "kind rank actor target sub_event event_type source",
    "ontology/actor_classes.tsv": "class type source",
    "ontology/event_kinds.tsv": "kind family meaning acled_event acled_sub_event plover cameo ucdp territory source",
}
"""The tables read here, each with its columns. Other tables are read by the modules that own them."""

UNSORTED = frozenset(
    {
        "places/placewords.tsv",
        "places/places.digest.tsv",
        "places/supplement.tsv",
        "rules/admiralty.tsv",
        "rules/phrases.tsv",
    }
)
"""Tables whose lines are in an order of their own: it means something, a script writes it, or (the supplement of
places) it goes by country before name."""

T = TypeVar("T")

_POS = frozenset({"noun", "phrase", "verb"})
_SCOPES = frozenset({"clause", "ing", "left", "right", "sentence"})
_UCDP = frozenset({"non-state", "one-sided", "state-based"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every word table, frozen. ``digest`` is the first 16 hexadecimal digits of a SHA-256 over all of them.

    ``tables`` holds each file as read, by its path under ``data`` (``lexicon/en/dates.tsv``), and ``texts`` the
    text of the file, for the modules that make their own table of it.
    """

    kinds: KindTable
    triggers: TriggerTable
    hedges: CueTable
    status: CueTable
    means: MeansTable
    actors: ActorTable
    outlets: OutletTable
    gazetteer: Gazetteer
    countries: Countries
    tables: Mapping[str, Table]
    texts: Mapping[str, str]
    digest: str

    def rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The rows of one table by its path under ``data``; raises :class:`DataError` for an unknown one."""
        found = self.tables.get(name)
        if found is None:
            raise DataError(f"{name}: no such word table; there are {', '.join(sorted(self.tables))}")
        return found.rows

    def voice_of(self, outlet: str | None) -> str | None:
        """The register id of the body whose own word an outlet's is, as :func:`~dateline.words.outlets.voice_of`."""
        return voice_of(outlet, self.outlets, self.actors)


def load_words() -> Words:
    """Read, check and freeze every table.

    Raises :class:`DataError`, naming file, line, value and remedy, for a table that is missing, malformed,
    unsorted, or refers to what is not there.
    """
    texts = read_texts()
    tables = {
        name: read_table(name, text, _columns(name), ordered=name in COLUMNS) for name, text in texts.items()
    }
    kinds = _kinds(tables)
    gazetteer = Gazetteer()
    actors = actors_from_tsv(_register(texts))
    outlets = outlets_from_tsv(texts["outlets/outlets.tsv"], "outlets/outlets.tsv")
    _check_voices(outlets, actors)
    return Words(
        kinds=kinds,
        triggers=_triggers(tables["lexicon/en/triggers.tsv"], kinds),
        hedges=_cues(tables["lexicon/en/hedges.tsv"], frozenset(HEDGES)),
        status=_cues(tables["lexicon/en/status.tsv"], frozenset(STATUSES)),
        means=_means(tables["lexicon/en/means.tsv"]),
        actors=actors,
        outlets=outlets,
        gazetteer=gazetteer,
        countries=gazetteer.countries,
        tables=MappingProxyType(tables),
        texts=MappingProxyType(texts),
        digest=_digest(texts, gazetteer.digest),
    )


def read_texts() -> dict[str, str]:
    """The text of every ``.tsv`` file under ``dateline/data``, by its path there; none needed may be missing."""
    found: dict[str, str] = {}
    _collect(files("dateline") / "data", "", found)
    needed = {
        *COLUMNS,
        "actors/actors.tsv",
        "actors/aliases.tsv",
        "outlets/outlets.tsv",
        "places/countries.tsv",
    }
    missing = sorted(needed - set(found))
    if missing:
        raise DataError(f"{missing[0]}: the word table is missing; install dateline again")
    return dict(sorted(found.items()))


def _collect(folder: Traversable, path: str, found: dict[str, str]) -> None:
    for child in folder.iterdir():
        if child.is_dir() and path + child.name == LANGUAGES:
            continue  # other languages' tables are read when a report of theirs comes, and have their own digest
        if child.is_dir():
            _collect(child, f"{path}{child.name}/", found)
        elif child.name.endswith(".tsv"):
            try:
                found[path + child.name] = child.read_bytes().decode("utf-8")
            except UnicodeDecodeError as fault:
                raise DataError(
                    f"{path}{child.name}: not UTF-8 at byte {fault.start}; save it as UTF-8"
                ) from fault


def _columns(name: str) -> list[str] | None:
    return COLUMNS[name].split() if name in COLUMNS else None


def _register(texts: Mapping[str, str]) -> dict[str, str]:
    """The files of the actors' register, by the bare names its reader knows."""
    register = {name.rpartition("/")[2]: text for name, text in texts.items() if name.startswith("actors/")}
    return {**register, "countries.tsv": texts["places/countries.tsv"]}


def _digest(texts: Mapping[str, str], places: str) -> str:
    digest = hashlib.sha256(places.encode())
    for name in sorted(texts):
        digest.update(f"\0{name}\0{texts[name]}".encode())
    return digest.hexdigest()[:16]


def _kinds(tables: Mapping[str, Table]) -> KindTable:
    kinds, rules, classes = (
        tables[f"ontology/{name}.tsv"] for name in ("event_kinds", "acled_rules", "actor_classes")
    )
    known = {row[0] for row in kinds.rows}
    named = {row[0] for row in classes.rows} | {"any"}
    for number, row in enumerate(kinds.rows):
        strange = [value for value in row[7].split("|") if value and value not in _UCDP]
        if strange:
            raise kinds.fault(
                number, f"{strange[0]!r} is no type of violence", f"use {', '.join(sorted(_UCDP))}"
            )
    for number, row in enumerate(rules.rows):
        if row[0] not in known:
            raise rules.fault(number, f"{row[0]!r} is no event kind", "name one of event_kinds.tsv")
        for condition in row[2:4]:
            if condition not in named:
                raise rules.fault(
                    number, f"{condition!r} is no class of actors", "name one of actor_classes.tsv"
                )
        if not row[1].isdigit():
            raise rules.fault(
                number, f"the rank {row[1]!r} is no whole number", "number the rules of a kind from 1"
            )
    return kind_table(kinds.rows, rules.rows, classes.rows)


def _triggers(table: Table, kinds: KindTable) -> TriggerTable:
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(table.rows):
        term, pos, _, kind, prior, weight = row[:6]
        if kind not in kinds.kinds:
            raise table.fault(number, f"{kind!r} is no event kind", "name one of event_kinds.tsv")
        for value in (prior, weight):
            if not _is_share(value):
                raise table.fault(number, f"{value!r} is no number from 0 to 1", "write a share such as 0.7")
        _check_pos(table, number, pos)
        if (term, pos, kind) in seen:
            raise table.fault(number, f"{term!r} stands twice as {pos} for {kind}", "keep one row")
        seen.add((term, pos, kind))
    return _compiled(table, trigger_table)


def _cues(table: Table, labels: frozenset[str]) -> CueTable:
    for number, row in enumerate(table.rows):
        _, pos, _, label, scope, reach, sure = row[:7]
        if label not in labels:
            raise table.fault(
                number, f"{label!r} is no {table.columns[3]}", f"use {', '.join(sorted(labels))}"
            )
        if scope not in _SCOPES:
            raise table.fault(number, f"{scope!r} is no scope", f"use {', '.join(sorted(_SCOPES))}")
        if not reach.isdigit():
            raise table.fault(number, f"the reach {reach!r} is no number of words", "write a whole number")
        if sure not in ("", "yes"):
            raise table.fault(number, f"{sure!r} says not whether the word is sure", "write 'yes' or nothing")
        _check_pos(table, number, pos)
    return _compiled(table, cue_table)


def _means(table: Table) -> MeansTable:
    names = {row[0] for row in table.rows}
    for number, row in enumerate(table.rows):
        if row[3] not in names and row[1] == "noun":
            raise table.fault(number, f"the name {row[3]!r} has no row of its own", "add it as a term")
        _check_pos(table, number, row[1])
    return _compiled(table, means_table)


def _check_pos(table: Table, number: int, pos: str) -> None:
    if pos not in _POS:
        raise table.fault(number, f"{pos!r} is no part of speech", f"use {', '.join(sorted(_POS))}")


def _compiled(table: Table, make: Callable[[Iterable[Sequence[str]]], T]) -> T:
    """The compiled table; where a pattern is bad, finds its line."""
    try:
        return make(table.rows)
    except ValueError:
        for number, row in enumerate(table.rows):
            try:
                compile_term(row[0], row[1], row[2])
            except ValueError as fault:
                raise table.fault(number, str(fault), "mend the pattern") from fault
        raise


def _is_share(value: str) -> bool:
    try:
        return 0.0 <= float(value) <= 1.0
    except ValueError:
        return False


def _check_voices(outlets: OutletTable, actors: ActorTable) -> None:
    for outlet, voice in unknown_voices(outlets, actors.entries):
        raise DataError(
            f"outlets/outlets.tsv: the outlet {outlet!r} speaks for {voice!r}, which is no actor; "
            "name an id of actors.tsv or a templated state body"
        )
