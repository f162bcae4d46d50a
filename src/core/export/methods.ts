import { resolve } from 'node:path'
import type { MethodArguments } from '#contract/api.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { Handlers } from '#contract/handlers.ts'
import type { SegmentList } from '#contract/results.ts'
import { segmentsCsv, segmentsJson } from './segment-list.ts'
import { writeWholeFile } from './write-whole-file.ts'

interface ExportParts {
  readonly listSegments: (input: MethodArguments<'segments.list'>) => Promise<SegmentList>
  /** Whether the library has a video at a path. */
  readonly isVideo: (path: string) => boolean
}

export function exportMethods({
  listSegments,
  isVideo,
}: ExportParts): Pick<Handlers, 'export.write'> {
  return {
    'export.write': async ({ format, out, overwrite, ...filter }) => {
      const path = resolve(out)
      if (isVideo(path))
        throw new FlagreelError('bad-argument', `${path} is a video of the library.`, {
          hint: 'Originals are never written to: name another file with --out.',
        })
      const list = await listSegments(filter)
      const text = format === 'csv' ? segmentsCsv(list) : segmentsJson(list, new Date())
      await writeWholeFile(path, text, { overwrite })
      return { path, segments: list.segments.length }
    },
  }
}
