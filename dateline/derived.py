"""The record that a store holds: nothing of it is kept, it is made again from reports, codings and decisions.

In come an open store and the word tables; out come claims as decided, incidents, control, and what changed between two
states of it. Nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dateline import __version__
from dateline.claim.repeated import outside, page_lines
from dateline.claim.unread import uncoded
from dateline.control.control import control
from dateline.decide.apply import Applied, apply, marked, problems_of, unfollowed
from dateline.history import History, carried, history_of, layout_words, read_in, with_incidents
from dateline.merge.memory import Memory
from dateline.merge.merge import labelled, merge
from dateline.model import Claim, Problem, Span, Standing
from dateline.publish.changes import Changes, Window, changes
from dateline.publish.record import Boilerplate, Options, Run
from dateline.publish.redact import redact, redact_alike
from dateline.publish.tables import Ring, Tables, load_tables
from dateline.publish.titles import titled
from dateline.read.layout import boilerplate_of
from dateline.store.moments import Moment
from dateline.store.store import Store
from dateline.versions.trace import Traced
from dateline.words.outlines import load_outlines, outlines
from dateline.words.tables import Words


class Progress(Protocol):
    """Told how far a stage is: its name, how many are done, of how many."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Which of a store's states is meant: the one now, or that at the end of a run (``until``), and of it all or what
    was published before a day."""

    until: Moment | None = None
    before: dt.date | None = None


NOW = State()

_TOLD = 500
"""After how many reports it is told how far the taking up of their claims is."""

PageLines = Mapping[str, tuple[Span, ...]]
"""The lines of each report, by its name, that its outlet repeats under other stories."""


def derive(
    store: Store,
    words: Words,
    options: Options,
    progress: Progress,
    state: State = NOW,
    memory: Memory | None = None,
) -> Run:
    """Everything in force in a store, as decided, merged and graded. Nothing is blotted out: see :func:`shown`.

    ``memory`` is for several states of one record: what merging worked out for one is not worked out for the next.
    """
    until = state.until
    traced = store.traced(until, state.before)
    reports = tuple(one.report for one in traced.current)
    last = store.last_run()
    history = history_of(store, words, traced, until)
    lines = page_lines(reports, words.triggers)
    applied, problems = applied_in(store, words, traced, until, (history, lines), progress)
    progress("merge", 0, 3)
    merged = merge(applied.claims, reports, words, ties=applied.ties, memory=memory)
    progress("merge", 1, 3)
    claims = labelled(applied.claims, merged)
    superseded, revisions = with_incidents(history, claims, reports, words)
    incidents = marked(merged.incidents, applied.claims, applied.standings)
    lost = (*problems_of(applied.standings), *unfollowed(applied.ties, incidents))
    progress("merge", 2, 3)
    return Run(
        reports=reports,
        claims=claims,
        incidents=incidents,
        links=merged.links,
        control=control(applied.claims, incidents, words),
        problems=in_order([*(last.problems if last is not None else ()), *problems, *merged.problems, *lost]),
        decisions=tuple(one for one in applied.standings if not _is_undone(one)),
        undone=tuple(one for one in applied.standings if _is_undone(one)),
        set_aside=applied.set_aside,
        articles=history.articles,
        earlier=tuple(one.report for one in traced.earlier),
        superseded=superseded,
        revisions=revisions,
        kept=history.revised.kept,
        copies=merged.copies,
        boilerplate=_boilerplate(traced, words, lines),
        words=words.digest,
        version=__version__,
        options=options,
    )


def _is_undone(standing: Standing) -> bool:
    return standing.state == "undone" or standing.decision.action == "undo"


def shown(whole: Run, words: Words, blotted: bool) -> Run:
    """The record as it may be shown: private names blotted out where asked."""
    return redact(whole, _private_roles(words)) if blotted else whole


def applied_in(
    store: Store,
    words: Words,
    traced: Traced,
    until: Moment | None = None,
    known: tuple[History, PageLines] | None = None,
    progress: Progress = silent,
) -> tuple[Applied, tuple[Problem, ...]]:
    """The claims of the reports in force as the decisions make them, and the problems of reading them.

    ``known`` are what their outlets changed and the lines that they repeat, where the caller has found them already.
    """
    history, lines = known if known is not None else (history_of(store, words, traced, until), None)
    kept = history.revised.kept
    claims, problems = claims_in(store, words, traced, until, lines, progress)
    reports = [one.report for one in traced.current]
    return apply(claims, reports, carried(store.decisions(until), kept), words), problems


def claims_in(
    store: Store,
    words: Words,
    traced: Traced,
    until: Moment | None = None,
    lines: PageLines | None = None,
    progress: Progress = silent,
) -> tuple[list[Claim], tuple[Problem, ...]]:
    """The claims of the reports in force as they were read, and the problems of reading them."""
    claims: list[Claim] = []
    problems: list[Problem] = []
    if lines is None:
        lines = page_lines([one.report for one in traced.current], words.triggers)
    for number, one in enumerate(traced.current):
        if number % _TOLD == 0:
            progress("recall", number, len(traced.current))
        coding = read_in(store, one, until)
        if coding is not None:
            own, left_out = outside(one.report, coding.claims, lines.get(one.report.report, ()))
            claims.extend(own)
            problems.extend((*coding.problems, *left_out))
        else:
            problems.append(uncoded(one.report))
    return claims, tuple(problems)


def between(was: Run, now: Run, window: Window, words: Words, tables: Tables, blotted: bool) -> Changes:
    """What makes one state of the record differ from another, both whole; private names blotted out where asked."""
    if blotted:
        was, now = redact_alike((was, now), _private_roles(words))
    return changes(titled(was, tables), titled(now, tables), window)


def changed_since(
    store: Store,
    words: Words,
    options: Options,
    moments: tuple[Moment, Sequence[Moment]],
    progress: Progress,
    blotted: bool,
) -> Changes:
    """What the record of a store is against what it was at the first of ``moments``, which is one of the rest."""
    then, known = moments
    memory = Memory()
    was = derive(store, words, options, progress, State(until=then), memory)
    now = derive(store, words, options, progress, NOW, memory)
    came = store.came()
    window = Window(
        then=then.number,
        then_at=then.at,
        now=known[-1].number if known else 0,
        times={moment.number: moment.at for moment in known},
        reports=came.reports,
        decisions=came.decisions,
        record=store.name(),
    )
    return between(was, now, window, words, tables_of(words), blotted)


def changed_last_day(
    store: Store, words: Words, tables: Tables, whole: Run, blotted: bool, memory: Memory
) -> Changes | None:
    """What the reports of the last day changed, for the brief to lead with; ``None`` where all are of one day.

    It goes by the days of publication, not by the runs in which reports came: the same reports give the same brief
    however they were added. ``memory`` is that by which ``whole`` was derived.
    """
    days = {report.report: report.published for report in whole.reports}
    known = sorted({day for day in days.values() if day is not None})
    if len(known) < 2:
        return None
    was = derive(store, words, whole.options, silent, State(before=known[-1]), memory)
    came = {name: int(day == known[-1]) for name, day in days.items()}
    window = Window(then=0, then_at=None, now=1, times={}, reports=came, decisions={}, day=known[-1])
    return between(was, whole, window, words, tables, blotted)


def _boilerplate(traced: Traced, words: Words, lines: PageLines) -> tuple[Boilerplate, ...]:
    """The lines of each report that belong to its page, not to its story; ``lines`` are those that the reports in force
    repeat, which earlier versions may add to."""
    tables = layout_words(words)
    reports = [one.report for one in (*traced.current, *traced.earlier)]
    if traced.earlier:
        lines = page_lines(reports, words.triggers)
    found = [
        (report.report, (*boilerplate_of(report, tables), *lines.get(report.report, ())))
        for report in reports
    ]
    return tuple(Boilerplate(report=name, spans=spans) for name, spans in found if spans)


def _private_roles(words: Words) -> frozenset[str]:
    """Nouns for people who are nobody's official: those that the lexicon of sources knows as witnesses."""
    return frozenset(term for term, party, *_ in words.rows("lexicon/en/sources.tsv") if party == "witness")


def tables_of(words: Words) -> Tables:
    """What the outputs need beside the run, out of the word tables; outlines are loaded when the first map is drawn."""

    def drawn(box: tuple[float, float, float, float]) -> dict[str, tuple[Ring, ...]]:
        west, south, east, north = box
        rings: dict[str, tuple[Ring, ...]] = {}
        for line in outlines(load_outlines(), (south, west, north, east)):
            rings[line.country] = (*rings.get(line.country, ()), line.points)
        return rings

    countries = {iso: country.name for iso, country in words.countries.by_iso.items()}
    return load_tables(kinds=words.kinds, countries=countries, outlines=drawn)


def in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems each once, by where they are."""
    return tuple(sorted(set(problems), key=lambda one: (one.where, one.kind, one.problem, one.remedy)))
