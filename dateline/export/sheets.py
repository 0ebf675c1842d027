"""The record as sheets: incidents, claims, control and reports as rows of typed, described columns.

In: a run (whole or selected) and the tables; out: a :class:`Sheet`, the same whichever file it is written to.
Unknown is ``None``. A latitude and longitude stand only where the text tells a place to which a point is fair, with
its precision beside them; the columns of incidents begin with those of ``events.csv``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.decide.values import NOTHING, shown
from dateline.model import Actor, Claim, Control, Incident, Origin, Place, Report
from dateline.publish.facts import origin_name, reading_order
from dateline.publish.geojson import radius_km
from dateline.publish.record import Run
from dateline.publish.tables import Tables
from dateline.publish.tables_csv import EVENT_COLUMNS, control_order, event_row, incident_order

Type = Literal["text", "integer", "number", "date", "texts", "ids"]
"""What a column holds: one text, whole number, number or day; or several texts or ids."""

Value = str | int | float | dt.date | tuple[str, ...] | None

What = Literal["incidents", "claims", "control", "reports"]

WHATS: tuple[What, ...] = ("incidents", "claims", "control", "reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name, what it holds, and what that means."""

    name: str
    type: Type
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows of one kind of record; every row has a value, or ``None``, for each column in its order."""

    name: What
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def sheet(what: What, run: Run, tables: Tables) -> Sheet:
    """The records of one kind in a run, in the order of the published files; incidents bear their own titles."""
    makers: Mapping[What, Callable[[Run, Tables], Iterable[tuple[Value, ...]]]] = {
        "incidents": lambda run, tables: (_incident(one, tables) for one in incident_order(run.incidents)),
        "claims": _claims,
        "control": lambda run, _: (_control(one) for one in control_order(run.control)),
        "reports": _reports,
    }
    return Sheet(name=what, columns=COLUMNS[what], rows=tuple(makers[what](run, tables)))


def joined(value: Value) -> str | int | float | None:
    """A value for a cell that holds only one: several are parted by ``; ``, a day is written ``YYYY-MM-DD``."""
    if isinstance(value, tuple):
        return "; ".join(value) or None
    return value.isoformat() if isinstance(value, dt.date) else value


def objects(table: Sheet) -> list[dict[str, object]]:
    """The rows of a sheet as JSON objects by the names of the columns: days as text, several values as lists."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in table.rows]


def _plain(value: Value) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _columns(text: str) -> tuple[Column, ...]:
    """Columns out of lines of name, type and meaning."""
    kinds: dict[str, Type] = {
        "text": "text", "integer": "integer", "number": "number", "date": "date", "texts": "texts", "ids": "ids",
    }  # fmt: skip
    rows = (line.split(None, 2) for line in text.strip().splitlines())
    return tuple(Column(name=name, type=kinds[kind], meaning=meaning) for name, kind, meaning in rows)


_EVENTS = _columns(
    """
    event_id text the incident's id
    event_date date the first day it may lie on
    time_precision integer ACLED's scale: 1 the day is known, 2 the week, 3 the month or longer
    event_type text ACLED's event type
    sub_event_type text ACLED's sub-event type
    actor1 text who did it, parted by '; '
    inter1 integer ACLED's number for the kind of actor1
    actor2 text whom it was done to, or the other side
    inter2 integer ACLED's number for the kind of actor2
    country text English name of the country
    iso text ISO 3166-1 alpha-2 code of the country
    admin1 text first-order division, such as a province
    location text the place, as commonly spelt in English
    latitude number degrees north (WGS 84), where a point is fair
    longitude number degrees east (WGS 84), where a point is fair
    geo_precision integer ACLED's scale: 1 the place itself, 2 near it or its district, 3 wider
    source text the outlets, parted by '; '
    source_count integer how many outlets
    independent_origins integer how many independent voices affirm it
    notes text title, interval and what the grade rests on
    """
)
_REST = _columns(
    """
    where_prec integer UCDP's scale of the place: 1 exact to 6 the country
    date_prec integer UCDP's scale of the date: 1 the day to 5 a year or longer
    event_clarity integer UCDP's: 1 told by itself, 2 a total or a stretch of time told as one
    plover text PLOVER event code
    grade text admitted, corroborated, claimed, contested or unattributed
    kind text kind of event
    status text happened, ongoing, planned, possible, called_for or denied
    title text heading in plain English
    earliest date first day of the interval in which it lies
    latest date last day of that interval
    date_precision text day, days, week, month, year or longer
    precision text how exactly the place is told: site, settlement, near, district, province, country or region
    radius_km number how far from the point the place may lie, in kilometres
    geonames integer GeoNames number of the place
    places texts every place it is told of
    means texts weapons, vehicles or methods
    origins texts the bodies that it rests on
    denied_by texts the bodies that deny it
    contested texts the fields on which accounts differ
    admiralty integer credibility of the item by the Admiralty code, 1 to 6
    holder_after text who holds the place after it
    why text what the grade rests on
    reports ids the reports that tell it
    claims ids its claims
    decisions ids a person's decisions that bear on it
    """
)


def _harm_columns() -> tuple[Column, ...]:
    told = [name for name in EVENT_COLUMNS if name.endswith(("_low", "_best", "_high"))]
    words = {"low": "least", "best": "best", "high": "greatest"}
    return tuple(
        Column(
            name=name,
            type="integer",
            meaning=f"{words[name.rpartition('_')[2]]} figure of {name.rpartition('_')[0]}",
        )
        for name in told
    )


COLUMNS: Mapping[What, tuple[Column, ...]] = {
    "incidents": (*_EVENTS, *_harm_columns(), *_REST),
    "claims": _columns(
        """
        claim text the claim's id
        report text the report that tells it
        id text its number in reading order within the report
        outlet text the outlet
        published date when the report was published
        kind text kind of event
        status text happened, ongoing, planned, possible, called_for or denied
        hedge text unverified or alleged, where the outlet keeps its distance
        actors texts who did it
        targets texts whom or what it was done to
        location text the first place told
        country text ISO 3166-1 alpha-2 code of its country
        admin1 text its first-order division
        latitude number degrees north (WGS 84), where a point is fair
        longitude number degrees east (WGS 84), where a point is fair
        precision text how exactly the place is told
        radius_km number how far from the point the place may lie, in kilometres
        places texts every place told
        earliest date first day of the interval in which it lies
        latest date last day of that interval
        date_precision text day, days, week, month, year or longer
        counts texts numbers as 'what who number', such as 'killed civilians 12' or 'injured people 3..'
        means texts weapons, vehicles or methods
        origin text the body that it rests on; the outlet where it speaks itself
        origin_party text what kind of body that is; empty where the outlet speaks itself
        said_by texts the attribution chain, origin first
        quote text the report's words
        trigger text the word of them that names the event
        start integer where the quote begins in the report's text, in characters
        end integer where it ends
        incident text the incident it is put into
        grade text the grade of that incident
        set_by_person texts fields that a person set
        decisions ids a person's decisions that bear on it
        probability number what the program gave it, 0 to 1
        why text the rule or model and the words that made it
        """
    ),
    "control": _columns(
        """
        place text the place
        country text ISO 3166-1 alpha-2 code of its country
        lat number degrees north (WGS 84)
        lon number degrees east (WGS 84)
        precision text how exactly the place is told
        holder text who holds it
        state text held, contested, besieged, mixed or unknown
        from date when that began
        from_precision text day, days, week, month, year or longer
        to date when it ended; empty while it lasts as far as told
        to_precision text day, days, week, month, year or longer
        change text what began it: captured, withdrew, handed over and others
        grade text the grade of what it rests on
        incidents ids the incidents it rests on
        claims ids the claims it rests on
        why text the rule that decided
        """
    ),
    "reports": _columns(
        """
        report text the report's name
        outlet text the outlet
        published date when it was published
        published_from text where that is told: manifest, option, text or page
        title text its headline
        url text its address
        language text its language
        syndicated_from text whose text it is, for a reprint
        digest text SHA-256 of the bytes it was read from
        claims integer how many claims it tells
        incidents integer how many incidents it tells of
        """
    ),
}
"""The columns of each sheet."""


def _incident(incident: Incident, tables: Tables) -> tuple[Value, ...]:
    place = incident.places[0] if incident.places else None
    row: list[Value] = list(event_row(incident, tables))
    row[EVENT_COLUMNS.index("event_date")] = incident.when.earliest
    return (
        *row,
        incident.kind,
        incident.status,
        incident.title,
        incident.when.earliest,
        incident.when.latest,
        incident.when.precision,
        place.precision if place else None,
        radius_km(place) if place else None,
        place.geonames if place else None,
        _named(incident.places),
        incident.means,
        _named(incident.origins),
        _named(incident.denied_by),
        tuple(one.field for one in incident.contested),
        incident.admiralty,
        incident.holder_after,
        incident.why,
        incident.reports,
        incident.claims,
        incident.decisions,
    )


def _claims(run: Run, tables: Tables) -> Iterable[tuple[Value, ...]]:
    home = {name: one for one in run.incidents for name in one.claims}
    return (_claim(claim, home.get(claim.claim)) for claim in reading_order(run.claims))


def _claim(claim: Claim, incident: Incident | None) -> tuple[Value, ...]:
    place = claim.places[0] if claim.places else None
    radius = radius_km(place) if place else None
    point = place if radius is not None else None
    counts = shown(claim, "counts")
    return (
        claim.claim,
        claim.report,
        claim.id,
        claim.outlet,
        claim.published,
        claim.kind,
        claim.status,
        claim.hedge,
        _named(claim.actors),
        _named(claim.targets),
        place.name if place else None,
        place.country if place else None,
        place.admin1 if place else None,
        point.lat if point else None,
        point.lon if point else None,
        place.precision if place else None,
        radius,
        _named(claim.places),
        claim.when.earliest,
        claim.when.latest,
        claim.when.precision,
        () if counts == NOTHING else tuple(counts.split("; ")),
        claim.means,
        origin_name(claim),
        claim.said_by[0].party if claim.said_by else None,
        tuple(source.name for source in claim.said_by),
        claim.quotes[0],
        claim.trigger,
        claim.quote_spans[0].start,
        claim.quote_spans[0].end,
        incident.incident if incident else None,
        incident.grade if incident else None,
        claim.decided,
        claim.decisions,
        claim.probability,
        claim.why,
    )


def _control(control: Control) -> tuple[Value, ...]:
    return (
        control.place,
        control.country,
        control.lat,
        control.lon,
        control.precision,
        control.holder,
        control.state,
        control.start,
        control.start_precision,
        control.end,
        control.end_precision,
        control.change,
        control.grade,
        control.incidents,
        control.claims,
        control.why,
    )


def _reports(run: Run, tables: Tables) -> Iterable[tuple[Value, ...]]:
    claims = Counter(claim.report for claim in run.claims)
    incidents = Counter(name for one in run.incidents for name in one.reports)
    return (
        _report(one, claims[one.report], incidents[one.report])
        for one in sorted(run.reports, key=lambda one: one.report)
    )


def _report(report: Report, claims: int, incidents: int) -> tuple[Value, ...]:
    return (
        report.report,
        report.outlet,
        report.published,
        report.published_from,
        report.title,
        report.url,
        report.language,
        report.syndicated_from,
        report.digest,
        claims,
        incidents,
    )


def _named(parts: Sequence[Actor | Place | Origin]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in parts))
