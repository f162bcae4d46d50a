import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  ClipMode,
  ClipOptions,
  ClipPlan,
  ClipSource,
  MadeClip,
} from '#core/export/clips/clip-types.ts'
import { planClips } from '#core/export/clips/plan-clips.ts'
import { writeClips } from '#core/export/clips/write-clips.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { flagged, type TimedSource, timedSource } from '#test/support/clip-source.ts'
import { makeVideo, type VideoOptions } from '#test/support/make-video.ts'
import { framesIn, numbersIn } from '#test/support/numbered-frames.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const signal = new AbortController().signal
const onProgress = () => undefined

const OPTIONS = {
  ...{ beforeSec: 0, afterSec: 0, reel: false, template: '{name}_{in}_{class}' },
} as const

async function cut(
  sources: readonly ClipSource[],
  options: Partial<ClipOptions> & Pick<ClipOptions, 'mode'>,
): Promise<MadeClip[]> {
  const out = await mkdtemp(join(folder.path, 'clips-'))
  const how = { tools, signal, onProgress, isReplaced: () => false }
  const batch = await planClips(sources, { ...OPTIONS, folder: out, ...options }, how)
  expect(batch.unplanned).toEqual([])
  const outcomes = await writeClips(batch, how)
  return outcomes.map((outcome) => {
    if (outcome.state === 'failed') throw new Error(outcome.error.message)
    return outcome
  })
}

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}

interface Fixture {
  readonly name: string
  readonly options: VideoOptions
  /** Of its key frames, in frames. */
  readonly gop: number
}

/** Long enough for a cut to seek. */
const LONG = { frames: 900, size: '80x60', numbered: true, gop: 50 } as const
/** Open groups of pictures as cameras make them: nothing refers to what is shown before a key frame. */
const SIMPLE_OPEN = {
  ...{ ...LONG, rate: '30000/1001', bFrames: 2 },
  extra: ['-x264-params', 'scenecut=0:open-gop=1:b-pyramid=none:ref=1'],
} as const
const FRAMES = 120
/** From a first frame, from the middle of a group of pictures, and to the last frame. */
const RANGES = [
  [0, 1],
  [37, 71],
  [100, FRAMES],
] as const
const FIXTURES: readonly Fixture[] = [
  { name: '23976.mp4', options: { rate: '24000/1001', audio: true }, gop: 24 },
  { name: '25.mp4', options: { rate: 25 }, gop: 25 },
  { name: '2997.mp4', options: { rate: '30000/1001', audio: true }, gop: 30 },
  { name: '50.mkv', options: { rate: 50, audio: true }, gop: 25 },
  { name: '5994.mp4', options: { rate: '60000/1001' }, gop: 30 },
  { name: 'vfr.mp4', options: { vfr: true, audio: true }, gop: 20 },
  // Its groups of pictures are open, but for the first: no other key frame is one to begin with.
  {
    name: 'open-gop.mp4',
    options: { openGop: true, bFrames: 3, gop: 20, audio: true },
    gop: FRAMES,
  },
  { name: 'late.mp4', options: { startSec: 2, audio: true }, gop: 25 },
  { name: 'turned.mp4', options: { rotate: 90 }, gop: 25 },
  { name: 'stream.ts', options: { rate: 50, startSec: 100, audio: true }, gop: 25 },
  { name: 'hevc.mp4', options: { codec: 'hevc', openGop: true, bFrames: 3 }, gop: 20 },
  { name: 'vp9.webm', options: { codec: 'vp9' }, gop: 20 },
  { name: 'asp.avi', options: { codec: 'mpeg4', bFrames: 2, audio: true }, gop: 12 },
  { name: 'motion.avi', options: { codec: 'mjpeg' }, gop: 1 },
]

describe.concurrent.each(FIXTURES)('clips of $name', ({ name, options, gop }) => {
  const all = { frames: FRAMES, numbered: true, gop, ...options }
  let made: Promise<TimedSource> | undefined
  const video = () => {
    made ??= makeVideo(folder.path, name, all).then((path) => timedSource(path))
    return made
  }

  it('are exact: every frame from in to out, at its time, and no other', async () => {
    const timed = await video()
    const { num, den } = timed.source.info.video.timeBase
    expect(await numbersIn(timed.source.info.path)).toEqual(span(0, FRAMES))
    const clips = await cut([flagged(timed, ...RANGES)], { mode: 'exact' })
    for (const [index, [from, to]] of RANGES.entries()) {
      const { path, frames } = clips[index]!
      expect(frames).toBe(to - from)
      expect(await framesIn(path)).toEqual({
        numbers: span(from, to),
        times: timed.times.slice(from, to).map((pts) => (pts - timed.times[from]!) * num),
        ticksPerSec: den,
      })
    }
  })

  it('are copies from the key frame before, as was planned', async () => {
    const timed = await video()
    const clips = await cut([flagged(timed, ...RANGES)], { mode: 'copy' })
    for (const [index, [from, to]] of RANGES.entries()) {
      const { path, plan } = clips[index]!
      const [first, last] = framesOf(plan, timed)[0]!
      expect(first).toBe(Math.floor(from / gop) * gop)
      const shown = await framesIn(path)
      expect(shown.numbers).toEqual(span(first, last))
      expect(shown.times[0]).toBe(0)
      // A player that knows no edit lists shows the same.
      if (plan.extension === 'mp4')
        expect((await framesIn(path, '-ignore_editlist', '1')).numbers).toEqual(span(first, last))
      expect(last).toBeGreaterThanOrEqual(to)
      expect(last).toBeLessThan(to + 5)
      const { num, den } = timed.source.info.video.timeBase
      const leadInTicks = timed.times[from]! - timed.times[first]!
      expect(plan.leadInSec).toBeCloseTo((leadInTicks * num) / den, 9)
    }
  })

  it('of all ranges are one exact reel without a gap', async () => {
    const timed = await video()
    const { num } = timed.source.info.video.timeBase
    const source = flagged(timed, [70, 85], [30, 41], [38, 44], [100, 110])
    const [reel] = await cut([source], { mode: 'exact', reel: true })
    const wanted = [...span(30, 44), ...span(70, 85), ...span(100, 110)]
    const times: number[] = []
    let time = 0
    for (const frame of wanted) {
      times.push(time * num)
      time += timed.times[frame + 1]! - timed.times[frame]!
    }
    expect(await framesIn(reel!.path)).toMatchObject({ numbers: wanted, times })
  })

  it('of all ranges are one copied reel', async () => {
    const timed = await video()
    const source = flagged(timed, [70, 85], [30, 41], [38, 44], [100, 110])
    const [reel] = await cut([source], { mode: 'copy', reel: true })
    const parts = framesOf(reel!.plan, timed).map(([first, last]) => span(first, last))
    expect(await numbersIn(reel!.path)).toEqual(parts.flat())
  })
})

/** From which frame of the source to before which each part reaches. */
function framesOf({ parts }: ClipPlan, { times }: TimedSource): [number, number][] {
  return parts.map(({ actual }) => [times.indexOf(actual.startPts), times.indexOf(actual.endPts)])
}

it('a bare stream without time stamps is cut by decoding it from its start', async () => {
  const options = { frames: FRAMES, numbered: true, gop: 25 }
  const timed = await timedSource(await makeVideo(folder.path, 'bare.h264', options))
  // A handle that ends between two frames.
  const wanted = { mode: 'exact', beforeSec: 0.1 } as const
  const [clip] = await cut([flagged(timed, [37, 50])], wanted)
  const { numbers, times } = await framesIn(clip!.path)
  expect(numbers).toEqual(span(35, 50))
  expect(times[0]).toBe(0)
  expect(clip!.parts).toEqual([{ startPts: timed.times[35], endPts: timed.times[50] }])
})

it('a copy that strict players would not show is refused, with what to do', async () => {
  // Half a minute from the only key frame that could be begun with.
  const options = { ...LONG, openGop: true, bFrames: 3 }
  const timed = await timedSource(await makeVideo(folder.path, 'open.mp4', options))
  const cutting = cut([flagged(timed, [700, 710])], { mode: 'copy' })
  await expect(cutting).rejects.toThrow(/not every player would show it/)
})

it('copies of open groups of pictures are joined without a gap', async () => {
  const timed = await timedSource(await makeVideo(folder.path, 'simple.mp4', SIMPLE_OPEN))
  const source = flagged(timed, [510, 520], [760, 770])
  const [reel] = await cut([source], { mode: 'copy', reel: true })
  const parts = framesOf(reel!.plan, timed)
  expect(parts.map(([first]) => first)).toEqual([500, 750])
  expect(await numbersIn(reel!.path)).toEqual(parts.flatMap(([first, last]) => span(first, last)))
})

it('clips begin with what an edit list hides only where a copy must, and say so', async () => {
  const options = { frames: FRAMES, numbered: true, gop: 40, trimSec: 0.5, audio: true }
  const timed = await timedSource(await makeVideo(folder.path, 'edited.mp4', options))
  const [hidden = 0] = await numbersIn(timed.source.info.path)
  expect(hidden).toBeGreaterThan(0)
  const [exact] = await cut([flagged(timed, [0, 10])], { mode: 'exact' })
  expect(await numbersIn(exact!.path)).toEqual(span(hidden, hidden + 10))
  const [copy] = await cut([flagged(timed, [0, 10])], { mode: 'copy' })
  const shown = await numbersIn(copy!.path)
  expect(shown).toEqual(span(0, shown.length))
  expect(copy!.plan.leadInSec).toBeCloseTo(hidden / 25, 1)
})

const LONG_FIXTURES = [
  ['29.97 frames a second', 'long.mp4', SIMPLE_OPEN],
  ['a variable rate', 'long-vfr.mkv', { ...LONG, vfr: true }],
  ['a stream that starts late', 'long.ts', { ...LONG, rate: '30000/1001', startSec: 1000 }],
] as const

it.concurrent.each(LONG_FIXTURES)(
  'random ranges at %s are cut without an off-by-one',
  async (_, name, options) => {
    const timed = await timedSource(await makeVideo(folder.path, name, options))
    const range = fc
      .tuple(fc.nat({ max: 890 }), fc.integer({ min: 1, max: 60 }))
      .map(([from, length]): [number, number] => [from, Math.min(900, from + length)])
    const ranges = fc.sample(range, { numRuns: 8, seed: 20_261_126 }).sort(([a], [b]) => a - b)
    const handles = { beforeSec: 0.21, afterSec: 0.1 }
    const source = flagged(timed, ...ranges)
    const exact = await cut([source], { mode: 'exact', template: '{index}', ...handles })
    const copies = await cut([source], { mode: 'copy', template: '{index}', ...handles })
    for (const [index, { startPts, endPts }] of source.ranges.entries()) {
      const { num, den } = source.info.video.timeBase
      const ticks = (seconds: number) => Math.ceil((seconds * den) / num - 1e-6)
      const inPts = startPts - ticks(handles.beforeSec)
      const outPts = endPts + ticks(handles.afterSec)
      const wanted = span(0, 900).filter((frame) => {
        const pts = timed.times[frame]!
        return pts >= inPts && pts < outPts
      })
      expect(await numbersIn(exact[index]!.path)).toEqual(wanted)
      const shown = await numbersIn(copies[index]!.path)
      expect(shown).toEqual(span(shown[0]!, shown[0]! + shown.length))
      // Or from a closed group of pictures that is not far: here the first of the file.
      const isNear = name === 'long.mp4' && wanted[0]! < 15 * 29.97
      expect(shown[0]).toBe(isNear ? 0 : Math.floor(wanted[0]! / 50) * 50)
      expect(shown.at(-1)).toBeGreaterThanOrEqual(wanted.at(-1)!)
      expect(shown.at(-1)).toBeLessThan(wanted.at(-1)! + 5)
    }
  },
  300_000,
)

it('exact pictures are those of the same frames of the source, nearly bit by bit', async () => {
  const options = { frames: 60, size: '320x240', gop: 20 }
  const timed = await timedSource(await makeVideo(folder.path, 'pictures.mp4', options))
  const [clip] = await cut([flagged(timed, [23, 47])], { mode: 'exact' })
  expect(await psnr(timed.source.info.path, 23, clip!.path)).toBeGreaterThan(45)
  // The measure does tell one frame from the next.
  expect(await psnr(timed.source.info.path, 24, clip!.path)).toBeLessThan(35)
})

/** In dB, the worst frame of a clip against the source from a frame on. */
async function psnr(source: string, from: number, clip: string): Promise<number> {
  const reference = `[0:v]trim=start_frame=${from},settb=1/1000,setpts=N[a]`
  const graph = `${reference};[1:v]settb=1/1000,setpts=N[b];[b][a]psnr=shortest=1:stats_file=-`
  const args = ['-v', 'error', '-i', source, '-i', clip, '-lavfi', graph, '-f', 'null', '-']
  const { stdout } = await promisify(execFile)(tools.ffmpeg, args)
  const values = [...stdout.matchAll(/psnr_avg:(\S+)/g)].map(([, value]) => Number(value))
  return Math.min(...values)
}

it.concurrent.each(['copy', 'exact'] as const)(
  'an export of clips (%s) that is killed again and again leaves complete files and is continued',
  async (mode) => {
    const options = { frames: 300, size: '320x240', gop: 25, numbered: true, audio: true }
    const video = await makeVideo(folder.path, 'killed.mp4', options)
    const ranges = span(0, 6).map((n): [number, number] => [n * 50 + 3, n * 50 + 50])
    const start = (out: string) =>
      spawn(process.execPath, [CHILD, video, out, mode, JSON.stringify(ranges)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    const out = await mkdtemp(join(folder.path, `out-${mode}-`))
    // Before a clip is written, while one is, and between two.
    for (const clips of [0, 1, 1, 3, 5]) {
      const child = start(out)
      const ended = once(child, 'exit')
      const isAtWork = async () => (await readdir(out)).some((name) => name.endsWith('.partial'))
      while (child.exitCode === null && !(await isAtWork())) await sleep(2)
      while (child.exitCode === null && (await clipsIn(out)).length < clips) await sleep(2)
      await sleep(clips * 17)
      child.kill('SIGKILL')
      expect((await ended)[1]).toBe('SIGKILL')
      await expectWhole(out, mode, ranges)
    }
    const before = await clipsIn(out)
    expect(before.length).toBeGreaterThanOrEqual(5)
    const states = JSON.parse(await text(start(out).stdout)) as string[]
    expect(states.filter((state) => state === 'kept')).toHaveLength(before.length)
    expect(await clipsIn(out)).toHaveLength(6)
    await expectWhole(out, mode, ranges)
    expect(await readdir(out)).toHaveLength(7)
  },
  300_000,
)

/** Each clip shows its range, from a key frame on if it is a copy. */
async function expectWhole(out: string, mode: ClipMode, ranges: readonly [number, number][]) {
  for (const name of await clipsIn(out)) {
    const [from, to] = ranges[Number.parseInt(name, 10) - 1]!
    const first = mode === 'copy' ? Math.floor(from / 25) * 25 : from
    expect(await numbersIn(join(out, name))).toEqual(span(first, to))
  }
}

const CHILD = join(import.meta.dirname, '../support/export-clips.ts')

async function clipsIn(path: string): Promise<string[]> {
  return (await readdir(path)).filter((name) => name.endsWith('.mp4'))
}
