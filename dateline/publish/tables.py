"""The tables the outputs need, as frozen values, and their reading from the package's data.

``load_tables`` is the one function of the room that touches the disk; the pipeline calls it once and hands
the result to :func:`dateline.publish.publish`, which stays pure.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Protocol

from dateline.errors import DataError

Ring = tuple[tuple[float, float], ...]
"""A line of (longitude, latitude) points in degrees."""

Outlines = Callable[[tuple[float, float, float, float]], Mapping[str, tuple[Ring, ...]]]
"""From (west, south, east, north) in degrees to lines of each country, by ISO alpha-2 code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One way to say a kind of happening: ``form`` active, passive, noun or quoted; ``verb`` as three forms."""

    form: str
    text: str
    verb: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWord:
    """How a name that ends in a word behaves: ``number`` singular, plural or mass; article "the", "a" or none.

    ``adjective`` marks a common word that opens a description ("local officials") rather than a name.
    """

    number: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """An event's codes in the systems others use; ``None`` where one has no code for it."""

    event_type: str | None = None
    sub_event: str | None = None
    plover: str | None = None
    cameo: str | None = None
    ucdp: str | None = None


Coder = Callable[[str, tuple[str, ...], tuple[str, ...]], Codes]
"""From a kind and the types of actors and targets to codes."""


def no_codes(kind: str, actors: tuple[str, ...], targets: tuple[str, ...]) -> Codes:
    """Give no code at all: what is used where no ontology is at hand."""
    return Codes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that show something of what stands beside them, and in which sense."""

    cue: str
    sense: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Everything beside the run that decides how the outputs read and look.

    ``phrases`` by kind, in order of preference; ``names`` by last word, lower case; ``families`` from kind to
    kind family; ``countries`` from ISO alpha-2 code to English name; ``style`` and ``script`` are the brief's;
    ``reasons`` show why something was done, ``sequence`` what was said before or after the rest. ``headings`` are those
    of incidents made by these tables so far, each with what it was made of (:mod:`dateline.publish.titles`).
    """

    phrases: Mapping[str, tuple[Phrase, ...]]
    names: Mapping[str, NameWord]
    style: str
    script: str
    families: Mapping[str, str] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    codes: Coder = no_codes
    outlines: Outlines | None = None
    reasons: tuple[Cue, ...] = ()
    sequence: tuple[Cue, ...] = ()
    headings: dict[str, tuple[object, str]] = field(default_factory=dict, compare=False, repr=False)


def read_cues(text: str, name: str, senses: frozenset[str]) -> tuple[Cue, ...]:
    """Read a table of cues (cue, sense, match, nonmatch, source) from its text; raises DataError on a bad row."""
    cues = []
    for row in _rows(text, name, ("cue", "sense", "match", "nonmatch", "source")):
        if row["sense"] not in senses:
            raise DataError(f"{name}: sense {row['sense']!r} of {row['cue']!r} is unknown")
        cues.append(Cue(cue=row["cue"], sense=row["sense"]))
    return tuple(cues)


def read_phrases(text: str) -> dict[str, tuple[Phrase, ...]]:
    """Read ``phrases.tsv`` (kind, form, text, verb, source) from its text; raises DataError on a bad row."""
    phrases: dict[str, list[Phrase]] = {}
    for row in _rows(text, "phrases.tsv", ("kind", "form", "text", "verb", "source")):
        if row["form"] not in ("active", "passive", "noun", "quoted"):
            raise DataError(f"phrases.tsv: form {row['form']!r} of kind {row['kind']!r} is unknown")
        parts = tuple(row["verb"].split("/"))
        if row["form"] == "active" and len(parts) != 3:
            raise DataError(f"phrases.tsv: {row['text']!r} needs a verb as base/past/-ing")
        verb = (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
        phrases.setdefault(row["kind"], []).append(Phrase(form=row["form"], text=row["text"], verb=verb))
    return {kind: tuple(found) for kind, found in phrases.items()}


def read_names(text: str) -> dict[str, NameWord]:
    """Read ``names.tsv`` (word, number, article, note, source) from its text; raises DataError on a bad row."""
    names: dict[str, NameWord] = {}
    for row in _rows(text, "names.tsv", ("word", "number", "article", "note", "source")):
        if row["number"] not in ("singular", "plural", "mass", "adjective"):
            raise DataError(f"names.tsv: number {row['number']!r} of {row['word']!r} is unknown")
        names[row["word"]] = NameWord(number=row["number"], article=row["article"])
    return names


def _rows(text: str, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(reader.fieldnames or ()) != columns:
        raise DataError(f"{name}: its columns must be {', '.join(columns)}")
    rows = []
    for row in reader:
        if None in row or None in row.values():
            raise DataError(f"{name} line {reader.line_num}: it must have {len(columns)} columns")
        rows.append(row)
    return rows


class Kind(Protocol):
    """What is asked of an entry of the ontology."""

    @property
    def family(self) -> str: ...


class Kinds(Protocol):
    """The ontology of event kinds, as far as publishing asks it."""

    @property
    def kinds(self) -> Mapping[str, Kind]: ...
    def acled(
        self, kind: str, actor_types: Iterable[str] = (), target_types: Iterable[str] = ()
    ) -> tuple[str | None, str | None]: ...
    def plover(self, kind: str) -> str | None: ...
    def cameo(self, kind: str) -> str | None: ...
    def ucdp(
        self, kind: str, actor_types: Iterable[str] = (), target_types: Iterable[str] = ()
    ) -> str | None: ...


def coder(kinds: Kinds) -> Coder:
    """Codes as ``kinds`` gives them."""

    def codes(kind: str, actors: tuple[str, ...], targets: tuple[str, ...]) -> Codes:
        event_type, sub_event = kinds.acled(kind, actors, targets)
        return Codes(
            event_type=event_type,
            sub_event=sub_event,
            plover=kinds.plover(kind),
            cameo=kinds.cameo(kind),
            ucdp=kinds.ucdp(kind, actors, targets),
        )

    return codes


def load_tables(
    *,
    kinds: Kinds | None = None,
    countries: Mapping[str, str] | None = None,
    outlines: Outlines | None = None,
) -> Tables:
    """Read phrases, names, style and script from the package; the rest is handed in by the caller.

    ``kinds`` is the ontology (families and codes), ``countries`` names by ISO alpha-2 code, ``outlines`` the lines
    of countries for the map; without them there are no codes, names or lines. Raises :class:`DataError` where a
    file is not as it must be.
    """
    rules = resources.files("dateline") / "data" / "rules"
    page = resources.files("dateline") / "publish"
    return Tables(
        phrases=read_phrases((rules / "phrases.tsv").read_text("utf-8")),
        names=read_names((rules / "names.tsv").read_text("utf-8")),
        style=(page / "brief.css").read_text("utf-8"),
        script=(page / "brief.js").read_text("utf-8"),
        families={name: kind.family for name, kind in kinds.kinds.items()} if kinds else {},
        countries=dict(countries or {}),
        codes=coder(kinds) if kinds else no_codes,
        outlines=outlines,
        reasons=read_cues(
            (rules / "reasons.tsv").read_text("utf-8"),
            "reasons.tsv",
            frozenset({"answer", "cause", "purpose"}),
        ),
        sequence=read_cues(
            (rules / "sequence.tsv").read_text("utf-8"), "sequence.tsv", frozenset({"before", "after"})
        ),
    )
