"""Texts as given, with their times, for the tests of versions."""

from __future__ import annotations

import datetime as dt
import hashlib

from dateline.model import Report
from dateline.versions.trace import Given

DAY = dt.date(2031, 3, 4)
PAGE = "https://www.courier.example/world/almar-strike"


def at(hour: int, day: int = 4) -> dt.datetime:
    """An hour of a day in March."""
    return dt.datetime(2031, 3, day, hour, tzinfo=dt.UTC)


def report(
    text: str,
    name: str = "almar",
    *,
    url: str | None = PAGE,
    published: dt.date | None = DAY,
    outlet: str | None = "Harbour Courier",
    title: str | None = None,
) -> Report:
    """A report with the digest of its text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Report(
        report=name, text=text, digest=digest, url=url, published=published, outlet=outlet, title=title
    )


def given(*reports: Report) -> list[Given]:
    """Reports in the order given; each one's version is its place."""
    return [Given(report=one, version=f"v{n}", seq=n) for n, one in enumerate(reports, start=1)]
