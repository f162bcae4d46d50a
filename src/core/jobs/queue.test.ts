import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '#core/storage/open-database.ts'
import type { Clock } from './clock.ts'
import { JobQueue } from './queue.ts'

let folder: string
let db: Database
let now: number
let queue: JobQueue
let others: { queue: JobQueue; db: Database }[]

const clock: Clock = { now: () => now, sleep: () => Promise.resolve() }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-queue-'))
  db = openDatabase(join(folder, 'library.sqlite'))
  now = 1000
  queue = new JobQueue(db, { clock })
  others = []
})

afterEach(() => {
  queue.close()
  for (const other of others) other.db.close()
  db.close()
  rmSync(folder, { recursive: true })
})

/** A second connection with a lease of its own, as another process has. */
function another(): JobQueue {
  const db = openDatabase(join(folder, 'library.sqlite'))
  const queue = new JobQueue(db, { clock })
  others.push({ queue, db })
  return queue
}

function add(...keys: string[]): number[] {
  return keys.map((key) => queue.enqueue({ kind: 'scan', key, payload: { key } }).job.id)
}

const order = () => queue.list({ states: ['queued'] }).map(({ key }) => key)
/** What a kill leaves behind: rows that say running, and no lock. */
const die = (of: JobQueue) => {
  const rows = db.prepare("SELECT * FROM job WHERE state = 'running'").all()
  of.close()
  for (const row of rows as { id: number; owner: string; owner_host: string }[])
    db.prepare(
      "UPDATE job SET state = 'running', owner = ?, owner_host = ?, heartbeat_at = ? WHERE id = ?",
    ).run(row.owner, row.owner_host, now, row.id)
}

describe('enqueue', () => {
  it('keeps the payload and queues the same key once per kind', () => {
    const first = queue.enqueue({ kind: 'scan', key: 'a', payload: { path: '/a' } })
    const second = queue.enqueue({ kind: 'scan', key: 'a', payload: { path: '/moved' } })
    const third = queue.enqueue({ kind: 'export', key: 'a', payload: null })
    expect([first.added, second.added, third.added]).toEqual([true, false, true])
    expect(second.job).toMatchObject({
      id: first.job.id,
      state: 'queued',
      payload: { path: '/moved' },
    })
    expect(queue.list()).toHaveLength(2)
  })

  it('leaves a job that is done or failed alone', () => {
    const [a, b] = add('a', 'b')
    queue.claimNext()
    queue.finish(a!, 'done')
    queue.claimNext()
    queue.finish(b!, 'failed', { code: 'bad-media', message: 'no frames' })
    add('a', 'b')
    expect(queue.get(a!)?.state).toBe('done')
    expect(queue.get(b!)).toMatchObject({ state: 'failed', error: { message: 'no frames' } })
  })

  it('queues a missing or cancelled job again', () => {
    const [a, b] = add('a', 'b')
    queue.claimNext()
    queue.finish(a!, 'missing', { code: 'not-found', message: 'gone' })
    queue.cancel(b!)
    const again = ['a', 'b'].map((key) => queue.enqueue({ kind: 'scan', key, payload: 1 }))
    expect(again.map(({ added }) => added)).toEqual([true, true])
    expect(again.map(({ job }) => [job.state, job.error])).toEqual([
      ['queued', undefined],
      ['queued', undefined],
    ])
  })

  it('does not change the payload of a running job', () => {
    const [a] = add('a')
    queue.claimNext()
    queue.enqueue({ kind: 'scan', key: 'a', payload: 'other' })
    expect(queue.get(a!)?.payload).toEqual({ key: 'a' })
  })
})

describe('claimNext', () => {
  it('hands out jobs in order, each once, also to two processes in turn', () => {
    add('a', 'b', 'c')
    const other = another()
    const claimed = [queue.claimNext(), other.claimNext(), queue.claimNext(), other.claimNext()]
    expect(claimed.map((job) => job?.key)).toEqual(['a', 'b', 'c', undefined])
  })

  it('counts the attempt and names who runs it since when', () => {
    add('a')
    now = 5000
    expect(queue.claimNext()).toMatchObject({
      state: 'running',
      attempts: 1,
      owner: { pid: process.pid },
      startedAt: 5000,
      heartbeatAt: 5000,
    })
  })

  it('takes only the kinds and jobs asked for', () => {
    const [a, b] = add('a', 'b')
    queue.enqueue({ kind: 'export', key: 'x', payload: 0 })
    expect(queue.claimNext({ kinds: ['export'] })?.key).toBe('x')
    expect(queue.claimNext({ kinds: ['export'] })).toBeUndefined()
    expect(queue.claimNext({ kinds: ['scan'], ids: [b!] })?.id).toBe(b)
    expect(queue.claimNext({ ids: [] })).toBeUndefined()
    expect(queue.claimNext()?.id).toBe(a)
  })
})

describe('the lease', () => {
  it('stays with a process that lives, however old its heartbeat', () => {
    add('a')
    another().claimNext()
    now += 24 * 3600_000
    expect(queue.claimNext()).toBeUndefined()
    expect(queue.recover()).toEqual([])
  })

  it('is taken at once from a process that died, and the job keeps its progress and place', () => {
    const [a] = add('a', 'b')
    const other = another()
    other.claimNext()
    other.progress(a!, { done: 3, total: 9 })
    die(other)
    const claimed = queue.claimNext()
    expect(claimed).toMatchObject({ id: a, attempts: 2, progress: { done: 3, total: 9 } })
  })

  it('of another host without a visible lock is taken when its heartbeat is a minute old', () => {
    add('a')
    const other = another()
    other.claimNext()
    die(other)
    db.exec("UPDATE job SET owner_host = 'elsewhere'")
    now += 59_000
    expect(queue.claimNext()).toBeUndefined()
    now += 2000
    expect(queue.claimNext()?.key).toBe('a')
  })

  it('of another host is taken when the clock was set back by more than a minute', () => {
    add('a')
    const other = another()
    other.claimNext()
    die(other)
    db.exec("UPDATE job SET owner_host = 'elsewhere'")
    now -= 3600_000
    expect(queue.claimNext()?.key).toBe('a')
  })

  it('heartbeats name the jobs that are still ours', () => {
    const [a, b] = add('a', 'b')
    queue.claimNext()
    queue.claimNext()
    now += 500
    expect([...queue.heartbeat()]).toEqual([a, b])
    another().cancel(a!)
    expect([...queue.heartbeat()]).toEqual([b])
    expect(queue.get(b!)?.heartbeatAt).toBe(1500)
  })

  it('lets nobody finish, release or advance a job that is not theirs', () => {
    const [a] = add('a')
    const other = another()
    other.claimNext()
    expect(queue.finish(a!, 'done')).toBe(false)
    expect(queue.release(a!)).toBe(false)
    queue.progress(a!, { done: 1 })
    expect(queue.get(a!)).toMatchObject({ state: 'running', progress: undefined })
    queue.cancel(a!)
    expect(other.finish(a!, 'done')).toBe(false)
    expect(queue.get(a!)?.state).toBe('cancelled')
  })

  it('ends with close, which puts running jobs back', () => {
    const [a] = add('a')
    const other = another()
    other.claimNext()
    other.close()
    expect(queue.get(a!)).toMatchObject({ state: 'queued', owner: undefined })
  })
})

describe('a job that kills its process', () => {
  const crash = (done?: number) => {
    const other = another()
    const job = other.claimNext()
    if (job && done !== undefined) other.progress(job.id, { done })
    die(other)
    return queue.recover()[0]
  }

  it('is taken out with the reason after the third time, so that the rest goes on', () => {
    const [a] = add('a', 'b')
    expect([crash()?.state, crash()?.state]).toEqual(['queued', 'queued'])
    expect(crash()).toMatchObject({
      id: a,
      state: 'failed',
      attempts: 3,
      error: { message: expect.stringContaining('died 3 times') },
    })
    expect(queue.claimNext()?.key).toBe('b')
  })

  it('is not taken out while it gets further each time, as when a person ends it', () => {
    add('a')
    for (let done = 1; done <= 6; done++) expect(crash(done)?.state).toBe('queued')
    expect([crash()?.state, crash()?.state]).toEqual(['queued', 'failed'])
  })

  it('gets three new attempts when it is retried', () => {
    const [a] = add('a')
    for (let i = 0; i < 3; i++) crash()
    queue.retry(a!)
    expect([crash()?.state, crash()?.state, crash()?.state]).toEqual(['queued', 'queued', 'failed'])
  })

  it('is not counted as crashed when it was released', () => {
    const [a] = add('a')
    for (let i = 0; i < 5; i++) {
      queue.claimNext()
      queue.release(a!)
    }
    expect(queue.claimNext()).toMatchObject({ attempts: 6 })
  })
})

describe('steering', () => {
  it('retries one or all that failed, at the end of the queue', () => {
    const [a, b] = add('a', 'b', 'c')
    for (const id of [a!, b!]) {
      queue.claimNext()
      queue.finish(id, 'failed', { code: 'bad-media', message: 'm', hint: 'h' })
    }
    expect(queue.get(a!)?.error).toEqual({ code: 'bad-media', message: 'm', hint: 'h' })
    expect(queue.retry(b!)).toMatchObject({
      state: 'queued',
      error: undefined,
      finishedAt: undefined,
    })
    expect(queue.retryFailed({ kinds: ['export'] })).toBe(0)
    expect(queue.retryFailed()).toBe(1)
    expect(order()).toEqual(['c', 'b', 'a'])
  })

  it('refuses to retry what is queued or running and to cancel what is done', () => {
    const [a, b] = add('a', 'b')
    queue.claimNext()
    expect(() => queue.retry(a!)).toThrow('is running already')
    expect(() => queue.retry(b!)).toThrow('is queued and cannot become queued')
    queue.finish(a!, 'done')
    expect(() => queue.cancel(a!)).toThrow('is done and cannot become cancelled')
    expect(() => queue.cancel(99)).toThrow('There is no job 99')
  })

  it('moves jobs first, last and before another, keeping the order given', () => {
    const [a, b, c, d] = add('a', 'b', 'c', 'd')
    queue.move([d!, b!], 'first')
    expect(order()).toEqual(['d', 'b', 'a', 'c'])
    queue.move([d!], 'last')
    expect(order()).toEqual(['b', 'a', 'c', 'd'])
    queue.move([d!, c!, d!], { before: a! })
    expect(order()).toEqual(['b', 'd', 'c', 'a'])
    expect(queue.claimNext()?.key).toBe('b')
    queue.move([b!, a!], 'first')
    expect(order()).toEqual(['a', 'd', 'c'])
    expect(() => queue.move([a!], { before: b! })).toThrow(`Job ${b} is not in the queue`)
  })

  it('adds new jobs behind moved ones', () => {
    const [, , c] = add('a', 'b', 'c')
    queue.move([c!], 'first')
    add('d')
    expect(order()).toEqual(['c', 'a', 'b', 'd'])
  })

  it('keeps a released job in its place', () => {
    const [a] = add('a', 'b')
    queue.claimNext()
    queue.release(a!)
    expect(order()).toEqual(['a', 'b'])
  })

  it('pauses for every process and across restarts', () => {
    expect(queue.isPaused()).toBe(false)
    queue.pause()
    expect(another().isPaused()).toBe(true)
    queue.resume()
    expect(others[0]?.queue.isPaused()).toBe(false)
  })

  it('counts by state and lists by page', () => {
    const [a] = add('a', 'b', 'c')
    queue.claimNext()
    queue.finish(a!, 'done')
    expect(queue.counts()).toEqual({
      queued: 2,
      running: 0,
      done: 1,
      failed: 0,
      missing: 0,
      cancelled: 0,
    })
    expect(queue.counts({ kinds: ['export'] }).queued).toBe(0)
    expect(queue.list({}, { limit: 1, offset: 1 }).map(({ key }) => key)).toEqual(['b'])
    expect(queue.find('scan', 'c')?.key).toBe('c')
  })
})
