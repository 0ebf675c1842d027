"""Composes the rooms: reports in, records and the bytes of every output file out.

Word tables and the encoder are loaded here, once, and passed on; the store is opened and closed here. What a
report was read to say is kept in the store, so a report that is already there is not read again.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from dateline import __version__
from dateline.claim.repeated import outside, page_lines
from dateline.claim.unread import too_long, uncoded
from dateline.control.control import control
from dateline.decide.apply import Applied, apply, marked, problems_of, unfollowed
from dateline.decide.asking import Asked
from dateline.decide.several import Read, decided_all
from dateline.errors import StoreError, UsageError
from dateline.fetch.document import WebOptions
from dateline.fetch.files import FetchOptions, Reading, read_all
from dateline.fetch.language import load_identifier
from dateline.history import History, carried, history_of, layout_words, read_in, with_incidents
from dateline.merge.merge import labelled, merge
from dateline.model import Claim, Decision, Problem, Report, Standing
from dateline.publish import publish
from dateline.publish.changes import Changes, Window, changes
from dateline.publish.ground import check_grounding
from dateline.publish.record import Boilerplate, Options, Run
from dateline.publish.redact import redact, redact_alike
from dateline.publish.tables import Ring, Tables, load_tables
from dateline.publish.titles import titled
from dateline.read.layout import lay_out
from dateline.spread import spread
from dateline.store.hold import held
from dateline.store.moments import Moment, moment_meant
from dateline.store.store import Coding, RunRecord, Store, open_store, version_of
from dateline.versions.trace import Traced
from dateline.words.outlines import load_outlines, outlines
from dateline.words.tables import Words, load_words

if TYPE_CHECKING:
    from dateline.claim.code import Engine

_TRIES = 5
"""How often a decision is made anew because the store was written meanwhile."""

_ROOM = 200_000
"""New records that are kept before the collector of garbage looks at them."""

_EMPTY = "The store {} holds no reports yet: add some with 'dateline add'."


class Progress(Protocol):
    """Told how far a stage is: its name, how many are done, of how many."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the caller asks: which files, the fallback date, and how outputs are written.

    ``store`` is the lasting store; with ``None`` the run stands alone, and only what it was given counts.
    ``leave_out`` are folders and files not to read, such as the outputs of an earlier run. ``at`` is when the run is
    made (aware), for a lasting store to keep. ``earlier`` is the snapshot that a run standing alone is to replace:
    the decisions in it are taken over. ``standard_input`` is what the path ``-`` means; ``addresses`` on the web are
    retrieved, those of private networks only if allowed. ``jobs`` is how many processes read reports: the outcome is
    the same for any number.
    """

    paths: tuple[Path, ...] = ()
    published: dt.date | None = None
    store: Path | None = None
    redact: bool = False
    hxl: bool = False
    leave_out: tuple[Path, ...] = ()
    at: dt.datetime | None = None
    earlier: Path | None = None
    standard_input: BinaryIO | None = None
    addresses: tuple[str, ...] = ()
    allow_private: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What reading reports needs from the disk: word tables and the engine made for them."""

    words: Words
    engine: Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class WithWords:
    """What making the record again needs: word tables, and no engine, for nothing is read anew."""

    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """Every record of a run, the output files by name, and a snapshot of the store where none was named."""

    run: Run
    files: dict[str, bytes]
    snapshot: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What adding came to: reports read, versions that were new, claims in them, and problems."""

    read: int
    new: int
    claims: int
    problems: tuple[Problem, ...]


def load() -> Loaded:
    """Loads word tables and models, a few seconds' work; raises SetupError where one is missing or wrong.

    What was loaded stays: the collector of garbage is told to look past it, else it walks the tables over and over,
    and to come less often, for nothing here makes rings of records that point at each other.
    """
    # Here and below: what only reading needs is not imported by commands that read nothing.
    from dateline.claim.code import load_engine

    # Tables are made of millions of records, none of them garbage: looking through them while they grow is a third
    # of the time that loading takes.
    collecting = gc.isenabled()
    gc.disable()
    try:
        load_identifier()
        load_outlines()
        words = load_words()
        loaded = Loaded(words=words, engine=load_engine(words))
        gc.freeze()
        gc.set_threshold(_ROOM, 20, 20)
    finally:
        if collecting:
            gc.enable()
    return loaded


def run(options: RunOptions, progress: Progress, loaded: Loaded | None = None) -> RunResult:
    """Reads the paths, and publishes them with all that the store already holds.

    ``loaded`` spares loading again what an earlier call has loaded.

    Raises:
        UsageError: nothing could be read.
        SetupError: a word table or model is missing or wrong.
        StoreError: the store cannot be used.
        GroundingError: a claim's words are not in its report; nothing is published.
    """
    kept = _kept(options)
    reading = _fetch(options, progress)
    with held(options.store), open_store(options.store) as store:
        ready = loaded or load()
        store.add_reports(reading.reports)
        store.add_originals(reading.reports, reading.originals, reading.vault.packed)
        loose = _code_all(store, ready, reading.problems, options.jobs, progress)
        store.add_run(RunRecord(options=_told(options), problems=loose))
        for decision in kept:
            store.add_decision(decision)
        store.add_moment(options.at if options.store is not None else None)
        made = _publish(store, ready.words, options, progress)
        # A snapshot holds the full texts: with --redact it would undo what was asked.
        alone = options.store is None and not options.redact
        snapshot = store.snapshot() if alone else None
    return RunResult(run=made.run, files=made.files, snapshot=snapshot)


def add(options: RunOptions, progress: Progress, loaded: Loaded | None = None) -> Added:
    """Reads the paths into the store, without publishing; raises as :func:`run` does."""
    return keep(_fetch(options, progress), options, progress, loaded)


def keep(reading: Reading, options: RunOptions, progress: Progress, loaded: Loaded | None = None) -> Added:
    """Takes into the store what was read; raises as :func:`run` does."""
    with held(options.store), open_store(options.store) as store:
        ready = loaded or load()
        new = store.add_reports(reading.reports)
        store.add_originals(reading.reports, reading.originals, reading.vault.packed)
        loose = _code_all(store, ready, reading.problems, options.jobs, progress)
        store.add_run(RunRecord(options=_told(options), problems=loose))
        store.add_moment(options.at)
        codings = [store.coding(version_of(report)) for report in reading.reports]
    kept = [coding for coding in codings if coding is not None]
    return Added(
        read=len(reading.reports),
        new=new,
        claims=sum(len(coding.claims) for coding in kept),
        problems=_sorted([*loose, *(problem for coding in kept for problem in coding.problems)]),
    )


def rebuild(
    store_path: Path, options: RunOptions | None, progress: Progress, loaded: Loaded | WithWords | None = None
) -> RunResult:
    """Makes every output again from the reports and claims in a store, which is only read.

    Without ``options`` the choices of the last run hold, and the files have the same bytes as it wrote.

    Raises:
        StoreError: the store cannot be used, or holds no report.
        SetupError: a word table is missing or wrong.
    """
    with open_store(store_path, write=False) as store:
        last = _last(store, store_path)
        words = loaded.words if loaded is not None else load_words()
        return _publish(store, words, options or _options(last), progress)


def recall(
    store_path: Path,
    progress: Progress,
    loaded: Loaded | WithWords | None = None,
    until: Moment | None = None,
) -> Run:
    """The records of a store as they would be published, without the files; raises as :func:`rebuild` does.

    With ``until`` as they would have been at the end of that run, by today's program.
    """
    with open_store(store_path, write=False) as store:
        last = _last(store, store_path)
        words = loaded.words if loaded is not None else load_words()
        return _derived(store, words, _options(last), progress, until)


def record(
    store_path: Path, progress: Progress, loaded: Loaded | WithWords | None = None
) -> tuple[Run, Tables]:
    """What :func:`recall` gives, incidents under their titles and every word checked, and the tables to show it."""
    words = loaded.words if loaded is not None else load_words()
    run = recall(store_path, progress, WithWords(words=words))
    check_grounding((*run.reports, *run.earlier), (*run.claims, *run.set_aside, *run.superseded))
    tables = tables_of(words)
    return titled(run, tables), tables


def decide(
    store_path: Path, asked: Asked, at: dt.datetime, loaded: Loaded | WithWords | None = None
) -> Decision:
    """Records one decision, as :func:`decide_all` does."""
    return decide_all(store_path, (asked,), at, loaded)[0]


def decide_all(
    store_path: Path, asked: Sequence[Asked], at: dt.datetime, loaded: Loaded | WithWords | None = None
) -> tuple[Decision, ...]:
    """Records decisions in a store at a time (aware), once all are known to be about something there; else none.

    The time that the person tells is in ``asked``; that of recording tells what the store held when. Each is made on
    what those before it left, and none on what somebody else changed meanwhile.

    Raises:
        UsageError: one is about nothing there is, or its value is unknown.
        StaleError: what one is about is not as the person saw it.
        StoreError: the store cannot be used, or holds no report.
        SetupError: a word table is missing or wrong.
    """
    _held(store_path)
    with open_store(store_path) as store:
        _last(store, store_path)
        words = loaded.words if loaded is not None else load_words()
        for _ in range(_TRIES):
            marks = store.marks()
            made = decided_all(asked, _read(store, words), words)
            if store.add_decisions(made, marks):
                store.add_moment(at)
                return made
    raise StoreError(f"The store {store_path} is being written all the time: try again later.")


def _read(store: Store, words: Words) -> Read:
    """What there is to decide on, every decision on the claim that it bears on now."""
    traced = store.traced()
    kept = history_of(store, words, traced, None).revised.kept
    return Read(
        claims=_claims(store, words, traced)[0],
        reports=[one.report for one in traced.current],
        decisions=carried(store.decisions(), kept),
    )


def decisions(store_path: Path, loaded: Loaded | WithWords | None = None) -> tuple[Standing, ...]:
    """Every decision of a store, undone ones and undoings too, in the order made, and how each stands.

    Raises:
        StoreError: the store cannot be used.
        SetupError: a word table is missing or wrong.
    """
    with open_store(store_path, write=False) as store:
        if not store.decisions():
            return ()
        words = loaded.words if loaded is not None else load_words()
        applied, _ = _applied(store, words, store.traced())
    return applied.standings


def moments(store_path: Path) -> tuple[Moment, ...]:
    """The runs that a store knows of, in order; raises StoreError where it cannot be used."""
    with open_store(store_path, write=False) as store:
        return store.moments()


def since(
    store_path: Path, wanted: str, progress: Progress, loaded: Loaded | WithWords | None = None
) -> Changes:
    """What changed in a store since a date or run: the record then is made again from what was kept by then.

    Both are merged by today's program and word tables, so that only what was read or decided makes a difference.

    Raises:
        UsageError: there is no such run, or it is no date.
        StoreError: the store cannot be used, or holds no report.
        SetupError: a word table is missing or wrong.
    """
    with open_store(store_path, write=False) as store:
        options = _options(_last(store, store_path))
        known = store.moments()
        then = moment_meant(known, wanted)
        words = loaded.words if loaded is not None else load_words()
        return _compared(store, words, options, (then, known), progress)


def _compared(
    store: Store,
    words: Words,
    options: RunOptions,
    moments: tuple[Moment, Sequence[Moment]],
    progress: Progress,
) -> Changes:
    """What the record of a store is against what it was at the first of ``moments``, which is one of the rest."""
    then, known = moments
    whole = replace(options, redact=False)
    was = _derived(store, words, whole, progress, then)
    now = _derived(store, words, whole, progress)
    came, store_name = store.came(), store.name()
    if options.redact:
        was, now = redact_alike((was, now), _private_roles(words))
    times = {moment.number: moment.at for moment in known}
    tables = tables_of(words)
    return changes(
        titled(was, tables),
        titled(now, tables),
        Window(
            then=then.number,
            then_at=then.at,
            now=known[-1].number if known else 0,
            times=times,
            reports=came.reports,
            decisions=came.decisions,
            record=store_name,
        ),
    )


def _held(store_path: Path) -> None:
    """Makes sure that a store is there: one that is only to be added to must not be made by a slip of the pen."""
    if not store_path.exists():
        with open_store(store_path, write=False):
            pass


def _last(store: Store, store_path: Path) -> RunRecord:
    last = store.last_run()
    if last is None or not store.reports():
        raise StoreError(_EMPTY.format(store_path))
    return last


def _kept(options: RunOptions) -> tuple[Decision, ...]:
    """The decisions in the snapshot that a run standing alone replaces.

    Raises:
        UsageError: they would be lost, for it cannot be read, or a redacted run leaves no snapshot.
    """
    if options.store is not None or options.earlier is None or not options.earlier.exists():
        return ()
    try:
        with open_store(options.earlier) as store:
            kept = store.decisions()
    except StoreError as fault:
        raise UsageError(
            f"{options.earlier} may hold decisions, and cannot be read: move it away, or use another --out ({fault})"
        ) from None
    if kept and options.redact:
        raise UsageError(
            f"{options.earlier} holds {len(kept)} decisions, which a redacted run would lose: use another --out, or "
            "keep reports and decisions in a --store."
        )
    return kept


def _fetch(options: RunOptions, progress: Progress) -> Reading:
    progress("read", 0, 1)
    store = () if options.store is None else (options.store,)
    wanted = FetchOptions(
        published=options.published,
        leave_out=(*options.leave_out, *store),
        standard_input=options.standard_input,
        addresses=options.addresses,
        web=WebOptions(allow_private=options.allow_private),
    )
    found = read_all(options.paths, wanted)
    progress("read", 1, 1)
    return found


def _code_all(
    store: Store, loaded: Loaded, problems: Sequence[Problem], jobs: int, progress: Progress
) -> tuple[Problem, ...]:
    """Codes the reports in force, and the versions before them, that this producer has not coded, and keeps each coding
    as it comes; returns the problems of no report."""
    producer = _producer(loaded)
    traced = store.traced()
    # Older versions too: read by another producer, they would differ from the newest where no word does.
    every = (*traced.current, *traced.earlier)
    todo = [one for one in every if store.coding(one.version, producer) is None]
    codings = spread(_code, [one.stored for one in todo], jobs, loaded, load)
    progress("code", 0, len(todo))
    for number, (one, (claims, wrong)) in enumerate(zip(todo, codings, strict=True), 1):
        about = [problem for problem in problems if problem.where == one.stored.path]
        coded = _sorted([*about, *wrong])
        store.add_coding(Coding(version=one.version, producer=producer, claims=claims, problems=coded))
        progress("code", number, len(todo))
    paths = {one.stored.path for one in every}
    return _sorted([problem for problem in problems if problem.where not in paths])


def _code(report: Report, loaded: Loaded) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    if report.language not in (None, "en"):
        return (), ()
    long = too_long(report)
    if long is not None:
        return (), (long,)
    from dateline.claim.code import code_report
    from dateline.claim.relevance import may_tell

    if may_tell(report.text, loaded.words.triggers):
        claims, problems = code_report(report, loaded.engine)
        if claims or problems:
            return claims, problems
    said = "no sentence of it tells of armed conflict, as far as could be read"
    remedy = "leave it out if it is about something else"
    where = report.path or report.report
    return (), (Problem(where=where, problem=said, remedy=remedy, kind="no_conflict"),)


def _producer(loaded: Loaded) -> str:
    """One digest for all that decides what a report is read to say."""
    from dateline.claim.code import VERSION
    from dateline.claim.relevance import SHORT, STRONG

    engine = loaded.engine
    least = f"{STRONG} {SHORT}"
    parts = (__version__, VERSION, least, loaded.words.digest, engine.encoder.version, engine.parser.version)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _derived(
    store: Store,
    words: Words,
    options: RunOptions,
    progress: Progress,
    until: Moment | None = None,
    before: dt.date | None = None,
) -> Run:
    """Everything in force in the store, now or at a moment, or of what was published before a day, as decided, merged
    and graded; private names blotted out where asked."""
    traced = store.traced(until, before)
    reports = tuple(one.report for one in traced.current)
    last = store.last_run()
    history = history_of(store, words, traced, until)
    applied, problems = _applied(store, words, traced, until, history)
    progress("merge", 0, 3)
    merged = merge(applied.claims, reports, words, ties=applied.ties)
    progress("merge", 1, 3)
    claims = labelled(applied.claims, merged)
    superseded, revisions = with_incidents(history, claims, reports, words)
    incidents = marked(merged.incidents, applied.claims, applied.standings)
    lost = (*problems_of(applied.standings), *unfollowed(applied.ties, incidents))
    found = Run(
        reports=reports,
        claims=claims,
        incidents=incidents,
        links=merged.links,
        control=control(applied.claims, incidents, words),
        problems=_sorted([*(last.problems if last is not None else ()), *problems, *merged.problems, *lost]),
        decisions=tuple(
            one for one in applied.standings if one.state != "undone" and one.decision.action != "undo"
        ),
        set_aside=applied.set_aside,
        articles=history.articles,
        earlier=tuple(one.report for one in traced.earlier),
        superseded=superseded,
        revisions=revisions,
        kept=history.revised.kept,
        boilerplate=_boilerplate([*reports, *(one.report for one in traced.earlier)], words),
        words=words.digest,
        version=__version__,
        options=Options(published=options.published, hxl=options.hxl),
    )
    progress("merge", 2, 3)
    return redact(found, _private_roles(words)) if options.redact else found


def _applied(
    store: Store,
    words: Words,
    traced: Traced,
    until: Moment | None = None,
    history: History | None = None,
) -> tuple[Applied, tuple[Problem, ...]]:
    """The claims of the reports in force as the decisions make them, and the problems of reading them."""
    kept = (history or history_of(store, words, traced, until)).revised.kept
    claims, problems = _claims(store, words, traced, until)
    reports = [one.report for one in traced.current]
    return apply(claims, reports, carried(store.decisions(until), kept), words), problems


def _claims(
    store: Store, words: Words, traced: Traced, until: Moment | None = None
) -> tuple[list[Claim], tuple[Problem, ...]]:
    """The claims of the reports in force as they were read, and the problems of reading them."""
    claims: list[Claim] = []
    problems: list[Problem] = []
    lines = page_lines([one.report for one in traced.current], words.triggers)
    for one in traced.current:
        coding = read_in(store, one, until)
        if coding is not None:
            own, left_out = outside(one.report, coding.claims, lines.get(one.report.report, ()))
            claims.extend(own)
            problems.extend((*coding.problems, *left_out))
        else:
            problems.append(uncoded(one.report))
    return claims, tuple(problems)


def _publish(store: Store, words: Words, options: RunOptions, progress: Progress) -> RunResult:
    """The outputs of everything in force in the store."""
    shown = _derived(store, words, options, progress)
    changed = _last_day(store, words, options, shown)
    files = publish(shown, tables_of(words), changed)
    progress("merge", 3, 3)
    return RunResult(run=shown, files=files)


def _last_day(store: Store, words: Words, options: RunOptions, shown: Run) -> Changes | None:
    """What the reports of the last day changed, for the brief to lead with; ``None`` where all are of one day.

    It goes by the days of publication, not by the runs in which reports came: the same reports give the same brief
    however they were added.
    """
    days = {report.report: report.published for report in shown.reports}
    known = sorted({day for day in days.values() if day is not None})
    if len(known) < 2:
        return None
    whole = replace(options, redact=False)
    was = _derived(store, words, whole, _silent, before=known[-1])
    now = _derived(store, words, whole, _silent) if options.redact else shown
    if options.redact:
        was, now = redact_alike((was, now), _private_roles(words))
    tables = tables_of(words)
    came = {name: int(day == known[-1]) for name, day in days.items()}
    window = Window(then=0, then_at=None, now=1, times={}, reports=came, decisions={}, day=known[-1])
    return changes(titled(was, tables), titled(now, tables), window)


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def _boilerplate(reports: Sequence[Report], words: Words) -> tuple[Boilerplate, ...]:
    """The lines of each report that belong to its page, not to its story."""
    tables = layout_words(words)
    lines = page_lines(reports, words.triggers)
    found = [
        (report.report, (*lay_out(report, tables).boilerplate, *lines.get(report.report, ())))
        for report in reports
    ]
    return tuple(Boilerplate(report=name, spans=spans) for name, spans in found if spans)


def _private_roles(words: Words) -> frozenset[str]:
    """Nouns for people who are nobody's official: those that the lexicon of sources knows as witnesses."""
    return frozenset(term for term, party, *_ in words.rows("lexicon/en/sources.tsv") if party == "witness")


def tables_of(words: Words) -> Tables:
    """What the outputs need beside the run, out of the word tables."""
    loaded = load_outlines()

    def drawn(box: tuple[float, float, float, float]) -> dict[str, tuple[Ring, ...]]:
        west, south, east, north = box
        rings: dict[str, tuple[Ring, ...]] = {}
        for line in outlines(loaded, (south, west, north, east)):
            rings[line.country] = (*rings.get(line.country, ()), line.points)
        return rings

    countries = {iso: country.name for iso, country in words.countries.by_iso.items()}
    return load_tables(kinds=words.kinds, countries=countries, outlines=drawn)


def _told(options: RunOptions) -> tuple[tuple[str, str], ...]:
    """The choices that change outputs, as the store keeps them."""
    return (
        ("hxl", str(options.hxl).lower()),
        ("published", options.published.isoformat() if options.published else ""),
        ("redact", str(options.redact).lower()),
    )


def _options(record: RunRecord) -> RunOptions:
    told = dict(record.options)
    published = told.get("published")
    return RunOptions(
        published=dt.date.fromisoformat(published) if published else None,
        redact=told.get("redact") == "true",
        hxl=told.get("hxl") == "true",
    )


def _sorted(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=lambda one: (one.where, one.kind, one.problem, one.remedy)))
