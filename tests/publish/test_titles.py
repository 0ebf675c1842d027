"""Incidents under headings in plain English, in every file that names them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from dateline.publish import publish
from dateline.publish.titles import title_of, titled
from tests.publish import build


def test_incidents_are_headed_in_english_in_every_table() -> None:
    out = publish(build.run(), build.tables())
    rows = {row["incident"]: row["title"] for row in map(json.loads, out["incidents.jsonl"].splitlines())}
    assert rows["almar"] == "Taking of Almar by the Northern Army"
    points = [one["properties"]["title"] for one in json.loads(out["events.geojson"])["features"]]
    assert rows["almar"] in points
    notes = [row["notes"] for row in csv.DictReader(io.StringIO(out["events.csv"].decode()))]
    assert any(note.startswith(rows["almar"]) for note in notes)


def test_what_did_not_happen_says_so() -> None:
    titles = {one.incident: one.title for one in titled(build.run(), build.tables()).incidents}
    assert titles["besk"] == "Taking of Besk by the Northern Army (planned)"
    assert titles["besk-shelling"].endswith("(denied)")


def test_an_incident_whose_claims_are_not_at_hand_keeps_its_own_title() -> None:
    incident = replace(build.run().incidents[0], title="As it came")
    assert title_of(incident, {}, build.tables()) == "As it came"
