import type { ImagePrecision } from '#contract/bundle.ts'
import { FlagreelError, toWireError, type WireError } from '#contract/errors.ts'
import type { ChangedPart, CoreEvent } from '#contract/events.ts'
import type { JobPace } from '#contract/library.ts'
import type { Job } from '#core/jobs/job.ts'
import { type JobContext, type JobEvent, runQueue } from '#core/jobs/run-queue.ts'
import type { AnalysisParts } from './methods.ts'
import { PaceMeter } from './pace.ts'
import type { ScanModel } from './ports.ts'
import { runScanJob, SCAN_JOB, scanPayload } from './scan.ts'

/** What runs at the moment. */
export interface ServiceState {
  readonly device: {
    readonly used: string
    readonly reason: string
    readonly isFallback: boolean
  } | null
  /** What stopped the whole queue. */
  readonly problem: WireError | null
  /** Paused, where that could not be stored. */
  readonly isHeld: boolean
  readonly paces: ReadonlyMap<number, JobPace>
  /** What was scanned last, and how long each took. */
  readonly finished: readonly {
    readonly contentId: string
    readonly ms: number
    /** Share of the video that was scanned in this time; the rest was done in an earlier run. */
    readonly fraction: number
  }[]
  /** `fromSec`: where this run began. */
  readonly running: {
    readonly contentId: string
    readonly ms: number
    readonly fromSec: number
  } | null
}

/** Scans that tell the pace of a batch. */
const REMEMBERED = 30

/** Progress that a person can follow; more often only costs. */
const EVERY_MS = 250
/** The end of the batch is told anew, also while one long video runs. */
const ETA_EVERY_MS = 10_000

/** Scans what is queued, for as long as its host lives. The queue itself is in the library and outlives it. */
export class ScanService {
  readonly #parts: AnalysisParts
  readonly #emit: (event: CoreEvent) => void
  readonly #onDone: (contentId: string) => void
  readonly #stop = new AbortController()
  readonly #paces = new Map<number, JobPace>()
  #finished: ServiceState['finished'] = []
  #running: Running | null = null
  #models = new Map<string, Promise<ScanModel>>()
  #device: ServiceState['device'] = null
  #problem: WireError | null = null
  #ended: Promise<void> = Promise.resolve()
  /** Ends a pause that could not be stored. */
  #goOn: (() => void) | null = null

  /** `onDone`: of each video that was scanned. */
  constructor(
    parts: AnalysisParts,
    emit: (event: CoreEvent) => void,
    onDone: (contentId: string) => void,
  ) {
    this.#parts = parts
    this.#emit = emit
    this.#onDone = onDone
  }

  start(): void {
    this.#ended = this.#run()
  }

  /** Puts back what runs; resolves when nothing does any more. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#ended
  }

  state(): ServiceState {
    const running = this.#running
    return {
      device: this.#device,
      problem: this.#problem,
      isHeld: this.#goOn !== null,
      paces: this.#paces,
      finished: this.#finished,
      running: running && { ...running, ms: performance.now() - running.startedAt },
    }
  }

  resume(): void {
    this.#parts.jobs.resume()
    this.#problem = null
    this.#goOn?.()
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted)
      try {
        await runQueue({
          jobs: this.#parts.jobs,
          concurrency: 1,
          handlers: { [SCAN_JOB]: (job, context) => this.#scan(job, context) },
          signal,
          stay: true,
          onEvent: (event) => this.#announce(event),
        })
      } catch (error) {
        // A full disk, say: going on would fail every job. It waits for a person, with the reason on screen.
        this.#problem = toWireError(error)
        const pause = this.#pause()
        this.#changed(['queue'])
        await pause
      }
  }

  /** A full disk may have no room for that either: then it lasts as long as this process, until `resume` or `stop`. */
  async #pause(): Promise<void> {
    try {
      this.#parts.jobs.pause()
    } catch {
      const { signal } = this.#stop
      await new Promise<void>((resolve) => {
        this.#goOn = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      this.#goOn = null
    }
  }

  async #scan(job: Job, context: JobContext): Promise<void> {
    const { model: id, precision } = scanPayload(job)
    const { files, features, scores } = this.#parts
    const [media, model] = [await this.#parts.media(), await this.#model(id, precision)]
    const running = runningOf(job)
    const report = this.#progressOf(job.id, running)
    this.#running = running
    await runScanJob(
      {
        ...{ model, media, features, scores },
        pathsOf: (contentId) => files.pathsOf(contentId),
        isUnchanged: (path) => files.isUnchanged(path),
      },
      job,
      { context, emit: report },
    ).finally(() => {
      this.#running = null
    })
    const { contentId, startedAt, fromSec, totalSec } = running
    const fraction = totalSec > 0 ? Math.max(0, 1 - fromSec / totalSec) : 1
    const done = { contentId, ms: performance.now() - startedAt, fraction }
    this.#finished = [...this.#finished, done].slice(-REMEMBERED)
    this.#onDone(contentId)
  }

  /** Loaded once; one that failed to load is tried again by the next job. */
  #model(id: string | undefined, precision: ImagePrecision): Promise<ScanModel> {
    const key = `${id} ${precision}`
    const known = this.#models.get(key)
    if (known) return known
    const loading = this.#load(id, precision)
    this.#models = new Map([[key, loading]])
    loading.catch(() => this.#models.delete(key))
    return loading
  }

  async #load(id: string | undefined, precision: ImagePrecision): Promise<ScanModel> {
    const { models } = this.#parts
    const model = await models.load(id, precision).catch(refuseRemoved)
    const { requested, used, reason } = await models.device()
    const isFallback = used === 'cpu' && requested !== 'cpu'
    this.#device = { used, reason, isFallback }
    this.#emit({ type: 'device', used, reason })
    this.#changed(['queue'])
    return model
  }

  #progressOf(jobId: number, running: Running): (event: CoreEvent) => void {
    const meter = new PaceMeter()
    let toldAt = 0
    let etaAt = 0
    return (event) => {
      if (event.type !== 'scan-progress') return
      const atMs = performance.now()
      meter.add({ atMs, doneSec: event.doneSec, snippets: event.snippets })
      const pace = meter.pace(event.totalSec ?? null)
      this.#paces.set(jobId, pace)
      if (running.isResumed) running.fromSec = event.doneSec
      running.isResumed = false
      running.totalSec = event.totalSec ?? 0
      if (atMs - toldAt < EVERY_MS) return
      toldAt = atMs
      this.#emit({ type: 'job-progress', jobId, pace })
      if (pace.etaSec === null || atMs - etaAt < ETA_EVERY_MS) return
      etaAt = atMs
      this.#changed(['queue'])
    }
  }

  #announce(event: JobEvent): void {
    if (event.kind === 'progress' || event.kind === 'waiting') return
    if (event.kind === 'started') this.#problem = null
    else this.#paces.delete(event.job.id)
    this.#changed(event.kind === 'done' ? ['queue', 'review'] : ['queue'])
  }

  #changed(what: readonly ChangedPart[]): void {
    this.#emit({ type: 'changed', what })
  }
}

/** Of a job, "not found" would say that its video is gone. */
function refuseRemoved(cause: unknown): never {
  if (!(cause instanceof FlagreelError) || cause.code !== 'not-found') throw cause
  const hint = 'Scan the video again, with a model that is there.'
  throw new FlagreelError('bad-bundle', cause.message, { hint, cause })
}

interface Running {
  readonly contentId: string
  readonly startedAt: number
  /** Its first report tells where it goes on. */
  isResumed: boolean
  fromSec: number
  /** 0 while it is unknown. */
  totalSec: number
}

function runningOf(job: Job): Running {
  const { contentId } = scanPayload(job)
  const isResumed = (job.progress?.done ?? 0) > 0
  return { contentId, startedAt: performance.now(), isResumed, fromSec: 0, totalSec: 0 }
}
