import type { ClipRange, ClipSource } from '#core/export/clips/clip-types.ts'
import { probeMedia } from '#core/media/probe.ts'
import { mediaTools } from './media-tools.ts'
import { framesIn } from './numbered-frames.ts'

/** Time stamps of the frames that decoding a whole file gives, in its own ticks. */
export async function frameTimes(path: string): Promise<readonly number[]> {
  return (await framesIn(path)).times
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
