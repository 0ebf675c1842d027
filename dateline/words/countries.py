"""The table of countries: codes, names, demonyms, capitals, neighbours."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from dateline.errors import DataError

NameKind = Literal["name", "demonym", "capital"]

COUNTRIES_FILE = Path(__file__).resolve().parent.parent / "data" / "places" / "countries.tsv"

_COLUMNS = "iso iso3 name demonyms capital aliases continent neighbours lat lon source".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """One country or territory; ``iso`` is ISO 3166-1 alpha-2 (``XK`` for Kosovo), coordinates are degrees."""

    iso: str
    iso3: str
    name: str
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    aliases: tuple[str, ...]
    continent: str
    neighbours: tuple[str, ...]
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Countries:
    """All countries by code, and every word that names one: ``words[text]`` gives (code, kind of name) pairs.

    Names are kept as written, upper and lower case apart, so that "Turkey" is not "turkey".
    """

    by_iso: Mapping[str, Country]
    words: Mapping[str, tuple[tuple[str, NameKind], ...]]

    def named(self, text: str) -> tuple[str, ...]:
        """Codes of the countries whose name or alias ``text`` is exactly (demonyms and capitals are none)."""
        return tuple(iso for iso, kind in self.words.get(text, ()) if kind == "name")


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _number(cell: str, where: str) -> float | None:
    try:
        return float(cell) if cell else None
    except ValueError as fault:
        raise DataError(f"{where}: {cell!r} is not a number of degrees") from fault


def load_countries() -> Countries:
    """Read ``countries.tsv``.

    Raises :class:`DataError` where the file is absent, a column is missing, or a coordinate is no number.
    """
    if not COUNTRIES_FILE.is_file():
        raise DataError(f"{COUNTRIES_FILE}: the table of countries is missing")
    found: dict[str, Country] = {}
    with COUNTRIES_FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if rows.fieldnames is None or list(rows.fieldnames) != _COLUMNS:
            raise DataError(f"{COUNTRIES_FILE}: the columns must be {' '.join(_COLUMNS)}")
        for at, row in enumerate(rows, 2):
            where = f"{COUNTRIES_FILE.name} line {at}"
            found[row["iso"]] = Country(
                iso=row["iso"],
                iso3=row["iso3"],
                name=row["name"],
                demonyms=_split(row["demonyms"]),
                capitals=_split(row["capital"]),
                aliases=_split(row["aliases"]),
                continent=row["continent"],
                neighbours=_split(row["neighbours"]),
                lat=_number(row["lat"], where),
                lon=_number(row["lon"], where),
            )
    return Countries(by_iso=MappingProxyType(found), words=MappingProxyType(_words(found)))


def _words(countries: Mapping[str, Country]) -> dict[str, tuple[tuple[str, NameKind], ...]]:
    words: dict[str, list[tuple[str, NameKind]]] = {}
    for iso in sorted(countries):
        country = countries[iso]
        named: list[tuple[str, NameKind]] = [(n, "name") for n in (country.name, *country.aliases)]
        named += [(n, "demonym") for n in country.demonyms]
        named += [(n, "capital") for n in country.capitals]
        for word, kind in named:
            pairs = words.setdefault(word, [])
            if all(known != iso for known, _ in pairs):
                pairs.append((iso, kind))
    return {word: tuple(pairs) for word, pairs in sorted(words.items())}
