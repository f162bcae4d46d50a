import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { JobQueue } from '#core/jobs/queue.ts'
import { float16FromBlob, int64FromBlob } from '#core/storage/blobs.ts'
import { isFileLockHeld } from '#core/storage/file-lock.ts'
import { MIGRATIONS } from '#core/storage/migrations/all.ts'
import { type Database, openDatabase } from '#core/storage/open-database.ts'
import { CHUNKS, chunkValues } from './expected.ts'

const VIDEOS = 40

let folder: string
let file: string
let videos: string
let children: Victim[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-crash-'))
  file = join(folder, 'library.sqlite')
  videos = join(folder, 'videos')
  mkdirSync(videos)
  for (let i = 0; i < VIDEOS; i++) writeFileSync(join(videos, `${i}.mp4`), `video ${i}`)
  children = []
})

afterEach(async () => {
  for (const child of children) await child.kill()
  rmSync(folder, { recursive: true })
})

it('survives kill -9 at any moment: nothing lost, nothing twice, resumed at once', async () => {
  const random = seeded(20261123)
  const written: string[] = []
  let interrupted = 0
  for (let round = 0; round < 12; round++) {
    // Slow enough that work is left after twelve rounds on any machine.
    const victim = start('scan', file, videos, '20')
    // One dies while it opens, migrates or ingests, the next while it claims, the third while it writes.
    if (round % 3 === 1) await victim.said('ready')
    if (round % 3 === 2) await victim.said('wrote')
    await delay(random() * 250)
    await victim.kill()
    written.push(...victim.lines().filter((line) => line.startsWith('wrote')))
    interrupted += checkAfterKill()
  }
  expect(interrupted).toBeGreaterThan(5)
  const last = start('scan', file, videos, '3')
  await last.said('drained')
  await last.ended()
  const db = openDatabase(file)
  checkComplete(db)
  db.close()
  // A chunk that was stored is never computed again.
  written.push(...last.lines().filter((line) => line.startsWith('wrote')))
  expect(written.length).toBe(new Set(written).size)
  expect(readdirSync(join(folder, 'running'))).toEqual([])
})

it('leaves jobs to the process that runs them, and takes them over when it is killed', async () => {
  const slow = start('scan', file, videos, '600000')
  await slow.said('started\nstarted')
  const second = start('scan', file, videos, '3')
  await second.said('waiting')
  const db = openDatabase(file)
  expect(count(db, "job WHERE state = 'done'")).toBe(VIDEOS - 2)
  await slow.kill()
  await second.said('drained')
  await second.ended()
  checkComplete(db)
  db.close()
})

it('is made once when several processes open a library that is not there yet', async () => {
  const openers = Array.from({ length: 6 }, () => start('open', file))
  const codes = await Promise.all(openers.map((opener) => opener.ended()))
  expect(codes).toEqual([0, 0, 0, 0, 0, 0])
  const db = openDatabase(file)
  expect(db.prepare('SELECT count(*) FROM setting').pluck().get()).toBe(6)
  expect(db.prepare('SELECT count(*) FROM migration').pluck().get()).toBe(MIGRATIONS.length)
  db.close()
})

it('drops the lock of a process with the process', async () => {
  const lock = join(folder, 'lock')
  const holder = start('lock', lock)
  await holder.said('ready')
  expect(isFileLockHeld(lock)).toBe(true)
  await holder.kill()
  expect(isFileLockHeld(lock)).toBe(false)
})

/** Returns how many jobs the kill interrupted. */
function checkAfterKill(): number {
  const db = openDatabase(file)
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    const running = count(db, "job WHERE state = 'running'")
    const queue = new JobQueue(db)
    expect(queue.recover()).toHaveLength(running)
    expect(queue.counts()).toMatchObject({ running: 0, failed: 0 })
    queue.close()
    return running
  } finally {
    db.close()
  }
}

function checkComplete(db: Database): void {
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(count(db, "job WHERE state = 'done'")).toBe(VIDEOS)
  expect([count(db, 'job'), count(db, 'file'), count(db, 'content')]).toEqual([
    VIDEOS,
    VIDEOS,
    VIDEOS,
  ])
  expect(count(db, 'feature_set WHERE complete = 1')).toBe(VIDEOS)
  const rows = db
    .prepare<
      [],
      {
        content_id: string
        chunk_index: number
        snippets: number
        features: Buffer
        start_pts: Buffer
      }
    >(
      `SELECT content_id, chunk_index, snippets, features, start_pts
       FROM feature_chunk JOIN feature_set ON feature_set.id = feature_set_id`,
    )
    .all()
  expect(rows).toHaveLength(VIDEOS * CHUNKS)
  for (const row of rows) {
    const expected = chunkValues(row.content_id, row.chunk_index)
    expect(float16FromBlob(row.features, expected.features.length)).toEqual(expected.features)
    expect(int64FromBlob(row.start_pts, row.snippets)).toEqual(expected.startPts)
  }
}

function count(db: Database, from: string): number {
  return Number(db.prepare(`SELECT count(*) FROM ${from}`).pluck().get())
}

interface Victim {
  lines(): string[]
  /** Waits until it has printed this. */
  said(text: string): Promise<void>
  ended(): Promise<number | null>
  kill(): Promise<void>
}

function start(...args: string[]): Victim {
  const child: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(import.meta.resolve('./victim.ts')), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  let errors = ''
  child.stdout?.on('data', (text) => (output += text))
  child.stderr?.on('data', (text) => (errors += text))
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  const victim: Victim = {
    lines: () => output.split('\n').filter((line) => line !== ''),
    said: async (text) => {
      while (!output.includes(text)) {
        if (child.exitCode !== null) throw new Error(`It ended without saying "${text}": ${errors}`)
        await delay(2)
      }
    },
    ended: () => exit,
    kill: async () => {
      child.kill('SIGKILL')
      await exit
    },
  }
  children.push(victim)
  return victim
}

/** Mulberry32: the same moments in every run of the test. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
