"""Reports with the claims read in them, and decisions, made in a line."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dateline.decide.ledger import named
from dateline.model import Action, Actor, Claim, Count, Decision, Place, Report, Source, Span, When
from tests.merge.making import claim, report

NOON = dt.datetime(2031, 3, 7, 12, tzinfo=dt.UTC)

TEXT = (
    "Rebels seized Hama on Thursday, killing at least 12 soldiers, the Observatory said. "
    "Residents of Salamiyah saw tanks. The army denied it."
)
REPORT = report("hama", TEXT, published="2031-03-06")


def found(words: str) -> Span:
    at = TEXT.index(words)
    return Span(start=at, end=at + len(words))


def seizure() -> Claim:
    """The claim of the first sentence, every part with its words."""
    bare = claim(REPORT, "Rebels seized Hama on Thursday", "seized", "capture")
    return replace(
        bare,
        claim="5e12e",
        actors=(Actor(name="Rebels", words="Rebels", span=found("Rebels"), type="rebels"),),
        places=(Place(name="Hama", words="Hama", span=found("Hama"), country="SY", precision="settlement"),),
        when=When(
            earliest=dt.date(2031, 3, 6),
            latest=dt.date(2031, 3, 6),
            precision="day",
            words="Thursday",
            span=found("Thursday"),
        ),
        counts=(
            Count(
                what="killed",
                who="soldiers",
                low=12,
                high=None,
                words="at least 12 soldiers",
                span=found("at least 12 soldiers"),
            ),
        ),
        said_by=(
            Source(
                name="Observatory", party="unknown", words="the Observatory", span=found("the Observatory")
            ),
        ),
    )


def decision(action: Action, subject: str, *, minutes: int = 0, **told: object) -> Decision:
    """A decision under its id, made ``minutes`` after noon."""
    bare = Decision(
        decision="",
        subject=subject,
        action=action,
        field=None,
        old=None,
        new=None,
        by="A. Reader",
        at=NOON + dt.timedelta(minutes=minutes),
        reason="read it again",
    )
    return named(replace(bare, **told))  # type: ignore[arg-type]


def row(number: int) -> tuple[Report, Claim]:
    """One of any number of reports that each tell one thing of a place of their own."""
    made = report(f"r{number}", f"Shelling hit Town{number} on Monday.")
    told = claim(made, f"Shelling hit Town{number}", "Shelling", "shelling", places=[f"Town{number}"])
    return made, replace(told, claim=f"c{number}")
