"""What the store says to SQLite: its statements, by what they do."""

from __future__ import annotations

TABLES = ("report", "reading", "original", "custody", "coding", "claim", "decision", "run", "moment")
CURRENT = "(SELECT max(d.seq) FROM reading d JOIN report r USING (version) GROUP BY r.name)"
CURRENT_NAMES = (
    f"SELECT r.name, r.version FROM reading d JOIN report r USING (version) WHERE d.seq IN {CURRENT}"
)
# Readings are in the order given, and looked through once: there is no index of their versions to join by.
VERSIONS = (
    "SELECT r.record, r.text, d.seq FROM reading d CROSS JOIN report r USING (version) "
    "WHERE d.version IN (SELECT version FROM report WHERE name = ?) ORDER BY d.seq"
)
GIVEN = "SELECT version, seq FROM reading WHERE version IN (SELECT value FROM json_each(?))"
CODED = (
    "SELECT version, max(seq) FROM coding WHERE version IN (SELECT value FROM json_each(?)) GROUP BY version"
)
READINGS = (
    "SELECT d.seq, r.version, r.record, r.text FROM reading d JOIN report r USING (version) "
    "WHERE ? IS NULL OR d.seq <= ? ORDER BY d.seq"
)
READ = "SELECT r.version, coalesce((SELECT max(c.seq) FROM coding c WHERE c.version = r.version), 0) FROM report r"
ONE_REPORT = (
    "SELECT record, text FROM report_facts f JOIN report USING (seq) WHERE f.name = ? AND in_force = 1"
)
HOME = (
    "SELECT r.name FROM claim k JOIN coding c ON c.seq = k.coding JOIN report r USING (version) "
    "WHERE k.claim = ? ORDER BY k.seq DESC LIMIT 1"
)
DECIDED = "SELECT decision, seq FROM decision"
ADD_REPORT = (
    "INSERT INTO report (version, name, text, record) VALUES (?, ?, ?, ?) ON CONFLICT (version) DO NOTHING"
)
ADD_CODING = (
    "INSERT INTO coding (version, producer, problems) VALUES (?, ?, ?) "
    "ON CONFLICT (version, producer) DO NOTHING"
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
ADD_MOMENT = "INSERT INTO moment (at, reading, coding, decision, run) VALUES (?, ?, ?, ?, ?)"
CODING = (
    "SELECT seq, producer, problems FROM coding WHERE version = ? AND (? IS NULL OR producer = ?) "
    "AND (? IS NULL OR seq <= ?) ORDER BY seq DESC LIMIT 1"
)
ALL_CLAIMS = "SELECT c.version, k.record FROM claim k JOIN coding c ON c.seq = k.coding ORDER BY k.seq"
