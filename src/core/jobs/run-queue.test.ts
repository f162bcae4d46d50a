import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { type Database, openDatabase } from '#core/storage/open-database.ts'
import { type Clock, systemClock } from './clock.ts'
import { JobQueue } from './queue.ts'
import { type JobEvent, type JobHandler, type RunOptions, runQueue } from './run-queue.ts'

let folder: string
let db: Database
let queue: JobQueue
let events: string[]

/** Time in which a tick lasts a hundredth. */
const clock: Clock = {
  now: () => systemClock.now() * 100,
  sleep: (ms, signal) => systemClock.sleep(ms / 100, signal),
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-run-'))
  db = openDatabase(join(folder, 'library.sqlite'))
  queue = new JobQueue(db, { clock })
  events = []
})

afterEach(() => {
  queue.close()
  db.close()
  rmSync(folder, { recursive: true })
})

const add = (...keys: string[]) =>
  keys.map((key) => queue.enqueue({ kind: 'scan', key, payload: null }).job.id)
const states = () => queue.list().map(({ key, state }) => `${key} ${state}`)
const onEvent = (event: JobEvent) =>
  void events.push(
    'job' in event ? `${event.job.key} ${event.kind}` : `${event.kind} ${event.jobs}`,
  )

function run(scan: JobHandler, options: Partial<RunOptions> = {}) {
  return runQueue({ jobs: queue, concurrency: 1, handlers: { scan }, onEvent, clock, ...options })
}

/** Works until it is told to stop. */
const forever: JobHandler = (_job, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(2)
}

it('runs every job in order and tells what happens', async () => {
  add('a', 'b')
  const end = await run(async (_job, { progress }) => progress({ done: 1, total: 1 }))
  expect(end).toBe('drained')
  expect(events).toEqual(['a started', 'a progress', 'a done', 'b started', 'b progress', 'b done'])
  expect(queue.find('scan', 'a')).toMatchObject({ state: 'done', progress: { done: 1, total: 1 } })
})

it('ends at once when there is nothing to do', async () => {
  expect(await run(forever)).toBe('drained')
  expect(events).toEqual([])
})

it('runs as many at a time as it may, and no more', async () => {
  add('a', 'b', 'c', 'd', 'e')
  let now = 0
  let most = 0
  await run(
    async () => {
      most = Math.max(most, ++now)
      await delay(5)
      now--
    },
    { concurrency: 3 },
  )
  expect(most).toBe(3)
})

it('records why one job failed and does the others', async () => {
  add('a', 'b', 'c')
  await run(async ({ key }) => {
    if (key === 'a') throw new FlagreelError('bad-media', 'a is empty', { hint: 'Copy it again.' })
    if (key === 'b') throw new TypeError('a bug')
  })
  expect(states()).toEqual(['a failed', 'b failed', 'c done'])
  expect(queue.find('scan', 'a')?.error).toEqual({
    code: 'bad-media',
    message: 'a is empty',
    hint: 'Copy it again.',
  })
  expect(queue.find('scan', 'b')?.error).toEqual({ code: 'internal', message: 'a bug' })
})

it('sets a job whose input is gone apart from the failed ones', async () => {
  add('a', 'b')
  await run(async ({ key }) => {
    if (key === 'a') throw new FlagreelError('not-found', 'a is gone')
  })
  expect(states()).toEqual(['a missing', 'b done'])
  expect(events).toContain('a missing')
})

it('puts running jobs back when it is aborted, and starts no more', async () => {
  add('a', 'b')
  const stop = new AbortController()
  const running = run(forever, { signal: stop.signal })
  await until(() => events.includes('a started'))
  stop.abort()
  expect(await running).toBe('aborted')
  expect(events).toEqual(['a started', 'a released'])
  expect(states()).toEqual(['a queued', 'b queued'])
})

it('waits for a handler to clean up before it ends', async () => {
  add('a')
  const stop = new AbortController()
  let isClean = false
  const running = run(
    async (job, context) => {
      try {
        await forever(job, context)
      } finally {
        await delay(20)
        isClean = true
      }
    },
    { signal: stop.signal },
  )
  await until(() => events.includes('a started'))
  stop.abort()
  await running
  expect(isClean).toBe(true)
})

it('takes a job as done that finished although it was aborted', async () => {
  add('a')
  const stop = new AbortController()
  await run(async () => stop.abort(), { signal: stop.signal })
  expect(states()).toEqual(['a done'])
})

it('leaves the device idle when the queue is paused, and the job is queued again', async () => {
  add('a', 'b')
  const running = run(forever)
  await until(() => events.includes('a started'))
  queue.pause()
  expect(await running).toBe('paused')
  expect(states()).toEqual(['a queued', 'b queued'])
})

it('goes on after a pause when it is to stay', async () => {
  add('a')
  const stop = new AbortController()
  queue.pause()
  const running = run(async () => {}, { stay: true, signal: stop.signal })
  await delay(30)
  expect(events).toEqual([])
  queue.resume()
  await until(() => events.includes('a done'))
  add('b')
  await until(() => events.includes('b done'))
  stop.abort()
  expect(await running).toBe('aborted')
})

it('stops a job that someone cancelled meanwhile', async () => {
  const [a] = add('a', 'b')
  const running = run((job, context) => (job.id === a ? forever(job, context) : Promise.resolve()))
  await until(() => events.includes('a started'))
  queue.cancel(a!)
  expect(await running).toBe('drained')
  expect(states()).toEqual(['a cancelled', 'b done'])
  expect(events).toContain('a cancelled')
})

it('stops the run, not the jobs, when the disk is full', async () => {
  add('a', 'b', 'c')
  const full = async () => {
    throw new FlagreelError('disk', 'The disk is full')
  }
  await expect(run(full)).rejects.toThrow('The disk is full')
  expect(states()).toEqual(['a queued', 'b queued', 'c queued'])
})

it('waits for jobs that another process runs, and says so once', async () => {
  const otherDb = openDatabase(join(folder, 'library.sqlite'))
  const other = new JobQueue(otherDb, { clock })
  const [a] = add('a', 'b')
  other.claimNext()
  const running = run(async () => {})
  await until(() => events.includes('waiting 1'))
  await delay(40)
  other.finish(a!, 'done')
  expect(await running).toBe('drained')
  expect(events).toEqual(['b started', 'b done', 'waiting 1'])
  other.close()
  otherDb.close()
})

it('takes over the jobs of a process that goes away while it waits', async () => {
  const otherDb = openDatabase(join(folder, 'library.sqlite'))
  const other = new JobQueue(otherDb, { clock })
  add('a')
  other.claimNext()
  const running = run(async () => {})
  await until(() => events.includes('waiting 1'))
  other.close()
  otherDb.close()
  expect(await running).toBe('drained')
  expect(states()).toEqual(['a done'])
})

it('shares the queue with another process and does no job twice', async () => {
  const otherDb = openDatabase(join(folder, 'library.sqlite'))
  const other = new JobQueue(otherDb, { clock })
  add(...Array.from({ length: 60 }, (_, i) => `job ${i}`))
  const done: number[] = []
  const work: JobHandler = async ({ id }) => {
    await delay(1)
    done.push(id)
  }
  const ends = await Promise.all([
    run(work, { concurrency: 3 }),
    run(work, { concurrency: 3, jobs: other }),
  ])
  expect(ends).toEqual(['drained', 'drained'])
  expect(done).toHaveLength(60)
  expect(new Set(done).size).toBe(60)
  other.close()
  otherDb.close()
})

it('leaves alone jobs of other kinds and those that were not asked for', async () => {
  const [a] = add('a', 'b')
  queue.enqueue({ kind: 'export', key: 'x', payload: null })
  expect(await run(async () => {}, { only: [a!] })).toBe('drained')
  expect(states()).toEqual(['a done', 'b queued', 'x queued'])
})

it('keeps its jobs alive while they take long', async () => {
  const [a] = add('a')
  const stop = new AbortController()
  const running = run(forever, { signal: stop.signal })
  await until(() => events.includes('a started'))
  const first = queue.get(a!)?.heartbeatAt ?? 0
  await until(() => (queue.get(a!)?.heartbeatAt ?? 0) > first)
  stop.abort()
  await running
})

it('ends with the error when the outcome of a job cannot be stored', async () => {
  add('a', 'b')
  db.exec(`CREATE TRIGGER broken BEFORE UPDATE ON job WHEN NEW.state = 'done'
    BEGIN SELECT RAISE(ABORT, 'out of order'); END`)
  await expect(run(async () => {})).rejects.toThrow('out of order')
  expect(events).toEqual(['a started'])
  // Later it can be stored.
  db.exec('DROP TRIGGER broken')
  expect(await run(async () => {})).toBe('drained')
  expect(states()).toEqual(['a done', 'b done'])
})
