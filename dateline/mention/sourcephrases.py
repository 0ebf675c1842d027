"""The words of a source taken apart: head noun, person, proper name, place.

Plain functions of strings and :class:`SourceWords`; nothing here knows a report or resolves a reference.
"""

from __future__ import annotations

import re

from dateline.words.actors import ActorHit
from dateline.words.sourcewords import SourceWords, TermHit

# A hyphen is a letter of the name: where it may also part two of them, a matcher tries every way to part them.
CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞŁŞŠŽĆČĐİ][\w’'.-]*)"
_NAME_RUN = re.compile(
    rf"{CAPITAL}(?:[ ](?:(?:al|el|de|del|da|dos|van|von|bin|ibn|ag|ould|la|ole|di|du|abu|y)[ -])*"
    rf"(?:ad-|as-|ar-)?{CAPITAL})*"
)
_BODY_RUN = re.compile(
    rf"{CAPITAL}(?:[ ](?:(?:of|for|and|the|in|de|del|la|des|du|to|on|&)[ ]){{0,2}}{CAPITAL})*"
)
_DETERMINER = re.compile(
    r"^(?:(?:the same|an?|the|one|two|three|four|five|six|several|some|many|other|another|both|"
    r"more|few|most|these|those|all|its|his|her|their|a number of|twelve|ten|dozens of|unnamed|"
    r"unidentified|anonymous)\s+)+",
    re.I,
)
_TRAILER = re.compile(
    r"\s*(?:,|;|\bwho\b|\bwhose\b|\bwhich\b|\bspeaking\b|\bspoke\b|\breached by\b|"
    r"\bcontacted by\b|\bciting\b|\(|\bon condition\b).*$",
    re.S,
)
LOCAL = re.compile(
    r"\b(?:governor|mayor|council|commissioner|municipality|prosecutors?|"
    r"health (?:bureau|directorate|department)|administration)\b",
    re.I,
)
_ROLES = frozenset(
    {"officers", "army", "government", "soldiers", "fighters", "field commanders", "residents"}
)


def is_covered(term: TermHit, hits: tuple[ActorHit, ...]) -> bool:
    return any(h.start <= term.start and term.end <= h.end and h.kind != "person" for h in hits)


def head_of(words: str, terms: list[TermHit]) -> TermHit | None:
    """The head noun: the last term of the first phrase, before "of", "for", "in" or a comma."""
    if not terms:
        return None
    head = terms[0]
    for term in terms[1:]:
        between = words[head.end : term.start]
        if re.search(r"[,(]|\b(?:of|for|in|at|from|who|with|on|to|near)\b", between):
            break
        if not (term.term.party == "unknown" or term.term.generic in _ROLES) or head.term.party == "unknown":
            head = term
    return head


def names_an_office(words: str) -> bool:
    return (
        re.search(r"\b(?:spokes\w+|minister|president|commander|governor|mayor)\b", words, re.I) is not None
    )


def person_in(
    words: str, hits: tuple[ActorHit, ...], terms: tuple[TermHit, ...], tables: SourceWords
) -> str | None:
    """A person's name among the words: capitals that are neither a body, a title, a head noun nor a place's tail."""
    for hit in hits:
        if hit.kind == "person":
            return words[hit.start : hit.end]
    for match in _NAME_RUN.finditer(words):
        tokens = match.group().split()
        start = match.start()
        while tokens and (is_title(tokens[0], tables) or _in_spans(start, hits, terms)):
            start += len(tokens[0]) + 1
            tokens = tokens[1:]
        kept: list[str] = []
        for token in tokens:
            if _in_spans(start, hits, ()) or token.endswith("-based"):
                break
            kept.append(token)
            start += len(token) + 1
        name = re.sub(r"['’]s?$", "", " ".join(kept)).strip(".,")
        before = words[: match.start()]
        if (
            not name
            or match.group()[-2:] in ("'s", "’s")
            or re.search(r"\b(?:of|in|at|from|near|for|to|between)\s+(?:the\s+)?$", before)
        ):
            continue
        if (name.isupper() and len(name) > 1) or (
            match.start() == 0 and len(kept) == 1 and len(words.split()) > 2 and "," not in words
        ):
            continue
        if tables.find_terms(name) and len(kept) > 1:
            continue
        if (
            len(kept) == 1
            and re.match(r"\s+\w+", words[match.end() :])
            and not re.match(r"\s*(?:,|who\b|of\b)", words[match.end() :])
        ):
            continue
        return name
    return None


def is_title(token: str, tables: SourceWords) -> bool:
    bare = token.strip(".,").lower()
    return (
        bare in tables.titles
        or bare in ("the", "a", "an", "one", "two", "three", "some", "several", "another")
        or ("-" in bare and bare.split("-")[0] in tables.titles)
    )


def _in_spans(at: int, hits: tuple[ActorHit, ...], terms: tuple[TermHit, ...]) -> bool:
    return any(h.start <= at < h.end and h.kind != "person" for h in hits) or any(
        t.start <= at < t.end for t in terms
    )


def proper_name(words: str, tables: SourceWords) -> str | None:
    """The longest capitalised name of two words or more that holds a head noun ("Kurdish Red Crescent")."""
    best: str | None = None
    for match in _BODY_RUN.finditer(words):
        name = re.sub(r"^The ", "", match.group()).strip(" .,")
        if name.endswith("-based"):
            continue
        if len(name.split()) < 2 or not tables.find_terms(name):
            continue
        if all(is_title(token, tables) for token in name.split()):
            continue
        if best is None or len(name) > len(best):
            best = name
    if best is not None and any(is_title(token, tables) for token in best.split()) and " of " not in best:
        return None if tables.find_terms(best)[-1].end != len(best) else best
    return best


def description(words: str, head: TermHit) -> str:
    """An unnamed source as the words describe it, without determiners and asides."""
    tail = _TRAILER.sub("", words[head.start :]) if "," in words[: head.start] else _TRAILER.sub("", words)
    bare = _DETERMINER.sub("", tail).strip(' "“”')
    return bare if bare else head.term.generic


def local_name_of(words: str, head: TermHit | None) -> str | None:
    """The name of a local body with its place: "governor of Anbar" → "Anbar governor's office"."""
    if head is None or LOCAL.search(head.term.term) is None:
        return None
    after = re.match(rf"\s+(?:of|in|for)\s+(?:the\s+)?({CAPITAL}(?:[ ]{CAPITAL})*)", words[head.end :])
    before = re.search(rf"({CAPITAL}(?:[ ]{CAPITAL})*?)(?:['’]s)?\s+(?:\w+\s+)?$", words[: head.start])
    place = after.group(1) if after else before.group(1) if before else None
    if place is None or place.lower() in ("the", "a", "an"):
        return None
    return f"{place} {head.term.generic}"


def is_bare_noun(words: str, head: TermHit) -> bool:
    return not re.sub(
        r"^(?:the|an?)\s+", "", (words[: head.start] + words[head.end :]).strip(), flags=re.I
    ).strip()


def only_refers(words: str, head: TermHit) -> bool:
    return words.lower().startswith(("the ", "its ", "that ")) and is_bare_noun(words, head)


def words_around(text: str, start: int, left: int, right: int) -> str:
    """A name with the words of its clause before it and the description after it."""
    before = text[start:left]
    cut = max(before.rfind(mark) for mark in (",", ";", ":", '"', "“", "”", "("))
    if cut >= 0 and not (before[cut] == "," and cut > len(before) - 3):
        before = before[cut + 1 :]
    after = re.match(
        r",\s*(?:an?|the|head|who|chief|director|spokes\w+|commander)[^,.;\n\"“”]{2,90}",
        text[right : right + 120],
    )
    return (before + text[left:right] + (after.group() if after else "")).strip()


def is_single(text: str) -> bool:
    if re.match(r"(?:an?|one)\s", text, re.I) or re.search(r"\bspokes(?:man|woman|person)\b", text):
        return True
    return re.match(r"(?:an?|the|one|its)\s", text, re.I) is not None and not re.search(
        r"\w{3,}s$", text.split(",")[0]
    )


def plain_noun(noun: str) -> str:
    return {
        "organization": "organisation",
        "rebel": "rebels",
        "insurgents": "rebels",
        "guerrillas": "rebels",
    }.get(noun, noun)
