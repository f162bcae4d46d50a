import { resolve } from 'node:path'
import type { MethodArguments } from '#contract/api.ts'
import type { Handlers } from '#contract/handlers.ts'
import type { SegmentList } from '#contract/results.ts'
import { segmentsCsv, segmentsJson } from './segment-list.ts'
import { writeWholeFile } from './write-whole-file.ts'

interface ExportParts {
  readonly listSegments: (input: MethodArguments<'segments.list'>) => Promise<SegmentList>
}

export function exportMethods({ listSegments }: ExportParts): Pick<Handlers, 'export.write'> {
  return {
    'export.write': async ({ format, out, overwrite, ...filter }) => {
      const list = await listSegments(filter)
      const path = resolve(out)
      const text = format === 'csv' ? segmentsCsv(list) : segmentsJson(list, new Date())
      await writeWholeFile(path, text, { overwrite })
      return { path, segments: list.segments.length }
    },
  }
}
