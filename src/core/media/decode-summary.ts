import { SNIPPET_FRAMES } from '#contract/bundle.ts'
import type { DecodeLog } from './decode-log.ts'
import type { Place } from './find-place.ts'
import type { MediaInfo } from './probe-report.ts'
import { asNumber, type Rational } from './rational.ts'
import { formatMessage } from './tool-messages.ts'

export interface DecodeSummary {
  /** Of the whole video, those before a resume point included. */
  readonly frames: number
  /** Of the first frame; the header's word when decoding was resumed by seeking. */
  readonly firstPts: number
  /** Time stamp of the last frame plus its duration. */
  readonly endPts: number
  readonly timeBase: Rational
  /** Of the frames that were decoded, not those before a resume point that was found by seeking. */
  readonly variableFrameRate: boolean
  /** True when a resume point was found by seeking, false when everything before it was decoded. */
  readonly resumedBySeeking: boolean
  /** Damage that did not stop decoding, in words for people; empty for a sound file. */
  readonly warnings: readonly string[]
}

/** Sums up the processes that decoded one file: the first, and those that took over at a damaged place. */
export function summarise(info: MediaInfo, places: readonly Place[]): DecodeSummary {
  const first = places[0]
  const last = places.at(-1)
  if (!first || !last) throw new RangeError('A summary needs a run.')
  const frames = last.countedFrom * SNIPPET_FRAMES + last.run.log.frames
  const fromStart = places.find(({ countedFrom }) => countedFrom === 0)
  const warnings = warningsOf(info, last.run.log, frames)
  if (places.some(({ isSame }) => !isSame)) {
    warnings.unshift('the pictures differ from those of an earlier run (another ffmpeg?)')
  }
  return {
    frames,
    firstPts: fromStart?.run.log.times.firstPts ?? info.video.startPts ?? 0,
    endPts: last.run.log.times.endPts,
    timeBase: info.video.timeBase,
    variableFrameRate: places.some(({ run }) => run.log.times.isVariable),
    resumedBySeeking: first.countedFrom > 0,
    warnings,
  }
}

function warningsOf(info: MediaInfo, log: DecodeLog, frames: number): string[] {
  const warnings: string[] = []
  const { claimedFrames, timeBase } = info.video
  // Some containers count their duration from time zero, some from their start.
  const endSec = log.times.endPts * asNumber(timeBase) - Math.min(0, info.startTimeSec)
  if (log.problemCount > 0 && claimedFrames !== undefined && frames < claimedFrames) {
    warnings.push(`decoding stopped early: ${frames} of ${claimedFrames} frames could be read`)
  } else if (log.problemCount > 0 && endSec < (info.durationSec ?? 0) - 1) {
    const seconds = `${endSec.toFixed(1)} of ${info.durationSec?.toFixed(1)} seconds`
    warnings.push(`decoding stopped early: ${seconds} could be read`)
  }
  const [problem] = log.problems
  if (problem) {
    warnings.push(`ffmpeg reported damage ${log.problemCount}×: ${formatMessage(problem)}`)
  }
  if (log.times.missing > 0) {
    warnings.push(`${log.times.missing} frames have no time stamp; theirs were filled in`)
  }
  return warnings
}
