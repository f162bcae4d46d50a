import type { Recipe } from '#contract/bundle.ts'
import type { Rational } from '#core/media/probe.ts'
import { float16ToFloat32, float32ToFloat16 } from '#core/nn/tensor/float16.ts'
import { fromFloat16Blob, fromInt64Blob, toFloat16Blob, toInt64Blob } from '#core/storage/blobs.ts'
import type { Database } from '#core/storage/open-database.ts'

/** Snippets per stored chunk: what a scan that is killed redoes at most. */
export const CHUNK_SNIPPETS = 256

export interface FeatureKey {
  readonly contentId: string
  readonly encoderKey: string
  readonly recipe: Recipe
}

export interface FeatureSet {
  readonly id: number
  readonly dim: number
  readonly timeBase: Rational
  readonly isComplete: boolean
  /** Known when complete. */
  readonly frames: number | undefined
  readonly firstPts: number | undefined
  readonly endPts: number | undefined
  readonly warnings: readonly string[]
}

export interface FeatureChunk {
  readonly chunkIndex: number
  /** [n·D], rounded to float16 when stored */
  readonly features: Float32Array
  readonly startPts: readonly number[]
  readonly lastFrameHash: string
}

export interface Completion {
  readonly frames: number
  readonly firstPts: number
  readonly endPts: number
  readonly timeBase: Rational
  readonly warnings: readonly string[]
}

interface FeatureSetRow {
  readonly id: number
  readonly dim: number
  readonly time_base_num: number
  readonly time_base_den: number
  readonly frames: number | null
  readonly first_pts: number | null
  readonly end_pts: number | null
  readonly warnings_json: string
  readonly complete: number
}

/** Features by (content, encoder, recipe). They outlive thresholds, label sets and detectors. */
export class FeatureStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  find({ contentId, encoderKey, recipe }: FeatureKey): FeatureSet | undefined {
    const row = this.#db
      .prepare<unknown[], FeatureSetRow>(
        `SELECT id, dim, time_base_num, time_base_den, frames, first_pts, end_pts, warnings_json, complete
         FROM feature_set WHERE content_id = ? AND encoder = ? AND recipe = ?`,
      )
      .get(contentId, encoderKey, JSON.stringify(recipe))
    return row && parseFeatureSet(row)
  }

  begin(key: FeatureKey, dim: number, timeBase: Rational): FeatureSet {
    this.#db
      .prepare(
        `INSERT INTO feature_set (content_id, encoder, recipe, dim, time_base_num, time_base_den, stream_index,
           warnings_json, complete, created_at)
         VALUES (?, ?, ?, ?, ?, ?, 0, '[]', 0, ?)
         ON CONFLICT (content_id, encoder, recipe) DO NOTHING`,
      )
      .run(
        key.contentId,
        key.encoderKey,
        JSON.stringify(key.recipe),
        dim,
        timeBase.num,
        timeBase.den,
        Date.now(),
      )
    return this.find(key) as FeatureSet
  }

  /** The last stored chunk of an unfinished set: where a scan goes on. */
  lastChunk(setId: number): { chunkIndex: number; startPts: number; hash: string } | undefined {
    const row = this.#db
      .prepare<unknown[], { chunk_index: number; start_pts: Buffer; last_frame_hash: string }>(
        `SELECT chunk_index, start_pts, last_frame_hash FROM feature_chunk
         WHERE feature_set_id = ? ORDER BY chunk_index DESC LIMIT 1`,
      )
      .get(setId)
    if (!row) return undefined
    const startPts = fromInt64Blob(row.start_pts).at(-1) as number
    return { chunkIndex: row.chunk_index, startPts, hash: row.last_frame_hash }
  }

  addChunk(setId: number, chunk: FeatureChunk): void {
    this.#db
      .prepare(
        `INSERT INTO feature_chunk (feature_set_id, chunk_index, snippets, features, start_pts, last_frame_hash)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(
        setId,
        chunk.chunkIndex,
        chunk.startPts.length,
        toFloat16Blob(float32ToFloat16(chunk.features)),
        toInt64Blob(chunk.startPts),
        chunk.lastFrameHash,
      )
  }

  complete(setId: number, done: Completion): void {
    this.#db
      .prepare(
        `UPDATE feature_set SET complete = 1, frames = ?, first_pts = ?, end_pts = ?, time_base_num = ?,
           time_base_den = ?, warnings_json = ? WHERE id = ?`,
      )
      .run(
        done.frames,
        done.firstPts,
        done.endPts,
        done.timeBase.num,
        done.timeBase.den,
        JSON.stringify(done.warnings),
        setId,
      )
  }

  /** PTS at which each snippet begins, [n] */
  startPts(setId: number): number[] {
    const rows = this.#db
      .prepare<unknown[], { start_pts: Buffer }>(
        'SELECT start_pts FROM feature_chunk WHERE feature_set_id = ? ORDER BY chunk_index',
      )
      .all(setId)
    return rows.flatMap((row) => fromInt64Blob(row.start_pts))
  }

  /** Rows [from, to) of the features, [(to − from)·D]; reads only the chunks that hold them. */
  rows(set: FeatureSet, from: number, to: number): Float32Array {
    const first = Math.floor(from / CHUNK_SNIPPETS)
    const last = Math.floor((to - 1) / CHUNK_SNIPPETS)
    const chunks = this.#db
      .prepare<unknown[], { chunk_index: number; features: Buffer }>(
        `SELECT chunk_index, features FROM feature_chunk
         WHERE feature_set_id = ? AND chunk_index BETWEEN ? AND ? ORDER BY chunk_index`,
      )
      .all(set.id, first, last)
    const rows = new Float32Array((to - from) * set.dim)
    for (const chunk of chunks) {
      const base = chunk.chunk_index * CHUNK_SNIPPETS
      const values = float16ToFloat32(fromFloat16Blob(chunk.features))
      const start = Math.max(from, base)
      const part = values.subarray((start - base) * set.dim, (to - base) * set.dim)
      rows.set(part, (start - from) * set.dim)
    }
    return rows
  }
}

function parseFeatureSet(row: FeatureSetRow): FeatureSet {
  return {
    id: row.id,
    dim: row.dim,
    timeBase: { num: row.time_base_num, den: row.time_base_den },
    isComplete: row.complete === 1,
    frames: row.frames ?? undefined,
    firstPts: row.first_pts ?? undefined,
    endPts: row.end_pts ?? undefined,
    warnings: JSON.parse(row.warnings_json),
  }
}
