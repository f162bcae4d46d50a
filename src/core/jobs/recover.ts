import type { Database } from '#core/storage/open-database.ts'
import { transaction } from '#core/storage/transaction.ts'
import type { Job } from './job.ts'
import type { LiveOwner } from './owner.ts'
import type { JobStore, StoredJob } from './store.ts'

/** A job whose process dies this often in a row, without getting further, is taken out of the queue. */
const MAX_CRASHES = 3

interface Recovery {
  readonly db: Database
  readonly store: JobStore
  readonly owner: LiveOwner
  readonly now: number
}

/** Frees the jobs whose owner is dead; returns them as they now are. */
export function recoverJobs({ db, store, owner, now }: Recovery): readonly Job[] {
  // Looked at first without the write lock: nearly always there is nothing to do.
  const orphans = store.runningOfOthers(owner.token).filter((job) => isOrphan(job, owner, now))
  if (orphans.length === 0) return []
  return transaction(db, () =>
    orphans
      .filter((job) => store.get(job.id)?.owner?.token === job.owner?.token)
      .map((job) => free(store, job, now)),
  )
}

function isOrphan(job: Job, owner: LiveOwner, now: number): boolean {
  // A clock that was set back makes an age negative: then the heartbeat tells nothing.
  const age = Math.abs(now - (job.heartbeatAt ?? 0))
  return job.owner !== undefined && !owner.isAlive(job.owner, age)
}

function free(store: JobStore, job: StoredJob, now: number): Job {
  const done = job.progress?.done ?? 0
  const isFurther = job.crashedAtDone !== undefined && done > job.crashedAtDone
  const crashes = isFurther ? 1 : job.crashes + 1
  store.setCrashes(job.id, crashes, done)
  if (crashes < MAX_CRASHES) store.setState(job.id, { state: 'queued' })
  else
    store.setState(job.id, {
      state: 'failed',
      finishedAt: now,
      error: {
        code: 'internal',
        message: `The process working on it died ${crashes} times without getting any further.`,
        hint: 'It is left out so that the rest can go on; retry it when the cause is known.',
      },
    })
  return store.get(job.id)!
}
