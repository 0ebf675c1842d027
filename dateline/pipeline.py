"""Composes the rooms: reports in, records and the bytes of every output file out.

Word tables and the encoder are loaded here, once, and passed on; the store is opened and closed here. What a
report was read to say is kept in the store, so a report that is already there is not read again.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from dateline import __version__
from dateline.claim.code import VERSION, Engine, code_report, load_engine
from dateline.control.control import control
from dateline.errors import StoreError
from dateline.fetch.document import WebOptions
from dateline.fetch.files import FetchOptions, Reading, read_all
from dateline.fetch.language import load_identifier
from dateline.merge.merge import labelled, merge
from dateline.model import Claim, Problem, Report
from dateline.publish import publish
from dateline.publish.record import Boilerplate, Options, Run
from dateline.publish.redact import redact
from dateline.publish.tables import Ring, Tables, load_tables
from dateline.read.layout import lay_out, read_words
from dateline.store.store import Coding, RunRecord, Store, open_store, version_of
from dateline.words.outlines import load_outlines, outlines
from dateline.words.tables import Words, load_words

_ROOM = 20_000
"""New records that are kept before the collector of garbage looks at them."""

_EMPTY = "The store {} holds no reports yet: add some with 'dateline add'."


class Progress(Protocol):
    """Told how far a stage is: its name, how many are done, of how many."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the caller asks: which files, the fallback date, and how outputs are written.

    ``store`` is the lasting store; with ``None`` the run stands alone, and only what it was given counts.
    ``leave_out`` are folders and files not to read, such as the outputs of an earlier run; ``standard_input`` is
    what the path ``-`` means; ``addresses`` on the web are retrieved, those of private networks only if allowed.
    """

    paths: tuple[Path, ...] = ()
    published: dt.date | None = None
    store: Path | None = None
    redact: bool = False
    hxl: bool = False
    leave_out: tuple[Path, ...] = ()
    standard_input: BinaryIO | None = None
    addresses: tuple[str, ...] = ()
    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What reading reports needs from the disk: word tables and the engine made for them."""

    words: Words
    engine: Engine


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
    load_identifier()
    load_outlines()
    words = load_words()
    loaded = Loaded(words=words, engine=load_engine(words))
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ROOM, 20, 20)
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
    reading = _fetch(options, progress)
    with open_store(options.store) as store:
        ready = loaded or load()
        store.add_reports(reading.reports)
        store.add_originals(reading.reports, reading.originals, reading.vault.packed)
        loose = _code_all(store, ready, reading.problems, progress)
        store.add_run(RunRecord(options=_told(options), problems=loose))
        made = _publish(store, ready.words, options, progress)
        # A snapshot holds the full texts: with --redact it would undo what was asked.
        alone = options.store is None and not options.redact
        snapshot = store.snapshot() if alone else None
    return RunResult(run=made.run, files=made.files, snapshot=snapshot)


def add(options: RunOptions, progress: Progress, loaded: Loaded | None = None) -> Added:
    """Reads the paths into the store, without publishing; raises as :func:`run` does."""
    reading = _fetch(options, progress)
    with open_store(options.store) as store:
        ready = loaded or load()
        new = store.add_reports(reading.reports)
        store.add_originals(reading.reports, reading.originals, reading.vault.packed)
        loose = _code_all(store, ready, reading.problems, progress)
        store.add_run(RunRecord(options=_told(options), problems=loose))
        codings = [store.coding(version_of(report)) for report in reading.reports]
    kept = [coding for coding in codings if coding is not None]
    return Added(
        read=len(reading.reports),
        new=new,
        claims=sum(len(coding.claims) for coding in kept),
        problems=_sorted([*loose, *(problem for coding in kept for problem in coding.problems)]),
    )


def rebuild(
    store_path: Path, options: RunOptions | None, progress: Progress, loaded: Loaded | None = None
) -> RunResult:
    """Makes every output again from the reports and claims in a store, which is only read.

    Without ``options`` the choices of the last run hold, and the files have the same bytes as it wrote.

    Raises:
        StoreError: the store cannot be used, or holds no report.
        SetupError: a word table is missing or wrong.
    """
    with open_store(store_path, write=False) as store:
        last = store.last_run()
        if last is None or not store.reports():
            raise StoreError(_EMPTY.format(store_path))
        words = loaded.words if loaded is not None else load_words()
        return _publish(store, words, options or _options(last), progress)


def recall(store_path: Path, progress: Progress, loaded: Loaded | None = None) -> Run:
    """The records of a store as they would be published, without the files; raises as :func:`rebuild` does."""
    with open_store(store_path, write=False) as store:
        last = store.last_run()
        if last is None or not store.reports():
            raise StoreError(_EMPTY.format(store_path))
        words = loaded.words if loaded is not None else load_words()
        return _derived(store, words, _options(last), progress)


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
    store: Store, loaded: Loaded, problems: Sequence[Problem], progress: Progress
) -> tuple[Problem, ...]:
    """Codes the reports in force that this producer has not coded; returns the problems of no report."""
    producer = _producer(loaded)
    reports = store.reports()
    todo = [report for report in reports if store.coding(version_of(report), producer) is None]
    for number, report in enumerate(todo):
        progress("code", number, len(todo))
        about = [problem for problem in problems if problem.where == report.path]
        claims, wrong = _code(report, loaded)
        coded = _sorted([*about, *wrong])
        version = version_of(report)
        store.add_coding(Coding(version=version, producer=producer, claims=claims, problems=coded))
    progress("code", len(todo), len(todo))
    paths = {report.path for report in reports}
    return _sorted([problem for problem in problems if problem.where not in paths])


def _code(report: Report, loaded: Loaded) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    if report.language not in (None, "en"):
        return (), ()
    claims, problems = code_report(report, loaded.words, loaded.engine)
    if claims or problems:
        return claims, problems
    said = "no sentence of it tells of armed conflict, as far as could be read"
    remedy = "leave it out if it is about something else"
    where = report.path or report.report
    return (), (Problem(where=where, problem=said, remedy=remedy, kind="no_conflict"),)


def _producer(loaded: Loaded) -> str:
    """One digest for all that decides what a report is read to say."""
    engine = loaded.engine
    parts = (__version__, VERSION, loaded.words.digest, engine.encoder.version, engine.parser.version)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _derived(store: Store, words: Words, options: RunOptions, progress: Progress) -> Run:
    """Everything in force in the store, merged and graded; private names blotted out where asked."""
    reports = store.reports()
    last = store.last_run()
    claims: list[Claim] = []
    problems: list[Problem] = list(last.problems if last is not None else ())
    for report in reports:
        coding = store.coding(version_of(report))
        if coding is not None:
            claims.extend(coding.claims)
            problems.extend(coding.problems)
    progress("merge", 0, 3)
    merged = merge(tuple(claims), reports, words)
    progress("merge", 1, 3)
    found = Run(
        reports=reports,
        claims=labelled(claims, merged),
        incidents=merged.incidents,
        links=merged.links,
        control=control(tuple(claims), merged.incidents, words),
        problems=_sorted([*problems, *merged.problems]),
        decisions=store.decisions(),
        boilerplate=_boilerplate(reports, words),
        words=words.digest,
        version=__version__,
        options=Options(published=options.published, hxl=options.hxl),
    )
    progress("merge", 2, 3)
    return redact(found, _private_roles(words)) if options.redact else found


def _publish(store: Store, words: Words, options: RunOptions, progress: Progress) -> RunResult:
    """The outputs of everything in force in the store."""
    shown = _derived(store, words, options, progress)
    files = publish(shown, _tables(words))
    progress("merge", 3, 3)
    return RunResult(run=shown, files=files)


def _boilerplate(reports: Sequence[Report], words: Words) -> tuple[Boilerplate, ...]:
    """The lines of each report that belong to its page, not to its story."""
    tables = read_words(*(words.texts[f"lexicon/en/{name}.tsv"] for name in ("abbreviations", "boilerplate")))
    found = [(report.report, lay_out(report, tables).boilerplate) for report in reports]
    return tuple(Boilerplate(report=name, spans=spans) for name, spans in found if spans)


def _private_roles(words: Words) -> frozenset[str]:
    """Nouns for people who are nobody's official: those that the lexicon of sources knows as witnesses."""
    return frozenset(term for term, party, *_ in words.rows("lexicon/en/sources.tsv") if party == "witness")


def _tables(words: Words) -> Tables:
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
