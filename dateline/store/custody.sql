-- Version 2: what every report was read from.

-- Bytes as they came, packed by zlib.
CREATE TABLE original (
  seq INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,       -- SHA-256 of the bytes unpacked
  size INTEGER NOT NULL,             -- bytes unpacked
  packed BLOB NOT NULL
) STRICT;

-- How a version of a report came from bytes; one that came in twice, from two places, has two.
CREATE TABLE custody (
  seq INTEGER PRIMARY KEY,
  version TEXT NOT NULL REFERENCES report (version),
  digest TEXT NOT NULL REFERENCES original (digest),
  custody TEXT NOT NULL,             -- SHA-256 of the record
  record TEXT NOT NULL,              -- JSON
  UNIQUE (version, custody)
) STRICT;

CREATE TRIGGER original_kept BEFORE UPDATE ON original BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER original_stays BEFORE DELETE ON original BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER custody_kept BEFORE UPDATE ON custody BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER custody_stays BEFORE DELETE ON custody BEGIN SELECT raise(ABORT, 'append-only'); END;
