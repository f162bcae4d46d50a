import { join } from 'node:path'
import { listSegments } from '#core/analysis/methods.ts'
import { createParts } from '#core/app/parts.ts'
import { reportPorts } from '#core/app/report-ports.ts'
import type { Report } from '#core/export/report/report.ts'
import { findMediaTools } from '#core/media/tools.ts'

const root = join(import.meta.dirname, '../..')

type Source =
  Parameters<typeof reportPorts>[0]['sources'] extends ReadonlyMap<string, infer Value>
    ? Value
    : never

/** A report of all that the default model flags in a library, with ports to its videos. */
export async function reportOfLibrary(
  libraryFolder: string,
  change: Partial<Report> = {},
  source: Partial<Source> = {},
) {
  const parts = createParts({
    libraryFolder,
    resourcesFolder: join(root, 'resources'),
    workerEntry: '',
    version: '0',
  })
  const analysis = parts.forAnalysis()
  const { bundle, origins } = await analysis.models.origins(undefined, undefined)
  const list = await listSegments(analysis, { mode: 'rule', rule: {}, verdicts: 'all' })
  const report: Report = {
    title: 'Sample footage',
    at: new Date('2026-01-31T12:00:00Z'),
    operator: 'Ada Lovelace',
    appVersion: '0.1.0',
    language: 'en',
    list,
    labelSetId: origins[0]!.labelSetKey,
    labels: bundle.labels,
    choice: { verdicts: 'all' },
    protection: null,
    moments: 'peak',
    ...change,
  }
  const sources = new Map(
    list.segments.map(({ contentId, file }) => [
      contentId,
      {
        ...{ path: file, state: 'present' as const, problem: null, file: null },
        ...{ rate: { num: 25, den: 1 }, isVariable: false },
        ...source,
      },
    ]),
  )
  const ports = reportPorts({
    ...{ analysis, sources, tools: findMediaTools, onCommand: () => {} },
    ...{ modelId: bundle.id, precision: undefined },
  })
  return { report, ports, close: () => parts.close() }
}
