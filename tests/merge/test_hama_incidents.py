"""The two reports on the fall of Hama: every incident's origins, voices, deniers and grade, coded by hand.

The claims are the coder's own, and so is what belongs together: this measures what comes after merging.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dateline.merge.merge import assemble
from dateline.model import Incident
from dateline.words.tables import Words
from tests.merge.hama import hama

CODED = json.loads((Path(__file__).parent / "data" / "hama.incidents.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found(words: Words) -> Mapping[str, Incident]:
    claims, reports = hama()
    labels = {claim.claim: claim.incident for claim in claims if claim.incident is not None}
    incidents = assemble(claims, reports, labels, words)
    return {labels[incident.claims[0]]: incident for incident in incidents}


def test_every_incident_is_coded(found: Mapping[str, Incident]) -> None:
    assert sorted(found) == sorted(row["incident"] for row in CODED)


@pytest.mark.parametrize("row", CODED, ids=lambda row: str(row["incident"]))
def test_origins_and_grade_are_right(found: Mapping[str, Incident], row: dict[str, Any]) -> None:
    incident = found[row["incident"]]
    assert sorted(o.name.casefold() for o in incident.origins) == sorted(o.casefold() for o in row["origins"])
    assert [o.name for o in incident.denied_by] == row["denied_by"]
    assert (incident.independent_origins, incident.grade) == (row["independent_origins"], row["grade"])
    assert (incident.holder_after or "").endswith(row["holder_after"] or ""), incident.holder_after
    assert bool(incident.holder_after) == bool(row["holder_after"])
