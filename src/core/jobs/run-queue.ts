import { isAbort, toWireError, type WireError } from '#contract/errors.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Job, JobProgress } from './job.ts'
import type { JobQueue } from './queue.ts'

export interface JobContext {
  /** Aborts when the run ends, the queue is paused, or the job is cancelled. */
  readonly signal: AbortSignal
  progress(progress: JobProgress): void
}

/**
 * Does one job. Resolving means done; FlagreelError `not-found` means that its input is gone (state missing); any other
 * error means failed. It may run again after a crash, so it must continue from what it stored.
 */
export type JobHandler = (job: Job, context: JobContext) => Promise<void>

export type JobEvent =
  | { readonly kind: 'started' | 'done' | 'released' | 'cancelled'; readonly job: Job }
  | { readonly kind: 'progress'; readonly job: Job; readonly progress: JobProgress }
  | { readonly kind: 'failed' | 'missing'; readonly job: Job; readonly error: WireError }
  /** Nothing left to claim; other processes still run this many. */
  | { readonly kind: 'waiting'; readonly jobs: number }

export interface RunOptions {
  readonly jobs: JobQueue
  readonly concurrency: number
  /** By kind; jobs of other kinds are left alone. */
  readonly handlers: Readonly<Record<string, JobHandler>>
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: ((event: JobEvent) => void) | undefined
  /** Only these jobs. */
  readonly only?: readonly number[] | undefined
  /** Waits for new jobs, and while the queue is paused, until the signal aborts. */
  readonly stay?: boolean | undefined
  readonly clock?: Clock | undefined
}

/** `drained`: every job is settled, also those that other processes ran. */
export type RunEnd = 'drained' | 'paused' | 'aborted'

/** Heartbeat, and how late a pause, a cancellation or a dead process is noticed. */
const TICK_MS = 1000

/** Not about one job: every other would fail the same way, so the run ends and its jobs stay queued. */
const SYSTEMIC: ReadonlySet<string> = new Set(['disk', 'library', 'missing-tool'])

interface Running {
  readonly job: Job
  readonly abort: AbortController
  readonly finished: Promise<void>
}

interface Run extends RunOptions {
  readonly clock: Clock
  readonly running: Map<number, Running>
  readonly emit: (event: JobEvent) => void
  /** What ends the run although jobs are left. */
  fault: { readonly error: unknown } | undefined
}

/** Runs queued jobs until none is left. Rejects on a full disk or an unusable library; never because of one job. */
export async function runQueue(options: RunOptions): Promise<RunEnd> {
  const { clock = systemClock, onEvent } = options
  const run: Run = {
    ...options,
    clock,
    running: new Map(),
    emit: (event) => onEvent?.(event),
    fault: undefined,
  }
  try {
    return await untilEnd(run)
  } finally {
    await stopAll(run)
  }
}

async function untilEnd(run: Run): Promise<RunEnd> {
  let isWaiting = false
  while (true) {
    if (run.fault !== undefined) throw run.fault.error
    if (run.signal?.aborted) return 'aborted'
    abortLost(run)
    const isPaused = run.jobs.isPaused()
    if (isPaused) await stopAll(run)
    else startNext(run)
    if (run.running.size === 0 && !run.stay) {
      if (isPaused) return 'paused'
      const elsewhere = unsettled(run)
      if (elsewhere === 0) return 'drained'
      if (!isWaiting) run.emit({ kind: 'waiting', jobs: elsewhere })
    }
    isWaiting = run.running.size === 0
    await nextTurn(run)
  }
}

function startNext(run: Run): void {
  const { jobs, concurrency, running, handlers, only: ids } = run
  while (running.size < concurrency) {
    const job = jobs.claimNext({ kinds: Object.keys(handlers), ids })
    if (job === undefined) return
    const abort = new AbortController()
    running.set(job.id, { job, abort, finished: runOne(run, job, abort.signal) })
  }
}

/** Never rejects: what ends the whole run is left in `fault`. */
async function runOne(run: Run, job: Job, signal: AbortSignal): Promise<void> {
  try {
    run.emit({ kind: 'started', job })
    const outcome = await attempt(run, job, signal)
    settle(run, job, outcome)
  } catch (error) {
    run.jobs.abandon(job.id)
    run.fault ??= { error }
  } finally {
    run.running.delete(job.id)
  }
}

type Outcome =
  | { readonly kind: 'done' | 'released' }
  | { readonly kind: 'failed' | 'missing'; readonly error: WireError }

async function attempt(run: Run, job: Job, signal: AbortSignal): Promise<Outcome> {
  let stored = job.progress?.done
  const progress = (value: JobProgress) => {
    if (value.done !== stored) run.jobs.progress(job.id, value)
    stored = value.done
    run.emit({ kind: 'progress', job, progress: value })
  }
  try {
    await run.handlers[job.kind]!(job, { signal, progress })
    return { kind: 'done' }
  } catch (cause) {
    if (signal.aborted && isAbort(cause)) return { kind: 'released' }
    const error = toWireError(cause)
    if (SYSTEMIC.has(error.code)) {
      run.fault ??= { error: cause }
      return { kind: 'released' }
    }
    return { kind: error.code === 'not-found' ? 'missing' : 'failed', error }
  }
}

function settle({ jobs, emit }: Run, { id }: Job, outcome: Outcome): void {
  const isOurs =
    outcome.kind === 'released'
      ? jobs.release(id)
      : jobs.finish(id, outcome.kind, 'error' in outcome ? outcome.error : undefined)
  const job = jobs.get(id)!
  if (!isOurs) emit({ kind: 'cancelled', job })
  else if ('error' in outcome) emit({ kind: outcome.kind, job, error: outcome.error })
  else emit({ kind: outcome.kind, job })
}

/** Jobs that another process cancelled while we worked on them. */
function abortLost({ jobs, running }: Run): void {
  if (running.size === 0) return
  const ours = jobs.heartbeat()
  for (const [id, { abort }] of running) if (!ours.has(id)) abort.abort()
}

async function stopAll({ running }: Run): Promise<void> {
  const all = [...running.values()]
  for (const { abort } of all) abort.abort()
  await Promise.all(all.map(({ finished }) => finished))
}

/** Until a job ends, the signal aborts or the tick is over. */
async function nextTurn({ running, clock, signal }: Run): Promise<void> {
  const wake = new AbortController()
  const finished = [...running.values()].map((one) => one.finished)
  const signals = signal === undefined ? [wake.signal] : [wake.signal, signal]
  await Promise.race([...finished, clock.sleep(TICK_MS, AbortSignal.any(signals))])
  wake.abort()
}

function unsettled({ jobs, handlers, only: ids }: Run): number {
  return jobs.list({ states: ['queued', 'running'], kinds: Object.keys(handlers), ids }).length
}
