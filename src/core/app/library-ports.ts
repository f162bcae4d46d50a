import { join } from 'node:path'
import type { ScanState } from '#contract/library.ts'
import type { AnalysisParts } from '#core/analysis/methods.ts'
import type { QueueParts } from '#core/analysis/queue-methods.ts'
import { enqueueScans, SCAN_JOB, scanKey } from '#core/analysis/scan.ts'
import type { ScanService } from '#core/analysis/scan-service.ts'
import { findAllScores } from '#core/analysis/stored-scores.ts'
import { isAllowed, type Job } from '#core/jobs/job.ts'
import type { LibraryPorts, Scans } from '#core/library/methods.ts'
import type { LibraryStore } from '#core/library/store.ts'
import type { Review } from '#core/review/review.ts'

interface Sources {
  readonly analysis: AnalysisParts
  readonly review: Review
  readonly resourcesFolder: string
}

/** Scan states and flag counts for the library's list. */
export function libraryPorts({ analysis, review, resourcesFolder }: Sources): LibraryPorts {
  return {
    samplesFolder: join(resourcesFolder, 'samples'),
    async scans(): Promise<Scans> {
      const { jobs, models } = analysis
      const { bundle, origins } = await models.origins(undefined, undefined)
      const model = origins[0]!
      const byKey = new Map(jobs.list({ kinds: [SCAN_JOB] }).map((job) => [job.key, job]))
      const counts = await review.counts()
      // As of now and with one question each: the list asks for every content.
      const scored = findAllScores(analysis, origins)
      const withFeatures = analysis.features.contents()
      const jobOf = (contentId: string) =>
        origins.map((origin) => byKey.get(scanKey(contentId, origin))).find((job) => job)
      return {
        model: bundle.id,
        counts,
        stateOf: (contentId) =>
          scanOf(jobOf(contentId), {
            isScanned: scored.has(contentId),
            hasFeatures: withFeatures.has(contentId),
          }),
        queue(targets, { retry }) {
          const open = targets.filter(({ contentId }) => !scored.has(contentId))
          const queued = enqueueScans(jobs, open, { model, retry })
          return queued.filter(({ job }) => job.state === 'queued').length
        },
        drop(contentIds) {
          const dropped = contentIds.flatMap((contentId) => jobOf(contentId) ?? [])
          jobs.together(() => {
            for (const { id } of dropped)
              if (isAllowed(jobs.get(id)!.state, 'cancelled')) jobs.cancel(id)
          })
        },
      }
    },
  }
}

function scanOf(
  job: Job | undefined,
  { isScanned, hasFeatures }: { readonly isScanned: boolean; readonly hasFeatures: boolean },
) {
  const state = ((): ScanState => {
    if (isScanned) return 'scanned'
    if (job && job.state !== 'done') return job.state
    return hasFeatures ? 'stale' : 'unscanned'
  })()
  return { state, jobId: job?.id ?? null, error: job?.error ?? null }
}

interface QueueSources {
  readonly analysis: AnalysisParts
  readonly service: ScanService
  readonly library: LibraryStore
  readonly scanFiles: QueueParts['scanFiles']
}

export function queueParts({ analysis, service, library, scanFiles }: QueueSources): QueueParts {
  const { jobs, files } = analysis
  return {
    jobs,
    service,
    places: () => library.places(),
    isReplaced: (path) => files.isReplaced(path),
    scanFiles,
  }
}
