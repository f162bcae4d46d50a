import { z } from 'zod'
import type { ErrorCode, WireError } from '#contract/errors.ts'
import type { Database } from '#core/storage/open-database.ts'
import type { Job, JobOwner, JobProgress, JobState } from './job.ts'

const state = z.enum(['queued', 'running', 'done', 'failed', 'missing', 'cancelled'])

const row = z.object({
  id: z.int(),
  kind: z.string(),
  key: z.string(),
  payload_json: z.string(),
  state,
  attempts: z.int(),
  crashes: z.int(),
  crashed_at_done: z.number().nullable(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  error_hint: z.string().nullable(),
  progress_json: z.string().nullable(),
  owner: z.string().nullable(),
  owner_host: z.string().nullable(),
  owner_pid: z.int().nullable(),
  heartbeat_at: z.int().nullable(),
  created_at: z.int(),
  started_at: z.int().nullable(),
  finished_at: z.int().nullable(),
})

const progressSchema = z.object({
  done: z.number(),
  total: z.number().optional(),
  detail: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})

/** A job with what only the queue needs to know. */
export interface StoredJob extends Job {
  /** Times in a row that its process died while running it without getting further. */
  readonly crashes: number
  readonly crashedAtDone: number | undefined
}

export interface JobFilter {
  readonly states?: readonly JobState[] | undefined
  readonly kinds?: readonly string[] | undefined
  readonly ids?: readonly number[] | undefined
}

export interface StateChange {
  readonly state: Exclude<JobState, 'running'>
  /** None clears the last one. */
  readonly error?: WireError | undefined
  readonly finishedAt?: number | undefined
}

const AMONG = `
  (@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))
  AND (@ids IS NULL OR id IN (SELECT value FROM json_each(@ids)))`
const FILTER = `(@states IS NULL OR state IN (SELECT value FROM json_each(@states))) AND ${AMONG}`

/** All SQL about jobs. It decides nothing: the queue does. */
export class JobStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  get(id: number): StoredJob | undefined {
    const found = this.#db.prepare('SELECT * FROM job WHERE id = ?').get(id)
    return found === undefined ? undefined : parseJob(found)
  }

  find(kind: string, key: string): StoredJob | undefined {
    const found = this.#db.prepare('SELECT * FROM job WHERE kind = ? AND key = ?').get(kind, key)
    return found === undefined ? undefined : parseJob(found)
  }

  list(filter: JobFilter, limit: number, offset: number): StoredJob[] {
    return this.#db
      .prepare(
        `SELECT * FROM job WHERE ${FILTER} ORDER BY position, id LIMIT @limit OFFSET @offset`,
      )
      .all({ ...bind(filter), limit, offset })
      .map(parseJob)
  }

  /** In the order of the queue. */
  ids(filter: JobFilter): number[] {
    const found = this.#db
      .prepare(`SELECT id FROM job WHERE ${FILTER} ORDER BY position, id`)
      .pluck()
      .all(bind(filter))
    return z.array(z.int()).parse(found)
  }

  counts(filter: JobFilter): { state: JobState; n: number }[] {
    const found = this.#db
      .prepare(`SELECT state, count(*) AS n FROM job WHERE ${FILTER} GROUP BY state`)
      .all(bind(filter))
    return z.array(z.object({ state, n: z.int() })).parse(found)
  }

  insert(kind: string, key: string, job: { payload: unknown; now: number }): StoredJob {
    const found = this.#db
      .prepare(
        `INSERT INTO job (kind, key, payload_json, state, position, created_at)
         VALUES (?, ?, ?, 'queued', (SELECT coalesce(max(position), 0) + 1 FROM job), ?) RETURNING *`,
      )
      .get(kind, key, JSON.stringify(job.payload), job.now)
    return parseJob(found)
  }

  /** The first queued job becomes running, in one statement: no two processes get the same. */
  claim(owner: JobOwner, filter: Omit<JobFilter, 'states'>, now: number): StoredJob | undefined {
    const { kinds, ids } = bind(filter)
    const found = this.#db
      .prepare(
        `UPDATE job SET state = 'running', attempts = attempts + 1, owner = @token, owner_host = @host,
           owner_pid = @pid, heartbeat_at = @now, started_at = @now, finished_at = NULL,
           error_code = NULL, error_message = NULL, error_hint = NULL
         WHERE id = (SELECT id FROM job WHERE state = 'queued' AND ${AMONG} ORDER BY position, id LIMIT 1)
         RETURNING *`,
      )
      .get({ token: owner.token, host: owner.host, pid: owner.pid, now, kinds, ids })
    return found === undefined ? undefined : parseJob(found)
  }

  runningOfOthers(token: string): StoredJob[] {
    return this.#db
      .prepare("SELECT * FROM job WHERE state = 'running' AND owner <> ?")
      .all(token)
      .map(parseJob)
  }

  /** Returns the ids of the owner's jobs. */
  heartbeat(token: string, now: number): number[] {
    const found = this.#db
      .prepare("UPDATE job SET heartbeat_at = ? WHERE state = 'running' AND owner = ? RETURNING id")
      .all(now, token)
    return z
      .array(z.object({ id: z.int() }))
      .parse(found)
      .map(({ id }) => id)
  }

  setState(id: number, change: StateChange): void {
    this.#db
      .prepare(
        `UPDATE job SET state = @state, error_code = @code, error_message = @message, error_hint = @hint,
           finished_at = @finishedAt, owner = NULL, owner_host = NULL, owner_pid = NULL, heartbeat_at = NULL
         WHERE id = @id`,
      )
      .run({
        id,
        state: change.state,
        code: change.error?.code ?? null,
        message: change.error?.message ?? null,
        hint: change.error?.hint ?? null,
        finishedAt: change.finishedAt ?? null,
      })
  }

  /** To the end of the queue, as if it had just been enqueued. */
  startOver(id: number): void {
    this.#db
      .prepare(
        `UPDATE job SET crashes = 0, crashed_at_done = NULL, progress_json = NULL,
           position = (SELECT max(position) + 1 FROM job) WHERE id = ?`,
      )
      .run(id)
  }

  setPayload(id: number, payload: unknown): void {
    this.#db
      .prepare('UPDATE job SET payload_json = ? WHERE id = ?')
      .run(JSON.stringify(payload), id)
  }

  setProgress(id: number, progress: JobProgress): void {
    this.#db
      .prepare('UPDATE job SET progress_json = ? WHERE id = ?')
      .run(JSON.stringify(progress), id)
  }

  setCrashes(id: number, crashes: number, done: number): void {
    this.#db
      .prepare('UPDATE job SET crashes = ?, crashed_at_done = ? WHERE id = ?')
      .run(crashes, done, id)
  }

  /** Hands out the queue's positions anew: 10,000 take milliseconds, and fractions between two would run out. */
  reorder(ids: readonly number[]): void {
    const update = this.#db.prepare('UPDATE job SET position = ? WHERE id = ?')
    ids.forEach((id, index) => void update.run(index + 1, id))
  }
}

function bind({ states, kinds, ids }: JobFilter) {
  const list = (values: readonly unknown[] | undefined) =>
    values === undefined ? null : JSON.stringify(values)
  return { states: list(states), kinds: list(kinds), ids: list(ids) }
}

function parseJob(found: unknown): StoredJob {
  const job = row.parse(found)
  return {
    id: job.id,
    kind: job.kind,
    key: job.key,
    payload: JSON.parse(job.payload_json),
    state: job.state,
    attempts: job.attempts,
    crashes: job.crashes,
    crashedAtDone: job.crashed_at_done ?? undefined,
    progress:
      job.progress_json === null ? undefined : progressSchema.parse(JSON.parse(job.progress_json)),
    error: errorOf(job),
    owner: ownerOf(job),
    heartbeatAt: job.heartbeat_at ?? undefined,
    createdAt: job.created_at,
    startedAt: job.started_at ?? undefined,
    finishedAt: job.finished_at ?? undefined,
  }
}

function errorOf({ error_code, error_message, error_hint }: z.infer<typeof row>): Job['error'] {
  if (error_code === null) return undefined
  // Written from a WireError only.
  const code = error_code as ErrorCode
  const message = error_message ?? ''
  return error_hint === null ? { code, message } : { code, message, hint: error_hint }
}

function ownerOf({ owner, owner_host, owner_pid }: z.infer<typeof row>): Job['owner'] {
  if (owner === null) return undefined
  return { token: owner, host: owner_host ?? '', pid: owner_pid ?? 0 }
}
