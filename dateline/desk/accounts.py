"""Sets the accounts of one incident side by side: a column for each independent voice, a row for each question.

In: an incident and its claims; out: a table whose cells lead to the words they rest on, differences marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from dateline.desk.grading import voices
from dateline.desk.links import to_claim, to_words
from dateline.desk.record import Record
from dateline.model import Actor, Claim, Count, Incident, Origin, Span
from dateline.publish.english import range_words, when_label
from dateline.publish.facts import outlet_name, reading_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A claim that gives a value: its id, how it is called, and where its words stand."""

    claim: str
    label: str
    href: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One value with the claims that give it; ``decided`` where a person set it."""

    text: str
    cites: tuple[Cite, ...]
    decided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one voice says to one question; ``differs`` where others say otherwise."""

    items: tuple[Item, ...]
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question; ``contested`` where the answers cannot all be true, ``name`` the claim's field that answers it."""

    field: str
    name: str
    label: str
    cells: tuple[Cell, ...]
    differs: bool
    contested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One voice: the bodies that speak with it, their claims in reading order, and who carried them."""

    bodies: tuple[Origin, ...]
    denies: bool
    claims: tuple[Claim, ...]
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


Value = tuple[Hashable, str, Span | None, str]
"""What makes a value the same as another, how it is shown, where its words stand, and the words."""

_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("kind", "What", "kind"),
    ("actors", "Who", "actors"),
    ("targets", "To whom", "targets"),
    ("place", "Where", "places"),
    ("when", "When", "when"),
    ("counts", "How many", "counts"),
    ("means", "By what", "means"),
    ("status", "Status", "status"),
)
"""Name as contests have it, label, name of the claim's field."""


def side_by_side(incident: Incident, record: Record) -> Accounts:
    """The accounts of an incident; a row that nobody answers is left out."""
    columns = _columns(incident, record)
    contested = {contest.field for contest in incident.contested}
    rows = []
    for name, label, field in _FIELDS:
        keyed = [_items(column.claims, field) for column in columns]
        if not any(keyed):
            continue
        odd = _odd([frozenset(keys) for keys in keyed])
        rows.append(
            Row(
                field=name,
                name=field,
                label=label,
                cells=tuple(
                    Cell(items=tuple(told.values()), differs=strange)
                    for told, strange in zip(keyed, odd, strict=True)
                ),
                differs=any(odd),
                contested=name in contested,
            )
        )
    return Accounts(columns=columns, rows=tuple(rows))


def _columns(incident: Incident, record: Record) -> tuple[Column, ...]:
    columns = [_column(bodies, False, record) for bodies in voices(incident.origins)]
    columns += [_column(bodies, True, record) for bodies in voices(incident.denied_by)]
    told = {claim.claim for column in columns for claim in column.claims}
    rest = [record.claims[name] for name in incident.claims if name in record.claims and name not in told]
    if rest:
        outlets = tuple(dict.fromkeys(outlet_name(c) for c in rest))
        columns.append(Column(bodies=(), denies=False, claims=tuple(reading_order(rest)), outlets=outlets))
    return tuple(columns)


def _column(bodies: tuple[Origin, ...], denies: bool, record: Record) -> Column:
    names = dict.fromkeys(name for origin in bodies for name in origin.claims if name in record.claims)
    claims = tuple(reading_order([record.claims[name] for name in names]))
    return Column(
        bodies=bodies,
        denies=denies,
        claims=claims,
        outlets=tuple(dict.fromkeys(outlet_name(c) for c in claims)),
    )


def _items(claims: Sequence[Claim], field: str) -> dict[Hashable, Item]:
    """The different values that claims give a field, each with all that give it."""
    found: dict[Hashable, list[tuple[str, Cite, bool]]] = {}
    for claim in claims:
        for key, text, span, words in _VALUES[field](claim):
            href = to_words(claim.report, span) if span is not None else to_claim(claim)
            cite = Cite(claim=claim.claim, label=f"{claim.report}/{claim.id}", href=href, words=words)
            found.setdefault(key, []).append((text, cite, field in claim.decided))
    return {
        key: Item(
            text=told[0][0],
            cites=tuple({cite.href: cite for _, cite, _ in told}.values()),
            decided=any(decided for _, _, decided in told),
        )
        for key, told in found.items()
    }


def _odd(keyed: Sequence[frozenset[Hashable]]) -> list[bool]:
    """Which answers share no value with the answer that most voices give; silence differs from nothing."""
    told = [keys for keys in keyed if keys]
    if len(set(told)) < 2:
        return [False] * len(keyed)
    votes = {key: sum(key in keys for keys in told) for keys in told for key in keys}
    most = max(votes.values())
    if most == 1:
        return [bool(keys) for keys in keyed]
    common = {key for key, number in votes.items() if number == most}
    return [bool(keys) and not keys & common for keys in keyed]


def _kind(claim: Claim) -> list[Value]:
    return [(claim.kind, claim.kind.replace("_", " "), claim.trigger_span, claim.trigger)]


def _actors(actors: Sequence[Actor]) -> list[Value]:
    return [(one.actor or one.name.casefold(), one.name, one.span, one.words) for one in actors]


def _places(claim: Claim) -> list[Value]:
    return [
        (
            (place.name.casefold(), place.precision),
            place.name + (f" ({place.precision})" if place.precision not in (None, "settlement") else ""),
            place.span,
            place.words,
        )
        for place in claim.places
    ]


def _when(claim: Claim) -> list[Value]:
    when = claim.when
    if when.earliest is None and when.latest is None:
        return []
    return [((when.earliest, when.latest), when_label(when), when.span, when.words)]


def count_text(count: Count) -> str:
    """A count of a claim in words: "at least 12 civilians killed"."""
    return f"{range_words(count.low, count.high, count.who)} {count.what.replace('_', ' ')}"


def _counts(claim: Claim) -> list[Value]:
    return [((c.what, c.who, c.low, c.high), count_text(c), c.span, c.words) for c in claim.counts]


def _means(claim: Claim) -> list[Value]:
    return [(one, one, *_stands(one, claim)) for one in claim.means]


def _stands(mean: str, claim: Claim) -> tuple[Span | None, str]:
    """Where a mean is named in the quotes of a claim, in full, else by its last word, and the words that name it."""
    for name in (mean, mean.rpartition(" ")[2]):
        for quote, span in zip(claim.quotes, claim.quote_spans, strict=True):
            found = re.search(rf"(?<!\w){re.escape(name)}\w*", quote, re.IGNORECASE)
            if found is not None and span.end - span.start == len(quote):
                return Span(start=span.start + found.start(), end=span.start + found.end()), found[0]
    return None, mean


def _status(claim: Claim) -> list[Value]:
    text = claim.status.replace("_", " ") + (f", {claim.hedge}" if claim.hedge else "")
    return [((claim.status, claim.hedge), text, claim.quote_spans[0], claim.quotes[0])]


_VALUES: dict[str, Callable[[Claim], list[Value]]] = {
    "kind": _kind,
    "actors": lambda claim: _actors(claim.actors),
    "targets": lambda claim: _actors(claim.targets),
    "places": _places,
    "when": _when,
    "counts": _counts,
    "means": _means,
    "status": _status,
}
