"""How long each page of the desk takes over a store: processor time, so that a busy machine does not count.

``python bench/desk.py STORE`` derives the record and makes the pages ready, as the desk does when it starts, and prints
for each page the median of five answers in milliseconds, the first of them (a view that nobody asked for before), and
its size; memory at the end of each part. ``--decide`` then sets one value of a claim, and times the decision and the
record made anew: it writes to the store.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from starlette.testclient import TestClient

from dateline import pipeline
from dateline.decide.asking import Asked
from dateline.derived import silent
from dateline.desk.app import create_app, make_ready
from dateline.desk.links import actor_key, to_actor, to_incident, to_place, to_report, to_source
from dateline.desk.lookup import counted
from dateline.desk.record import Record, Records
from dateline.desk.settings import Settings

TIMES = 5


def addresses(record: Record) -> list[str]:
    """Every kind of page, each at its heaviest: the incident, place, actor and source with most to show."""
    order = record.order
    incident = max(order, key=lambda one: len(one.claims))
    report = max(record.run.reports, key=lambda one: len(one.text)).report
    ((name, _), *_) = counted([place.name for one in order for place in one.places])
    place = next(place for one in order for place in one.places if place.name == name)
    ((actor, _), *_) = counted([actor_key(actor) for one in order for actor in one.actors])
    ((source, _), *_) = counted([origin.name for one in order for origin in one.origins])
    days = sorted(one.when.earliest for one in order if one.when.earliest is not None)
    middle = days[len(days) // 2]
    lists = ["/", "/?page=2", "/?status=happened", f"/?since={middle}&until={middle + dt.timedelta(days=7)}"]
    lists += [f"/?place={place.name}", f"/?{urlencode({'actor': actor})}", "/?text=market", "/?box=0,0,10,10"]
    lists += ["/situation.json", "/basemap.json", "/reports", "/places", "/actors", "/sources", "/queue"]
    lists += ["/decisions", "/search?q=captured", "/search?q=market+outlet%3A%22Outlet+7%22"]
    return [
        *lists,
        to_incident(incident),
        f"/regroup/{incident.incident}",
        f"/correct/{incident.claims[0]}",
        to_report(report),
        to_place(place),
        to_actor(actor),
        to_source(source),
    ]


def memory() -> str:
    """The memory of this process now and at most so far."""
    now = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")
    )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{int(now.split()[1]) // 1024:,} MB, at most {most // 1024:,} MB so far"


def told(label: str, begun: tuple[float, float]) -> None:
    """Prints how long something took, and the memory after it."""
    taken, passed = time.process_time() - begun[0], time.monotonic() - begun[1]
    print(f"{taken:9.2f} s   {label} ({passed:.0f} s elapsed; {memory()})", flush=True)


def clocks() -> tuple[float, float]:
    """Processor and elapsed seconds."""
    return time.process_time(), time.monotonic()


def pages(client: TestClient, record: Record) -> None:
    """Prints a line for each page."""
    for address in addresses(record):
        taken = []
        for _ in range(TIMES):
            begun = time.process_time()
            answer = client.get(address)
            taken.append((time.process_time() - begun) * 1000)
        print(
            f"{statistics.median(taken):9.0f} ms  first {taken[0]:7.0f} ms  {len(answer.content) // 1024:6} KB  "
            f"{answer.status_code}  {address}",
            flush=True,
        )


def corrected(records: Records, record: Record) -> None:
    """Sets the status of one claim, and makes the record again."""
    now, claim = dt.datetime.now(dt.UTC), record.run.claims[0]
    value = "ongoing" if claim.status != "ongoing" else "happened"
    asked = Asked(
        action="set", subjects=(claim.claim,), by="bench", why="bench", at=now, field="status", value=value
    )
    begun = clocks()
    pipeline.decide_all(records.store, (asked,), now, records.known())
    told("deciding", begun)
    begun = clocks()
    records.current()
    told("the record after it", begun)


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("--decide", action="store_true", help="decide something too: it is kept in the store")
    asked = parser.parse_args()
    app = create_app(asked.store, Settings(now=lambda: dt.datetime.now(dt.UTC), patience=None))
    records: Records = app.state.records
    records.words()
    begun = clocks()
    record = records.current()
    told(f"deriving {len(record.order):,} incidents", begun)
    begun = clocks()
    make_ready(records, silent)
    told("making the pages ready", begun)
    pages(TestClient(app, base_url="http://127.0.0.1"), record)
    if asked.decide:
        corrected(records, record)
    return 0


if __name__ == "__main__":
    sys.exit(main())
