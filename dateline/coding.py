"""Coding reports: what a store holds that was not read yet is read into claims, here or on workers.

In: a store with reports, and what reading needs, loaded. Out: codings in the store, one for each version of a report
and each producer (program, word tables and models), so that nothing is read twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from dateline import __version__
from dateline.claim.unread import other_language, too_long
from dateline.cluster import over
from dateline.derived import Progress, in_order
from dateline.errors import UNFORESEEN, SetupError
from dateline.model import Claim, Problem, Report
from dateline.store.store import Coding, Store
from dateline.words.languages import language_model
from dateline.words.tables import Words

if TYPE_CHECKING:
    from dateline.claim.code import Engine
    from dateline.language.code import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What reading reports needs from the disk: word tables, the engine made for them, readers of other languages."""

    words: Words
    engine: Engine
    readers: Mapping[str, Reader] = field(default_factory=dict)


def with_readers(loaded: Loaded, codes: Sequence[str]) -> Loaded:
    """The same with the readers of those languages that are installed; English needs none."""
    if not set(codes) - {"en"}:
        return loaded
    from dateline.language.code import load_readers

    return replace(loaded, readers=load_readers(codes, loaded.engine.tables))


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """Who codes: so many processes or the scheduler at an address (``engine``), and what makes there all that coding
    needs, with readers of the languages of given codes (``make``)."""

    engine: int | str
    make: Callable[[Sequence[str]], Loaded]


def code_all(
    store: Store, loaded: Loaded, problems: Sequence[Problem], workers: Workers, progress: Progress
) -> tuple[Problem, ...]:
    """Codes the reports in force, and the versions before them, that this producer has not coded.

    Each coding is kept as it comes, with the ``problems`` of its file; returned are the problems of no report.

    Raises:
        SetupError: a worker has another version of dateline, its tables or its models.
        BrokenOffError: the processes or workers ended again and again.
    """
    traced = store.traced()
    # Older versions too: read by another producer, they would differ from the newest where no word does.
    every = (*traced.current, *traced.earlier)
    codes = sorted({one.stored.language or "en" for one in every})
    loaded = with_readers(loaded, codes)
    producers = {code: _producer(loaded, code) for code in codes}
    by = [(one, producers[one.stored.language or "en"]) for one in every]
    todo = [  # what was read with its language's model is not unread where that is missing
        (one, producer) for one, producer in by
        if not store.coded(one.version, producer)
        and (one.stored.language in {None, "en", *loaded.readers} or store.coding(one.version) is None)
    ]  # fmt: skip
    items = [(producer, one.stored) for one, producer in todo]
    codings = over(workers.engine, _code, items, loaded, partial(workers.make, codes))
    about: dict[str, list[Problem]] = {}
    for problem in problems:
        about.setdefault(problem.where, []).append(problem)
    progress("code", 0, len(todo))
    for number, ((one, producer), (claims, wrong)) in enumerate(zip(todo, codings, strict=True), 1):
        coded = in_order([*about.get(one.stored.path or "", ()), *wrong])
        store.add_coding(Coding(version=one.version, producer=producer, claims=claims, problems=coded))
        progress("code", number, len(todo))
    paths = {one.stored.path for one in every}
    return in_order([problem for problem in problems if problem.where not in paths])


def _code(item: tuple[str, Report], loaded: Loaded) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    producer, report = item
    if _producer(loaded, report.language or "en") != producer:
        raise SetupError(
            "A worker has another version of dateline, its tables or its models: install the same everywhere."
        )
    reader = loaded.readers.get(report.language or "en")
    if report.language not in (None, "en") and reader is None:
        return (), (other_language(report, language_model(report.language)),)
    long = too_long(report)
    if long is not None:
        return (), (long,)
    try:
        return _read(report, loaded, reader)
    except UNFORESEEN as fault:
        said = (
            f"reading it fell over a fault of dateline's own ({type(fault).__name__}): it is kept, not coded"
        )
        remedy = "tell the makers of dateline, with the text; the next version reads it again"
        return (), (Problem(where=report.path or report.report, problem=said, remedy=remedy, kind="failed"),)


def _read(
    report: Report, loaded: Loaded, reader: Reader | None
) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    from dateline.claim.code import code_report
    from dateline.claim.relevance import may_tell

    if reader is not None:
        from dateline.language.code import code_foreign

        foreign = code_foreign(report, reader)
        if foreign:
            return foreign, ()
    elif may_tell(report.text, loaded.words.triggers):
        claims, problems = code_report(report, loaded.engine)
        if claims or problems:
            return claims, problems
    said = "no sentence of it tells of armed conflict, as far as could be read"
    remedy = "leave it out if it is about something else"
    where = report.path or report.report
    return (), (Problem(where=where, problem=said, remedy=remedy, kind="no_conflict"),)


def _producer(loaded: Loaded, language: str = "en") -> str:
    """One digest for all that decides what a report in a language is read to say."""
    from dateline.claim.code import VERSION
    from dateline.claim.relevance import SHORT, STRONG

    engine = loaded.engine
    least = f"{STRONG} {SHORT}"
    parts = [__version__, VERSION, least, loaded.words.digest, engine.encoder.version, engine.parser.version]
    parts += [reader.digest for code, reader in loaded.readers.items() if code == language]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
