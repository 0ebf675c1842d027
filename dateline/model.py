"""The nouns of dateline: every record that passes from one room to the next.

All records are immutable values: frozen, slotted, keyword-only dataclasses whose collections are tuples.
None of them does any work. Unknown is ``None``, never an empty string, zero or today; a count is a range;
a date is an interval with a precision. Character offsets count Unicode code points of ``Report.text``,
the end excluded, so ``report.text[span.start:span.end]`` is always the words themselves.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal["happened", "ongoing", "planned", "possible", "called_for", "denied"]
"""How a report tells an event: as done, going on, intended, feared, demanded, or said not to have happened."""

STATUSES: tuple[Status, ...] = get_args(Status)
AFFIRMED: frozenset[Status] = frozenset({"happened", "ongoing"})
"""Told as having taken place, be it that it still does."""
FORWARD: tuple[Status, ...] = ("planned", "possible", "called_for")
"""Told as what may yet come, the likeliest first."""

Hedge = Literal["unverified", "alleged"]
"""How the outlet keeps its distance from an attributed account."""

HEDGES: tuple[Hedge, ...] = get_args(Hedge)

PartyKind = Literal[
    "government", "armed_group", "monitor", "international", "media", "witness", "expert", "unknown"
]
"""What kind of body an origin is."""

BELLIGERENTS: frozenset[PartyKind] = frozenset({"government", "armed_group"})
"""The kinds of body that may be a party to the fighting."""

DatePrecision = Literal["day", "days", "week", "month", "year", "longer"]

PlacePrecision = Literal["site", "settlement", "near", "district", "province", "country", "region"]

AREAS: frozenset[PlacePrecision] = frozenset({"province", "country", "region"})
"""Places that other places lie in: they are no point on a map."""
WIDE: frozenset[PlacePrecision] = frozenset({"country", "region"})
"""Areas too wide to say where anything was."""

Stands = Literal["gains", "loses", "neutral", "unknown"]
"""What a party wins or loses by a claim being believed."""

Grade = Literal["admitted", "corroborated", "claimed", "contested", "unattributed"]
GRADES: tuple[Grade, ...] = get_args(Grade)

ContestedField = Literal["counts", "actors", "targets", "place", "when", "kind", "status", "holder"]

ControlState = Literal["held", "contested", "besieged", "mixed", "unknown"]

Change = Literal["changed", "dropped"]
"""What a later version of an article did to a claim of an earlier one."""

Action = Literal["accept", "reject", "set", "add", "split", "merge", "alias", "place", "undo"]
"""What a person may decide."""

DecisionState = Literal["in force", "overruled", "undone", "vanished"]
"""What has become of a decision: a later one took its place, it was undone, or what it was about is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One published text of one outlet, as it was read.

    ``report`` is its name in every output (the file name without its ending, unique in a run);
    ``digest`` the SHA-256 of the raw bytes; ``published`` is ``None`` where neither the input nor the
    caller told a date, and ``published_from`` says where it came from (``manifest``, ``option``, ``text``, ``page``).
    """

    report: str
    text: str
    digest: str
    outlet: str | None = None
    published: dt.date | None = None
    published_from: str | None = None
    url: str | None = None
    title: str | None = None
    language: str | None = None
    syndicated_from: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a report's text: code point offsets, the end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A party, force, body or population as one claim names it.

    ``name`` is the fullest name the report allows, ``words`` the substring; ``actor`` is the register id
    (``None`` for an unlisted one); ``type`` always tells what kind of actor it is.
    """

    name: str
    words: str
    span: Span
    type: str
    actor: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named place as one claim tells it; coordinates are degrees (WGS 84), ``country`` ISO 3166-1 alpha-2."""

    name: str
    words: str
    span: Span
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
    precision: PlacePrecision | None = None
    admin1: str | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The interval in which a happening lies, both ends included, with the words that tell it.

    ``words`` is empty and ``span`` ``None`` only where the date is inherited or untold.
    """

    earliest: dt.date | None = None
    latest: dt.date | None = None
    precision: DatePrecision | None = None
    words: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number told of a happening, as a range; ``None`` at an end leaves it open."""

    what: str
    who: str
    low: int | None
    high: int | None
    words: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One link of an attribution chain: a body, and the person who spoke for it where named."""

    name: str
    party: PartyKind
    words: str
    span: Span
    person: str | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer:
    """What made a record: a rule or the model, its version, and the digest of the word tables it used."""

    name: str
    version: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One happening (or state, plan, denial, demand) that one report tells, resting on one origin.

    ``claim`` is a hash of what makes it itself; ``id`` its number in reading order within the report.
    ``quotes[0]`` holds ``trigger``; ``quote_spans`` and ``trigger_span`` give their offsets.
    ``said_by`` is the attribution chain, origin first; empty means the outlet's own voice.
    ``probability`` is the producer's own figure between 0 and 1, ``None`` where it gave none.
    ``decisions`` are the ids of a person's decisions that bear on it, in the order made, and ``decided`` the
    names of the fields whose value a person set; both are empty in what a producer makes.
    """

    claim: str
    report: str
    id: str
    outlet: str | None
    published: dt.date | None
    quotes: tuple[str, ...]
    quote_spans: tuple[Span, ...]
    trigger: str
    trigger_span: Span
    kind: str
    status: Status
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    places: tuple[Place, ...]
    when: When
    counts: tuple[Count, ...]
    means: tuple[str, ...]
    said_by: tuple[Source, ...]
    hedge: Hedge | None
    producer: Producer
    why: str
    probability: float | None = None
    incident: str | None = None
    decisions: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why two claims were linked or kept apart: the feature, its weight, and the two values compared."""

    feature: str
    weight: float
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two claims judged to tell the same happening (or not), with every reason that counted."""

    left: str
    right: str
    same: bool
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A body an incident rests on. ``voice`` groups bodies of one party: they count once as independent."""

    name: str
    party: PartyKind
    stands: Stands
    voice: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One of several accounts of a contested field, who gives it, and in which claims."""

    value: str
    origins: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A field on which the accounts of one incident cannot all be true."""

    field: ContestedField
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One origin's range for a total."""

    origin: str
    low: int | None
    high: int | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How many, over independent origins: low, best, high, with the accounts kept beside it."""

    what: str
    who: str
    low: int | None
    best: int | None
    high: int | None
    by: tuple[Account, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Claims, from any report, of the same happening: derived, never stored as truth."""

    incident: str
    kind: str
    status: Status
    title: str
    places: tuple[Place, ...]
    when: When
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    means: tuple[str, ...]
    counts: tuple[Total, ...]
    claims: tuple[str, ...]
    reports: tuple[str, ...]
    outlets: tuple[str, ...]
    origins: tuple[Origin, ...]
    independent_origins: int
    denied_by: tuple[Origin, ...]
    contested: tuple[Contest, ...]
    grade: Grade
    admiralty: int
    why: str
    holder_after: str | None
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Who holds a place over an interval, on whose word; ``change`` is what began the interval."""

    place: str
    country: str | None
    lat: float | None
    lon: float | None
    precision: PlacePrecision | None
    holder: str | None
    state: ControlState
    start: dt.date | None
    start_precision: DatePrecision | None
    end: dt.date | None
    end_precision: DatePrecision | None
    change: str | None
    grade: Grade
    incidents: tuple[str, ...]
    claims: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One sentence that differs between two versions of an article: gone where ``new`` is ``None``, added where
    ``old`` is, moved where both have the same words, rewritten otherwise. Spans of each version's own text."""

    old: Span | None
    new: Span | None
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an article: the name of its report in the run, and what tells its place in time.

    ``retrieved`` and ``modified`` are aware; ``edits`` are the differences from the version before.
    """

    number: int
    report: str
    digest: str
    published: dt.date | None
    retrieved: dt.datetime | None = None
    modified: dt.datetime | None = None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article that its outlet has changed: every version of it, the oldest first; the last is its word.

    ``article`` is a hash of what it is known by, which ``known_by`` says.
    """

    article: str
    known_by: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A claim that a later version of its article changed or dropped: it is superseded.

    ``report`` is the version that made it, ``newer`` the one that no longer does; ``now`` is the claim that stands
    in its place and ``fields`` what differs, ``words`` the sentence of the newer version that was the old one's.
    ``incident`` is the incident that the claim is, or would be, of; ``None`` where none is left.
    """

    claim: str
    report: str
    newer: str
    how: Change
    now: str | None = None
    fields: tuple[str, ...] = ()
    words: Span | None = None
    incident: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's correction: who, when, why, on what, from which value to which.

    ``decision`` is a hash of all the rest. ``subject`` is the id of a claim (accept, reject, set), the name of a
    report (add), the id of an incident as it stood (split, merge) or of a decision (undo), or a name as reports
    write it (alias, place). ``words`` are the words of the report that a value set rests on, where the person gave
    them; of a claim added (whose kind is ``new``) its quote and its trigger, and ``spans`` where both stood then.
    ``groups`` are the claims that a split parts or a merge joins: ids of claims outlive those of incidents.
    """

    decision: str
    subject: str
    action: Action
    field: str | None
    old: str | None
    new: str | None
    by: str
    at: dt.datetime
    reason: str
    words: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A decision and what has become of it, with a note where that needs one."""

    decision: Decision
    state: DecisionState
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Bad input as a value: where, what was seen, what to do. The run goes on."""

    where: str
    problem: str
    remedy: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that is told about a report: the field, the value as it is written there, and what tells it.

    ``used`` is true where the report carries this value; a value that another contradicts is kept all the same.
    """

    field: str
    value: str
    by: str
    used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What a report was read from: the chain of custody from the file or address to its clean text.

    ``digest`` is the SHA-256 of the ``size`` bytes that are kept, ``text_digest`` that of the text in UTF-8.
    Where they are a part of a file (a member of an archive, a record, a line) ``container`` is the SHA-256 of
    that file, and ``start`` and ``end`` their bytes in it where they stand there as they are. ``url`` and
    ``retrieved`` (with a zone) come from whatever fetched them, which ``retrieved_by`` names.

    ``offsets`` leads from the text back to the kept bytes: groups of four numbers (from and to in the text, from
    and to in the bytes, which are in ``encoding``), ascending in the text. What stands between two groups is not
    found in the bytes. It is empty where no offsets can be told, and ``no_offsets`` says why.
    """

    report: str
    text_digest: str
    digest: str
    size: int
    format: str
    path: str
    container: str | None = None
    start: int | None = None
    end: int | None = None
    url: str | None = None
    retrieved: dt.datetime | None = None
    retrieved_by: str | None = None
    encoding: str | None = None
    offsets: tuple[int, ...] = ()
    no_offsets: str | None = None
    told: tuple[Told, ...] = ()
