"""``control.csv`` and ``events.csv``: rows for a spreadsheet or for tools that read ACLED- and UCDP-shaped columns.

A cell of text that a spreadsheet would take for a formula (its first letter, blanks aside, is ``=``, ``+``, ``-`` or
``@``, their full-width forms too) gets an apostrophe before it, and so does what follows a semicolon in it, where some
spreadsheets part cells. Cells that are numbers, such as a western longitude, never do. Line breaks, tabs
and control characters in a cell become blanks.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence

from dateline.model import AFFIRMED, Actor, Control, Incident, Place, Total, When
from dateline.publish.tables import Tables
from dateline.words.letters import visible

Cell = str | int | float | None

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BEFORE = " \u00a0\u200b\ufeff\ufffd\"'"
"""What may stand before a formula without hiding it."""
_FORMULA = frozenset("=+-@＝＋－＠")
_SEMICOLON = re.compile(r"(;[\s\"']*+)(?=[=+\-@＝＋－＠])")
"""Where a spreadsheet that parts cells at semicolons would find a formula."""

HARMS = ("deaths", "injured", "missing", "detained", "abducted", "freed", "displaced")
_WHAT = {"deaths": ("killed",), "detained": ("detained", "captured"), "displaced": ("displaced", "evacuated")}
_DISJOINT = frozenset({"civilians", "soldiers", "fighters", "police"})

CONTROL_COLUMNS = (
    "place",
    "country",
    "lat",
    "lon",
    "precision",
    "holder",
    "state",
    "from",
    "from_precision",
    "to",
    "to_precision",
    "change",
    "grade",
    "incidents",
    "claims",
    "why",
)
EVENT_COLUMNS = (
    "event_id",
    "event_date",
    "time_precision",
    "event_type",
    "sub_event_type",
    "actor1",
    "inter1",
    "actor2",
    "inter2",
    "country",
    "iso",
    "admin1",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_count",
    "independent_origins",
    "notes",
    *(f"{harm}_{end}" for harm in HARMS for end in ("low", "best", "high")),
    "where_prec",
    "date_prec",
    "event_clarity",
    "plover",
    "grade",
)
_HXL = {
    "event_id": "#meta+id",
    "event_date": "#date+occurred",
    "time_precision": "#date+precision+acled",
    "event_type": "#event+type",
    "sub_event_type": "#event+type+sub",
    "actor1": "#actor+name+first",
    "inter1": "#actor+code+first",
    "actor2": "#actor+name+second",
    "inter2": "#actor+code+second",
    "country": "#country+name",
    "iso": "#country+code",
    "admin1": "#adm1+name",
    "location": "#loc+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "geo_precision": "#geo+precision+acled",
    "source": "#meta+source",
    "source_count": "#meta+source+num",
    "independent_origins": "#meta+origin+num",
    "notes": "#event+description",
    "where_prec": "#geo+precision+ucdp",
    "date_prec": "#date+precision+ucdp",
    "event_clarity": "#event+clarity",
    "plover": "#event+code+plover",
    "grade": "#status+grade",
}
_HXL_HARM = {"deaths": "killed"}
_HXL_END = {"low": "+min", "best": "", "high": "+max"}

_INTER = {
    "state forces": 1,
    "government": 1,
    "police": 1,
    "rebels": 2,
    "militia": 3,
    "communal militia": 4,
    "civilians": 7,
    "medics": 7,
    "media": 7,
    "aid group": 7,
    "rights group": 7,
    "monitor": 7,
    "coalition": 8,
    "peacekeepers": 8,
    "international body": 8,
    "private company": 8,
}
_AT_HOME = frozenset({"state forces", "government", "police"})
_GEO = {"site": 1, "settlement": 1, "near": 2, "district": 2, "province": 3, "country": 3, "region": 3}
_WHERE = {"site": 1, "settlement": 1, "near": 2, "district": 3, "province": 4, "region": 5, "country": 6}
POINTS = frozenset({"site", "settlement", "near", "district"})
"""Place precisions for which a point is fair; a wider area has none of its own."""


def cell(value: Cell) -> str:
    """A value as the text of a cell: empty for None, numbers plain, text that looks like a formula disarmed."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    plain = visible(_BREAKS.sub(" ", value))
    plain = _SEMICOLON.sub(r"\1'", plain)
    return f"'{plain}" if plain.lstrip(_BEFORE)[:1] in _FORMULA else plain


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], tags: Sequence[str] = ()) -> bytes:
    """Columns and rows as CSV bytes (UTF-8, LF); ``tags`` is a second header row where given."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    if tags:
        writer.writerow(tags)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return out.getvalue().encode("utf-8")


def control_csv(control: Iterable[Control]) -> bytes:
    """Who held which place from when to when, by place and time."""
    rows = [
        (
            c.place,
            c.country,
            c.lat,
            c.lon,
            c.precision,
            c.holder,
            c.state,
            iso(c.start),
            c.start_precision,
            iso(c.end),
            c.end_precision,
            c.change,
            c.grade,
            " ".join(c.incidents),
            " ".join(c.claims),
            c.why,
        )
        for c in control_order(control)
    ]
    return table(CONTROL_COLUMNS, rows)


def control_order(control: Iterable[Control]) -> list[Control]:
    """Control intervals by place, then time; an unknown beginning comes first."""
    return sorted(
        control,
        key=lambda c: (
            c.country or "",
            c.place,
            c.start or dt.date.min,
            c.end or dt.date.max,
            c.holder or "",
            c.state,
        ),
    )


def events_csv(incidents: Iterable[Incident], tables: Tables, *, hxl: bool) -> bytes:
    """One incident that happened or goes on a row; plans, calls and denials are no events and left out."""
    told = [i for i in incident_order(incidents) if i.status in AFFIRMED]
    tags = [hxl_tag(column) for column in EVENT_COLUMNS] if hxl else []
    return table(EVENT_COLUMNS, (event_row(i, tables) for i in told), tags)


def incident_order(incidents: Iterable[Incident]) -> list[Incident]:
    """Incidents by the first day they may lie on (undated last), then id."""
    return sorted(
        incidents,
        key=lambda i: (
            i.when.earliest or i.when.latest or dt.date.max,
            i.when.latest or dt.date.max,
            i.incident,
        ),
    )


def hxl_tag(column: str) -> str:
    """The HXL tag of a column of ``events.csv``."""
    if column in _HXL:
        return _HXL[column]
    harm, _, end = column.rpartition("_")
    return f"#affected+{_HXL_HARM.get(harm, harm)}{_HXL_END[end]}"


def event_row(incident: Incident, tables: Tables) -> list[Cell]:
    """One incident in the columns of ``EVENT_COLUMNS``."""
    place = incident.places[0] if incident.places else None
    country = place.country if place else None
    code = tables.codes(
        incident.kind, tuple(a.type for a in incident.actors), tuple(a.type for a in incident.targets)
    )
    first, second = _sides(incident)
    point = place if place is not None and place.precision in POINTS else None
    return [
        incident.incident,
        iso(incident.when.earliest),
        time_precision(incident.when),
        code.event_type,
        code.sub_event,
        _names(first),
        _inter(first, country),
        _names(second),
        _inter(second, country),
        tables.countries.get(country, country) if country else None,
        country,
        place.admin1 if place else None,
        place.name if place else None,
        point.lat if point else None,
        point.lon if point else None,
        _GEO.get(place.precision) if place and place.precision else None,
        "; ".join(incident.outlets),
        len(incident.outlets),
        incident.independent_origins,
        _notes(incident),
        *_harms(incident.counts),
        _WHERE.get(place.precision) if place and place.precision else None,
        date_precision(incident.when),
        _clarity(incident),
        code.plover,
        incident.grade,
    ]


def _sides(incident: Incident) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    if incident.kind == "clash" and not incident.targets and len(incident.actors) > 1:
        return incident.actors[:1], incident.actors[1:]
    return incident.actors, incident.targets


def _names(actors: tuple[Actor, ...]) -> str | None:
    return "; ".join(dict.fromkeys(a.name for a in actors)) or None


def _inter(actors: tuple[Actor, ...], country: str | None) -> int | None:
    if not actors:
        return None
    first = actors[0]
    if first.type in _AT_HOME and first.country and country and first.country != country:
        return 8
    return _INTER.get(first.type)


def _notes(incident: Incident) -> str:
    when = incident.when
    interval = (
        f" [{iso(when.earliest) or '..'}/{iso(when.latest) or '..'}]" if when.earliest != when.latest else ""
    )
    return f"{incident.title}{interval}. {incident.why}"


def _harms(totals: Sequence[Total]) -> list[Cell]:
    """Low, best and high of each harm."""
    return [end for harm in HARMS for end in harm_range(totals, harm)]


def harm_range(totals: Sequence[Total], harm: str) -> tuple[int | None, int | None, int | None]:
    """Low, best and high of one of ``HARMS``, ``None`` where an end is not told.

    A figure for all people wins; else groups that cannot overlap are added where each tells that end; a lone
    group of another kind (children, journalists) stands for itself.
    """
    told = [t for t in totals if t.what in _WHAT.get(harm, (harm,))]
    overall = [t for t in told if t.who == "people"]
    apart = [t for t in told if t.who in _DISJOINT]
    used = overall[:1] or apart or (told if len(told) == 1 else [])
    return _end([t.low for t in used]), _end([t.best for t in used]), _end([t.high for t in used])


def _end(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _clarity(incident: Incident) -> int:
    """UCDP's 1 for a happening told by itself, 2 for a total or a stretch of time told as one."""
    return 2 if incident.kind == "toll" or incident.when.precision in ("month", "year", "longer") else 1


def time_precision(when: When) -> int | None:
    """ACLED's scale: 1 the day is known, 2 the week, 3 the month or longer; None where no date is told."""
    days = _width(when)
    if days is None:
        return None
    return 1 if days == 1 else 2 if days <= 7 else 3


def date_precision(when: When) -> int | None:
    """UCDP's scale: 1 day, 2 two to six days, 3 week, 4 month, 5 year or longer; None where none is told."""
    days = _width(when)
    if days is None:
        return None
    for code, most in ((1, 1), (2, 6), (3, 7), (4, 31)):
        if days <= most:
            return code
    return 5


def _width(when: When) -> int | None:
    if when.earliest is None and when.latest is None:
        return None
    if when.earliest is None or when.latest is None:
        return 10**6
    return (when.latest - when.earliest).days + 1


def iso(value: dt.date | None) -> str | None:
    """A day as ISO 8601 writes it; ``None`` where there is none."""
    return None if value is None else value.isoformat()


def place_key(place: Place) -> tuple[str, str]:
    """What makes two tellings the same place: name and country."""
    return place.name, place.country or ""
