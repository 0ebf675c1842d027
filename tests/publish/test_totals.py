"""Claims in, totals out: apart from incidents, in series by origin, with what they cover."""

from __future__ import annotations

import csv
import datetime as dt

from dateline.model import Claim
from dateline.publish import publish
from dateline.publish.totals import is_total, total_rows, totals_csv
from tests.publish import build

TEXT = (
    "The war has killed 12,000 people since April, River Watch said. "
    "By May it was 9,000, the ministry of Tarland said. "
    "Three people died on Tuesday."
)
SINCE = (dt.date(2024, 4, 1), dt.date(2025, 3, 4), "longer", "since April")


def _toll(
    number: int, quote: str, killed: tuple[int | None, int | None], words: str, **more: object
) -> Claim:
    source = build.report("war", TEXT, "Wire Agency")
    counts = [("killed", "people", *killed, words)]
    return build.claim(
        source,
        number,
        "toll",
        quote,
        "killed" if "killed" in quote else quote.split()[0],
        counts=counts,
        **more,
    )


WATCH = _toll(
    1, "The war has killed 12,000 people since April", (12000, 12000), "12,000 people", when=SINCE,
    said_by=[("River Watch", "monitor", "River Watch")],
)  # fmt: skip
MINISTRY = _toll(
    2, "By May it was 9,000", (9000, 9000), "9,000",
    when=(dt.date(2024, 4, 1), dt.date(2024, 5, 31), "longer", "By May"),
    said_by=[("Ministry of Tarland", "government", "the ministry of Tarland")],
)  # fmt: skip
DAY = _toll(
    3, "Three people died on Tuesday", (3, 3), "Three people",
    when=(build.TUESDAY, build.TUESDAY, "day", "Tuesday"),
)  # fmt: skip


def test_a_days_dead_are_no_total_and_a_wars_are() -> None:
    assert [is_total(claim) for claim in (WATCH, MINISTRY, DAY)] == [True, True, False]


def test_a_series_runs_in_time_and_nothing_is_added_up() -> None:
    rows = total_rows((WATCH, MINISTRY, DAY), ())
    assert [(row.origin, row.count.low) for row in rows] == [
        ("Ministry of Tarland", 9000),
        ("River Watch", 12000),
    ]
    assert len({row.series for row in rows}) == 1
    assert total_rows((DAY, MINISTRY, WATCH), ()) == rows


def test_the_table_says_what_a_total_covers() -> None:
    told = list(csv.DictReader(totals_csv(total_rows((WATCH, MINISTRY), ())).decode().splitlines()))
    assert [(row["from"], row["to"], row["what"], row["who"], row["words"]) for row in told] == [
        ("2024-04-01", "2024-05-31", "killed", "people", "9,000"),
        ("2024-04-01", "2025-03-04", "killed", "people", "12,000 people"),
    ]
    assert told[0]["covers"] == ""  # no place is told: none is made up


def test_the_brief_has_a_series_with_its_days_and_who_says_so() -> None:
    run = build.run(
        claims=(WATCH, MINISTRY),
        reports=(build.report("war", TEXT, "Wire Agency"),),
        incidents=(),
        control=(),
    )
    files = publish(run, build.tables())
    page = files["brief.html"].decode()
    assert page.count("People killed, place not told") == 1
    assert "1 Apr – 31 May 2024" in page and "9,000 people" in page
    assert (
        "People killed, place not told: 9,000 people[2] over 1 Apr – 31 May 2024"
        in files["brief.md"].decode()
    )
    assert len(files["totals.csv"].splitlines()) == 3
