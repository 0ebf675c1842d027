"""The system of record: reports, claims and decisions on disk, append-only; and files written whole."""
