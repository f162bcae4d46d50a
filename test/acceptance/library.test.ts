import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { CoreEvent } from '#contract/events.ts'
import type { LibraryEntry } from '#contract/library.ts'
import { type Core, createCore } from '#core/app/create-core.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const root = join(import.meta.dirname, '../..')
const samples = join(root, 'resources/samples')
const folder = tempFolder()
const open: Core[] = []

function coreAt(name: string, runsQueue = true): Core {
  const core = createCore({
    libraryFolder: join(folder.path, name),
    resourcesFolder: join(root, 'resources'),
    workerEntry: join(root, 'src/core/nn/session/worker.ts'),
    device: 'cpu',
    workers: 1,
    version: '0',
    runsQueue,
  })
  open.push(core)
  return core
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((core) => core.close()))
})

async function entries(core: Core): Promise<readonly LibraryEntry[]> {
  return (await core.call('library.list', {})).entries
}

async function until<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let i = 0; i < 600; i++) {
    const value = await look()
    if (holds(value)) return value
    await sleep(50)
  }
  throw new Error(`It never came to hold; last: ${JSON.stringify(await look())}`)
}

const settled = (all: readonly LibraryEntry[]) =>
  all.every(({ scan }) => ['scanned', 'failed'].includes(scan.state))

describe('a library with a running queue', () => {
  it('scans what is added and lists it with media, flags and peak', async () => {
    const core = coreAt('samples')
    const events: CoreEvent[] = []
    core.subscribe((event) => events.push(event))
    const added = await core.call('library.addSamples', {})
    expect(added).toMatchObject({ files: 8, queued: 8, problems: [] })
    const all = await until(() => entries(core), settled)
    expect(all.map(({ scan }) => scan.state)).toEqual(all.map(() => 'scanned'))
    expect(all.every(({ media }) => media !== null && media.width > 0)).toBe(true)
    const { segments } = await core.call('segments.list', {})
    const total = all.reduce((sum, { flags }) => sum + (flags?.total ?? 0), 0)
    expect(total).toBe(segments.length)
    expect(Math.max(...all.map(({ peakScore }) => peakScore ?? 0))).toBeCloseTo(
      Math.max(...segments.map(({ score }) => score)),
    )
    // Also of the videos that have no flag.
    const quiet = all.filter(({ flags }) => flags?.total === 0)
    expect(quiet.length).toBeGreaterThan(0)
    expect(quiet.every(({ peakScore }) => peakScore! > 0 && peakScore! < 0.5)).toBe(true)
    expect(events.some(({ type }) => type === 'adding')).toBe(true)
    expect(await core.call('library.addSamples', {})).toMatchObject({ files: 8, queued: 0 })
  })

  it('scans the others when one file is broken, and tries that again when it is asked to', async () => {
    const videos = join(folder.path, 'mixed')
    await mkdir(videos)
    await makeVideo(videos, 'good.mp4', { frames: 40 })
    await writeFile(join(videos, 'bad.mp4'), 'no video at all'.repeat(50))
    const core = coreAt('mixed library')
    await core.call('library.add', { paths: [videos] })
    const all = await until(() => entries(core), settled)
    expect(all.map(({ name, scan }) => [name, scan.state])).toEqual([
      ['bad.mp4', 'failed'],
      ['good.mp4', 'scanned'],
    ])
    expect(all[0]!.scan.error).toMatchObject({ code: 'bad-media' })
    const queue = await core.call('queue.show', {})
    expect(queue.jobs.map(({ name, state }) => [name, state])).toEqual([['bad.mp4', 'failed']])
    await core.call('library.scan', { fileIds: [all[0]!.fileId] })
    const again = await until(
      () => core.call('queue.show', {}),
      ({ jobs }) => jobs[0]?.attempts === 2 && jobs[0].state === 'failed',
    )
    expect(again.counts.failed).toBe(1)
    const ignored = await core.call('queue.cancel', { jobIds: [again.jobs[0]!.id] })
    expect(ignored.counts).toMatchObject({ failed: 0, cancelled: 1 })
  })

  it('is idle while it is paused, also after a restart, and goes on where it was', async () => {
    const first = coreAt('paused')
    await first.call('queue.pause', {})
    await first.call('library.add', { paths: [samples] })
    await sleep(1500)
    expect((await first.call('queue.show', {})).counts).toMatchObject({ queued: 8, done: 0 })
    await first.close()
    open.length = 0
    const core = coreAt('paused')
    await sleep(1500)
    const paused = await core.call('queue.show', {})
    expect(paused).toMatchObject({ isPaused: true, counts: { queued: 8 } })
    const last = paused.jobs.at(-1)!
    const moved = await core.call('queue.move', { jobIds: [last.id], place: 'first' })
    expect(moved.jobs[0]!.id).toBe(last.id)
    const rest = moved.jobs.slice(1).map(({ id }) => id)
    await core.call('queue.cancel', { jobIds: rest })
    await core.call('queue.resume', {})
    const done = await until(
      () => core.call('queue.show', {}),
      ({ counts }) => counts.done === 1,
    )
    expect(done.counts).toMatchObject({ cancelled: 7, queued: 0 })
    expect(done.device?.used).toBe('cpu')
  })

  it('forgets files without losing what is known, and takes them back when they are added again', async () => {
    const videos = join(folder.path, 'forgotten')
    await cp(samples, videos, { recursive: true })
    const core = coreAt('forgetful')
    await core.call('library.add', { paths: [videos] })
    const all = await until(() => entries(core), settled)
    await core.call('library.forget', { fileIds: [all[0]!.fileId] })
    expect((await entries(core)).length).toBe(7)
    expect(await core.call('library.rescan', {})).toMatchObject({ files: 8, queued: 0 })
    expect((await entries(core)).length).toBe(7)
    await core.call('library.add', { paths: [videos] })
    expect((await entries(core))[0]).toMatchObject({ scan: { state: 'scanned' } })
    await rm(join(videos, all[0]!.name))
    await core.call('library.rescan', {})
    expect((await entries(core))[0]).toMatchObject({ state: 'missing', flags: all[0]!.flags })
  })
})
