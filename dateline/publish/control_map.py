"""The map of control: each place coloured by who holds it, once for each spell, with the days of the spell on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dateline.model import Control, Incident, Place, Span
from dateline.publish import english
from dateline.publish.brief import Brief
from dateline.publish.map_svg import (
    MAX_MAPS,
    SIZES,
    Box,
    Frame,
    Spot,
    Taken,
    fit,
    land,
    place_label,
    scale_bar,
)
from dateline.publish.markup import esc
from dateline.publish.tables import Tables

Spells = dict[tuple[str | None, str], list[Control]]


def control_map(brief: Brief, holders: Sequence[str], tables: Tables) -> str:
    """Maps of the places whose holder is told and that have a position; empty where none has."""
    spells: Spells = {}
    for row in brief.control:
        if row.lat is not None and row.lon is not None:
            spells.setdefault((row.country, row.place), []).append(row)
    spots = [_spot(rows, brief) for rows in spells.values()]
    spots.sort(key=lambda s: (-len(s.incidents), s.place.country or "", s.place.name))
    svgs: list[str] = []
    countries = sorted({s.place.country or "" for s in spots}, key=lambda c: (-_told(c, spots), c))
    for country in countries[:MAX_MAPS]:
        near = [s for s in spots if (s.place.country or "") == country]
        for name, wide, high in SIZES:
            frame = fit(near, wide, high * 0.62)
            svgs.append(_svg(f"{name} k{len(svgs)}", frame, near, spells, holders, tables))
    far = [s for s in spots if (s.place.country or "") in countries[MAX_MAPS:]]
    if not svgs:
        return ""
    key = "".join(
        f'<li><i class="key h{n % 6}"></i>{esc(name)}</li>'
        for n, name in enumerate(holders)
        if _drawn(name, spells)
    )
    off = [s.place.name for s in far]
    note = f'<p class="note">Off these maps: {esc(english.listed(off))}.</p>' if off else ""
    return (
        f'<figure class="map control-map">{"".join(svgs)}<figcaption><ul class="legend">{key}'
        '<li><i class="key hx"></i>contested or unknown</li></ul></figcaption>'
        f"{note}</figure>"
    )


def _told(country: str, spots: Sequence[Spot]) -> int:
    return sum(len(s.incidents) for s in spots if (s.place.country or "") == country)


def _drawn(holder: str, spells: Spells) -> bool:
    return any(row.holder == holder for rows in spells.values() for row in rows)


def _spot(rows: Sequence[Control], brief: Brief) -> Spot:
    first = rows[0]
    place = Place(
        name=first.place,
        words="",
        span=Span(start=0, end=0),
        country=first.country,
        lat=first.lat,
        lon=first.lon,
        precision=first.precision,
    )
    names = dict.fromkeys(name for row in rows for name in row.incidents)
    found: list[Incident] = [brief.index.incidents[n] for n in names if n in brief.index.incidents]
    return Spot(place=place, incidents=tuple(found))


def _svg(
    name: str, frame: Frame, spots: Sequence[Spot], spells: Spells, holders: Sequence[str], tables: Tables
) -> str:
    size = f"{frame.width:.0f} {frame.height:.0f}"
    title = f"Who holds {english.listed([s.place.name for s in spots[:6]])}"
    clip = name.replace(" ", "-")
    whole = f'width="{frame.width:.0f}" height="{frame.height:.0f}"'
    parts = [
        (
            f'<svg class="{name}" viewBox="0 0 {size}" role="img" aria-label="{esc(title)}"><defs>'
            f'<clipPath id="clip-{clip}"><rect {whole}/></clipPath></defs>'
            f'<g clip-path="url(#clip-{clip})"><rect class="sea" {whole}/>'
        ),
        land(frame, (), tables, clip),
    ]
    taken = Taken()
    labels = []
    for spot in spots:
        x, y = frame.xy(spot.place.lon or 0.0, spot.place.lat or 0.0)
        taken.add(Box(x=x - 9, y=y - 9, w=18, h=18))
        parts += [
            _disc(row, x, y, holders, last=row is told[-1])
            for told in [spells[spot.place.country, spot.place.name]]
            for row in told
        ]
    for spot in spots:
        box = place_label(Spot(place=spot.place, incidents=()), frame, taken)
        if box is not None:
            taken.add(box)
            labels.append(
                f'<text class="name" x="{box.x + 2:.1f}" y="{box.y + 12:.1f}">{esc(spot.place.name)}</text>'
            )
    return "".join([*parts, *labels, "</g>", scale_bar(frame), "</svg>"])


def _disc(row: Control, x: float, y: float, holders: Sequence[str], *, last: bool) -> str:
    """One spell of a place; all but the last are put away until the slider asks for their day."""
    colour = f"h{holders.index(row.holder) % 6}" if row.holder in holders and row.holder is not None else "hx"
    held = row.state if row.holder is None else f"{row.state}: {row.holder}"
    days = f'data-from="{_iso(row.start)}" data-to="{_iso(row.end)}"'
    off = "" if last else " off"
    shape = f'<circle class="disc {colour}" cx="{x:.1f}" cy="{y:.1f}" r="8"/>'
    if row.state != "held":
        shape += f'<circle class="unsure" cx="{x:.1f}" cy="{y:.1f}" r="8"/>'
    return f'<g class="spell{off}" {days}><title>{esc(row.place)}, {esc(held)} ({esc(row.grade)})</title>{shape}</g>'


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day is not None else ""
