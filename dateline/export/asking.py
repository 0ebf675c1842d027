"""Makes a selection out of what was asked in words, on the command line or in an address.

In: field names and their values as text; out: a :class:`~dateline.export.select.Selection`, or one sentence that says
what is not understood and which values there are.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Collection, Mapping, Sequence
from typing import cast, get_args

from dateline.errors import UsageError
from dateline.export.select import FIELDS, Selection
from dateline.model import Grade, Status
from dateline.publish.tables import Tables


def selection_of(asked: Mapping[str, Sequence[str]], tables: Tables) -> Selection:
    """The selection that was asked for; empty values ask nothing.

    The name of a family of kinds stands for all of them, and the English name of a country for its code.

    Raises:
        UsageError: a field is unknown, or a value is none of it.
    """
    told = {name: tuple(one.strip() for one in values if one.strip()) for name, values in asked.items()}
    for name in told:
        _known(name, FIELDS, "field to select by")
    for name in ("since", "until", "undated", "contested", "box"):
        if len(set(told.get(name, ()))) > 1:
            raise UsageError(f"Only one value of {name} can be asked: {', '.join(told[name])} are several.")
    since, until = _day("since", told), _day("until", told)
    if since is not None and until is not None and since > until:
        raise UsageError(f"The days asked end before they begin: {since} is after {until}.")
    return Selection(
        since=since,
        until=until,
        undated=_flag("undated", told),
        places=place_names(told.get("place", ()), tables.countries),
        countries=tuple(_country(one, tables.countries) for one in told.get("country", ())),
        kinds=_kinds(told.get("kind", ()), tables.families),
        statuses=cast(
            tuple[Status, ...],
            tuple(_known(one, get_args(Status), "status") for one in told.get("status", ())),
        ),
        actors=told.get("actor", ()),
        origins=told.get("origin", ()),
        outlets=told.get("outlet", ()),
        reports=told.get("report", ()),
        grades=cast(
            tuple[Grade, ...], tuple(_known(one, get_args(Grade), "grade") for one in told.get("grade", ()))
        ),
        sources=told.get("source", ()),
        incidents=told.get("incident", ()),
        claims=told.get("claim", ()),
        texts=told.get("text", ()),
        contested=_flag("contested", told),
        box=_box(told),
    )


def place_names(values: Sequence[str], countries: Mapping[str, str]) -> tuple[str, ...]:
    """The names, and for the English name or code of a country its code, under which all of it is found."""
    codes = {name.casefold(): code for code, name in countries.items()}
    codes |= {code.casefold(): code for code in countries}
    return tuple(
        dict.fromkeys(one for value in values for one in (value, codes.get(value.casefold(), value)))
    )


def _day(name: str, told: Mapping[str, Sequence[str]]) -> dt.date | None:
    for value in told.get(name, ()):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise UsageError(f"{name} {value!r} is no date: write it as YYYY-MM-DD.") from None
    return None


def _flag(name: str, told: Mapping[str, Sequence[str]]) -> bool:
    for value in told.get(name, ()):
        if value.lower() not in ("true", "false", "1", "0", "on", "off", "yes", "no"):
            raise UsageError(f"{name} {value!r} is neither true nor false.")
        return value.lower() in ("true", "1", "on", "yes")
    return False


def _country(value: str, names: Mapping[str, str]) -> str:
    code = next((code for code, name in names.items() if name.casefold() == value.casefold()), value)
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise UsageError(
            f"{value!r} is no country: write its English name, or its code of two letters, such as SY."
        )
    return code.upper()


def _kinds(values: Sequence[str], families: Mapping[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    for value in values:
        if value in families:
            found.append(value)
            continue
        of_family = sorted(kind for kind, family in families.items() if family == value)
        _known(value, (*families, *families.values()), "kind of event")
        found += of_family
    return tuple(dict.fromkeys(found))


def _box(told: Mapping[str, Sequence[str]]) -> tuple[float, float, float, float] | None:
    for value in told.get("box", ()):
        try:
            west, south, east, north = (float(part) for part in value.split(","))
        except ValueError:
            raise UsageError(f"box {value!r} is no box: write WEST,SOUTH,EAST,NORTH in degrees.") from None
        ends = (west, south, east, north)
        if (
            not all(map(math.isfinite, ends))
            or max(abs(west), abs(east)) > 540
            or max(abs(south), abs(north)) > 90
        ):
            raise UsageError(
                f"box {value!r} lies outside the world: latitudes to 90 degrees, longitudes to 540."
            )
        if south > north:
            raise UsageError(f"box {value!r} ends south of where it begins: write WEST,SOUTH,EAST,NORTH.")
        return ends
    return None


def _known(value: str, known: Collection[str], what: str) -> str:
    if value in known:
        return value
    names = sorted(set(known))
    near = difflib.get_close_matches(value, names, n=1, cutoff=0.7)
    hint = f" (did you mean {near[0]!r}?)" if near else f": choose among {', '.join(names)}"
    raise UsageError(f"{value!r} is no {what}{hint}.")
