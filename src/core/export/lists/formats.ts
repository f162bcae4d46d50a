import type { ListFormat } from '#contract/export-formats.ts'
import { writeCsv } from './csv.ts'
import { writeEdl } from './edl.ts'
import { writeFcpxml } from './fcpxml.ts'
import { writeJson } from './json.ts'
import type { ListDocument, ListExport } from './list-export.ts'
import { writeOtio } from './otio.ts'
import { writeTimestamps } from './timestamps.ts'
import { writeVtt } from './vtt.ts'

/** One or more documents of a form in which flags leave the library. */
export const FORMATS: Readonly<Record<ListFormat, (input: ListExport) => ListDocument[]>> = {
  csv: writeCsv,
  json: writeJson,
  edl: writeEdl,
  otio: writeOtio,
  fcpxml: writeFcpxml,
  vtt: writeVtt,
  timestamps: writeTimestamps,
}
