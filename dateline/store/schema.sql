-- The append-only store, version 1. Incidents, grades and control are derived and have no table here.

-- One version of one report. An edited text, outlet or date under the same name is a new version.
CREATE TABLE report (
  seq INTEGER PRIMARY KEY,
  version TEXT NOT NULL UNIQUE,      -- SHA-256 of the record
  name TEXT NOT NULL,                -- what outputs call it
  text TEXT NOT NULL,
  record TEXT NOT NULL               -- the other fields, JSON
) STRICT;
CREATE INDEX report_name ON report (name);

-- Which version of a name was given, in the order given: the last one of a name is in force.
CREATE TABLE reading (
  seq INTEGER PRIMARY KEY,
  version TEXT NOT NULL REFERENCES report (version)
) STRICT;

-- That a producer has read a version, even where it found nothing; the last one of a version is in force.
CREATE TABLE coding (
  seq INTEGER PRIMARY KEY,
  version TEXT NOT NULL REFERENCES report (version),
  producer TEXT NOT NULL,            -- program version, word tables and model in one digest
  problems TEXT NOT NULL,            -- JSON list
  UNIQUE (version, producer)
) STRICT;

CREATE TABLE claim (
  seq INTEGER PRIMARY KEY,
  coding INTEGER NOT NULL REFERENCES coding (seq),
  claim TEXT NOT NULL,               -- content id, as in claims.jsonl
  record TEXT NOT NULL,              -- JSON
  UNIQUE (coding, claim)
) STRICT;
CREATE INDEX claim_id ON claim (claim);

-- A person's correction.
CREATE TABLE decision (
  seq INTEGER PRIMARY KEY,
  decision TEXT NOT NULL UNIQUE,
  record TEXT NOT NULL               -- JSON
) STRICT;

-- One run: what was asked, and what could not be read.
CREATE TABLE run (
  seq INTEGER PRIMARY KEY,
  run TEXT NOT NULL,                 -- SHA-256 of the record
  record TEXT NOT NULL               -- JSON
) STRICT;

CREATE VIRTUAL TABLE report_words USING fts5 (text, content = 'report', content_rowid = 'seq');
CREATE TRIGGER report_indexed AFTER INSERT ON report BEGIN
  INSERT INTO report_words (rowid, text) VALUES (new.seq, new.text);
END;

-- Nothing that was kept is ever changed.
CREATE TRIGGER report_kept BEFORE UPDATE ON report BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER report_stays BEFORE DELETE ON report BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER reading_kept BEFORE UPDATE ON reading BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER reading_stays BEFORE DELETE ON reading BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER coding_kept BEFORE UPDATE ON coding BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER coding_stays BEFORE DELETE ON coding BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER claim_kept BEFORE UPDATE ON claim BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER claim_stays BEFORE DELETE ON claim BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER decision_kept BEFORE UPDATE ON decision BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER run_kept BEFORE UPDATE ON run BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER run_stays BEFORE DELETE ON run BEGIN SELECT raise(ABORT, 'append-only'); END;
