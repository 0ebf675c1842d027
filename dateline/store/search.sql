-- Version 4: what the search looks in. All of it is derived from the tables above, and can be made of them again.

-- Whether a version of a report is the one in force, and what it is sifted by.
CREATE TABLE report_facts (
  seq INTEGER PRIMARY KEY,           -- of the report
  name TEXT NOT NULL,
  outlet TEXT,
  published TEXT,                    -- ISO 8601
  in_force INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX report_facts_name ON report_facts (name);
CREATE INDEX report_facts_published ON report_facts (published);

-- The words of the reports, which stay where they are: the index holds no second copy of a text.
DROP TRIGGER report_indexed;
DROP TABLE report_words;
CREATE VIRTUAL TABLE report_words USING fts5 (
  text, content = 'report', content_rowid = 'seq', prefix = '2 3', tokenize = "unicode61 remove_diacritics 2"
);

-- The report of each claim, and whether it is of the last reading of that version.
CREATE TABLE claim_facts (
  seq INTEGER PRIMARY KEY,           -- of the claim
  report INTEGER NOT NULL,           -- seq of the report
  latest INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX claim_facts_report ON claim_facts (report);

-- The words of the claims as they were read.
CREATE VIEW claim_shown AS SELECT
  seq,
  (SELECT group_concat(value, ' … ') FROM json_each(record, '$.quotes')) AS quote,
  json_extract(record, '$.kind') AS kind,
  json_extract(record, '$.status') AS status,
  (SELECT group_concat(json_extract(value, '$.name'), ' | ') FROM (
    SELECT value FROM json_each(record, '$.actors') UNION ALL SELECT value FROM json_each(record, '$.targets')
  )) AS who,
  (SELECT group_concat(json_extract(value, '$.name'), ' | ') FROM json_each(record, '$.places')) AS place,
  (SELECT group_concat(json_extract(value, '$.name'), ' | ') FROM json_each(record, '$.said_by')) AS source
  FROM claim;
CREATE VIRTUAL TABLE claim_words USING fts5 (
  quote, kind, status, who, place, source,
  content = 'claim_shown', content_rowid = 'seq', prefix = '2 3', tokenize = "unicode61 remove_diacritics 2"
);

-- What persons wrote: the values they set and the words of the claims they added.
CREATE VIEW decision_shown AS SELECT
  seq,
  coalesce(json_extract(record, '$.new'), '') || ' ' ||
    coalesce((SELECT group_concat(value, ' … ') FROM json_each(record, '$.words')), '') AS said
  FROM decision;
CREATE VIRTUAL TABLE decision_words USING fts5 (
  said, content = 'decision_shown', content_rowid = 'seq', prefix = '2 3', tokenize = "unicode61 remove_diacritics 2"
);

CREATE TRIGGER report_indexed AFTER INSERT ON report BEGIN
  INSERT INTO report_words (rowid, text) VALUES (new.seq, new.text);
  INSERT INTO report_facts (seq, name, outlet, published) VALUES (
    new.seq, new.name, json_extract(new.record, '$.outlet'), json_extract(new.record, '$.published')
  );
END;
CREATE TRIGGER reading_indexed AFTER INSERT ON reading BEGIN
  UPDATE report_facts SET in_force = 0
    WHERE name = (SELECT name FROM report WHERE version = new.version) AND in_force = 1;
  UPDATE report_facts SET in_force = 1 WHERE seq = (SELECT seq FROM report WHERE version = new.version);
END;
CREATE TRIGGER claim_indexed AFTER INSERT ON claim BEGIN
  INSERT INTO claim_words (rowid, quote, kind, status, who, place, source)
    SELECT seq, quote, kind, status, who, place, source FROM claim_shown WHERE seq = new.seq;
  INSERT INTO claim_facts (seq, report)
    SELECT new.seq, r.seq FROM coding c JOIN report r USING (version) WHERE c.seq = new.coding;
END;
CREATE TRIGGER coding_indexed AFTER INSERT ON coding BEGIN
  UPDATE claim_facts SET latest = 0 WHERE report = (SELECT seq FROM report WHERE version = new.version);
END;
CREATE TRIGGER decision_indexed AFTER INSERT ON decision BEGIN
  INSERT INTO decision_words (rowid, said) SELECT seq, said FROM decision_shown WHERE seq = new.seq;
END;

-- What an older store holds.
INSERT INTO report_facts (seq, name, outlet, published, in_force)
  SELECT seq, name, json_extract(record, '$.outlet'), json_extract(record, '$.published'), seq IN (
    SELECT r.seq FROM reading d JOIN report r USING (version)
      WHERE d.seq IN (SELECT max(d.seq) FROM reading d JOIN report r USING (version) GROUP BY r.name)
  ) FROM report;
INSERT INTO report_words (report_words) VALUES ('rebuild');
-- FTS5's own rebuild does not read views that stand on json_each.
INSERT INTO claim_words (rowid, quote, kind, status, who, place, source)
  SELECT seq, quote, kind, status, who, place, source FROM claim_shown;
INSERT INTO decision_words (rowid, said) SELECT seq, said FROM decision_shown;
INSERT INTO claim_facts (seq, report, latest)
  SELECT k.seq, r.seq, c.seq = (SELECT max(l.seq) FROM coding l WHERE l.version = c.version)
  FROM claim k JOIN coding c ON c.seq = k.coding JOIN report r USING (version);
