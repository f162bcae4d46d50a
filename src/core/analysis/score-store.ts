import type { Label } from '#contract/bundle.ts'
import { joinFloats, type SnippetLogits } from '#contract/scores.ts'
import { float32FromBlob, toBlob } from '#core/storage/blobs.ts'
import type { Database } from '#core/storage/open-database.ts'
import { allRows } from '#core/storage/statements.ts'
import { snapshot, transaction } from '#core/storage/transaction.ts'

export interface ScoreKey {
  readonly featureSetId: number
  readonly modelId: string
  readonly detectorKey: string
  readonly labelSetKey: string
  readonly labels: readonly Label[]
  readonly hasClassifier: boolean
}

export interface ScoreSet {
  readonly id: number
  readonly isComplete: boolean
}

/** Logits by (features, detector, label set): one row a detector window. */
export class ScoreStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  find(key: Pick<ScoreKey, 'featureSetId' | 'detectorKey' | 'labelSetKey'>): ScoreSet | undefined {
    const [row] = this.#read<{ id: number; complete: number }>(
      'SELECT id, complete FROM score_set WHERE feature_set_id = ? AND detector = ? AND label_set_id = ?',
      [key.featureSetId, key.detectorKey, key.labelSetKey],
    )
    return row && { id: row.id, isComplete: row.complete === 1 }
  }

  /** The complete set of every content that has one: by content id. */
  completeOf(origin: {
    readonly encoderKey: string
    readonly recipeKey: string
    readonly detectorKey: string
    readonly labelSetKey: string
  }): ReadonlyMap<string, number> {
    const { encoderKey, recipeKey, detectorKey, labelSetKey } = origin
    const rows = this.#read<{ content_id: string; id: number }>(
      `SELECT feature_set.content_id, score_set.id FROM score_set
       JOIN feature_set ON feature_set.id = score_set.feature_set_id
       WHERE feature_set.encoder = ? AND feature_set.recipe = ? AND feature_set.complete = 1
         AND score_set.detector = ? AND score_set.label_set_id = ? AND score_set.complete = 1`,
      [encoderKey, recipeKey, detectorKey, labelSetKey],
    )
    return new Map(rows.map(({ content_id, id }) => [content_id, id]))
  }

  begin(key: ScoreKey): ScoreSet {
    return transaction(this.#db, () => {
      this.#db
        .prepare(
          'INSERT INTO label_set (id, labels_json) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
        )
        .run(key.labelSetKey, JSON.stringify(key.labels))
      this.#db
        .prepare(
          `INSERT INTO score_set (feature_set_id, model_id, detector, label_set_id, has_classifier, complete, created_at)
           VALUES (?, ?, ?, ?, ?, 0, ?) ON CONFLICT (feature_set_id, detector, label_set_id) DO NOTHING`,
        )
        .run(
          key.featureSetId,
          key.modelId,
          key.detectorKey,
          key.labelSetKey,
          key.hasClassifier ? 1 : 0,
          Date.now(),
        )
      return this.find(key) as ScoreSet
    })
  }

  /** Windows that are stored already. */
  windows(setId: number): number {
    return this.#read('SELECT 1 FROM score_chunk WHERE score_set_id = ?', [setId]).length
  }

  addWindow(setId: number, windowIndex: number, logits: SnippetLogits): void {
    const { logits1, logits2, classes } = logits
    const snippets = logits2.length / classes
    transaction(this.#db, () =>
      this.#db
        .prepare(
          `INSERT INTO score_chunk (score_set_id, window_index, snippets, logits1, logits2) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (score_set_id, window_index) DO NOTHING`,
        )
        .run(setId, windowIndex, snippets, logits1 ? toBlob(logits1) : null, toBlob(logits2)),
    )
  }

  complete(setId: number): void {
    transaction(this.#db, () =>
      this.#db.prepare('UPDATE score_set SET complete = 1 WHERE id = ?').run(setId),
    )
  }

  /** All windows, joined. */
  logits(setId: number, classes: number): SnippetLogits {
    const rows = this.#read<{
      snippets: number
      logits1: Uint8Array | null
      logits2: Uint8Array
    }>(
      'SELECT snippets, logits1, logits2 FROM score_chunk WHERE score_set_id = ? ORDER BY window_index',
      [setId],
    )
    const first = rows.map((row) => row.logits1 && float32FromBlob(row.logits1, row.snippets))
    const logits1 = first.every((part) => part !== null) ? joinFloats(first) : undefined
    const logits2 = rows.map((row) => float32FromBlob(row.logits2, row.snippets * classes))
    return { logits1, logits2: joinFloats(logits2), classes }
  }

  #read<Row>(sql: string, values: readonly (string | number)[]): Row[] {
    return snapshot(this.#db, () => allRows<Row>(this.#db, sql, values))
  }
}
