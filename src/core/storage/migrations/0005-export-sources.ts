/**
 * What exports need of videos and is dear to find out: kept for a file of one path, size and time of change, and the frame
 * rate for the content whose frames it comes from. An export names the manifest that went with it.
 */
const schema = `
CREATE TABLE source_file (
  path TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  mtime_ms REAL NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  hashed_at INTEGER NOT NULL,
  media_json TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE frame_rate (
  content_id TEXT PRIMARY KEY REFERENCES content(id),
  num INTEGER NOT NULL CHECK (num > 0),
  den INTEGER NOT NULL CHECK (den > 0),
  is_variable INTEGER NOT NULL CHECK (is_variable IN (0, 1))
) STRICT, WITHOUT ROWID;

ALTER TABLE export ADD COLUMN manifest_sha256 TEXT CHECK (length(manifest_sha256) = 64);
`

export const exportSources = { id: 5, name: 'export sources', sql: schema }
