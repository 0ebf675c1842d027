"""Places as a person writes them, and the gazetteer's entries they stand for.

In: ``Hama``, ``Hama, SY``, ``Hama, Hama Governorate, Syria``, ``geonames 170017``; out: the one written form, or the
place. A name that several places bear is refused, with the ones it could be.
"""

from __future__ import annotations

import difflib
import re

from dateline.errors import UsageError
from dateline.mention.place_make import placed
from dateline.model import Place, PlacePrecision, Span
from dateline.words.placenames import fold_place
from dateline.words.places import PlaceEntry
from dateline.words.tables import Words

_NUMBER = re.compile(r"(?:.*\(geonames |geonames[ :]*)?(?P<id>\d{1,12})\)?\Z")
_PRECISION: dict[str, PlacePrecision] = {
    "settlement": "settlement",
    "admin1": "province",
    "admin2": "district",
    "country": "country",
    "site": "site",
    "district": "district",
    "region": "region",
}
_SHOWN = 4


def written_place(text: str, words: Words) -> str:
    """A place in its one written form.

    Raises:
        UsageError: the gazetteer has no such place, or several.
    """
    return shown_place(_entry(text, words))


def place_of(text: str, words: Words) -> Place:
    """The place, still without words of a report; raises as :func:`written_place`."""
    entry = _entry(text, words)
    return placed(entry.name, "", Span(start=0, end=0), entry, _PRECISION[entry.kind])


def shown_place(place: Place | PlaceEntry) -> str:
    """A claim's place, or one of the gazetteer, in the written form, as far as it is known."""
    told = place.name if place.country is None else f"{place.name}, {place.country}"
    return told if place.geonames is None else f"{told} (geonames {place.geonames})"


def _entry(text: str, words: Words) -> PlaceEntry:
    number = _NUMBER.match(text)
    if number is not None:
        found = words.gazetteer.numbered(int(number["id"]))
        if found is None:
            raise UsageError(f"There is no place with the GeoNames number {number['id']} in the gazetteer.")
        return found
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise UsageError("Give the place: its name, and its country where others share it.")
    entries = words.gazetteer.candidates(parts[0])
    if not entries:
        raise UsageError(f"There is no place {parts[0]!r} in the gazetteer.")
    for part in reversed(parts[1:]):
        fitting = tuple(entry for entry in entries if _lies_in(entry, part, words))
        if not fitting:
            raise UsageError(
                f"There is no place {parts[0]!r} in {part!r} in the gazetteer: {_some(entries)}."
            )
        entries = fitting
    entries = _sharpest(parts[0], entries)
    if len(entries) > 1:
        raise UsageError(
            f"{text!r} could be {_some(entries)}: give its country, province or GeoNames number."
        )
    return entries[0]


def _sharpest(name: str, entries: tuple[PlaceEntry, ...]) -> tuple[PlaceEntry, ...]:
    """Those that bear the name best: as their own name, settlements first, a curated entry before its double."""
    best = min(entry.rank for entry in entries)
    kept = tuple(entry for entry in entries if entry.rank == best)
    kept = tuple(entry for entry in kept if entry.kind == "settlement") or kept
    kept = tuple(entry for entry in kept if entry.name == name) or kept
    curated = {(entry.country, entry.kind) for entry in kept if entry.curated}
    return tuple(entry for entry in kept if entry.curated or (entry.country, entry.kind) not in curated)


def _lies_in(entry: PlaceEntry, part: str, words: Words) -> bool:
    """Whether a place lies in a country (by code or any of its names) or a province."""
    if part.upper() == entry.country:
        return True
    if entry.country is not None and any(
        name == entry.country for name, _ in words.countries.words.get(part, ())
    ):
        return True
    admin = fold_place(entry.admin1 or entry.parent or "")
    wanted = fold_place(part)
    return bool(admin) and (wanted in admin or difflib.SequenceMatcher(None, wanted, admin).ratio() >= 0.85)


def _some(entries: tuple[PlaceEntry, ...]) -> str:
    told = [
        shown_place(entry) + (f" in {entry.admin1}" if entry.admin1 and entry.admin1 != entry.name else "")
        for entry in entries[:_SHOWN]
    ]
    return " or ".join(told) + (" or others" if len(entries) > _SHOWN else "")
