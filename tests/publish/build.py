"""Small reports, claims and incidents for the tests of publishing, written for them."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from importlib import resources
from typing import Any

from dateline.model import (
    Account,
    Actor,
    Claim,
    Contest,
    Control,
    Count,
    Decision,
    Incident,
    Origin,
    Place,
    Problem,
    Producer,
    Report,
    Source,
    Span,
    Standing,
    Total,
    Value,
    When,
)
from dateline.publish import Run, Tables, load_tables
from dateline.publish.record import Boilerplate, Options

TUESDAY = dt.date(2025, 3, 4)
PRODUCER = Producer(name="rules", version="1", words="abc123")

POST = (
    "Northern Army fighters took the town of Almar on Tuesday, the defence ministry of Tarland said, "
    "adding that its units had moved to new lines.\n"
    "River Watch said that 12 civilians were killed when jets bombed Almar with cluster bombs.\n"
    "The Harbour Post could not confirm either account.\n"
    "Subscribe to our newsletter."
)
WIRE = (
    "Almar fell on Tuesday, the Northern Army said, and its commander said that Besk would be taken next.\n"
    "The ministry denied that Besk was shelled. Dozens of people fled Almar, the agency saw.\n"
    "The head of the Union called for a halt to the fighting."
)
PLACES = {
    "Almar": Place(
        name="Almar", words="Almar", span=Span(start=0, end=1), country="TL", lat=-8.5, lon=-77.25,
        precision="settlement", geonames=7, admin1="North",
    ),
    "Besk": Place(
        name="Besk", words="Besk", span=Span(start=0, end=1), country="TL", lat=-8.9, lon=-77.6, precision="near",
        radius_km=12.0,
    ),
    "Tarland": Place(
        name="Tarland", words="Tarland", span=Span(start=0, end=1), country="TL", lat=-9.0, lon=-78.0,
        precision="country",
    ),
}  # fmt: skip
TYPES = {"Northern Army": "rebels", "Tarland forces": "state forces", "civilians": "civilians"}


def span(text: str, words: str, after: int = 0) -> Span:
    """Where ``words`` stand in ``text``."""
    start = text.index(words, after)
    return Span(start=start, end=start + len(words))


def report(name: str, text: str, outlet: str | None, published: dt.date | None = TUESDAY) -> Report:
    """A report with the digest of its text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Report(
        report=name, text=text, digest=digest, outlet=outlet, published=published, published_from="manifest"
    )


def claim(source: Report, number: int, kind: str, quote: str, trigger: str, **told: Any) -> Claim:
    """A claim whose words are looked up in the report; ``told`` gives values as (name, words) pairs."""
    text = source.text
    at = span(text, quote)

    def actor(name: str, words: str) -> Actor:
        return Actor(
            name=name, words=words, span=span(text, words), type=TYPES.get(name, "other"), actor=None
        )

    def place(name: str) -> Place:
        return replace(PLACES[name], span=span(text, PLACES[name].words))

    when = When()
    if "when" in told:
        earliest, latest, precision, words = told["when"]
        found = span(text, words) if words else None
        when = When(earliest=earliest, latest=latest, precision=precision, words=words, span=found)
    return Claim(
        claim=f"{source.report}-{number}",
        report=source.report,
        id=f"c{number}",
        outlet=source.outlet,
        published=source.published,
        quotes=(quote,),
        quote_spans=(at,),
        trigger=trigger,
        trigger_span=span(text, trigger, at.start),
        kind=kind,
        status=told.get("status", "happened"),
        actors=tuple(actor(*pair) for pair in told.get("actors", ())),
        targets=tuple(actor(*pair) for pair in told.get("targets", ())),
        places=tuple(place(name) for name in told.get("places", ())),
        when=when,
        counts=tuple(
            Count(what=what, who=who, low=low, high=high, words=words, span=span(text, words))
            for what, who, low, high, words in told.get("counts", ())
        ),
        means=tuple(told.get("means", ())),
        said_by=tuple(
            Source(name=name, party=party, words=words, span=span(text, words))
            for name, party, words in told.get("said_by", ())
        ),
        hedge=told.get("hedge"),
        producer=PRODUCER,
        why=f"trigger {trigger}",
        probability=0.5,
        incident=told.get("incident"),
    )


def incident(name: str, claims: list[Claim], **told: Any) -> Incident:
    """An incident of ``claims``; ``origins`` as (name, party, stands, voice, claims)."""
    first = claims[0]
    places = {p.name: p for c in claims for p in c.places}
    return Incident(
        incident=name,
        kind=told.get("kind", first.kind),
        status=told.get("status", "happened"),
        title=told.get("title", name.replace("-", " ")),
        places=tuple(places.values()),
        when=first.when,
        actors=first.actors,
        targets=first.targets,
        means=first.means,
        counts=tuple(told.get("counts", ())),
        claims=tuple(c.claim for c in claims),
        reports=tuple(sorted({c.report for c in claims})),
        outlets=tuple(sorted({c.outlet or c.report for c in claims})),
        origins=origins(told.get("origins", ())),
        independent_origins=len({voice for _, _, _, voice, _ in told.get("origins", ())}),
        denied_by=origins(told.get("denied_by", ())),
        contested=tuple(told.get("contested", ())),
        grade=told.get("grade", "claimed"),
        admiralty=told.get("admiralty", 3),
        why=told.get("why", "One origin only."),
        holder_after=told.get("holder_after"),
    )


def origins(rows: Any) -> tuple[Origin, ...]:
    """Origins from (name, party, stands, voice, claims) rows."""
    return tuple(
        Origin(name=name, party=party, stands=stands, voice=voice, claims=tuple(c.claim for c in claims))
        for name, party, stands, voice, claims in rows
    )


def accepted(claim: str) -> Standing:
    """A person's word that a claim is read right."""
    decision = Decision(
        decision="d1", subject=claim, action="accept", field=None, old=None, new=None, by="A. Reader",
        at=dt.datetime(2025, 3, 5, 8, tzinfo=dt.UTC), reason="heard the tape",
    )  # fmt: skip
    return Standing(decision=decision, state="in force")


def run(**changed: Any) -> Run:
    """A run of two reports with a capture, an airstrike, a denial, a flight, a plan and an appeal."""
    post, wire = report("post", POST, "The Harbour Post"), report("wire", WIRE, "Wire Agency")
    day = (TUESDAY, TUESDAY, "day", "Tuesday")
    ministry = ("Ministry of Defence", "government", "the defence ministry of Tarland")
    north = ("Northern Army", "armed_group", "the Northern Army")
    took = claim(
        post, 1, "capture", "Northern Army fighters took the town of Almar on Tuesday", "took", when=day,
        places=["Almar"],
        actors=[("Northern Army", "Northern Army fighters")], said_by=[ministry], hedge="unverified", incident="almar",
    )  # fmt: skip
    raid = claim(
        post, 2, "airstrike", "12 civilians were killed when jets bombed Almar with cluster bombs", "bombed",
        places=["Almar"],
        targets=[("civilians", "civilians")], counts=[("killed", "civilians", 12, 12, "12 civilians")],
        means=["cluster bomb"], said_by=[("River Watch", "monitor", "River Watch")], incident="raid",
    )  # fmt: skip
    fell = claim(
        wire, 1, "capture", "Almar fell on Tuesday", "fell", when=day, places=["Almar"],
        actors=[("Northern Army", "the Northern Army")], said_by=[north], incident="almar",
    )  # fmt: skip
    plan = claim(
        wire, 2, "capture", "Besk would be taken next", "taken", status="planned", places=["Besk"],
        actors=[("Northern Army", "the Northern Army")], said_by=[north], incident="besk",
    )  # fmt: skip
    denial = claim(
        wire, 3, "shelling", "The ministry denied that Besk was shelled", "shelled", status="denied", places=["Besk"],
        said_by=[("Ministry of Defence", "government", "The ministry")], incident="besk-shelling",
    )  # fmt: skip
    flight = claim(
        wire, 4, "displace", "Dozens of people fled Almar", "fled", places=["Almar"],
        counts=[("displaced", "people", 24, None, "Dozens of people")], incident="flight",
    )  # fmt: skip
    appeal = claim(
        wire, 5, "call_for", "The head of the Union called for a halt to the fighting", "called for",
        actors=[("Union", "the Union")], incident="appeal",
    )  # fmt: skip
    dead = Total(
        what="killed", who="civilians", low=12, best=12, high=12,
        by=(Account(origin="River Watch", low=12, high=12, claims=(raid.claim,)),),
    )  # fmt: skip
    differ = Contest(
        field="status",
        values=(
            Value(value="happened", origins=("Ministry of Defence",), claims=(took.claim,)),
            Value(value="denied", origins=("Nobody",), claims=(fell.claim,)),
        ),
    )
    gov = ("Ministry of Defence", "government", "loses", "gov")
    reb = ("Northern Army", "armed_group", "gains", "north")
    incidents = (
        incident(
            "almar", [took, fell], grade="admitted", holder_after="Northern Army", contested=[differ],
            origins=[(*gov, [took]), (*reb, [fell])], why="The loser says so.",
        ),
        incident("raid", [raid], origins=[("River Watch", "monitor", "neutral", "rw", [raid])], counts=[dead]),
        incident("besk", [plan], status="planned", origins=[(*reb, [plan])]),
        incident("besk-shelling", [denial], status="denied", grade="contested", denied_by=[(*gov, [denial])]),
        incident(
            "flight", [flight], grade="unattributed", origins=[("Wire Agency", "media", "neutral", "wire", [flight])]
        ),
        incident("appeal", [appeal], origins=[("Union", "international", "neutral", "union", [appeal])]),
    )  # fmt: skip
    control = (
        Control(
            place="Almar", country="TL", lat=-8.5, lon=-77.25, precision="settlement", holder="Northern Army",
            state="held", start=TUESDAY, start_precision="day", end=None, end_precision=None, change="captured",
            grade="admitted", incidents=("almar",), claims=(took.claim, fell.claim), why="The loser says so.",
        ),
    )  # fmt: skip
    whole = Run(
        reports=(post, wire),
        claims=(took, raid, fell, plan, denial, flight, appeal),
        incidents=incidents,
        control=control,
        problems=(Problem(where="a.bin", problem="not text", remedy="convert it", kind="read"),),
        words="abc123",
        version="0.1",
        boilerplate=(Boilerplate(report="post", spans=(span(POST, "Subscribe to our newsletter."),)),),
        options=Options(),
    )
    return replace(whole, **changed)


def tables() -> Tables:
    """The package's own phrases, names, style and script, with the families of the ontology."""
    families = {row[0]: row[1] for row in _ontology()}
    return replace(load_tables(), families=families)


def ontology_kinds() -> set[str]:
    """The kinds of the package's ontology."""
    return {row[0] for row in _ontology()}


def _ontology() -> list[list[str]]:
    path = resources.files("dateline") / "data" / "ontology" / "event_kinds.tsv"
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
