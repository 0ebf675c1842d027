"""Composes the rooms: reports in, records and the bytes of every output file out.

Word tables and the encoder are loaded here, once, and passed on; the store is opened and closed here. What a
report was read to say is kept in the store, so a report that is already there is not read again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dateline import __version__
from dateline.claim.code import Engine, code_report, load_engine
from dateline.control.control import control
from dateline.errors import StoreError
from dateline.fetch.files import FetchOptions, read_paths
from dateline.merge.merge import merge
from dateline.model import Claim, Problem, Report
from dateline.publish import publish
from dateline.publish.record import Options, Run
from dateline.publish.redact import redact
from dateline.store.store import Coding, RunRecord, Store, open_store, version_of
from dateline.words.tables import Words, load_words


class Progress(Protocol):
    """Told how far a stage is: its name, how many are done, of how many."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the caller asks: which files, the fallback date, and how outputs are written.

    ``store`` is the lasting store; with ``None`` the run stands alone, and only what it was given counts.
    """

    paths: tuple[Path, ...] = ()
    published: dt.date | None = None
    store: Path | None = None
    redact: bool = False
    hxl: bool = False


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


def run(options: RunOptions, progress: Progress) -> RunResult:
    """Reads the paths, and publishes them with all that the store already holds.

    Raises:
        UsageError: nothing could be read.
        SetupError: a word table or model is missing or wrong.
        StoreError: the store cannot be used.
        GroundingError: a claim's words are not in its report; nothing is published.
    """
    words = load_words()
    with open_store(options.store) as store:
        reports, problems = _fetch(options, progress)
        store.add_reports(reports)
        loose = _code_all(store, words, problems, progress)
        record = RunRecord(options=_told(options), problems=loose)
        store.add_run(record)
        made = _publish(store, words, options, progress)
        snapshot = store.snapshot() if options.store is None else None
    return RunResult(run=made.run, files=made.files, snapshot=snapshot)


def add(options: RunOptions, progress: Progress) -> Added:
    """Reads the paths into the store, without publishing; raises as :func:`run` does."""
    words = load_words()
    with open_store(options.store) as store:
        reports, problems = _fetch(options, progress)
        new = store.add_reports(reports)
        loose = _code_all(store, words, problems, progress)
        store.add_run(RunRecord(options=_told(options), problems=loose))
        codings = [store.coding(version_of(report)) for report in reports]
    kept = [coding for coding in codings if coding is not None]
    return Added(
        read=len(reports),
        new=new,
        claims=sum(len(coding.claims) for coding in kept),
        problems=_sorted([*loose, *(problem for coding in kept for problem in coding.problems)]),
    )


def rebuild(store_path: Path, options: RunOptions | None, progress: Progress) -> RunResult:
    """Makes every output again from the reports and claims in a store, which is only read.

    Without ``options`` the choices of the last run hold, and the files have the same bytes as it wrote.

    Raises:
        StoreError: the store cannot be used, or holds no report.
    """
    words = load_words()
    with open_store(store_path, write=False) as store:
        last = store.last_run()
        if last is None or not store.reports():
            raise StoreError(f"The store {store_path} holds no reports yet: add some with 'dateline add'.")
        return _publish(store, words, options or _options(last), progress)


def _fetch(options: RunOptions, progress: Progress) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    progress("read", 0, 1)
    found = read_paths(options.paths, FetchOptions(published=options.published))
    progress("read", 1, 1)
    return found


def _code_all(
    store: Store, words: Words, problems: Sequence[Problem], progress: Progress
) -> tuple[Problem, ...]:
    """Codes the reports in force that this producer has not coded; returns the problems of no report."""
    engine = load_engine()
    producer = _producer(words, engine)
    reports = store.reports()
    todo = [report for report in reports if store.coding(version_of(report), producer) is None]
    for number, report in enumerate(todo):
        progress("code", number, len(todo))
        about = [problem for problem in problems if problem.where == report.path]
        claims, wrong = _code(report, words, engine)
        coded = _sorted([*about, *wrong])
        version = version_of(report)
        store.add_coding(Coding(version=version, producer=producer, claims=claims, problems=coded))
    progress("code", len(todo), len(todo))
    paths = {report.path for report in reports}
    return _sorted([problem for problem in problems if problem.where not in paths])


def _code(report: Report, words: Words, engine: Engine) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    if report.language not in (None, "en"):
        return (), ()
    claims, problems = code_report(report, words, engine)
    if claims or problems:
        return claims, problems
    said = "no sentence of it tells of armed conflict, as far as could be read"
    remedy = "leave it out if it is about something else"
    where = report.path or report.report
    return (), (Problem(where=where, problem=said, remedy=remedy, kind="no_conflict"),)


def _producer(words: Words, engine: Engine) -> str:
    """One digest for all that decides what a report is read to say."""
    parts = "\n".join((__version__, words.digest, engine.digest))
    return hashlib.sha256(parts.encode()).hexdigest()


def _publish(store: Store, words: Words, options: RunOptions, progress: Progress) -> RunResult:
    """The outputs of everything in force in the store."""
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
        claims=tuple(claims),
        incidents=merged.incidents,
        links=merged.links,
        control=control(tuple(claims), merged.incidents, words),
        problems=_sorted([*problems, *merged.problems]),
        decisions=store.decisions(),
        words=words.digest,
        version=__version__,
        options=Options(published=options.published, hxl=options.hxl),
    )
    progress("merge", 2, 3)
    shown = redact(found) if options.redact else found
    files = publish(shown, words)
    progress("merge", 3, 3)
    return RunResult(run=shown, files=files)


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
