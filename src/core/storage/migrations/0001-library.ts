/**
 * The first schema. Times are milliseconds since 1970 in UTC unless the name says pts; pts are integers in the unit of
 * their time base. Chunk tables keep their rowid: rows of 256 KiB are what WITHOUT ROWID is bad at.
 */
const contentAndFiles = `
CREATE TABLE content (
  id TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  sampled_sha256 TEXT NOT NULL,
  full_sha256 TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  content_id TEXT REFERENCES content(id),
  path TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  mtime_ms REAL NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('present', 'missing', 'unreadable')),
  problem TEXT,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  media_json TEXT
) STRICT;
CREATE INDEX file_by_content ON file(content_id);
`

const features = `
CREATE TABLE feature_set (
  id INTEGER PRIMARY KEY,
  content_id TEXT NOT NULL REFERENCES content(id),
  encoder TEXT NOT NULL,
  recipe TEXT NOT NULL,
  dim INTEGER NOT NULL CHECK (dim > 0),
  stream_index INTEGER NOT NULL,
  time_base_num INTEGER NOT NULL,
  time_base_den INTEGER NOT NULL CHECK (time_base_den > 0),
  frames INTEGER,
  first_pts INTEGER,
  end_pts INTEGER,
  warnings_json TEXT,
  complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
  created_at INTEGER NOT NULL,
  UNIQUE (content_id, encoder, recipe),
  CHECK (complete = 0 OR frames IS NOT NULL)
) STRICT;

CREATE TABLE feature_chunk (
  feature_set_id INTEGER NOT NULL REFERENCES feature_set(id) ON DELETE CASCADE,
  chunk_index INTEGER NOT NULL CHECK (chunk_index >= 0),
  snippets INTEGER NOT NULL CHECK (snippets > 0),
  features BLOB NOT NULL CHECK (length(features) % (2 * snippets) = 0),
  start_pts BLOB NOT NULL CHECK (length(start_pts) = 8 * snippets),
  last_frame_hash TEXT NOT NULL,
  PRIMARY KEY (feature_set_id, chunk_index)
) STRICT;
`

const scores = `
CREATE TABLE label_set (
  id TEXT PRIMARY KEY,
  labels_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- model_id names the origin: models are folders, and scores outlive a removed one.
CREATE TABLE score_set (
  id INTEGER PRIMARY KEY,
  feature_set_id INTEGER NOT NULL REFERENCES feature_set(id) ON DELETE CASCADE,
  model_id TEXT NOT NULL,
  detector TEXT NOT NULL,
  label_set_id TEXT NOT NULL REFERENCES label_set(id),
  has_classifier INTEGER NOT NULL CHECK (has_classifier IN (0, 1)),
  complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
  created_at INTEGER NOT NULL,
  UNIQUE (feature_set_id, detector, label_set_id)
) STRICT;

CREATE TABLE score_chunk (
  score_set_id INTEGER NOT NULL REFERENCES score_set(id) ON DELETE CASCADE,
  window_index INTEGER NOT NULL CHECK (window_index >= 0),
  snippets INTEGER NOT NULL CHECK (snippets > 0),
  logits1 BLOB CHECK (length(logits1) = 4 * snippets),
  logits2 BLOB NOT NULL CHECK (length(logits2) % (4 * snippets) = 0),
  PRIMARY KEY (score_set_id, window_index)
) STRICT;
`

const jobs = `
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payload_json TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'missing', 'cancelled')),
  position INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  crashes INTEGER NOT NULL DEFAULT 0,
  crashed_at_done REAL,
  error_code TEXT,
  error_message TEXT,
  error_hint TEXT,
  progress_json TEXT,
  owner TEXT,
  owner_host TEXT,
  owner_pid INTEGER,
  heartbeat_at INTEGER,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  UNIQUE (kind, key),
  CHECK ((state = 'running') = (owner IS NOT NULL))
) STRICT;
CREATE INDEX job_by_state ON job(state, position);
CREATE INDEX job_by_position ON job(position);
`

// A verdict belongs to a range of a content, never to a segment: it survives re-segmentation.
const review = `
CREATE TABLE verdict (
  id INTEGER PRIMARY KEY,
  content_id TEXT NOT NULL REFERENCES content(id),
  start_pts INTEGER NOT NULL,
  end_pts INTEGER NOT NULL,
  time_base_num INTEGER NOT NULL,
  time_base_den INTEGER NOT NULL CHECK (time_base_den > 0),
  reviewer TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  value_json TEXT NOT NULL,
  previous_json TEXT,
  model_id TEXT,
  label_set_id TEXT REFERENCES label_set(id),
  rule_json TEXT,
  CHECK (end_pts > start_pts)
) STRICT;
CREATE INDEX verdict_by_content ON verdict(content_id, start_pts);

-- hash covers the row and prev_hash; prev_hash is the hash of the row before ('' for the first).
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  created_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  details_json TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
`

// INSERT OR REPLACE deletes without firing delete triggers unless recursive_triggers is on, so inserts are guarded too.
const appendOnly = `
CREATE TRIGGER verdict_no_update BEFORE UPDATE ON verdict
BEGIN SELECT RAISE(ABORT, 'verdict is append-only'); END;
CREATE TRIGGER verdict_no_delete BEFORE DELETE ON verdict
BEGIN SELECT RAISE(ABORT, 'verdict is append-only'); END;
CREATE TRIGGER verdict_no_replace BEFORE INSERT ON verdict
WHEN EXISTS (SELECT 1 FROM verdict WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'verdict is append-only'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_chained BEFORE INSERT ON audit
WHEN NEW.prev_hash IS NOT coalesce((SELECT hash FROM audit ORDER BY id DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'audit chain is broken'); END;
`

const settings = `
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`

export const library = {
  id: 1,
  name: 'library',
  sql: [contentAndFiles, features, scores, jobs, review, appendOnly, settings].join('\n'),
}
