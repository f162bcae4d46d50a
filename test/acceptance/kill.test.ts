import { type ChildProcess, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import type { FileScores, ScanResult } from '#contract/results.ts'
import { type Database, openDatabase } from '#core/storage/open-database.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { flagreelJson, startFlagreel } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const folder = tempFolder()

/** A chunk and a bit each. */
async function makeVideos(): Promise<readonly [string, string]> {
  const videos = join(folder.path, 'videos')
  const size = '64x48'
  return [
    await makeVideo(videos, 'short.mkv', { frames: 4800, rate: 30, size, gop: 60 }),
    await makeVideo(videos, 'long.mp4', { frames: 5003, rate: 25, size, gop: 60 }),
  ]
}

async function scores(library: string, paths: readonly string[]): Promise<unknown[]> {
  const shown: unknown[] = []
  for (const path of paths) {
    const { snippets, frames } = await flagreelJson<FileScores>(library, 'scores', 'show', path)
    shown.push({ frames, snippets })
  }
  return shown
}

function storedChunks(library: string): number {
  const db = libraryThatIsThere(join(library, 'library.sqlite'))
  const count = db?.prepare('SELECT count(*) FROM feature_chunk').pluck().get()
  db?.close()
  return Number(count ?? 0)
}

function libraryThatIsThere(file: string): Database | undefined {
  try {
    return openDatabase(file, { readonly: true })
  } catch (error) {
    if (error instanceof FlagreelError && error.code === 'not-found') return undefined
    throw error
  }
}

it('a scan that is killed again and again gives bit-identical scores to an undisturbed one', async () => {
  const paths = await makeVideos()
  const calm = join(folder.path, 'calm')
  await flagreelJson<ScanResult>(calm, 'scan', ...paths)
  const undisturbed = await scores(calm, paths)

  const library = join(folder.path, 'killed')
  // Before anything is stored; twice in the middle of the first video; in the middle of the second.
  for (const chunks of [0, 1, 1, 3]) {
    const scan = startFlagreel(library, 'scan', ...paths)
    const ended = once(scan, 'exit')
    await sleep(250)
    while (storedChunks(library) < chunks) await sleep(5)
    expect(scan.kill('SIGKILL')).toBe(true)
    expect((await ended)[1]).toBe('SIGKILL')
  }
  const result = await flagreelJson<ScanResult>(library, 'scan', ...paths)
  expect(result.files.every(({ state }) => state !== 'failed')).toBe(true)
  expect(await scores(library, paths)).toEqual(undisturbed)
}, 180_000)

it('processes that open a new library at the same moment wait for each other', async () => {
  for (let round = 0; round < 3; round++) {
    const library = join(folder.path, `new-${round}`)
    const outcomes = [1, 2, 3, 4].map(async () => {
      const list = startFlagreel(library, 'models', 'list')
      const [stderr, [code]] = await Promise.all([text(list.stderr!), once(list, 'exit')])
      return { stderr, code }
    })
    expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => ({ stderr: '', code: 0 })))
  }
})

it('a second scan of the same library waits for the first one and does nothing twice', async () => {
  const paths = await makeVideos()
  const library = join(folder.path, 'shared')
  const outcome = async (scan: ChildProcess) => {
    const [stdout] = await Promise.all([text(scan.stdout!), once(scan, 'exit')])
    return JSON.parse(stdout) as ScanResult
  }
  const results = await Promise.all(
    [1, 2].map(() => outcome(startFlagreel(library, 'scan', ...paths, '--json'))),
  )
  for (const { files } of results)
    expect(files.every(({ state }) => state === 'scanned' || state === 'unchanged')).toBe(true)
  expect(results[0]?.segments).toEqual(results[1]?.segments)
}, 180_000)

it('a file that is removed while others are scanned is named, and the others are done', async () => {
  const paths = await makeVideos()
  const library = join(folder.path, 'removed')
  const victim = await makeVideo(join(folder.path, 'leaving'), 'victim.mp4', { frames: 30 })
  const scan = startFlagreel(library, 'scan', ...paths, victim, '--json')
  const stdout = text(scan.stdout!)
  await once(scan.stderr!, 'data') // the device line: the files are known, the first one is being scanned
  await rm(victim)
  const [code] = await once(scan, 'exit')
  const { files } = JSON.parse(await stdout) as ScanResult
  expect(code).toBe(1)
  expect(files.map(({ state }) => state)).toEqual(['scanned', 'scanned', 'failed'])
  expect(files[2]?.error?.message).toMatch(/victim\.mp4" is not there/)
}, 180_000)

it('a file that is written to while it is scanned is named, and scanned whole the next time', async () => {
  const [original] = await makeVideos()
  const library = join(folder.path, 'growing')
  const path = join(folder.path, 'growing.mkv')
  await copyFile(original, path)
  const scan = startFlagreel(library, 'scan', path, '--json')
  const stdout = text(scan.stdout!)
  await once(scan.stderr!, 'data')
  await appendFile(path, new Uint8Array(100))
  expect((await once(scan, 'exit'))[0]).toBe(1)
  const [file] = (JSON.parse(await stdout) as ScanResult).files
  expect(file?.error?.message).toMatch(/growing\.mkv was changed while it was being scanned/)
  const again = await flagreelJson<ScanResult>(library, 'scan', path)
  expect(again.files).toMatchObject([{ state: 'scanned', frames: 4800 }])
}, 180_000)

it('a stopped scan says so and leaves no process behind', async () => {
  const paths = await makeVideos()
  const library = join(folder.path, 'stopped')
  const scan = startFlagreel(library, 'scan', ...paths)
  const stderr = text(scan.stderr!)
  await sleep(1200)
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(scan.pid)], {
    encoding: 'utf8',
  })
  scan.kill('SIGTERM')
  const [code] = await once(scan, 'exit')
  expect(code).toBe(130)
  expect(await stderr).toMatch(/Stopped\. What was finished is kept/)
  for (const pid of children.trim().split(/\s+/))
    expect(() => process.kill(Number(pid), 0)).toThrow(/ESRCH/)
}, 180_000)
