import type { ExportFormat } from '#contract/export.ts'
import type { SegmentList } from '#contract/results.ts'
import { segmentsCsv, segmentsJson } from './segment-list.ts'

/** A form in which flags leave the library. */
export interface Format {
  readonly mediaType: string
  write(list: SegmentList, exportedAt: Date): string
}

export const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  csv: { mediaType: 'text/csv; charset=utf-8', write: segmentsCsv },
  json: { mediaType: 'application/json', write: segmentsJson },
}
