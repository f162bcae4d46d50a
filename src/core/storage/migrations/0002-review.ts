/** For the review screens. `mark_id` joins the rows of one decision, whose range a person may move. */
const schema = `
ALTER TABLE verdict ADD COLUMN mark_id TEXT;
CREATE INDEX verdict_by_mark ON verdict(mark_id, id);

CREATE TABLE seen (
  id INTEGER PRIMARY KEY,
  content_id TEXT NOT NULL REFERENCES content(id),
  start_pts INTEGER NOT NULL,
  end_pts INTEGER NOT NULL,
  reviewer TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK (end_pts > start_pts)
) STRICT;
CREATE INDEX seen_by_content ON seen(content_id, start_pts);

-- Folders that were added, to look at again.
CREATE TABLE folder (
  path TEXT PRIMARY KEY,
  added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Taken off the list by a person; what is known of the content stays.
ALTER TABLE file ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1));
`

export const review = { id: 2, name: 'review', sql: schema }
