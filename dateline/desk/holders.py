"""Who holds what on a day: the spells of control in force then, with a colour for each holder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.model import Control
from dateline.publish.tables_csv import control_order

COLOURS = 6
"""How many colours there are for holders; further ones begin again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days over which a control changes, as far as told."""

    first: dt.date
    last: dt.date


def colours(control: Sequence[Control]) -> Mapping[str, str]:
    """The class of each holder's colour, the holder of most places first."""
    places: dict[str, set[tuple[str, str | None]]] = {}
    for spell in control:
        if spell.holder is not None:
            places.setdefault(spell.holder, set()).add((spell.place, spell.country))
    ordered = sorted(places, key=lambda name: (-len(places[name]), name))
    return {name: f"h{number % COLOURS}" for number, name in enumerate(ordered)}


def held_on(control: Sequence[Control], day: dt.date | None) -> tuple[Control, ...]:
    """The spell of each place that is in force on a day (the latest told where ``None``), by place.

    A spell whose beginning is not told counts as begun; of several the one that began last is in force.
    """
    found: dict[tuple[str | None, str], Control] = {}
    for spell in control_order(control):
        begun = day is None or spell.start is None or spell.start <= day
        lasts = day is None or spell.end is None or day <= spell.end
        if begun and lasts:
            found[spell.country, spell.place] = spell
    return tuple(found.values())


def days_of(control: Sequence[Control]) -> Days | None:
    """The first and last day on which control is told to change; ``None`` where no day is told."""
    known = [day for spell in control for day in (spell.start, spell.end) if day is not None]
    return Days(first=min(known), last=max(known)) if known else None
