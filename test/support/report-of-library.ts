import { join } from 'node:path'
import { listSegments } from '#core/analysis/methods.ts'
import { readFirstScores } from '#core/analysis/stored-scores.ts'
import { createParts } from '#core/app/parts.ts'
import type { Report, ReportPorts, ReportVideo } from '#core/export/report/report.ts'
import { readExactStill } from '#core/media/exact-still.ts'
import { probeMedia } from '#core/media/probe.ts'
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
  const tools = await findMediaTools()
  const { bundle, origins } = await analysis.models.origins(undefined, undefined)
  const { files, features, scores } = analysis
  const infoOf = (contentId: string) => probeMedia(tools, files.pathsOf(contentId)[0] ?? '')
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
  const ports: ReportPorts = {
    async video(contentId): Promise<ReportVideo> {
      const stored = readFirstScores({ features, scores }, contentId, origins)
      const { video, durationSec, timecode } = await infoOf(contentId)
      return {
        sha256: null,
        media: {
          durationSec: durationSec ?? null,
          averageFrameRate: video.averageFrameRate,
          isVariable: video.variableFrameRate,
          ...{ width: video.width, height: video.height, codec: video.codec },
          timecode: timecode ?? null,
        },
        scores: stored ? { clock: stored.clock, frameScore: stored.frameScore } : null,
      }
    },
    framePts: (contentId, from, to) => parts.review().framePts(contentId, from, to),
    still: async ({ contentId, ...still }, signal) =>
      readExactStill(tools, { ...still, info: await infoOf(contentId) }, { signal }),
  }
  return { report, ports, close: () => parts.close() }
}
