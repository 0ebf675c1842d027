"""``versions.jsonl``: every article that its outlet changed, one a line, with all that its versions differ in.

In: a run; out: for each article its versions, the sentences that differ with their offsets in both texts, and the
claims of the older ones that no longer stand, marked with what superseded them.
"""

from __future__ import annotations

from dateline.model import Claim, Edit, Report, Revision, Span, Version
from dateline.publish.alerts import instant
from dateline.publish.jsonl import Code, Json, claim_json, lines, revision_json
from dateline.publish.record import Run


def versions_jsonl(run: Run, codes: Code) -> bytes:
    """The articles of a run that have several versions, by id."""
    reports = {report.report: report for report in (*run.reports, *run.earlier)}
    claims = {claim.claim: claim for claim in run.superseded}
    by_report: dict[str, list[Revision]] = {}
    for one in sorted(run.revisions, key=lambda one: _place(claims[one.claim])):
        by_report.setdefault(one.report, []).append(one)
    out = []
    for article in sorted(run.articles, key=lambda one: one.article):
        mine = [one for version in article.versions for one in by_report.get(version.report, ())]
        rows = [
            _version(version, reports, article.versions[n - 1].report if n else None)
            for n, version in enumerate(article.versions)
        ]
        out.append(
            {
                "article": article.article,
                "known_by": article.known_by,
                "report": article.versions[-1].report,
                "versions": rows,
                "superseded": [
                    {**claim_json(claims[one.claim], codes), "superseded": revision_json(one)} for one in mine
                ],
            }
        )
    return lines(out)


def edit_kind(edit: Edit) -> str:
    """What became of a sentence, in one word."""
    if edit.moved:
        return "moved"
    return "added" if edit.old is None else "removed" if edit.new is None else "rewritten"


def _version(version: Version, reports: dict[str, Report], before: str | None) -> Json:
    report = reports[version.report]
    old = reports[before].text if before is not None else ""
    return {
        "version": version.number,
        "report": version.report,
        "digest": version.digest,
        "outlet": report.outlet,
        "title": report.title,
        "url": report.url,
        "published": None if version.published is None else version.published.isoformat(),
        "modified": instant(version.modified),
        "retrieved": instant(version.retrieved),
        "differences": [
            {
                "how": edit_kind(edit),
                "old": _words(old, edit.old),
                "new": _words(report.text, edit.new),
                "spans": {"old": _span(edit.old), "new": _span(edit.new)},
            }
            for edit in version.edits
        ],
    }


def _words(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span.start : span.end]


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _place(claim: Claim) -> tuple[str, int, str]:
    return claim.report, claim.trigger_span.start, claim.claim
