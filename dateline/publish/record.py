"""What a run has to publish: every record that the outputs are made from, and the choices of the caller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from dateline.model import (
    Article,
    Claim,
    Control,
    Incident,
    Link,
    Problem,
    Report,
    Revision,
    Span,
    Standing,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """Stretches of one report that belong to the outlet's page, not to the story; they are greyed."""

    report: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The caller's choices that change what is written.

    ``published`` is the date given with ``--published`` for reports without one, ``None`` where not given;
    ``hxl`` adds the row of HXL tags under the header of ``events.csv``; ``selected`` tells in words which part of the
    record this is, empty for all of it.
    """

    published: dt.date | None = None
    hxl: bool = False
    selected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything one run found, ready to be written.

    ``words`` is the digest of the word tables, ``version`` that of the program. ``decisions`` are a person's
    corrections that were not undone, in the order made, and what has become of each, ``undone`` the others and those
    that undid them; ``set_aside`` the claims that a person rejected. ``articles`` are those with several versions,
    ``earlier`` the reports that are not the newest of theirs, ``superseded`` their claims that no longer stand and
    ``revisions`` what became of these; ``kept`` leads from claims of older versions that stand to what they are in the
    newest; ``copies`` from each report in force to the one whose text it is a form of, or to itself. No order is
    required of any other collection: the outputs sort.
    """

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    words: str
    version: str
    links: tuple[Link, ...] = ()
    control: tuple[Control, ...] = ()
    problems: tuple[Problem, ...] = ()
    decisions: tuple[Standing, ...] = ()
    set_aside: tuple[Claim, ...] = ()
    articles: tuple[Article, ...] = ()
    earlier: tuple[Report, ...] = ()
    superseded: tuple[Claim, ...] = ()
    revisions: tuple[Revision, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    boilerplate: tuple[Boilerplate, ...] = ()
    copies: Mapping[str, str] = field(default_factory=dict)
    options: Options = Options()
    undone: tuple[Standing, ...] = ()
