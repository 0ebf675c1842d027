"""The fields of a claim that a person may set, and how their values are written.

In: a field, a value as a person writes it, the word tables; out: the value in its one written form, or the claim
that bears it. What the tables do not know is refused with one sentence. A value that rests on words takes them from
the report, never from the person: the words given, those of the same body or place in the old value, its name where
the report holds it, or the words of the value it takes the place of.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast, get_args

from dateline.decide.places import place_of, shown_place, written_place
from dateline.errors import UsageError
from dateline.mention.means import find_means
from dateline.model import (
    Actor,
    Claim,
    Count,
    DatePrecision,
    Hedge,
    PartyKind,
    Place,
    Source,
    Span,
    Status,
    When,
)
from dateline.words.actors import ACTOR_TYPES, ActorEntry
from dateline.words.tables import Words

FIELDS = (
    "actors", "counts", "hedge", "kind", "means", "places", "said_by", "status", "targets", "when",
)  # fmt: skip
"""What may be set."""

NOTHING = "none"
"""How an empty value is written."""

_RANGE = re.compile(r"(?P<low>\d++)?(?P<dots>\.\.)?(?P<high>\d++)?\Z")
_SPANS: tuple[tuple[int, DatePrecision], ...] = (
    (1, "day"),
    (6, "days"),
    (7, "week"),
    (31, "month"),
    (366, "year"),
)
"""The longest interval, in days, of each precision."""

_Words = tuple[str, Span]
_Part = Actor | Place | Source | Count


def known_field(field: str) -> str:
    """The field, if it may be set; raises UsageError else."""
    return _one_of(field, FIELDS, "field of a claim that can be set")


def written(field: str, value: str, words: Words) -> str:
    """A value in its one written form: ids instead of names, ISO dates, items parted by semicolons.

    Raises:
        UsageError: it is no value of that field.
    """
    value = " ".join(value.split())
    if not value:
        raise UsageError(f"Give the value of {field}, or {NOTHING!r} to leave it empty.")
    if field == "kind":
        return _one_of(value, words.kinds.kinds, "kind of event")
    if field == "status":
        return _one_of(value, get_args(Status), "status")
    if value == NOTHING:
        return NOTHING
    if field == "hedge":
        return _one_of(value, (*get_args(Hedge), NOTHING), "hedge")
    if field == "when":
        return shown_when(_when(value))
    items = [item.strip() for item in value.split(";") if item.strip()]
    return "; ".join(dict.fromkeys(_item(field, item, words) for item in items)) or NOTHING


def set_field(claim: Claim, field: str, value: str, given: Sequence[str], text: str, words: Words) -> Claim:
    """The claim with a field set to a value in its written form; ``text`` is its report's.

    Raises:
        UsageError: the tables no longer know the value, or no words of the report hold it.
    """
    value = written(field, value, words)
    items = [] if value == NOTHING else value.split("; ")
    if field == "kind":
        return replace(claim, kind=value)
    if field == "status":
        return replace(claim, status=cast(Status, value))
    if field == "hedge":
        return replace(claim, hedge=None if value == NOTHING else cast(Hedge, value))
    if field == "means":
        return replace(claim, means=_told_means(claim, items, text, words))
    if field == "when":
        return replace(claim, when=_told_when(claim, value, given, text))
    old: tuple[_Part, ...] = getattr(claim, field)
    made = [_blank(field, item, words) for item in items]
    _check_names(claim, old, made, text)
    found = _evidence(claim, old, made, given, text)
    parts = tuple(replace(one, words=said, span=span) for one, (said, span) in zip(made, found, strict=True))
    if field == "actors":
        return replace(claim, actors=cast(tuple[Actor, ...], parts))
    if field == "targets":
        return replace(claim, targets=cast(tuple[Actor, ...], parts))
    if field == "places":
        return replace(claim, places=cast(tuple[Place, ...], parts))
    if field == "said_by":
        return replace(claim, said_by=cast(tuple[Source, ...], parts))
    return replace(claim, counts=cast(tuple[Count, ...], parts))


def shown(claim: Claim, field: str) -> str:
    """A claim's value of a field as it would be written, names where no table knows a body or place."""
    if field in ("kind", "status"):
        return str(getattr(claim, field))
    if field == "hedge":
        return claim.hedge or NOTHING
    if field == "when":
        return shown_when(claim.when)
    if field == "means":
        return "; ".join(claim.means) or NOTHING
    parts: tuple[_Part, ...] = getattr(claim, field)
    return "; ".join(_shown_part(part) for part in parts) or NOTHING


def shown_when(when: When) -> str:
    """An interval of days as it is written."""
    if when.earliest is None and when.latest is None:
        return NOTHING
    first, last = (one.isoformat() if one is not None else "" for one in (when.earliest, when.latest))
    return first if first == last else f"{first}..{last}"


def locate(said: str, claim: Claim, text: str) -> _Words:
    """Words of a report with their offsets: in the claim's quotes first, else the nearest to its trigger.

    Raises:
        UsageError: the report does not hold them.
    """
    for quote in claim.quote_spans:
        at = text.find(said, quote.start, quote.end)
        if at >= 0:
            return said, Span(start=at, end=at + len(said))
    starts = [match.start() for match in re.finditer(re.escape(said), text)] if said else []
    if not starts:
        raise UsageError(f"The words {said!r} are not in the report {claim.report}: copy them from it.")
    at = min(starts, key=lambda start: (abs(start - claim.trigger_span.start), start))
    return said, Span(start=at, end=at + len(said))


def known_actor(name: str, words: Words) -> ActorEntry:
    """The entry of the register that an id or a name stands for.

    Raises:
        UsageError: the register has none.
    """
    entry = words.actors.entry(name) or words.actors.lookup(name)
    if entry is not None:
        return entry
    near = _nearest(name, [*words.actors.entries, *(one.name for one in words.actors.entries.values())])
    raise UsageError(f"There is no actor {name!r} in the register{near}.")


def _item(field: str, item: str, words: Words) -> str:
    if field == "means":
        return item
    if field == "places":
        return written_place(item, words)
    if field == "counts":
        return _shown_part(_count(item, words))
    name, equals, sort = (part.strip() for part in item.rpartition("="))
    if not equals:
        try:
            return known_actor(item, words).id
        except UsageError as fault:
            what = "NAME=PARTY" if field == "said_by" else "NAME=TYPE"
            raise UsageError(f"{str(fault)[:-1]}; for a body that is not in it write {what}.") from None
    if not name:
        raise UsageError(f"{item!r} names nobody: write NAME={'PARTY' if field == 'said_by' else 'TYPE'}.")
    if field == "said_by":
        return f"{name}={_one_of(sort, get_args(PartyKind), 'party')}"
    return f"{name}={_one_of(sort, ACTOR_TYPES, 'type of actor')}"


def _blank(field: str, item: str, words: Words) -> _Part:
    """The part that an item in its written form stands for, still without words."""
    none = Span(start=0, end=0)
    if field == "places":
        return place_of(item, words)
    if field == "counts":
        return _count(item, words)
    name, _, sort = item.rpartition("=")
    entry = None if name else known_actor(item, words)
    if field == "said_by":
        if entry is None:
            return Source(name=name, party=cast(PartyKind, sort), words="", span=none)
        return Source(name=entry.name, party=entry.party, words="", span=none, actor=entry.id)
    if entry is None:
        return Actor(name=name, words="", span=none, type=sort)
    return Actor(name=entry.name, words="", span=none, type=entry.type, actor=entry.id, country=entry.country)


def _evidence(
    claim: Claim, old: Sequence[_Part], made: Sequence[_Part], given: Sequence[str], text: str
) -> list[_Words]:
    """The words that each new part rests on, in their order."""
    if given:
        if len(given) != len(made):
            raise UsageError(f"Give the words of each value: {len(made)} values, {len(given)} words.")
        return [locate(said, claim, text) for said in given]
    left = list(old)
    found: list[_Words | None] = []
    for part in made:
        same = next((one for one in left if _key(one) == _key(part)), None)
        if same is not None:
            left.remove(same)
        found.append((same.words, same.span) if same is not None else _named(part, claim, text))
    for n, part in enumerate(made):
        if found[n] is None and not left:
            told = "this count" if isinstance(part, Count) else repr(part.name)
            raise UsageError(
                f"No words of {claim.report} are known to hold {told}: give them, exactly as they stand there, "
                "with --words."
            )
        if found[n] is None:
            before = left.pop(0)
            found[n] = (before.words, before.span)
    return [words for words in found if words is not None]


def _check_names(claim: Claim, old: Sequence[_Part], made: Sequence[_Part], text: str) -> None:
    """Makes sure that a body no register knows bears a name that its report gives it."""
    known = {one.name for one in old if not isinstance(one, Count)}
    for part in made:
        if not isinstance(part, Actor | Source) or part.actor is not None:
            continue
        if part.name not in known and part.name not in text:
            raise UsageError(
                f"{part.name!r} is not in the report {claim.report}: a body that the register does not know keeps "
                "the name that the report gives it."
            )


def _named(part: _Part, claim: Claim, text: str) -> _Words | None:
    """A part's name where the report holds it; ``None`` where it does not."""
    if isinstance(part, Count) or part.name not in text:
        return None
    return locate(part.name, claim, text)


def _key(part: _Part) -> str:
    if isinstance(part, Count):
        return f"{part.what} {part.who}"
    if isinstance(part, Place):
        return shown_place(part)
    return part.actor or part.name


def _shown_part(part: _Part) -> str:
    if isinstance(part, Place):
        return shown_place(part)
    if isinstance(part, Count):
        ends = "" if part.low is None else str(part.low), "" if part.high is None else str(part.high)
        return f"{part.what} {part.who} {ends[0] if ends[0] == ends[1] and ends[0] else '..'.join(ends)}"
    if part.actor is not None:
        return part.actor
    return f"{part.name}={part.party if isinstance(part, Source) else part.type}"


def _count(item: str, words: Words) -> Count:
    parts = item.split()
    if len(parts) < 3:
        raise UsageError(f"{item!r} is no count: write WHAT WHO NUMBER, such as 'killed civilians 3..5'.")
    what = _one_of(parts[0], {row[1] for row in words.rows("ontology/kind_counts.tsv")}, "sort of count")
    groups = {row[2] for row in words.rows("lexicon/en/countnouns.tsv") if row[2]}
    who = _one_of(" ".join(parts[1:-1]), groups, "group that is counted")
    ends = _RANGE.match(parts[-1])
    if ends is None or not (ends["low"] or ends["dots"]) or (ends["high"] and not ends["dots"]):
        raise UsageError(f"{parts[-1]!r} is no number: write 12, 3..5, 12.. for at least, ..12 for at most.")
    low = int(ends["low"]) if ends["low"] else None
    high = (int(ends["high"]) if ends["high"] else None) if ends["dots"] else low
    if low is not None and high is not None and low > high:
        raise UsageError(f"{parts[-1]!r} ends before it begins.")
    return Count(what=what, who=who, low=low, high=high, words="", span=Span(start=0, end=0))


def _when(value: str) -> When:
    first, dots, last = value.partition("..")
    try:
        earliest = dt.date.fromisoformat(first) if first else None
        latest = (dt.date.fromisoformat(last) if last else None) if dots else earliest
    except ValueError:
        raise UsageError(
            f"{value!r} is no date: write YYYY-MM-DD, YYYY-MM-DD..YYYY-MM-DD, or {NOTHING!r}."
        ) from None
    if earliest is not None and latest is not None and earliest > latest:
        raise UsageError(f"{value!r} ends before it begins.")
    precision: DatePrecision = "longer"
    if earliest is not None and latest is not None:
        days = (latest - earliest).days + 1
        precision = next((name for most, name in _SPANS if days <= most), "longer")
    return When(earliest=earliest, latest=latest, precision=precision)


def _told_when(claim: Claim, value: str, given: Sequence[str], text: str) -> When:
    """The interval with the words given, or those that the old one had."""
    if value == NOTHING:
        return When()
    if len(given) > 1:
        raise UsageError("A date has one stretch of words: give --words once.")
    if given:
        said, span = locate(given[0], claim, text)
        return replace(_when(value), words=said, span=span)
    return replace(_when(value), words=claim.when.words, span=claim.when.span)


def _told_means(claim: Claim, items: Sequence[str], text: str, words: Words) -> tuple[str, ...]:
    """The means, each of which the report must hold, by its own words or by those of the lexicon."""
    told = {name for _, _, name in find_means(text, words.means)} | set(claim.means)
    for item in items:
        if item not in told and item not in text:
            some = f": it tells of {', '.join(sorted(told))}" if told else ""
            raise UsageError(f"The report {claim.report} tells of no {item!r}{some}.")
    return tuple(items)


def _one_of(value: str, known: Iterable[str], what: str) -> str:
    names = sorted(known)
    if value in names:
        return value
    near = _nearest(value, names)
    some = f": choose among {', '.join(names)}" if not near and len(names) <= 24 else ""
    raise UsageError(f"{value!r} is no {what}{near}{some}.")


def _nearest(value: str, names: Iterable[str]) -> str:
    """The nearest known name as a question, empty where none is near."""
    near = difflib.get_close_matches(value, sorted(set(names)), n=1, cutoff=0.7)
    return f" (did you mean {near[0]!r}?)" if near else ""
