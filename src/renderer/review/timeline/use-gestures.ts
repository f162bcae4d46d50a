import { type PointerEvent, type RefObject, useRef, useState } from 'react'
import type { Flag } from '#contract/review.ts'
import type { TimelineData } from './decode-review-video.ts'
import { type Grip, gripAt, type Target } from './hit-test.ts'
import { scoreAtY } from './layout.ts'
import { neighbours, snapTo } from './snap.ts'
import { type Point, pointOf, usePinch } from './use-pinch.ts'
import type { SetView } from './use-view.ts'
import { centreOn, moveEdge, toSec, type Viewport, wholeVideo } from './viewport.ts'

export interface GestureParts extends Target {
  readonly data: TimelineData
  readonly setView: SetView
  /** Whether something is being dragged: the view then follows the hand alone. */
  readonly isHeld: RefObject<boolean>
  readonly playheadSec: () => number
  readonly onSeek: (sec: number) => void
  /** One flag, or several to choose from at a point. */
  readonly onPick: (flags: readonly Flag[], at: Point & { readonly sec: number }) => void
  /** While the line is dragged, and once more when it is let go. */
  readonly onThreshold: (threshold: number, isFinal: boolean) => void
  /** An edge of the selected flag, likewise. */
  readonly onEdge: (edge: 'in' | 'out', sec: number, isFinal: boolean) => void
  /** The drag is taken from the hand: nothing of it counts. */
  readonly onDrop: () => void
}

interface Drag {
  readonly pointerId: number
  readonly grip: Grip
  readonly start: Point
  /** From what was taken hold of to the pointer, in seconds: it does not jump to the pointer. */
  readonly offsetSec: number
  hasMoved: boolean
}

/** Less than this is a click with an unsteady hand. */
const SLACK = 4

type Press = PointerEvent<HTMLCanvasElement>

/**
 * Pointer gestures of the timeline: what was pressed decides what a drag does. Dragging the picture scrubs, it never pans.
 * Two fingers zoom.
 */
export function useGestures(parts: GestureParts) {
  const drag = useRef<Drag | null>(null)
  const fingers = usePinch(parts)
  const [hover, setHover] = useState<Point | null>(null)
  const [snapSec, setSnap] = useState<number | null>(null)
  const begin = (event: Press) => {
    const start = pointOf(event)
    const grip = gripAt(parts, start.x, start.y)
    if (grip.kind === 'overview' && !grip.isInWindow) recentre(parts, start.x)
    if (grip.kind === 'scrub') parts.onSeek(secAt(parts.view, start.x))
    const offsetSec = offsetOf(parts, grip, start.x)
    drag.current = { pointerId: event.pointerId, grip, start, offsetSec, hasMoved: false }
    parts.isHeld.current = true
  }
  const move = (event: Press, isFinal: boolean) => {
    if (drag.current?.pointerId === event.pointerId)
      dragTo(parts, { drag: drag.current, event, isFinal, setSnap })
  }
  const finish = () => {
    drag.current = null
    parts.isHeld.current = false
    setSnap(null)
  }
  const drop = () => {
    if (drag.current) parts.onDrop()
    finish()
  }
  const handlers = {
    onPointerDown(event: Press) {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      setHover(null)
      if (fingers.press(event)) drop()
      else begin(event)
    },
    onPointerMove(event: Press) {
      if (fingers.move(event)) return
      move(event, false)
      if (drag.current) return
      const at = pointOf(event)
      event.currentTarget.style.cursor = CURSORS[gripAt(parts, at.x, at.y).kind]
      setHover(at)
    },
    onPointerUp(event: Press) {
      fingers.release(event)
      if (drag.current?.pointerId !== event.pointerId) return
      const ended = drag.current
      move(event, true)
      finish()
      if (!ended.hasMoved) click(parts, ended)
    },
    onPointerCancel(event: Press) {
      fingers.release(event)
      if (drag.current?.pointerId === event.pointerId) drop()
    },
    onPointerLeave: () => setHover(null),
  }
  return { handlers, hover, snapSec }
}

/** What a press does that was not moved, whatever a drag from there would do. */
function click(parts: GestureParts, { grip, start }: Drag): void {
  const sec = secAt(parts.view, start.x)
  if (grip.kind === 'overview' || grip.kind === 'overview-edge') recentre(parts, start.x)
  else if ('flags' in grip && grip.flags.length > 0) parts.onPick(grip.flags, { ...start, sec })
  else if (grip.kind !== 'scrub') parts.onSeek(sec)
}

function recentre({ setView }: GestureParts, x: number): void {
  setView((now) => centreOn(now, toSec(wholeVideo(now), x)))
}

/** The time at a px, inside the view: a pointer beyond its ends scrubs to them and no further. */
function secAt(view: Viewport, x: number): number {
  return toSec(view, Math.max(0, Math.min(view.width, x)))
}

function offsetOf({ view, selected }: GestureParts, grip: Grip, x: number): number {
  const onOverview = toSec(wholeVideo(view), x)
  if (grip.kind === 'overview-edge')
    return onOverview - (grip.edge === 'from' ? view.fromSec : view.toSec)
  if (grip.kind === 'overview')
    return grip.isInWindow ? onOverview - (view.fromSec + view.toSec) / 2 : 0
  if (grip.kind === 'handle' && selected)
    return toSec(view, x) - (grip.edge === 'in' ? selected.startSec : selected.endSec)
  return 0
}

const CURSORS: Readonly<Record<Grip['kind'], string>> = {
  'overview-edge': 'ew-resize',
  overview: 'grab',
  threshold: 'ns-resize',
  handle: 'ew-resize',
  flags: 'pointer',
  scrub: 'crosshair',
}

interface Move {
  readonly drag: Drag
  readonly event: Press
  readonly isFinal: boolean
  readonly setSnap: (sec: number | null) => void
}

function dragTo(parts: GestureParts, { drag, event, isFinal, setSnap }: Move): void {
  const { grip, start, offsetSec } = drag
  const at = pointOf(event)
  if (Math.hypot(at.x - start.x, at.y - start.y) > SLACK) drag.hasMoved = true
  if (!drag.hasMoved) return
  const { view, layout, setView } = parts
  if (grip.kind === 'overview-edge')
    setView((now) => moveEdge(now, grip.edge, toSec(wholeVideo(now), at.x) - offsetSec))
  else if (grip.kind === 'overview')
    setView((now) => centreOn(now, toSec(wholeVideo(now), at.x) - offsetSec))
  else if (grip.kind === 'threshold')
    parts.onThreshold(Math.round(scoreAtY(layout.score, at.y) * 100) / 100, isFinal)
  else if (grip.kind !== 'handle') parts.onSeek(secAt(view, at.x))
  else {
    const sec = Math.max(0, Math.min(view.totalSec, secAt(view, at.x) - offsetSec))
    const snapped = event.altKey ? null : snapTo(view, sec, snapTargets(parts, sec))
    setSnap(snapped)
    parts.onEdge(grip.edge, snapped ?? sec, isFinal)
  }
}

type SnapParts = Pick<GestureParts, 'playheadSec' | 'flags' | 'selected' | 'data'>

/** The times that an edge at `sec` can snap to: any that matters may be in reach, but of many only the nearest. */
export function snapTargets({ playheadSec, flags, selected, data }: SnapParts, sec: number) {
  const edges = flags
    .filter((flag) => flag.startPts !== selected?.startPts)
    .flatMap(({ startSec, endSec }) => [startSec, endSec])
  const { startSec, endSec } = data.times
  return [
    ...[playheadSec(), 0, endSec],
    ...edges,
    ...neighbours(startSec, sec),
    ...neighbours(data.keyframes, sec),
  ]
}
