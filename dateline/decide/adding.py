"""Claims that no program read and a person added: what the words tell, and where they stand.

In: a report, the words that tell it and their place in the text; out: a bare claim, whose other fields are then set
as those of any claim. It rests on words of the report like every other; where the text was edited it follows its
words, and where they are gone it is gone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.claim.identity import claim_id
from dateline.errors import UsageError
from dateline.mention.triggers import find_triggers
from dateline.model import Claim, Decision, Producer, Report, Span, When
from dateline.words.tables import Words

PERSON = "person"
"""The name of the producer of claims that a person added."""

LONGEST = 1000
"""Characters that the words of one claim may have: it is one happening, not a chapter."""

_SHOWN = 5


def place_quote(said: str, start: int | None, report: Report) -> Span:
    """Where a person's quote stands in a report, less the blanks around it; ``start`` tells which of several.

    Raises:
        UsageError: the report does not hold it (there), or holds it more than once and ``start`` is not told.
    """
    if start is not None and report.text[max(start, 0) : max(start, 0) + len(said)] != said:
        raise UsageError(
            f"The report {report.report} does not hold these words at {start}: copy them from it."
        )
    bare = said.strip()
    if not bare:
        raise UsageError("Give the words of the report that tell it.")
    if len(bare) > LONGEST:
        raise UsageError(f"The words of one claim may have {LONGEST} characters, and these have {len(bare)}.")
    if start is not None:
        at = start + len(said) - len(said.lstrip())
        return Span(start=at, end=at + len(bare))
    found = _starts(bare, report.text)
    if not found:
        raise UsageError(
            f"The words {_short(bare)} are not in the report {report.report}: copy them from it."
        )
    if len(found) > 1:
        some = ", ".join(map(str, found[:_SHOWN])) + (", ..." if len(found) > _SHOWN else "")
        raise UsageError(
            f"The words {_short(bare)} stand {len(found)} times in {report.report}, at {some}: say which with --start."
        )
    return Span(start=found[0], end=found[0] + len(bare))


def place_trigger(said: str | None, quote: Span, kind: str, report: Report, words: Words) -> Span:
    """Where the words stand that tell the event itself: those given, else the lexicon's surest of that kind in the
    quote, else the whole quote.

    Raises:
        UsageError: the quote does not hold those given.
    """
    text = report.text[quote.start : quote.end]
    if said is not None and said.strip():
        at = text.find(said.strip())
        if at < 0:
            raise UsageError(
                f"The words {_short(said.strip())} are not in the quote: the trigger is a part of it."
            )
        return Span(start=quote.start + at, end=quote.start + at + len(said.strip()))
    told = [one for one in find_triggers(text, words.triggers) if one.kind == kind]
    if not told:
        return quote
    best = max(told, key=lambda one: (one.weight, -one.start))
    return Span(start=quote.start + best.start, end=quote.start + best.end)


def added_id(words: tuple[str, ...], spans: tuple[Span, ...], kind: str, report: Report) -> str:
    """The id of the claim that these words (quote and trigger, with their offsets) tell; it is made of these alone,
    so that the same claim added again after an undoing is itself again."""
    return claim_id(_bare(words, spans, kind, report, 0))


def added_claim(decision: Decision, report: Report, number: int, words: Words) -> Claim:
    """The claim that a decision adds, the ``number``-th (from 1) that persons added to its report.

    Its id is made of what was decided, wherever its words now stand.

    Raises:
        UsageError: the report no longer holds its words.
    """
    quote, trigger = decision.spans
    made = _bare(decision.words, decision.spans, decision.new or "", report, number)
    moved = _moved(decision.words[0], quote, report) - quote.start
    return replace(
        made,
        claim=claim_id(made),
        quote_spans=(Span(start=quote.start + moved, end=quote.end + moved),),
        trigger_span=Span(start=trigger.start + moved, end=trigger.end + moved),
        producer=replace(made.producer, words=words.digest),
        why=f"added by {decision.by}: {decision.reason}",
    )


def added_claims(
    decisions: Sequence[Decision], live: Sequence[Decision], reports: Mapping[str, Report], words: Words
) -> tuple[list[tuple[Decision, Claim]], list[tuple[Decision, str]]]:
    """The claims that the decisions in force add, and those decisions that can add none, each with the reason.

    ``decisions`` are all that were ever made: a claim keeps its number when an earlier one is taken back.
    """
    numbers: dict[str, int] = {}
    holding = {one.decision for one in live}
    made: dict[str, tuple[Decision, Claim]] = {}
    lost: list[tuple[Decision, str]] = []
    for decision in decisions:
        if decision.action != "add":
            continue
        numbers[decision.subject] = numbers.get(decision.subject, 0) + 1
        if decision.decision not in holding:
            continue
        report = reports.get(decision.subject)
        if report is None:
            lost.append((decision, f"there is no report {decision.subject!r} any more"))
            continue
        try:
            claim = added_claim(decision, report, numbers[decision.subject], words)
        except UsageError as fault:
            lost.append((decision, str(fault).removesuffix(".")))
            continue
        if claim.kind not in words.kinds.kinds:
            lost.append((decision, f"{claim.kind!r} is no kind of event any more"))
        elif claim.claim in made:
            lost.append((decision, f"decision {made[claim.claim][0].decision} adds the same claim"))
        else:
            made[claim.claim] = decision, claim
    return list(made.values()), lost


def _bare(words: tuple[str, ...], spans: tuple[Span, ...], kind: str, report: Report, number: int) -> Claim:
    """A claim that tells nothing yet but that it is there."""
    return Claim(
        claim="",
        report=report.report,
        id=f"p{number}",
        outlet=report.outlet,
        published=report.published,
        quotes=words[:1],
        quote_spans=spans[:1],
        trigger=words[1],
        trigger_span=spans[1],
        kind=kind,
        status="happened",
        actors=(),
        targets=(),
        places=(),
        when=When(),
        counts=(),
        means=(),
        said_by=(),
        hedge=None,
        producer=Producer(name=PERSON, version="1", words=""),
        why="",
    )


def _moved(quote: str, was: Span, report: Report) -> int:
    """Where a quote stands now: where it stood, else at the nearest place that has the same words."""
    if report.text[was.start : was.end] == quote:
        return was.start
    found = _starts(quote, report.text)
    if not found:
        raise UsageError(f"the report {report.report} no longer holds the words {_short(quote)}.")
    return min(found, key=lambda at: (abs(at - was.start), at))


def _starts(words: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(words), text)]


def _short(said: str) -> str:
    return repr(said if len(said) <= 60 else f"{said[:57]}...")
