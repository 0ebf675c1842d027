"""The record as the desk shows it: everything that a store holds, derived once for each state of the store.

In: the path of a store. Out: one immutable :class:`Record`, kept until the store has moved on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from dateline import pipeline
from dateline.derived import Progress, silent
from dateline.desk.settings import Settings
from dateline.model import Actor, Article, Claim, Incident, Link, Place, Report, Span
from dateline.publish.facts import reading_order
from dateline.publish.record import Run
from dateline.publish.tables import Tables
from dateline.publish.tables_csv import incident_order
from dateline.store.address import Address
from dateline.store.store import Marks, open_store
from dateline.words.tables import Words, load_words

MOST_KEPT = 64
"""How many views worked out of one record are kept with it."""

MOST_RECALLED = 200_000
"""Up to how many claims what making the record worked out is kept for making it after the next decision: of a million
claims it would be gigabytes."""

MOST_MADE = 200
"""After so many records it is let go, for it holds what was worked out for each of them."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything in force in a store, with what a page looks up by name.

    ``run`` holds it all, its incidents under plain headings; ``marks`` tell the state of the store it was made of.
    ``claims`` (rejected ones too) and ``incidents`` are by id, ``reports`` by name, ``claims_of`` the claims of each
    report in reading order, ``incident_of`` the incident of each claim; ``order`` has the incidents by date.
    ``copies`` leads from each report to the one whose text it is a form of, or to itself;
    ``links_of`` from each claim to the links that join it with others, the surest first, and
    ``article_of`` from each version of an article that its outlet changed to that article. ``reports`` has the earlier
    versions too, and ``claims`` those of them that no longer stand. ``kept`` is for :func:`once` alone. ``behind`` is
    true where the store has moved on and the record that follows is still being made.
    """

    store: Address
    marks: Marks
    run: Run
    words: Words
    tables: Tables
    claims: Mapping[str, Claim]
    incidents: Mapping[str, Incident]
    reports: Mapping[str, Report]
    claims_of: Mapping[str, tuple[Claim, ...]]
    incident_of: Mapping[str, Incident]
    order: tuple[Incident, ...]
    boilerplate: Mapping[str, tuple[Span, ...]]
    copies: Mapping[str, str]
    links_of: Mapping[str, tuple[Link, ...]]
    article_of: Mapping[str, Article]
    kept: dict[Hashable, object] = field(default_factory=dict, compare=False, repr=False)
    behind: bool = False


def once(shown: Record, name: Hashable, make: Callable[[], T]) -> T:
    """What is worked out of a record, made at the first call for that name and kept as long as the record is.

    ``name`` says all that it depends on beside the record: a word where it is one of the few things that depend on
    nothing else, several parts where it is a view, of which only the last are kept. Two threads may both make it: they
    make the same.
    """
    found = shown.kept.get(name)
    if found is None:
        found = make()
        views = [one for one in shown.kept.copy() if not isinstance(one, str)]
        for old in views[: max(0, len(views) + 1 - MOST_KEPT)]:
            shown.kept.pop(old, None)
        shown.kept[name] = found
    return found  # type: ignore[return-value]


def claims_in(incident: Incident, record: Record) -> list[Claim]:
    """The claims of an incident."""
    return [record.claims[name] for name in incident.claims if name in record.claims]


def doers(incident: Incident, record: Record) -> tuple[Actor, ...]:
    """Who did it, by the incident or any account of it."""
    return (*incident.actors, *(one for claim in claims_in(incident, record) for one in claim.actors))


def done_to(incident: Incident, record: Record) -> tuple[Actor, ...]:
    """Whom it was done to, by the incident or any account of it."""
    return (*incident.targets, *(one for claim in claims_in(incident, record) for one in claim.targets))


def places_of(incident: Incident, record: Record) -> tuple[Place, ...]:
    """Where it was, by the incident or any account of it."""
    return (*incident.places, *(one for claim in claims_in(incident, record) for one in claim.places))


class _Making:
    """The next record while a thread of its own makes it; what went wrong is raised where it is waited for."""

    def __init__(self, make: Callable[[], Record]) -> None:
        self._make = make
        self._made: Record | None = None
        self._fault: Exception | None = None
        self._done = threading.Event()
        # Whoever ends the desk does not wait for a record that nobody will see.
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        try:
            self._made = self._make()
        except Exception as fault:  # noqa: BLE001 (raised again, in the thread that waits for it)
            self._fault = fault
        finally:
            self._done.set()

    @property
    def over(self) -> bool:
        return self._done.is_set()

    def waited(self, seconds: float | None) -> Record | None:
        """The record, ``None`` where it is not made within so many seconds."""
        if not self._done.wait(seconds):
            return None
        if self._fault is not None:
            raise self._fault
        return self._made


class Records:
    """Gives the record of one store, made again only when the store has moved on; safe to share among threads.

    ``ready`` are what pages work out of a whole record: done for each that is made while another is shown.
    """

    def __init__(
        self, store: Address, settings: Settings, ready: Sequence[Callable[[Record], object]] = ()
    ) -> None:
        self.store = store
        self.settings = settings
        self._ready = ready
        self._words = settings.words
        self._lock = threading.Lock()
        self._last: Record | None = None
        self._making: _Making | None = None
        self._kept: pipeline.Kept | None = None
        self._made = 0

    def current(self, progress: Progress = silent) -> Record:
        """The record as the store now stands; ``progress`` is told how far its making is, where it has to be made.

        Where that takes longer than ``Settings.patience`` and there is an earlier one, that: it is then ``behind``.

        Raises:
            StoreError: the store cannot be used, or holds no report.
            SetupError: a word table is missing or wrong.
            GroundingError: a claim's words are not in its report.
        """
        marks = self._marks()
        patience = self.settings.patience
        until = None if patience is None else time.monotonic() + patience
        while True:
            with self._lock:
                last = self._last
                if last is not None and last.marks == marks:
                    return last
                if self._making is None or self._making.over:
                    self._making = _Making(lambda: self._make(progress))
                making = self._making
            left = None if last is None or until is None else max(0.0, until - time.monotonic())
            made = making.waited(left)
            if made is None:
                assert last is not None
                return replace(last, behind=True)
            if made.marks == marks or self._marks() == made.marks:
                return made

    def _make(self, progress: Progress) -> Record:
        """The next record, in place of the last as soon as it is whole."""
        marks = self._marks()
        with self._lock:
            if self._made % MOST_MADE == 0 or self._kept is None:
                self._kept = self._to_keep()
            known = self._with()
            following = self._last is not None
        made = load_record(self.store, marks, known, progress)
        for work in self._ready if following else ():
            work(made)
        with self._lock:
            self._last = made
            self._made += 1
        return made

    def _marks(self) -> Marks:
        with open_store(self.store, write=False) as store:
            return store.marks()

    def known(self) -> pipeline.WithWords:
        """What making the record needs, and what is kept of making it before."""
        with self._lock:
            return self._with()

    def words(self) -> Words:
        """The word tables, loaded at the first call."""
        with self._lock:
            return self._loaded()

    def _to_keep(self) -> pipeline.Kept | None:
        with open_store(self.store, write=False) as store:
            return pipeline.Kept() if store.counts()["claim"] <= MOST_RECALLED else None

    def _with(self) -> pipeline.WithWords:
        return pipeline.WithWords(words=self._loaded(), kept=self._kept)

    def _loaded(self) -> Words:
        if self._words is None:
            self._words = load_words()
        return self._words


def load_record(store: Address, marks: Marks, known: pipeline.WithWords, progress: Progress) -> Record:
    """Derives the record of a store; raises as :meth:`Records.current` does."""
    with pipeline.unwatched():
        run, tables = pipeline.record(store, progress, known)
        return made_of(run, tables, (store, marks, known.words))


def made_of(run: Run, tables: Tables, of: tuple[Address, Marks, Words]) -> Record:
    """The record of a run as pages look things up in it; ``of`` are the store, its state, and the word tables."""
    store, marks, words = of
    texts = (*run.earlier, *run.reports)
    claims = {claim.claim: claim for claim in (*run.superseded, *run.set_aside, *run.claims)}
    claims_of: dict[str, list[Claim]] = {report.report: [] for report in texts}
    for claim in reading_order((*run.superseded, *run.claims)):
        claims_of[claim.report].append(claim)
    order = tuple(incident_order(run.incidents))
    return Record(
        store=store,
        marks=marks,
        run=run,
        words=words,
        tables=tables,
        claims=claims,
        incidents={incident.incident: incident for incident in order},
        reports={report.report: report for report in texts},
        article_of={one.report: article for article in run.articles for one in article.versions},
        claims_of={name: tuple(told) for name, told in claims_of.items()},
        incident_of={name: incident for incident in order for name in incident.claims},
        order=order,
        boilerplate={one.report: one.spans for one in run.boilerplate},
        copies=run.copies,
        links_of=_links(run.links),
    )


def _links(links: Iterable[Link]) -> dict[str, tuple[Link, ...]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        if link.same:
            found.setdefault(link.left, []).append(link)
            found.setdefault(link.right, []).append(link)
    return {
        name: tuple(sorted(told, key=lambda one: (-one.score, one.left, one.right)))
        for name, told in found.items()
    }
