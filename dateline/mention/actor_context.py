"""What one report says of its actors, read once before any claim is named.

In: a report's text, the register of actors, the head nouns. Out: a frozen :class:`ActorContext` with the
actors it names in reading order, the initials it explains, the fullest names it uses, the countries it is
about, and whether two states fight each other in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.mention.attributions import Attribution
from dateline.words.actors import ActorEntry, ActorHit, ActorTable
from dateline.words.folding import fold_tokens, is_acronym
from dateline.words.headnouns import HeadNouns

_DEFINITION = re.compile(
    r"\((?:(?:also )?(?:known|abbreviated) as |or |the )?[\"“]?([A-Z][\w&/.-]{1,11})[\"”]?(?:[;,][^()]*)?\)"
)
_KNOWN_AS = re.compile(
    r",? (?:also |better |widely )?(?:known (?:by its acronym |simply )?as|or) (?:the )?"
    r"[\"“]?([A-Z]{2,}[\w&/.-]{0,9})"
)
_BEFORE = 160
_LONGEST_NAME = 9
_PROPER = re.compile(
    r"[^\W\d_a-z][\w'’-]+(?:[ \n](?:(?:al|el|bin|ibn|van|der|de|la)[ -])?[^\W\d_a-z][\w'’.-]*)*"
)
_LINK_WORDS = frozenset("of the and for in de del la al el von to on".split())
_LOCATIVE = re.compile(
    r"(?:\b(?:in|from|near|across|inside|to|into|of|around|outside|throughout|within|over|via|through|entering|"
    r"leaving|visiting|eastern|western|northern|southern|central|northeast|northwest|southeast|southwest|"
    r"northeastern|northwestern|southeastern|southwestern|occupied)\s+(?:the\s+)?)$",
    re.IGNORECASE,
)
DECORATED = re.compile(
    r"-(?:backed|led|based|run|aligned|held|controlled|supported|funded|trained|affiliated|dominated|allied|linked)\b"
)
_TITLE = re.compile(r"\b(?:President|Minister|Ambassador|Envoy|Chancellor|Premier|officials?)$")
WHOLE_FORCES = frozenset({"army", "forces"})
"""Rows of the template for state bodies that are all of a state's forces."""
_UNIT = re.compile(
    r"\b(?:Command|Headquarters|Division|Brigade|Battalion|Regiment|Corps|Centre|Center|Staff)$"
)
"""The end of a name that is a unit's or an office's, not that of all of a state's forces."""
_PERSON_KINDS = frozenset({"person", "office"})
_PLACE_KINDS = frozenset({"state", "metonym"})
_ARMED = frozenset({"rebels", "militia", "communal militia"})
_MAX_COUNTRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorContext:
    """What one report says of its actors, computed once.

    ``hits`` are the register's actors in reading order, without states that only tell where ("in Iraq"),
    which stay in ``places``, and ``every`` is both; ``acronyms`` maps initials to the full name the report
    gives them; ``full`` maps an id to the fullest proper name the report uses for it;
    ``persons`` are capitalised names that are no actor, with their offsets; ``countries`` are
    ISO codes, the one the report is most about first; ``interstate`` tells that another state fights the
    first one in it; ``voice`` is the register id of the body that speaks in the report, if any, and
    ``attributions`` who speaks in it where.
    """

    text: str
    table: ActorTable
    heads: HeadNouns
    hits: tuple[ActorHit, ...]
    places: tuple[ActorHit, ...]
    every: tuple[ActorHit, ...]
    acronyms: Mapping[str, str]
    full: Mapping[str, str]
    persons: tuple[tuple[int, str], ...]
    countries: tuple[str, ...]
    interstate: bool
    voice: str | None
    attributions: tuple[Attribution, ...] = ()

    @property
    def country(self) -> str | None:
        """The country the report is most about."""
        return self.countries[0] if self.countries else None


def actor_context(
    text: str,
    table: ActorTable,
    heads: HeadNouns,
    country: str | None = None,
    voice: str | None = None,
    attributions: tuple[Attribution, ...] = (),
) -> ActorContext:
    """Read a report's actors once.

    ``country`` (ISO alpha-2) is where its events happen, where the caller knows; ``voice`` the register id
    of the body that speaks in it (a ministry's bulletin, a party's own outlet), where there is one;
    ``attributions`` are the report's.
    """
    countries = _countries(table.hits(text), country)
    every = table.hits(text, countries[0] if countries else None)
    hits = tuple(hit for hit in every if not _only_place(hit, text))
    return ActorContext(
        text=text,
        table=table,
        heads=heads,
        hits=hits,
        places=tuple(hit for hit in every if _only_place(hit, text)),
        every=every,
        acronyms=_acronyms(text),
        full=_names(hits, text),
        persons=_persons(text, hits),
        countries=countries,
        interstate=_interstate(hits, countries, table),
        voice=voice,
        attributions=attributions,
    )


def clean_name(words: str) -> str:
    """Words on one line, without quotation marks, a leading article or a possessive ending."""
    flat = " ".join(words.split()).strip(" \"“”‘’'«».,;:()")
    flat = re.sub(r"^(?:the|a|an) ", "", flat, flags=re.IGNORECASE)
    return re.sub(r"['’]s$", "", flat)


def is_proper(words: str) -> bool:
    """Whether words are a full proper name: two words or more, all capitalised but for linking words."""
    parts = words.split()
    if len(parts) < 2 or DECORATED.search(words):
        return False
    return parts[0][:1].isupper() and all(
        part[:1].isupper() or part.lower() in _LINK_WORDS or "-" in part for part in parts
    )


def _countries(hits: tuple[ActorHit, ...], country: str | None) -> tuple[str, ...]:
    """Countries by how often the report names them; the caller's first."""
    counts: Counter[str] = Counter()
    for place, hit in enumerate(hits):
        if hit.entry.country is not None:
            counts[hit.entry.country] += 3 if hit.kind in _PLACE_KINDS else 2
            counts[hit.entry.country] += 2 if place < 3 else 0
    ranked = [iso for iso, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    if country is not None:
        ranked = [country, *(iso for iso in ranked if iso != country)]
    return tuple(ranked[:_MAX_COUNTRIES])


def _only_place(hit: ActorHit, text: str) -> bool:
    """Whether a state's name only tells where: "in Iraq", "northern Syria"."""
    return hit.kind in _PLACE_KINDS and _LOCATIVE.search(text[max(0, hit.start - 24) : hit.start]) is not None


def _names(hits: tuple[ActorHit, ...], text: str) -> dict[str, str]:
    """The fullest proper name the report uses for each id; the register's own where the report has it."""
    full: dict[str, str] = {}
    plain: dict[str, str] = {}
    for hit in hits:
        words = clean_name(text[hit.start : hit.end])
        if hit.entry.body is None and words.lower() == hit.entry.name.lower():
            plain[hit.entry.id] = hit.entry.name
        if hit.kind == "name" and not _TITLE.search(words):
            known = full.get(hit.entry.id)
            spelled = is_proper(words) and not any(is_acronym(part) for part in words.split())
            spelled = spelled and not (hit.entry.body in WHOLE_FORCES and _UNIT.search(words))
            if spelled and (known is None or len(words) > len(known)):
                full[hit.entry.id] = words
    return {**full, **plain}


def _acronyms(text: str) -> dict[str, str]:
    """Initials the report explains: "Hayat Tahrir al-Sham (HTS)", "the Rapid Support Forces, known as
    RSF"."""
    found: dict[str, str] = {}
    for pattern in (_DEFINITION, _KNOWN_AS):
        for match in pattern.finditer(text):
            words = text[max(0, match.start() - _BEFORE) : match.start()].split()[-_LONGEST_NAME:]
            short = match.group(1).strip(".")
            name = _expansion(words, short) if is_acronym(short) else None
            if name is not None and " " in name:
                found.setdefault(short, name)
    return found


def _expansion(words: list[str], short: str) -> str | None:
    """The run of words that initials stand for: from the last word back to one with the first initial."""
    best = None
    for at in range(len(words) - 1, -1, -1):
        word = words[at].strip("\"“'’,")
        if not word[:1].isupper() and word.lower() not in _LINK_WORDS and "-" not in word:
            break
        if word[:1].lower() == short[0].lower():
            best = at
            letters = sum(1 for w in words[at:] for part in w.split("-") if part[:1].isupper())
            if letters >= len([ch for ch in short if ch.isupper()]):
                break
    if best is None or not _covers(words[best:], short):
        return None
    return clean_name(" ".join(words[best:]))


def _covers(words: list[str], short: str) -> bool:
    """Whether the first letters of words spell initials, one letter left out at most."""
    starts = [part[:1].lower() for word in words for part in word.split("-") if part]
    wanted = [ch for ch in short.lower() if ch.isalpha()]
    met = 0
    for start in starts:
        if met < len(wanted) and start == wanted[met]:
            met += 1
    return met >= max(2, len(wanted) - 1)


_OPENINGS = frozenset(
    "after before following during since while when in on at by from with without as if but and although though"
    " despite because under over near between among around against according".split()
)
"""Words that open a sentence with a capital and are no part of a name."""


def _persons(text: str, hits: tuple[ActorHit, ...]) -> tuple[tuple[int, str], ...]:
    """Runs of two capitalised words or more that are no body of the register: offsets and names."""
    taken = [(hit.start, hit.end) for hit in hits if hit.kind not in _PERSON_KINDS]
    found = []
    for match in _PROPER.finditer(text):
        words = match.group()
        opening = words.split(" ", 1)[0].casefold()
        if opening in _OPENINGS:
            continue
        if len(words.split()) < 2 or any(a < match.end() and match.start() < b for a, b in taken):
            continue
        found.append((match.start(), clean_name(words)))
    return tuple(found)


def _interstate(hits: tuple[ActorHit, ...], countries: tuple[str, ...], table: ActorTable) -> bool:
    """Whether another state that fights the first country is named more often than any body of no state."""
    if not countries:
        return False
    home = f"{countries[0].lower()}-government"
    counts: Counter[str] = Counter()
    armed = 0
    for hit in hits:
        if is_state(hit.entry, table) and hit.entry.root != home:
            counts[hit.entry.root] += 1
        elif hit.entry.type in _ARMED and hit.entry.root != home:
            armed += 1
    rivals = [
        count for root, count in counts.items() if table.relation(root, home, None, countries[0]) == "opposed"
    ]
    return bool(rivals) and max(rivals) > armed


def is_state(entry: ActorEntry, table: ActorTable) -> bool:
    """Whether a body belongs to a state."""
    root = table.entry(entry.root)
    return root is not None and root.body == "government"


def tokens_of(words: str) -> tuple[str, ...]:
    """The folded words of a phrase."""
    return tuple(token.key for token in fold_tokens(words))
