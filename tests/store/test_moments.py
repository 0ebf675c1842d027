from __future__ import annotations

import datetime as dt

import pytest

from dateline.errors import UsageError
from dateline.store.moments import START, Moment, instant, moment_meant


def moment(number: int, at: str | None) -> Moment:
    told = None if at is None else dt.datetime.fromisoformat(at)
    return Moment(number=number, at=told, reading=number, coding=number, decision=0, run=number)


OLD, FIRST, SECOND = moment(1, None), moment(2, "2024-12-05T23:59+00:00"), moment(3, "2024-12-06T00:00+00:00")
ALL = (OLD, FIRST, SECOND)


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("0", START),
        ("1", OLD),
        ("3", SECOND),
        ("last", FIRST),
        ("2024-12-05", OLD),
        ("2024-12-06", FIRST),
        ("2024-12-07", SECOND),
        ("2024-12-06T00:01", SECOND),
        ("2024-12-06T01:00+01:00", FIRST),
        ("20241206", FIRST),
    ],
)
def test_what_a_date_or_run_means(wanted: str, meant: Moment) -> None:
    assert moment_meant(ALL, wanted) == meant


def test_a_clock_set_back_does_not_bring_later_runs_into_the_record_then() -> None:
    back = moment(4, "2024-12-01T00:00+00:00")
    assert moment_meant((*ALL, back), "2024-12-06") == FIRST
    assert moment_meant((*ALL, back), "2024-12-07") == back


def test_the_last_run_of_one_is_everything() -> None:
    assert moment_meant((OLD,), "last") == START
    assert moment_meant((), "last") == START


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("4", "There is no run 4: the last is 3."),
        ("yesterday", "neither the number of a run, nor a date"),
        ("2024-13-01", "neither the number of a run, nor a date"),
        ("", "neither the number of a run, nor a date"),
        ("0001-01-01T00:00+14:00", "neither the number of a run, nor a date"),
    ],
)
def test_what_is_neither(wanted: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        moment_meant(ALL, wanted)


def test_an_instant_without_a_zone_is_in_utc() -> None:
    assert instant("2024-12-06T07:00") == dt.datetime(2024, 12, 6, 7, tzinfo=dt.UTC)
