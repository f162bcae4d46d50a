import type { PtsRange } from '#contract/attach-marks.ts'
import type { Rational } from '#core/media/rational.ts'

interface Handles {
  readonly beforeSec: number
  readonly afterSec: number
  readonly timeBase: Rational
  /** The file: nothing reaches beyond. */
  readonly within: PtsRange
}

/** Of a tick: 0.28 s are 3584 ticks of 1/12,800 s, and not a 2⁻⁵⁰th more, as floats have it. */
const NOTHING = 1e-6

/** A range with its handles, rounded outwards to whole ticks. */
export function withHandles(range: PtsRange, handles: Handles): PtsRange {
  const { num, den } = handles.timeBase
  const ticks = (seconds: number) => Math.ceil((seconds * den) / num - NOTHING)
  return {
    startPts: Math.max(handles.within.startPts, range.startPts - ticks(handles.beforeSec)),
    endPts: Math.min(handles.within.endPts, range.endPts + ticks(handles.afterSec)),
  }
}

/** Ranges in order of time, those that overlap or touch made one. */
export function uniteRanges(ranges: readonly PtsRange[]): PtsRange[] {
  const united: PtsRange[] = []
  for (const range of [...ranges].sort((a, b) => a.startPts - b.startPts)) {
    const last = united.at(-1)
    if (last === undefined || range.startPts > last.endPts) united.push({ ...range })
    else united[united.length - 1] = { ...last, endPts: Math.max(last.endPts, range.endPts) }
  }
  return united
}
