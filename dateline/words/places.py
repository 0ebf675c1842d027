"""The gazetteer: named places of the world, looked up by any spelling of their name."""

from __future__ import annotations

import csv
import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from dateline.errors import DataError
from dateline.words.countries import COUNTRIES_FILE, Countries, load_countries
from dateline.words.placenames import fold_place, loose_key, strip_kind
from dateline.words.placewords import ABBREVIATIONS_FILE, PLACEWORDS_FILE, PlaceWords, load_place_words

PlaceKind = Literal["settlement", "admin1", "admin2", "country", "site", "district", "region"]

PLACES_FILE = COUNTRIES_FILE.with_name("places.sqlite")
SUPPLEMENT_FILE = COUNTRIES_FILE.with_name("supplement.tsv")

_COLUMNS = "name country lat lon kind aliases parent radius_km source".split()
_KINDS: tuple[PlaceKind, ...] = ("settlement", "admin1", "admin2", "country", "site", "district", "region")
_LOOK_UP = (
    "SELECT p.id, p.name, p.country, a.name, a.code, p.lat, p.lon, p.kind, p.population, p.geonames, n.rank, p.plain"
    " FROM name n JOIN place p ON p.id = n.place LEFT JOIN admin1 a ON a.id = p.admin1 WHERE n.folded = ?"
)
_NUMBERED = (
    "SELECT p.id, p.name, p.country, a.name, a.code, p.lat, p.lon, p.kind, p.population, p.geonames, 0, p.plain"
    " FROM place p LEFT JOIN admin1 a ON a.id = p.admin1 WHERE p.geonames = ? ORDER BY p.id LIMIT 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntry:
    """One place of the gazetteer.

    ``id`` is ``g…`` for the place table, ``s…`` for the supplement (line number), ``c…`` for a country.
    ``country`` is an ISO alpha-2 code (``None`` for seas and regions of many countries), coordinates are degrees,
    ``admin1_code`` is the GeoNames one ("SY.10"). ``rank`` tells how the name matched: 0 the place's own name,
    1 an alternate, 2 a loose likeness. ``curated`` entries come from the supplement or the country table, whose
    ``name`` is the common English one; ``plain`` names are English or as good (not a scientific romanisation).
    ``capital`` marks the capitals of the country table.
    """

    id: str
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    kind: PlaceKind
    rank: int
    admin1: str | None = None
    admin1_code: str | None = None
    population: int | None = None
    geonames: int | None = None
    radius_km: float | None = None
    parent: str | None = None
    curated: bool = False
    plain: bool = False
    capital: bool = False


_LONG = 5
"""Longer keys of loose spelling are looked up in all places; shorter ones, which many names share, in curated ones."""


class Gazetteer:
    """Look-up of places by name over the place table, the supplement and the countries.

    The only thing of ``words`` for places that reads the disk. Every answer depends on the files alone; answers
    are remembered by value. One object may be used by one thread at a time.
    """

    def __init__(
        self,
        places: Path = PLACES_FILE,
        supplement: Path = SUPPLEMENT_FILE,
        countries: Countries | None = None,
    ) -> None:
        """Open the files read-only; raises :class:`DataError` where one is missing or not as it must be."""
        if not places.is_file():
            raise DataError(f"{places}: the place table is missing; scripts/build_places.py makes it")
        self._base = sqlite3.connect(
            f"file:{places}?mode=ro&immutable=1", uri=True, check_same_thread=False, isolation_level=None
        )
        try:
            rows = self._base.execute("SELECT id, kind FROM kind").fetchall()
            extents = self._base.execute("SELECT country, south, west, north, east FROM extent").fetchall()
        except sqlite3.DatabaseError as fault:
            raise DataError(f"{places}: not a place table ({fault})") from fault
        self._kinds: dict[int, PlaceKind] = dict(rows)
        self._extents = {r[0]: (r[1] / 1e4, r[2] / 1e4, r[3] / 1e4, r[4] / 1e4) for r in extents}
        self.countries = countries if countries is not None else load_countries()
        self._capitals = frozenset(
            (iso, fold_place(name)) for iso, c in self.countries.by_iso.items() for name in c.capitals
        )
        self.words: PlaceWords = load_place_words()
        own = _read_supplement(supplement, self.countries)
        taken = frozenset(fold_place(name) for entry, aliases in own for name in (entry.name, *aliases))
        self._own = own + _country_entries(self.countries, taken)
        self._digest = _digest(places, supplement, COUNTRIES_FILE, PLACEWORDS_FILE, ABBREVIATIONS_FILE)
        self._cached = lru_cache(maxsize=65536)(self._candidates)

    @property
    def digest(self) -> str:
        """SHA-256 over the files read, as hexadecimal digits."""
        return self._digest

    def candidates(self, name: str) -> tuple[PlaceEntry, ...]:
        """Every place that bears ``name``, best match of the name first, then the more populous.

        Case, diacritics, apostrophes, hyphens and articles do not count ("al-", "el-", "ash-"); a word for the
        kind of place before or after the name may be there or not. A loose likeness of spelling is tried only
        where nothing else is found. Empty where no place bears the name.
        """
        return self._cached(fold_place(name))

    def numbered(self, geonames: int) -> PlaceEntry | None:
        """The place with a GeoNames number, ``None`` where the table has none; walks the whole table."""
        rows = self._base.execute(_NUMBERED, (geonames,)).fetchall()
        return self._entry(rows[0]) if rows else None

    def extent(self, country: str) -> tuple[float, float, float, float] | None:
        """South, west, north, east in degrees of the settled land of a country, by ISO code; ``None`` if unknown."""
        return self._extents.get(country)

    def close(self) -> None:
        """Close the place table; no look-up may follow."""
        self._base.close()

    def _candidates(self, folded: str) -> tuple[PlaceEntry, ...]:
        if not folded:
            return ()
        found: dict[str, PlaceEntry] = {}
        for key in dict.fromkeys((folded, strip_kind(folded))):
            for entry in self._exact(key):
                known = found.get(entry.id)
                if known is None or entry.rank < known.rank:
                    found[entry.id] = entry
        if not found:
            for key in dict.fromkeys((loose_key(folded), loose_key(strip_kind(folded)))):
                long = len(key) > _LONG
                found.update((entry.id, entry) for entry in self._exact(key) if long or entry.curated)
        return tuple(
            sorted(found.values(), key=lambda e: (e.rank, not e.curated, -(e.population or 0), e.id))
        )

    def _exact(self, key: str) -> list[PlaceEntry]:
        rows = self._base.execute(_LOOK_UP, (key,)).fetchall()
        own = [_ranked(entry, rank) for entry, rank in self._curated.get(key, ())]
        return [*own, *(self._entry(row) for row in rows)]

    @cached_property
    def _curated(self) -> Mapping[str, tuple[tuple[PlaceEntry, int], ...]]:
        """Curated entries by key, made when the first place is looked up: most commands look up none."""
        return _index(self._own)

    def _entry(self, row: tuple[Any, ...]) -> PlaceEntry:
        at, name, country, admin1, code, lat, lon, kind, population, geonames, rank, plain = row
        return PlaceEntry(
            id=f"g{at}",
            name=name,
            country=country,
            lat=lat / 1e4,
            lon=lon / 1e4,
            kind=self._kinds[kind],
            rank=rank,
            admin1=admin1,
            admin1_code=code,
            population=population,
            geonames=geonames,
            plain=bool(plain),
            capital=kind == 0 and (country, fold_place(name)) in self._capitals,
        )


def _digest(*paths: Path) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _index(
    entries: list[tuple[PlaceEntry, tuple[str, ...]]],
) -> Mapping[str, tuple[tuple[PlaceEntry, int], ...]]:
    """Curated entries by folded and loose key, each with its rank there: 0 its name, 1 an alias, 2 a loose form."""
    found: dict[str, dict[str, tuple[PlaceEntry, int]]] = {}
    for entry, aliases in entries:
        for rank, name in ((0, entry.name), *((1, alias) for alias in aliases)):
            folded = fold_place(name)
            for key, at in ((folded, rank), (strip_kind(folded), rank), (loose_key(folded), 2)):
                found.setdefault(key, {}).setdefault(entry.id, (entry, at))
    return {key: tuple(by_id.values()) for key, by_id in found.items()}


def _ranked(entry: PlaceEntry, rank: int) -> PlaceEntry:
    return entry if entry.rank == rank else replace(entry, rank=rank)


def _country_entries(countries: Countries, taken: frozenset[str]) -> list[tuple[PlaceEntry, tuple[str, ...]]]:
    """Entries of the countries; an alias that the supplement lists as a place of its own ("Gaza Strip") is left out."""
    return [
        (
            PlaceEntry(
                id=f"c{country.iso}",
                name=country.name,
                country=country.iso,
                lat=country.lat,
                lon=country.lon,
                kind="country",
                rank=0,
                curated=True,
            ),
            tuple(alias for alias in country.aliases if fold_place(alias) not in taken),
        )
        for country in countries.by_iso.values()
    ]


def _read_supplement(path: Path, countries: Countries) -> list[tuple[PlaceEntry, tuple[str, ...]]]:
    if not path.is_file():
        raise DataError(f"{path}: the supplement of places is missing")
    entries = []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if rows.fieldnames is None or list(rows.fieldnames) != _COLUMNS:
            raise DataError(f"{path}: the columns must be {' '.join(_COLUMNS)}")
        for at, row in enumerate(rows, 2):
            entries.append(_supplement_entry(row, at, countries))
    return entries


def _supplement_entry(
    row: dict[str, str], at: int, countries: Countries
) -> tuple[PlaceEntry, tuple[str, ...]]:
    where = f"supplement.tsv line {at}"
    kind = next((known for known in _KINDS if known == row["kind"]), None)
    if kind is None:
        raise DataError(f"{where}: {row['kind']!r} is no kind of place ({', '.join(_KINDS)})")
    if row["country"] and row["country"] not in countries.by_iso:
        raise DataError(f"{where}: {row['country']!r} is no country code")
    if not row["source"]:
        raise DataError(f"{where}: the source is missing")
    try:
        lat, lon, radius = (float(row[c]) if row[c] else None for c in ("lat", "lon", "radius_km"))
    except ValueError as fault:
        raise DataError(f"{where}: lat, lon and radius_km must be numbers") from fault
    if (lat is not None and abs(lat) > 90) or (lon is not None and abs(lon) > 180):
        raise DataError(f"{where}: {lat}, {lon} lies off the globe")
    home = countries.by_iso.get(row["country"])
    capitals = home.capitals if home is not None else ()
    entry = PlaceEntry(
        id=f"s{at}",
        name=row["name"],
        country=row["country"] or None,
        lat=lat,
        lon=lon,
        kind=kind,
        rank=0,
        radius_km=radius,
        parent=row["parent"] or None,
        curated=True,
        capital=kind == "settlement" and row["name"] in capitals,
    )
    return entry, tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip())
