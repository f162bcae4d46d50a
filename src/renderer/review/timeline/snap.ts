import { toPx, type Viewport } from './viewport.ts'

/** How near, in px, an edge is drawn to a time that matters. */
const REACH = 6

/** The nearest of `targets` (seconds, any order) within reach, else null. */
export function snapTo(view: Viewport, sec: number, targets: Iterable<number>): number | null {
  const px = toPx(view, sec)
  let [best, distance] = [null as number | null, REACH]
  for (const target of targets) {
    const away = Math.abs(toPx(view, target) - px)
    if (away <= distance) [best, distance] = [target, away]
  }
  return best
}

/** The sorted times next to `sec`, on either side: all that can be in reach. */
export function neighbours(times: Float64Array, sec: number): number[] {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! > sec) high = middle
    else low = middle + 1
  }
  return [times[low - 1], times[low]].filter((time) => time !== undefined)
}
