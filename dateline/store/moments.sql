-- Version 3: when what was kept.

-- The end of one run: how far each table reached, so that the record as it then stood can be made again.
CREATE TABLE moment (
  seq INTEGER PRIMARY KEY,           -- the number of the run
  at TEXT,                           -- UTC, ISO 8601; NULL where nobody told it
  reading INTEGER NOT NULL,          -- the last row of each table
  coding INTEGER NOT NULL,
  decision INTEGER NOT NULL,
  run INTEGER NOT NULL
) STRICT;

CREATE TRIGGER moment_kept BEFORE UPDATE ON moment BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER moment_stays BEFORE DELETE ON moment BEGIN SELECT raise(ABORT, 'append-only'); END;

-- What an older store holds came at a time that nobody kept.
INSERT INTO moment (at, reading, coding, decision, run)
  SELECT NULL, d, c, p, r FROM (
    SELECT (SELECT coalesce(max(seq), 0) FROM reading) AS d, (SELECT coalesce(max(seq), 0) FROM coding) AS c,
      (SELECT coalesce(max(seq), 0) FROM decision) AS p, (SELECT coalesce(max(seq), 0) FROM run) AS r
  ) WHERE d + c + p + r > 0;
