"""The accounts of one incident side by side: who says what, when they said it, and what they took back since.

In: an incident and its claims; out: one :class:`AccountRow` for each origin and day of telling, in the order of
time, with a cell for each field. Every cell is made of values of the claims it cites, and a reason is their own
words. Later words of the same voice that say otherwise mark the earlier ones as superseded.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from dateline.model import Claim, Incident
from dateline.publish import english
from dateline.publish.facts import outlet_name
from dateline.publish.tables import Cue

Field = Literal["kind", "actors", "targets", "place", "when", "counts", "status", "reason"]
FIELDS: tuple[Field, ...] = ("kind", "actors", "targets", "place", "when", "counts", "status", "reason")
"""What accounts are compared on, in the order of the columns."""

_END = re.compile(r"[.;:!?”\"\n]|, (?:and|but|while|which|who|\w+ (?:said|says|added|told))\b|$")
_LONGEST_REASON = 140

Figure = tuple[str, str, int | None, int | None]
"""What is counted, of whom, and the range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What an account gives for one field, and the claims that give it."""

    text: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One origin's account as told on one day; ``published`` is the day of the report, ``None`` untold.

    ``figures`` are what it counts of whom, with the ranges it gives; ``later`` the fields on which the same voice
    says otherwise afterwards.
    """

    origin: str
    voice: str
    published: dt.date | None
    order: int
    outlets: tuple[str, ...]
    cells: Mapping[Field, Cell]
    claims: tuple[str, ...]
    figures: frozenset[Figure] = frozenset()
    later: tuple[Field, ...] = ()


def account_rows(
    incident: Incident,
    claims: Mapping[str, Claim],
    reasons: Sequence[Cue] = (),
    sequence: Sequence[Cue] = (),
) -> tuple[AccountRow, ...]:
    """The accounts of an incident, the first told first; none where only one origin tells it once.

    ``reasons`` and ``sequence`` are the cues of why something was done and of what was said before or after.
    """
    parts: dict[tuple[str, dt.date | None, int], list[Claim]] = {}
    voices: dict[str, str] = {}
    for origin in (*incident.origins, *incident.denied_by):
        voices[origin.name] = origin.voice
        for name in origin.claims:
            if name in claims:
                claim = claims[name]
                parts.setdefault((origin.name, claim.published, _order(claim, sequence)), []).append(claim)
    if len(parts) < 2:
        return ()
    rows = [
        _row(origin, voices[origin], published, order, theirs, reasons)
        for (origin, published, order), theirs in parts.items()
    ]
    rows.sort(key=lambda r: (r.published or dt.date.min, r.order, r.origin, r.claims))
    return tuple(_superseded(row, rows[n + 1 :]) for n, row in enumerate(rows))


def reason_of(claim: Claim, cues: Sequence[Cue]) -> str | None:
    """The words of a claim that say why: from the first cue to the end of its clause; ``None`` without one."""
    for quote in claim.quotes:
        found = [
            (match.start(), -len(cue.cue), match)
            for cue in cues
            if (match := _pattern(cue.cue).search(quote)) is not None
        ]
        if found:
            start = min(found, key=lambda item: item[:2])[2].start()
            end = _END.search(quote, start)
            words = quote[start : end.start() if end is not None else len(quote)].strip(" ,–-")
            return words if len(words) <= _LONGEST_REASON else words[:_LONGEST_REASON].rsplit(" ", 1)[0]
    return None


@lru_cache(maxsize=256)
def _pattern(cue: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(cue)}\b", re.IGNORECASE)


def _order(claim: Claim, sequence: Sequence[Cue]) -> int:
    """-1 for what a claim tells as said before the rest, 1 for what was said after it, else 0."""
    senses = {cue.sense for cue in sequence for quote in claim.quotes if _pattern(cue.cue).search(quote)}
    return -1 if "before" in senses else 1 if "after" in senses else 0


def _row(
    origin: str,
    voice: str,
    published: dt.date | None,
    order: int,
    claims: Sequence[Claim],
    reasons: Sequence[Cue],
) -> AccountRow:
    told: dict[Field, dict[str, list[str]]] = {}
    for claim in sorted(claims, key=lambda c: (c.report, c.trigger_span.start, c.claim)):
        for field, text in _values(claim, reasons):
            told.setdefault(field, {}).setdefault(text, []).append(claim.claim)
    cells = {
        field: Cell(
            text="; ".join(texts), claims=tuple(dict.fromkeys(c for on in texts.values() for c in on))
        )
        for field, texts in told.items()
    }
    return AccountRow(
        origin=origin,
        voice=voice,
        published=published,
        order=order,
        outlets=tuple(sorted({outlet_name(c) for c in claims})),
        cells={field: cells[field] for field in FIELDS if field in cells},
        claims=tuple(sorted(c.claim for c in claims)),
        figures=frozenset((n.what, n.who, n.low, n.high) for c in claims for n in c.counts),
    )


def _values(claim: Claim, reasons: Sequence[Cue]) -> list[tuple[Field, str]]:
    out: list[tuple[Field, str]] = [("kind", claim.kind.replace("_", " "))]
    if claim.actors:
        out.append(("actors", english.listed([a.name for a in claim.actors])))
    if claim.targets:
        out.append(("targets", english.listed([a.name for a in claim.targets])))
    if claim.places:
        out.append(("place", english.listed([p.name for p in claim.places])))
    if claim.when.earliest is not None or claim.when.latest is not None:
        out.append(("when", english.when_label(claim.when)))
    out += [("counts", _figure(c.what, english.range_words(c.low, c.high, c.who))) for c in claim.counts]
    status = claim.status.replace("_", " ")
    out.append(("status", status if claim.hedge is None else f"{status} ({claim.hedge})"))
    reason = reason_of(claim, reasons)
    if reason is not None:
        out.append(("reason", f"“{reason}”"))
    return out


def _figure(what: str, figure: str) -> str:
    return f"{figure} {what.replace('_', ' ')}"


def _superseded(row: AccountRow, later: Sequence[AccountRow]) -> AccountRow:
    """The row with the fields that the same voice tells otherwise afterwards."""
    after = [
        other
        for other in later
        if other.voice == row.voice and (other.published, other.order) != (row.published, row.order)
    ]
    changed: list[Field] = []
    if any(_denies(row) != _denies(other) for other in after):
        changed.append("status")
    if any(_recounted(row.figures, other.figures) for other in after):
        changed.append("counts")
    return replace(row, later=tuple(changed)) if changed else row


def _denies(row: AccountRow) -> bool:
    return row.cells["status"].text.startswith("denied")


def _recounted(before: frozenset[Figure], after: frozenset[Figure]) -> bool:
    """Whether the same people are counted in both and no figure of theirs stands in both."""
    for what, who in {figure[:2] for figure in before} & {figure[:2] for figure in after}:
        first, second = ({f[2:] for f in told if f[:2] == (what, who)} for told in (before, after))
        if not first & second:
            return True
    return False
