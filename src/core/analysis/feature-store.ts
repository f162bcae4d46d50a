import { type Recipe, SNIPPET_FRAMES } from '#contract/bundle.ts'
import type { Rational } from '#core/media/rational.ts'
import { float16ToFloat32, float32ToFloat16 } from '#core/nn/tensor/float16.ts'
import { float16FromBlob, int64FromBlob, toBlob } from '#core/storage/blobs.ts'
import { decodeDeltas, encodeDeltas } from '#core/storage/deltas.ts'
import type { Database } from '#core/storage/open-database.ts'
import { allRows } from '#core/storage/statements.ts'
import { snapshot, transaction } from '#core/storage/transaction.ts'

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
  /** Of every decoded frame of its snippets. */
  readonly framePts: readonly number[]
  /** Of its key frames. */
  readonly keyPts: readonly number[]
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

/** The stream that features come from. */
interface FeatureSource {
  readonly index: number
  readonly timeBase: Rational
}

interface StoredSnippet {
  readonly chunkIndex: number
  readonly index: number
  readonly startPts: number
  /** SHA-256 of its pixels. */
  readonly frameHash: string
}

interface ChunkTail {
  readonly chunk_index: number
  readonly snippets: number
  readonly start_pts: Uint8Array
  readonly last_frame_hash: string
}

/** Features by (content, encoder, recipe). They outlive thresholds, label sets and detectors. */
export class FeatureStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  find({ contentId, encoderKey, recipe }: FeatureKey): FeatureSet | undefined {
    const [row] = this.#read<FeatureSetRow>(
      `SELECT id, dim, time_base_num, time_base_den, frames, first_pts, end_pts, warnings_json, complete
       FROM feature_set WHERE content_id = ? AND encoder = ? AND recipe = ?`,
      [contentId, encoderKey, recipeKey(recipe)],
    )
    return row && parseFeatureSet(row)
  }

  /** A complete set of any model: the video's clock is the same in all. */
  findAny(contentId: string): FeatureSet | undefined {
    const [row] = this.#read<FeatureSetRow>(
      `SELECT id, dim, time_base_num, time_base_den, frames, first_pts, end_pts, warnings_json, complete
       FROM feature_set WHERE content_id = ? AND complete = 1 ORDER BY id LIMIT 1`,
      [contentId],
    )
    return row && parseFeatureSet(row)
  }

  /** Contents that have features of any model, complete ones. */
  contents(): ReadonlySet<string> {
    const sql = 'SELECT DISTINCT content_id FROM feature_set WHERE complete = 1'
    return new Set(this.#read<{ content_id: string }>(sql, []).map((row) => row.content_id))
  }

  begin(key: FeatureKey, dim: number, video: FeatureSource): FeatureSet {
    const { contentId, encoderKey, recipe } = key
    const { index, timeBase } = video
    this.#write(
      `INSERT INTO feature_set (content_id, encoder, recipe, dim, stream_index, time_base_num, time_base_den,
         warnings_json, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, '[]', ?) ON CONFLICT (content_id, encoder, recipe) DO NOTHING`,
      [
        ...[contentId, encoderKey, recipeKey(recipe), dim],
        ...[index, timeBase.num, timeBase.den, Date.now()],
      ],
    )
    return this.find(key) as FeatureSet
  }

  /** The last stored snippet of an unfinished set: where a scan goes on. */
  lastSnippet(setId: number): StoredSnippet | undefined {
    const [row] = this.#read<ChunkTail>(
      `SELECT chunk_index, snippets, start_pts, last_frame_hash FROM feature_chunk
       WHERE feature_set_id = ? ORDER BY chunk_index DESC LIMIT 1`,
      [setId],
    )
    if (!row) return undefined
    return {
      chunkIndex: row.chunk_index,
      // The last chunk of a video is shorter than the others.
      index: row.chunk_index * CHUNK_SNIPPETS + row.snippets - 1,
      startPts: Number(int64FromBlob(row.start_pts, row.snippets).at(-1)),
      frameHash: row.last_frame_hash,
    }
  }

  /** Another process may have stored the same chunk of the same content: then it stays. */
  addChunk(setId: number, chunk: FeatureChunk): void {
    this.#write(
      `INSERT INTO feature_chunk (feature_set_id, chunk_index, snippets, features, start_pts, frame_pts, key_pts, last_frame_hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (feature_set_id, chunk_index) DO NOTHING`,
      [
        setId,
        chunk.chunkIndex,
        chunk.startPts.length,
        toBlob(float32ToFloat16(chunk.features)),
        toBlob(BigInt64Array.from(chunk.startPts, BigInt)),
        encodeDeltas(chunk.framePts),
        encodeDeltas(chunk.keyPts),
        chunk.lastFrameHash,
      ],
    )
  }

  complete(setId: number, done: Completion): void {
    const { frames, firstPts, endPts, timeBase, warnings } = done
    this.#write(
      `UPDATE feature_set SET complete = 1, frames = ?, first_pts = ?, end_pts = ?, time_base_num = ?,
         time_base_den = ?, warnings_json = ? WHERE id = ?`,
      [frames, firstPts, endPts, timeBase.num, timeBase.den, JSON.stringify(warnings), setId],
    )
  }

  /** Forgets unfinished features that turned out not to be the content's. */
  discard(setId: number): void {
    this.#write('DELETE FROM feature_set WHERE id = ? AND complete = 0', [setId])
  }

  /** n */
  snippets(setId: number): number {
    const rows = this.#read<{ snippets: number }>(
      'SELECT snippets FROM feature_chunk WHERE feature_set_id = ?',
      [setId],
    )
    return rows.reduce((sum, row) => sum + row.snippets, 0)
  }

  /** PTS at which each snippet begins, [n] */
  startPts(setId: number): number[] {
    const rows = this.#read<{ snippets: number; start_pts: Uint8Array }>(
      'SELECT snippets, start_pts FROM feature_chunk WHERE feature_set_id = ? ORDER BY chunk_index',
      [setId],
    )
    return rows.flatMap((row) => Array.from(int64FromBlob(row.start_pts, row.snippets), Number))
  }

  /** PTS of the decoded frames of snippets [from, to); undefined where they were not kept, as before schema 3. */
  framePts(setId: number, from: number, to: number): number[] | undefined {
    const chunks = this.#read<{ chunk_index: number; frame_pts: Uint8Array | null }>(
      `SELECT chunk_index, frame_pts FROM feature_chunk
       WHERE feature_set_id = ? AND chunk_index BETWEEN ? AND ? ORDER BY chunk_index`,
      [setId, Math.floor(from / CHUNK_SNIPPETS), Math.floor((to - 1) / CHUNK_SNIPPETS)],
    )
    const pts: number[] = []
    for (const { chunk_index, frame_pts } of chunks) {
      if (!frame_pts) return undefined
      const base = chunk_index * CHUNK_SNIPPETS
      const first = Math.max(0, from - base) * SNIPPET_FRAMES
      pts.push(...decodeDeltas(frame_pts).slice(first, (to - base) * SNIPPET_FRAMES))
    }
    return pts
  }

  /** PTS of all key frames; undefined where they were not kept. */
  keyPts(setId: number): number[] | undefined {
    const chunks = this.#read<{ key_pts: Uint8Array | null }>(
      'SELECT key_pts FROM feature_chunk WHERE feature_set_id = ? ORDER BY chunk_index',
      [setId],
    )
    if (chunks.some(({ key_pts }) => key_pts === null)) return undefined
    return chunks.flatMap(({ key_pts }) => (key_pts ? decodeDeltas(key_pts) : []))
  }

  /** Rows [from, to) of the features, [(to − from)·D]; reads only the chunks that hold them. */
  rows(set: FeatureSet, from: number, to: number): Float32Array {
    const chunks = this.#read<{ chunk_index: number; snippets: number; features: Uint8Array }>(
      `SELECT chunk_index, snippets, features FROM feature_chunk
       WHERE feature_set_id = ? AND chunk_index BETWEEN ? AND ? ORDER BY chunk_index`,
      [set.id, Math.floor(from / CHUNK_SNIPPETS), Math.floor((to - 1) / CHUNK_SNIPPETS)],
    )
    const rows = new Float32Array((to - from) * set.dim)
    for (const chunk of chunks) {
      const base = chunk.chunk_index * CHUNK_SNIPPETS
      const values = float16ToFloat32(float16FromBlob(chunk.features, chunk.snippets * set.dim))
      const start = Math.max(from, base)
      const part = values.subarray((start - base) * set.dim, (to - base) * set.dim)
      rows.set(part, (start - from) * set.dim)
    }
    return rows
  }

  #read<Row>(sql: string, values: readonly (string | number)[]): Row[] {
    return snapshot(this.#db, () => allRows<Row>(this.#db, sql, values))
  }

  #write(sql: string, values: readonly (string | number | Uint8Array)[]): void {
    transaction(this.#db, () => this.#db.prepare(sql).run(...values))
  }
}

/** A recipe as text; a new field must be added here, or old features would pass for new ones. */
export function recipeKey({ frames, resize, crop }: Recipe): string {
  return `${frames} ${resize} ${crop}`
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
