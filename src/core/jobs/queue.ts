import { FlagreelError, type WireError } from '#contract/errors.ts'
import type { Database } from '#core/storage/open-database.ts'
import { readSetting, writeSetting } from '#core/storage/setting-store.ts'
import { snapshot, transaction } from '#core/storage/transaction.ts'
import { type Clock, systemClock } from './clock.ts'
import { assertAllowed, type Job, type JobProgress, type JobState } from './job.ts'
import { type LiveOwner, openOwner } from './owner.ts'
import { recoverJobs } from './recover.ts'
import { type JobFilter, JobStore, type StoredJob } from './store.ts'

export type { JobFilter } from './store.ts'

export interface JobRequest {
  readonly kind: string
  readonly key: string
  /** JSON. */
  readonly payload: unknown
}

export type Place = 'first' | 'last' | { readonly before: number }

const PAUSED = 'jobs.paused'

/** The durable queue of a library, shared with every other process that has the library open. */
export class JobQueue {
  readonly #db: Database
  readonly #store: JobStore
  readonly #clock: Clock
  readonly #owner: LiveOwner
  /** Ours, but nobody works on them: see `abandon`. */
  readonly #abandoned = new Set<number>()

  /** Takes a lease in the library's folder; `close` gives it back, and so does the end of the process. */
  constructor(db: Database, options: { clock?: Clock } = {}) {
    this.#db = db
    this.#store = new JobStore(db)
    this.#clock = options.clock ?? systemClock
    this.#owner = openOwner(db)
  }

  /**
   * Queues the work unless it is there already: a job that is queued, running, done or failed stays as it is (`retry`
   * brings a failed one back), a missing or cancelled one is queued again.
   */
  enqueue({ kind, key, payload }: JobRequest): { readonly job: Job; readonly added: boolean } {
    return this.#write(() => {
      const found = this.#store.find(kind, key)
      if (found === undefined) {
        const job = this.#store.insert(kind, key, { payload, now: this.#clock.now() })
        return { job, added: true }
      }
      // The same content may be at another path by now.
      if (found.state !== 'running') this.#store.setPayload(found.id, payload)
      const added = found.state === 'missing' || found.state === 'cancelled'
      return { job: added ? this.#startOver(found) : this.#known(found.id), added }
    })
  }

  /** Several calls as one transaction. */
  together<T>(calls: () => T): T {
    return this.#write(calls)
  }

  /** The next job in order, now ours. Jobs of dead processes are freed first. */
  claimNext(filter: Omit<JobFilter, 'states'> = {}): Job | undefined {
    this.recover()
    for (const id of this.#abandoned) {
      this.release(id)
      this.#abandoned.delete(id)
    }
    return this.#write(() => this.#store.claim(this.#owner, filter, this.#clock.now()))
  }

  /** For a job that we ran and whose end could not be stored: it is put back before another is claimed. */
  abandon(id: number): void {
    this.#abandoned.add(id)
  }

  /** Says that we are alive. Returns what we still run: another process may have cancelled some. */
  heartbeat(): ReadonlySet<number> {
    return this.#write(() => new Set(this.#store.heartbeat(this.#owner.token, this.#clock.now())))
  }

  /** Frees the jobs of dead processes; returns them as they now are (queued, or failed after too many crashes). */
  recover(): readonly Job[] {
    return recoverJobs({
      db: this.#db,
      store: this.#store,
      owner: this.#owner,
      now: this.#clock.now(),
    })
  }

  progress(id: number, progress: JobProgress): void {
    this.#ifOurs(id, () => this.#store.setProgress(id, progress))
  }

  /** Ends a job that we run; false when it is no longer ours. */
  finish(id: number, state: 'done' | 'failed' | 'missing', error?: WireError): boolean {
    return this.#ifOurs(id, () =>
      this.#store.setState(id, { state, error, finishedAt: this.#clock.now() }),
    )
  }

  /** Puts a job that we run back in its place in the queue; false when it is no longer ours. */
  release(id: number): boolean {
    return this.#ifOurs(id, () => this.#store.setState(id, { state: 'queued' }))
  }

  cancel(id: number): Job {
    return this.#write(() => {
      assertAllowed(this.#known(id), 'cancelled')
      this.#store.setState(id, { state: 'cancelled', finishedAt: this.#clock.now() })
      return this.#known(id)
    })
  }

  /** Queues a settled job again, at the end. */
  retry(id: number): Job {
    return this.#write(() => this.#startOver(this.#known(id)))
  }

  /** Returns how many there were. */
  retryFailed(filter: Omit<JobFilter, 'states'> = {}): number {
    return this.#write(() => {
      const failed = this.#store.ids({ ...filter, states: ['failed'] })
      for (const id of failed) this.#startOver(this.#known(id))
      return failed.length
    })
  }

  /** Moves queued jobs, in the order given; ids that are not queued are left alone. */
  move(ids: readonly number[], place: Place): void {
    this.#write(() => {
      const queued = this.#store.ids({ states: ['queued'] })
      this.#store.reorder(reordered(queued, ids, place))
    })
  }

  pause(): void {
    writeSetting(this.#db, PAUSED, true)
  }

  resume(): void {
    writeSetting(this.#db, PAUSED, false)
  }

  /** Kept in the library: a pause survives a restart. */
  isPaused(): boolean {
    return readSetting(this.#db, PAUSED) === true
  }

  get(id: number): Job | undefined {
    return this.#store.get(id)
  }

  find(kind: string, key: string): Job | undefined {
    return this.#store.find(kind, key)
  }

  /** In the order of the queue. */
  list(filter: JobFilter = {}, window = { limit: -1, offset: 0 }): readonly Job[] {
    return snapshot(this.#db, () => this.#store.list(filter, window.limit, window.offset))
  }

  counts(filter: JobFilter = {}): Readonly<Record<JobState, number>> {
    const counts = { queued: 0, running: 0, done: 0, failed: 0, missing: 0, cancelled: 0 }
    for (const { state, n } of snapshot(this.#db, () => this.#store.counts(filter)))
      counts[state] = n
    return counts
  }

  /** Puts back what we run and ends the lease. */
  close(): void {
    this.#write(() => {
      for (const id of this.#store.heartbeat(this.#owner.token, this.#clock.now()))
        this.#store.setState(id, { state: 'queued' })
    })
    this.#owner.close()
  }

  #write<T>(change: () => T): T {
    return transaction(this.#db, change)
  }

  #ifOurs(id: number, change: () => void): boolean {
    return this.#write(() => {
      if (this.#store.get(id)?.owner?.token !== this.#owner.token) return false
      change()
      return true
    })
  }

  #startOver(job: StoredJob): StoredJob {
    // A running job may go back to the queue too, but by its owner's hand only.
    if (job.state === 'running')
      throw new FlagreelError('bad-argument', `Job ${job.id} (${job.kind}) is running already.`)
    assertAllowed(job, 'queued')
    this.#store.setState(job.id, { state: 'queued' })
    this.#store.startOver(job.id)
    return this.#known(job.id)
  }

  #known(id: number): StoredJob {
    const job = this.#store.get(id)
    if (job === undefined) throw new FlagreelError('not-found', `There is no job ${id}.`)
    return job
  }
}

function reordered(queued: readonly number[], ids: readonly number[], place: Place): number[] {
  const isQueued = new Set(queued)
  const moving = [...new Set(ids)].filter((id) => isQueued.has(id))
  const isMoving = new Set(moving)
  const rest = queued.filter((id) => !isMoving.has(id))
  const at = indexOfPlace(rest, place)
  return [...rest.slice(0, at), ...moving, ...rest.slice(at)]
}

function indexOfPlace(order: readonly number[], place: Place): number {
  if (place === 'first') return 0
  if (place === 'last') return order.length
  const at = order.indexOf(place.before)
  if (at < 0) throw new FlagreelError('bad-argument', `Job ${place.before} is not in the queue.`)
  return at
}
