import type { Flag } from '#contract/review.ts'
import { isInside, type Layout, scoreY } from './layout.ts'
import { toPx, type Viewport, wholeVideo } from './viewport.ts'

/** What a press at some point takes hold of. */
export type Grip =
  | { readonly kind: 'overview-edge'; readonly edge: 'from' | 'to' }
  /** The window itself, or beside it. */
  | { readonly kind: 'overview'; readonly isInWindow: boolean }
  | { readonly kind: 'threshold' }
  | { readonly kind: 'handle'; readonly edge: 'in' | 'out' }
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
/** On the threshold line, which lies across everything: less, or nothing else could be pressed. */
const LINE = 6

export function gripAt(target: Target, x: number, y: number): Grip {
  const { view, layout, selected, threshold } = target
  if (isInside(layout.overview, y)) return overviewGrip(view, x)
  if (isInside(layout.flags, y)) {
    const edge = selected && handleAt(view, selected, x)
    if (edge) return { kind: 'handle', edge }
    const flags = flagsAt(target, x)
    if (flags.length > 0) return { kind: 'flags', flags }
  }
  if (isInside(layout.score, y) && Math.abs(y - scoreY(layout.score, threshold)) <= LINE)
    return { kind: 'threshold' }
  return { kind: 'scrub' }
}

function overviewGrip(view: Viewport, x: number): Grip {
  const whole = wholeVideo(view)
  const [from, to] = [toPx(whole, view.fromSec), toPx(whole, view.toSec)]
  const reach = Math.max(4, Math.min(HALF, (to - from) / 4))
  if (Math.abs(x - from) <= reach) return { kind: 'overview-edge', edge: 'from' }
  if (Math.abs(x - to) <= reach) return { kind: 'overview-edge', edge: 'to' }
  return { kind: 'overview', isInWindow: x > from && x < to }
}

/** Handles lie outside the flag, so that a short one can still be pressed itself. */
function handleAt(view: Viewport, { startSec, endSec }: Flag, x: number): 'in' | 'out' | null {
  const [from, to] = [toPx(view, startSec), toPx(view, endSec)]
  const inside = Math.min(4, (to - from) / 4)
  if (x >= from - HALF && x <= from + inside) return 'in'
  if (x <= to + HALF && x >= to - inside) return 'out'
  return null
}

/** Flags under a px. Those narrower than a target are pressed in 24 px around their middle, so several may answer. */
function flagsAt({ view, flags }: Target, x: number): readonly Flag[] {
  const hits = flags.filter((flag) => {
    const [from, to] = [toPx(view, flag.startSec), toPx(view, flag.endSec)]
    const reach = Math.max(0, HALF - (to - from) / 2)
    return x >= from - reach && x < to + reach
  })
  const under = hits.filter((flag) => x >= toPx(view, flag.startSec) && x < toPx(view, flag.endSec))
  // A wide flag under the pointer is meant; only among narrow ones is there doubt.
  return under.length > 0 && under.every((flag) => widthOf(view, flag) >= 2 * HALF) ? under : hits
}

function widthOf(view: Viewport, { startSec, endSec }: Flag): number {
  return toPx(view, endSec) - toPx(view, startSec)
}
