-- The append-only store in PostgreSQL, version 1: the tables of schema.sql, custody.sql, moments.sql and search.sql.
-- Numbers have no gaps, as in SQLite: writers wait for one another, and a row that is not kept takes none.

CREATE TABLE version (version INTEGER NOT NULL);

CREATE TABLE report (
  seq BIGINT PRIMARY KEY,
  version TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  record TEXT NOT NULL
);
CREATE INDEX report_name ON report (name);

CREATE TABLE reading (seq BIGINT PRIMARY KEY, version TEXT NOT NULL REFERENCES report (version));
CREATE INDEX reading_version ON reading (version);

CREATE TABLE original (
  seq BIGINT PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  size BIGINT NOT NULL,
  packed BYTEA NOT NULL
);

CREATE TABLE custody (
  seq BIGINT PRIMARY KEY,
  version TEXT NOT NULL REFERENCES report (version),
  digest TEXT NOT NULL REFERENCES original (digest),
  custody TEXT NOT NULL,
  record TEXT NOT NULL,
  UNIQUE (version, custody)
);

CREATE TABLE coding (
  seq BIGINT PRIMARY KEY,
  version TEXT NOT NULL REFERENCES report (version),
  producer TEXT NOT NULL,
  problems TEXT NOT NULL,
  UNIQUE (version, producer)
);

CREATE TABLE claim (
  seq BIGINT PRIMARY KEY,
  coding BIGINT NOT NULL REFERENCES coding (seq),
  claim TEXT NOT NULL,
  record TEXT NOT NULL,
  UNIQUE (coding, claim)
);
CREATE INDEX claim_id ON claim (claim);

CREATE TABLE decision (seq BIGINT PRIMARY KEY, decision TEXT NOT NULL UNIQUE, record TEXT NOT NULL);

CREATE TABLE run (seq BIGINT PRIMARY KEY, run TEXT NOT NULL, record TEXT NOT NULL);

CREATE TABLE moment (
  seq BIGINT PRIMARY KEY,
  at TEXT,
  reading BIGINT NOT NULL,
  coding BIGINT NOT NULL,
  decision BIGINT NOT NULL,
  run BIGINT NOT NULL
);

CREATE FUNCTION numbered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SELECT coalesce(max(seq), 0) + 1 FROM %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO NEW.seq;
  RETURN NEW;
END $$;

CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only';
END $$;

DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['report', 'reading', 'original', 'custody', 'coding', 'claim', 'decision', 'run', 'moment'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION numbered()', name || '_numbered', name);
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION kept()', name || '_kept', name);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION kept()', name || '_stays', name);
  END LOOP;
END $$;

-- What the search looks in. All of it is derived from the tables above, and can be made of them again. Words are cut and
-- folded by the program, which then finds them again in the text to mark them.
CREATE TABLE report_facts (
  seq BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  outlet TEXT,
  published TEXT COLLATE "C",
  in_force INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX report_facts_name ON report_facts (name);
CREATE INDEX report_facts_published ON report_facts (published);

CREATE TABLE claim_facts (seq BIGINT PRIMARY KEY, report BIGINT NOT NULL, latest INTEGER NOT NULL DEFAULT 1);
CREATE INDEX claim_facts_report ON claim_facts (report);

CREATE TABLE report_words (seq BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
CREATE INDEX report_words_in ON report_words USING gin (words);

CREATE TABLE claim_words (
  seq BIGINT PRIMARY KEY,
  words TSVECTOR NOT NULL,
  kind TSVECTOR NOT NULL,
  status TSVECTOR NOT NULL,
  who TSVECTOR NOT NULL,
  place TSVECTOR NOT NULL,
  source TSVECTOR NOT NULL
);
CREATE INDEX claim_words_in ON claim_words USING gin (words, kind, status, who, place, source);

CREATE TABLE decision_words (seq BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
CREATE INDEX decision_words_in ON decision_words USING gin (words);

CREATE FUNCTION report_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_facts (seq, name, outlet, published)
    VALUES (NEW.seq, NEW.name, NEW.record::json ->> 'outlet', NEW.record::json ->> 'published');
  RETURN NULL;
END $$;
CREATE TRIGGER report_told AFTER INSERT ON report FOR EACH ROW EXECUTE FUNCTION report_told();

CREATE FUNCTION reading_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE report_facts SET in_force = 0
    WHERE name = (SELECT r.name FROM report r WHERE r.version = NEW.version) AND in_force = 1;
  UPDATE report_facts SET in_force = 1 WHERE seq = (SELECT r.seq FROM report r WHERE r.version = NEW.version);
  RETURN NULL;
END $$;
CREATE TRIGGER reading_told AFTER INSERT ON reading FOR EACH ROW EXECUTE FUNCTION reading_told();

CREATE FUNCTION coding_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE claim_facts SET latest = 0 WHERE report = (SELECT r.seq FROM report r WHERE r.version = NEW.version);
  RETURN NULL;
END $$;
CREATE TRIGGER coding_told AFTER INSERT ON coding FOR EACH ROW EXECUTE FUNCTION coding_told();

CREATE FUNCTION claim_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO claim_facts (seq, report)
    SELECT NEW.seq, r.seq FROM coding c JOIN report r USING (version) WHERE c.seq = NEW.coding;
  RETURN NULL;
END $$;
CREATE TRIGGER claim_told AFTER INSERT ON claim FOR EACH ROW EXECUTE FUNCTION claim_told();

-- The claims last read in the reports in force, as they were read, for whoever asks the database itself.
CREATE VIEW claim_now AS SELECT
  k.claim, r.name AS report, f.outlet, f.published, k.record::json ->> 'kind' AS kind, k.record::json ->> 'status' AS status,
  k.record::jsonb AS record
  FROM claim k JOIN claim_facts c ON c.seq = k.seq AND c.latest = 1 JOIN report_facts f ON f.seq = c.report AND f.in_force = 1
  JOIN report r ON r.seq = f.seq;
