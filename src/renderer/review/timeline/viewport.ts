/** The part of a video that the timeline shows, in seconds since its first frame, over `width` px. */
export interface Viewport {
  readonly fromSec: number
  readonly toSec: number
  readonly width: number
  readonly totalSec: number
  readonly framesPerSec: number
}

/** The deepest zoom. */
const PX_PER_FRAME = 8

export function wholeVideo(view: Viewport): Viewport {
  return { ...view, fromSec: 0, toSec: view.totalSec }
}

export function isWhole({ fromSec, toSec, totalSec }: Viewport): boolean {
  return fromSec <= 0 && toSec >= totalSec
}

export function toPx(view: Viewport, sec: number): number {
  return ((sec - view.fromSec) / (view.toSec - view.fromSec)) * view.width
}

export function toSec(view: Viewport, px: number): number {
  return view.fromSec + (px / view.width) * (view.toSec - view.fromSec)
}

/** Zooms in (factor above 1) or out; the time at `px` stays there, as far as the ends of the video let it. */
export function zoomAt(view: Viewport, factor: number, px: number): Viewport {
  return pinch(view, factor, { fromPx: px, toPx: px })
}

/** The time that was at `fromPx` comes to `toPx`. */
export function pinch(
  view: Viewport,
  factor: number,
  { fromPx, toPx }: { readonly fromPx: number; readonly toPx: number },
): Viewport {
  const anchor = toSec(view, fromPx)
  const span = clamp((view.toSec - view.fromSec) / factor, leastSpan(view), view.totalSec)
  return placed(view, anchor - (toPx / view.width) * span, span)
}

/** Zooms around a time, which comes into view if it is not. */
export function zoomAround(view: Viewport, factor: number, sec: number): Viewport {
  const shown = reveal(view, sec)
  return zoomAt(shown, factor, toPx(shown, sec))
}

function leastSpan({ totalSec, width, framesPerSec }: Viewport): number {
  return Math.min(totalSec, width / PX_PER_FRAME / framesPerSec)
}

export function panBy(view: Viewport, px: number): Viewport {
  const span = view.toSec - view.fromSec
  return placed(view, view.fromSec + (px / view.width) * span, span)
}

/** The same span around another time. */
export function centreOn(view: Viewport, sec: number): Viewport {
  const span = view.toSec - view.fromSec
  return placed(view, sec - span / 2, span)
}

/** Moves one end; the other stays. */
export function moveEdge(view: Viewport, edge: 'from' | 'to', sec: number): Viewport {
  const least = leastSpan(view)
  if (edge === 'from') return { ...view, fromSec: clamp(sec, 0, view.toSec - least) }
  return { ...view, toSec: clamp(sec, view.fromSec + least, view.totalSec) }
}

/** Moves as little as it takes to show a time. */
export function reveal(view: Viewport, sec: number): Viewport {
  return sec >= view.fromSec && sec <= view.toSec ? view : centreOn(view, sec)
}

/** A range with room around it, for where one comes from, too. */
export function show(view: Viewport, fromSec: number, toSec: number): Viewport {
  const room = Math.max(4, (toSec - fromSec) * 0.5)
  const span = clamp(toSec - fromSec + 2 * room, leastSpan(view), view.totalSec)
  return placed(view, fromSec - room, span)
}

function placed(view: Viewport, fromSec: number, span: number): Viewport {
  const from = clamp(fromSec, 0, view.totalSec - span)
  return { ...view, fromSec: from, toSec: from + span }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
