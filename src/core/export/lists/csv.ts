import { type CsvCell, csvRow } from '#contract/csv.ts'
import type { FlaggedSegment, SegmentList } from '#contract/results.ts'
import { type EditClock, type FrameRange, frameRange } from './edit-clock.ts'
import type { ExportSource } from './export-source.ts'
import { type ListDocument, type ListExport, seconds, videosOf } from './list-export.ts'
import { formatTimecode } from './timecode.ts'

interface Row {
  readonly flag: FlaggedSegment
  /** Of the list. */
  readonly model: SegmentList['model']
  readonly source: ExportSource
  readonly clock: EditClock
  readonly range: FrameRange
}

/** Column title and cell, in order. Out-points are exclusive. */
const COLUMNS: readonly (readonly [string, (row: Row) => CsvCell])[] = [
  ['file', ({ flag }) => flag.file],
  ['content_id', ({ flag }) => flag.contentId],
  ['class', ({ flag }) => flag.class],
  ['class_score', ({ flag }) => flag.classScore],
  ['score', ({ flag }) => flag.score],
  ['start_frame', ({ flag }) => flag.startFrame],
  ['end_frame', ({ flag }) => flag.endFrame],
  ['start_sec', ({ flag }) => seconds(flag.startSec)],
  ['end_sec', ({ flag }) => seconds(flag.endSec)],
  ['verdict', ({ flag }) => flag.verdict],
  ['runner_up', ({ flag }) => flag.runnerUp?.class ?? null],
  ['runner_up_score', ({ flag }) => flag.runnerUp?.classScore ?? null],
  ['margin', ({ flag }) => flag.margin],
  ['model', ({ flag }) => flag.model],
  ['precision', ({ flag }) => flag.precision],
  ['training', ({ flag }) => flag.training],
  ['model_note', ({ flag, model }) => (flag.model === model.id ? model.note : null)],
  ['key', ({ flag }) => flag.key],
  ['model_class', ({ flag }) => flag.modelClass.class],
  ['model_class_score', ({ flag }) => flag.modelClass.classScore],
  ['source', ({ flag }) => flag.source],
  ['reason', ({ flag }) => flag.reason],
  ['note', ({ flag }) => flag.note],
  ['reviewer', ({ flag }) => flag.reviewer],
  ['start_pts', ({ flag }) => flag.startPts],
  ['end_pts', ({ flag }) => flag.endPts],
  ['time_base', ({ flag }) => fraction(flag.timeBase)],
  ['start_timecode', ({ clock, range }) => formatTimecode(clock.startFrame + range.start, clock)],
  ['end_timecode', ({ clock, range }) => formatTimecode(clock.startFrame + range.end, clock)],
  ['timecode_rate', ({ clock }) => fraction(clock.rate)],
  ['frame_rate', ({ source }) => (source.isVariable ? 'variable' : fraction(source.rate))],
]

export const CSV_COLUMNS = COLUMNS.map(([title]) => title)

export function writeCsv(input: ListExport): ListDocument[] {
  const byContent = new Map(videosOf(input).map((video) => [video.source.contentId, video]))
  const { list, options } = input
  const { model } = list
  const rows = list.segments.map((flag) => {
    const { source, clock } = byContent.get(flag.contentId)!
    const row = { flag, model, source, clock, range: frameRange(flag, source, clock) }
    return csvRow(COLUMNS.map(([, cell]) => cell(row)))
  })
  const mark = options.bom ? '\ufeff' : ''
  return [{ part: null, text: mark + csvRow(CSV_COLUMNS) + rows.join('') }]
}

function fraction({ num, den }: { readonly num: number; readonly den: number }): string {
  return `${num}/${den}`
}
