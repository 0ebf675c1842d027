"""Moments as machines and pages write them.

In: the words of a date or time; out: the moment, in the zone it is written in, ``None`` for what is none for certain.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re

_YEARS = range(1900, 2101)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<month>[A-Z][a-z]{2,8})\.?"
_WORDY = (
    re.compile(rf"(?:[A-Za-z]{{3,9}},? )?(?P<day>\d{{1,2}}) {_MONTH},? (?P<year>\d{{4}})"),
    re.compile(rf"(?:[A-Za-z]{{3,9}},? )?{_MONTH} (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})"),
)
_FRACTION = re.compile(r"(\d\d:\d\d:\d\d)[.,]\d+")


def read_moment(value: str) -> dt.datetime | None:
    """A moment or day as machines and pages write it, in the zone it is written in; a bare day is midnight.

    ISO 8601, RFC 2822, and days with the month as an English word. Anything else is ``None``: ``05/12/2024``
    is one of two days.
    """
    line = " ".join(value.split())[:80]
    try:
        found: dt.datetime | None = dt.datetime.fromisoformat(_FRACTION.sub(r"\1", line).replace(" UTC", "Z"))
    except ValueError:
        found = _rfc(line) or _wordy(line)
    return found if found is not None and found.year in _YEARS else None


def read_instant(value: str) -> dt.datetime | None:
    """The same as an aware moment: UTC where no zone is written."""
    found = read_moment(value)
    return found.replace(tzinfo=dt.UTC) if found is not None and found.tzinfo is None else found


def _rfc(line: str) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(line)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _wordy(line: str) -> dt.datetime | None:
    for pattern in _WORDY:
        found = pattern.match(line)
        if found is not None and found["month"][:3].lower() in _MONTHS:
            month = _MONTHS.index(found["month"][:3].lower()) + 1
            try:
                return dt.datetime(int(found["year"]), month, int(found["day"]))
            except ValueError:
                return None
    return None
