"""Names the actors of claims: the fullest proper name a report allows for a span of its words.

In: an :class:`~dateline.mention.actor_context.ActorContext` and the offsets of a span. Out:
:class:`NamedActor` values. A span is read in this order: a word that points back ("they", "our forces"), a
name of the register inside it, initials the report explains, a common noun that stands for a body ("the
army", "the group", "the enemy"), and at last the noun phrase as it is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from dateline.mention.actor_context import (
    DECORATED,
    WHOLE_FORCES,
    ActorContext,
    actor_context,
    clean_name,
    is_state,
    tokens_of,
)
from dateline.mention.actor_names import HEADS_OF_STATE, force_name, named
from dateline.mention.attributions import origin_at
from dateline.mention.noun_phrases import NamedActor, Role, as_written, fullest_name, head_of, person_in
from dateline.model import Span
from dateline.words.actors import ActorEntry, ActorHit
from dateline.words.folding import FoldedToken, fold_tokens
from dateline.words.headnouns import HeadNoun

__all__ = ["ActorContext", "NamedActor", "Role", "actor_context", "name_actors"]


_PRONOUNS: Mapping[str, str] = {
    "we": "we", "us": "we", "our": "we", "ours": "we", "i": "we", "me": "we", "my": "we",
    "they": "they", "them": "they", "it": "they", "itself": "they", "themselves": "they", "their": "they",
    "its": "they", "he": "he", "she": "he", "him": "he", "her": "he", "his": "he", "himself": "he",
    "you": "you", "your": "you", "which": "they", "who": "they", "whom": "they",
}  # fmt: skip
_COMPATIBLE: Mapping[str, frozenset[str]] = {
    "rebels": frozenset({"rebels", "militia", "communal militia"}),
    "militia": frozenset({"militia", "communal militia", "rebels"}),
    "state forces": frozenset({"state forces"}),
    "police": frozenset({"police"}),
    "government": frozenset({"government"}),
    "coalition": frozenset({"coalition"}),
    "peacekeepers": frozenset({"peacekeepers"}),
}
_ARMED_VOICES = frozenset(
    {"state forces", "rebels", "militia", "coalition", "private company", "peacekeepers"}
)
_SPEAKERS = frozenset({"media", "monitor", "rights group"})
_WEAK = frozenset({"adjective", "state", "metonym"})
_PERSONS = frozenset({"person", "office"})
_POST = re.compile(r"\b(?:President|Prime Minister|Premier|Minister)\b")
_JOINED = re.compile(r"(?:,|,? and| &) ")
_QUOTES = re.compile(r"[\"“”«»]")
_LOOSE = frozenset(
    {"rebels", "rebel", "insurgents", "opposition fighters", "rebel fighters", "rebel forces", "rebel groups"}
)
"""Nouns for all who fight a state: one group only where the report names one."""
_REACH = 160


def name_actors(start: int, end: int, context: ActorContext, role: Role = "actor") -> tuple[NamedActor, ...]:
    """Name what ``context.text[start:end]`` stands for.

    Usually one value; several where the span coordinates several bodies ("French and Finnish ministers"), the
    first of the text first. Never empty for a span that holds a word.
    """
    posted = _POSTED.search(context.text, start, end)
    end = posted.start() if posted is not None else end
    tokens = fold_tokens(context.text[start:end])
    if not tokens:
        return ()
    forces = _forces_of_state(context.text[start:end], context)
    if forces is not None:
        return (forces,)
    pronoun = _pronoun(tokens, context)
    if pronoun is not None:
        found = _by_pronoun(pronoun, start, end, context, role)
        if found is not None:
            return (found,)
    owned = context.table.owned(context.text[start:end], context.heads)
    if owned is not None:
        name, kind, entry = owned
        return (NamedActor(name=name, type=kind, actor=entry.id if entry else None, why="owned"),)
    inside = _inside(start, end, context)
    if inside:
        named = _by_hits(inside, start, end, context, role)
        if named:
            return named
    both = _both_sides(tokens, context)
    if both:
        return both
    found = _by_report(start, end, context) or _by_post(start, end, context, role)
    found = found or _by_noun(start, end, tokens, context)
    return (found or as_written(start, end, context, role),)


_GOVERNED = re.compile(r"\b(?:government|regime|federal|state|loyalist)\b", re.IGNORECASE)
_OF_A_STATE = re.compile(
    rf"{_GOVERNED.pattern}|\b(?:soldiers?|troops|army|servicemen|conscripts|commandos)\b", re.IGNORECASE
)
_POSTED = re.compile(
    r"\s(?:stationed|deployed|based|positioned|garrisoned|posted|located|operating)\s+"
    r"(?:there|here|nearby|in|at|on|near|around|along|across|inside|outside|throughout)\b"
)
"""Where a unit is, after what it is."""
_OF_STATE = re.compile(
    r"(?:the )?(?:[a-z]+ ){0,2}(?:forces?|troops|soldiers|army|military|units|fighters|loyalists) (?:of|loyal to) "
    r"(?:the )?(?P<state>(?:regime|government|state)\b.*|(?:President|Prime Minister) .*)"
)


def _forces_of_state(words: str, context: ActorContext) -> NamedActor | None:
    """The forces at home that "the troops of the regime", "forces of President X" are."""
    met = _OF_STATE.fullmatch(words)
    if met is None:
        return None
    hits = context.table.hits(met["state"], context.country)
    states = {hit.entry.country for hit in hits if hit.entry.country}
    if states - {context.country}:
        return None
    entry = context.table.entry(f"{(context.country or '').lower()}-forces")
    return None if entry is None else named(entry, context, "forces of the state")


def _inside(start: int, end: int, context: ActorContext) -> tuple[ActorHit, ...]:
    """The register's actors within a span; where none lies wholly inside, those of the span read by
    itself."""
    found = tuple(hit for hit in context.hits if start <= hit.start and hit.end <= end)
    if not found:
        alone = context.table.hits(context.text[start:end], context.country)
        found = tuple(ActorHit(hit.start + start, hit.end + start, hit.entry, hit.kind) for hit in alone)
    # "U.S.-backed" says who stands behind a body, not who it is.
    plain = tuple(hit for hit in found if not DECORATED.match(context.text, hit.end))
    return plain if plain or any(hit.end < end for hit in found) else found


def _pronoun(tokens: tuple[FoldedToken, ...], context: ActorContext) -> str | None:
    """The kind of pronoun a span is or begins with: "they", "its fighters", "our forces"."""
    kind = None if tokens[0].keys[0].startswith("=") else _PRONOUNS.get(tokens[0].key)
    if kind is None or len(tokens) == 1:
        return kind
    rest = tuple(token.key for token in tokens[1:])
    noun = context.heads.of(rest)
    possessive = tokens[0].key in ("our", "their", "its", "his", "her", "your", "my")
    if possessive and rest[-1] in context.heads.classes["belonging"] and len(rest) <= 2:
        return kind
    if not possessive or noun is None or any(token.upper for token in tokens[1:]):
        return None
    return kind if noun.type in _COMPATIBLE or (kind == "we" and noun.type != "object") else None


def _by_pronoun(kind: str, start: int, end: int, context: ActorContext, role: Role) -> NamedActor | None:
    if kind in ("we", "you"):
        speaker = _speaker(start, context)
        if kind == "we":
            return None if speaker is None else _own_side(speaker, context)
        other = None if speaker is None else _opponent(speaker, context)
        return None if other is None else named(other, context, "addressed")
    if kind == "he":
        return _by_person(start, context, role)
    hit = _subject(start, context)
    group = _group_before(start, hit, context) if kind == "they" else None
    if group is not None:
        return group
    if hit is None:
        return None
    noun = head_of(start, end, context)
    if noun is not None and noun.type == "state forces" and hit.entry.type == "government":
        forces = context.table.entry(f"{(hit.entry.country or '').lower()}-forces")
        if forces is not None and is_state(hit.entry, context.table):
            return named(forces, context, "pronoun")
    return named(hit.entry, context, "pronoun")


def _speaker(start: int, context: ActorContext) -> ActorEntry | None:
    """Who says "we" at an offset: the body named beside the quotation it stands in, else the report's own
    voice."""
    line_start = context.text.rfind("\n", 0, start) + 1
    line_end = context.text.find("\n", start)
    line_end = len(context.text) if line_end < 0 else line_end
    opened = [match.start() for match in _QUOTES.finditer(context.text, line_start, start)]
    if len(opened) % 2 == 1:
        said = origin_at(context.attributions, start, start + 1)
        if said is not None:
            return _speaks(said.source, context)
        closed = _QUOTES.search(context.text, start)
        after = closed.end() if closed is not None and closed.end() <= line_end else line_end
        near = [hit for hit in context.hits if after <= hit.start <= min(after + _REACH, line_end)]
        near = near or [
            hit for hit in reversed(context.hits) if max(0, opened[-1] - _REACH) <= hit.end <= opened[-1]
        ]
        beside = _body_of(near)
        if beside is not None:
            return beside
    return None if context.voice is None else context.table.entry(context.voice)


def _speaks(source: Span, context: ActorContext) -> ActorEntry | None:
    """The body that a source names or speaks for: of "he" that of the last source before which does."""
    if not _points_back(source, context):
        return _introduced(source, context)
    before = (a.source for a in reversed(context.attributions) if a.source.end <= source.start)
    found = (_introduced(each, context) for each in before if not _points_back(each, context))
    return next((entry for entry in found if entry is not None), None)


def _points_back(source: Span, context: ActorContext) -> bool:
    return context.text[source.start : source.end].casefold() in _PRONOUNS


def _introduced(source: Span, context: ActorContext) -> ActorEntry | None:
    """The body that a source's words name; of a surname alone the one beside which the report first has it."""
    entry = _listed(source, context)
    surname = context.text[source.start : source.end].split(" ")[-1]
    if entry is not None or not surname[:1].isupper():
        return entry
    at = context.text.find(surname)
    line = context.text.rfind("\n", 0, at) + 1, context.text.find("\n", at)
    ends = line[1] if line[1] >= 0 else len(context.text)
    near = Span(start=max(line[0], at - _INTRODUCED), end=min(ends, at + len(surname) + _INTRODUCED))
    return _listed(near, context)


_INTRODUCED = 60
"""How many characters before or after a name tell whose it is."""


def _listed(source: Span, context: ActorContext) -> ActorEntry | None:
    """The body of the register that stands within the words for a source."""
    return _body_of([hit for hit in context.every if source.start <= hit.start and hit.end <= source.end])


def _body_of(hits: list[ActorHit]) -> ActorEntry | None:
    """The first body of some hits, a people or a place only where no other is."""
    strong = [hit for hit in hits if hit.kind not in _WEAK] or hits
    return strong[0].entry if strong else None


def _own_side(entry: ActorEntry, context: ActorContext) -> NamedActor:
    """The side a speaker means by "our forces": a state's outlet or ministry speaks of its state's forces."""
    if entry.type == "media" and entry.parent is not None:
        entry = context.table.entry(entry.parent) or entry
    home = entry.country == context.country
    if is_state(entry, context.table) and (
        entry.type in ("government", "media") or entry.body == "general-staff"
    ):
        entry = context.table.entry(f"{(entry.country or '').lower()}-forces") or entry
        if home:
            name = force_name(entry, context, "")
            return NamedActor(
                name=name, type=entry.type, actor=entry.id, country=entry.country, why="own voice"
            )
    return named(entry, context, "own voice")


def _by_person(start: int, context: ActorContext, role: Role) -> NamedActor | None:
    """Who "he" is: the last person named; as a target by name, as an actor by the body he speaks for."""
    hit = next((h for h in reversed(context.hits) if h.end <= start and h.kind == "person"), None)
    before = [(at, name) for at, name in context.persons if at < start]
    known = before[-1] if before else None
    if role == "target" and before:
        name = max(before, key=lambda item: (context.text.count(item[1].split(" ")[-1]), item[0]))[1]
        return NamedActor(name=name, type="civilians", why="pronoun")
    if hit is not None and (known is None or hit.end > known[0]):
        if role == "actor":
            return named(hit.entry, context, "pronoun")
        name = fullest_name(clean_name(context.text[hit.start : hit.end]), context)
        return NamedActor(name=name, type="other", actor=None, country=hit.entry.country, why="pronoun")
    return None if known is None else NamedActor(name=known[1], type="civilians", why="pronoun")


_GROUPS = frozenset({"rebels", "militia", "state forces"})


def _group_before(start: int, hit: ActorHit | None, context: ActorContext) -> NamedActor | None:
    """The fighters or soldiers named by what they are alone ("the rebels") that "they" means, if before ``hit``.

    They stand first in the pronoun's own sentence, or in the one before where its own names nobody.
    """
    own = max(context.text.rfind(". ", 0, start), context.text.rfind("\n", 0, start)) + 1
    stop = max(0, own - 2)
    before = max(context.text.rfind(". ", 0, stop), context.text.rfind("\n", 0, stop)) + 1
    for low, high in ((own, start), (before, own)):
        group = next(_plurals(low, high, context), None)
        if hit is not None and low <= hit.start < high and (group is None or hit.start < group[0]):
            return None
        if group is not None:
            found = name_actors(*group, context)
            return found[0] if found else None
    return None


def _plurals(low: int, high: int, context: ActorContext) -> Iterator[tuple[int, int]]:
    """Where a stretch of text names fighters or soldiers by a plural noun alone."""
    for token in fold_tokens(context.text[low:high]):
        noun = context.heads.of((token.key,)) if token.key.endswith(("s", "men")) else None
        if noun is not None and noun.generic and noun.type in _GROUPS:
            yield low + token.start, low + token.end


def _subject(start: int, context: ActorContext) -> ActorHit | None:
    """The actor "they" or "its" most likely means: the first of this sentence before it, else of the one
    before."""
    stop = start
    while stop > 0:
        begin = (
            max(context.text.rfind(". ", 0, max(0, stop - 2)), context.text.rfind("\n", 0, max(0, stop - 1)))
            + 1
        )
        inside = [hit for hit in context.hits if begin <= hit.start and hit.end <= stop]
        strong = [
            hit for hit in inside
            if hit.entry.type not in _SPEAKERS and hit.kind not in _PERSONS
            and (context.text[hit.end : hit.end + 2] not in ("'s", "’s") or _OWN_STATE.match(context.text, hit.end))
            and not DECORATED.match(context.text, hit.end) and not _in_dateline(hit, context)
        ]  # fmt: skip
        strong = [hit for hit in strong if hit.kind != "adjective"] or strong
        if strong:
            return strong[0]
        stop = begin - 1
    return None


_OWN_STATE = re.compile(
    r"['’]s (?:\w+ ){0,2}(?:government|army|military|armed forces|forces|troops|ministry|authorities|president)\b"
)
"""After a state's name: a body of its own, which is as good as the state ("Ethiopia's federal government")."""
_DATELINE = re.compile(r"[^\n]{0,60}?(?:\)|\s)\s*[-–—]{1,2}\s")
"""After the place of a line that begins with where and when it was written."""


def _in_dateline(hit: ActorHit, context: ActorContext) -> bool:
    """Whether a capital only says where a report was written ("Nairobi, 18 October - ...")."""
    start = context.text.rfind("\n", 0, hit.start) + 1
    return hit.kind == "metonym" and start == hit.start and _DATELINE.match(context.text, hit.end) is not None


def _by_hits(
    inside: tuple[ActorHit, ...], start: int, end: int, context: ActorContext, role: Role
) -> tuple[NamedActor, ...]:
    """Names from the register's actors within the span."""
    bodies = [hit for hit in inside if hit.kind in ("name", "acronym", "home")]
    persons = [hit for hit in inside if hit.kind in _PERSONS]
    listed = [hit for hit in bodies if hit.entry.body != "rebels"]
    bodies = listed if listed or persons else bodies
    people = head_of(start, end, context) if role == "target" else None
    if people is not None and people.type == "civilians" and all(hit.end < end for hit in bodies):
        return ()  # "Serb refugees" are refugees, not the body that bears their people's name
    if role == "target" and persons and not bodies and persons[0].entry.body not in HEADS_OF_STATE:
        name = fullest_name(clean_name(context.text[persons[0].start : persons[0].end]), context)
        return (NamedActor(name=name, type="other", country=persons[0].entry.country, why="person"),)
    if bodies:
        joined = [hit for hit in inside if hit.kind in _WEAK and _JOINED.match(context.text, hit.end, end)]
        bodies = sorted([*bodies, *joined], key=lambda hit: hit.start)
        return tuple(named(hit.entry, context, "name", _surface(hit, context)) for hit in _distinct(bodies))
    if persons:
        return (named(persons[0].entry, context, "person", "government"),)
    if role == "target" and person_in(start, end, context) is not None:
        return ()
    noun = head_of(start, end, context)
    common = noun is not None and noun.type not in _COMPATIBLE and noun.type != "opponent"
    if noun is not None and common and (role == "target" or noun.type not in ("object", "other")):
        return ()
    if role == "target" and _is_people(inside[0], end, context):
        return ()
    return tuple(
        named(hit.entry, context, "state", _surface(hit, context)) for hit in _distinct(list(inside))
    )


def _is_people(hit: ActorHit, end: int, context: ActorContext) -> bool:
    """Whether a span is a people as such: "Palestinians", "the Serbs"."""
    words = context.text[hit.start : hit.end]
    return (
        hit.kind == "adjective"
        and hit.end >= end
        and words.endswith("s")
        and (hit.entry.demonym or "") != words
    )


def _surface(hit: ActorHit, context: ActorContext) -> str:
    return clean_name(context.text[hit.start : hit.end])


def _distinct(hits: list[ActorHit]) -> list[ActorHit]:
    kept: list[ActorHit] = []
    for hit in hits:
        if hit.entry.id not in {other.entry.id for other in kept}:
            kept.append(hit)
    return kept


def _by_report(start: int, end: int, context: ActorContext) -> NamedActor | None:
    """A body the report itself spells out and the register does not know."""
    words = context.text[start:end]
    for token in fold_tokens(words):
        name = context.acronyms.get(words[token.start : token.end])
        if name is not None:
            noun = context.heads.of(tokens_of(name))
            return NamedActor(name=name, type="other" if noun is None else noun.type, why="defined")
    return None


def _by_post(start: int, end: int, context: ActorContext, role: Role) -> NamedActor | None:
    """An unlisted president or minister acts for the government of the country the report is about."""
    if (
        role == "target"
        or not _POST.search(context.text[start:end])
        or person_in(start, end, context) is None
    ):
        return None
    entry = context.table.entry(f"{(context.country or '').lower()}-government")
    return None if entry is None else named(entry, context, "post", "government")


def _by_noun(
    start: int, end: int, tokens: tuple[FoldedToken, ...], context: ActorContext
) -> NamedActor | None:
    """A common noun that stands for a body: at home by the register ("the army"), else the last that fits."""
    words = context.text[start:end]
    noun = head_of(start, end, context)
    voice = None if context.voice is None else context.table.entry(context.voice)
    official = (
        voice is not None
        and voice.type != "media"
        and is_state(voice, context.table)
        # A state's outlet that tells of another country's war does not mean its own army by "the army".
        and (context.interstate or voice.country == context.country)
    )
    bare = len(tokens) - (tokens[0].key == "the") <= 2
    forces = noun is not None and noun.type == "state forces" and bare
    governed = _GOVERNED.search(words) is not None
    at_home = (
        voice.country if voice is not None and official and not governed else _whose_forces(forces, context)
    )
    home = context.table.lookup_hit(words, at_home)
    ours = voice if forces and voice is not None and _means_its_own(voice, words, official, context) else None
    if home is not None and home.kind not in _WEAK and (official or ours is None):
        meant = _called_rebels(start, context) if home.entry.body == "rebels" else None
        return named(home.entry, context, "at home", words) if meant is None else meant
    if ours is not None:
        return _own_side(ours, context)
    if noun is None or not noun.generic or len(tokens) > 4 or any(token.upper for token in tokens[1:]):
        return None
    if noun.type == "opponent":
        side = _speaker(start, context)
        other = None if side is None else _opponent(side, context)
        return None if other is None else named(other, context, "opponent")
    return _by_type(noun, start, context)


def _whose_forces(forces: bool, context: ActorContext) -> str | None:
    """The country whose forces "the army" is: the report's, unless it names those of one other country and of its own
    no body of the state ("the army" in a report on Gaza that names the Israeli military)."""
    if not forces:
        return context.country
    states = {hit.entry.country for hit in context.hits if is_state(hit.entry, context.table)}
    armies = {
        hit.entry.country
        for hit in context.hits
        if hit.entry.type == "state forces" and hit.kind not in _WEAK and hit.kind != "home"
    }
    return next(iter(armies)) if len(armies) == 1 and context.country not in states else context.country


def _means_its_own(voice: ActorEntry, words: str, official: bool, context: ActorContext) -> bool:
    """Whether a body means its own forces by words for forces: one of no state does not by "the soldiers", nor one of
    another state by "government troops"."""
    if official:
        return voice.country == context.country or _GOVERNED.search(words) is None
    return voice.type in _ARMED_VOICES and _OF_A_STATE.search(words) is None


def _by_type(noun: HeadNoun, start: int, context: ActorContext) -> NamedActor | None:
    """The last body before an offset that a noun may mean; for a state's forces those at home first."""
    types = _COMPATIBLE.get(noun.type)
    definite = context.text[start : start + 4].casefold() == "the "
    if types is None or (noun.type == "government" and not definite):
        return None
    before = [hit for hit in context.hits if hit.end <= start and _is_such(hit, types, context)]
    if noun.type in ("state forces", "government", "police"):
        # "Soldiers" are all of a state's, not the command or division named last.
        whole = noun.type != "state forces"
        before = [
            hit for hit in before if hit.kind not in _WEAK and (whole or hit.entry.body in WHOLE_FORCES)
        ]
        country = _whose_forces(noun.type == "state forces", context)
        local = [hit for hit in before if hit.entry.country == country]
        if local:
            return named(local[-1].entry, context, "noun", noun.term)
        body = {"state forces": "forces", "police": "police", "government": "government"}[noun.type]
        entry = context.table.entry(f"{(country or '').lower()}-{body}")
        return None if entry is None else named(entry, context, "noun", noun.term)
    if noun.term in _LOOSE and len({hit.entry.root for hit in before}) > 1:
        # Those whom the report calls rebels itself ("M23 rebels") are meant, if they are one group.
        before = [hit for hit in before if _called(hit, context)]
        if len({hit.entry.root for hit in before}) != 1:
            return _at_large(noun, context)
    if before:
        return named(before[-1].entry, context, "noun")
    later = [hit for hit in context.hits if _is_such(hit, types, context)]
    if later:
        return named(later[0].entry, context, "noun")
    return _at_large(noun, context)


def _is_such(hit: ActorHit, types: frozenset[str], context: ActorContext) -> bool:
    """Whether a body is of some types and is named as itself: "al-Qaeda-linked" names whom another stands by."""
    return hit.entry.type in types and hit.kind not in _PERSONS and not DECORATED.match(context.text, hit.end)


def _called_rebels(start: int, context: ActorContext) -> NamedActor | None:
    """The one group that the report itself calls rebels before an offset ("M23 rebels")."""
    before = [hit for hit in context.hits if hit.end <= start and _called(hit, context)]
    return named(before[-1].entry, context, "noun") if len({hit.entry.root for hit in before}) == 1 else None


def _called(hit: ActorHit, context: ActorContext) -> bool:
    """Whether a noun for rebels ends a body's name or stands right after it."""
    last = context.text[hit.start : hit.end].casefold().split()[-1]
    after = context.text[hit.end : hit.end + 24].casefold().split()
    return last in _LOOSE or (bool(after) and after[0].strip(".,;:") in _LOOSE)


def _at_large(noun: HeadNoun, context: ActorContext) -> NamedActor | None:
    """The rebels of the report's country as such, where the register lists them."""
    state = context.table.entry(f"{(context.country or '').lower()}-government")
    demonym = None if state is None else state.demonym
    entry = context.table.lookup(f"{demonym} {noun.term}", context.country) if demonym else None
    return None if entry is None else named(entry, context, "noun")


def _both_sides(tokens: tuple[FoldedToken, ...], context: ActorContext) -> tuple[NamedActor, ...]:
    """The two parties that "both sides" means: the pair of foes the report names most, in its order."""
    words = context.heads.classes
    keys = {token.key for token in tokens}
    if len(tokens) > 4 or not keys & words["pair"] or not keys & words["side"]:
        return ()
    counts = Counter(hit.entry.root for hit in context.hits if hit.entry.type not in _SPEAKERS)
    roots = sorted(counts, key=lambda root: (-counts[root], root))[:6]
    for at, one in enumerate(roots):
        for other in roots[:at]:
            if context.table.relation(one, other, None, context.country) == "opposed":
                first = {hit.entry.root: hit.start for hit in reversed(context.hits)}
                pair = sorted((one, other), key=lambda root: first[root])
                entries = [context.table.entry(root) for root in pair]
                return tuple(named(entry, context, "sides") for entry in entries if entry is not None)
    return ()


def _opponent(side: ActorEntry, context: ActorContext) -> ActorEntry | None:
    """The party most often named in the report that fights a side."""
    counts: Counter[str] = Counter()
    for hit in context.hits:
        if context.table.relation(side.id, hit.entry.id, None, context.country) == "opposed":
            counts[hit.entry.root] += 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return None
    root = context.table.entry(ranked[0][0])
    if root is not None and root.body == "government":
        return context.table.entry(f"{(root.country or '').lower()}-forces") or root
    return root
