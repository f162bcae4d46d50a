import { basename, dirname } from 'node:path'
import type { CallContext, Handlers } from '#contract/handlers.ts'
import type { JobPace, QueueJob, QueueState } from '#contract/library.ts'
import { isAllowed, type Job, type JobState } from '#core/jobs/job.ts'
import type { JobQueue } from '#core/jobs/queue.ts'
import { batchEtaSec } from './pace.ts'
import { SCAN_JOB, scanPayload } from './scan.ts'
import type { ScanService } from './scan-service.ts'

export interface QueueParts {
  readonly jobs: JobQueue
  readonly service: ScanService
  /** Where each content lies now, and how large it is. */
  readonly places: () => ReadonlyMap<string, Place>
  /** Another file lies at a path by now. */
  readonly isReplaced: (path: string) => boolean
  /** Queues what lies at the places of files of the library now. */
  readonly scanFiles: (fileIds: readonly number[], context: CallContext) => Promise<unknown>
}

interface Place {
  readonly fileId: number
  readonly path: string
  readonly bytes: number
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
    <Input>(change: (input: Input, context: CallContext) => unknown) =>
    async (input: Input, context: CallContext) => {
      await change(input, context)
      context.emit({ type: 'changed', what: ['queue'] })
      return showQueue(parts)
    }
  return {
    'queue.show': async () => showQueue(parts),
    'queue.pause': changing(() => jobs.pause()),
    'queue.resume': changing(() => service.resume()),
    'queue.cancel': changing(({ jobIds }: JobIds) =>
      jobs.together(() => {
        for (const { id } of jobsThatMay(parts, jobIds, 'cancelled')) jobs.cancel(id)
      }),
    ),
    'queue.retry': changing(({ jobIds }: Parameters<QueueMethods['queue.retry']>[0], context) =>
      retry(parts, jobIds === 'failed' ? failedIds(parts) : jobIds, context),
    ),
    'queue.move': changing(({ jobIds, place }: Parameters<QueueMethods['queue.move']>[0]) =>
      jobs.move(jobIds, place),
    ),
  }
}

interface JobIds {
  readonly jobIds: readonly number[]
}

/** Of many jobs that a person chose, some may have ended meanwhile: they are left as they are. */
function jobsThatMay({ jobs }: QueueParts, ids: readonly number[], state: JobState): Job[] {
  return ids.flatMap((id) => {
    const job = jobs.get(id)
    // A running job goes back to the queue by the hand of its own process only.
    const isBusy = job?.state === 'running' && state === 'queued'
    return job && !isBusy && isAllowed(job.state, state) ? job : []
  })
}

function failedIds({ jobs }: QueueParts): number[] {
  return jobs.list({ kinds: [SCAN_JOB], states: ['failed', 'missing'] }).map(({ id }) => id)
}

/** A file that was replaced is another content, with a job of its own; any other job is done once more. */
async function retry(parts: QueueParts, jobIds: readonly number[], context: CallContext) {
  const { jobs, isReplaced, scanFiles } = parts
  const places = parts.places()
  const again = jobsThatMay(parts, jobIds, 'queued').map((job) => {
    const place = places.get(scanPayload(job).contentId)
    return { job, replaced: place && isReplaced(place.path) ? place.fileId : undefined }
  })
  jobs.together(() => {
    for (const { job, replaced } of again) if (replaced === undefined) jobs.retry(job.id)
  })
  const fileIds = again.flatMap(({ replaced }) => replaced ?? [])
  if (fileIds.length > 0) await scanFiles(fileIds, context)
}

function showQueue(parts: QueueParts): QueueState {
  const { jobs, service } = parts
  const { device, problem, paces, isHeld } = service.state()
  const kinds = [SCAN_JOB]
  const places = parts.places()
  const ofState = (state: JobState) =>
    jobs.list({ kinds, states: [state] }, { limit: LISTED, offset: 0 })
  const listed = (['running', 'queued', 'failed', 'missing'] as const).flatMap(ofState)
  return {
    isPaused: isHeld || jobs.isPaused(),
    counts: jobs.counts({ kinds }),
    device,
    etaSec: etaOf(parts, places),
    problem,
    jobs: listed.map((job) => queueJob(job, places, paces.get(job.id) ?? null)),
  }
}

function queueJob(
  job: Job,
  places: ReadonlyMap<string, Place>,
  progress: QueueJob['progress'],
): QueueJob {
  const { contentId, path: queuedPath } = scanPayload(job)
  const found = places.get(contentId)
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
function etaOf({ jobs, service }: QueueParts, places: ReadonlyMap<string, Place>): number | null {
  const { finished, running, paces } = service.state()
  const bytesOf = (contentId: string) => places.get(contentId)?.bytes ?? 0
  if (!running && finished.length === 0) return null
  const queued = jobs.list({ kinds: [SCAN_JOB], states: ['queued'] })
  const [pace] = paces.values()
  return batchEtaSec({
    finished: finished.map(({ contentId, ms, fraction }) => ({
      bytes: bytesOf(contentId) * fraction,
      ms,
    })),
    running: running && {
      bytes: bytesOf(running.contentId),
      ms: running.ms,
      ...fractionsOf(pace, running.fromSec),
    },
    queuedBytes: queued.reduce((all, job) => all + bytesOf(scanPayload(job).contentId), 0),
  })
}

/** What an earlier run left done says nothing about the pace. */
function fractionsOf(pace: JobPace | undefined, fromSec: number) {
  if (!pace?.totalSec) return { fraction: 0, left: 1 }
  const { doneSec, totalSec } = pace
  const part = (seconds: number) => Math.min(1, Math.max(0, seconds / totalSec))
  return { fraction: part(doneSec - fromSec), left: part(totalSec - doneSec) }
}
