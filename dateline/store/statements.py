"""What the store says to its database, by what it does: words that SQLite and PostgreSQL both understand."""

from __future__ import annotations

COLUMNS = {
    "report": ("version", "name", "text", "record"),
    "reading": ("version",),
    "original": ("digest", "size", "packed"),
    "custody": ("version", "digest", "custody", "record"),
    "coding": ("version", "producer", "problems"),
    "claim": ("coding", "claim", "record"),
    "decision": ("decision", "record"),
    "run": ("run", "record"),
    "moment": ("at", "reading", "coding", "decision", "run"),
}
"""The tables of records, each after those that it refers to, and their columns beside ``seq``."""

TABLES = tuple(COLUMNS)
SOME = "SELECT seq, {} FROM {} WHERE seq > ? ORDER BY seq LIMIT ?"
ADD = "INSERT INTO {} ({}) VALUES ({})"
CURRENT = "(SELECT max(d.seq) FROM reading d JOIN report r USING (version) GROUP BY r.name)"
CURRENT_NAMES = (
    f"SELECT r.name, r.version FROM reading d JOIN report r USING (version) WHERE d.seq IN {CURRENT}"
)
# An outer join, for SQLite then looks through the readings once, in the order given: it has no index of their versions.
VERSIONS = (
    "SELECT r.record, r.text, d.seq FROM reading d LEFT JOIN report r USING (version) "
    "WHERE d.version IN (SELECT version FROM report WHERE name = ?) ORDER BY d.seq"
)
GIVEN = "SELECT version, seq FROM reading WHERE version IN ({})"
CODED = "SELECT version, max(seq) FROM coding WHERE version IN ({}) GROUP BY version"
READINGS = (
    "SELECT d.seq, r.version, r.record, r.text FROM reading d JOIN report r USING (version) "
    "WHERE CAST(? AS BIGINT) IS NULL OR d.seq <= ? ORDER BY d.seq"
)
READ = "SELECT r.version, coalesce((SELECT max(c.seq) FROM coding c WHERE c.version = r.version), 0) FROM report r"
ONE_REPORT = (
    "SELECT record, text FROM report_facts f JOIN report USING (seq) WHERE f.name = ? AND in_force = 1"
)
HOME = (
    "SELECT r.name FROM claim k JOIN coding c ON c.seq = k.coding JOIN report r USING (version) "
    "WHERE k.claim = ? ORDER BY k.seq DESC LIMIT 1"
)
DECISIONS = "SELECT record FROM decision WHERE CAST(? AS BIGINT) IS NULL OR seq <= ? ORDER BY seq"
DECIDED = "SELECT decision, seq FROM decision"
ADD_REPORT = (
    "INSERT INTO report (version, name, text, record) VALUES (?, ?, ?, ?) ON CONFLICT (version) DO NOTHING"
)
ADD_CODING = (
    "INSERT INTO coding (version, producer, problems) VALUES (?, ?, ?) "
    "ON CONFLICT (version, producer) DO NOTHING RETURNING seq"
)
ADD_CLAIM = "INSERT INTO claim (coding, claim, record) VALUES (?, ?, ?)"
HAS_ORIGINAL = "SELECT 1 FROM original WHERE digest = ?"
ADD_ORIGINAL = "INSERT INTO original (digest, size, packed) VALUES (?, ?, ?)"
ADD_CUSTODY = (
    "INSERT INTO custody (version, digest, custody, record) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (version, custody) DO NOTHING"
)
CUSTODIES = "SELECT record FROM custody WHERE version = ? ORDER BY seq"
RAW = "SELECT packed, size FROM original WHERE digest = ?"
ADD_DECISION = "INSERT INTO decision (decision, record) VALUES (?, ?) ON CONFLICT (decision) DO NOTHING"
MARKS = (
    "SELECT (SELECT coalesce(max(seq), 0) FROM reading), (SELECT coalesce(max(seq), 0) FROM coding), "
    "(SELECT coalesce(max(seq), 0) FROM decision), (SELECT coalesce(max(seq), 0) FROM run)"
)
MOMENTS = "SELECT seq, at, reading, coding, decision, run FROM moment ORDER BY seq"
ADD_MOMENT = "INSERT INTO moment (at, reading, coding, decision, run) VALUES (?, ?, ?, ?, ?) RETURNING seq"
CODING = (
    "SELECT seq, producer, problems FROM coding WHERE version = ? AND (CAST(? AS TEXT) IS NULL OR producer = ?) "
    "AND (CAST(? AS BIGINT) IS NULL OR seq <= ?) ORDER BY seq DESC LIMIT 1"
)
ALL_CLAIMS = "SELECT c.version, k.record FROM claim k JOIN coding c ON c.seq = k.coding ORDER BY k.seq"
