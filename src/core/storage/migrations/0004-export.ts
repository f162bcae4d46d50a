/**
 * What left the library. A row of exported_flag is a range of a content, as a verdict is, so it survives re-segmentation.
 * INSERT OR REPLACE deletes without firing delete triggers, so inserts are guarded too.
 */
const schema = `
CREATE TABLE export (
  id INTEGER PRIMARY KEY,
  created_at INTEGER NOT NULL,
  reviewer TEXT NOT NULL,
  format TEXT NOT NULL,
  -- A path; of a download, which has none, the name.
  place TEXT NOT NULL,
  is_download INTEGER NOT NULL CHECK (is_download IN (0, 1)),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  model_id TEXT NOT NULL
) STRICT;

CREATE TABLE exported_flag (
  id INTEGER PRIMARY KEY,
  export_id INTEGER NOT NULL REFERENCES export(id),
  content_id TEXT NOT NULL REFERENCES content(id),
  start_pts INTEGER NOT NULL,
  end_pts INTEGER NOT NULL,
  CHECK (end_pts > start_pts)
) STRICT;
CREATE INDEX exported_flag_by_content ON exported_flag(content_id, start_pts, end_pts);
`

const appendOnly = ['export', 'exported_flag']
  .map(
    (table) => `
CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
CREATE TRIGGER ${table}_no_replace BEFORE INSERT ON ${table}
WHEN EXISTS (SELECT 1 FROM ${table} WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
`,
  )
  .join('')

export const exports = { id: 4, name: 'export', sql: schema + appendOnly }
