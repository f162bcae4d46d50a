import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ClipRange, ClipSource } from '#core/export/clips/clip-types.ts'
import { probeMedia } from '#core/media/probe.ts'
import { mediaTools } from './media-tools.ts'

const run = promisify(execFile)

/** Time stamps of the frames that decoding a whole file gives, in its own ticks. */
export async function frameTimes(path: string): Promise<number[]> {
  const { stderr } = await run(
    mediaTools.ffmpeg,
    [
      ...['-hide_banner', '-nostdin', '-nostats', '-copyts', '-i', `file:${path}`, '-map', '0:v:0'],
      ...['-vf', 'showinfo=checksum=0', '-fps_mode', 'passthrough', '-f', 'null', '-'],
    ],
    { maxBuffer: 2 ** 26 },
  )
  return [...stderr.matchAll(/ n: *\d+ pts: *(-?\d+) /g)].map(([, pts]) => Number(pts))
}

export interface TimedSource {
  readonly source: ClipSource
  /** Of the decoded frames, and the end of the last one. */
  readonly times: readonly number[]
}

/** A video as what clips are cut from, the way a scan sees it. */
export async function timedSource(path: string, contentId = 'c0ffee00'): Promise<TimedSource> {
  const info = await probeMedia(mediaTools, path)
  const times = await frameTimes(path)
  const [first = 0, last = 0] = [times[0], times.at(-1)]
  const endPts = last + (last - (times.at(-2) ?? 0))
  const source = { contentId, info, firstPts: first, endPts, ranges: [] }
  return { source, times: [...times, endPts] }
}

/** A flag from one frame to before another. */
export function flagged(
  { source, times }: TimedSource,
  ...frames: readonly (readonly [from: number, to: number])[]
): ClipSource {
  const ranges = frames.map(
    ([from, to]): ClipRange => ({
      startPts: times[from]!,
      endPts: times[to]!,
      class: 'fighting',
      score: 0.875,
      verdict: null,
    }),
  )
  return { ...source, ranges }
}
