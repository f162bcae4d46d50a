import { basename, dirname } from 'node:path'
import type { Handlers } from '#contract/handlers.ts'
import type { QueueJob, QueueState } from '#contract/library.ts'
import type { Job, JobState } from '#core/jobs/job.ts'
import type { JobQueue } from '#core/jobs/queue.ts'
import { batchEtaSec } from './pace.ts'
import { SCAN_JOB, scanPayload } from './scan.ts'
import type { ScanService } from './scan-service.ts'

export interface QueueParts {
  readonly jobs: JobQueue
  readonly service: ScanService
  /** Where a content lies now, and how large it is. */
  readonly place: (
    contentId: string,
  ) => { readonly fileId: number; readonly path: string; readonly bytes: number } | undefined
}

type QueueMethods = Pick<
  Handlers,
  'queue.show' | 'queue.pause' | 'queue.resume' | 'queue.cancel' | 'queue.retry' | 'queue.move'
>

/** Of each state; a screen cannot show more. */
const LISTED = 500

export function queueMethods(parts: QueueParts): QueueMethods {
  const { jobs, service } = parts
  const changing =
    <Input>(change: (input: Input) => void) =>
    async (
      input: Input,
      { emit }: { readonly emit: (event: { type: 'changed'; what: ['queue'] }) => void },
    ) => {
      change(input)
      emit({ type: 'changed', what: ['queue'] })
      return showQueue(parts)
    }
  return {
    'queue.show': async () => showQueue(parts),
    'queue.pause': changing(() => jobs.pause()),
    'queue.resume': changing(() => service.resume()),
    'queue.cancel': changing(({ jobIds }: { readonly jobIds: readonly number[] }) =>
      jobs.together(() => {
        for (const id of jobIds) jobs.cancel(id)
      }),
    ),
    'queue.retry': changing(({ jobIds }: { readonly jobIds: readonly number[] }) =>
      jobs.together(() => {
        for (const id of jobIds) jobs.retry(id)
      }),
    ),
    'queue.move': changing(({ jobIds, place }: Parameters<QueueMethods['queue.move']>[0]) =>
      jobs.move(jobIds, place),
    ),
  }
}

function showQueue(parts: QueueParts): QueueState {
  const { jobs, service } = parts
  const { device, problem, paces } = service.state()
  const kinds = [SCAN_JOB]
  const ofState = (state: JobState) =>
    jobs.list({ kinds, states: [state] }, { limit: LISTED, offset: 0 })
  const listed = (['running', 'queued', 'failed', 'missing'] as const).flatMap(ofState)
  return {
    isPaused: jobs.isPaused(),
    counts: jobs.counts({ kinds }),
    device,
    etaSec: etaOf(parts),
    problem,
    jobs: listed.map((job) => queueJob(parts, job, paces.get(job.id) ?? null)),
  }
}

function queueJob({ place }: QueueParts, job: Job, progress: QueueJob['progress']): QueueJob {
  const { contentId, path: queuedPath } = scanPayload(job)
  const found = place(contentId)
  const path = found?.path ?? queuedPath
  return {
    id: job.id,
    fileId: found?.fileId ?? null,
    contentId,
    name: basename(path),
    folder: dirname(path),
    state: job.state,
    progress,
    error: job.error ?? null,
    attempts: job.attempts,
    finishedAt: job.finishedAt ?? null,
  }
}

/** Of all that is queued, at the pace of what was scanned last. */
function etaOf({ jobs, service, place }: QueueParts): number | null {
  const { finished, running, paces } = service.state()
  const bytesOf = (contentId: string) => place(contentId)?.bytes ?? 0
  const queued = jobs.list({ kinds: [SCAN_JOB], states: ['queued'] })
  const [pace] = paces.values()
  return batchEtaSec({
    finished: finished.map(({ contentId, ms }) => ({ bytes: bytesOf(contentId), ms })),
    running: running && {
      bytes: bytesOf(running.contentId),
      ms: running.ms,
      fraction: pace?.totalSec ? Math.min(1, pace.doneSec / pace.totalSec) : 0,
    },
    queuedBytes: queued.reduce((all, job) => all + bytesOf(scanPayload(job).contentId), 0),
  })
}
