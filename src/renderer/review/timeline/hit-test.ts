import type { Flag } from '#contract/review.ts'
import { type Band, isInside, type Layout, scoreY } from './layout.ts'
import { toPx, type Viewport, wholeVideo } from './viewport.ts'

/** What a press at some point takes hold of. A press that is not moved is a click on what lies there: `flags`, or a time. */
export type Grip =
  | { readonly kind: 'overview-edge'; readonly edge: 'from' | 'to' }
  /** The window itself, or beside it. */
  | { readonly kind: 'overview'; readonly isInWindow: boolean }
  | { readonly kind: 'threshold' }
  | { readonly kind: 'handle'; readonly edge: 'in' | 'out'; readonly flags: readonly Flag[] }
  | { readonly kind: 'flags'; readonly flags: readonly Flag[] }
  | { readonly kind: 'scrub' }

export interface Target {
  readonly view: Viewport
  readonly layout: Layout
  readonly flags: readonly Flag[]
  readonly selected: Flag | null
  readonly threshold: number
}

/** Half the width of what can be pressed on: 24 px, WCAG 2.2's least target. */
const HALF = 12
const TARGET = 2 * HALF

export function gripAt(target: Target, x: number, y: number): Grip {
  const { view, layout, threshold } = target
  if (isInside(layout.overview, y)) return overviewGrip(view, x)
  if (isInside(layout.flags, y)) {
    const flags = flagsAt(target, x)
    const edge = handleAt(target, x)
    if (edge) return { kind: 'handle', edge, flags }
    if (flags.length > 0) return { kind: 'flags', flags }
  }
  if (isInside(layout.score, y) && isOnLine(layout.score, threshold, y))
    return { kind: 'threshold' }
  return { kind: 'scrub' }
}

/** At the ends of its lane the line has its room on one side. */
function isOnLine(lane: Band, threshold: number, y: number): boolean {
  const [least, most] = [lane.top + HALF, lane.top + lane.height - HALF]
  return Math.abs(y - Math.max(least, Math.min(most, scoreY(lane, threshold)))) <= HALF
}

/** The window is taken hold of in 24 px at least, and its edges in 24 px outside it; at an end of the canvas inside. */
function overviewGrip(view: Viewport, x: number): Grip {
  const { width } = view
  const whole = wholeVideo(view)
  const [from, to] = [toPx(whole, view.fromSec), toPx(whole, view.toSec)]
  const missing = Math.max(0, (TARGET - (to - from)) / 2)
  const left = Math.max(0, Math.min(width - TARGET, from - missing))
  const right = Math.max(left + TARGET, Math.min(width, to + missing))
  // A wide window gives some of its own: the line itself is easier to hit.
  const inside = Math.min(HALF, (right - left - TARGET) / 2)
  const bodyFrom = left + Math.min(right - left - TARGET, Math.max(inside, TARGET - left))
  const bodyTo =
    right - Math.min(right - bodyFrom - TARGET, Math.max(inside, TARGET - (width - right)))
  if (x < bodyFrom && x >= left - TARGET) return { kind: 'overview-edge', edge: 'from' }
  if (x > bodyTo && x <= right + TARGET) return { kind: 'overview-edge', edge: 'to' }
  return { kind: 'overview', isInWindow: x >= bodyFrom && x <= bodyTo }
}

/**
 * The handle of the selected flag at a px: 24 px around its edge, of a short flag mostly outside, so that it can still be
 * pressed itself. Another flag that lies there is meant instead.
 */
function handleAt({ view, flags, selected }: Target, x: number): 'in' | 'out' | null {
  if (!selected) return null
  const [from, to] = [toPx(view, selected.startSec), toPx(view, selected.endSec)]
  const isOutside = x < from || x >= to
  if (isOutside && flags.some((flag) => flag !== selected && liesAt(view, flag, x))) return null
  // Where the canvas ends there is no room outside.
  const reach = (room: number) =>
    Math.min((to - from) / 4, room < 0 ? HALF : Math.max(HALF, TARGET - room))
  const [inside, insideOut] = [reach(from), reach(view.width - to)]
  if (x >= from + inside - TARGET && x <= from + inside) return 'in'
  if (x >= to - insideOut && x <= to - insideOut + TARGET) return 'out'
  return null
}

function liesAt(view: Viewport, { startSec, endSec }: Flag, x: number): boolean {
  return x >= toPx(view, startSec) && x < toPx(view, endSec)
}

/** Flags under a px. Those narrower than a target are pressed in 24 px around their middle, so several may answer. */
function flagsAt({ view, flags }: Target, x: number): readonly Flag[] {
  const hits = flags.filter((flag) => {
    const [from, to] = [toPx(view, flag.startSec), toPx(view, flag.endSec)]
    const reach = Math.max(0, HALF - (to - from) / 2)
    return x >= from - reach && x < to + reach
  })
  const under = hits.filter((flag) => liesAt(view, flag, x))
  // A wide flag under the pointer is meant; only among narrow ones is there doubt.
  return under.length > 0 && under.every((flag) => widthOf(view, flag) >= TARGET) ? under : hits
}

function widthOf(view: Viewport, { startSec, endSec }: Flag): number {
  return toPx(view, endSec) - toPx(view, startSec)
}
