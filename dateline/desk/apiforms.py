"""What the JSON API answers, as models: its documentation (OpenAPI) is made of them.

Claims and incidents have the form of ``claims.jsonl`` and ``incidents.jsonl``. Unknown is null; a date is
``YYYY-MM-DD``; offsets count characters of the report's text, the end excluded.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from dateline.model import (
    Action,
    Change,
    ContestedField,
    ControlState,
    DatePrecision,
    DecisionState,
    Grade,
    Hedge,
    PartyKind,
    PlacePrecision,
    Stands,
    Status,
)

T = TypeVar("T")

Offsets = Annotated[list[int], Field(min_length=2, max_length=2, description="Beginning and end.")]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ActorForm(_Form):
    """A party, force, body or population as a report names it."""

    name: str
    words: str
    actor: str | None = Field(description="Its id in the register of actors.")
    type: str
    country: str | None


class PlaceForm(_Form):
    """A place as a report tells it; a point is fair only for site, settlement, near and district."""

    name: str
    country: str | None
    words: str
    lat: float | None
    lon: float | None
    geonames: int | None
    precision: PlacePrecision | None
    admin1: str | None
    radius_km: float | None


class WhenForm(_Form):
    """The interval in which a happening lies, both days included."""

    earliest: dt.date | None
    latest: dt.date | None
    precision: DatePrecision | None
    words: str


class CountForm(_Form):
    """A number told, as a range; null leaves an end open."""

    what: str
    who: str
    low: int | None
    high: int | None
    words: str


class SourceForm(_Form):
    """One link of an attribution chain."""

    name: str
    party: PartyKind
    words: str
    actor: str | None
    person: str | None = None


class SpansForm(_Form):
    """Where a claim's words stand in its report."""

    quotes: list[Offsets]
    trigger: Offsets
    actors: list[Offsets]
    targets: list[Offsets]
    places: list[Offsets]
    when: Offsets | None
    counts: list[Offsets]
    said_by: list[Offsets]


class AcledForm(_Form):
    """ACLED's codes."""

    event_type: str
    sub_event_type: str | None


class ProducerForm(_Form):
    """What made a claim."""

    name: str
    version: str
    words: str


class ClaimForm(_Form):
    """One happening, as one report tells it, on one origin's word."""

    report: str
    id: str
    quotes: list[str]
    trigger: str
    kind: str
    status: Status
    actors: list[ActorForm]
    targets: list[ActorForm]
    places: list[PlaceForm]
    when: WhenForm
    counts: list[CountForm]
    means: list[str]
    said_by: list[SourceForm] = Field(description="Origin first; empty is the outlet's own voice.")
    hedge: Hedge | None
    incident: str | None
    claim: str
    outlet: str | None
    published: dt.date | None
    spans: SpansForm
    acled: AcledForm | None
    plover: str | None
    cameo: str | None
    ucdp: str | None
    producer: ProducerForm
    why: str
    probability: float | None
    decisions: list[str]
    set_by_person: list[str]


class OriginForm(_Form):
    """A body that an incident rests on, or that denies it."""

    name: str
    party: PartyKind
    stands: Stands
    voice: str
    claims: list[str]


class AccountForm(_Form):
    """One origin's range for a total."""

    origin: str
    low: int | None
    high: int | None
    claims: list[str]


class TotalForm(_Form):
    """How many, over independent origins."""

    what: str
    who: str
    low: int | None
    best: int | None
    high: int | None
    by: list[AccountForm]


class ValueForm(_Form):
    """One of several accounts of a field."""

    value: str
    origins: list[str]
    claims: list[str]


class ContestForm(_Form):
    """A field on which accounts cannot all be true."""

    field: ContestedField
    values: list[ValueForm]


class RevisionForm(_Form):
    """A claim that a later version of its article changed or dropped."""

    claim: str
    report: str = Field(description="The version that made it.")
    superseded_by: str = Field(description="The version that no longer does.")
    how: Change
    now: str | None = Field(description="The claim that stands in its place.")
    fields: list[str]
    incident: str | None


class IncidentForm(_Form):
    """Claims of the same happening, with who says so and how well it stands."""

    incident: str
    kind: str
    status: Status
    title: str
    places: list[PlaceForm]
    when: WhenForm
    actors: list[ActorForm]
    targets: list[ActorForm]
    means: list[str]
    counts: list[TotalForm]
    claims: list[str]
    reports: list[str]
    outlets: list[str]
    origins: list[OriginForm]
    independent_origins: int
    denied_by: list[OriginForm]
    contested: list[ContestForm]
    grade: Grade
    admiralty: int = Field(ge=1, le=6)
    why: str
    holder_after: str | None
    history: list[RevisionForm]
    decisions: list[str]


class ControlForm(_Form):
    """Who holds a place over an interval, on whose word."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    place: str
    country: str | None
    lat: float | None
    lon: float | None
    precision: PlacePrecision | None
    holder: str | None
    state: ControlState
    start: dt.date | None = Field(alias="from")
    from_precision: DatePrecision | None
    to: dt.date | None
    to_precision: DatePrecision | None
    change: str | None
    grade: Grade
    incidents: list[str]
    claims: list[str]
    why: str


class ReportForm(_Form):
    """One published text of one outlet, without the text."""

    report: str
    outlet: str | None
    published: dt.date | None
    published_from: str | None
    title: str | None
    url: str | None
    language: str | None
    syndicated_from: str | None
    digest: str = Field(description="SHA-256 of the bytes it was read from.")
    claims: int
    incidents: int


class FullReportForm(ReportForm):
    """One published text of one outlet."""

    text: str


class NamedPlaceForm(_Form):
    """A place that incidents or intervals of control are told of."""

    id: str = Field(description="Its GeoNames number, else name and country.")
    name: str
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geonames: int | None
    precision: PlacePrecision | None
    incidents: int
    holder: str | None = Field(description="Who is told to hold it last; null where unknown or contested.")
    state: ControlState | None


class NamedActorForm(_Form):
    """A body that acts, is acted upon, or is the word that something rests on."""

    id: str = Field(description="Its id in the register of actors, else its name.")
    name: str
    type: str | None
    country: str | None
    acts: int = Field(description="Incidents that it did.")
    suffers: int = Field(description="Incidents done to it.")
    tells: int = Field(description="Incidents that rest on its word, or that it denies.")


class PageForm(_Form, Generic[T]):
    """A page of a list; ``next`` is the address of the one after it, null on the last."""

    items: list[T]
    total: int = Field(ge=0, description="How many there are on all pages.")
    next: str | None


class AboutForm(_Form):
    """What the record holds."""

    version: str
    words: str = Field(description="Digest of the word tables.")
    reports: int
    claims: int
    incidents: int
    control: int


class ProblemForm(BaseModel):
    """Why a request was not answered (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str


class SessionForm(_Form):
    """Who is asking, and whether they may decide through the API."""

    user: str | None
    role: Literal["reader", "editor"] | None
    decides: bool
    csrf: str = Field(description="To be sent as X-CSRF with what decides.")


class DecisionForm(_Form):
    """A decision of a person, as in `decisions.jsonl`."""

    decision: str
    action: Action
    subject: str
    field: str | None
    old: str | None
    new: str | None
    words: list[str]
    spans: list[Offsets]
    claims: list[list[str]]
    by: str
    at: str
    why: str
    state: DecisionState
    note: str | None
