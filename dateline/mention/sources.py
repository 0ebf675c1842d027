"""Name the source of an attribution: which body speaks, of which kind of party, through which person.

In: the words of a source as they stand in a report, and the report's :class:`SourceContext`. Out: a
:class:`SourceName`. Pronouns, surnames and words such as "the ministry" are led back to the source introduced
before. The finder of attributions is :mod:`dateline.mention.attributions`.
"""

from __future__ import annotations

import re

from dateline.mention.attributions import Attribution, find_attributions, origin_at
from dateline.mention.said_sentences import split_sentences
from dateline.mention.sourcebodies import (
    SourceContext,
    SourceName,
    SourceTables,
    body_at_home,
    desk_of,
    expert_in,
    first_of_two,
    full_name_of,
    hits_at_home,
    hits_in,
    main_country,
    name_from_hit,
    national_name,
    party_of,
    read_context,
    speaking_hit,
    unknown_person,
)
from dateline.mention.sourcephrases import (
    CAPITAL,
    description,
    head_of,
    is_bare_noun,
    is_covered,
    is_single,
    local_name_of,
    names_an_office,
    only_refers,
    person_in,
    plain_noun,
    proper_name,
    words_around,
)
from dateline.words.actors import ActorHit
from dateline.words.sourcewords import TermHit

__all__ = [
    "Attribution", "SourceContext", "SourceName", "SourceTables", "find_attributions", "main_country", "name_source",
    "origin_at", "read_context",
]  # fmt: skip


_ABSTRACT = frozenset(
    "statement report communique bulletin release count tally figures data toll post message video records".split()
)
_HE, _SHE, _IT, _THEY = (
    ("he", "him", "himself", "his"),
    ("she", "her", "herself"),
    ("it", "its"),
    ("they", "them", "their"),
)
_FITS: dict[str, frozenset[str]] = {
    "group": frozenset(
        {"rebels", "militia", "communal militia", "monitor", "rights group", "aid group", "coalition", "other",
         "medics"}
    ),
    "organisation": frozenset(
        {"rebels", "monitor", "rights group", "aid group", "international body", "medics", "other"}
    ),
    "mission": frozenset({"peacekeepers", "international body"}),
    "coalition": frozenset({"coalition"}),
    "militia": frozenset({"militia", "communal militia", "rebels"}),
    "charity": frozenset({"aid group", "medics"}),
    "agency": frozenset({"international body", "aid group", "media"}),
    "watchdog": frozenset({"monitor", "rights group"}),
    "monitor": frozenset({"monitor"}),
    "observatory": frozenset({"monitor"}),
    "rebels": frozenset({"rebels"}),
    "movement": frozenset({"rebels", "militia", "other"}),
}  # fmt: skip
"""Types of actors that a noun may refer back to."""
_SEATED = frozenset({"monitor", "rights group", "aid group", "media", "international body"})
"""Types of those that are told apart by where their office is ("the Geneva-based group")."""

_RULES = frozenset({"government", "regime", "authorities"})
"""Nouns that by themselves mean those who rule the country that the report is about."""

_INTRODUCED = re.compile(
    rf"({CAPITAL} (?:(?:al|el|bin|ibn|ag|ould|ole)[ -])?{CAPITAL}), (?=\d\d\b|an? |the |who |aged )"
)
_SENT = re.compile(
    r"(?P<sender>.+\b(?:envoy|ambassador|(?:permanent|special) representative|delegate|delegation|emissary|mission))"
    r" (?:to|for|at) (?:the )?[A-Z][\w.'’-]*(?: (?:(?:of|and|the|for) )*[A-Z][\w.'’-]*)*"
)
"""Somebody sent to a body or country: he speaks for who sent him."""
_NAMING = ("name", "acronym", "home", "office", "state")
_CANDIDATES = 8
"""How many sources before are tried for one that refers back."""
_DEPTH = 3


def name_source(words: str, context: SourceContext, at: int | None = None) -> SourceName | None:
    """Name the source that ``words`` stand for; ``at`` is their code point offset in the report.

    Words without an offset are read at their first occurrence. ``None`` where the words refer back ("he", "the
    group") and the report names nobody before them.
    """
    where = at if at is not None else max(0, context.text.find(words))
    return _name(words, context, where, 0)


def _name(words: str, context: SourceContext, at: int, depth: int) -> SourceName | None:
    if depth > _DEPTH:
        return None
    bare = words.strip(' \t\n,;:"“”')
    bare = bare if re.search(r"\b\w\.\w\.$", bare) else bare.rstrip(".")
    bare = re.sub(r"(?<=\w)\s+(?:himself|herself|itself|themselves)$", "", bare)
    heads = context.tables.heads
    owned = None if heads is None else context.tables.actors.owned(bare, heads)
    if owned is not None:
        name, _, entry = owned
        return SourceName(name=name, party="armed_group", person=None, actor=entry.id if entry else None)
    low = bare.lower()
    if re.fullmatch(r"(?:he|she|it|they) \w+", low):
        low = low.split()[0]
    if low.endswith(" of them"):
        return _last_source(context, at, depth)
    if low in _HE or low in _SHE:
        return _last_person(context, at, depth)
    if low in _IT:
        return _last_body(context, at, depth)
    if low in _THEY:
        return _last_source(context, at, depth)
    own = re.match(r"(?:its|their|his|her)\s+", bare, re.I)
    if own is not None:
        found = _possessed(bare[own.end() :], context, at, depth)
        if found is not None:
            return found
    owner = re.match(
        r"(the [\w-]+?)(?:['’]s|s['’])\s+(?=.*\b(?:spokes|leader|commander|wing|statement|chief|head))",
        bare,
        re.I,
    )
    if owner is not None and context.tables.words.find_terms(owner.group(1)):
        found = _refers_back(owner.group(1), context, at, depth)
        if found is not None:
            hits = context.tables.actors.hits(bare, context.country)
            words_found = context.tables.words.find_terms(bare)
            return found._replace(person=person_in(bare, hits, words_found, context.tables.words))
    outlet = _OWN_OUTLET.search(bare)
    if outlet is not None:
        group = hits_in(bare[: outlet.start()], context)
        if group and group[-1].entry.party == "armed_group":
            return SourceName(full_name_of(group[-1].entry, context), "armed_group", None, group[-1].entry.id)
    sent = _SENT.match(bare)
    if sent is not None and hits_in(sent["sender"], context):
        return _name(sent["sender"] + bare[sent.end() :], context, at, depth + 1)
    first = first_of_two(bare, context)
    if first is not None:
        return _name(first, context, at, depth + 1)
    desk = desk_of(bare, context)
    if desk is not None:
        return desk
    expert = expert_in(bare, context)
    if expert is not None:
        return expert
    if _UNTOLD.fullmatch(bare) and context.tables.actors.hits(bare, None):
        return SourceName(
            bare.removeprefix("the "), "unknown", None, None
        )  # "Chadian sources": nobody says whose.
    direct = _direct(bare, context, at, depth)
    if direct is not None:
        return direct
    back = _refers_back(bare, context, at, depth)
    if back is not None:
        return back
    return _generic(bare, context)


def _direct(words: str, context: SourceContext, at: int, depth: int) -> SourceName | None:
    """The body or person that the words name by themselves, ``None`` where they only describe or refer."""
    tables = context.tables
    hits = hits_in(words, context)
    terms = tables.words.find_terms(words)
    person = person_in(words, hits, terms, tables.words)
    head = head_of(words, [t for t in terms if not is_covered(t, hits)])
    if head is not None and head.term.party == "armed_group" and not hits:
        # "The commander of the Third Division, General So-and-so": a rank is an army's where no group is named.
        head = next((t for t in terms if t.start > head.start and t.term.generic == "army"), head)
    hits = (*hits, *hits_at_home(words, hits, context, at))
    named = [hit.start for hit in hits if hit.kind in ("name", "acronym")]
    if (
        head is not None
        and head.term.party == "witness"
        and not names_an_office(words)
        and (not named or head.start < min(named))
    ):
        name = person or description(words, head)
        return SourceName(name, "witness", person, None)
    hit = speaking_hit(words, hits)
    if hit is not None:
        return name_from_hit(words, hit, head, person, context)
    return _without_hit(words, head, person, context, at, depth)


def _without_hit(
    words: str, head: TermHit | None, person: str | None, context: SourceContext, at: int, depth: int
) -> SourceName | None:
    tables = context.tables
    proper = proper_name(words, tables.words)
    if (
        proper is not None
        and (person is None or proper != person)
        and not (head and only_refers(words, head))
    ):
        terms = tables.words.find_terms(proper)
        if terms:
            party = terms[-1].term.party if terms[0].term.party != "monitor" else "monitor"
            return SourceName(proper, "unknown" if party == "witness" else party, person, None)
    if person is not None:
        if head is None:
            return _introduced(person, context, at, depth)
        local = local_name_of(words, head)
        if local is not None:
            return SourceName(local, head.term.party, person, None)
        body = body_at_home(words, head, context)
        if body is not None:
            return SourceName(full_name_of(body, context), party_of(body, context), person, body.id)
        before = (
            _near_body(context, at, depth)
            if head.term.party in ("unknown", "government", "armed_group")
            else None
        )
        if before is not None and re.match(
            r"(?:an?|the)?\s*(?:\w+ ){0,2}(?:spokes\w+|official|commander|leader|officer|general|colonel)",
            words,
            re.I,
        ):
            return before._replace(person=person)
        if head.term.party == "government":
            return SourceName(national_name(head, context, at), "government", person, None)
        own = head.term.party in ("expert", "witness") or words.startswith(f"{person},")
        name = person if own else description(words, head)
        return SourceName(name, head.term.party, person, None)
    if head is not None and head.term.party == "government" and not is_bare_noun(words, head):
        local = local_name_of(words, head)
        if local is not None:
            return SourceName(local, "government", None, None)
    return None


def _is_bare(words: str, hit: ActorHit) -> bool:
    """Whether the words are no more than "the ministry": they refer to what was named before."""
    return not re.sub(r"^the\s+", "", (words[: hit.start] + words[hit.end :]).strip(), flags=re.I).strip()


def _refers_back(words: str, context: SourceContext, at: int, depth: int) -> SourceName | None:
    """Words such as "the ministry", "the statement", "a spokesman": the body named before that fits them."""
    terms = context.tables.words.find_terms(words)
    if not terms:
        found = _introduced(words, context, at, depth) if words[:1].isupper() else None
        return found if found is not None else unknown_person(words, context)
    head = head_of(words, list(terms)) or terms[0]
    definite = (
        re.match(r"(?:the|that|this|an?|another|its)\s", words, re.I) is not None or words[:1].isupper()
    )
    noun = head.term.term.lower().split()[-1]
    singular = re.match(r"(?:the|that|this|its|his|her|their)\s", words, re.I) is not None
    if head.term.generic == "spokesman" and singular:
        earlier = _earlier_with("spokes", context, at, depth)
        if earlier is not None:
            return earlier
    if (noun in _ABSTRACT and singular) or head.term.generic in ("statement", "spokesman"):
        told = _told_in(noun, context, at, depth) if noun in _ABSTRACT and singular else None
        return told if told is not None else _near_body(context, at, depth)
    if head.term.party == "government" or head.term.party == "armed_group":
        if noun in _RULES and only_refers(words, head):
            body = body_at_home(words, head, context)
            if body is not None:
                return SourceName(full_name_of(body, context), party_of(body, context), None, body.id)
        earlier = _earlier_with(noun, context, at, depth) if definite else None
        if earlier is not None:
            return earlier
        body = body_at_home(words, head, context)
        if body is not None:
            return SourceName(full_name_of(body, context), party_of(body, context), None, body.id)
        plain = words[head.start : head.end].islower() and not re.search(r"\d", words)
        if head.term.party == "armed_group" and plain and (definite or noun == "commander"):
            for hit in reversed(context.hits):
                if hit.end <= at and hit.entry.party == "armed_group" and hit.entry.type != "media":
                    return SourceName(full_name_of(hit.entry, context), "armed_group", None, hit.entry.id)
        return None
    if words.lower().startswith(("the ", "that ")) and len(words.split()) <= 4:
        earlier = _earlier_with(noun, context, at, depth, "-based" in words)
        if earlier is not None:
            return earlier
    return _sole(noun, context)


def _told_in(noun: str, context: SourceContext, at: int, depth: int) -> SourceName | None:
    """Whose "the communique" is: who speaks in the last sentence before that names one ("said in a communique")."""
    text = context.text
    named = [met.start() for met in re.finditer(rf"\b{re.escape(noun)}\b", text[:at], re.IGNORECASE)]
    for found in reversed(named[-_CANDIDATES:]):
        start = max(text.rfind(". ", 0, found), text.rfind("\n", 0, found)) + 1
        ends = [end for end in (text.find(". ", found), text.find("\n", found)) if end >= 0]
        end = min([*ends, at])
        inside = [a.source for a in context.attributions if start <= a.source.start and a.source.end <= end]
        inside = [s for s in inside if noun not in text[s.start : s.end].lower()]
        if inside:
            nearest = min(inside, key=lambda s: abs(s.start - found))
            return _name(text[nearest.start : nearest.end], context, nearest.start, depth + 1)
    return None


def _sole(noun: str, context: SourceContext) -> SourceName | None:
    """Who "a monitor" or "a rights group" is, where the report names one such body and no other, before or after."""
    fits = _FITS.get(noun, frozenset()) & {"monitor", "rights group"}
    bodies = {
        hit.entry.id: hit.entry
        for hit in context.hits
        if hit.entry.type in fits and hit.kind in ("name", "acronym", "person")
    }
    if len(bodies) != 1:
        return None
    (entry,) = bodies.values()
    return SourceName(full_name_of(entry, context), party_of(entry, context), None, entry.id)


def _generic(words: str, context: SourceContext) -> SourceName | None:
    terms = context.tables.words.find_terms(words)
    if not terms:
        outlet = context.tables.outlets.lookup(words)
        if outlet is not None:
            return SourceName(outlet.name, "media", None, outlet.voice)
        says = any(letter.isupper() or letter.isdigit() for letter in words) or " " in words
        return SourceName(words, "unknown", None, None) if says else None
    head = head_of(words, list(terms)) or terms[0]
    return SourceName(description(words, head), head.term.party, None, None)


def _earlier_with(
    noun: str, context: SourceContext, at: int, depth: int, based: bool = False
) -> SourceName | None:
    """The last source before whose words hold the noun, else the last actor named before whose name holds it."""
    for item in _sources_before(context, at, rf"\b{re.escape(noun)}"):
        text = context.text[item.source.start : item.source.end]
        if len(text.split()) > 2:
            found = _name(text, context, item.source.start, depth + 1)
            if found is not None:
                return found
    fits = _FITS.get(plain_noun(noun))
    if fits is not None and based:
        fits = fits & _SEATED
    for hit in reversed(context.hits):
        text = context.text[hit.start : hit.end]
        if fits is not None and hit.end <= at and hit.entry.type in fits and hit.kind in ("name", "acronym"):
            return SourceName(
                full_name_of(hit.entry, context), party_of(hit.entry, context), None, hit.entry.id
            )
        if (
            hit.end <= at
            and hit.kind in ("name", "office")
            and re.search(rf"\b{re.escape(noun)}s?\b", text, re.I)
        ):
            return SourceName(
                full_name_of(hit.entry, context), party_of(hit.entry, context), None, hit.entry.id
            )
    return None


def _sources_before(context: SourceContext, at: int, holding: str = "") -> list[Attribution]:
    """The sources before ``at`` whose words hold a pattern, the nearest first, as many as are worth a try."""
    rows = [
        item
        for item in context.attributions
        if item.source.end <= at
        and (not holding or re.search(holding, context.text[item.source.start : item.source.end], re.I))
    ]
    return sorted(rows, key=lambda item: -item.source.start)[:_CANDIDATES]


def _last_person(context: SourceContext, at: int, depth: int) -> SourceName | None:
    """Who "he" or "she" is: the last source or office-holder named before."""
    for item in _sources_before(context, at):
        text = context.text[item.source.start : item.source.end]
        if text.lower() in (*_HE, *_SHE, *_IT, *_THEY):
            continue
        found = _name(text, context, item.source.start, depth + 1)
        if found is not None and (found.person is not None or found.party == "witness" or is_single(text)):
            between = [h for h in context.hits if item.source.end <= h.start < at and h.kind == "person"]
            if between and found.person is None:
                break
            return found
    told = list(_INTRODUCED.finditer(context.text, max(0, at - 900), at))
    if told and not any(h.kind == "person" and told[-1].end() < h.end <= at for h in context.hits):
        found = _introduced(told[-1].group(1), context, told[-1].start(), depth + 1)
        return found or unknown_person(told[-1].group(1), context)
    for hit in reversed(context.hits):
        if hit.end <= at and hit.kind == "person":
            person = context.text[hit.start : hit.end]
            return SourceName(
                full_name_of(hit.entry, context), party_of(hit.entry, context), person, hit.entry.id
            )
    return None


def _last_body(context: SourceContext, at: int, depth: int) -> SourceName | None:
    for item in _sources_before(context, at):
        text = context.text[item.source.start : item.source.end]
        if text.lower() in (*_HE, *_SHE, *_IT, *_THEY):
            continue
        found = _name(text, context, item.source.start, depth + 1)
        if found is not None and found.person is None:
            return found
    return _near_body(context, at, depth)


def _last_source(context: SourceContext, at: int, depth: int) -> SourceName | None:
    rows = _sources_before(context, at)
    text = context.text[rows[0].source.start : rows[0].source.end] if rows else ""
    return _name(text, context, rows[0].source.start, depth + 1) if rows else None


def _near_body(context: SourceContext, at: int, depth: int) -> SourceName | None:
    """The body named last before, in the same paragraph; else the last source; else the issuer."""
    line = context.text.rfind("\n", 0, at)
    for hit in reversed(context.hits):
        if line < hit.start and hit.end <= at and hit.kind in _NAMING:
            return SourceName(
                full_name_of(hit.entry, context), party_of(hit.entry, context), None, hit.entry.id
            )
    rows = _sources_before(context, at)
    if rows:
        return _name(
            context.text[rows[0].source.start : rows[0].source.end],
            context,
            rows[0].source.start,
            depth + 1,
        )
    if context.issuer is not None:
        entry = context.tables.actors.entry(context.issuer)
        if entry is not None:
            return SourceName(entry.name, party_of(entry, context), None, entry.id)
    return None


def _possessed(words: str, context: SourceContext, at: int, depth: int) -> SourceName | None:
    """ "Its military": that of the state which its sentence, or the one before, first names; "its spokesman", "its
    statement": the body named before."""
    state = _owner(context, at)
    body_of = None if state is None else context.tables.actors.lookup(words, state)
    if body_of is not None and body_of.country == state:
        # A state whose forces speak is one whose forces the report names.
        party = body_of.party if body_of.type == "state forces" else party_of(body_of, context)
        return SourceName(full_name_of(body_of, context), party, None, body_of.id)
    if (
        re.match(
            r"(?:\w+ ){0,2}(?:spokes\w+|statement|report|leaders?|commanders?|director|"
            r"head|chief|officials?|mission|command|military|army|forces|troops)\b",
            words,
            re.I,
        )
        is None
    ):
        return None
    body = _near_body(context, at, depth)
    if body is None:
        return None
    person = person_in(
        words,
        context.tables.actors.hits(words, context.country),
        context.tables.words.find_terms(words),
        context.tables.words,
    )
    return body._replace(person=person)


_OWN_OUTLET = re.compile(
    r"(?:['’]s?|-(?:linked|affiliated|run|owned))\s+(?:own\s+|official\s+)?(?:\w+[ -]){0,3}"
    r"(?:radio|tv|television|channel|news agency|agency|website|newspaper|outlet|media)\b",
    re.IGNORECASE,
)
"""After a group's name: what it says itself through ("Al-Shabaab's Radio Andalus")."""
_UNTOLD = re.compile(r"(?:the )?[A-Z]\w+ sources?")


def _owner(context: SourceContext, at: int) -> str | None:
    """The country whose "its" is said at an offset: the first that its sentence names before, else the sentence before
    it."""
    until = [sentence for sentence in split_sentences(context.text) if sentence.start <= at]
    for sentence in until[:-3:-1]:
        for hit in context.hits:
            if (
                sentence.start <= hit.start
                and hit.end <= min(at, sentence.end)
                and hit.kind in ("state", "metonym")
            ):
                return hit.entry.country
    return None


def _introduced(name: str, context: SourceContext, at: int, depth: int) -> SourceName | None:
    """A person named before, with what the report said of him there."""
    last = name.split()[-1]
    for item in reversed(_sources_before(context, at, rf"\b{re.escape(last)}\b")):
        text = context.text[item.source.start : item.source.end]
        if len(text.split()) > len(name.split()):
            found = _name(text, context, item.source.start, depth + 1)
            if found is not None:
                return found
    mentions = list(re.finditer(rf"\b{re.escape(last)}\b", context.text[: at + len(name)]))
    for match in mentions[:_CANDIDATES]:
        clause = max(context.text.rfind(mark, 0, match.start()) + len(mark) for mark in ("\n", ". "))
        start = max(clause, match.start() - 90)
        around = words_around(context.text, start, match.start(), match.end())
        if around.strip() != name and len(around.split()) > len(name.split()):
            hits = context.tables.actors.hits(around, context.country)
            terms = context.tables.words.find_terms(around)
            if hits or terms:
                found = _direct(around, context, match.start(), depth + 1) if depth < _DEPTH else None
                if found is not None and found.person is not None and last in found.person:
                    return found
    hit = context.tables.actors.lookup_hit(name, context.country)
    if hit is not None:
        return SourceName(full_name_of(hit.entry, context), party_of(hit.entry, context), name, hit.entry.id)
    return None
