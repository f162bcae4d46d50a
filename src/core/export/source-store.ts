import { z } from 'zod'
import type { Database } from '#core/storage/open-database.ts'
import { transaction } from '#core/storage/transaction.ts'
import type { MediaFacts } from './lists/export-source.ts'
import type { FrameRate } from './lists/frame-rate.ts'

/** A file as it lies there now. */
export interface FileState {
  readonly path: string
  readonly bytes: number
  readonly mtimeMs: number
}

export interface KnownFile {
  readonly sha256: string
  readonly hashedAt: number
  /** null: ffprobe could not tell, and is asked again. */
  readonly media: MediaFacts | null
}

const mediaSchema = z
  .object({
    startMicroseconds: z.int(),
    timecode: z.string().nullable(),
    width: z.int(),
    height: z.int(),
    audio: z.object({ channels: z.int(), sampleRate: z.int() }).nullable(),
  })
  .nullable() satisfies z.ZodType<MediaFacts | null>

interface FileRow {
  readonly sha256: string
  readonly hashedAt: number
  readonly media: string | null
}

/** What is dear to find out about videos. */
export class SourceStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** Undefined when this file, as it is now, was not looked at yet. */
  file({ path, bytes, mtimeMs }: FileState): KnownFile | undefined {
    const row = this.#db
      .prepare<unknown[], FileRow>(
        `SELECT sha256, hashed_at AS hashedAt, media_json AS media FROM source_file
         WHERE path = ? AND bytes = ? AND mtime_ms = ?`,
      )
      .get(path, bytes, mtimeMs)
    if (!row) return undefined
    const media = mediaSchema.safeParse(row.media === null ? null : JSON.parse(row.media))
    return media.success ? { ...row, media: media.data } : undefined
  }

  putFile({ path, bytes, mtimeMs }: FileState, { sha256, hashedAt, media }: KnownFile): void {
    transaction(this.#db, () =>
      this.#db
        .prepare('INSERT OR REPLACE INTO source_file VALUES (?, ?, ?, ?, ?, ?)')
        .run(path, bytes, mtimeMs, sha256, hashedAt, media && JSON.stringify(media)),
    )
  }

  /** Of a content; `find` is asked the first time. */
  frameRate(contentId: string, find: () => FrameRate): FrameRate {
    const row = this.#db
      .prepare<unknown[], { num: number; den: number; isVariable: 0 | 1 }>(
        'SELECT num, den, is_variable AS isVariable FROM frame_rate WHERE content_id = ?',
      )
      .get(contentId)
    if (row) return { rate: { num: row.num, den: row.den }, isVariable: row.isVariable === 1 }
    const found = find()
    const { rate, isVariable } = found
    transaction(this.#db, () =>
      this.#db
        .prepare('INSERT OR REPLACE INTO frame_rate VALUES (?, ?, ?, ?)')
        .run(contentId, rate.num, rate.den, isVariable ? 1 : 0),
    )
    return found
  }
}
