import { csvRow } from '#contract/csv.ts'
import type { FlaggedSegment, SegmentList } from '#contract/results.ts'

const EXPORT_SCHEMA = 'flagreel.segments/1'

/** Column title and cell, in order. Out-points are exclusive. */
const COLUMNS: readonly (readonly [string, (row: FlaggedSegment) => string | number | null])[] = [
  ['file', (row) => row.file],
  ['content_id', (row) => row.contentId],
  ['class', (row) => row.class],
  ['class_score', (row) => row.classScore],
  ['score', (row) => row.score],
  ['start_frame', (row) => row.startFrame],
  ['end_frame', (row) => row.endFrame],
  ['start_sec', (row) => row.startSec],
  ['end_sec', (row) => row.endSec],
  ['verdict', (row) => row.verdict],
  ['runner_up', (row) => row.runnerUp?.class ?? null],
  ['runner_up_score', (row) => row.runnerUp?.classScore ?? null],
  ['margin', (row) => row.margin],
  ['model', (row) => row.model],
  ['precision', (row) => row.precision],
  ['training', (row) => row.training],
  ['key', (row) => row.key],
  ['model_class', (row) => row.modelClass.class],
  ['model_class_score', (row) => row.modelClass.classScore],
  ['source', (row) => row.source],
  ['reason', (row) => row.reason],
  ['note', (row) => row.note],
  ['reviewer', (row) => row.reviewer],
]

export function segmentsCsv({ segments }: SegmentList): string {
  const rows = segments.map((segment) => csvRow(COLUMNS.map(([, cell]) => cell(segment))))
  return csvRow(COLUMNS.map(([title]) => title)) + rows.join('')
}

export function segmentsJson(list: SegmentList, exportedAt: Date): string {
  const document = { schema: EXPORT_SCHEMA, exportedAt: exportedAt.toISOString(), ...list }
  return `${JSON.stringify(document, null, 2)}\n`
}
