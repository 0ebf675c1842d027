"""The append-only store, in SQLite or PostgreSQL; no other room speaks SQL.

In come reports, what each was read from and what a producer read in it, decisions and runs; out come the same
records, those in force, now or at an earlier moment. Adding what is already there adds nothing. Nothing derived is
kept: incidents and control are made again.
"""

from __future__ import annotations

import bisect
import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from dateline.claim.spoken import spoken
from dateline.decide.ledger import named
from dateline.errors import StoreError
from dateline.model import Claim, Decision, Original, Problem, Report
from dateline.store import codec, sqlite, statements
from dateline.store.address import Address
from dateline.store.database import Database, Row
from dateline.store.moments import Moment
from dateline.store.query import Query
from dateline.store.searching import Found, Window
from dateline.versions.times import read_instant
from dateline.versions.trace import Given, Times, Traced, trace, undecided
from dateline.words.digest import text_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What one producer read in one version of a report; no claims means it looked and found none."""

    version: str
    producer: str
    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]


_AT_ONCE = 500
"""Names that one statement asks for."""

Codings = dict[tuple[str, str], Coding]
"""Codings by version and producer, of which there is one at the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run: its choices as plain words, and what it could not read."""

    options: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


Marks = tuple[int, int, int, int]
"""How far the tables of readings, codings, decisions and runs reach: equal marks, same records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """The numbers of the runs by which reports (by name) and decisions (by id) came; 0 where none is marked."""

    reports: Mapping[str, int]
    decisions: Mapping[str, int]


def version_of(report: Report) -> str:
    """The id of exactly this text with exactly this outlet, date and address, wherever the file lay."""
    return codec.digest(replace(report, path=None))


def open_store(place: Address | None, *, write: bool = True) -> Store:
    """Opens the store in a file or on a server, or a passing one in memory for ``None``; use it as a context manager.

    With ``write`` a store that is not there is made; without, it is only read and must be there.

    Raises:
        StoreError: it is not there, or cannot be used as it is.
        SetupError: it is on a server, and what speaks with servers is not installed.
    """
    if place is None:
        return Store(sqlite.open_memory())
    if isinstance(place, Path):
        return Store(sqlite.open_file(place, write=write))
    from dateline.store import postgres

    return Store(postgres.open_server(place, write=write))


class Store:
    """An open store. Each method that adds is one transaction: all of it is kept, or none."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._codings: Codings = {}

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add_reports(self, reports: Sequence[Report]) -> int:
        """Keeps reports in the order of their names; returns how many versions were new.

        A report given again as it stands in force adds nothing; one that differs is a new version in force.
        """
        new = 0
        with self._database.transaction() as sql:
            current: dict[str, str] = dict(sql.execute(statements.CURRENT_NAMES).fetchall())
            for report in sorted(reports, key=lambda one: one.report):
                version = version_of(report)
                if current.get(report.report) == version:
                    continue
                row = (version, report.report, report.text, codec.dumps(replace(report, text="")))
                new += sql.execute(statements.ADD_REPORT, row).rowcount
                sql.execute("INSERT INTO reading (version) VALUES (?)", (version,))
                current[report.report] = version
        return new

    def add_originals(
        self, reports: Sequence[Report], originals: Sequence[Original], packed: Callable[[str], bytes]
    ) -> int:
        """Keeps what each report was read from, in the order of the reports; returns how many ways were new.

        The reports were added before. ``packed`` gives the bytes of an original's digest, packed by zlib.
        """
        new = 0
        with self._database.transaction() as sql:
            for report, original in zip(reports, originals, strict=True):
                if sql.execute(statements.HAS_ORIGINAL, (original.digest,)).fetchone() is None:
                    sql.execute(
                        statements.ADD_ORIGINAL, (original.digest, original.size, packed(original.digest))
                    )
                row = (version_of(report), original.digest, codec.digest(original), codec.dumps(original))
                new += sql.execute(statements.ADD_CUSTODY, row).rowcount
        return new

    def add_coding(self, coding: Coding) -> bool:
        """Keeps what a producer read in a version; returns whether it was new."""
        with self._database.transaction() as sql:
            row = (coding.version, coding.producer, codec.dumps(coding.problems))
            added = sql.execute(statements.ADD_CODING, row).fetchone()
            if added is None:
                return False
            (key,) = added
            for claim in coding.claims:
                sql.execute(statements.ADD_CLAIM, (key, claim.claim, codec.dumps(claim)))
        self._codings[coding.version, coding.producer] = coding
        return True

    def add_run(self, run: RunRecord) -> None:
        """Keeps a run, unless the last one kept is the same."""
        with self._database.transaction() as sql:
            last = sql.execute("SELECT run FROM run ORDER BY seq DESC LIMIT 1").fetchone()
            if last is None or last[0] != codec.digest(run):
                sql.execute(
                    "INSERT INTO run (run, record) VALUES (?, ?)", (codec.digest(run), codec.dumps(run))
                )

    def add_decision(self, decision: Decision) -> bool:
        """Keeps a person's decision; returns whether it was new."""
        with self._database.transaction() as sql:
            row = (decision.decision, codec.dumps(decision))
            return bool(sql.execute(statements.ADD_DECISION, row).rowcount)

    def add_decisions(self, decisions: Sequence[Decision], marks: Marks) -> bool:
        """Keeps decisions, all or none, if the store still is where it was when they were made; whether it was."""
        with self._database.transaction() as sql:
            if tuple(*sql.execute(statements.MARKS).fetchall()) != marks:
                return False
            for decision in decisions:
                sql.execute(statements.ADD_DECISION, (decision.decision, codec.dumps(decision)))
            return True

    def add_moment(self, at: dt.datetime | None) -> int | None:
        """Marks the end of a run at a time (aware); its number, or ``None`` where nothing was kept since the last."""
        told = None if at is None else at.astimezone(dt.UTC).isoformat()
        with self._database.transaction() as sql:
            (marks,) = sql.execute(statements.MARKS).fetchall()
            last = sql.execute(f"{statements.MOMENTS} DESC LIMIT 1").fetchone()
            if tuple(marks) == (tuple(last[2:]) if last is not None else (0, 0, 0, 0)):
                return None
            added = sql.execute(statements.ADD_MOMENT, (told, *marks)).fetchone()
            return None if added is None else int(added[0])

    def marks(self) -> Marks:
        """How far the store now reaches; it changes with whatever is kept."""
        reading, coding, decision, run = self._rows(statements.MARKS)[0]
        return int(reading), int(coding), int(decision), int(run)

    def moments(self) -> tuple[Moment, ...]:
        """Every moment, in order."""
        rows = self._rows(statements.MOMENTS)
        return tuple(
            Moment(
                number=int(number),
                at=None if at is None else dt.datetime.fromisoformat(at),
                reading=int(reading),
                coding=int(coding),
                decision=int(decision),
                run=int(run),
            )
            for number, at, reading, coding, decision, run in rows
        )

    def name(self) -> str:
        """What tells this store from others, whatever its file is called: the version of its first report."""
        rows = self._rows("SELECT version FROM report ORDER BY seq LIMIT 1")
        return rows[0][0] if rows else ""

    def came(self) -> Came:
        """The number of the run by which each report in force came or was last read, and each decision was made."""
        number = self._numbers()
        read = {version: int(seq) for version, seq in self._rows(statements.READ)}
        return Came(
            reports={
                held.report.report: max(number("reading", held.seq), number("coding", read[held.version]))
                for held in self.traced().current
            },
            decisions={name: number("decision", int(seq)) for name, seq in self._rows(statements.DECIDED)},
        )

    def came_in(self, versions: Sequence[str]) -> Mapping[str, int]:
        """The number of the run by which each of some versions came or was last read, without looking at the others.
        Left out are those that the others have a say in: not kept under that id, or given more than once."""
        given: dict[str, list[int]] = {}
        for version, seq in self._of(statements.GIVEN, versions):
            given.setdefault(version, []).append(int(seq))
        read = {version: int(seq) for version, seq in self._of(statements.CODED, versions)}
        number = self._numbers()
        return {
            version: max(number("reading", seqs[0]), number("coding", read.get(version, 0)))
            for version, seqs in given.items()
            if len(seqs) == 1
        }

    def _numbers(self) -> Callable[[str, int], int]:
        """Tells of a row of a table the number of the run that kept it, 0 where none is marked."""
        moments = self.moments()
        ends = {
            table: [getattr(moment, table) for moment in moments]
            for table in ("reading", "coding", "decision")
        }

        def number(table: str, seq: int) -> int:
            at = bisect.bisect_left(ends[table], seq)
            return moments[min(at, len(moments) - 1)].number if moments else 0

        return number

    def reports(self, until: Moment | None = None) -> tuple[Report, ...]:
        """The version in force of every report, by name; as it was at a moment where one is given."""
        return tuple(held.report for held in self.traced(until).current)

    def versions(self, name: str) -> tuple[tuple[Report, int], ...]:
        """Every version of a report that was ever in force, the oldest first, with the number of the run it came with.

        The number is 0 where no run is marked. A version that came back stands twice.
        """
        ends = [(moment.reading, moment.number) for moment in self.moments()]
        found = []
        for record, text, seq in self._rows(statements.VERSIONS, (name,)):
            at = bisect.bisect_left(ends, (int(seq), 0))
            number = ends[min(at, len(ends) - 1)][1] if ends else 0
            found.append((replace(codec.loads(Report, record), text=text), number))
        return tuple(found)

    def traced(self, until: Moment | None = None, before: dt.date | None = None) -> Traced:
        """The reports in force and the versions they replaced, now or at a moment; without those published on the day
        ``before`` or later, if one is given."""
        last = None if until is None else until.reading
        given = [
            Given(report=replace(codec.loads(Report, record), text=text), version=version, seq=int(seq))
            for seq, version, record, text in self._rows(statements.READINGS, (last, last))
        ]
        if before is not None:
            given = [one for one in given if one.report.published is None or one.report.published < before]
        return trace(given, {version: self._times(version) for version in sorted(undecided(given))})

    def _times(self, version: str) -> Times:
        """What the ways in which a version came tell of when it stood."""
        found = [codec.loads(Original, record) for (record,) in self._rows(statements.CUSTODIES, (version,))]
        told = [fact for one in found for fact in one.told]
        changed = [read_instant(fact.value) for fact in told if fact.field == "modified"]
        return Times(
            retrieved=max((one.retrieved for one in found if one.retrieved is not None), default=None),
            modified=max((at for at in changed if at is not None), default=None),
            summary=bool(found) and all(any(f.field == "extent" for f in one.told) for one in found),
        )

    def originals(self, version: str) -> tuple[Original, ...]:
        """Every way a version of a report came in, the oldest first."""
        return tuple(
            codec.loads(Original, record) for (record,) in self._rows(statements.CUSTODIES, (version,))
        )

    def raw(self, digest: str) -> bytes | None:
        """The bytes kept under this SHA-256; ``None`` where there are none, or they cannot be unpacked."""
        rows = self._rows(statements.RAW, (digest,))
        return _unpacked(*rows[0]) if rows else None

    def coding(self, version: str, producer: str | None = None, until: Moment | None = None) -> Coding | None:
        """What a producer (or the last one, whichever) read in a version; ``None``: nobody looked yet."""
        last = None if until is None else until.coding
        rows = self._rows(statements.CODING, (version, producer, producer, last, last))
        if not rows:
            return None
        key, name, problems = rows[0]
        # Rows never change, so each coding is read back once, though several states of the record rest on it.
        if (version, name) not in self._codings:
            claims = self._rows("SELECT record FROM claim WHERE coding = ? ORDER BY seq", (key,))
            self._codings[version, name] = Coding(
                version=version,
                producer=name,
                claims=tuple(codec.loads(Claim, record) for (record,) in claims),
                problems=_problems(problems),
            )
        return self._codings[version, name]

    def holds(self, version: str) -> bool:
        """Whether a report's version is kept here, in force or not."""
        return bool(self._rows("SELECT 1 FROM report WHERE version = ?", (version,)))

    def recall(self, codings: Codings) -> None:
        """Takes over what was read back when the file was open before, and puts there what is read back now."""
        self._codings = codings

    def coded(self, version: str, producer: str) -> bool:
        """Whether a producer has looked at a version."""
        return bool(self._rows(statements.CODING, (version, producer, producer, None, None)))

    def decisions(self, until: Moment | None = None) -> tuple[Decision, ...]:
        """Every decision, in the order made."""
        last = None if until is None else until.decision
        rows = self._rows(statements.DECISIONS, (last, last))
        return tuple(codec.loads(Decision, record) for (record,) in rows)

    def last_run(self) -> RunRecord | None:
        """The last run kept."""
        rows = self._rows("SELECT record FROM run ORDER BY seq DESC LIMIT 1")
        return codec.loads(RunRecord, rows[0][0]) if rows else None

    def search(self, query: Query, window: Window) -> Found:
        """The reports and claims in force that fit, as they were read, and the decisions whose words do."""
        return self._database.search(query, window)

    def report(self, name: str) -> Report | None:
        """The version in force of one report."""
        rows = self._rows(statements.ONE_REPORT, (name,))
        return replace(codec.loads(Report, rows[0][0]), text=rows[0][1]) if rows else None

    def home(self, claim: str) -> str | None:
        """The name of the report that a claim of this id was read in."""
        rows = self._rows(statements.HOME, (claim,))
        return rows[0][0] if rows else None

    def index_anew(self) -> None:
        """Makes what the search looks in again from what is kept."""
        self._database.index_anew()

    def counts(self) -> dict[str, int]:
        """How many rows each kind of record has, every version and producer counted."""
        return {name: int(self._rows(f"SELECT count(*) FROM {name}")[0][0]) for name in statements.TABLES}

    def snapshot(self) -> bytes:
        """The bytes of a database file that holds all of this; the same records give the same bytes."""
        return self._database.snapshot()

    def take_over(self, other: Store, progress: Callable[[str, int, int], None]) -> dict[str, int]:
        """Keeps every row of another store, of whatever kind, under the same numbers; returns how many each table has.

        Raises:
            StoreError: this one already holds something, or a row of the other is missing.
        """
        if any(self.counts().values()):
            raise StoreError("The store to copy into already holds something: name a new one.")
        wanted = other.counts()
        done, total = 0, sum(wanted.values())
        with self._database.transaction() as sql:
            for table, columns in statements.COLUMNS.items():
                add = statements.ADD.format(table, ", ".join(columns), ", ".join("?" * len(columns)))
                seq = 0
                while rows := other._rows(statements.SOME.format(", ".join(columns), table), (seq, _AT_ONCE)):
                    for number, *values in rows:
                        if number != seq + 1:
                            raise StoreError(f"Row {seq + 1} of {table} is missing from the store to copy.")
                        sql.execute(add, values)
                        seq = number
                    done += len(rows)
                    progress("copy", done, total)
        self._database.settle()
        return self.counts()

    def check(self) -> tuple[str, ...]:
        """Faults of the store, one sentence each: the file, its references, digests, and grounding."""
        faults = list(self._database.faults())
        texts: dict[str, str] = {}
        for version, text, record in self._rows("SELECT version, text, record FROM report ORDER BY seq"):
            report = replace(codec.loads(Report, record), text=text)
            texts[version] = text
            if version_of(report) != version:
                faults.append(f"the report {report.report} is not what was stored: its digest differs")
        for version, record in self._rows(statements.ALL_CLAIMS):
            claim = codec.loads(Claim, record)
            text = texts.get(version, "")
            if any(text[span.start : span.end] != words for _, words, span in spoken(claim)):
                faults.append(f"the claim {claim.claim} quotes words that are not in {claim.report}")
        faults += [
            f"the decision {one.decision} is not what was recorded: its digest differs"
            for one in self.decisions()
            if named(one).decision != one.decision
        ]
        return (*faults, *self._check_originals(texts))

    def _check_originals(self, texts: Mapping[str, str]) -> Iterator[str]:
        """Originals that are not what was kept, and texts that did not come out of theirs."""
        for (digest,) in self._rows("SELECT digest FROM original ORDER BY seq"):
            raw = self.raw(digest)
            if raw is None or hashlib.sha256(raw).hexdigest() != digest:
                yield f"the original {digest[:12]} is not what was kept: its SHA-256 differs"
        for version, record in self._rows("SELECT version, record FROM custody ORDER BY seq"):
            original = codec.loads(Original, record)
            if text_digest(texts.get(version, "")) != original.text_digest:
                yield f"the text of {original.report} is not the one its original gave: its SHA-256 differs"

    def _rows(self, sql: str, values: tuple[object, ...] = ()) -> list[Row]:
        return self._database.rows(sql, values)

    def _of(self, sql: str, names: Sequence[str]) -> Iterator[Row]:
        """The rows of a statement that asks for names, a few hundred at a time."""
        for start in range(0, len(names), _AT_ONCE):
            part = names[start : start + _AT_ONCE]
            yield from self._rows(sql.format(", ".join("?" * len(part))), tuple(part))


def _unpacked(packed: bytes, size: int) -> bytes | None:
    """Bytes unpacked to ``size`` and no further."""
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(packed, size + 1)
    except zlib.error:
        return None
    return raw if len(raw) == size else None


def _problems(text: str) -> tuple[Problem, ...]:
    return tuple(codec.loads(Problem, json.dumps(item)) for item in json.loads(text))
