"""The search in a store that PostgreSQL holds: text search vectors of words that are cut and folded here.

In: a query and how many results are wanted; out: those, each with the words around what was found. Words are cut as
FTS5's ``unicode61`` cuts them, letters and digits without accents and case, so that a search finds the same in either
kind of store; only the order of ranked matches may differ, by PostgreSQL's cover density for FTS5's BM25. A word that
stands behind the 16,383rd of a text is found, but not as part of a phrase.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from dateline.model import Claim
from dateline.store import codec, searching
from dateline.store.database import Cursor, Row
from dateline.store.query import Query, Term
from dateline.store.searching import AROUND, ClaimHit, Found, Matches, Piece, ReportHit, Window, conditions

INDEXED = ("report", "claim", "decision")
"""What is searched; each has a table of words by its name."""

REBUILD = (
    "DELETE FROM report_words",
    "DELETE FROM claim_words",
    "DELETE FROM decision_words",
    "DELETE FROM report_facts",
    (
        "INSERT INTO report_facts (seq, name, outlet, published, in_force) SELECT r.seq, r.name, "
        "r.record::json ->> 'outlet', r.record::json ->> 'published', CAST(r.seq IN (SELECT o.seq FROM reading d "
        "JOIN report o USING (version) WHERE d.seq IN (SELECT max(d.seq) FROM reading d JOIN report o USING (version) "
        "GROUP BY o.name)) AS INTEGER) FROM report r"
    ),
    "DELETE FROM claim_facts",
    (
        "INSERT INTO claim_facts (seq, report, latest) SELECT k.seq, r.seq, "
        "CAST(c.seq = (SELECT max(l.seq) FROM coding l WHERE l.version = c.version) AS INTEGER) "
        "FROM claim k JOIN coding c ON c.seq = k.coding JOIN report r USING (version)"
    ),
)
"""What makes the index again, but for the words, which :func:`index` adds."""

Rows = Callable[[str, Sequence[object]], Sequence[Row]]
Executed = Callable[[str, Sequence[object]], Cursor]

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_MOST_WORDS = 60_000
"""Words of one text that are looked in: a vector may have a megabyte."""
_LONGEST = 200
_LAST_POSITION = 16_383
_APART = 2
"""Positions left free between two values of a claim, over which no phrase goes."""
_AT_ONCE = 500


class _Word(NamedTuple):
    """A word folded, and where it stands."""

    said: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Letters without accents and case."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(char for char in apart if not unicodedata.combining(char)).lower()


def _words(text: str) -> list[_Word]:
    found = (_Word(folded(word[0])[:_LONGEST], word.start(), word.end()) for word in _WORD.finditer(text))
    return [word for word in found if word.said]


def _vector(texts: Iterable[str]) -> str:
    """Texts as PostgreSQL writes a vector: each word with the places where it stands."""
    places: dict[str, list[int]] = {}
    at = 0
    for text in texts:
        for word in _words(text)[: _MOST_WORDS - at]:
            at += 1
            places.setdefault(word.said, []).append(min(at, _LAST_POSITION))
        at += _APART
    return " ".join(f"'{word}':{','.join(map(str, where[:255]))}" for word, where in places.items())


def index(executed: Executed) -> None:
    """Adds the words of what was kept since the last time."""
    while rows := _new(executed, "report", "seq, text"):
        for seq, text in rows:
            executed(
                "INSERT INTO report_words (seq, words) VALUES (?, CAST(? AS TSVECTOR))",
                (seq, _vector([text])),
            )
    while rows := _new(executed, "claim", "seq, record"):
        for seq, record in rows:
            told = _claim_texts(json.loads(record))
            executed(
                "INSERT INTO claim_words (seq, words, kind, status, who, place, source) VALUES (?, "
                + ", ".join(["CAST(? AS TSVECTOR)"] * 6)
                + ")",
                (seq, _vector(told.values()), *(_vector([told[name]]) for name in _COLUMNS)),
            )
    while rows := _new(executed, "decision", "seq, record"):
        for seq, record in rows:
            read = json.loads(record)
            said = [str(read.get("new") or ""), *map(str, read.get("words") or ())]
            executed(
                "INSERT INTO decision_words (seq, words) VALUES (?, CAST(? AS TSVECTOR))",
                (seq, _vector(said)),
            )


_COLUMNS = ("kind", "status", "who", "place", "source")


def _claim_texts(record: dict[str, Any]) -> dict[str, str]:
    """What a claim says, by the columns that a filter looks in; what it quotes comes first."""

    def names(*fields: str) -> str:
        return " | ".join(str(one.get("name") or "") for field in fields for one in record.get(field) or ())

    return {
        "quote": " … ".join(record.get("quotes") or ()),
        "kind": record.get("kind") or "",
        "status": record.get("status") or "",
        "who": names("actors", "targets"),
        "place": names("places"),
        "source": names("said_by"),
    }


def _new(executed: Executed, table: str, columns: str) -> list[Row]:
    sql = (
        f"SELECT {columns} FROM {table} WHERE seq > (SELECT coalesce(max(seq), 0) FROM {table}_words) "
        f"ORDER BY seq LIMIT {_AT_ONCE}"
    )
    return list(executed(sql, ()).fetchall())


def search(rows: Rows, query: Query, window: Window) -> Found:
    """The reports and claims in force that fit, as they were read, and the decisions whose words do."""
    reports, report_matches = _reports(rows, query, window)
    claims, claim_matches = _claims(rows, query, window)
    return Found(
        reports=reports,
        report_matches=report_matches,
        claims=claims,
        claim_matches=claim_matches,
        decisions=_decisions(rows, query, window.size) if window.after == 0 else (),
    )


def _reports(rows: Rows, query: Query, window: Window) -> tuple[tuple[ReportHit, ...], Matches]:
    if query.about_claims or query.within == "claims":
        return (), Matches(number=0, ranked=True)
    sifted, values = conditions(query)
    if not query.wanted:
        found = rows(
            "SELECT f.name, f.outlet, f.published, substr(r.text, 1, 240) FROM report_facts f JOIN report r "
            f"ON r.seq = f.seq WHERE {sifted} ORDER BY f.seq DESC LIMIT ? OFFSET ?",
            (*values, window.size, window.after),
        )
        hits = tuple(_report_hit(row, (Piece(text=str(row[3]), found=False),)) for row in found)
        return hits, _counted(rows, f"SELECT 1 FROM report_facts f WHERE {sifted}", values, ranked=False)
    asked = _asked(query)
    tables = "report_words w JOIN report_facts f ON f.seq = w.seq"
    where = f"w.words @@ CAST(? AS TSQUERY) AND {sifted}"
    matches = _counted(rows, f"SELECT 1 FROM {tables} WHERE {where}", (asked, *values), ranked=True)
    order = "ts_rank_cd(w.words, CAST(? AS TSQUERY)) DESC, w.seq DESC" if matches.ranked else "w.seq DESC"
    ranking = (asked,) if matches.ranked else ()
    found = rows(
        f"SELECT f.name, f.outlet, f.published, r.text FROM {tables} JOIN report r ON r.seq = f.seq "
        f"WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
        (asked, *values, *ranking, window.size, window.after),
    )
    terms = [term for group in query.wanted for term in group]
    return tuple(_report_hit(row, _snippet(str(row[3]), terms)) for row in found), matches


def _claims(rows: Rows, query: Query, window: Window) -> tuple[tuple[ClaimHit, ...], Matches]:
    if not query.for_claims or query.within == "reports":
        return (), Matches(number=0, ranked=True)
    sifted, values = conditions(query)
    wanted: list[str] = []
    asked: list[str] = []
    if query.wanted or query.without:
        wanted.append("w.words @@ CAST(? AS TSQUERY)")
        asked.append(_asked(query))
    for column in query.columns:
        wanted.append(f"{'NOT ' if column.lacking else ''}w.{column.name} @@ CAST(? AS TSQUERY)")
        asked.append(_any(column.terms))
    tables = (
        "claim_words w JOIN claim_facts c ON c.seq = w.seq AND c.latest = 1 "
        "JOIN report_facts f ON f.seq = c.report"
    )
    where = " AND ".join([*wanted, sifted])
    matches = _counted(rows, f"SELECT 1 FROM {tables} WHERE {where}", (*asked, *values), ranked=True)
    ranking = (_asked(query),) if matches.ranked and query.wanted else ()
    order = "ts_rank_cd(w.words, CAST(? AS TSQUERY)) DESC, w.seq DESC" if ranking else "w.seq DESC"
    found = rows(
        f"SELECT k.record FROM {tables} JOIN claim k ON k.seq = w.seq WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
        (*asked, *values, *ranking, window.size, window.after),
    )
    terms = [term for group in query.wanted for term in group]
    hits = []
    for (record,) in found:
        claim = codec.loads(Claim, record)
        quote = " … ".join(claim.quotes)
        hits.append(
            ClaimHit(claim=claim, pieces=_pieces(quote, _found_in(_words(quote), terms), 0, len(quote)))
        )
    return tuple(hits), matches


def _decisions(rows: Rows, query: Query, most: int) -> tuple[str, ...]:
    if not query.wanted or query.within == "reports":
        return ()
    sql = (
        "SELECT d.decision FROM decision_words w JOIN decision d ON d.seq = w.seq "
        "WHERE w.words @@ CAST(? AS TSQUERY) ORDER BY w.seq DESC LIMIT ?"
    )
    return tuple(name for (name,) in rows(sql, (_asked(query), most)))


def _counted(rows: Rows, sql: str, values: Sequence[object], *, ranked: bool) -> Matches:
    """The matches of a statement, and whether they are so few that they are ranked."""
    ((number,),) = rows(f"SELECT count(*) FROM ({sql} LIMIT {searching.RANKED + 1}) counted", values)
    few = int(number) <= searching.RANKED
    return Matches(number=int(number), ranked=ranked and few, more=not few)


def _asked(query: Query) -> str:
    """The words of a query as PostgreSQL writes a query."""
    said = [_any(group) for group in query.wanted]
    if query.without:
        said.append(f"!{_any(query.without)}")
    return " & ".join(said)


def _any(terms: Sequence[Term]) -> str:
    return f"({' | '.join(map(_phrase, terms))})"


def _phrase(term: Term) -> str:
    said = [f"'{word.said}'" for word in _words(term.said)]
    if term.begins:
        said[-1] += ":*"
    return f"({' <-> '.join(said)})"


def _found_in(words: Sequence[_Word], terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Where terms stand among words: first and last, in order, none within another."""
    said = [word.said for word in words]
    found = []
    for term in terms:
        *before, last = (word.said for word in _words(term.said))
        more = len(before)
        for at in range(len(said) - more):
            here = said[at + more]
            ends = here == last or (term.begins and here.startswith(last))
            if ends and said[at : at + more] == before:
                found.append((at, at + more))
    kept: list[tuple[int, int]] = []
    for first_at, final in sorted(found, key=lambda one: (one[0], -one[1])):
        if not kept or first_at > kept[-1][1]:
            kept.append((first_at, final))
    return kept


def _snippet(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The stretch of a text in which most of what was found stands, what was found marked."""
    words = _words(text)
    found = _found_in(words, terms)
    if not found:
        return (Piece(text=text[:240], found=False),)
    best = max(found, key=lambda one: (sum(one[0] <= other[0] < one[0] + AROUND for other in found), -one[0]))
    start = max(0, min(best[0] - 3, len(words) - AROUND))
    end = min(start + AROUND, len(words))
    shown = _pieces(
        text,
        [one for one in found if start <= one[0] and one[1] < end],
        words[start].start if start else 0,
        words[end - 1].end if end < len(words) else len(text),
        words,
    )
    before = (Piece(text=" … ", found=False),) if start else ()
    after = (Piece(text=" … ", found=False),) if end < len(words) else ()
    return (*before, *shown, *after)


def _pieces(
    text: str, found: Sequence[tuple[int, int]], start: int, end: int, words: Sequence[_Word] | None = None
) -> tuple[Piece, ...]:
    words = _words(text) if words is None else words
    pieces: list[Piece] = []
    at = start
    for first, last in found:
        begin, stop = words[first].start, words[last].end
        if begin > at:
            pieces.append(Piece(text=text[at:begin], found=False))
        pieces.append(Piece(text=text[begin:stop], found=True))
        at = stop
    if at < end:
        pieces.append(Piece(text=text[at:end], found=False))
    return tuple(pieces)


def _report_hit(row: Row, pieces: tuple[Piece, ...]) -> ReportHit:
    name, outlet, published = row[:3]
    return ReportHit(
        report=name,
        outlet=outlet,
        published=None if published is None else dt.date.fromisoformat(published),
        pieces=pieces,
    )
