"""Makes claims out of short texts written here, so that a test shows text in and records out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from dateline.model import Actor, Claim, Count, PartyKind, Place, Producer, Report, Source, Span, Status, When

MADE = Producer(name="test", version="1", words="")


def report(name: str, text: str, outlet: str = "Gazette", published: str = "2031-03-06") -> Report:
    return Report(
        report=name,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        outlet=outlet,
        published=dt.date.fromisoformat(published),
    )


def claim(
    source: Report,
    quote: str,
    trigger: str,
    kind: str,
    *,
    actors: Sequence[str] = (),
    targets: Sequence[str] = (),
    places: Sequence[str] = (),
    country: str | None = "XX",
    day: str | None = None,
    by: tuple[str, PartyKind] | None = None,
    status: Status = "happened",
    counts: Sequence[tuple[str, str, int | None, int | None]] = (),
) -> Claim:
    """A claim of a report; the words of its parts are the trigger's, which is all that merging needs."""
    at = source.text.index(quote)
    start = at + quote.index(trigger)
    span = Span(start=start, end=start + len(trigger))
    on = dt.date.fromisoformat(day) if day else None
    who = tuple(Actor(name=name, words=trigger, span=span, type="other") for name in actors)
    whom = tuple(Actor(name=name, words=trigger, span=span, type="other") for name in targets)
    said = (Source(name=by[0], party=by[1], words=trigger, span=span),) if by else ()
    return Claim(
        claim=f"{source.report}/{start}/{kind}/{status}/{by[0] if by else ''}",
        report=source.report,
        id="c1",
        outlet=source.outlet,
        published=source.published,
        quotes=(quote,),
        quote_spans=(Span(start=at, end=at + len(quote)),),
        trigger=trigger,
        trigger_span=span,
        kind=kind,
        status=status,
        actors=who,
        targets=whom,
        places=tuple(Place(name=name, words=trigger, span=span, country=country) for name in places),
        when=When(earliest=on, latest=on, precision="day" if on else None),
        counts=tuple(
            Count(what=w, who=p, low=lo, high=hi, words=trigger, span=span) for w, p, lo, hi in counts
        ),
        means=(),
        said_by=said,
        hedge=None,
        producer=MADE,
        why="test",
    )
