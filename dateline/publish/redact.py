"""Takes the names of private persons out of a run's records before anything is published.

In comes a Run, out comes one in which every name of a witness, a resident or a victim is blotted out, letter
by letter, in texts and records alike: lengths stay, so offsets and grounding hold. Officials, commanders and
bodies of the register stay. Private is a person who speaks as a witness or for nobody known, a civilian named as
the one it was done to, and a name that a text puts beside a private role ("a farmer, Sami Aziz") or an age. A
name that is introduced in no such way is not found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from dateline.model import Actor, Claim, Source, Span
from dateline.publish.record import Run

BLOT = "▇"
"""Stands for one letter of a private name."""

_PRIVATE_PARTIES = frozenset({"witness", "unknown"})
_NAME = re.compile(r"(?:[^\W\d_][\w'’.-]*)(?:\s+[^\W\d_][\w'’.-]*){0,4}")
_PARTICLES = frozenset(
    "abu al ar as ben bin binti da de del den der di dos el ibn la le ten ter van von".split()
)
_BETWEEN = "|".join(sorted(_PARTICLES))
_WORD = r"[^\W\d_a-z][\w'’-]+"
_FULL_NAME = rf"{_WORD}(?:(?: (?:{_BETWEEN}))?[ -](?:[Aa]l-)?{_WORD}){{1,3}}"
"""Two to four words with a capital, particles between them aside."""
_LEAST = 3
_KEYS = frozenset(
    {
        "report", "reports", "path", "claim", "claims", "incident", "incidents", "digest", "id", "decision",
        "decisions", "decided", "action", "state", "newer", "now", "article", "how",
    }
)  # fmt: skip
"""Fields that name records: they stay, so that records still find each other."""

T = TypeVar("T")


def redact(run: Run, roles: Collection[str]) -> Run:
    """The same run with the names of private persons blotted out; ids and offsets stay.

    ``roles`` are singular nouns for private persons ("resident", "shopkeeper").
    """
    return redact_alike((run,), roles)[0]


def redact_alike(runs: Sequence[Run], roles: Collection[str]) -> tuple[Run, ...]:
    """The same runs, in each of them the names that are private in any: for what is shown side by side."""
    public = frozenset(word for run in runs for word in _public_words(run))
    found: set[str] = set()
    for run in runs:
        claims = (*run.claims, *run.set_aside, *run.superseded)
        found.update(name for claim in claims for name in private_names(claim))
        texts = [report.text for report in (*run.reports, *run.earlier)]
        introduced = {name for text in texts for name in introduced_names(text, roles)}
        found.update(name for name in introduced if not set(name.split()) <= public)
    if not found:
        return tuple(runs)
    pattern = _pattern(sorted(found), public)
    return tuple(_blotted(run, pattern) for run in runs)


def introduced_names(text: str, roles: Collection[str]) -> frozenset[str]:
    """Names that a text puts beside a private role or an age, as written."""
    role = "|".join(re.escape(one) for one in sorted(roles, key=lambda one: (-len(one), one)))
    patterns = [rf"({_FULL_NAME}), \d{{1,3}}[,.]"]
    if role:
        patterns += [
            rf"\b(?i:{role})(?:[^.,;\n]{{0,60}},)? ({_FULL_NAME})\b",
            rf"({_FULL_NAME}),(?: \d{{1,3}},)? (?:an?|the|one|his|her) (?:[\w-]+ ){{0,3}}(?:{role})\b",
        ]
    return frozenset(match.group(1) for pattern in patterns for match in re.finditer(pattern, text))


def private_names(claim: Claim) -> frozenset[str]:
    """Names of private persons that a claim holds, as written."""
    found: set[str] = set()
    for source in claim.said_by:
        found.update(_spoken(source))
    for actor in (*claim.actors, *claim.targets):
        if actor.actor is None and actor.type == "civilians" and _is_personal(actor):
            found.update((actor.name, actor.words))
    return frozenset(name for name in found if _NAME.fullmatch(name))


def _spoken(source: Source) -> Iterator[str]:
    if source.party not in _PRIVATE_PARTIES or source.actor is not None:
        return
    if source.person is not None:
        yield source.person
    if source.party == "witness" and _looks_like_a_name(source.name):
        yield source.name


def _is_personal(actor: Actor) -> bool:
    return _looks_like_a_name(actor.name) and _looks_like_a_name(actor.words)


def _looks_like_a_name(words: str) -> bool:
    """Two to five words, each with a capital, particles such as "al" or "bin" aside."""
    parts = words.split()
    if not 2 <= len(parts) <= 5 or not _NAME.fullmatch(words):
        return False
    capital = [part for part in parts if part[0].isupper()]
    others = {part.lower() for part in parts if part not in capital}
    return len(capital) >= 2 and parts[0][0].isupper() and others <= _PARTICLES


def _public_words(run: Run) -> frozenset[str]:
    """Words of names that must stay: places, outlets, registered bodies and those who speak for a body."""
    names: set[str] = {report.outlet for report in run.reports if report.outlet is not None}
    for claim in run.claims:
        for place in claim.places:
            names.update((place.name, place.words))
        for actor in (*claim.actors, *claim.targets):
            if actor.actor is not None:
                names.update((actor.name, actor.words))
        for source in claim.said_by:
            if source.party not in _PRIVATE_PARTIES:
                names.update((source.name, source.person or source.name))
    return frozenset(word for name in names for word in name.split())


def _pattern(names: list[str], public: frozenset[str]) -> re.Pattern[str]:
    """Matches each full name, and each single word of one that is no public word."""
    forms = set(names)
    for name in names:
        for part in name.split():
            bare = part.strip(".,'’")
            if len(bare) >= _LEAST and bare[0].isupper() and bare not in public:
                forms.add(bare)
    longest = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(form) for form in longest) + r")(?!\w)")


def _blotted(run: Run, pattern: re.Pattern[str]) -> Run:
    """The run with every text in it blotted; texts keep their length, records their shape."""

    def blot(words: str) -> str:
        return pattern.sub(lambda found: re.sub(r"\w", BLOT, found.group()), words)

    texts = {report.report: blot(report.text) for report in (*run.reports, *run.earlier)}
    changed = _changed(run, blot)
    # A quote is what now stands in its report: a name's surroundings may decide whether it is one.
    claims, aside, superseded = (
        tuple(_quoting(claim, texts[claim.report], blot) for claim in kept)
        for kept in (run.claims, run.set_aside, run.superseded)
    )
    return replace(changed, claims=claims, set_aside=aside, superseded=superseded)


def _quoting(claim: Claim, text: str, blot: Callable[[str], str]) -> Claim:
    """The claim with its words taken from the blotted text, and its other values blotted."""

    def said(span: Span) -> str:
        return text[span.start : span.end]

    changed = _changed(claim, blot)
    when = claim.when if claim.when.span is None else replace(claim.when, words=said(claim.when.span))
    return replace(
        changed,
        report=claim.report,
        quotes=tuple(said(span) for span in claim.quote_spans),
        trigger=said(claim.trigger_span),
        actors=tuple(replace(one, words=said(one.span)) for one in changed.actors),
        targets=tuple(replace(one, words=said(one.span)) for one in changed.targets),
        places=tuple(replace(one, words=said(one.span)) for one in changed.places),
        counts=tuple(replace(one, words=said(one.span)) for one in changed.counts),
        said_by=tuple(replace(one, words=said(one.span)) for one in changed.said_by),
        when=when,
    )


def _changed(value: T, blot: Callable[[str], str]) -> T:
    """The value with every text in it blotted, however deep, but for the names of reports and ids."""
    if isinstance(value, str):
        return cast(T, blot(value))
    if isinstance(value, tuple):
        return cast(T, tuple(_changed(item, blot) for item in value))
    if is_dataclass(value) and not isinstance(value, type):
        old = {one.name: getattr(value, one.name) for one in fields(value)}
        changed = {name: _changed(item, blot) for name, item in old.items() if not _names_records(name, item)}
        return cast(T, replace(value, **changed))
    return value


def _names_records(field: str, value: object) -> bool:
    if isinstance(value, tuple):
        return field in _KEYS and all(isinstance(item, str) for item in value)
    return field in _KEYS and isinstance(value, str)
