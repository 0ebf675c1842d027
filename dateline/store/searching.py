"""The search in a store: full text over the reports in force and the claims read in them.

In: a query and how many results are wanted; out: those, each with the words around what was found. A few thousand
matches are ranked by how well they fit; of more the last kept come first, for to rank them all would take too long.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dateline.model import Claim
from dateline.store import codec
from dateline.store.query import Query

RANKED = 2000
"""The most matches that are ranked; a match takes some 15 millionths of a second."""

COUNTED = 25_000
"""The most entries of the index that are sifted to count matches: of a filter that lets few of very many through a part
is counted, the last kept. To find those that are shown all are gone through where need be."""

_AROUND = 40
"""Words shown around what was found."""

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Around what was found, in what SQLite returns: code points that no text may have."""

INDEXED = {
    "report": "report_words_docsize",
    "claim": "claim_words_docsize",
    "decision": "decision_words_docsize",
}
"""What is searched, and the tables that count what the index knows of it."""

REBUILD = (
    *(f"INSERT INTO {name}_words ({name}_words) VALUES ('delete-all')" for name in INDEXED),
    "INSERT INTO report_words (rowid, text) SELECT seq, text FROM report",
    (
        "INSERT INTO claim_words (rowid, quote, kind, status, who, place, source) "
        "SELECT seq, quote, kind, status, who, place, source FROM claim_shown"
    ),
    "INSERT INTO decision_words (rowid, said) SELECT seq, said FROM decision_shown",
    "DELETE FROM report_facts",
    (
        "INSERT INTO report_facts (seq, name, outlet, published, in_force) SELECT seq, name, "
        "json_extract(record, '$.outlet'), json_extract(record, '$.published'), seq IN (SELECT r.seq FROM reading d "
        "JOIN report r USING (version) WHERE d.seq IN (SELECT max(d.seq) FROM reading d JOIN report r USING (version) "
        "GROUP BY r.name)) FROM report"
    ),
    "DELETE FROM claim_facts",
    (
        "INSERT INTO claim_facts (seq, report, latest) SELECT k.seq, r.seq, "
        "c.seq = (SELECT max(l.seq) FROM coding l WHERE l.version = c.version) "
        "FROM claim k JOIN coding c ON c.seq = k.coding JOIN report r USING (version)"
    ),
)
"""What makes the index again."""

Rows = Callable[[str, tuple[object, ...]], Sequence[tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of words, and whether they were looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHit:
    """A report that was found, with the words around what was looked for."""

    report: str
    outlet: str | None
    published: dt.date | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimHit:
    """A claim as it was read, with its quote; ``pieces`` are empty where a person's words were found."""

    claim: Claim
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """How many were counted, at most ``RANKED`` + 1, whether the best come first or else the last kept, and whether
    there may be more than were counted."""

    number: int
    ranked: bool
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which of the results are wanted: how many, after how many."""

    size: int = 20
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search finds in a store: reports, claims as they were read, the ids of decisions."""

    reports: tuple[ReportHit, ...]
    report_matches: Matches
    claims: tuple[ClaimHit, ...]
    claim_matches: Matches
    decisions: tuple[str, ...]


def search_reports(rows: Rows, query: Query, window: Window) -> tuple[tuple[ReportHit, ...], Matches]:
    """The reports in force whose text fits, and how many there are."""
    if query.about_claims or query.within == "claims":
        return (), Matches(number=0, ranked=True)
    sifted, values = _sifted(query)
    if query.reports is None:
        tables, ranked, order, shown = "report_facts f", False, "f.seq DESC", "substr(r.text, 1, 240)"
    else:
        tables = "report_words CROSS JOIN report_facts f ON f.seq = report_words.rowid"
        sifting, sifted, values = sifted, f"report_words MATCH ? AND {sifted}", (query.reports, *values)
        ranked = _few(rows, "report_words", query.reports)
        order = "report_words.rank" if ranked else "report_words.rowid DESC"
        shown = f"snippet(report_words, 0, '{_OPEN}', '{_CLOSE}', ' … ', {_AROUND})"
    sql = (
        f"SELECT f.name, f.outlet, f.published, {shown} FROM {tables} CROSS JOIN report r ON r.seq = f.seq "
        f"WHERE {sifted} ORDER BY {order} LIMIT ? OFFSET ?"
    )
    found = rows(sql, (*values, window.size, window.after))
    if query.reports is None:
        return tuple(map(_report_hit, found)), _counted(
            rows, f"SELECT 1 FROM {tables} WHERE {sifted}", values
        )
    joined = "CROSS JOIN report_facts f ON f.seq = w.at"
    return tuple(map(_report_hit, found)), _matches(rows, "report_words", (joined, sifting, values), ranked)


def search_claims(rows: Rows, query: Query, window: Window) -> tuple[tuple[ClaimHit, ...], Matches]:
    """The claims last read in the reports in force whose words or values, as read, fit; and how many there are."""
    if query.claims is None or query.within == "reports":
        return (), Matches(number=0, ranked=True)
    sifted, values = _sifted(query)
    joined = "CROSS JOIN claim_facts c ON c.seq = {} CROSS JOIN report_facts f ON f.seq = c.report"
    sifted = f"c.latest = 1 AND {sifted}"
    values = (query.claims, *values)
    ranked = _few(rows, "claim_words", query.claims)
    order = "claim_words.rank" if ranked else "claim_words.rowid DESC"
    sql = (
        f"SELECT k.record, highlight(claim_words, 0, '{_OPEN}', '{_CLOSE}') FROM claim_words "
        f"{joined.format('claim_words.rowid')} CROSS JOIN claim k ON k.seq = c.seq "
        f"WHERE claim_words MATCH ? AND {sifted} ORDER BY {order} LIMIT ? OFFSET ?"
    )
    found = rows(sql, (*values, window.size, window.after))
    hits = tuple(
        ClaimHit(claim=codec.loads(Claim, record), pieces=_pieces(quote or "")) for record, quote in found
    )
    return hits, _matches(rows, "claim_words", (joined.format("w.at"), sifted, values), ranked)


def search_decisions(rows: Rows, query: Query, most: int) -> tuple[str, ...]:
    """The ids of the decisions whose values or words fit, the last made first."""
    if query.reports is None or query.within == "reports":
        return ()
    sql = (
        "SELECT d.decision FROM decision_words w JOIN decision d ON d.seq = w.rowid "
        "WHERE decision_words MATCH ? ORDER BY w.rowid DESC LIMIT ?"
    )
    return tuple(name for (name,) in rows(sql, (query.reports, most)))


def _sifted(query: Query) -> tuple[str, tuple[object, ...]]:
    """The conditions on reports, and their values."""
    told: list[tuple[str, object]] = []
    if query.outlet is not None:
        told.append(("f.outlet = ? COLLATE NOCASE", query.outlet))
    if query.report is not None:
        told.append(("f.name = ?", query.report))
    if query.since is not None:
        told.append(("f.published >= ?", query.since.isoformat()))
    if query.until is not None:
        told.append(("f.published <= ?", query.until.isoformat()))
    conditions = ["f.in_force = 1", *(condition for condition, _ in told)]
    return " AND ".join(conditions), tuple(value for _, value in told)


def _few(rows: Rows, index: str, expression: str) -> bool:
    """Whether an expression matches so few rows that they can be ranked: all would be, whatever is then sifted out."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {index} WHERE {index} MATCH ? LIMIT {RANKED + 1})"
    return int(rows(sql, (expression,))[0][0]) <= RANKED


def _matches(rows: Rows, index: str, sifting: tuple[str, str, tuple[object, ...]], ranked: bool) -> Matches:
    """The matches of an index that are not sifted out: the tables joined to an entry ``w.at``, the conditions, and the
    values, the first of which is what is looked for."""
    joined, conditions, values = sifting
    entries = f"SELECT rowid AS at FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT {COUNTED}"
    found = _counted(rows, f"SELECT 1 FROM ({entries}) w {joined} WHERE {conditions}", values)
    if ranked or found.more:
        return replace(found, ranked=ranked)
    ((looked_at,),) = rows(f"SELECT count(*) FROM ({entries})", values[:1])
    return replace(found, more=int(looked_at) >= COUNTED)


def _counted(rows: Rows, sql: str, values: tuple[object, ...]) -> Matches:
    ((number,),) = rows(f"SELECT count(*) FROM ({sql} LIMIT {RANKED + 1})", values)
    return Matches(number=int(number), ranked=False, more=int(number) > RANKED)


def _report_hit(row: Sequence[str | None]) -> ReportHit:
    name, outlet, published, shown = row
    return ReportHit(
        report=str(name),
        outlet=None if outlet is None else str(outlet),
        published=None if published is None else dt.date.fromisoformat(str(published)),
        pieces=_pieces(str(shown)),
    )


def _pieces(shown: str) -> tuple[Piece, ...]:
    """What SQLite marked, as pieces: blanks and line ends become one blank."""
    pieces: list[Piece] = []
    for n, part in enumerate(shown.split(_OPEN)):
        inside, close, after = part.partition(_CLOSE) if n else ("", "", part)
        for text, found in ((inside, bool(close)), (after, False)):
            if text:
                pieces.append(Piece(text=text, found=found))
    return tuple(pieces)
