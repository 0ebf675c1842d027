from __future__ import annotations

import datetime as dt

import pytest

from dateline.errors import StoreError
from dateline.model import Claim, Count, Decision, Place, Producer, Report, Source, Span, When
from dateline.store import codec

TEXT = "Rebels took Hama on Thursday, the ministry said."
CLAIM = Claim(
    claim="c0ffee",
    report="hama",
    id="c1",
    outlet=None,
    published=dt.date(2024, 12, 5),
    quotes=(TEXT,),
    quote_spans=(Span(start=0, end=len(TEXT)),),
    trigger="took",
    trigger_span=Span(start=7, end=11),
    kind="capture",
    status="happened",
    actors=(),
    targets=(),
    places=(
        Place(name="Hama", words="Hama", span=Span(start=12, end=16), lat=35.25, precision="settlement"),
    ),
    when=When(earliest=dt.date(2024, 12, 5), latest=dt.date(2024, 12, 5), precision="day"),
    counts=(Count(what="killed", who="people", low=3, high=None, words="took", span=Span(start=7, end=11)),),
    means=("tank", "“technical”"),
    said_by=(Source(name="ministry", party="government", words="the ministry", span=Span(start=30, end=42)),),
    hedge="alleged",
    producer=Producer(name="rule", version="1", words="abc"),
    why="took",
    probability=0.5,
)
DECISION = Decision(
    decision="d1",
    subject="c0ffee",
    action="set",
    field="kind",
    old="capture",
    new=None,
    by="editor",
    at=dt.datetime(2024, 12, 6, 7, 0, tzinfo=dt.UTC),
    reason="",
)


@pytest.mark.parametrize("record", [CLAIM, DECISION, Report(report="a", text="b\nc", digest="d")])
def test_records_come_back_as_they_were(record: object) -> None:
    line = codec.dumps(record)
    assert "\n" not in line
    back = codec.loads(type(record), line)
    assert back == record
    assert codec.dumps(back) == line


def test_equal_records_have_one_digest_and_others_another() -> None:
    report = Report(report="a", text="b", digest="d")
    assert codec.digest(report) == codec.digest(Report(digest="d", text="b", report="a"))
    assert codec.digest(report) != codec.digest(Report(report="a", text="b ", digest="d"))


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"report": "a", "text": "b", "digest": 7}',
        '{"report": "a", "text": "b", "digest": "d", "colour": "red"}',
        '{"report": "a", "text": "b", "digest": "d", "published": "5 Dec"}',
        '{"report": "a", "text": null, "digest": "d"}',
    ],
)
def test_what_is_no_such_record_is_refused(line: str) -> None:
    with pytest.raises(StoreError, match="cannot be read back"):
        codec.loads(Report, line)


def test_a_literal_outside_its_values_is_refused() -> None:
    with pytest.raises(StoreError):
        codec.loads(Claim, codec.dumps(CLAIM).replace('"happened"', '"imagined"'))
