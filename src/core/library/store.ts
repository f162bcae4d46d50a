import { z } from 'zod'
import type { Database } from '#core/storage/open-database.ts'
import type { Identity } from './identity.ts'

const row = z.object({
  id: z.int(),
  content_id: z.string().nullable(),
  path: z.string(),
  bytes: z.int(),
  mtime_ms: z.number(),
  state: z.enum(['present', 'missing', 'unreadable']),
  problem: z.string().nullable(),
  first_seen: z.int(),
  last_seen: z.int(),
  media_json: z.string().nullable(),
  forgotten: z.int(),
})

export interface LibraryFile {
  readonly id: number
  /** Absent until the file could be read. */
  readonly contentId: string | undefined
  readonly path: string
  readonly bytes: number
  readonly mtimeMs: number
  readonly state: 'present' | 'missing' | 'unreadable'
  /** Why it is unreadable. */
  readonly problem: string | undefined
  readonly firstSeen: number
  readonly lastSeen: number
  /** JSON as it was stored with `setMedia`. */
  readonly media: unknown
  /** Taken off the list by a person. */
  readonly isForgotten: boolean
}

export interface FilePlace {
  readonly fileId: number
  readonly path: string
  readonly bytes: number
}

/** A file as it was found on disk. */
export interface FoundFile {
  readonly path: string
  readonly bytes: number
  readonly mtimeMs: number
}

export interface Content {
  readonly id: string
  readonly bytes: number
}

/** All SQL about files and contents. Writers call it inside a transaction. */
export class LibraryStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  file(id: number): LibraryFile | undefined {
    const found = this.#db.prepare('SELECT * FROM file WHERE id = ?').get(id)
    return found === undefined ? undefined : parseFile(found)
  }

  fileAt(path: string): LibraryFile | undefined {
    const found = this.#db.prepare('SELECT * FROM file WHERE path = ?').get(path)
    return found === undefined ? undefined : parseFile(found)
  }

  files(): LibraryFile[] {
    return this.#db.prepare('SELECT * FROM file ORDER BY path').all().map(parseFile)
  }

  /** Every place where a content lies or lay, the ones that are there first. */
  filesOf(contentId: string): LibraryFile[] {
    return this.#db
      .prepare("SELECT * FROM file WHERE content_id = ? ORDER BY state <> 'present', path")
      .all(contentId)
      .map(parseFile)
  }

  /** Where every content lies, or lay, by content id: in one query, as the queue asks for thousands. */
  places(): ReadonlyMap<string, FilePlace> {
    const rows = this.#db
      .prepare<unknown[], FilePlace & { readonly contentId: string }>(
        `SELECT content_id AS contentId, id AS fileId, path, bytes FROM file
         WHERE content_id IS NOT NULL ORDER BY state = 'present', path DESC`,
      )
      .all()
    return new Map(rows.map((found) => [found.contentId, found]))
  }

  /** Files at a path or, when it is a folder, anywhere below it. */
  filesUnder(path: string, separator: string): LibraryFile[] {
    const prefix = path.endsWith(separator) ? path : path + separator
    // The first text that no longer begins with the prefix; unlike LIKE it takes % and _ literally and uses the index.
    const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
    return this.#db
      .prepare('SELECT * FROM file WHERE path = ? OR (path >= ? AND path < ?) ORDER BY path')
      .all(path, prefix, end)
      .map(parseFile)
  }

  content(id: string): Content | undefined {
    const bytes = this.#db.prepare('SELECT bytes FROM content WHERE id = ?').pluck().get(id)
    return bytes === undefined ? undefined : { id, bytes: z.int().parse(bytes) }
  }

  addContent({ id, bytes, sampledSha256 }: Identity, now: number): void {
    this.#db
      .prepare(
        `INSERT INTO content (id, bytes, sampled_sha256, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO NOTHING`,
      )
      .run(id, bytes, sampledSha256, now)
  }

  /** New or changed: the path now holds this content. What was known of the old content stays. Returns the file's id. */
  putFile(found: FoundFile, contentId: string, now: number): number {
    const id = this.#db
      .prepare(
        `INSERT INTO file (content_id, path, bytes, mtime_ms, state, first_seen, last_seen)
         VALUES (@contentId, @path, @bytes, @mtimeMs, 'present', @now, @now)
         ON CONFLICT (path) DO UPDATE SET
           media_json = CASE WHEN content_id IS excluded.content_id THEN media_json END,
           content_id = excluded.content_id, bytes = excluded.bytes, mtime_ms = excluded.mtime_ms,
           state = 'present', problem = NULL, last_seen = excluded.last_seen
         RETURNING id`,
      )
      .pluck()
      .get({ ...found, contentId, now })
    return z.int().parse(id)
  }

  /** There, but it cannot be read; what was known of it stays. */
  putUnreadable(found: FoundFile, problem: string, now: number): void {
    this.#db
      .prepare(
        `INSERT INTO file (path, bytes, mtime_ms, state, problem, first_seen, last_seen)
         VALUES (@path, @bytes, @mtimeMs, 'unreadable', @problem, @now, @now)
         ON CONFLICT (path) DO UPDATE SET state = 'unreadable', problem = excluded.problem, last_seen = excluded.last_seen`,
      )
      .run({ ...found, problem, now })
  }

  /** Seen again, unchanged. */
  touch(id: number, now: number): void {
    this.#db
      .prepare("UPDATE file SET state = 'present', problem = NULL, last_seen = ? WHERE id = ?")
      .run(now, id)
  }

  setForgotten(id: number, isForgotten: boolean): void {
    this.#db.prepare('UPDATE file SET forgotten = ? WHERE id = ?').run(isForgotten ? 1 : 0, id)
  }

  /** Contents of the files on the list. */
  listedContents(): ReadonlySet<string> {
    const found = this.#db
      .prepare<unknown[], string>(
        'SELECT DISTINCT content_id FROM file WHERE content_id IS NOT NULL AND forgotten = 0',
      )
      .pluck()
      .all()
    return new Set(found as string[])
  }

  /** Folders that were added, to look at again. */
  folders(): string[] {
    return this.#db
      .prepare<unknown[], string>('SELECT path FROM folder ORDER BY path')
      .pluck()
      .all() as string[]
  }

  addFolder(path: string, now: number): void {
    this.#db
      .prepare('INSERT INTO folder (path, added_at) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(path, now)
  }

  setMissing(id: number): void {
    this.#db.prepare("UPDATE file SET state = 'missing', problem = NULL WHERE id = ?").run(id)
  }

  /** What probing told about the file at a path. */
  setMedia(path: string, media: unknown): void {
    this.#db
      .prepare('UPDATE file SET media_json = ? WHERE path = ?')
      .run(JSON.stringify(media), path)
  }
}

function parseFile(found: unknown): LibraryFile {
  const file = row.parse(found)
  return {
    id: file.id,
    contentId: file.content_id ?? undefined,
    path: file.path,
    bytes: file.bytes,
    mtimeMs: file.mtime_ms,
    state: file.state,
    problem: file.problem ?? undefined,
    firstSeen: file.first_seen,
    lastSeen: file.last_seen,
    media: file.media_json === null ? undefined : JSON.parse(file.media_json),
    isForgotten: file.forgotten === 1,
  }
}
