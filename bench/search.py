"""How long a search takes in a store of very many reports: ``python bench/search.py [--reports N]``.

The reports are made up, of words as frequent as those of a language are, from a fixed seed, with one claim each; the
searches are of words from the commonest to the rarest, phrases, beginnings and filters, each in a store opened anew, as
the program does. Prints the median and the 95th percentile of processor time (elapsed time on an idle machine: the file
is in memory), and ends with 1 where the latter is above the limit.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from dateline.model import Claim, Producer, Report, Span, When
from dateline.store.query import read_query
from dateline.store.searching import Window
from dateline.store.store import Coding, Store, open_store, version_of

LIMIT_MS = 100.0
WORDS = 20_000
LENGTH = 120
OUTLETS = 60
BATCH = 5_000
FIRST = date(2020, 1, 1)

QUERIES = (
    "w0", "w1 w2", "w5", "w40", "w300", "w4000", "w19000", '"w0 w1"', '"w3 w10"', '"w300 w0"', "w1*", "w12*", "w123*",
    "w40 w50 w60", "w40 OR w50", "w40 -w0", "w0 outlet:o7", "w40 outlet:o59", "w300 from:2020-06 to:2020-07",
    "w0 from:2022", "outlet:o3", "w0 in:claims", "kind:capture w5", "kind:capture", "nothing",
)  # fmt: skip


def made(number: int, chance: random.Random, words: Sequence[str], weights: Sequence[float]) -> Report:
    text = " ".join(chance.choices(words, cum_weights=weights, k=LENGTH))
    day = FIRST + timedelta(days=number % 1000)
    return Report(
        report=f"r{number}", text=text, digest=str(number), outlet=f"o{number % OUTLETS}", published=day
    )


def told(report: Report, number: int) -> Claim:
    quote = report.text[: report.text.index(" ", 60)]
    trigger = quote.split(" ", 1)[0]
    return Claim(
        claim=f"c{number}", report=report.report, id="c1", outlet=report.outlet, published=report.published,
        quotes=(quote,), quote_spans=(Span(start=0, end=len(quote)),), trigger=trigger,
        trigger_span=Span(start=0, end=len(trigger)), kind=("shelling", "capture", "attack")[number % 3],
        status="happened", actors=(), targets=(), places=(), when=When(), counts=(), means=(), said_by=(), hedge=None,
        producer=Producer(name="bench", version="1", words=""), why="bench",
    )  # fmt: skip


def filled(store: Store, reports: int) -> None:
    chance = random.Random(7)
    words = [f"w{n}" for n in range(WORDS)]
    weights = list(itertools.accumulate(1 / (n + 3) for n in range(WORDS)))
    for start in range(0, reports, BATCH):
        batch = [made(n, chance, words, weights) for n in range(start, min(start + BATCH, reports))]
        store.add_reports(batch)
        for n, report in enumerate(batch, start):
            claims = (told(report, n),)
            store.add_coding(Coding(version=version_of(report), producer="bench", claims=claims, problems=()))


def times(path: Path, rounds: int) -> Iterator[tuple[str, float]]:
    """Milliseconds of each search."""
    for text in QUERIES * rounds:
        begin = time.process_time()
        with open_store(path, write=False) as store:
            store.search(read_query(text), Window(size=20))
        yield text, 1000 * (time.process_time() - begin)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reports", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "store.sqlite")
        begin = time.process_time()
        with open_store(path) as store:
            store._database.rows("PRAGMA synchronous = OFF")
            filled(store, asked.reports)
        print(f"{asked.reports:,} reports of {LENGTH} words, kept in {time.process_time() - begin:.0f} s")
        print(f"the store has {path.stat().st_size / 2**20:,.0f} MiB")
        found = list(times(path, asked.rounds))
    by_query = {text: [ms for name, ms in found if name == text] for text in QUERIES}
    for text, all_ms in by_query.items():
        print(f"{statistics.median(all_ms):8.1f} ms  {text}")
    every = sorted(ms for _, ms in found)
    p95 = every[int(0.95 * (len(every) - 1))]
    print(f"median {statistics.median(every):.1f} ms, 95th percentile {p95:.1f} ms, worst {every[-1]:.1f} ms")
    return 0 if p95 <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
