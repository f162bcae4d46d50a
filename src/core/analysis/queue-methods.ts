import { basename, dirname } from 'node:path'
import type { Handlers } from '#contract/handlers.ts'
import type { QueueJob, QueueState } from '#contract/library.ts'
import type { Job, JobState } from '#core/jobs/job.ts'
import type { JobQueue } from '#core/jobs/queue.ts'
import { SCAN_JOB, scanPayload } from './scan.ts'
import type { ScanService } from './scan-service.ts'

export interface QueueParts {
  readonly jobs: JobQueue
  readonly service: ScanService
  /** Where a content lies now, and how long it is, as far as that is known. */
  readonly place: (
    contentId: string,
  ) =>
    | { readonly fileId: number; readonly path: string; readonly durationSec: number | null }
    | undefined
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

/** Of all that is queued, at the pace of what runs. Videos of unknown length count as long as the others on average. */
function etaOf({ jobs, service, place }: QueueParts): number | null {
  const paces = [...service.state().paces.values()]
  const speed = paces.map(({ timesRealTime }) => timesRealTime).find((rate) => rate)
  if (!speed) return null
  const queued = jobs.list({ kinds: [SCAN_JOB], states: ['queued'] })
  const lengths = queued.map((job) => place(scanPayload(job).contentId)?.durationSec ?? null)
  const known = lengths.filter((length) => length !== null)
  const running = paces.map(({ etaSec }) => etaSec ?? 0).reduce((a, b) => a + b, 0)
  if (lengths.length > 0 && known.length === 0) return null
  const total = known.reduce((a, b) => a + b, 0)
  const all = known.length === 0 ? 0 : (total / known.length) * lengths.length
  return running + all / speed
}
