"""Every mention of a place in a report, and how it stands there: what the choice of a claim's place is made from.

In: a :class:`~dateline.claim.case.Case` and its drafts. Out: :class:`Mention` records in reading order: names that
the place rules found, spans that the encoder took for places, nouns that stand for a place told before ("the town",
"there"), and countries named only by their people ("the Syrian war").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dateline.claim.case import Case, whole_words
from dateline.claim.drafts import Draft, sentence_at
from dateline.claim.where import locates, place_of, whole_name
from dateline.mention.place_context import kind_word
from dateline.mention.places import resolve_place
from dateline.model import AREAS, Place, Span

ENCODER_FLOOR = 0.3
"""Least probability at which words that the encoder alone takes for a place are looked up as one."""

TABLE = "lexicon/en/placeprepositions.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place where a report names it.

    ``key`` is shared by all mentions of one place. ``told`` is ``name``, ``noun`` ("the town") or ``people`` ("the
    Syrian war"). ``before`` is the class of the preposition, ``none`` without one. ``bare`` marks a name that may
    be its government ("Khartoum said"), ``locates`` one that only says where another place lies, ``body`` one inside
    the words that say who speaks, ``opens`` the place of a dateline. ``outer`` is the key of no place but the larger
    one that a name just before it lies in ("the market of Aden" has Aden as outer), ``inner`` its counterpart.
    """

    place: Place
    key: str
    sentence: int
    told: str
    before: str
    bare: bool
    locates: bool
    body: bool
    opens: bool
    owns: bool
    outer: bool = False
    inner: bool = False

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.place.span


def key_of(place: Place) -> str:
    """What tells one place from another: its identity in the gazetteer, else its name."""
    if place.geonames is not None and place.precision not in {"site", "region", "near"}:
        return f"g{place.geonames}"
    return place.name.casefold()


def find_mentions(case: Case, drafts: Sequence[Draft]) -> tuple[Mention, ...]:
    """All mentions of places in the report's own sentences, in reading order, no two over the same words."""
    found: dict[tuple[int, int], Mention] = {}
    _gather(case, _spans(case, drafts), found)
    _gather(case, [(span, "encoder") for span in _again(case, found.values())], found)
    return tuple(_nested(case.text, [found[key] for key in sorted(found)]))


def _gather(case: Case, spans: Iterable[tuple[Span, str]], found: dict[tuple[int, int], Mention]) -> None:
    """Add the mention at each span that stands in a sentence and meets none found before."""
    for span, told in spans:
        number = sentence_at(case.layout.sentences, span.start)
        if number is None or any(start < span.end and span.start < end for start, end in found):
            continue
        mention = _mention(case, span, told, number)
        if mention is not None:
            found[span.start, span.end] = mention


def _again(case: Case, mentions: Iterable[Mention]) -> list[Span]:
    """The other spots where a name stands that was found to be a place somewhere in the report."""
    names = {m.place.words for m in mentions if m.told == "name" and not m.bare and len(m.place.words) > 3}
    found = {
        Span(start=start, end=start + len(name))
        for name in names
        if name[0].isupper()
        for start in _occurrences(name, case.text)
    }
    return sorted(found, key=lambda span: (span.start, span.start - span.end))


def _occurrences(name: str, text: str) -> Iterator[int]:
    """Where a name stands as a whole: what the pattern of the name between word boundaries finds, without compiling
    a pattern for every name of every report."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        opens = start == 0 or not _in_word(text[start - 1])
        if opens and (_in_word(text[end : end + 1]) != _in_word(name[-1])):
            yield start
            start = text.find(name, end)
        else:
            start = text.find(name, start + 1)


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _spans(case: Case, drafts: Sequence[Draft]) -> Iterable[tuple[Span, str]]:
    """The spans that may mean a place, the surest first: names, the encoder's, nouns, peoples."""
    for span in _datelines(case):
        yield span, "name"
    for span in case.marks.places:
        yield _with_site(case, _with_direction(case, span)), "name"
    asked = {
        (role.start, role.end): role.probability
        for draft in drafts
        for role in draft.reading.roles
        if role.role == "place" and role.probability >= ENCODER_FLOOR
    }
    for start, end in sorted(asked, key=lambda key: (-asked[key], key)):
        whole = whole_words(case.text, start, end)
        if whole is not None and not _takes_up(case, whole):
            yield whole_name(whole, case.marks.places), "encoder"
    for span in _nouns(case):
        yield span, "noun"
    for span in _peoples(case):
        yield span, "people"


def _takes_up(case: Case, span: Span) -> bool:
    """Whether words only take up a place told before: "there", "the town"."""
    words = case.text[span.start : span.end].split()
    if not all(word == word.casefold() or word in {"The", "This", "There"} for word in words):
        return False
    kind = case.words.gazetteer.words.value("noun", words[-1].casefold())
    return words[-1].casefold() == "there" or (
        kind is not None and kind not in {"capital", "country", "border"}
    )


_SHOUTED = re.compile(r"^([A-Z][A-Z’' -]{2,30}?)(?=,| \(| [-–—]|:)", re.MULTILINE)


def _datelines(case: Case) -> Iterable[Span]:
    """Places in capitals at the start of a line: "ADDIS ABABA - "."""
    for met in _SHOUTED.finditer(case.text):
        span = Span(start=met.start(1), end=met.end(1))
        known = any(e.rank == 0 for e in case.words.gazetteer.candidates(met[1]))
        if known and _opens_line(case.text, span):
            yield span


def _with_direction(case: Case, span: Span) -> Span:
    """The span of a country or province with the direction before it: "northern Syria" is another place."""
    met = re.search(r"([A-Za-z-]+)\s+\Z", case.text[max(0, span.start - 16) : span.start])
    table = case.words.gazetteer.words
    if met is None or table.value("direction", met[1].casefold()) in {None, "0,0"}:
        return span
    place = resolve_place(case.text[span.start : span.end], span, case.marks.place_context)
    if place is None or place.precision not in AREAS:
        return span
    return Span(start=span.start - (len(met[0])), end=span.end)


_OWNED = re.compile(r"[’']s? (?P<site>(?:[a-z]+ ){0,2}[a-z]+)")


def _with_site(case: Case, span: Span) -> Span:
    """The span of a place with the site that it owns, in lower case: "Gao’s central prison"."""
    met = _OWNED.match(case.text, span.end)
    if met is None:
        return span
    table = case.words.gazetteer.words
    words = met["site"].split(" ")
    for size in range(len(words), 0, -1):
        if any(table.value("site", " ".join(words[at:size])) is not None for at in range(size)):
            return Span(start=span.start, end=met.start("site") + len(" ".join(words[:size])))
    return span


_COMPASS = re.compile(
    r"\bthe\s+((?:north|south)(?:-?(?:east|west))?|east|west)\b(?!\s+(?:of|bank)\b|\s*[A-Z])"
)
_DIRECTION = r"(?:(?:far|remote)\s+)?(?:(?:north|south)(?:-?(?:east|west))?|east|west)\b"
_PART_OF_COUNTRY = re.compile(
    rf"\bthe\s+(?:country|nation)(?:[’']s|s)?\s+{_DIRECTION}(?!\s+[A-Z])"
    rf"|\bthe\s+{_DIRECTION}\s+of\s+the\s+(?:country|nation)\b"
)
""" "The country’s north-west", "the south of the country"."""
_BORDER = re.compile(
    r"\bthe\s+(?:border|frontier)\b(?!\s+(?:with|of|town|village|crossing|guard|area|police)\b)"
)
_NOUN = re.compile(r"\b(?:there\b|(?:the|this|that)\s+(?:[a-z-]+\s+){0,1}?(?P<noun>[a-z]+)\b)", re.IGNORECASE)
_NO_PLACE = re.compile(
    r"there\s+(?:is|are|was|were|has|have|had|will|would|could|may|might|must|can|be|,)\b", re.I
)


def _nouns(case: Case) -> Iterable[Span]:
    """ "The town", "this province", "there": nouns that take up a place told before."""
    table = case.words.gazetteer.words
    for pattern in (_PART_OF_COUNTRY, _COMPASS, _BORDER):
        for met in pattern.finditer(case.text):
            yield Span(start=met.start(), end=met.end())
    for met in _PEOPLES_CAPITAL.finditer(case.text):
        if _is_people(case, met["people"]):
            yield Span(start=met.start(), end=met.end())
    for met in _NOUN.finditer(case.text):
        noun = met["noun"]
        kind = table.value("noun", noun.casefold()) if noun is not None else None
        if kind == "country" or (kind == "capital" and not _of_another(case, met.end())):
            yield Span(start=met.start(), end=met.end())


_PEOPLES_CAPITAL = re.compile(r"\b[Tt]he\s+(?P<people>[A-Z][\w-]+)\s+capital\b(?!,?\s+(?:of\b|city\b|[A-Z]))")
""" "The Malian capital", where its name does not follow."""


def _is_people(case: Case, word: str) -> bool:
    pairs = case.words.gazetteer.countries.words.get(word, ())
    return bool(pairs) and pairs[0][1] == "demonym"


_OF = re.compile(r"\s+of\s+(?:the\s+)?(?=[A-Z])")
_MOST_WORDS = 5
"""Words that the name of a country may have."""


def _of_another(case: Case, end: int) -> bool:
    """Whether a capital is told to be that of something else than the report's country: "the capital of Gao Region"."""
    of = _OF.match(case.text, end)
    if of is None:
        return False
    names = re.compile(r"[^\s,.;:]+").finditer(case.text, of.end())
    told = [case.text[of.end() : word.end()] for word, _ in zip(names, range(_MOST_WORDS), strict=False)]
    countries = case.marks.place_context.countries
    return not (countries and any(countries[0][0] in case.words.countries.named(name) for name in told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Anaphor:
    """Words that take up a place told before: ``kind`` is ``there`` or the sort of place that the noun names."""

    kind: str
    span: Span


def find_anaphors(case: Case) -> tuple[Anaphor, ...]:
    """ "There", "the town", "this province": in reading order."""
    table = case.words.gazetteer.words
    found: list[Anaphor] = []
    for met in _NOUN.finditer(case.text):
        span = Span(start=met.start(), end=met.end())
        if met["noun"] is None:
            if not _NO_PLACE.match(case.text, met.start()):
                found.append(Anaphor(kind="there", span=span))
            continue
        kind = table.value("noun", met["noun"].casefold())
        named = re.match(r"\s+of\s+(?:the\s+)?[A-Z]", case.text[met.end() : met.end() + 12])
        if kind is not None and kind not in {"capital", "country", "border"} and named is None:
            found.append(Anaphor(kind=kind, span=span))
    return tuple(found)


def _peoples(case: Case) -> Iterable[Span]:
    """Demonyms of countries ("Syrian", "Yemenis")."""
    words = case.words.gazetteer.countries.words
    for met in re.finditer(r"\b[A-Z][\w-]+", case.text):
        pairs = words.get(met[0]) or (words.get(met[0][:-1]) if met[0].endswith("s") else None)
        if pairs and pairs[0][1] == "demonym":
            yield Span(start=met.start(), end=met.end())


def _mention(case: Case, span: Span, told: str, number: int) -> Mention | None:
    """The mention at a span, ``None`` where its words name no place."""
    text = case.text
    if told in {"name", "encoder"}:
        seen = place_of(case, span, trusted=told == "encoder")
        if seen is None and case.words.countries.named(text[span.start : span.end]):
            return _mention(case, span, "people", number)
        if seen is None:
            return None
        place, bare = seen
    else:
        resolved = resolve_place(text[span.start : span.end], span, case.marks.place_context)
        if resolved is None or (told == "people" and resolved.precision != "country"):
            return None
        place, bare = resolved, False
    table = case.words.gazetteer.words
    roles = ("never", "connector", "element") if place.lat is None else ("never",)
    if any(table.value(role, place.name) is not None for role in roles):
        return None  # "The Kurdish town" is no town of that name, though there is one.
    if place.lat is None and _describes(case, place.span):
        return None
    if place.precision == "country" and kind_word(place.words, case.words.gazetteer) == "settlement":
        return None  # "The Syrian city": a town of that country, whichever it is.
    if told == "encoder":
        told = "name" if any(c.isupper() for c in place.words) else "noun"
    return Mention(
        place=place,
        key=key_of(place),
        sentence=number,
        told=told,
        before=_before(case, place.span.start),
        bare=bare,
        locates=locates(text, place.span),
        body=_in_body(case, place.span),
        opens=_opens_line(text, place.span),
        owns=text[place.span.end : place.span.end + 2] in {"’s", "'s"},
    )


_NEXT = re.compile(r"\s+([a-z]+)\b")
_OF_PEOPLES = re.compile(r"[A-Z][\w’'-]*(?:i|ish|ian|ist|ite|ese)\Z")
"""The endings of words for peoples and creeds."""


def _describes(case: Case, span: Span) -> bool:
    """Whether an unlisted name is an adjective of a people or creed before a noun that is no place ("Sunni group")."""
    met = _NEXT.match(case.text, span.end)
    if met is None or not _OF_PEOPLES.match(case.text[span.start : span.end]):
        return False
    return kind_word(f"the {met[1]}", case.words.gazetteer) not in {"settlement", "site", "near", "district"}


def _in_body(case: Case, span: Span) -> bool:
    """Whether it stands in the words that say who speaks, or in an actor's longer name."""
    start, end = span.start, span.end
    if any(a.source.start < end and start < a.source.end for a in case.marks.attributions):
        return True
    return any(
        hit.start <= start and end <= hit.end and (hit.start, hit.end) != (start, end)
        for hit in case.marks.actor_context.hits
    )


_OPENING = re.compile(
    r"\s*+(?:\([^)\n]{1,60}\)|,?\s*\w+\.? \d{1,2}\b|[,/] [\w .]{1,30}){0,3}\s*(?:[—–:]|--?\s)"
)


def _opens_line(text: str, span: Span) -> bool:
    """Whether a place is a dateline: the first words of a line, and a dash or colon after them."""
    start = text.rfind("\n", 0, span.start) + 1
    return (
        span.start - start <= 30
        and _OPENING.match(text, span.end) is not None
        and text[start : span.start].isupper() | (not text[start : span.start].strip())
    )


_WORDS = re.compile(r"[\w’'-]+|[^\w\s]")
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "this", "that", "these", "both"})


@cache
def _classes(table: str) -> Mapping[str, str]:
    """The class of each preposition that can stand before a place, from the text of its table."""
    return dict(line.split("\t")[:2] for line in table.splitlines()[1:])


def _before(case: Case, start: int) -> str:
    """The class of the preposition before a name; articles, directions and kind words ("the town of") are skipped."""
    table = case.words.gazetteer.words
    classes = _classes(case.words.texts[TABLE])
    line = case.text[max(0, start - 90) : start].rpartition("\n")[2]
    words = [word.casefold() for word in _WORDS.findall(line)]
    kind_told = False
    while words:
        last = words[-1]
        if (
            last == "of"
            and len(words) > 1
            and any(
                table.value(role, words[-2]) is not None for role in ("kind", "noun", "direction", "part")
            )
        ):
            words = words[:-2]
            kind_told = True
        elif last in _ARTICLES or any(
            table.value(role, last) is not None for role in ("direction", "part", "kind")
        ):
            words = words[:-1]
        else:
            break
    for size in (2, 1):
        found = classes.get(" ".join(words[-size:])) if len(words) >= size else None
        if found is not None:
            return found
    # "In the remote north-eastern city of X": whatever describes the city stands between.
    for back in range(2, 5) if kind_told else ():
        if len(words) >= back and words[-back] in classes and words[1 - back] in _ARTICLES:
            return classes[words[-back]]
    if not words:
        return "start"
    return {
        ",": "comma",
        "(": "bracket",
        "/": "comma",
        "-": "comma",
        "–": "comma",
        "and": "and",
        "or": "and",
    }.get(words[-1], "none")


_JOIN = re.compile(r"(?:\s*,\s*|\s+)(?:(?:and|or|as well as)\s+)?(?:the\s+)?(?:[a-z]+ (?:of\s+)?)?\Z")
_WITHIN = re.compile(
    r"(?:[’']s?)?(?:\s+(?!and\b|to\b|from\b)[a-z-]+){0,2}\s+(?:in|of|at|inside|within)"
    r"(?:\s+(?!and\b)[a-z-]+){0,4}\s*\Z"
)
_BESIDE = re.compile(
    r"(?:\s*+,|\s)(?:\s++(?!and\b)[a-z-]++){0,4}\s++(?:near|outside|south of|north of|east of|west of)\s++"
    r"(?:the\s++)?\Z"
)
_APPENDED = re.compile(r"\s*(?:,|\()\s*(?:in\s+)?(?:the\s+)?(?:[a-z]+\s+){0,2}\Z")
_OWNER = re.compile(r"(?:[’']s?)?\s+(?:[\w-]+\s+){0,2}")


def _nested(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions, lists with the preposition of their first, and those named as lying in the next marked so."""
    found = list(mentions)
    for at in range(1, len(found)):
        first, second = found[at - 1], found[at]
        between = text[first.span.end : second.span.start]
        if first.sentence != second.sentence or len(between) > 45 or "\n" in between:
            continue
        holds = not wider(first.place, second.place)
        if (
            (_WITHIN.match(between) and holds)
            or (_BESIDE.match(between) and holds)
            or (_APPENDED.match(between) and wider(second.place, first.place))
        ):
            found[at - 1] = replace(first, inner=True)
            found[at] = replace(second, outer=True)
        elif first.owns and holds_site(second.place) and _OWNER.fullmatch(between):
            found[at - 1] = replace(first, outer=True)
            found[at] = replace(second, inner=True, before=first.before)
        elif second.before in {"comma", "and"} and _JOIN.match(between):
            found[at] = replace(second, before=first.before)
    return found


def holds_site(place: Place) -> bool:
    """Whether a place is small enough to lie in a town or province that owns it ("Aden's airport")."""
    return place.precision in {"site", "district", "settlement", None}


_SIZE = {"site": 0, "settlement": 1, "near": 1, "district": 2, "province": 3, "region": 4, "country": 5}


def wider(outer: Place, inner: Place) -> bool:
    """Whether a place can hold another: of a wider kind and of no other country or province."""
    if outer.name == inner.name or (outer.country and inner.country and outer.country != inner.country):
        return False
    if outer.admin1 and inner.admin1 and outer.admin1 != inner.admin1:
        return False
    big, small = _SIZE.get(outer.precision or "site", 0), _SIZE.get(inner.precision or "site", 0)
    return big > small and not (outer.precision == "district" and inner.precision == "settlement")
