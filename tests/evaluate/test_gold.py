"""Hand-coded claims become records with offsets; what is not in the report stops the reading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import GroundingError, UsageError
from dateline.evaluate.gold import claims_from_gold, reports_from_folder
from dateline.evaluate.merging import assemble_gold, incident_lines, labelled_lines, merge_gold

TEXT = "Orvela taken\n\nThe mayor of Orvela spoke. Rebels took Orvela on Tuesday, killing nine."


def _row(**changed: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "report": "one",
        "id": "c1",
        "quotes": ["Rebels took Orvela on Tuesday"],
        "trigger": "took",
        "kind": "capture",
        "status": "happened",
        "actors": [{"name": "rebels", "words": "Rebels"}],
        "targets": [],
        "places": [{"name": "Orvela", "country": "NO", "words": "Orvela"}],
        "when": {"earliest": "2031-03-04", "latest": "2031-03-04", "precision": "day", "words": "Tuesday"},
        "counts": [{"what": "killed", "who": "people", "low": 9, "high": 9, "words": "nine"}],
        "means": [],
        "said_by": [],
        "hedge": None,
        "incident": "orvela",
    }
    return row | changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "manifest.json").write_text(
        json.dumps(
            [{"report": "one", "outlet": "Gazette", "published": "2031-03-05", "syndicated_from": None}]
        )
    )
    return tmp_path


def test_spans_are_the_words_nearest_the_quote(folder: Path) -> None:
    reports = reports_from_folder(folder)
    (claim,) = claims_from_gold([json.dumps(_row())], reports)
    text = reports[0].text
    assert claim.claim == "one/c1" and claim.outlet == "Gazette" and claim.incident == "orvela"
    assert text[claim.trigger_span.start : claim.trigger_span.end] == "took"
    place = claim.places[0].span
    assert text[place.start : place.end] == "Orvela"
    assert claim.quote_spans[0].start < place.start < claim.quote_spans[0].end
    assert str(claim.when.earliest) == "2031-03-04"


def test_words_that_are_not_in_the_report_stop_the_reading(folder: Path) -> None:
    reports = reports_from_folder(folder)
    with pytest.raises(GroundingError, match="one/c1"):
        claims_from_gold([json.dumps(_row(quotes=["Rebels lost Orvela"], trigger="lost"))], reports)
    with pytest.raises(GroundingError, match="actor"):
        claims_from_gold([json.dumps(_row(actors=[{"name": "x", "words": "Marsh Front"}]))], reports)


def test_a_line_that_is_no_claim_is_named(folder: Path) -> None:
    reports = reports_from_folder(folder)
    with pytest.raises(UsageError, match="line 2"):
        claims_from_gold([json.dumps(_row()) + "\n{broken\n"], reports)
    with pytest.raises(UsageError, match="two"):
        claims_from_gold([json.dumps(_row(report="two"))], reports)
    with pytest.raises(UsageError, match="unknown value"):
        claims_from_gold([json.dumps(_row(status="perhaps"))], reports)


def test_a_folder_without_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no \.txt"):
        reports_from_folder(tmp_path)


def test_merging_gold_names_claims_by_report_and_id(folder: Path) -> None:
    text = json.dumps(_row()) + "\n" + json.dumps(_row(id="c2", kind="destroy", trigger="took"))
    merged = merge_gold([text], reports_from_folder(folder))
    rows = [json.loads(line) for line in incident_lines(merged.incidents).splitlines()]
    assert sorted(name for row in rows for name in row["claims"]) == ["one/c1", "one/c2"]
    labels = [json.loads(line)["incident"] for line in labelled_lines([text], merged).splitlines()]
    assert set(labels) == {row["incident"] for row in rows}


def test_gold_incidents_are_kept_as_labelled(folder: Path) -> None:
    reports = reports_from_folder(folder)
    text = "\n".join(json.dumps(_row(id=f"c{n}", incident=label)) for n, label in enumerate("aab"))
    other = json.dumps(_row(id="c9", incident="a"))  # a label of another set is another happening
    found = assemble_gold([text, other], reports)
    assert sorted(len(incident.claims) for incident in found) == [1, 1, 2]
    assert found == assemble_gold([text, other], reports)
