import { existsSync } from 'node:fs'
import { copyFile, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import type { CoreEvent } from '#contract/events.ts'
import type { QueueState } from '#contract/library.ts'
import { type Core, createCore } from '#core/app/create-core.ts'
import { openDatabase } from '#core/storage/open-database.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const root = join(import.meta.dirname, '../..')
const folder = tempFolder()
const open: Core[] = []

function coreAt(name: string): Core {
  const core = createCore({
    libraryFolder: join(folder.path, name),
    resourcesFolder: join(root, 'resources'),
    workerEntry: join(root, 'src/core/nn/session/worker.ts'),
    device: 'cpu',
    workers: 1,
    version: '0',
    runsQueue: true,
  })
  open.push(core)
  return core
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((core) => core.close()))
})

async function until(core: Core, holds: (queue: QueueState) => boolean): Promise<QueueState> {
  for (let i = 0; i < 1000; i++) {
    const queue = await core.call('queue.show', {})
    if (holds(queue)) return queue
    await sleep(20)
  }
  throw new Error(`It never came to hold: ${JSON.stringify(await core.call('queue.show', {}))}`)
}

const isSettled = ({ counts }: QueueState) => counts.queued + counts.running === 0
const failed = ({ jobs }: QueueState) => jobs.filter(({ state }) => state === 'failed')

/** A good video beside one whose end is missing. */
async function mixed(name: string) {
  const videos = join(folder.path, name)
  await makeVideo(videos, 'good.mp4', { frames: 40 })
  const bad = await makeVideo(videos, 'bad.mp4', { frames: 20 })
  const whole = join(folder.path, `${name} whole.mp4`)
  await copyFile(bad, whole)
  await truncate(bad, 400)
  const core = coreAt(`${name} library`)
  await core.call('library.add', { paths: [videos] })
  return { core, bad, whole, queue: await until(core, isSettled) }
}

it('has the pictures of a scanned video ready before it is opened', async () => {
  const videos = join(folder.path, 'pictured')
  await makeVideo(videos, 'film.mp4', { frames: 40 })
  const core = coreAt('pictured library')
  await core.call('library.add', { paths: [videos] })
  await until(core, isSettled)
  const { entries } = await core.call('library.list', {})
  const strip = join(folder.path, 'pictured library/derived', entries[0]!.contentId!, 'strip')
  await expect.poll(() => existsSync(join(strip, '000.jpg')), { timeout: 10_000 }).toBe(true)
})

it('has the queue asked for again once its device is known', async () => {
  const videos = join(folder.path, 'device')
  await makeVideo(videos, 'film.mp4', { frames: 40 })
  const core = coreAt('device library')
  const events: CoreEvent[] = []
  core.subscribe((event) => events.push(event))
  await core.call('library.add', { paths: [videos] })
  expect((await until(core, isSettled)).device).toMatchObject({ used: 'cpu', isFallback: false })
  const known = events.findIndex(({ type }) => type === 'device')
  expect(events[known + 1]).toEqual({ type: 'changed', what: ['queue'] })
})

// docs/review-requirements.md, 37.
it('leaves the device idle within 5 s of a pause, and goes on from there', async () => {
  const videos = join(folder.path, 'long')
  // So many that some still wait when the pace is known, however fast the machine is.
  for (const [index, frames] of [3000, 3001, 3002, 3003].entries())
    await makeVideo(videos, `${index}.mp4`, { frames, size: '64x64', gop: 250 })
  const core = coreAt('long library')
  let told = 0
  core.subscribe(({ type }) => {
    if (type === 'job-progress') told = performance.now()
  })
  await core.call('library.add', { paths: [videos] })
  await until(core, ({ jobs }) => jobs.some(({ progress }) => (progress?.doneSec ?? 0) > 0))
  const asked = performance.now()
  await core.call('queue.pause', {})
  await until(core, ({ counts }) => counts.running === 0)
  expect(performance.now() - asked).toBeLessThan(5000)
  told = 0
  await sleep(1500)
  expect(told).toBe(0)
  await core.call('queue.resume', {})
  await until(core, ({ etaSec }) => etaSec !== null && etaSec > 0)
  expect(performance.now() - asked).toBeLessThan(30_000)
  expect((await until(core, isSettled)).counts).toMatchObject({ done: 4, failed: 0 })
}, 180_000)

it.each(['queue.retry', 'queue.retry of all', 'library.scan'] as const)(
  'takes a file that was replaced by a good one, by %s',
  async (method) => {
    const { core, bad, whole, queue } = await mixed(method)
    const [job] = failed(queue)
    expect(job).toMatchObject({ name: 'bad.mp4', error: { code: 'bad-media' } })
    expect(job!.error!.message).toMatch(/cut off|moov/)
    await copyFile(whole, bad)
    if (method === 'queue.retry') await core.call('queue.retry', { jobIds: [job!.id] })
    else if (method === 'queue.retry of all') await core.call('queue.retry', { jobIds: 'failed' })
    else await core.call('library.scan', { fileIds: [job!.fileId!] })
    const after = await until(core, isSettled)
    // The failure was of what lay there before.
    expect(after.counts).toMatchObject({ done: 2, failed: 0 })
    const { entries } = await core.call('library.list', {})
    expect(entries.map(({ scan }) => scan.state)).toEqual(['scanned', 'scanned'])
  },
)

it('takes what is ignored off the list and out of the queue, and a copy of it not', async () => {
  const { core, bad, queue } = await mixed('ignored')
  await copyFile(bad, join(folder.path, 'ignored', 'copy.mp4'))
  await core.call('library.rescan', {})
  const [job] = failed(queue)
  const { entries } = await core.call('library.list', {})
  const fileIdOf = (name: string) => entries.find((entry) => entry.name === name)!.fileId
  await core.call('library.forget', { fileIds: [fileIdOf('bad.mp4')] })
  expect(failed(await core.call('queue.show', {})).map(({ id }) => id)).toEqual([job!.id])
  await core.call('library.forget', { fileIds: [fileIdOf('copy.mp4')] })
  const after = await core.call('queue.show', {})
  expect(after.counts).toMatchObject({ failed: 0, done: 1 })
  expect((await core.call('library.list', {})).entries.map(({ name }) => name)).toEqual([
    'good.mp4',
  ])
  // Looking again keeps a person's choice; naming the file takes it back.
  await core.call('library.rescan', {})
  expect((await core.call('library.list', {})).entries).toHaveLength(1)
  expect(await core.call('library.add', { paths: [bad] })).toMatchObject({ files: 1, queued: 1 })
})

it('leaves jobs alone that ended before a person’s answer came', async () => {
  const { core, queue } = await mixed('ended')
  const [job] = failed(queue)
  const done = 1_000_000
  await core.call('queue.retry', { jobIds: [job!.id, done] })
  await until(core, isSettled)
  await core.call('queue.cancel', { jobIds: [job!.id, done] })
  expect((await core.call('queue.show', {})).counts).toMatchObject({ failed: 0, cancelled: 1 })
})

it('finds a file that was added by itself and came back', async () => {
  const { core, bad, whole } = await mixed('single')
  const single = join(folder.path, 'single.mp4')
  await copyFile(whole, single)
  await core.call('library.add', { paths: [single] })
  await until(core, isSettled)
  await rm(single)
  expect(await core.call('library.rescan', {})).toMatchObject({ missing: 1 })
  const stateOf = async () =>
    (await core.call('library.list', {})).entries.find(({ name }) => name === 'single.mp4')?.state
  expect(await stateOf()).toBe('missing')
  await copyFile(whole, single)
  expect(await core.call('library.rescan', {})).toMatchObject({ missing: 0 })
  expect(await stateOf()).toBe('present')
  await rm(bad)
})

it('waits for a person when its state cannot be stored, as on a full disk, and goes on after', async () => {
  const core = coreAt('full library')
  await core.call('queue.show', {})
  const db = openDatabase(join(folder.path, 'full library', 'library.sqlite'))
  const on = ['INSERT ON setting', 'UPDATE ON setting', "UPDATE ON job WHEN NEW.state <> 'running'"]
  for (const [index, what] of on.entries())
    db.exec(`CREATE TRIGGER full_${index} BEFORE ${what} BEGIN SELECT RAISE(ABORT, 'no room'); END`)
  await core.call('library.add', { paths: [await makeVideo(join(folder.path, 'full'), 'a.mp4')] })
  const held = await until(core, ({ problem }) => problem !== null)
  expect(held.problem?.message).toContain('no room')
  expect(held.isPaused).toBe(true)
  await expect(core.call('queue.resume', {})).rejects.toThrow('no room')
  for (const index of on.keys()) db.exec(`DROP TRIGGER full_${index}`)
  db.close()
  await core.call('queue.resume', {})
  const { counts, problem } = await until(core, isSettled)
  expect([counts.done, counts.failed, problem]).toEqual([1, 0, null])
})

it('says of a video whose model was removed that the model is gone, not the video', async () => {
  const core = coreAt('removed library')
  await core.call('queue.pause', {})
  await core.call('library.add', { paths: [await makeVideo(join(folder.path, 'one'), 'one.mp4')] })
  const db = openDatabase(join(folder.path, 'removed library', 'library.sqlite'))
  db.exec("UPDATE job SET payload_json = json_set(payload_json, '$.model', 'gone-12345678')")
  db.close()
  await core.call('queue.resume', {})
  const queue = await until(core, isSettled)
  expect(queue.counts).toMatchObject({ failed: 1, missing: 0 })
  expect(failed(queue)[0]?.error).toMatchObject({
    ...{ message: expect.stringContaining('gone-12345678'), hint: expect.stringContaining('Scan') },
  })
})
