"""The incidents of a record as columns of numbers and words, so that a question is put to all of them at once.

In: a record's incidents with their claims; out: :class:`Columns`, where row n is ``Record.order[n]``. What is asked of
dates, areas, words and figures is answered by whole arrays; :func:`dateline.export.select.fits` says the same of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.desk.links import actor_key
from dateline.export.select import Area, held_words
from dateline.model import AFFIRMED, Claim, Incident
from dateline.publish.tables_csv import POINTS, harm_range

Rows = npt.NDArray[np.int64]
"""Numbers of rows, ascending."""
Numbers = npt.NDArray[Any]

_TOGETHER = 4096
"""How many incidents' words stand in one text: a letter that takes four bytes widens no more than these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Values of which a row may have several: the ``row`` and ``code`` of each, and for a code its key and name."""

    row: Numbers
    code: Numbers
    keys: tuple[str, ...]
    names: tuple[str, ...]
    name: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What charts count: ``done`` rows that happened or go on, ``day`` as an ordinal where it is told to the day (else
    0), the family's number in ``families``, the dead low and high (-1 where not told, both for totals over several
    happenings), doers and means."""

    done: Numbers
    day: Numbers
    family: Numbers
    families: tuple[str, ...]
    low: Numbers
    high: Numbers
    actors: Listed
    means: Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """``earliest`` and ``latest`` are ordinals of days (0 where not told); ``place_row``, ``lat``, ``lon`` points
    told of; ``words`` what can be searched, a line for each row, some thousands together, with
    ``ends`` where each line ends."""

    number: int
    earliest: Numbers
    latest: Numbers
    place_row: Numbers
    lat: Numbers
    lon: Numbers
    words: tuple[str, ...]
    ends: tuple[Numbers, ...]


def columns(order: Sequence[Incident], claims_in: Callable[[Incident], Iterable[Claim]]) -> Columns:
    """The columns of incidents; ``claims_in`` gives the accounts of one."""
    rows, lats, lons, words = [], [], [], []
    for at, one in enumerate(order):
        told: list[Incident | Claim] = [one, *claims_in(one)]
        points = {
            (place.lat, place.lon)
            for each in told
            for place in each.places
            if place.precision in POINTS and place.lat is not None and place.lon is not None
        }
        for lat, lon in points:
            rows.append(at)
            lats.append(lat)
            lons.append(lon)
        words.append(held_words(one.outlets, told))
    texts = tuple("\n".join(words[at : at + _TOGETHER]) for at in range(0, len(words), _TOGETHER))
    return Columns(
        number=len(order),
        earliest=np.fromiter((_ordinal(one.when.earliest) for one in order), np.int32, len(order)),
        latest=np.fromiter((_ordinal(one.when.latest) for one in order), np.int32, len(order)),
        place_row=np.asarray(rows, np.int32),
        lat=np.asarray(lats, np.float64),
        lon=np.asarray(lons, np.float64),
        words=texts,
        ends=tuple(np.fromiter(_ends(text), np.int64) for text in texts),
    )


def figures(order: Sequence[Incident], families: Callable[[str], str]) -> Figures:
    """What charts count of incidents; ``families`` gives the family of a kind."""
    names = sorted({families(one.kind) for one in order})
    number = {name: at for at, name in enumerate(names)}
    deaths = [(None, None) if one.kind == "toll" else harm_range(one.counts, "deaths")[::2] for one in order]
    return Figures(
        done=np.fromiter((one.status in AFFIRMED for one in order), np.bool_, len(order)),
        day=np.fromiter(
            (_ordinal(one.when.earliest) if one.when.earliest == one.when.latest else 0 for one in order),
            np.int32,
            len(order),
        ),
        family=np.fromiter((number[families(one.kind)] for one in order), np.int16, len(order)),
        families=tuple(names),
        low=np.fromiter((-1 if low is None else low for low, _ in deaths), np.int64, len(order)),
        high=np.fromiter((-1 if high is None else high for _, high in deaths), np.int64, len(order)),
        actors=_listed({actor_key(body): body.name for body in one.actors} for one in order),
        means=_listed({mean: mean for mean in one.means} for one in order),
    )


def touching(held: Columns, since: int | None, until: int | None, undated: bool) -> Numbers:
    """For each row whether it meets the days asked for (ordinals); one without any date where ``undated``."""
    told = (held.earliest > 0) | (held.latest > 0)
    fits = np.ones(held.number, np.bool_)
    if since is not None:
        fits &= (held.latest == 0) | (held.latest >= since)
    if until is not None:
        fits &= held.earliest <= until
    return np.where(told, fits, undated)


def inside(held: Columns, area: Area) -> Rows:
    """The rows with a point in an area."""
    west, south, east, north = area
    fits = (held.lat >= south) & (held.lat <= north)
    if east - west < 360:
        fits &= (held.lon - west) % 360 <= (east - west) % 360
    among = np.zeros(held.number, np.bool_)
    among[held.place_row[fits]] = True
    return np.flatnonzero(among)


def saying(held: Columns, part: str) -> Rows:
    """The rows whose words hold a part, as written there: without capitals, one blank between words."""
    found: list[Numbers] = []
    for number, text in enumerate(held.words):
        at, hits = text.find(part), []
        while at >= 0:
            hits.append(at)
            end = text.find("\n", at)
            at = -1 if end < 0 else text.find(part, end)
        if hits:
            found.append(np.searchsorted(held.ends[number], np.asarray(hits)) + number * _TOGETHER)
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _ends(text: str) -> Iterable[int]:
    at = text.find("\n")
    while at >= 0:
        yield at
        at = text.find("\n", at + 1)


def _ordinal(day: Any) -> int:
    return 0 if day is None else int(day.toordinal())


def _listed(each: Iterable[dict[str, str]]) -> Listed:
    keys: dict[str, int] = {}
    names: dict[str, int] = {}
    rows, codes, called = [], [], []
    for at, values in enumerate(each):
        for key, name in values.items():
            rows.append(at)
            codes.append(keys.setdefault(key, len(keys)))
            called.append(names.setdefault(name, len(names)))
    return Listed(
        row=np.asarray(rows, np.int32),
        code=np.asarray(codes, np.int32),
        keys=tuple(keys),
        names=tuple(names),
        name=np.asarray(called, np.int32),
    )
