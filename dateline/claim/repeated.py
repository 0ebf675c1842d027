"""Claims that stand in lines which an outlet repeats under its stories: links to other stories, standing captions.

In come the reports in force and the claims of one of them; out come the repeated lines, and the claims outside them.
The lines depend on the other reports, so this is no part of coding one: it is made again with everything derived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dateline.mention.triggers import find_triggers
from dateline.model import Claim, Problem, Report, Span
from dateline.read.repeats import repeated_lines
from dateline.words.lexicon import TriggerTable


def page_lines(reports: Sequence[Report], triggers: TriggerTable) -> Mapping[str, tuple[Span, ...]]:
    """The repeated lines of each report, by its name; a sentence with a word that tells of an event is none."""
    return repeated_lines(reports, lambda line: bool(find_triggers(line, triggers)))


def outside(
    report: Report, claims: Sequence[Claim], lines: Sequence[Span]
) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    """The claims with a quote outside these lines, and a problem that tells of the others."""
    if not lines:
        return tuple(claims), ()
    kept = tuple(
        claim
        for claim in claims
        if not all(any(line.start <= quote.start < line.end for line in lines) for quote in claim.quote_spans)
    )
    left_out = len(claims) - len(kept)
    if not left_out:
        return kept, ()
    many = f"{left_out} claims stand" if left_out > 1 else "one claim stands"
    said = f"{many} in lines that its outlet repeats under other stories, and left out of the record"
    remedy = "look at the lines greyed in brief.html; give the story alone if it was left out wrongly"
    return kept, (
        Problem(where=report.path or report.report, problem=said, remedy=remedy, kind="boilerplate"),
    )
