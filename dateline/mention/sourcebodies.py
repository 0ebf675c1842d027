"""Which body of the register the words of a source mean, in the light of the report they stand in.

In: words, the hits of the register among them, the :class:`SourceContext`. Out: entries, names and parties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from dateline.mention.actor_names import army_as_called
from dateline.mention.attributions import Attribution, find_attributions
from dateline.mention.sourcephrases import CAPITAL, LOCAL, description, local_name_of, person_in, proper_name
from dateline.model import PartyKind
from dateline.words.actors import ActorEntry, ActorHit, ActorTable
from dateline.words.headnouns import HeadNouns
from dateline.words.outlets import OutletTable, voice_of
from dateline.words.sourcewords import SourceWords, TermHit

_SPEAKERS = frozenset({"officials", "official", "spokesman", "source", "sources"})
"""Heads that leave it to the name beside them who speaks."""
_PEOPLE = frozenset({"officers", "soldiers", "troops", "prosecutors", "inquiry", "commission of inquiry"})
_REGION = re.compile(
    rf"\b({CAPITAL}(?:[ -]{CAPITAL}){{0,2}})(?:['’]s)? "
    r"(?:region|province|governorate|oblast|state|county|district|Region|Province|Governorate|Oblast|State|County|District)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTables:
    """The word tables that naming needs."""

    actors: ActorTable
    outlets: OutletTable
    words: SourceWords
    heads: HeadNouns | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContext:
    """One report as the naming sees it: its text, country (ISO alpha-2), the actors named in it, who says what.

    ``issuer`` is the register id of the body that issued the report as its own statement, ``None`` for news;
    ``home`` the country of the outlet where that country's forces are in the report, whose ministries it means by
    "the ministry";
    ``fighting`` holds the codes of the countries whose forces the report names.
    """

    text: str
    tables: SourceTables
    country: str | None
    issuer: str | None
    home: str | None
    hits: tuple[ActorHit, ...]
    attributions: tuple[Attribution, ...]
    fighting: frozenset[str]


class SourceName(NamedTuple):
    """Who speaks: the body's (or witness's) name, its party, the person named for it, the register id."""

    name: str
    party: PartyKind
    person: str | None
    actor: str | None


def read_context(
    text: str,
    tables: SourceTables,
    country: str | None = None,
    issuer: str | None = None,
    outlet: str | None = None,
    found: tuple[tuple[ActorHit, ...], tuple[Attribution, ...]] | None = None,
) -> SourceContext:
    """Prepare a report.

    ``country`` (ISO alpha-2) is the country it is about; if ``None``, the one its actors name most. ``issuer`` is the
    register id of the body whose statement or own outlet the report is; ``outlet`` is the outlet's or issuer's name,
    which tells the issuer where that is not given, and which country's ministries it calls "the ministry".
    ``found`` are the bodies that the text names for that country and its attributions, where the caller has them.
    """
    entry = tables.outlets.lookup(outlet) if outlet else None
    issuer = issuer or voice_of(outlet, tables.outlets, tables.actors)
    hits = found[0] if found is not None and country else None
    country = country or main_country(text, tables.actors)
    hits = hits if hits is not None else tables.actors.hits(text, country)
    fighting = {
        hit.entry.country
        for hit in hits
        if hit.entry.country is not None
        and (hit.entry.type == "state forces" or hit.entry.id.endswith("-defence-ministry"))
    }
    fighting.discard("")
    if country is not None:
        fighting.add(country)
    home = None if entry is None or entry.country not in fighting else entry.country
    return SourceContext(
        text=text, tables=tables, country=country, issuer=issuer, home=home, hits=hits,
        attributions=found[1] if found is not None else find_attributions(text, tables.words),
        fighting=frozenset(fighting),
    )  # fmt: skip


def main_country(text: str, actors: ActorTable) -> str | None:
    """The country whose bodies, name, capital and adjective the text names most, the first of equals."""
    counts: dict[str, int] = {}
    for hit in actors.hits(text):
        if hit.entry.country:
            weight = 2 if hit.entry.root.endswith("-government") else 1
            counts[hit.entry.country] = counts.get(hit.entry.country, 0) + weight
    return max(counts, key=lambda code: counts[code]) if counts else None


_LOCAL = re.compile(
    r"\b(?:regional|provincial|district|city|town|municipal|county|oblast|village)\b", re.IGNORECASE
)
"""What makes an office local: it is of the country whose place was told of last, whoever the report is about."""


def _told_of_last(context: SourceContext, at: int) -> str | None:
    """The country named last before an offset in its sentence ("the Ukrainian city of Kherson")."""
    start = max(context.text.rfind(". ", 0, at), context.text.rfind("\n", 0, at)) + 1
    near = [
        hit.entry.country
        for hit in context.hits
        if start <= hit.start < at and hit.kind in ("state", "adjective") and hit.entry.country
    ]
    return near[-1] if near else None


def hits_at_home(
    words: str, hits: tuple[ActorHit, ...], context: SourceContext, at: int
) -> tuple[ActorHit, ...]:
    """Words that name a state's body without the state ("defence ministry", "the General Staff"), longest first.

    The state is the one that the words name beside it ("... in Moscow"), else the one whose like body was named
    last before, else the report's; in a statement of a group that is no state, the group itself.
    """
    country = context.home or context.country
    for hit in (*_placed_in(context, at), *hits):
        of_state = hit.kind in ("state", "metonym", "adjective") or hit.entry.id.endswith("-government")
        if of_state and hit.entry.country:
            country = hit.entry.country
            break
    if _LOCAL.search(words):
        country = _told_of_last(context, at) or country
    if country is None:
        return ()
    tokens = [(m.start(), m.end()) for m in re.finditer(r"[\w’'-]+", words)]
    # "Military administration" is no part of the military.
    shut = [
        t for t in context.tables.words.find_terms(words)
        if " " in t.term.term and (t.term.party == "unknown" or t.term.generic.endswith("administration"))
    ]  # fmt: skip
    taken = [(h.start, h.end) for h in hits] + [(t.start, t.end) for t in shut]
    openers = [n for n, (start, _) in enumerate(tokens) if context.tables.actors.opens_home(words[start:])]
    for size in range(min(5, len(tokens)), 0, -1):
        for first in openers:
            if first + size > len(tokens):
                break
            start, end = tokens[first][0], tokens[first + size - 1][1]
            if any(left < end and start < right for left, right in taken):
                continue
            if words[start:end].lower().startswith("the "):
                continue
            found = context.tables.actors.lookup_hit(words[start:end], country)
            if found is None or found.kind != "home":
                continue
            entry = (
                _like_body(found.entry, context, at)
                if country in (context.country, context.home)
                else found.entry
            )
            return (ActorHit(start, end, entry, "home"),)
    return ()


def _placed_in(context: SourceContext, at: int) -> tuple[ActorHit, ...]:
    """The state where a speaker is said to be just before his words begin: "In Chad, a Defence Ministry statement"."""
    for hit in context.hits:
        if hit.end <= at <= hit.end + 2 and re.search(
            r"\b[Ii]n\s+$", context.text[max(0, hit.start - 4) : hit.start]
        ):
            return (hit,)
    return ()


def _like_body(entry: ActorEntry, context: SourceContext, at: int) -> ActorEntry:
    """The same kind of body of the state that was named so last before, else the entry itself."""
    issuer = context.tables.actors.entry(context.issuer) if context.issuer is not None else None
    if issuer is not None and issuer.party == "armed_group":
        return context.tables.actors.entry(issuer.root) or issuer
    if context.home is not None or entry.id.endswith("-government"):
        return entry
    kind = entry.id[2:]
    for hit in reversed(context.hits):
        if hit.end <= at and hit.entry.id[2:] == kind and hit.kind in ("name", "acronym"):
            return hit.entry
    return entry


_BESIDE = re.compile(r"-(?:based|affiliated|linked|aligned|leaning|born|trained)\b")


def hits_in(words: str, context: SourceContext) -> tuple[ActorHit, ...]:
    """The listed bodies that words name, less those that only say where or to whom another belongs ("X-based")."""
    hits = context.tables.actors.hits(words, context.country)
    return tuple(hit for hit in hits if not _BESIDE.match(words, hit.end))


def speaking_hit(words: str, hits: tuple[ActorHit, ...]) -> ActorHit | None:
    """The hit that speaks: the one after "for" or "of", else a name before an adjective, else the first."""
    named = [h for h in hits if h.kind in ("name", "acronym", "office")]
    for hit in named:
        if re.search(r"\b(?:for|of)\s+(?:the\s+)?$", words[: hit.start]):
            return hit
    if len(named) > 1 and (
        named[0].entry.id == "united-nations" or words[named[0].end :].startswith(("'s", "’s"))
    ):
        return named[1]
    if named:
        return named[0]
    for kinds in (("home",), ("person",), ("state", "metonym", "adjective")):
        for hit in hits:
            if hit.kind in kinds:
                return hit
    return None


def body_of_state(entry: ActorEntry, head: TermHit, context: SourceContext) -> ActorEntry | None:
    """The body of a state that an adjective and a head noun name together: "Georgian" + "deputy defence minister"."""
    if entry.country is None:
        return None
    for term in (head.term.term, head.term.generic):
        found = context.tables.actors.lookup(term, entry.country)
        if found is not None and found.country == entry.country:
            return found
    return None


def body_at_home(words: str, head: TermHit, context: SourceContext) -> ActorEntry | None:
    if (context.home or context.country) is None or head.term.party != "government":
        return None
    country = context.home or context.country
    for term in (words[head.start : head.end], head.term.term, head.term.generic):
        found = context.tables.actors.lookup(term, country)
        if found is not None:
            return found
    return None


def party_of(entry: ActorEntry, context: SourceContext) -> PartyKind:
    """The entry's party; a state whose forces the report does not name stands outside the fighting."""
    if entry.party == "government" and entry.country and entry.country not in context.fighting:
        return "international"
    return entry.party


def full_name_of(entry: ActorEntry, context: SourceContext) -> str:
    """The fullest proper name the report gives the body, the register's own where it gives none."""
    at_home = entry.country is not None and entry.country == context.country
    if entry.id.endswith("-government") and entry.state and entry.demonym:
        return f"{entry.demonym} government" if at_home else entry.state
    if entry.id.endswith(("-presidency", "-prime-minister")) and entry.state and entry.demonym:
        if entry.country not in context.fighting:
            return entry.state
        return f"{entry.demonym} {'presidency' if entry.id.endswith('-presidency') else 'government'}"
    if entry.type == "media" and entry.party != "government" and entry.root != entry.id:
        root = context.tables.actors.entry(entry.root)
        return entry.name if root is None else full_name_of(root, context)
    best = ""
    for hit in context.hits:
        if hit.entry.id != entry.id or hit.kind not in ("name", "office"):
            continue
        text = context.text[hit.start : hit.end]
        words = text.split()
        if "'" in text or "’s" in text or len(words) < 2 or len(words) > 9:
            continue
        if words[-1].lower() in context.tables.words.titles and words[-1] != entry.name.split()[-1]:
            # an office ("Defense Minister") is not the name of its body
            continue
        if all(
            word[0].isupper() or word.isdigit() or word in ("of", "the", "and", "for", "in", "to")
            for word in words
        ):
            best = max(best, text, key=len)
    if best and entry.id[2:3] == "-" and entry.id.startswith((entry.country or "??").lower()):
        return best if _nation_in(best, entry) else entry.name
    own = entry.demonym is not None and entry.name.startswith(entry.demonym)
    ministry = (
        _OF_A_MINISTRY.search(context.text)
        if own and entry.country in (context.country, context.home)
        else None
    )
    meant = None if ministry is None else context.tables.actors.lookup(ministry["name"], entry.country)
    if ministry is not None and meant is not None and meant.id == entry.id:
        return f"{entry.demonym} {ministry['name']}"
    if own and entry.body == "army" and entry.demonym is not None and entry.state is not None:
        called = army_as_called(context.text, entry.demonym, entry.state)
        return entry.name.replace(f"{entry.demonym} army", f"{entry.demonym} {called}")
    return entry.name


_OF_A_MINISTRY = re.compile(
    r"\b[Tt]he (?P<name>Ministry of (?:the |[A-Z][a-z]+ (?:and )?(?:of )?)*[A-Z][a-z]+)"
)
""" "The Ministry of Defence" of a report at home: its own name, where the register's may be "Defense Ministry"."""


def is_unit(name: str, entry: ActorEntry) -> bool:
    """Whether a state body's alias is the proper name of a part of it ("Western Mindanao Command")."""
    if entry.type not in ("state forces", "government", "police"):
        return False
    words = name.split()
    common = {word.lower() for word in words} & {word.lower() for word in entry.name.split()}
    return (
        len(words) >= 2 and not common and not _nation_in(name, entry) and all(w[0].isupper() for w in words)
    )


def _nation_in(name: str, entry: ActorEntry) -> bool:
    return any(word and word.lower() in name.lower() for word in (entry.state, entry.demonym))


def national_name(head: TermHit, context: SourceContext, at: int) -> str:
    """A state body that the register does not list, with its place or nation: "Tver governor's office"."""
    if LOCAL.search(head.term.term) is not None or head.term.generic.startswith(
        ("district", "regional", "provincial")
    ):
        place = region_before(context, at)
        if place is not None:
            return f"{place} {head.term.generic}"
    home = context.tables.actors.entry(f"{(context.country or '').lower()}-government")
    return (
        head.term.generic if home is None or home.demonym is None else f"{home.demonym} {head.term.generic}"
    )


def region_before(context: SourceContext, at: int) -> str | None:
    """The region, province or district that the report named last before."""
    found = None
    for match in _REGION.finditer(context.text, 0, at + 200):
        if found is None or match.start() <= at:
            found = match.group(1)
    return found


def first_of_two(words: str, context: SourceContext) -> str | None:
    """The first of two sources joined by "and", where each names somebody by itself."""
    for match in re.finditer(r" and (?=(?:the|its|his|her|an?) |[A-Z])", words):
        left, right = words[: match.start()], words[match.end() :]
        hits = context.tables.actors.hits(words, context.country)
        if any(h.start < match.start() < h.end for h in hits) or "," in left:
            continue
        if _names_somebody(left, context) and _names_somebody(right, context):
            return left
    return None


def _names_somebody(words: str, context: SourceContext) -> bool:
    return bool(context.tables.actors.hits(words, context.country) or context.tables.words.find_terms(words))


def unknown_person(words: str, context: SourceContext) -> SourceName | None:
    """A person of whom the report tells nothing: an officer where a rank stands before the name, else a witness."""
    person = person_in(words, (), (), context.tables.words)
    if person is None or context.tables.outlets.lookup(words) is not None:
        return None
    rank = words.split()[0].strip(".").lower()
    army = context.tables.actors.entry(f"{(context.country or '').lower()}-army")
    if (
        rank
        in (
            "gen",
            "general",
            "col",
            "colonel",
            "lt",
            "lieutenant",
            "maj",
            "major",
            "brig",
            "brigadier",
            "capt",
        )
        and army
    ):
        return SourceName(full_name_of(army, context), party_of(army, context), person, army.id)
    return SourceName(person, "witness", person, None)


_DESK = re.compile(
    r"(?:an?|the|one|its|our)?\s*+(?:[\w’']+[ -]){0,5}?(?:desk|service|bureau|edition|website|channel|page)\s+of\s+"
    r"(?:the\s+)?(?P<after>.+)"
    r"|(?:an?|the|one|two|several)?\s*+(?P<before>\S.*?)(?:['’]s)?\s+"
    r"(?:correspondents?|reporters?|journalists?|photographers?|crews?|teams?|newsroom|website)(?:\s+in\s.*)?"
)


def desk_of(words: str, context: SourceContext) -> SourceName | None:
    """The outlet whose desk or reporter speaks ("the Arabic service of X", "an X correspondent"), else ``None``."""
    met = _DESK.fullmatch(words)
    if met is None:
        return None
    name = met["after"] or met["before"]
    outlet = context.tables.outlets.lookup(name) or context.tables.outlets.lookup(
        re.sub(r"\s+(?:news agency|agency|television|tv|radio|news)$", "", name, flags=re.I)
    )
    own = name if (outlet is not None and name in outlet.name) or name.isupper() else None
    return None if outlet is None else SourceName(own or outlet.name, "media", None, outlet.voice)


_POST = re.compile(
    r"\b(?:at|with|of|for|from)\s+(?:the\s+)?(?:[A-Z][\w’'.&-]*\s+(?:(?:of|for|on|and|in|the)\s+)*)*"
    r"(?:Institut\w*|Universit\w*|College|School|Endowment|Academy|Cent(?:er|re)|Council on|Crisis Group|Foundation|"
    r"Think ?[Tt]ank|Program(?:me)?|Project|Chair|Faculty)\b"
)
"""A post at a place of learning or research."""
_POSTED = re.compile(
    r"\b(?:director|fellow|scholar|professor|researcher|analyst|expert|specialist|lecturer|historian|head|chair\w*|"
    r"associate|economist|adviser|advisor|founder|scientist|who (?:studies|teaches|follows|tracks))\b",
    re.IGNORECASE,
)


def expert_in(words: str, context: SourceContext) -> SourceName | None:
    """A person with a post at an institute or university: an expert, whatever state its name or subject holds.

    ``None`` where no person is named, or where the words name a listed body (a rights group's director speaks for it).
    """
    if not _POSTED.search(words) or not _POST.search(words):
        return None
    hits = context.tables.actors.hits(words, context.country)
    named = (hit for hit in hits if not hit.entry.id.endswith("-government"))
    if any(hit.kind in ("name", "acronym", "person") for hit in named):
        return None
    person = person_in(words, hits, tuple(context.tables.words.find_terms(words)), context.tables.words)
    return None if person is None else SourceName(person, "expert", person, None)


def name_from_hit(
    words: str, hit: ActorHit, head: TermHit | None, person: str | None, context: SourceContext
) -> SourceName:
    """The source that words with a registered actor among them name; ``head`` is their head noun, if listed."""
    entry = hit.entry
    if head is not None:
        entry = _whole_government(entry, hit, head, context)
        named = _beside_hit(words, hit._replace(entry=entry), head, person, context)
        if named is not None:
            return named
        if hit.kind in ("adjective", "state", "metonym"):
            entry = body_of_state(entry, head, context) or entry
    own = words[hit.start : hit.end]
    person = person or own if hit.kind == "person" else person
    unit = proper_name(words, context.tables.words) if hit.kind == "home" else None
    if unit is not None and own in unit and is_unit(unit.replace(own, "").strip() or own, entry):
        return SourceName(unit, party_of(entry, context), person, entry.id)
    if hit.kind == "name" and is_unit(own, entry):
        return SourceName(own, party_of(entry, context), person, entry.id)
    local = local_name_of(words, head)
    if local is not None and entry.id.endswith(("-government", "-presidency", "-prosecutor")):
        return SourceName(local, "government", person, None)
    return SourceName(full_name_of(entry, context), party_of(entry, context), person, entry.id)


def _whole_government(entry: ActorEntry, hit: ActorHit, head: TermHit, context: SourceContext) -> ActorEntry:
    """A prime minister or "officials" speak for the whole government, a president for the presidency."""
    if not entry.country or head.term.generic not in ("government", "presidency"):
        return entry
    if entry.id.endswith("-prime-minister") or (entry.root.endswith("-government") and hit.kind != "name"):
        return context.tables.actors.entry(f"{entry.country.lower()}-{head.term.generic}") or entry
    return entry


def _beside_hit(
    words: str, hit: ActorHit, head: TermHit, person: str | None, context: SourceContext
) -> SourceName | None:
    """Words that hold an actor's name but mean another source: "Syrian activists", "Iraqi officers"."""
    entry, party, generic = hit.entry, head.term.party, head.term.generic
    proper = proper_name(words, context.tables.words)
    if hit.kind in ("adjective", "state", "metonym"):
        other = party not in ("government", "witness") and generic not in _SPEAKERS
        if other and (party != "armed_group" or proper is None):
            return SourceName(proper or description(words, head), party, person, None)
        if body_of_state(entry, head, context) is not None:
            return None
        if generic in _PEOPLE:
            return SourceName(description(words, head), party_of(entry, context), person, entry.id)
        if party == "government" and " " in generic and entry.demonym and generic != "government officials":
            return SourceName(f"{entry.demonym} {generic}", party_of(entry, context), person, entry.id)
    elif (
        hit.kind != "person"
        and party in ("monitor", "expert")
        and entry.party != party
        and (proper is None or len(proper) <= hit.end - hit.start)
    ):
        return SourceName(description(words, head), party, person, None)
    own = words[hit.start : hit.end]
    if hit.kind == "name" and proper is not None and own in proper and entry.type != "media":
        longer = len(proper.split()) >= len(own.split()) + 2
        if longer and head.end <= words.find(proper) + len(proper):
            return SourceName(proper, entry.party if party in ("unknown", "witness") else party, person, None)
    office = generic not in ("government", "presidency")
    if hit.kind == "person" and party == "government" and office and entry.id.endswith("-government"):
        body = body_of_state(entry, head, context) or entry
        name = f"{entry.demonym} {generic}" if body is entry else full_name_of(body, context)
        return SourceName(name, party_of(entry, context), person or own, body.id)
    return None
