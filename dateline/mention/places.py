"""Which place the words of a claim mean: name, country, point, precision and how sure the point is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from dateline.mention.place_context import (
    Met,
    PlaceContext,
    find_places,
    kind_word,
    look_up,
    place_context,
    report_countries,
)
from dateline.mention.place_make import (
    clear_country,
    common_name,
    country_entry,
    demonym,
    directed,
    nearness,
    placed,
    radius_km,
    without_kind,
)
from dateline.mention.place_spans import Token, joined, phrase_before, runs, site_head, tail_after, tokens
from dateline.model import Place, PlacePrecision, Span
from dateline.words.places import Gazetteer, PlaceEntry

__all__ = ["PlaceContext", "find_places", "place_context", "report_countries", "resolve_place"]

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
_IN = re.compile(r"\s+(?:in|at|inside|within)\s+(?:the\s+)?")
_LEAD_DETERMINER = re.compile(
    r"^(?:the|a|an|its|their|his|this|that|these|those|so-called)\s+", re.IGNORECASE
)


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
    if (
        context.gazetteer.words.value("noun", parts[-1].low) in {"capital", "country"}
        and not parts[-1].capital
    ):
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
    inside = _IN.split(bare, maxsplit=1)
    if len(inside) == 2 and (known := _curated_site(inside[0], context)) is not None:
        return _Parts(name=known, direction=None, near=near, site=True)
    if len(inside) == 2 and _fitting(_core_of(inside[1], context), context):
        bare, words = inside[1], list(tokens(inside[1]))
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


def _core_of(phrase: str, context: PlaceContext) -> str:
    parts = tokens(phrase)
    return _core(phrase, parts, context) if parts else phrase


def _curated_site(phrase: str, context: PlaceContext) -> str | None:
    """A site of the supplement named by the words before "in Khartoum": its name there, in a country of the report."""
    for entry in context.gazetteer.candidates(phrase):
        home = context.evidence.countries.get(entry.country or "", 0.0) >= _HOME
        if home and entry.curated and entry.kind == "site" and entry.rank < 2:
            return entry.name
    return None


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
            if at > first and _droppable(inside[first:at], context) and _fitting(name, context):
                return name
    return joined(rest, inside[pairs[0][0] : pairs[0][1]]) if pairs else rest


def _droppable(words: Sequence[Token], context: PlaceContext) -> bool:
    """Whether words before a name are no part of it: a title, a kind, a direction, a demonym; not "New" or "Fort"."""
    table = context.gazetteer.words
    roles = ("title", "kind", "site", "part", "direction", "near", "strong", "weak", "connector")
    return all(
        any(table.value(role, word.low) is not None for role in roles)
        or word.text in context.gazetteer.countries.words
        for word in words
    )


def _fitting(name: str, context: PlaceContext) -> bool:
    """Whether a place that fits the report bears the name."""
    if context.gazetteer.words.value("never", name) is not None:
        return False
    return look_up(name, Span(start=len(context.text), end=len(context.text)), context) is not None


def _from_name(parts: _Parts, words: str, span: Span, context: PlaceContext) -> Place | None:
    people = demonym(parts.name, context)
    entry = people or look_up(parts.name, _name_span(parts.name, words, span), context)
    if parts.site and (entry is None or not (entry.curated or entry.rank == 0)):
        return _site(parts.name, words, span, context)
    if entry is None:
        return _unknown(parts, words, span, context)
    kind = kind_word(words, context.gazetteer)
    precision = _PRECISION[entry.kind]
    if kind == "district" and entry.kind == "settlement":
        precision = "district"
    name = parts.name if people is None else entry.name
    place = placed(common_name(name, entry, context), words, span, entry, precision)
    if parts.direction is not None:
        return directed(place, parts.direction, entry, context)
    return nearness(place, span, context, near=parts.near)


def _name_span(name: str, words: str, span: Span) -> Span:
    at = words.find(name)
    return Span(start=span.start + at, end=span.start + at + len(name)) if at >= 0 else span


def _site(name: str, words: str, span: Span, context: PlaceContext) -> Place:
    """A site the gazetteer has not: its own name, and the point of the town in its name or nearest before it.

    The town's point stands for the site with the town's uncertainty; a site that no town is named with has none.
    """
    table = context.gazetteer.words
    parts = [token.low for token in tokens(name)]
    along = _named_along(name, span, context)
    if along is not None:
        return placed(along[0], words, span, along[1], "near")
    if table.value("feature", parts[-1]) is not None or table.value("feature", parts[0]) is not None:
        return Place(name=name, words=words, span=span, country=clear_country(context), precision="region")
    town = _town_of(name, words, span, context)
    if town is None:
        country = clear_country(context)
        return Place(name=name, words=words, span=span, country=country, precision="site")
    place = placed(name, words, span, town, "site")
    wide = 5.0 + radius_km(town, _PRECISION[town.kind])
    if town.kind not in {"settlement", "site", "district"}:
        return replace(place, lat=None, lon=None, geonames=None, radius_km=None)
    return replace(place, geonames=None, radius_km=wide)


def _named_along(name: str, span: Span, context: PlaceContext) -> tuple[str, PlaceEntry] | None:
    """The town that a way is called after ("the Bourem road"), with its name: a reader looks for it there."""
    stem, _, noun = name.rpartition(" ")
    if context.gazetteer.words.value("site", noun.casefold()) != "way" or not stem:
        return None
    entry = look_up(stem, span, context)
    if entry is None or entry.kind != "settlement" or entry.rank > 1:
        return None
    home = context.evidence.countries.get(entry.country or "", 0.0) >= _HOME
    return (common_name(stem, entry, context), entry) if home else None


def _town_of(name: str, words: str, span: Span, context: PlaceContext) -> PlaceEntry | None:
    """The place a site lies in: named in its name or in the phrase, in the words right after, else told before."""
    for phrase in (name, words, context.text[span.end : span.end + 40].split(".")[0]):
        parts = tokens(phrase)
        for first, last in runs(phrase, parts, context.gazetteer.words):
            for end in range(last, first, -1):
                entry = look_up(joined(phrase, parts[first:end]), span, context)
                if entry is None or entry.kind not in {"settlement", "admin1"} or entry.rank > 1:
                    continue
                if context.evidence.countries.get(entry.country or "", 0.0) >= _HOME:
                    return entry
        if phrase == words and phrase_before(parts, len(parts), "strong", context.gazetteer.words, phrase):
            break
    before = _told_before(span, context, {"settlement"})
    return before.entry if before is not None else None


def _unknown(parts: _Parts, words: str, span: Span, context: PlaceContext) -> Place | None:
    """A capitalised name the gazetteer has not: as written, never with a point; nothing for a common noun."""
    if not any(token.capital for token in tokens(parts.name)):
        return None
    kind = kind_word(words, context.gazetteer)
    precision: PlacePrecision | None = "near" if parts.near else _WORD_PRECISION.get(kind or "")
    name = without_kind(parts.name, context)
    if name.isupper() and len(name) <= _ACRONYM:
        return None
    name = name.title() if name.isupper() and len(name) > 5 else name
    return Place(name=name, words=words, span=span, country=clear_country(context), precision=precision)


def _from_noun(bare: str, words: str, span: Span, context: PlaceContext) -> Place | None:
    """The place a common noun stands for: "the town", "the capital", "the country", "the north-west"."""
    parts = tokens(bare)
    table = context.gazetteer.words
    nouns = [noun for t in parts if (noun := table.value("noun", t.low)) is not None]
    site = next((t.low for t in reversed(parts) if table.value("site", t.low) is not None), None)
    compass = [t.text for t in parts if table.value("direction", t.low) not in {None, "0,0"}]
    for noun in nouns:
        if noun in {"capital", "country"} and not (noun == "country" and compass):
            return _capital_or_country(noun, words, span, context)
    if "border" in nouns:
        return _border(words, span, context)
    if compass and set(nouns) <= {"country"} and site is None:
        return _compass(compass[-1], words, span, context)
    if site is not None:
        again = _told_before(span, context, {"site"}, site)
        if again is not None:
            return resolve_place(again.name.name, again.name.span, _upto(again, context))
    found = _meant(nouns[-1] if nouns else "settlement", parts[-1].low, span, context)
    if found is None:
        return None
    met, entry = found
    name = common_name(_bare_name(met, context), entry, context) if entry is met.entry else entry.name
    place = placed(name, words, span, entry, _PRECISION[entry.kind])
    return nearness(place, span, context, near=False)


def _compass(direction: str, words: str, span: Span, context: PlaceContext) -> Place | None:
    """ "The north-west" of the country the report is about."""
    country = country_entry(clear_country(context), context)
    if country is None:
        return None
    end = direction if direction.endswith("ern") else f"{direction}ern"
    return directed(
        placed(country.name, words, span, country, "country"), end.replace("-", ""), country, context
    )


def _border(words: str, span: Span, context: PlaceContext) -> Place | None:
    """ "The border" between the first two countries of the report, where they are neighbours; never with a point."""
    table = context.gazetteer.countries.by_iso
    first, second = (*(table.get(iso) for iso, _ in context.countries[:2]), None, None)[:2]
    if first is None or second is None or second.iso not in first.neighbours:
        return None
    name = f"{first.name}-{second.name} border"
    return Place(name=name, words=words, span=span, country=first.iso, precision="region")


_ACRONYM = 8
_HOME, _LEAD = 0.15, 250
_NOUN_KINDS: Mapping[str, tuple[frozenset[str], ...]] = MappingProxyType(
    {
        "settlement": (frozenset({"settlement"}),),
        "province": (frozenset({"admin1", "region"}),),
        "district": (frozenset({"district", "admin2"}), frozenset({"settlement"})),
        "region": (frozenset({"region"}), frozenset({"settlement", "admin1"})),
    }
)
_PEOPLE = {"city": (20_000, 10**9), "town": (0, 400_000), "village": (0, 30_000)}


def _meant(noun: str, word: str, span: Span, context: PlaceContext) -> tuple[Met, PlaceEntry] | None:
    """The place a noun takes up: of the fitting kind, told before, often, and lately; places told only later last."""
    for kinds in _NOUN_KINDS.get(noun, ()):
        marks: dict[str, float] = {}
        first: dict[str, tuple[Met, PlaceEntry]] = {}
        before = [m for m in context.met if m.name.span.end <= span.start]
        for met in context.met:
            entry = met.entry if met.entry is not None and met.entry.kind in kinds else met.town
            if entry is None or entry.kind not in kinds:
                continue
            home = context.evidence.countries.get(entry.country or "", 0.0)
            if home < _HOME and entry.country is not None:
                continue
            told = met.name.span.end <= span.start
            first.setdefault(entry.id, (met, entry))
            gap = sum(1 for m in before if m.name.span.start > met.name.span.start)
            step = 1.0 + (3.0 * 0.7**gap if told else 0.0) + (1.0 if met.name.span.start < _LEAD else 0.0)
            marks[entry.id] = marks.get(entry.id, 0.0) + step * home
        low, high = _PEOPLE.get(word, (0, 10**9))
        for key, (_, entry) in first.items():
            if entry.population is not None and not low <= entry.population <= high:
                marks[key] /= 3
        if marks:
            return first[max(sorted(marks), key=lambda key: marks[key])]
    return None


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


def _capital_or_country(noun: str, words: str, span: Span, context: PlaceContext) -> Place | None:
    """ "The capital" or "the country" of the report; of the country named or meant by a demonym in the words."""
    iso = None
    for token in tokens(words):
        for code, kind in context.gazetteer.countries.words.get(token.text, ()):
            iso = code if kind != "capital" else iso
    top = context.countries[0][0] if context.countries else None
    entry = country_entry(iso or clear_country(context) or top, context)
    if entry is None:
        return None
    if noun == "country":
        return placed(entry.name, words, span, entry, "country")
    capitals = context.gazetteer.countries.by_iso[entry.country or ""].capitals
    found = look_up(capitals[0], span, context) if capitals else None
    return placed(capitals[0], words, span, found, _PRECISION[found.kind]) if found is not None else None
