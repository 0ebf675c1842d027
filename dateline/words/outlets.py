"""The table of outlets: who publishes or issues texts, for whom it speaks, and the agency a credit line names.

In: the text of ``outlets.tsv`` (id name country language kind owner voice source aliases). Out: a frozen
:class:`OutletTable`. Nothing here reads the disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from dateline.errors import DataError
from dateline.words.actors import ActorTable
from dateline.words.folding import fold_word

OutletKind = Literal["agency", "newspaper", "broadcaster", "web", "state", "party", "issuer"]

_COLUMNS = ("id", "name", "country", "language", "kind", "owner", "voice", "source", "aliases")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,12}")
_WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletEntry:
    """One outlet or issuer.

    ``country`` is ISO 3166-1 alpha-2, ``language`` ISO 639-1; ``voice`` is the register id of the actor a state or
    party outlet (or an issuer) speaks for, ``None`` where it speaks for itself.
    """

    id: str
    name: str
    kind: OutletKind
    country: str | None
    language: str | None
    owner: str | None
    voice: str | None
    aliases: tuple[str, ...]
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletTable:
    """All outlets, frozen. ``digest`` is the SHA-256 of the text it was made of."""

    digest: str
    entries: tuple[OutletEntry, ...]
    _names: Mapping[str, OutletEntry]
    _domains: Mapping[str, OutletEntry]

    def lookup(self, name: str) -> OutletEntry | None:
        """The outlet of a name, short code, domain or address; case, diacritics and "The" do not count."""
        found = self._names.get(_fold(name))
        if found is not None:
            return found
        bare = re.sub(r"\s*\([^()]*\)\s*$", "", name)
        if bare != name and bare and _fold(bare) in self._names:
            return self._names[_fold(bare)]
        match = _DOMAIN.search(name.strip().lower())
        labels = match.group().split(".") if match else []
        while len(labels) >= 2:
            hit = self._domains.get(".".join(labels))
            if hit is not None:
                return hit
            labels = labels[1:]
        return None


def outlets_from_tsv(text: str, name: str = "outlets.tsv") -> OutletTable:
    """Build the table from a TSV text.

    Raises :class:`DataError`, naming file and line, for a wrong header or number of cells, an unsorted or repeated
    id, an unknown kind, a bad country or language code, a missing source, a state or party outlet without a voice,
    or a name that stands for two outlets.
    """
    lines = text.split("\n")
    if tuple(lines[0].split("\t")) != _COLUMNS:
        raise DataError(f"{name} line 1: the header must be '{' '.join(_COLUMNS)}', it is '{lines[0]}'")
    entries: list[OutletEntry] = []
    names: dict[str, OutletEntry] = {}
    domains: dict[str, OutletEntry] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        where = f"{name} line {number}"
        entry = _entry(line, where)
        if entries and entry.id <= entries[-1].id:
            raise DataError(
                f"{where}: the id '{entry.id}' is repeated or not sorted after '{entries[-1].id}'"
            )
        entries.append(entry)
        for word in (entry.name, entry.id, *entry.aliases):
            _claim(names, _fold(word), entry, where, word == entry.id)
        for domain in entry.domains:
            _claim(domains, domain, entry, where, False)
    for entry in entries:
        for word in (entry.name, *entry.aliases):  # short codes run the words together
            names.setdefault(_fold(word).replace(" ", ""), entry)
    return OutletTable(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        entries=tuple(entries),
        _names=names,
        _domains=domains,
    )


def voice_of(outlet: str | None, outlets: OutletTable, actors: ActorTable) -> str | None:
    """The register id of the body whose own word an outlet's is: that of a state or party outlet, or the body itself
    where it speaks under its name ("Ministry of Defence", "the Front, press office"); else ``None``."""
    if not outlet:
        return None
    listed = outlets.lookup(outlet)
    if listed is not None:
        return listed.voice
    name = " ".join(_ASIDE.sub(" ", outlet).split())
    hit = next(iter(actors.hits(name)), None)
    if hit is None or hit.start or hit.kind not in ("name", "acronym") or hit.entry.type == "media":
        return None
    rest = re.findall(r"\w+", name[hit.end :].casefold())
    return hit.entry.id if all(word in _OFFICES for word in rest) else None


_ASIDE = re.compile(r"\([^()]*\)")
_OFFICES = frozenset(
    "press media information public relations communications peace service office bureau department directorate"
    " delegation spokesman spokesperson statement statements channel telegram website s"
    " and of the".split()
)
"""Words after a body's name in that of an outlet which is the body itself."""


def unknown_voices(table: OutletTable, known: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The (outlet id, voice) pairs whose voice is not among the known actor ids."""
    return tuple((e.id, e.voice) for e in table.entries if e.voice is not None and e.voice not in known)


def _entry(line: str, where: str) -> OutletEntry:
    cells = line.split("\t")
    if len(cells) != len(_COLUMNS):
        raise DataError(f"{where}: {len(cells)} cells where the header has {len(_COLUMNS)}")
    row = dict(zip(_COLUMNS, cells, strict=True))
    kinds = get_args(OutletKind)
    if row["kind"] not in kinds:
        raise DataError(f"{where}: unknown kind '{row['kind']}'; it must be one of: {', '.join(kinds)}")
    if not _ID.fullmatch(row["id"]) or not row["name"] or not row["source"]:
        raise DataError(f"{where}: the id must be a lower-case slug, and name and source must be given")
    if row["country"] and not re.fullmatch("[A-Z]{2}", row["country"]):
        raise DataError(f"{where}: '{row['country']}' is no ISO alpha-2 country code")
    if row["language"] and not re.fullmatch("[a-z]{2}", row["language"]):
        raise DataError(f"{where}: '{row['language']}' is no ISO 639-1 language code")
    if row["kind"] in ("state", "party") and not row["voice"]:
        raise DataError(f"{where}: a {row['kind']} outlet needs the actor whose voice it is")
    aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
    kind: OutletKind = next(k for k in kinds if k == row["kind"])
    return OutletEntry(
        id=row["id"], name=row["name"], kind=kind, country=row["country"] or None,
        language=row["language"] or None, owner=row["owner"] or None, voice=row["voice"] or None,
        aliases=aliases, domains=tuple(alias for alias in aliases if _DOMAIN.fullmatch(alias)),
    )  # fmt: skip


def _claim(index: dict[str, OutletEntry], key: str, entry: OutletEntry, where: str, weak: bool) -> None:
    """File an entry under a key; a weak key (an id) gives way to a name that was there before."""
    other = index.setdefault(key, entry) if key else entry
    if other is not entry and not weak:
        raise DataError(f"{where}: '{key}' stands for both '{other.id}' and '{entry.id}'")


def _fold(name: str) -> str:
    """A name as words in lower case, without diacritics, punctuation and a leading "the"."""
    words = [fold_word(word.group()) for word in _WORD.finditer(name)]
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)
