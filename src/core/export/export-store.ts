import type { PtsRange } from '#contract/attach-marks.ts'
import type { ExportedRange } from '#contract/export.ts'
import type { Database } from '#core/storage/open-database.ts'
import { durable, snapshot } from '#core/storage/transaction.ts'

/** A document that left the library. */
export interface ExportRecord {
  readonly place: string
  readonly isDownload: boolean
  readonly format: string
  /** Of its bytes, in hex; of several documents, that of their manifest. */
  readonly sha256: string
  readonly manifestSha256: string
  /** Its real path; null of a download. */
  readonly manifestPath: string | null
  readonly reviewer: string
  readonly modelId: string
  readonly flags: readonly (PtsRange & { readonly contentId: string })[]
}

interface Row extends PtsRange {
  readonly contentId: string
  readonly place: string
  readonly isDownload: 0 | 1
  readonly format: string
  readonly at: number
}

/** What was exported. Rows are only ever added; the latest of a range counts. */
export class ExportStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** Each range of one content, or of all, with its latest export. */
  ranges(contentId?: string): ExportedRange[] {
    // Beside max(), SQLite takes the other columns from the row that has it.
    const rows = snapshot(this.#db, () =>
      this.#db
        .prepare<unknown[], Row & { id: number }>(
          `SELECT content_id AS contentId, start_pts AS startPts, end_pts AS endPts, place,
             is_download AS isDownload, format, export.created_at AS at, max(exported_flag.id) AS id
           FROM exported_flag JOIN export ON export.id = export_id
           WHERE @contentId IS NULL OR content_id = @contentId
           GROUP BY content_id, start_pts, end_pts ORDER BY id`,
        )
        .all({ contentId: contentId ?? null }),
    )
    return rows.map(({ id: _id, ...row }) => ({ ...row, isDownload: row.isDownload === 1 }))
  }

  /** Whether an export went out with this manifest. */
  hasManifest(sha256: string): boolean {
    return snapshot(
      this.#db,
      () =>
        this.#db.prepare('SELECT 1 FROM export WHERE manifest_sha256 = ?').get(sha256) !==
        undefined,
    )
  }

  /** Whether a manifest was written to this real path. */
  hasManifestAt(path: string): boolean {
    return snapshot(
      this.#db,
      () =>
        this.#db.prepare('SELECT 1 FROM export WHERE manifest_path = ?').get(path) !== undefined,
    )
  }

  /** On the disk when it returns. */
  add(record: ExportRecord): void {
    const { place, isDownload, format, sha256, reviewer, modelId, flags } = record
    durable(this.#db, () => {
      const { lastInsertRowid } = this.#db
        .prepare(
          `INSERT INTO export
             (created_at, reviewer, format, place, is_download, sha256, model_id, manifest_sha256, manifest_path)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          ...[Date.now(), reviewer, format, place, isDownload ? 1 : 0],
          ...[sha256, modelId, record.manifestSha256, record.manifestPath],
        )
      const insert = this.#db.prepare(
        'INSERT INTO exported_flag (export_id, content_id, start_pts, end_pts) VALUES (?, ?, ?, ?)',
      )
      for (const { contentId, startPts, endPts } of flags)
        insert.run(lastInsertRowid, contentId, startPts, endPts)
    })
  }
}
