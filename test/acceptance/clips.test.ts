import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ClipOptions, ClipPlan, ClipSource, MadeClip } from '#core/export/clips/clip-types.ts'
import { planClips } from '#core/export/clips/plan-clips.ts'
import { writeClips } from '#core/export/clips/write-clips.ts'
import { probeMedia } from '#core/media/probe.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { flagged, frameTimes, type TimedSource, timedSource } from '#test/support/clip-source.ts'
import { makeVideo, type VideoOptions } from '#test/support/make-video.ts'
import { numbersIn } from '#test/support/numbered-frames.ts'
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
  const how = { tools, signal, onProgress }
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
  { name: 'open-gop.mp4', options: { openGop: true, bFrames: 3, audio: true }, gop: 20 },
  { name: 'late.mp4', options: { startSec: 2, audio: true }, gop: 25 },
  { name: 'turned.mp4', options: { rotate: 90 }, gop: 25 },
  { name: 'stream.ts', options: { rate: 50, startSec: 100, audio: true }, gop: 25 },
  { name: 'hevc.mp4', options: { codec: 'hevc', openGop: true, bFrames: 3 }, gop: 20 },
  { name: 'vp9.webm', options: { codec: 'vp9' }, gop: 20 },
  { name: 'asp.avi', options: { codec: 'mpeg4', bFrames: 2, audio: true }, gop: 12 },
  { name: 'motion.avi', options: { codec: 'mjpeg' }, gop: 1 },
]

describe.each(FIXTURES)('clips of $name', ({ name, options, gop }) => {
  const video = async () =>
    timedSource(
      await makeVideo(folder.path, name, { frames: FRAMES, numbered: true, gop, ...options }),
    )

  it('are exact: every frame from in to out, at its time, and no other', async () => {
    const timed = await video()
    const { num, den } = timed.source.info.video.timeBase
    expect(await numbersIn(timed.source.info.path)).toEqual(span(0, FRAMES))
    const clips = await cut([flagged(timed, ...RANGES)], { mode: 'exact' })
    for (const [index, [from, to]] of RANGES.entries()) {
      const { path, frames } = clips[index]!
      expect(frames).toBe(to - from)
      expect(await numbersIn(path)).toEqual(span(from, to))
      expect((await probeMedia(tools, path)).video.timeBase).toEqual({ num: 1, den })
      expect(await frameTimes(path)).toEqual(
        timed.times.slice(from, to).map((pts) => (pts - timed.times[from]!) * num),
      )
    }
  })

  it('are copies from the key frame before, as was planned', async () => {
    const timed = await video()
    const clips = await cut([flagged(timed, ...RANGES)], { mode: 'copy' })
    for (const [index, [from, to]] of RANGES.entries()) {
      const { path, plan } = clips[index]!
      const [first, last] = framesOf(plan, timed)[0]!
      expect(first).toBe(Math.floor(from / gop) * gop)
      expect(await numbersIn(path)).toEqual(span(first, last))
      expect(last).toBeGreaterThanOrEqual(to)
      expect(last).toBeLessThan(to + 5)
      const { num, den } = timed.source.info.video.timeBase
      const leadInTicks = timed.times[from]! - timed.times[first]!
      expect(plan.leadInSec).toBeCloseTo((leadInTicks * num) / den, 9)
      expect((await frameTimes(path))[0]).toBe(0)
    }
  })

  it('of all ranges are one exact reel without a gap', async () => {
    const timed = await video()
    const { num } = timed.source.info.video.timeBase
    const source = flagged(timed, [70, 85], [30, 41], [38, 44], [100, 110])
    const [reel] = await cut([source], { mode: 'exact', reel: true })
    const wanted = [...span(30, 44), ...span(70, 85), ...span(100, 110)]
    expect(await numbersIn(reel!.path)).toEqual(wanted)
    const times: number[] = []
    let time = 0
    for (const frame of wanted) {
      times.push(time * num)
      time += timed.times[frame + 1]! - timed.times[frame]!
    }
    expect(await frameTimes(reel!.path)).toEqual(times)
  })

  it.skipIf(name === 'open-gop.mp4')('of all ranges are one copied reel', async () => {
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

it('a reel of copies that decoders would not show whole is refused, with what to do', async () => {
  const options = { frames: FRAMES, numbered: true, gop: 20, openGop: true, bFrames: 3 }
  const timed = await timedSource(await makeVideo(folder.path, 'open.mp4', options))
  const cutting = cut([flagged(timed, [30, 41], [70, 85])], { mode: 'copy', reel: true })
  await expect(cutting).rejects.toThrow(/cannot be joined from copies: of \d+ frames/)
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
