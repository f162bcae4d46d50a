import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findMediaTools } from '#core/media/tools.ts'
import { flagged, timedSource } from '#test/support/clip-source.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import type { ClipOptions, ClipProgress, ClipSource } from './clip-types.ts'
import { JOURNAL_NAME } from './journal.ts'
import { planClips } from './plan-clips.ts'
import { type WriteOptions, writeClips } from './write-clips.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const video = await makeVideo(folder.path, 'camera.mp4', { frames: 100, gop: 25, audio: true })
const timed = await timedSource(video)
const signal = new AbortController().signal
const how: WriteOptions = {
  ...{ tools, signal, onProgress: () => undefined, isReplaced: () => false },
}

async function options(more: Partial<ClipOptions> = {}): Promise<ClipOptions> {
  const out = more.folder ?? (await mkdtemp(join(folder.path, 'clips-')))
  const plain = { mode: 'copy', beforeSec: 0, afterSec: 0, reel: false } as const
  return { ...plain, template: '{name} {in}', ...more, folder: out }
}

async function write(sources: readonly ClipSource[], chosen: ClipOptions, stopping = how) {
  return writeClips(await planClips(sources, chosen, how), stopping)
}

function clipsIn(path: string): string[] {
  return readdirSync(path)
    .filter((name) => name !== JOURNAL_NAME)
    .sort()
}

describe('planning', () => {
  it('tells start, lead-in and size before anything is written', async () => {
    const chosen = await options({ beforeSec: 0.2, afterSec: 100 })
    const { clips, neededBytes, freeBytes } = await planClips(
      [flagged(timed, [40, 50])],
      chosen,
      how,
    )
    expect(clips).toMatchObject([
      {
        stem: 'camera 00-00-01.600',
        extension: 'mp4',
        parts: [{ actual: { startPts: timed.times[25], endPts: timed.times[100] } }],
        seconds: 3,
        leadOutSec: 0,
      },
    ])
    // Ten frames and the handle of five before the key frame of frame 25.
    expect(clips[0]!.leadInSec).toBeCloseTo(0.4, 9)
    expect(neededBytes).toBeGreaterThan(statSync(video).size * 0.75)
    expect(freeBytes).toBeGreaterThan(0)
    expect(readdirSync(chosen.folder)).toEqual([])
  })

  it('names a source that is gone and a range outside, and plans the others', async () => {
    const gone = { ...flagged(timed, [0, 5]), info: { ...timed.source.info, path: '/none.mp4' } }
    const outside = { ...timed.source, firstPts: timed.times[50]! }
    const sources = [gone, flagged({ ...timed, source: outside }, [0, 5]), flagged(timed, [0, 5])]
    const batch = await planClips(sources, await options(), how)
    expect(batch.clips).toHaveLength(1)
    expect(batch.unplanned.map(({ error }) => error.code)).toEqual(['not-found', 'bad-argument'])
  })

  it.each([
    [{ template: '{nothing}' }, 'bad-argument'],
    [{ beforeSec: -1 }, 'bad-argument'],
    [{ afterSec: Number.NaN }, 'bad-argument'],
    [{ folder: '/none/clips' }, 'not-found'],
  ])('refuses %j', async (wrong, code) => {
    const planning = planClips([flagged(timed, [0, 5])], await options(wrong), how)
    await expect(planning).rejects.toMatchObject({ code })
  })
})

describe('writing', () => {
  it('keeps what an earlier run finished and makes again what was damaged since', async () => {
    const chosen = await options()
    const source = flagged(timed, [0, 10], [30, 40], [60, 70])
    const first = await write([source], chosen)
    const names = clipsIn(chosen.folder)
    expect(first.map(({ state }) => state)).toEqual(['made', 'made', 'made'])
    truncateSync(join(chosen.folder, names[1]!), 1000)
    const again = await write([source], chosen)
    expect(again.map(({ state }) => state)).toEqual(['kept', 'made', 'kept'])
    // The damaged one is somebody's file by now.
    expect(clipsIn(chosen.folder)).toEqual([...names, 'camera 00-00-01.200-2.mp4'].sort())
    expect(again[0]).toEqual({ ...first[0], state: 'kept' })
    expect((await write([source], chosen)).map(({ state }) => state)).toEqual([
      'kept',
      'kept',
      'kept',
    ])
  })

  it('never overwrites, and tells clips of one name apart whatever the case', async () => {
    const chosen = await options({ template: '{class}' })
    writeFileSync(join(chosen.folder, 'fighting.mp4'), 'mine')
    const other = flagged(timed, [50, 60])
    const shouted = { ...other, ranges: [{ ...other.ranges[0]!, class: 'FIGHTING' }] }
    await write([flagged(timed, [0, 10], [0, 10]), shouted], chosen)
    expect(clipsIn(chosen.folder)).toEqual([
      'FIGHTING-4.mp4',
      'fighting-2.mp4',
      'fighting-3.mp4',
      'fighting.mp4',
    ])
    expect(readFileSync(join(chosen.folder, 'fighting.mp4'), 'utf8')).toBe('mine')
  })

  it('goes on after a source that fails, and says why', async () => {
    const broken = await makeVideo(folder.path, 'broken.mp4', { frames: 100, gop: 25 })
    const second = await timedSource(broken)
    const chosen = await options({ mode: 'exact' })
    const sources = [flagged(second, [40, 60]), flagged(timed, [40, 60])]
    const batch = await planClips(sources, chosen, how)
    writeFileSync(broken, Buffer.alloc(5000, 7))
    const [failed, made] = await writeClips(batch, how)
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'bad-media' } })
    expect(made).toMatchObject({ state: 'made', frames: 20 })
    expect(clipsIn(chosen.folder)).toHaveLength(1)
  })

  it('refuses before it writes when the space does not suffice', async () => {
    const chosen = await options()
    const batch = await planClips([flagged(timed, [0, 10])], chosen, how)
    const clips = batch.clips.map((clip) => ({ ...clip, estimatedBytes: 2 ** 60 }))
    await expect(writeClips({ ...batch, clips }, how)).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringMatching(/has [\d,]+ MB free, and the clips may need [\d,]+ MB/),
    })
    expect(readdirSync(chosen.folder)).toEqual([])
  })

  it('holds exact clips to the size that was foretold, whatever they show', async () => {
    const extra = ['-vf', 'noise=alls=100:allf=t']
    const noisy = await makeVideo(folder.path, 'noise.mp4', { frames: 75, size: '640x480', extra })
    const source = flagged(await timedSource(noisy), [0, 75])
    const [clip] = await write([source], await options({ mode: 'exact' }))
    if (clip?.state !== 'made') throw new Error(JSON.stringify(clip))
    expect(clip.bytes).toBeLessThan(clip.plan.estimatedBytes)
    // It did come near: the encoder was held back.
    expect(clip.bytes).toBeGreaterThan(clip.plan.estimatedBytes / 3)
  })

  it('keeps no clip of a file that is replaced while it is cut', async () => {
    const chosen = await options({ mode: 'exact' })
    const source = flagged(timed, [0, 10], [20, 90])
    const asked = [false, true, false]
    const isReplaced = () => asked.shift() ?? false
    const [first, second] = await write([source], chosen, { ...how, isReplaced })
    expect(first).toMatchObject({
      ...{ state: 'failed', error: { message: expect.stringContaining('not the one') } },
    })
    expect(second?.state).toBe('made')
    expect(clipsIn(chosen.folder)).toHaveLength(1)
    expect((await write([source], chosen)).map(({ state }) => state)).toEqual(['made', 'kept'])
  })

  it('leaves complete clips only when it is cancelled', async () => {
    const chosen = await options({ mode: 'exact' })
    const source = flagged(timed, [0, 10], [20, 90])
    const stopping = new AbortController()
    const onProgress = ({ index }: ClipProgress) => {
      if (index === 1) stopping.abort()
    }
    const writing = write([source], chosen, { ...how, signal: stopping.signal, onProgress })
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' })
    expect(clipsIn(chosen.folder)).toEqual(['camera 00-00-00.000.mp4'])
    expect((await write([source], chosen)).map(({ state }) => state)).toEqual(['kept', 'made'])
  })

  it('tells its progress clip by clip, rising to the whole', async () => {
    const seen: ClipProgress[] = []
    const chosen = await options({ mode: 'exact', reel: true })
    const stopping = { ...how, onProgress: (progress: ClipProgress) => void seen.push(progress) }
    await write([flagged(timed, [0, 30], [50, 90])], chosen, stopping)
    const overall = seen.map((progress) => progress.overall)
    expect(overall).toEqual([...overall].sort((a, b) => a - b))
    expect([overall[0], overall.at(-1)]).toEqual([0, 1])
    expect(overall.some((share) => share > 0 && share < 1)).toBe(true)
  })

  it('records arguments that name source and clip, in a journal that does not', async () => {
    const chosen = await options({ mode: 'exact', reel: true })
    const [clip] = await write([flagged(timed, [0, 5], [50, 60])], chosen)
    if (clip?.state !== 'made') throw new Error('not made')
    expect(clip.runs).toHaveLength(3)
    expect(clip.runs[0]).toContain(`file:${video}`)
    expect(clip.runs[2]!.at(-1)).toBe(`file:${clip.path}`)
    expect(clip.ffmpegVersion).toBe(tools.ffmpegVersion)
    const journal = readFileSync(join(chosen.folder, JOURNAL_NAME), 'utf8')
    expect(journal).toContain(basename(clip.path))
    expect(journal).not.toContain(folder.path)
  })
})
