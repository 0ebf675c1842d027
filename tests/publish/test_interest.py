"""The interest of each origin and the Admiralty number of each incident: in the records, the brief and explain."""

from __future__ import annotations

import json
import re

from dateline.pipeline import RunResult
from dateline.publish.explain import explain

STANDS = {"gains", "loses", "neutral", "unknown"}


def test_every_incident_has_its_number_and_every_origin_its_interest(demo: RunResult) -> None:
    rows = [json.loads(line) for line in demo.files["incidents.jsonl"].splitlines()]
    assert {row["admiralty"] for row in rows} <= set(range(1, 7))
    assert {origin["stands"] for row in rows for origin in row["origins"] + row["denied_by"]} <= STANDS
    assert any(origin["stands"] == "loses" for row in rows for origin in row["origins"])
    page = demo.files["brief.html"].decode()
    assert len(re.findall(r"Admiralty [1-6]", page)) == len(rows)


def test_explain_tells_both(demo: RunResult) -> None:
    for incident in demo.run.incidents:
        lines = [line.text for line in explain(demo.run, incident.incident).lines]
        assert any(f"(Admiralty {incident.admiralty})" in text for text in lines)
        for origin in (*incident.origins, *incident.denied_by):
            assert any(text.startswith(f"{origin.name} (") and origin.stands in text for text in lines)
