import { snippetAt, type VideoClock } from '#contract/flags.ts'
import type { ScorePyramid } from './score-pyramid.ts'
import { toSec, type Viewport } from './viewport.ts'

/** The snippets [from, to) behind each px of a view. */
export interface Columns {
  readonly from: Int32Array
  readonly to: Int32Array
}

export function columnsOf(view: Viewport, clock: VideoClock): Columns {
  const { firstPts, timeBase } = clock
  const width = Math.ceil(view.width)
  const edges = Int32Array.from({ length: width + 1 }, (_, x) => {
    const sec = Math.min(view.totalSec, toSec(view, x))
    return snippetAt(firstPts + (sec * timeBase.den) / timeBase.num, clock)
  })
  return { from: edges.subarray(0, width), to: edges.subarray(1).map((snippet) => snippet + 1) }
}

/** The highest value behind each px: nothing is ever averaged away. */
export function peaksOf(pyramid: ScorePyramid, { from, to }: Columns): Float32Array {
  return Float32Array.from(from, (first, x) => pyramid.peak(first, to[x]!))
}

/** Values at or above `level` are drawn two px wide at least, so that one snippet is seen in a day of video. */
export function widened(values: Float32Array, level: number): Float32Array {
  return values.map((value, x) => {
    // To the right; at the end of the view there is no room but to the left.
    const beside = Math.max(values[x - 1] ?? 0, x === values.length - 2 ? values[x + 1]! : 0)
    return beside >= level && beside > value ? beside : value
  })
}
