"""What a report tells of where it is: its countries, the places it names, and the entry each name means."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

from dateline.mention.place_choice import Evidence, choose, distance_km
from dateline.mention.place_spans import Name, Token, find_names, joined, read_runs, runs, tokens
from dateline.model import Span
from dateline.words.countries import Countries
from dateline.words.placenames import fold_place
from dateline.words.places import Gazetteer, PlaceEntry

_NAMED, _DEMONYM, _CAPITAL, _CITY = 1.0, 0.6, 0.4, 0.5
_LEAD_CHARS, _LEAD_FACTOR = 400, 2.0
_FAMOUS = 200_000
"""People of a place abroad that a report may name without naming its country."""
_WORLD_CITY = 1_000_000
"""The same, for a place abroad named by one of its other names."""
_SHORT = 3
"""Letters in capitals up to which a name is taken for an acronym, unless the supplement or a country has it."""
_BARE = 15_000
"""People a place at home must have to be told by its bare name alone, where no other word says it is a place."""
_LOOSE_HOME = 0.15
"""Weight a country must have in a report for a place there to be found by a loose likeness of its name."""
_CLEAR = 10.0
"""A city name tells its country where the place is this many times as populous as its namesakes abroad."""
_COMMA = re.compile(r"\s*,\s+(?=[\w])|\s+\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A place named in a report: where, by what name, the entry it means (``None``: unknown to the gazetteer).

    ``town`` is the place that a site's name holds: Kunduz for "Kunduz hospital".
    """

    name: Name
    entry: PlaceEntry | None
    town: PlaceEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceContext:
    """What resolving a place of one report needs: its text, its evidence of where it is, the places it names.

    ``without`` has, for each name that is evidence itself, what the rest of the report tells: a namesake is not
    its own witness.
    """

    text: str
    gazetteer: Gazetteer
    countries: tuple[tuple[str, float], ...]
    evidence: Evidence
    without: Mapping[str, Evidence]
    met: tuple[Met, ...]


def report_countries(text: str, gazetteer: Gazetteer, countries: Countries) -> tuple[tuple[str, float], ...]:
    """The countries a report is about: (ISO code, share of the evidence), the weightiest first; shares sum to 1.

    Counted are names, demonyms, capitals and cities whose name is clear, those near the start double. Repeated
    words count less each time, so that one much-repeated name does not drown the rest.
    """
    return _shares(_votes(text, gazetteer, countries))


def _votes(text: str, gazetteer: Gazetteer, countries: Countries) -> dict[str, dict[str, float]]:
    """The evidence by the name it comes from (folded): country code and weight."""
    votes: dict[str, dict[str, float]] = {}
    seen: dict[str, int] = {}
    words = tokens(text)
    at = 0
    while at < len(words):
        taken, isos, weight = _country_word(text, words, at, countries)
        if not isos and words[at].capital:
            taken, isos = _clear_city(text, words, at, gazetteer)
            weight = _CITY
        if isos:
            name = fold_place(joined(text, words[at : at + taken]))
            seen[name] = seen.get(name, 0) + 1
            lead = _LEAD_FACTOR if words[at].start < _LEAD_CHARS else 1.0
            cast = votes.setdefault(name, {})
            for iso in isos:
                cast[iso] = cast.get(iso, 0.0) + weight * lead / len(isos) / math.sqrt(seen[name])
        at += taken
    return votes


def _shares(votes: Mapping[str, Mapping[str, float]], leave_out: str = "") -> tuple[tuple[str, float], ...]:
    sums: dict[str, float] = {}
    for name in sorted(votes):
        if name != leave_out:
            for iso, weight in votes[name].items():
                sums[iso] = sums.get(iso, 0.0) + weight
    total = sum(sums[iso] for iso in sorted(sums))
    return tuple(sorted(((iso, v / total) for iso, v in sums.items()), key=lambda pair: (-pair[1], pair[0])))


def _country_word(
    text: str, words: Sequence[Token], at: int, countries: Countries
) -> tuple[int, tuple[str, ...], float]:
    if not words[at].capital:
        return 1, (), 0.0
    start = words[at].start
    for size in (5, 4, 3, 2, 1):
        if at + size <= len(words):
            name = text[start : words[at + size - 1].end]
            pairs = countries.words.get(name) or countries.words.get(name.title() if name.isupper() else name)
            if pairs:
                weight = {"name": _NAMED, "demonym": _DEMONYM, "capital": _CAPITAL}[pairs[0][1]]
                return size, tuple(iso for iso, _ in pairs), weight
    return 1, (), 0.0


def _clear_city(
    text: str, words: Sequence[Token], at: int, gazetteer: Gazetteer
) -> tuple[int, tuple[str, ...]]:
    """The country of a place name that is clear by itself: curated, or far more populous than its namesakes."""
    if gazetteer.words.value("never", words[at].low) is not None:
        return 1, ()
    for size in (3, 2, 1):
        part = words[at : at + size]
        if len(part) < size or not part[-1].capital:
            continue
        found = [e for e in gazetteer.candidates(joined(text, part)) if e.rank < 2 and e.country is not None]
        found = [e for e in found if e.kind not in {"site", "district"}]
        weights: dict[str, float] = {}
        for entry in found:
            people = 300_000.0 if entry.curated or entry.kind == "admin1" else float(entry.population or 0)
            country = entry.country or ""
            weights[country] = max(weights.get(country, 0.0), people if entry.rank == 0 else people / 5)
        ordered = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
        if ordered and ordered[0][1] >= 15_000:
            rival = ordered[1][1] if len(ordered) > 1 else 0.0
            if ordered[0][1] >= _CLEAR * rival:
                return size, (ordered[0][0],)
            return size, ()
    return 1, ()


def place_context(text: str, gazetteer: Gazetteer, countries: Countries | None = None) -> PlaceContext:
    """Read a report once for all its places: countries, admin-1 units, and every place it names, resolved."""
    table = countries if countries is not None else gazetteer.countries
    votes = _votes(text, gazetteer, table)
    shares = _shares(votes)
    evidence = _evidence(shares, (), table)
    without = {name: _evidence(_shares(votes, name), (), table) for name in votes}
    context = PlaceContext(
        text=text, gazetteer=gazetteer, countries=shares, evidence=evidence, without=without, met=()
    )
    names = _names(context)
    for _ in range(2):
        met = tuple(_met(name, context) for name in names)
        anchors = tuple(m.entry for m in met if m.entry is not None and m.entry.kind != "country")
        context = replace(context, evidence=_evidence(shares, anchors, table), met=met)
    return context


def home_of(context: PlaceContext) -> str | None:
    """The country whose towns and provinces a report names most, for "the army" and "the government" mean those at
    home, by how far the report is about it; where none is named, the one it is most about. A capital, which often
    stands for a government far off, and a dateline in capitals, where the reporter sits, count half, what is named
    near the start double."""
    shares = dict(context.countries)
    first = {m.entry.id: (m.entry, m.name) for m in reversed(context.met) if m.entry is not None}
    named: dict[str, float] = {}
    for entry, name in first.values():
        if entry.country is not None and entry.kind != "country":
            aside = entry.capital or name.name.isupper()
            lead = name.span.start < _LEAD_CHARS
            weight = (
                (0.5 if aside else 1.0) * (_LEAD_FACTOR if lead else 1.0) * shares.get(entry.country, 0.0)
            )
            named[entry.country] = named.get(entry.country, 0.0) + weight
    known = {*named, *shares}
    return min(known, key=lambda iso: (-named.get(iso, 0.0), -shares.get(iso, 0.0), iso), default=None)


def _evidence(
    shares: Sequence[tuple[str, float]], anchors: Sequence[PlaceEntry], countries: Countries
) -> Evidence:
    top = shares[0][1] if shares else 1.0
    weights = {iso: share / top for iso, share in shares}
    around: dict[str, float] = {}
    for iso, weight in weights.items():
        known = countries.by_iso.get(iso)
        for other in known.neighbours if known is not None else ():
            around[other] = max(around.get(other, 0.0), weight)
    admin1: dict[str, float] = {}
    for entry in anchors:
        if entry.admin1_code is not None:
            step = 1.0 if entry.kind == "admin1" else 0.4
            admin1[entry.admin1_code] = admin1.get(entry.admin1_code, 0.0) + step
    most = max(admin1.values(), default=1.0)
    unique = {entry.id: entry for entry in anchors}
    return Evidence(
        countries=MappingProxyType(weights),
        neighbours=MappingProxyType(around),
        admin1=MappingProxyType({code: value / most for code, value in admin1.items()}),
        anchors=tuple(unique[key] for key in sorted(unique)),
    )


def _names(context: PlaceContext) -> tuple[Name, ...]:
    countries = context.evidence.countries

    def accept(name: str, candidates: tuple[PlaceEntry, ...], syntax: str, first: bool) -> bool:
        if context.gazetteer.words.value("never", name) is not None:
            return False
        acronym = name.isupper() and len(name) <= 5 and (not first or len(name) < 4)
        if acronym and not any(e.kind == "country" for e in candidates):
            return False
        if any(e.curated and e.rank < 2 and countries.get(e.country or "", 0.0) > 0 for e in candidates):
            return True
        if any(e.kind == "country" or (e.curated and e.country is None) for e in candidates if e.rank < 2):
            return True
        at_home = [e for e in candidates if countries.get(e.country or "", 0.0) >= 0.15]
        if syntax == "strong":
            return bool(at_home) or any(e.rank < 2 for e in candidates)
        people = 50_000 if syntax == "weak" else _FAMOUS
        if any(e.rank == 0 and (e.population or 0) >= people for e in candidates):
            return True
        exact = [e for e in at_home if e.rank < 2 and (syntax == "weak" or not first or e.rank == 0)]
        if syntax == "weak" or fold_place(name) in placed:
            return bool(exact)
        return any(e.curated or e.kind == "admin1" or (e.population or 0) >= _BARE for e in exact)

    placed: frozenset[str] = frozenset()
    read = read_runs(context.text, context.gazetteer)
    first_pass = find_names(context.text, context.gazetteer, accept, read)
    placed = frozenset(fold_place(name.name) for name in first_pass)
    return _without_described(context.text, find_names(context.text, context.gazetteer, accept, read))


_DESCRIBING = re.compile(r"(?:port(?: (?:city|town))?| (?:city|town|village|resort)) of ")
"""From the last word of a name, if that is for ports, to the name of what is meant."""


def _without_described(text: str, names: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names but those that only describe the next: "the Red Sea port (city) of | Hodeidah" is Hodeidah."""
    described = set()
    for name, after in pairwise(names):
        last = name.name.split()[-1]
        start = name.span.end - (len(last) if last == "port" else 0)
        if last.islower() and _DESCRIBING.fullmatch(text, start, after.span.start):
            described.add(name.span)
    return tuple(name for name in names if name.span not in described)


def find_places(text: str, context: PlaceContext) -> tuple[Span, ...]:
    """The spans of a report that name places, in order, kind words and site heads included.

    ``text`` must be the text the context was made from.
    """
    return tuple(met.name.span for met in context.met) if text == context.text else ()


def _met(name: Name, context: PlaceContext) -> Met:
    entry = look_up(name.name, name.span, context)
    if entry is not None and entry.kind != "site":
        return Met(name=name, entry=entry)
    parts = tokens(name.name)
    for end in range(len(parts) - 1, 0, -1):
        town = look_up(joined(name.name, parts[:end]), name.span, context) if parts[end - 1].capital else None
        if town is not None and town.kind == "settlement" and town.rank < 2:
            return Met(name=name, entry=entry, town=town)
    return Met(name=name, entry=entry)


def look_up(name: str, span: Span, context: PlaceContext) -> PlaceEntry | None:
    """The gazetteer entry that a name at a span means, ``None`` where no place bears it that fits the report."""
    short = context.gazetteer.words.abbreviations.get(
        f"{name}."
    ) or context.gazetteer.words.abbreviations.get(name)
    candidates = context.gazetteer.candidates(short[0] if short else name)
    if short is not None:
        candidates = tuple(e for e in candidates if e.kind == "admin1" and e.country == short[1])
    if name.isupper() and len(name) <= _SHORT:
        candidates = tuple(e for e in candidates if e.curated or short is not None)
    if not candidates:
        return None
    within = _outer(span, context)
    kind = kind_word(name, context.gazetteer)
    if kind == "quarter":
        candidates = tuple(e for e in candidates if e.kind not in {"admin1", "country"})
    alone = context.without.get(fold_place(name))
    evidence = context.evidence
    if alone is not None and len({e.country for e in candidates}) > 1:
        evidence = replace(evidence, countries=alone.countries, neighbours=alone.neighbours)
    chosen = choose(candidates, evidence, kind, within)
    if chosen is None or not (within or _plausible(chosen, evidence)):
        return None
    return _joined_up(chosen, candidates)


def _plausible(entry: PlaceEntry, evidence: Evidence) -> bool:
    """Whether a report may mean this place: in one of its countries, next to them, or known the world over.

    A small namesake at the other end of the world is worse than a place without a point.
    """
    if entry.kind == "country" or entry.country is None or not evidence.countries:
        return entry.rank < 2
    home = evidence.countries.get(entry.country, 0.0)
    if entry.rank == 2:
        return home >= _LOOSE_HOME
    if home > 0 or evidence.neighbours.get(entry.country, 0.0) >= _LOOSE_HOME:
        return True
    if entry.rank == 0:
        return entry.curated or entry.kind == "admin1" or (entry.population or 0) >= _FAMOUS
    return (entry.population or 0) >= _WORLD_CITY


def _joined_up(chosen: PlaceEntry, candidates: Sequence[PlaceEntry]) -> PlaceEntry:
    """A curated place with the GeoNames id, admin-1 unit and people of the same place in the table."""
    if (
        not chosen.curated
        or chosen.kind not in {"settlement", "admin1"}
        or chosen.lat is None
        or chosen.lon is None
    ):
        return chosen
    reach = 20.0 if chosen.kind == "settlement" else 150.0
    for other in candidates:
        if other.kind != chosen.kind or other.curated or other.country != chosen.country:
            continue
        if distance_km(chosen.lat, chosen.lon, other.lat or 0.0, other.lon or 0.0) <= reach:
            return replace(
                chosen,
                geonames=other.geonames,
                admin1=other.admin1,
                admin1_code=other.admin1_code,
                population=other.population,
            )
    return chosen


def _outer(span: Span, context: PlaceContext) -> tuple[PlaceEntry, ...]:
    """The larger places named right after a name: "Mosul, Iraq", "Paris, Tex.", "Kutum (North Darfur)"."""
    comma = _COMMA.match(context.text, span.end)
    if comma is None:
        return ()
    words = tokens(context.text[comma.end() : comma.end() + 60])
    if not words or words[0].start != 0 or not words[0].capital:
        return ()
    rest = context.text[comma.end() : comma.end() + 60]
    first, last = runs(rest, words, context.gazetteer.words)[0]
    shorts = context.gazetteer.words.abbreviations
    for end in range(last, first, -1):
        name = joined(rest, words[first:end])
        dotted = rest[words[first].start : words[end - 1].end + 1]
        short = shorts.get(dotted) or shorts.get(name)
        found = context.gazetteer.candidates(short[0] if short else name)
        wide = tuple(
            e
            for e in found
            if e.rank < 2
            and (e.kind in {"country", "admin1", "admin2", "region"} or (e.population or 0) > 100_000)
            if short is None or e.country == short[1]
        )
        if wide:
            return wide
    return ()


def kind_word(words: str, gazetteer: Gazetteer) -> str | None:
    """The kind of place that a phrase tells by its words: ``province``, ``district``, ``settlement``, ``site`` …"""
    parts = [token.low for token in tokens(words)]
    if len(parts) < 2:
        return None
    table = gazetteer.words
    for phrase in (" ".join(parts[-2:]), parts[-1], parts[0]):
        found = table.value("kind", phrase)
        if found is not None:
            return found
        if table.value("site", phrase) is not None:
            return "site"
    return None
