import type { FlaggedSegment } from '#contract/results.ts'
import type { ExportSource } from './export-source.ts'
import { divideRounded } from './timecode.ts'

/**
 * Where a player shows a time stamp, in whole milliseconds: players count from the container's first moment, which lies
 * before the first frame when sound begins earlier.
 */
function playerMilliseconds(pts: number, source: ExportSource): number {
  const { timeBase, firstPts, media } = source
  const [num, den] = [BigInt(timeBase.num), BigInt(timeBase.den)]
  if (!media) return divideRounded(BigInt(pts - firstPts) * num * 1000n, den)
  const start = BigInt(media.startMicroseconds) * den
  return divideRounded(BigInt(pts) * num * 1_000_000n - start, den * 1000n)
}

export interface PlayerRange {
  readonly startMs: number
  /** Later than the start. */
  readonly endMs: number
}

export function playerRange(flag: FlaggedSegment, source: ExportSource): PlayerRange {
  const startMs = Math.max(0, playerMilliseconds(flag.startPts, source))
  return { startMs, endMs: Math.max(startMs + 1, playerMilliseconds(flag.endPts, source)) }
}
