"""Which place the words of a claim mean: name, country, point, precision and how sure the point is."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from dateline.mention.place_choice import moved
from dateline.mention.place_context import (
    Met,
    PlaceContext,
    find_places,
    kind_word,
    look_up,
    place_context,
    report_countries,
)
from dateline.mention.place_spans import Token, joined, phrase_before, runs, site_head, tail_after, tokens
from dateline.model import Place, PlacePrecision, Span
from dateline.words.placenames import fold_place
from dateline.words.places import Gazetteer, PlaceEntry

__all__ = ["PlaceContext", "find_places", "place_context", "report_countries", "resolve_place"]

_CLEAR_COUNTRY = 0.45
"""Share of the country evidence from which a report counts as being about one country."""
_CLEAR_LEAD = 1.5
"""How far ahead of the next country the first must be to count as the one, its share being smaller."""
_PRECISION: Mapping[str, PlacePrecision] = MappingProxyType(
    {
        "settlement": "settlement", "admin1": "province", "admin2": "district", "country": "country",
        "site": "site", "district": "district", "region": "region",
    }
)  # fmt: skip
_WORD_PRECISION: Mapping[str, PlacePrecision] = MappingProxyType(
    {
        "province": "province", "region": "region", "district": "district", "quarter": "settlement",
        "settlement": "settlement", "site": "site",
    }
)  # fmt: skip
_RADIUS = {"site": 2.0, "near": 15.0, "district": 25.0, "province": 90.0, "country": 400.0, "region": 150.0}
_BEARING = {(1, 0): 0, (1, 1): 45, (0, 1): 90, (-1, 1): 135, (-1, 0): 180, (-1, -1): 225, (0, -1): 270, (1, -1): 315}
_DISTANCE = re.compile(r"(\d+(?:[.,]\d+)?)[\s-]*([A-Za-z]+)\b[^.;]{0,20}?\b([a-z]+-?[a-z]*)\s+of\s+(?:the\s+)?$")
_LEAD_DETERMINER = re.compile(r"^(?:the|a|an|its|their|his|this|that|these|those|so-called)\s+", re.IGNORECASE)



def resolve_place(words: str, span: Span, context: PlaceContext) -> Place | None:
    """The place that ``words`` at ``span`` of the report mean, or ``None`` where they mean none that can be told.

    ``words`` may be a name ("Khan Sheikhoun"), a name with its kind ("Hama province"), a site ("Hama Central
    Prison"), a direction ("northwestern Syria"), a longer phrase that holds a name ("the outskirts of Homs"), or a noun
    that stands for a place told before ("the town", "the capital"). A capitalised name unknown to the gazetteer
    is a place with its name as written, the country where the report is clearly about one, and no coordinates.
    """
    bare = _LEAD_DETERMINER.sub("", words.strip()).strip(" ,.;:'\"“”‘’()")
    parts = tokens(bare)
    if not parts:
        return None
    if not any(token.capital for token in parts) or _is_noun(parts, context.gazetteer):
        return _from_noun(bare, words, span, context)
    if context.gazetteer.words.value("noun", parts[-1].low) in {"capital", "country"} and not parts[-1].capital:
        return _from_noun(bare, words, span, context)
    inner = _split(bare, span, context)
    return _from_name(inner, words, span, context)


def _is_noun(parts: Sequence[Token], gazetteer: Gazetteer) -> bool:
    """Whether the only capital is a sentence start: "The town"."""
    return len(parts) == 1 and gazetteer.words.value("noun", parts[0].low) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """A place phrase taken apart: its core name, compass direction, whether near it, the site head."""

    name: str
    direction: str | None
    near: bool
    site: bool


def _split(bare: str, span: Span, context: PlaceContext) -> _Parts:
    table = context.gazetteer.words
    words = list(tokens(bare))
    near = phrase_before(words, _first_capital(words), "near", table, bare) is not None
    site = _site_name(bare, words, context)
    if site is not None:
        return _Parts(name=site, direction=None, near=near, site=True)
    direction = None
    while len(words) > 1 and not _whole_known(bare, words, context):
        low = words[0].low
        if table.value("direction", low) is not None:
            near = near or words[1].low == "of"
            direction = words[0].text if words[1].low != "of" else None
        elif table.value("part", low) is None and (words[0].capital or _all_capital(words)):
            break
        words = words[1:]
    core = _core(bare, words, context)
    return _Parts(name=core, direction=direction if not near else None, near=near, site=False)


def _first_capital(words: Sequence[Token]) -> int:
    return next((at for at, word in enumerate(words) if word.capital), len(words))


def _all_capital(words: Sequence[Token]) -> bool:
    return all(word.capital for word in words)


def _whole_known(bare: str, words: Sequence[Token], context: PlaceContext) -> bool:
    found = context.gazetteer.candidates(joined(bare, words))
    return any(e.rank < 2 and (e.curated or e.kind == "admin1") for e in found)


def _site_name(bare: str, words: Sequence[Token], context: PlaceContext) -> str | None:
    """The proper name of a site, the town before it cut off: "Mogadishu's Hayat Hotel" gives "Hayat Hotel"."""
    table = context.gazetteer.words
    for first, last in runs(bare, words, table):
        tail = tail_after(bare, words, last, table)
        run = words[first : last + (tail[0] if tail is not None and tail[1] != "kind" else 0)]
        head = site_head([word.low for word in run], table)
        owned = next((i for i, w in enumerate(run[:-1]) if bare[w.end : w.end + 2] in {"'s", "’s"}), None)
        if head is not None and len(run) > 1:
            return joined(bare, run[owned + 1 :] if owned is not None and len(run) > owned + 2 else run)
    return None


def _core(bare: str, words: Sequence[Token], context: PlaceContext) -> str:
    """The name inside a phrase: all of it where known, else its first known run, else its first run with its kind."""
    table = context.gazetteer.words
    rest = joined(bare, words).split(",")[0].split(" (")[0]
    if _fitting(rest, context):
        return rest
    inside = tokens(rest)
    pairs = runs(rest, inside, table)
    for first, last in pairs:
        name = joined(rest, inside[first:last])
        if _fitting(name, context):
            return name
    for first, last in pairs:
        for at in range(first, last):
            name = joined(rest, inside[at:last])
            if at > first and _fitting(name, context):
                return name
    return joined(rest, inside[pairs[0][0] : pairs[0][1]]) if pairs else rest


def _fitting(name: str, context: PlaceContext) -> bool:
    """Whether a place that fits the report bears the name."""
    if context.gazetteer.words.value("never", name) is not None:
        return False
    return look_up(name, Span(start=len(context.text), end=len(context.text)), context) is not None


def _from_name(parts: _Parts, words: str, span: Span, context: PlaceContext) -> Place | None:
    demonym = _demonym(parts.name, context)
    entry = demonym or look_up(parts.name, _name_span(parts.name, words, span), context)
    if parts.site and (entry is None or not (entry.curated or entry.rank == 0)):
        return _site(parts.name, words, span, context)
    if entry is None:
        return _unknown(parts, words, span, context)
    kind = kind_word(words, context.gazetteer)
    precision = _PRECISION[entry.kind]
    if kind == "district" and entry.kind == "settlement":
        precision = "district"
    name = parts.name if demonym is None else entry.name
    place = _placed(_common_name(name, entry, context), words, span, entry, precision)
    if parts.direction is not None:
        return _directed(place, parts.direction, entry, context)
    return _near(place, span, context, near=parts.near)


def _name_span(name: str, words: str, span: Span) -> Span:
    at = words.find(name)
    return Span(start=span.start + at, end=span.start + at + len(name)) if at >= 0 else span


def _demonym(name: str, context: PlaceContext) -> PlaceEntry | None:
    """The country of a demonym: "Syrian soil", "Malian"."""
    pairs = context.gazetteer.countries.words.get(name.split(" ")[0], ())
    if len(pairs) != 1 or pairs[0][1] != "demonym":
        return None
    country = context.gazetteer.countries.by_iso[pairs[0][0]]
    return next((e for e in context.gazetteer.candidates(country.name) if e.id == f"c{country.iso}"), None)


def _common_name(written: str, entry: PlaceEntry, context: PlaceContext) -> str:
    """The common English name: the curated one, the table's where it is as good, else as written (no kind word)."""
    if entry.curated:
        return entry.name
    title = _without_kind(written, context)
    if context.gazetteer.words.value("keep", tokens(title)[-1].low) is not None:
        return title
    if title.isupper() and len(title) > 3:
        title = title.title()
    near = difflib.SequenceMatcher(None, fold_place(title), fold_place(entry.name)).ratio() >= 0.8
    if entry.kind != "settlement" or not (entry.plain or near):
        return title if entry.kind == "settlement" or not near else entry.name
    return entry.name if entry.plain else title


def _without_kind(name: str, context: PlaceContext) -> str:
    table = context.gazetteer.words
    words = list(tokens(name))
    while len(words) > 2 and words[1].low == "of" and table.value("kind", words[0].low) is not None:
        words = words[2:]
    if len(words) > 1 and table.value("kind", words[-1].low) is not None and table.value("keep", words[-1].low) is None:
        words = words[:-1]
    while len(words) > 1 and words[0].low == "the":
        words = words[1:]
    return joined(name, words) if words else name


def radius_km(entry: PlaceEntry, precision: PlacePrecision) -> float:
    """The stated uncertainty of a place's point in kilometres: the supplement's own, else by precision and people."""
    if entry.radius_km is not None and precision != "near":
        return entry.radius_km
    if precision == "settlement":
        return round(min(25.0, 1.0 + math.sqrt(entry.population or 500) / 100), 1)
    return _RADIUS.get(precision, 50.0)


def _placed(name: str, words: str, span: Span, entry: PlaceEntry, precision: PlacePrecision) -> Place:
    return Place(
        name=name,
        words=words,
        span=span,
        country=entry.country,
        lat=entry.lat,
        lon=entry.lon,
        geonames=entry.geonames,
        precision=precision,
        admin1=entry.admin1 if entry.kind != "country" else None,
        radius_km=radius_km(entry, precision),
    )


def _site(name: str, words: str, span: Span, context: PlaceContext) -> Place:
    """A site the gazetteer has not: its own name, and the point of the town in its name or nearest before it.

    The town's point stands for the site with the town's uncertainty; a site that no town is named with has none.
    """
    table = context.gazetteer.words
    parts = [token.low for token in tokens(name)]
    if table.value("feature", parts[-1]) is not None or table.value("feature", parts[0]) is not None:
        return Place(name=name, words=words, span=span, country=_clear_country(context), precision="region")
    town = _town_of(name, words, span, context)
    if town is None:
        country = _clear_country(context)
        return Place(name=name, words=words, span=span, country=country, precision="site")
    place = _placed(name, words, span, town, "site")
    wide = 5.0 + radius_km(town, _PRECISION[town.kind])
    if town.kind not in {"settlement", "site", "district"}:
        return replace(place, lat=None, lon=None, geonames=None, radius_km=None)
    return replace(place, geonames=None, radius_km=wide)


def _town_of(name: str, words: str, span: Span, context: PlaceContext) -> PlaceEntry | None:
    """The place a site lies in: named in its name or in the phrase, in the words right after, else told before."""
    for phrase in (name, words, context.text[span.end : span.end + 40].split(".")[0]):
        parts = tokens(phrase)
        for first, last in runs(phrase, parts, context.gazetteer.words):
            for end in range(last, first, -1):
                entry = look_up(joined(phrase, parts[first:end]), span, context)
                if entry is not None and entry.kind in {"settlement", "admin1"} and entry.rank < 2:
                    if context.evidence.countries.get(entry.country or "", 0.0) >= 0.15:
                        return entry
        if phrase == words and phrase_before(parts, len(parts), "strong", context.gazetteer.words, phrase):
            break
    before = _told_before(span, context, {"settlement"})
    return before.entry if before is not None else None


def _clear_country(context: PlaceContext) -> str | None:
    """The country the report is clearly about: most of the evidence, or far more than the next; else ``None``."""
    if not context.countries:
        return None
    iso, share = context.countries[0]
    rival = context.countries[1][1] if len(context.countries) > 1 else 0.0
    return iso if share >= _CLEAR_COUNTRY or share >= _CLEAR_LEAD * rival else None


def _unknown(parts: _Parts, words: str, span: Span, context: PlaceContext) -> Place | None:
    """A capitalised name the gazetteer has not: as written, never with a point; nothing for a common noun."""
    if not any(token.capital for token in tokens(parts.name)):
        return None
    kind = kind_word(words, context.gazetteer)
    precision: PlacePrecision | None = "near" if parts.near else _WORD_PRECISION.get(kind or "")
    name = _without_kind(parts.name, context)
    name = name.title() if name.isupper() and len(name) > 5 else name
    return Place(name=name, words=words, span=span, country=_clear_country(context), precision=precision)


def _near(place: Place, span: Span, context: PlaceContext, *, near: bool) -> Place:
    """The place with ``near`` precision where the words before say so; moved where they give way and distance."""
    before = context.text[max(0, span.start - 60) : span.start]
    if place.precision not in {"settlement", "site", "near"} or place.lat is None or place.lon is None:
        return place
    told = _DISTANCE.search(before)
    table = context.gazetteer.words
    if told is not None:
        unit, course = table.value("unit", told[2]), table.value("direction", told[3])
        if unit and course and course != "0,0":
            km = float(told[1].replace(",", ".")) * float(unit)
            north, east = course.split(",")
            lat, lon = moved(place.lat, place.lon, km, _BEARING[int(north), int(east)])
            radius = round(max(5.0, 0.35 * km), 1)
            return replace(place, lat=round(lat, 4), lon=round(lon, 4), precision="near", radius_km=radius)
    parts = tokens(before)
    if near or phrase_before(parts, len(parts), "near", table, before):
        return replace(place, precision="near", radius_km=_RADIUS["near"])
    return place


def _directed(place: Place, direction: str, entry: PlaceEntry, context: PlaceContext) -> Place:
    """A part of a place: "Northwestern Syria" is a region around the middle of that part of the settled land."""
    value = context.gazetteer.words.value("direction", direction) or "0,0"
    north, east = (int(part) for part in value.split(","))
    name = f"{direction[:1].upper()}{direction[1:]} {place.name}"
    if (north, east) == (0, 0) or entry.kind not in {"country", "admin1", "region"}:
        return replace(place, name=place.name if (north, east) == (0, 0) else name)
    box = context.gazetteer.extent(entry.country or "") if entry.kind == "country" else None
    if box is None or place.lat is None or place.lon is None:
        return replace(place, name=name, precision="region")
    south, west, top, right = box
    lat = (south + top) / 2 + north * (top - south) / 4
    lon = (west + right) / 2 + east * (right - west) / 4
    radius = max(top - south, (right - west) * math.cos(math.radians(lat))) * 111.2 / 4
    return replace(
        place, name=name, lat=round(lat, 2), lon=round(lon, 2), precision="region", radius_km=round(radius), geonames=None
    )


def _from_noun(bare: str, words: str, span: Span, context: PlaceContext) -> Place | None:
    """The place a common noun stands for: "the town", "the capital", "the country", "the north-west"."""
    parts = tokens(bare)
    table = context.gazetteer.words
    for token in parts:
        if table.value("noun", token.low) == "capital" or table.value("noun", token.low) == "country":
            return _capital_or_country(table.value("noun", token.low) or "", words, span, context)
    compass = [t.text for t in parts if table.value("direction", t.low) not in {None, "0,0"}]
    nouns = [table.value("noun", t.low) for t in parts if table.value("noun", t.low) is not None]
    if compass and not nouns and not any(table.value("site", t.low) is not None for t in parts):
        country = _country_entry(_clear_country(context), context)
        if country is None:
            return None
        end = compass[-1] if compass[-1].endswith("ern") else f"{compass[-1]}ern"
        return _directed(_placed(country.name, words, span, country, "country"), end.replace("-", ""), country, context)
    site = next((t.low for t in reversed(parts) if table.value("site", t.low) is not None), None)
    if site is not None:
        again = _told_before(span, context, {"site"}, site)
        if again is not None:
            return resolve_place(again.name.name, again.name.span, _upto(again, context))
    wanted = {"admin1", "region", "admin2", "district"} if "province" in nouns else {"settlement"}
    found = _told_before(span, context, wanted)
    if found is None or found.entry is None:
        return None
    name = _common_name(_bare_name(found, context), found.entry, context)
    place = _placed(name, words, span, found.entry, _PRECISION[found.entry.kind])
    return _near(place, span, context, near=False)


def _bare_name(met: Met, context: PlaceContext) -> str:
    return _core(met.name.name, tokens(met.name.name), context)


def _upto(met: Met, context: PlaceContext) -> PlaceContext:
    """The context as it was before a place was told, so that looking back from there always ends."""
    return replace(context, met=tuple(m for m in context.met if m.name.span.start < met.name.span.start))


def _told_before(span: Span, context: PlaceContext, kinds: set[str], word: str | None = None) -> Met | None:
    """The last place of some kinds told before a span, in the countries of the report; the first after it if none."""
    fitting = [met for met in context.met if _fits(met, kinds, word, context)]
    before = [met for met in fitting if met.name.span.end <= span.start]
    return before[-1] if before else None


def _fits(met: Met, kinds: set[str], word: str | None, context: PlaceContext) -> bool:
    if word is not None:
        return word in met.name.name.lower().split()
    if met.entry is None or met.entry.kind not in kinds:
        return False
    if kind_word(met.name.name, context.gazetteer) in {"site"}:
        return False
    return context.evidence.countries.get(met.entry.country or "", 0.0) >= 0.15


def _country_entry(iso: str | None, context: PlaceContext) -> PlaceEntry | None:
    country = context.gazetteer.countries.by_iso.get(iso or "")
    if country is None:
        return None
    return next((e for e in context.gazetteer.candidates(country.name) if e.id == f"c{country.iso}"), None)


def _capital_or_country(noun: str, words: str, span: Span, context: PlaceContext) -> Place | None:
    """ "The capital" or "the country" of the report; of the country named or meant by a demonym in the words."""
    iso = None
    for token in tokens(words):
        for code, kind in context.gazetteer.countries.words.get(token.text, ()):
            iso = code if kind != "capital" else iso
    entry = _country_entry(iso or _clear_country(context), context)
    if entry is None:
        return None
    if noun == "country":
        return _placed(entry.name, words, span, entry, "country")
    capitals = context.gazetteer.countries.by_iso[entry.country or ""].capitals
    found = look_up(capitals[0], span, context) if capitals else None
    return _placed(capitals[0], words, span, found, _PRECISION[found.kind]) if found is not None else None
