"""The last check before anything is written: every quote and every word stands in its report."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.claim.spoken import spoken
from dateline.errors import GroundingError
from dateline.model import Claim, Report


def check_grounding(reports: Iterable[Report], claims: Iterable[Claim]) -> None:
    """Check that each quote, trigger and words of ``claims`` is exactly the text at its offsets.

    Raises :class:`GroundingError` for the first claim (in the order given) that names no report of the
    run, or whose words are not the report's.
    """
    texts = {report.report: report.text for report in reports}
    for claim in claims:
        text = texts.get(claim.report)
        if text is None:
            raise GroundingError(
                f"claim {claim.claim} rests on report {claim.report}, which is not in this run"
            )
        if not claim.quotes or len(claim.quotes) != len(claim.quote_spans):
            raise GroundingError(
                f"claim {claim.claim} of {claim.report} has no quote, or a quote without offsets"
            )
        for field, words, span in spoken(claim):
            if not 0 <= span.start < span.end <= len(text) or text[span.start : span.end] != words:
                raise GroundingError(
                    f"claim {claim.claim} of {claim.report}: its {field} {words!r} is not the text"
                    f" at {span.start}-{span.end}"
                )
