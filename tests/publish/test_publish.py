"""The whole door: a run in, the bytes of every file out."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from dateline.errors import GroundingError
from dateline.model import Span
from dateline.publish import publish
from tests.publish import build

FILES = (
    "claims.jsonl", "incidents.jsonl", "control.csv", "totals.csv", "events.csv", "events.geojson", "brief.html",
    "brief.md", "decisions.jsonl", "problems.jsonl", "versions.jsonl",
)  # fmt: skip


def test_every_file_is_written_as_text_that_ends_its_last_line() -> None:
    out = publish(build.run(decisions=(build.accepted("post-1"),)), build.tables())
    assert tuple(out) == FILES
    for name, data in out.items():
        # No article of this run was changed: a file with no record has no line.
        assert data.decode("utf-8").endswith("\n") or (name, data) == ("versions.jsonl", b"")
        assert b"\r" not in data, name


def test_order_of_records_does_not_change_a_byte() -> None:
    run = build.run()
    turned = replace(
        run,
        reports=run.reports[::-1],
        claims=run.claims[::-1],
        incidents=run.incidents[::-1],
        control=run.control[::-1],
    )
    assert publish(run, build.tables()) == publish(turned, build.tables())


def test_nothing_found_still_gives_every_file() -> None:
    run = build.run(claims=(), incidents=(), control=(), problems=())
    out = publish(run, build.tables())
    assert out["claims.jsonl"] == b""
    assert b"Reports" in out["brief.html"]


def test_a_claim_has_the_fields_of_the_coding_guide_and_those_of_the_program() -> None:
    first = json.loads(publish(build.run(), build.tables())["claims.jsonl"].splitlines()[0])
    guide = (
        "report id quotes trigger kind status actors targets places when counts means said_by hedge incident"
    )
    ours = "claim outlet published spans acled plover cameo ucdp producer why probability decisions set_by_person"
    assert list(first) == guide.split() + ours.split()
    start, end = first["spans"]["quotes"][0]
    assert build.POST[start:end] == first["quotes"][0]
    assert first["actors"][0] == {
        "name": "Northern Army",
        "words": "Northern Army fighters",
        "actor": None,
        "type": "rebels",
        "country": None,
    }
    assert first["places"][0]["lat"] == -8.5
    assert first["producer"] == {"name": "rules", "version": "1", "words": "abc123"}


def test_claims_stand_in_reading_order() -> None:
    rows = [json.loads(line) for line in publish(build.run(), build.tables())["claims.jsonl"].splitlines()]
    assert [row["claim"] for row in rows] == [
        "post-1", "post-2", "wire-1", "wire-2", "wire-3", "wire-4", "wire-5",
    ]  # fmt: skip


def test_incidents_keep_accounts_and_contests() -> None:
    rows = {
        r["incident"]: r
        for r in map(json.loads, publish(build.run(), build.tables())["incidents.jsonl"].splitlines())
    }
    assert rows["raid"]["counts"][0]["by"] == [
        {"origin": "River Watch", "low": 12, "high": 12, "claims": ["post-2"]}
    ]
    assert rows["almar"]["contested"][0]["field"] == "status"
    assert rows["besk-shelling"]["denied_by"][0]["name"] == "Ministry of Defence"


@pytest.mark.parametrize("field", ["quotes", "trigger", "actors", "places", "when", "counts", "said_by"])
def test_words_that_are_not_the_reports_stop_everything(field: str) -> None:
    run = build.run()
    index = 1 if field == "counts" else 0
    claim = run.claims[index]
    wrong = {
        "quotes": {"quotes": ("Northern Army fighters lost the town",)},
        "trigger": {"trigger_span": Span(start=0, end=4)},
        "actors": {"actors": tuple(replace(a, words="Southern Army") for a in claim.actors)},
        "places": {"places": tuple(replace(p, span=Span(start=0, end=5)) for p in claim.places)},
        "when": {"when": replace(claim.when, words="Monday")},
        "counts": {"counts": tuple(replace(c, words="13 civilians") for c in claim.counts)},
        "said_by": {"said_by": tuple(replace(s, words="nobody") for s in claim.said_by)},
    }[field]
    broken = replace(claim, **wrong)  # type: ignore[arg-type]
    claims = tuple(broken if c is claim else c for c in run.claims)
    with pytest.raises(GroundingError, match=claim.claim):
        publish(replace(run, claims=claims), build.tables())


def test_a_claim_of_an_unknown_report_stops_everything() -> None:
    run = build.run()
    with pytest.raises(GroundingError, match="not in this run"):
        publish(replace(run, reports=run.reports[:1]), build.tables())


def test_problems_are_listed_with_their_remedy() -> None:
    row = json.loads(publish(build.run(), build.tables())["problems.jsonl"])
    assert row == {"where": "a.bin", "problem": "not text", "remedy": "convert it", "kind": "read"}


def test_control_has_one_row_a_spell() -> None:
    text = publish(build.run(), build.tables())["control.csv"].decode()
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["place"], row["holder"], row["from"], row["to"]) == (
        "Almar",
        "Northern Army",
        "2025-03-04",
        "",
    )
    assert row["lon"] == "-77.25"
    assert row["claims"] == "post-1 wire-1"
