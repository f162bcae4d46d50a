import { type PointerEvent, useRef, useState } from 'react'
import type { Flag } from '#contract/review.ts'
import type { TimelineData } from './decode-review-video.ts'
import { type Grip, gripAt, type Target } from './hit-test.ts'
import { scoreAtY } from './layout.ts'
import { neighbours, snapTo } from './snap.ts'
import type { SetView } from './use-view.ts'
import { centreOn, moveEdge, panBy, toSec, wholeVideo } from './viewport.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface GestureParts extends Target {
  readonly data: TimelineData
  readonly setView: SetView
  readonly playheadSec: () => number
  readonly onSeek: (sec: number) => void
  /** One flag, or several to choose from at a point. */
  readonly onPick: (flags: readonly Flag[], at: Point & { readonly sec: number }) => void
  /** While the line is dragged, and once more when it is let go. */
  readonly onThreshold: (threshold: number, isFinal: boolean) => void
  /** An edge of the selected flag, likewise. */
  readonly onEdge: (edge: 'in' | 'out', sec: number, isFinal: boolean) => void
}

interface Drag {
  readonly grip: Grip
  readonly start: Point
  hasMoved: boolean
}

/** Less than this is a click with an unsteady hand. */
const SLACK = 4

/** Pointer gestures of the timeline: what was pressed decides what a drag does. Dragging the picture scrubs, it never pans. */
export function useGestures(parts: GestureParts) {
  const drag = useRef<Drag | null>(null)
  const [hover, setHover] = useState<Point | null>(null)
  const [snapSec, setSnap] = useState<number | null>(null)
  const move = (event: PointerEvent<HTMLCanvasElement>, isFinal: boolean) => {
    if (drag.current) dragTo(parts, { drag: drag.current, event, isFinal, setSnap })
  }
  const end = (event: PointerEvent<HTMLCanvasElement>) => {
    const ended = drag.current
    move(event, true)
    drag.current = null
    setSnap(null)
    if (ended?.grip.kind === 'flags' && !ended.hasMoved) {
      const at = pointOf(event)
      parts.onPick(ended.grip.flags, { ...at, sec: toSec(parts.view, at.x) })
    }
  }
  const handlers = {
    onPointerDown(event: PointerEvent<HTMLCanvasElement>) {
      if (event.button !== 0) return
      const start = pointOf(event)
      const grip = gripAt(parts, start.x, start.y)
      event.currentTarget.setPointerCapture(event.pointerId)
      drag.current = { grip, start, hasMoved: false }
      setHover(null)
      if (grip.kind === 'overview' && !grip.isInWindow)
        parts.setView((now) => centreOn(now, toSec(wholeVideo(now), start.x)))
      if (grip.kind === 'scrub') parts.onSeek(toSec(parts.view, start.x))
    },
    onPointerMove(event: PointerEvent<HTMLCanvasElement>) {
      move(event, false)
      if (drag.current) return
      const at = pointOf(event)
      event.currentTarget.style.cursor = CURSORS[gripAt(parts, at.x, at.y).kind]
      setHover(at)
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: () => setHover(null),
  }
  return { handlers, hover, snapSec }
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
  readonly event: PointerEvent<HTMLCanvasElement>
  readonly isFinal: boolean
  readonly setSnap: (sec: number | null) => void
}

function dragTo(parts: GestureParts, { drag, event, isFinal, setSnap }: Move): void {
  const { grip, start } = drag
  const at = pointOf(event)
  if (Math.hypot(at.x - start.x, at.y - start.y) > SLACK) drag.hasMoved = true
  if (!drag.hasMoved) return
  const { view, layout, setView } = parts
  if (grip.kind === 'overview-edge')
    setView((now) => moveEdge(now, grip.edge, toSec(wholeVideo(now), at.x)))
  else if (grip.kind === 'overview') {
    const { movementX } = event
    setView((now) => panBy(now, (movementX * now.totalSec) / (now.toSec - now.fromSec)))
  } else if (grip.kind === 'threshold')
    parts.onThreshold(Math.round(scoreAtY(layout.score, at.y) * 100) / 100, isFinal)
  else {
    const sec = Math.max(0, Math.min(view.totalSec, toSec(view, at.x)))
    if (grip.kind !== 'handle') {
      parts.onSeek(sec)
      return
    }
    const snapped = event.altKey ? null : snapTo(view, sec, snapTargets(parts, sec))
    setSnap(snapped)
    parts.onEdge(grip.edge, snapped ?? sec, isFinal)
  }
}

function snapTargets({ playheadSec, flags, selected, data }: GestureParts, sec: number) {
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

function pointOf(event: PointerEvent<HTMLCanvasElement>): Point {
  const box = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}
