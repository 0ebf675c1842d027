"""Outlines of countries and provinces, for a map that needs no network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

from dateline.errors import DataError
from dateline.words.countries import COUNTRIES_FILE

OUTLINES_FILE = COUNTRIES_FILE.with_name("outlines.json")

Box = tuple[float, float, float, float]
"""South, west, north, east in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One line to draw: a closed ring of a ``country``, or an open line between its ``province``s.

    ``points`` are (longitude, latitude) in degrees, ``box`` their bounds.
    """

    country: str
    kind: Literal["country", "province"]
    points: tuple[tuple[float, float], ...]
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """Every outline, countries in order of their code, with the note on whose lines they are."""

    note: str
    lines: tuple[Outline, ...]


@lru_cache(maxsize=1)
def load_outlines(path: Path = OUTLINES_FILE) -> Outlines:
    """Read the outlines, the first time; raises :class:`DataError` where the file is missing or malformed."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        scale = data["scale"]
        lines = [
            _outline(iso, "country" if kind == "rings" else "province", flat, scale)
            for iso in sorted(data["countries"])
            for kind in ("rings", "lines")
            for flat in data["countries"][iso][kind]
        ]
        return Outlines(note=data["note"], lines=tuple(lines))
    except FileNotFoundError as fault:
        raise DataError(f"{path}: the outlines are missing; scripts/build_outlines.py makes them") from fault
    except (KeyError, TypeError, ValueError) as fault:
        raise DataError(f"{path}: not a file of outlines ({fault})") from fault


def _outline(iso: str, kind: Literal["country", "province"], flat: Sequence[Any], scale: int) -> Outline:
    lons = [x / scale for x in accumulate(flat[::2])]
    lats = [y / scale for y in accumulate(flat[1::2])]
    points = tuple(zip(lons, lats, strict=True))
    return Outline(country=iso, kind=kind, points=points, box=(min(lats), min(lons), max(lats), max(lons)))


def outlines(loaded: Outlines, box: Box, *, provinces: bool = True) -> tuple[Outline, ...]:
    """The outlines whose bounds meet a box (south, west, north, east), whole lines, countries before provinces.

    A box must not cross the date line. Rings are not cut at the box: the drawing clips them.
    """
    south, west, north, east = box
    met = [
        line
        for line in loaded.lines
        if line.box[0] <= north and line.box[2] >= south and line.box[1] <= east and line.box[3] >= west
        if provinces or line.kind == "country"
    ]
    return tuple(sorted(met, key=lambda line: line.kind != "country"))
