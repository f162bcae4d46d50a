import type { PtsRange } from '#contract/attach-marks.ts'
import type { ExportOptions } from '#contract/export-formats.ts'
import type { ExportSource } from './export-source.ts'
import {
  framesIn,
  hasDropFrame,
  nearestStandardRate,
  nominalRate,
  parseTimecode,
  type TimecodeRate,
} from './timecode.ts'

/** How an editor counts a video: frames of a constant rate from its first frame, with the timecode that this has. */
export interface EditClock extends TimecodeRate {
  /** The source has another rate, or none: seconds come out, frames are not its own. */
  readonly isDeclared: boolean
  /** Timecode of its first frame, in frames. */
  readonly startFrame: number
  /** The whole video; at least one. */
  readonly frames: number
  /** An embedded start timecode that is none at this rate, and was left out of account. */
  readonly ignoredTimecode: string | null
}

/** First frame, and the frame after the last one. */
export interface FrameRange {
  readonly start: number
  readonly end: number
}

export function editClockOf(
  source: ExportSource,
  timecode: NonNullable<ExportOptions['timecode']>,
): EditClock {
  const isOwn = !source.isVariable && nominalRate(source.rate) !== undefined
  const rate = isOwn ? source.rate : nearestStandardRate(source.rate)
  const text = source.media?.timecode ?? null
  const start = text === null ? undefined : parseTimecode(text, rate)
  const isDropFrame =
    timecode === 'auto' ? (start?.isDropFrame ?? hasDropFrame(rate)) : timecode === 'drop-frame'
  return {
    rate,
    isDropFrame: isDropFrame && hasDropFrame(rate),
    isDeclared: !isOwn,
    startFrame: start?.frame ?? 0,
    frames: Math.max(1, framesIn(source.endPts - source.firstPts, source.timeBase, rate)),
    ignoredTimecode: start ? null : text,
  }
}

/** Where the timeline of an assembly begins, in frames: one hour, as tapes do. */
export function assemblyStart({ rate, isDropFrame }: TimecodeRate): number {
  return parseTimecode(isDropFrame ? '01:00:00;00' : '01:00:00:00', rate)!.frame
}

/** What is special about how a video is counted, for a comment. */
export function countingNotes(source: ExportSource, clock: EditClock): string[] {
  const rate = `${clock.rate.num}/${clock.rate.den}`
  const kind = source.isVariable ? 'variable frame rate' : 'frame rate that timecode cannot count'
  const { ignoredTimecode } = clock
  return [
    ...(clock.isDeclared ? [`${kind}: counted at ${rate}`] : []),
    ...(ignoredTimecode ? [`start timecode ${ignoredTimecode} is none at ${rate}: left out`] : []),
  ]
}

/**
 * Counted from the video's first frame. Never empty and never beyond the end: at a declared rate a short range may lie
 * between two frames, or behind the last.
 */
export function frameRange(
  flag: PtsRange,
  source: ExportSource,
  { rate, frames }: EditClock,
): FrameRange {
  const at = (pts: number) => framesIn(pts - source.firstPts, source.timeBase, rate)
  const start = Math.min(at(flag.startPts), frames - 1)
  return { start, end: Math.max(start + 1, at(flag.endPts)) }
}
