import { intersectionOverUnion, type PtsRange } from './attach-marks.ts'

/**
 * Whether a range was seen: one that was covers it, or shares at least half with it. Made once for all flags of a video:
 * a long review leaves thousands of ranges.
 */
export function createSeen(seen: readonly PtsRange[]): (range: PtsRange) => boolean {
  const sorted = seen.toSorted((a, b) => a.startPts - b.startPts)
  let furthest = Number.NEGATIVE_INFINITY
  /** By index: where the furthest range up to this one ends. */
  const reach = sorted.map(({ endPts }) => (furthest = Math.max(furthest, endPts)))
  return (range) => {
    const { startPts, endPts } = range
    const before = firstFrom(sorted, startPts + 1)
    if (before > 0 && reach[before - 1]! >= endPts) return true
    // One that shares half with it begins at most its length before it.
    const from = startPts - (endPts - startPts)
    for (let i = firstFrom(sorted, from); i < sorted.length; i++) {
      if (sorted[i]!.startPts >= endPts) return false
      if (intersectionOverUnion(sorted[i]!, range) >= 0.5) return true
    }
    return false
  }
}

/** Index of the first range that begins at `pts` or later. */
function firstFrom(sorted: readonly PtsRange[], pts: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.startPts >= pts) high = middle
    else low = middle + 1
  }
  return low
}
