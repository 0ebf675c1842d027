"""Claims made by rule, to measure and try merging on: happenings over many places and two years.

Out: claims with their reports, the same at every call. Each happening has a place, a day, a kind and one to four
accounts, each in a report of its own; all follow from hashes, none from chance. The places are invented.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

from dateline.model import Actor, Claim, Count, PartyKind, Place, Producer, Report, Source, Span, When

KINDS = ("shelling", "airstrike", "clash", "capture", "withdraw", "displace", "attack", "drone_strike")
VERBS = ("shelled", "bombed", "fought at", "captured", "left", "fled", "attacked", "struck")
FORCES = ("Hill Army", "Marsh Front", "River Guard", "Northern Brigade", "Coast Militia", "Steppe Corps")
SOURCES: tuple[tuple[str, PartyKind], ...] = (
    ("Harbour Monitor", "monitor"),
    ("residents", "witness"),
    ("Hill Army", "armed_group"),
    ("Red Cross", "international"),
)
WORDS = (
    "market bridge school depot hospital convoy tower mill harbour dam station barracks orchard camp".split()
)
MADE = Producer(name="bench", version="1", words="")
FIRST = dt.date(2030, 1, 1)
DAYS = 730


def _number(key: str, below: int) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=6).digest(), "big") % below


def claims(wanted: int, places: int) -> Iterator[tuple[Claim, Report]]:
    """``wanted`` claims, each with its report."""
    made = happening = 0
    while made < wanted:
        for account in range(1 + _number(f"accounts {happening}", 4)):
            if made < wanted:
                yield _claim(made, happening, account, places)
                made += 1
        happening += 1


def _claim(number: int, happening: int, account: int, places: int) -> tuple[Claim, Report]:
    spot = _number(f"place {happening}", places)
    day = FIRST + dt.timedelta(days=_number(f"day {happening}", DAYS))
    kind = _number(f"kind {happening}", len(KINDS))
    force = FORCES[(spot + _number(f"force {happening}", 2)) % len(FORCES)]
    dead = 1 + _number(f"dead {happening}", 40)
    name, thing = f"Town{spot}", WORDS[_number(f"thing {happening}", len(WORDS))]
    who, party = SOURCES[(happening + account) % len(SOURCES)]
    text = f"{force} {VERBS[kind]} {name} near the {thing} and {dead} people died, {who} said."
    report = Report(
        report=f"r{number}",
        text=f"Report {number}\n\n{text}",
        digest=f"{number:064x}",
        outlet=f"Outlet {number % 200}",
        published=day + dt.timedelta(days=account % 3),
    )
    start = len(f"Report {number}\n\n")
    span = Span(start=start, end=start + len(text))
    at = start + text.index(VERBS[kind])
    trigger = Span(start=at, end=at + len(VERBS[kind]))
    claim = Claim(
        claim=hashlib.blake2b(f"claim {number}".encode(), digest_size=8).hexdigest(),
        report=report.report,
        id="c1",
        outlet=report.outlet,
        published=report.published,
        quotes=(text,),
        quote_spans=(span,),
        trigger=VERBS[kind],
        trigger_span=trigger,
        kind=KINDS[kind],
        status="happened",
        actors=(Actor(name=force, words=force, span=span, type="rebels"),),
        targets=(),
        places=(
            Place(
                name=name,
                words=name,
                span=span,
                country=("XA", "XB", "XC", "XD", "XE")[spot % 5],
                lat=(spot % 70) * 0.5,
                lon=(spot // 70) * 0.5,
                precision="settlement",
            ),
        ),
        when=When(earliest=day, latest=day, precision="day", words="", span=None),
        counts=(Count(what="killed", who="people", low=dead, high=dead, words=str(dead), span=span),),
        means=(),
        said_by=(Source(name=who, party=party, words=who, span=span),),
        hedge=None,
        producer=MADE,
        why="bench",
    )
    return claim, report
