"""Measures merging by itself: hand-coded claims in, incidents out, in the form their scorer reads.

In: gold claims and the reports they code; out: JSON lines of incidents, each claim named ``report/id``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from dateline.evaluate.gold import claims_from_gold
from dateline.merge.merge import Merged, assemble, merge
from dateline.model import Claim, Incident, Report


def merge_gold(texts: Iterable[str], reports: Sequence[Report], words: object | None = None) -> Merged:
    """Merge the gold claims of JSON-lines texts over their reports; each text is a run of its own kind of
    war, but all go in together: nothing tells the merger which claims belong to one cluster."""
    return merge(claims_from_gold(texts, reports), reports, words)


def assemble_gold(
    texts: Iterable[str], reports: Sequence[Report], words: object | None = None
) -> tuple[Incident, ...]:
    """The incidents of the coder's own labels: origins, grades, contests and holders with no link of ours.

    Each text is one set with labels of its own: the same label in two texts is two happenings.
    """
    claims: list[Claim] = []
    labels: dict[str, str] = {}
    for number, text in enumerate(texts):
        found = claims_from_gold([text], reports)
        claims += found
        labels |= {claim.claim: f"{number} {claim.incident}" for claim in found if claim.incident is not None}
    return assemble(claims, reports, labels, words)


def incident_lines(incidents: Sequence[Incident]) -> str:
    """Incidents as JSON lines: every field of the record, names, ISO dates and claim ids."""
    rows = (
        json.dumps(asdict(incident), ensure_ascii=False, sort_keys=True, default=str)
        for incident in incidents
    )
    return "".join(row + "\n" for row in rows)


def labelled_lines(texts: Iterable[str], merged: Merged) -> str:
    """The gold claims as JSON lines again, ``incident`` replaced by the incident that merging put them in."""
    rows = []
    for text in texts:
        for line in text.splitlines():
            if line.strip():
                row = json.loads(line)
                row["incident"] = merged.labels[f"{row['report']}/{row['id']}"]
                rows.append(json.dumps(row, ensure_ascii=False))
    return "".join(row + "\n" for row in rows)
