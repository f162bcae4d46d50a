import { FlagreelError, type WireError } from '#contract/errors.ts'

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'missing' | 'cancelled'

/** How far a job is. `done` counts what survives a crash (stored chunks, say), so that it shows a crash loop. */
export interface JobProgress {
  readonly done: number
  readonly total?: number | undefined
  readonly detail?: Readonly<Record<string, string | number>> | undefined
}

export interface Job {
  readonly id: number
  readonly kind: string
  /** Unique within the kind: the same work is never queued twice. */
  readonly key: string
  /** JSON as it was enqueued; its handler parses it. */
  readonly payload: unknown
  readonly state: JobState
  /** How often it was started. */
  readonly attempts: number
  readonly progress: JobProgress | undefined
  readonly error: WireError | undefined
  /** Who runs it. */
  readonly owner: JobOwner | undefined
  readonly heartbeatAt: number | undefined
  readonly createdAt: number
  readonly startedAt: number | undefined
  readonly finishedAt: number | undefined
}

export interface JobOwner {
  readonly token: string
  readonly host: string
  readonly pid: number
}

/** From each state, where a job may go. */
const TRANSITIONS: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ['running', 'cancelled'],
  running: ['queued', 'done', 'failed', 'missing', 'cancelled'],
  done: ['queued'],
  failed: ['queued', 'cancelled'],
  missing: ['queued', 'cancelled'],
  cancelled: ['queued'],
}

export function isAllowed(from: JobState, to: JobState): boolean {
  return TRANSITIONS[from].includes(to)
}

export function assertAllowed(job: Pick<Job, 'id' | 'kind' | 'state'>, to: JobState): void {
  if (isAllowed(job.state, to)) return
  throw new FlagreelError(
    'bad-argument',
    `Job ${job.id} (${job.kind}) is ${job.state} and cannot become ${to}.`,
  )
}
