import { createHash } from 'node:crypto'
import { SNIPPET_FRAMES } from '#contract/bundle.ts'
import type { DecodedSnippet } from './decode-run.ts'
import type { SeekTarget } from './ffmpeg-args.ts'
import type { MediaInfo } from './probe-report.ts'
import { asNumber } from './rational.ts'

/** The last snippet that an earlier run has seen. */
export interface ResumePoint {
  readonly index: number
  readonly startPts: number
  /** From `hashSnippet`. */
  readonly frameHash: string
}

/** SHA-256 of a snippet's pictures and their sizes, as hex. */
export function hashSnippet({ frames }: Pick<DecodedSnippet, 'frames'>): string {
  const hash = createHash('sha256')
  for (const { width, height, rgb } of frames) hash.update(`${width}x${height}:`).update(rgb)
  return hash.digest('hex')
}

export function resumePointOf(snippet: DecodedSnippet): ResumePoint {
  const { index, startPts } = snippet
  return { index, startPts, frameHash: hashSnippet(snippet) }
}

/** These give every frame a time stamp of its own, the same wherever decoding starts. */
const CODECS = ['h264', 'hevc', 'vp8', 'vp9', 'av1']
/** Containers that store time stamps, with the seconds to go back so that a key frame lies in between. */
const MARGIN_SEC: Readonly<Record<string, number>> = { mov: 5, matroska: 5, mpegts: 20 }

/**
 * Where to go to find a resume point again, well before it; undefined when seeking is not to be trusted there and the
 * file has to be decoded from its start. (AVI counts frames instead of timing them, elementary streams have neither.)
 */
export function seekTarget(info: MediaInfo, point: ResumePoint): SeekTarget | undefined {
  const { video } = info
  const container = info.container.split(',')[0] ?? ''
  const margin = MARGIN_SEC[container]
  if (margin === undefined || !CODECS.includes(video.codec)) return undefined
  // In Matroska a codec tag means a track taken from AVI, with decoding times only.
  if (container === 'matroska' && video.codecTag !== 0) return undefined
  const pointSec = point.startPts * asNumber(video.timeBase) - info.startTimeSec
  if (container === 'mpegts' && !isPlausible(info, point.index, pointSec)) return undefined
  const seekSec = pointSec - margin
  return seekSec > 0 ? { seekSec, startPts: point.startPts } : undefined
}

/** A transport stream may begin anew in the middle, so that a time stamp occurs twice: the index must fit the time. */
function isPlausible(info: MediaInfo, index: number, pointSec: number): boolean {
  const expected = (index * SNIPPET_FRAMES) / asNumber(info.video.averageFrameRate)
  return Math.abs(pointSec - expected) <= Math.max(1, expected * 0.02)
}
