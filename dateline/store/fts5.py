"""The search in a store that SQLite holds: full text by FTS5 over the reports in force and the claims read in them.

In: a query and how many results are wanted; out: those, each with the words around what was found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from dateline.model import Claim
from dateline.store import codec, searching
from dateline.store.query import Query
from dateline.store.searching import (
    AROUND,
    ClaimHit,
    Found,
    Matches,
    Piece,
    ReportHit,
    Window,
    conditions,
)

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

Rows = Callable[[str, tuple[object, ...]], Sequence[tuple[Any, ...]]]


def search(rows: Rows, query: Query, window: Window) -> Found:
    """The reports and claims in force that fit, as they were read, and the decisions whose words do."""
    reports, report_matches = search_reports(rows, query, window)
    claims, claim_matches = search_claims(rows, query, window)
    return Found(
        reports=reports,
        report_matches=report_matches,
        claims=claims,
        claim_matches=claim_matches,
        decisions=search_decisions(rows, query, window.size) if window.after == 0 else (),
    )


def search_reports(rows: Rows, query: Query, window: Window) -> tuple[tuple[ReportHit, ...], Matches]:
    """The reports in force whose text fits, and how many there are."""
    if query.about_claims or query.within == "claims":
        return (), Matches(number=0, ranked=True)
    sifted, values = conditions(query)
    if query.reports is None:
        tables, ranked, order, shown = "report_facts f", False, "f.seq DESC", "substr(r.text, 1, 240)"
    else:
        tables = "report_words CROSS JOIN report_facts f ON f.seq = report_words.rowid"
        sifting, sifted, values = sifted, f"report_words MATCH ? AND {sifted}", (query.reports, *values)
        ranked = _few(rows, "report_words", query.reports)
        order = "report_words.rank" if ranked else "report_words.rowid DESC"
        shown = f"snippet(report_words, 0, '{_OPEN}', '{_CLOSE}', ' … ', {AROUND})"
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
    sifted, values = conditions(query)
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


def _few(rows: Rows, index: str, expression: str) -> bool:
    """Whether an expression matches so few rows that they can be ranked: all would be, whatever is then sifted out."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {index} WHERE {index} MATCH ? LIMIT {searching.RANKED + 1})"
    return int(rows(sql, (expression,))[0][0]) <= searching.RANKED


def _matches(rows: Rows, index: str, sifting: tuple[str, str, tuple[object, ...]], ranked: bool) -> Matches:
    """The matches of an index that are not sifted out: the tables joined to an entry ``w.at``, the conditions, and the
    values, the first of which is what is looked for."""
    joined, conditions, values = sifting
    entries = (
        f"SELECT rowid AS at FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT {searching.COUNTED}"
    )
    found = _counted(rows, f"SELECT 1 FROM ({entries}) w {joined} WHERE {conditions}", values)
    if ranked or found.more:
        return replace(found, ranked=ranked)
    ((looked_at,),) = rows(f"SELECT count(*) FROM ({entries})", values[:1])
    return replace(found, more=int(looked_at) >= searching.COUNTED)


def _counted(rows: Rows, sql: str, values: tuple[object, ...]) -> Matches:
    ((number,),) = rows(f"SELECT count(*) FROM ({sql} LIMIT {searching.RANKED + 1})", values)
    return Matches(number=int(number), ranked=False, more=int(number) > searching.RANKED)


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
