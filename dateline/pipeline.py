"""Composes the rooms: reports in, records and the bytes of every output file out.

Word tables and the encoder are loaded here, once, and passed on; the store is opened and closed here. What a
report was read to say is kept in the store, so a report that is already there is not read again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dateline.cluster import elsewhere
from dateline.coding import Loaded, Workers, code_all, with_readers
from dateline.decide.asking import Asked
from dateline.decide.several import Read, decided_all
from dateline.derived import (
    Progress,
    State,
    applied_in,
    changed_last_day,
    changed_since,
    claims_in,
    derive,
    in_order,
    shown,
    tables_of,
)
from dateline.errors import StoreError, UsageError
from dateline.fetch.document import WebOptions
from dateline.fetch.files import FetchOptions, Reading, read_all
from dateline.history import carried, history_of
from dateline.merge.memory import Memory
from dateline.model import Decision, Problem, Standing
from dateline.publish import publish
from dateline.publish.changes import Changes
from dateline.publish.ground import check_grounding
from dateline.publish.record import Options, Run
from dateline.publish.tables import Tables
from dateline.publish.titles import titled
from dateline.store.address import Address
from dateline.store.hold import held
from dateline.store.moments import Moment, moment_meant
from dateline.store.store import Codings, RunRecord, Store, open_store, version_of
from dateline.words.tables import Words, load_words

_TRIES = 5
"""How often a decision is made anew because the store was written meanwhile."""

_ROOM = 200_000
"""New records that are kept before the collector of garbage looks at them."""

_EMPTY = "The store {} holds no reports yet: add some with 'dateline add'."


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the caller asks: which files, the fallback date, and how outputs are written.

    ``store`` is the lasting store; with ``None`` the run stands alone, and only what it was given counts.
    ``leave_out`` are folders and files not to read, such as the outputs of an earlier run. ``at`` is when the run is
    made (aware), for a lasting store to keep. ``earlier`` is the snapshot that a run standing alone is to replace:
    the decisions in it are taken over. ``standard_input`` is what the path ``-`` means; ``addresses`` on the web are
    retrieved, those of private networks only if allowed. ``jobs`` is how many processes read reports: the outcome is
    the same for any number. ``stored`` are addresses of object storage; ``engine`` is the scheduler whose workers read
    instead of processes here, as ``dask://HOST:PORT``: the outcome is the same.
    """

    paths: tuple[Path, ...] = ()
    published: dt.date | None = None
    store: Address | None = None
    redact: bool = False
    hxl: bool = False
    leave_out: tuple[Path, ...] = ()
    at: dt.datetime | None = None
    earlier: Path | None = None
    standard_input: BinaryIO | None = None
    addresses: tuple[str, ...] = ()
    allow_private: bool = False
    jobs: int = 1
    stored: tuple[str, ...] = ()
    engine: str | None = None


class Kept:
    """What making the record of one store has read back and worked out: nothing of it is done again where the same is
    asked again, and the outcome is the same without it. It grows with each state of the record that is made."""

    def __init__(self) -> None:
        self.codings: Codings = {}
        self.memory = Memory()
        self.tables: Tables | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithWords:
    """What making the record again needs: word tables, and no engine, for nothing is read anew; and what was worked out
    when it was made before, for whoever makes it time and again."""

    words: Words
    kept: Kept | None = None


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


def load(codes: Sequence[str] = ()) -> Loaded:
    """Loads tables, models, and the installed readers of ``codes``; raises SetupError where one is missing or wrong.

    What was loaded stays: the collector of garbage is told to look past it, else it walks the tables over and over,
    and to come less often, for nothing here makes rings of records that point at each other.
    """
    # Here and below: what only reading needs is not imported by commands that read nothing.
    from dateline.claim.code import load_engine

    # Tables are made of millions of records, none of them garbage: looking through them while they grow is a third
    # of the time that loading takes.
    with unwatched():
        words = load_words()
        loaded = Loaded(words=words, engine=load_engine(words))
        loaded = with_readers(loaded, codes)
        gc.set_threshold(_ROOM, 20, 20)
    return loaded


@contextlib.contextmanager
def unwatched() -> Iterator[None]:
    """While what lasts is made, the collector of garbage rests, and it looks past it from then on."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def run(options: RunOptions, progress: Progress, loaded: Loaded | None = None) -> RunResult:
    """Reads the paths, and publishes them with all that the store already holds.

    ``loaded`` spares loading again what an earlier call has loaded.

    Raises:
        UsageError: nothing could be read.
        SetupError: a word table or model is missing or wrong.
        StoreError: the store cannot be used.
        GroundingError: a claim's words are not in its report; nothing is published.
        BrokenOffError: the processes or workers that read ended again and again.
    """
    kept = _kept(options)
    reading = _fetch(options, progress)
    with held(options.store), open_store(options.store) as store:
        ready = loaded or load()
        store.add_reports(reading.reports)
        store.add_originals(reading.reports, reading.originals, reading.vault.packed)
        loose = code_all(store, ready, reading.problems, _by(options), progress)
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
        loose = code_all(store, ready, reading.problems, _by(options), progress)
        store.add_run(RunRecord(options=_told(options), problems=loose))
        store.add_moment(options.at)
        codings = [store.coding(version_of(report)) for report in reading.reports]
    kept = [coding for coding in codings if coding is not None]
    return Added(
        read=len(reading.reports),
        new=new,
        claims=sum(len(coding.claims) for coding in kept),
        problems=in_order([*loose, *(problem for coding in kept for problem in coding.problems)]),
    )


def rebuild(
    store_path: Address,
    options: RunOptions | None,
    progress: Progress,
    loaded: Loaded | WithWords | None = None,
) -> RunResult:
    """Makes every output again from the reports and claims in a store, which is only read.

    Without ``options`` the choices of the last run hold, and the files have the same bytes as it wrote.

    Raises:
        StoreError: the store cannot be used, or holds no report.
        SetupError: a word table is missing or wrong.
    """
    with open_store(store_path, write=False) as store:
        last = _last(store, store_path)
        words = _words(loaded)
        return _publish(store, words, options or _options(last), progress)


def recall(
    store_path: Address,
    progress: Progress,
    loaded: Loaded | WithWords | None = None,
    until: Moment | None = None,
) -> Run:
    """The records of a store as they would be published, without the files; raises as :func:`rebuild` does.

    With ``until`` as they would have been at the end of that run, by today's program.
    """
    with open_store(store_path, write=False) as store:
        last = _last(store, store_path)
        words = _words(loaded)
        options = _options(last)
        kept = _recalled(store, loaded)
        memory = kept.memory if kept is not None else None
        whole = derive(store, words, _shown_as(options), progress, State(until=until), memory)
        return shown(whole, words, options.redact)


def record(
    store_path: Address, progress: Progress, loaded: Loaded | WithWords | None = None
) -> tuple[Run, Tables]:
    """What :func:`recall` gives, incidents under their titles and every word checked, and the tables to show it."""
    words = _words(loaded)
    kept = loaded.kept if isinstance(loaded, WithWords) else None
    run = recall(store_path, progress, WithWords(words=words, kept=kept))
    check_grounding((*run.reports, *run.earlier), (*run.claims, *run.set_aside, *run.superseded))
    tables = kept.tables if kept is not None and kept.tables is not None else tables_of(words)
    if kept is not None:
        kept.tables = tables
    return titled(run, tables), tables


def decide(
    store_path: Address, asked: Asked, at: dt.datetime, loaded: Loaded | WithWords | None = None
) -> Decision:
    """Records one decision, as :func:`decide_all` does."""
    return decide_all(store_path, (asked,), at, loaded)[0]


def decide_all(
    store_path: Address, asked: Sequence[Asked], at: dt.datetime, loaded: Loaded | WithWords | None = None
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
        words = _words(loaded)
        kept = _recalled(store, loaded)
        for _ in range(_TRIES):
            marks = store.marks()
            made = decided_all(asked, _read(store, words, kept), words)
            if store.add_decisions(made, marks):
                store.add_moment(at)
                return made
    raise StoreError(f"The store {store_path} is being written all the time: try again later.")


def _words(loaded: Loaded | WithWords | None) -> Words:
    """The word tables that were loaded, else they are now."""
    if loaded is not None:
        return loaded.words
    with unwatched():
        return load_words()


def _recalled(store: Store, loaded: Loaded | WithWords | None) -> Kept | None:
    """What is kept of earlier makings of the record, if anything; the store reads back nothing that is there."""
    kept = loaded.kept if isinstance(loaded, WithWords) else None
    if kept is not None:
        store.recall(kept.codings)
    return kept


def _read(store: Store, words: Words, known: Kept | None) -> Read:
    """What there is to decide on, every decision on the claim that it bears on now."""
    traced = store.traced()
    kept = history_of(store, words, traced, None).revised.kept
    return Read(
        claims=claims_in(store, words, traced)[0],
        reports=[one.report for one in traced.current],
        decisions=carried(store.decisions(), kept),
        memory=known.memory if known is not None else None,
    )


def decisions(store_path: Address, loaded: Loaded | WithWords | None = None) -> tuple[Standing, ...]:
    """Every decision of a store, undone ones and undoings too, in the order made, and how each stands.

    Raises:
        StoreError: the store cannot be used.
        SetupError: a word table is missing or wrong.
    """
    with open_store(store_path, write=False) as store:
        if not store.decisions():
            return ()
        words = _words(loaded)
        applied, _ = applied_in(store, words, store.traced())
    return applied.standings


def moments(store_path: Address) -> tuple[Moment, ...]:
    """The runs that a store knows of, in order; raises StoreError where it cannot be used."""
    with open_store(store_path, write=False) as store:
        return store.moments()


def since(
    store_path: Address, wanted: str, progress: Progress, loaded: Loaded | WithWords | None = None
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
        words = _words(loaded)
        return changed_since(store, words, _shown_as(options), (then, known), progress, options.redact)


def _held(store_path: Address) -> None:
    """Makes sure that a store is there: one that is only to be added to must not be made by a slip of the pen."""
    if not isinstance(store_path, Path) or not store_path.exists():
        with open_store(store_path, write=False):
            pass


def _last(store: Store, store_path: Address) -> RunRecord:
    last = store.last_run()
    if last is None or not store.marks()[0]:
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
    store = (options.store,) if isinstance(options.store, Path) else ()
    wanted = FetchOptions(
        published=options.published,
        leave_out=(*options.leave_out, *store),
        standard_input=options.standard_input,
        addresses=options.addresses,
        web=WebOptions(allow_private=options.allow_private),
        stored=options.stored,
    )
    with elsewhere(options.engine) as there:
        found = read_all(options.paths, wanted, there)
    progress("read", 1, 1)
    return found


def _by(options: RunOptions) -> Workers:
    return Workers(engine=options.engine or options.jobs, make=load)


def _publish(store: Store, words: Words, options: RunOptions, progress: Progress) -> RunResult:
    """The outputs of everything in force in the store."""
    memory, tables = Memory(), tables_of(words)
    whole = derive(store, words, _shown_as(options), progress, memory=memory)
    changed = changed_last_day(store, words, tables, whole, options.redact, memory)
    run = shown(whole, words, options.redact)
    files = publish(run, tables, changed)
    progress("merge", 3, 3)
    return RunResult(run=run, files=files)


def _shown_as(options: RunOptions) -> Options:
    """The choices that outputs tell of."""
    return Options(published=options.published, hxl=options.hxl)


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
