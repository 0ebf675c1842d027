"""How long each page of the desk takes over a store: processor time, so that a busy machine does not count.

``python bench/desk.py STORE`` prints, for each page, the median of five answers in milliseconds and its size.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from pathlib import Path

from starlette.testclient import TestClient

from dateline.desk.app import create_app
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
    lists = ["/", "/?status=happened", "/situation.json", "/reports", "/places", "/actors", "/sources"]
    return [
        *lists,
        to_incident(incident),
        to_report(report),
        to_place(place),
        to_actor(actor),
        to_source(source),
    ]


def main() -> int:
    """Prints the figures; 2 where no store is named."""
    if len(sys.argv) != 2:
        print("Name a store: python bench/desk.py STORE", file=sys.stderr)
        return 2
    app = create_app(Path(sys.argv[1]), Settings(now=lambda: dt.datetime.now(dt.UTC)))
    records: Records = app.state.records
    records.words()
    begun = time.process_time()
    record = records.current()
    print(f"{time.process_time() - begun:9.2f} s   deriving {len(record.order):,} incidents")
    client = TestClient(app, base_url="http://127.0.0.1")
    for address in addresses(record):
        taken = []
        for _ in range(TIMES):
            begun = time.process_time()
            answer = client.get(address)
            taken.append((time.process_time() - begun) * 1000)
        print(
            f"{statistics.median(taken):9.0f} ms  {len(answer.content) // 1024:5} KB  {answer.status_code}  {address}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
