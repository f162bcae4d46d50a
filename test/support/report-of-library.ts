import { join } from 'node:path'
import { listSegments } from '#core/analysis/methods.ts'
import { createParts } from '#core/app/parts.ts'
import { reportPorts } from '#core/app/report-ports.ts'
import type { Report } from '#core/export/report/report.ts'
import { findMediaTools } from '#core/media/tools.ts'

const root = join(import.meta.dirname, '../..')

/** A report of all that the default model flags in a library, with ports to its videos. */
export async function reportOfLibrary(libraryFolder: string, change: Partial<Report> = {}) {
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
      { path: file, state: 'present' as const, file: null },
    ]),
  )
  const ports = reportPorts({
    ...{ analysis, sources, review: parts.review(), tools: findMediaTools, onCommand: () => {} },
  })
  return { report, ports, close: () => parts.close() }
}
