import type { VideoClock } from '#contract/flags.ts'
import type { Strip } from '#contract/playback.ts'
import { toSec, type Viewport } from './viewport.ts'

/** Px from one picture of the timeline to the next in a band of this height. */
export function cellWidth({ cellWidth, cellHeight }: Strip, height: number): number {
  return (cellWidth / cellHeight) * height + 2
}

/**
 * Seconds from one still to the next: a power of two, so that panning and zooming come by the same stills again, and no two
 * cells side by side show the same. Null where the strip has as many pictures.
 */
export function stillStep(view: Viewport, cellPx: number, strip: Strip): number | null {
  const cellSec = (cellPx / view.width) * (view.toSec - view.fromSec)
  const step = 2 ** Math.floor(Math.log2(cellSec))
  return step < strip.stepSec ? step : null
}

/** The time of the still that stands for a time; the last one is not behind the last frame. */
export function stillSec(view: Viewport, step: number, sec: number): number {
  const lastSec = Math.max(0, view.totalSec - 1.5 / view.framesPerSec)
  return Math.max(0, Math.min(lastSec, Math.floor(sec / step) * step))
}

/** Middles of the cells side by side, in px. */
export function cellMiddles({ width }: Viewport, cellPx: number): readonly number[] {
  return Array.from({ length: Math.ceil(width / cellPx) }, (_, i) => (i + 0.5) * cellPx)
}

/** Times of all stills in view: first those that the cells show, then those between, which only hovering shows. */
export function stillsInView(view: Viewport, cellPx: number, step: number): readonly number[] {
  const shown = cellMiddles(view, cellPx).map((px) => stillSec(view, step, toSec(view, px)))
  const first = Math.floor(view.fromSec / step)
  const count = Math.ceil(view.toSec / step) - first
  const all = Array.from({ length: count }, (_, i) => stillSec(view, step, (first + i) * step))
  return [...new Set([...shown, ...all])]
}

export function ptsOf({ firstPts, timeBase }: VideoClock, sec: number): number {
  return firstPts + Math.round((sec * timeBase.den) / timeBase.num)
}
