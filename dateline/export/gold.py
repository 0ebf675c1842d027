"""Gold from use: the claims that persons judged, as hand-coded claims to measure on (``dateline eval --gold FOLDER``).

In: a run with its decisions; out: the files of a folder. ``reports/`` has the texts and their manifest; ``gold.jsonl``
the claims that a person accepted, corrected or added, in the form of the coding guide and nothing more;
``rejected.jsonl`` those that a person set aside; ``judged.json`` which reports were judged whole, and the ids of the
claims that nobody judged in the others, so that a measurement passes over them.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from dateline.model import Claim, Report
from dateline.publish.jsonl import Json, claim_json, lines
from dateline.publish.record import Run
from dateline.publish.tables import no_codes

GOLD, REJECTED, JUDGED = "gold.jsonl", "rejected.jsonl", "judged.json"
"""The files of the folder, beside ``reports/``."""

_JUDGING = frozenset({"accept", "set", "add"})
"""What a person decides about one claim by name; that a name stands for a body or place judges no claim."""
_FIELDS = (
    "report", "id", "quotes", "trigger", "kind", "status", "actors", "targets", "places", "when", "counts", "means",
    "said_by", "hedge", "incident",
)  # fmt: skip
_PARTS = {
    "actors": ("name", "words"),
    "targets": ("name", "words"),
    "places": ("name", "country", "words"),
    "said_by": ("name", "party", "words", "person"),
}
_LONGEST = 200
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """The files of ``reports/``, those beside it, and what they come to in one sentence.

    Where nobody judged anything ``texts`` is empty.
    """

    texts: dict[str, bytes]
    files: dict[str, bytes]
    told: str


def gold(run: Run, only: Collection[str] | None = None) -> Gold:
    """What persons judged in a whole run, or in the reports of these names alone.

    A part of a run will not do: whether a report was judged whole depends on all its claims.
    """
    if only is not None:
        run = replace(
            run,
            claims=tuple(one for one in run.claims if one.report in only),
            set_aside=tuple(one for one in run.set_aside if one.report in only),
        )
    judging = _judging(run)
    held = _ordered(claim for claim in run.claims if not judging.isdisjoint(claim.decisions))
    rejected = _ordered(run.set_aside)
    seen = {claim.claim for claim in held}
    left = Counter(claim.report for claim in run.claims if claim.claim not in seen)
    names = {claim.report for claim in (*held, *rejected)}
    files = _file_names(sorted(names), run.reports)
    reports = sorted((one for one in run.reports if one.report in names), key=lambda one: files[one.report])
    whole = sorted(files[name] for name in names if not left[name])
    about = {
        "reports": [files[one.report] for one in reports],
        "whole": whole,
        "unjudged": sorted(one.claim for one in run.claims if one.report in names and one.claim not in seen),
    }
    texts: dict[str, bytes] = {
        f"{files[one.report]}.txt": one.text.encode("utf-8", "replace") for one in reports
    }
    if texts:
        texts["manifest.json"] = _json([_entry(one, files[one.report]) for one in reports])
    return Gold(
        texts=texts,
        files={
            GOLD: lines(_row(claim, files[claim.report]) for claim in held),
            REJECTED: lines(_row(claim, files[claim.report]) for claim in rejected),
            JUDGED: _json(about),
        },
        told=_told(len(held), len(rejected), len(reports), len(whole)),
    )


def judged(run: Run) -> bool:
    """Whether a person judged any claim of a run."""
    return bool(run.set_aside or _judging(run))


def _judging(run: Run) -> set[str]:
    """The ids of the decisions in force that hold claims to be right."""
    return {
        one.decision.decision
        for one in run.decisions
        if one.state == "in force" and one.decision.action in _JUDGING
    }


def packed(made: Gold) -> bytes:
    """The folder as one zip archive; the same files give the same bytes."""
    into = io.BytesIO()
    files = {**{f"reports/{name}": data for name, data in made.texts.items()}, **made.files}
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(f"gold/{name}", _NO_TIME), files[name], zipfile.ZIP_DEFLATED)
    return into.getvalue()


def _told(held: int, rejected: int, reports: int, whole: int) -> str:
    said = f"{held:,} claims held to be right, {rejected:,} rejected, in {reports:,} reports"
    return f"{said}, {whole:,} of them judged whole"


def _ordered(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda one: (one.report, one.trigger_span.start, one.id, one.claim))


def _row(claim: Claim, name: str) -> Json:
    """A claim with the fields of the coding guide."""
    whole = {**claim_json(claim, no_codes), "report": name}
    row = {field: whole[field] for field in _FIELDS}
    for field, parts in _PARTS.items():
        row[field] = [{part: item[part] for part in parts if part in item} for item in row[field]]
    return row


def _entry(report: Report, name: str) -> Json:
    """A report's line in the manifest, without what nobody told."""
    told = {
        "report": name,
        "outlet": report.outlet,
        "published": report.published.isoformat() if report.published else None,
        "title": report.title,
        "url": report.url,
        "syndicated_from": report.syndicated_from,
    }
    return {field: value for field, value in told.items() if value is not None}


def _file_names(names: Sequence[str], reports: Iterable[Report]) -> dict[str, str]:
    """For each report the name of its file: its own, or one made of its digest where that would not be read back."""
    digests = {one.report: one.digest for one in reports}
    return {
        name: name
        if not name.startswith(".") and "/" not in name and len(name.encode("utf-8", "replace")) <= _LONGEST
        else f"report-{digests[name][:12]}"
        for name in names
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
