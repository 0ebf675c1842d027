"""Writes a store of made-up reports for ``bench/desk.py``: ``python bench/desk_store.py STORE [--reports N]``.

The claims are those of ``dateline/evaluate/synthetic.py``, ten to a report, the same at every call, put into the store
as if they had been read: nothing is coded. Between them stand words as frequent as those of a language are, so that two
reports are no more alike than reports are. The accounts of a happening lie in different reports, published over two
years in order; a report and its claims are of the same days. Prints what was written and the processor time it took.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import itertools
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from dateline.evaluate.synthetic import DAYS, FIRST, claims
from dateline.model import Claim, Report, Span
from dateline.store.store import Coding, RunRecord, Store, open_store, version_of

REPORTS_IN_TURN = 10
"""How many reports take the claims in turn: more than a happening has accounts, so that none has two in a report."""

BATCH = 5_000
VOCABULARY = 20_000
BESIDE = 20
"""Words of a report after each claim that tell nothing."""

WORDS = [f"w{number}" for number in range(VOCABULARY)]
WEIGHTS = list(itertools.accumulate(1 / (number + 3) for number in range(VOCABULARY)))


def reports(wanted: int, each: int, places: int) -> Iterator[tuple[Report, tuple[Claim, ...]]]:
    """``wanted`` reports of ``each`` claims, in the order of their days."""
    made, chance = claims(wanted * each, places), random.Random(7)
    turns = -(-wanted // REPORTS_IN_TURN)
    for turn in range(turns):
        first = turn * REPORTS_IN_TURN
        names = range(first, min(first + REPORTS_IN_TURN, wanted))
        told = [claim for claim, _ in itertools.islice(made, len(names) * each)]
        day = FIRST + dt.timedelta(days=turn * DAYS // turns)
        for at, number in enumerate(names):
            yield _report(number, day, told[at :: len(names)], chance)


def _report(
    number: int, day: dt.date, told: Sequence[Claim], chance: random.Random
) -> tuple[Report, tuple[Claim, ...]]:
    name, outlet = f"r{number:06}", f"Outlet {number % 200}"
    text, kept = f"Report {number} of {day}\n", []
    for at, claim in enumerate(told, 1):
        text += "\n"
        dated = replace(claim.when, earliest=day, latest=day)
        kept.append(
            replace(
                _moved(claim, len(text)),
                report=name, id=f"c{at}", outlet=outlet, published=day, when=dated,
            )
        )  # fmt: skip
        text += f"{claim.quotes[0]}\n{' '.join(chance.choices(WORDS, cum_weights=WEIGHTS, k=BESIDE))}.\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    report = Report(
        report=name, text=text, digest=digest, outlet=outlet, published=day, published_from="text"
    )
    return report, tuple(kept)


def _moved(claim: Claim, start: int) -> Claim:
    """The claim with its one quote at ``start``, and every value at its own words."""
    (quote,) = claim.quotes

    def at(words: str, length: int | None = None) -> Span:
        first = start + quote.index(words)
        return Span(start=first, end=first + (length or len(words)))

    return replace(
        claim,
        quote_spans=(at(quote),),
        trigger_span=at(claim.trigger),
        actors=tuple(replace(one, span=at(one.words)) for one in claim.actors),
        places=tuple(replace(one, span=at(one.words)) for one in claim.places),
        counts=tuple(replace(one, span=at(f"{one.words} people", len(one.words))) for one in claim.counts),
        said_by=tuple(replace(one, span=at(one.words)) for one in claim.said_by),
    )


def filled(store: Store, wanted: int, each: int, places: int) -> None:
    """Puts the reports into an empty store and ends the run."""
    made = reports(wanted, each, places)
    while batch := list(itertools.islice(made, BATCH)):
        store.add_reports([report for report, _ in batch])
        for report, told in batch:
            store.add_coding(Coding(version=version_of(report), producer="bench", claims=told, problems=()))
        # What was kept is remembered for reading it back, which nobody does here.
        store.recall({})
    store.add_run(RunRecord())
    store.add_moment(dt.datetime(2032, 1, 1, tzinfo=dt.UTC))


def main() -> int:
    """Writes the store; 2 where there is a file of that name already."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("--reports", type=int, default=1_000)
    parser.add_argument("--claims", type=int, default=10, help="in each report")
    parser.add_argument("--places", type=int, default=5_000)
    asked = parser.parse_args()
    if asked.store.exists():
        print(f"{asked.store} exists: name a new file.", file=sys.stderr)
        return 2
    begun = time.process_time()
    with open_store(asked.store) as store:
        # Nothing is lost with it: what is written here can be written again.
        store._database.rows("PRAGMA synchronous = OFF")
        filled(store, asked.reports, asked.claims, asked.places)
    size, seconds = asked.store.stat().st_size / 2**20, time.process_time() - begun
    print(
        f"{asked.reports:,} reports, {asked.reports * asked.claims:,} claims: {size:,.0f} MiB, {seconds:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
