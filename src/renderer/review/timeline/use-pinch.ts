import { type PointerEvent, useRef } from 'react'
import type { SetView } from './use-view.ts'
import { pinch, type Viewport } from './viewport.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

type Press = PointerEvent<HTMLCanvasElement>

interface Grasp {
  readonly view: Viewport
  readonly middle: number
  readonly distance: number
}

/** Below this the fingers lie side by side: how far apart says nothing. Px. */
const NEAREST = 16

/** Two fingers: the time between them stays between them, however they move. */
export function usePinch({
  view,
  setView,
}: {
  readonly view: Viewport
  readonly setView: SetView
}) {
  const fingers = useRef(new Map<number, Point>())
  const grasp = useRef<Grasp | null>(null)
  const spread = () => {
    const [a, b] = [...fingers.current.values()]
    if (!a || !b) return null
    return {
      middle: (a.x + b.x) / 2,
      distance: Math.max(NEAREST, Math.hypot(a.x - b.x, a.y - b.y)),
    }
  }
  return {
    /** True from the second finger on. */
    press(event: Press): boolean {
      if (event.pointerType !== 'touch') return false
      fingers.current.set(event.pointerId, pointOf(event))
      const now = spread()
      grasp.current = now && { ...now, view }
      return now !== null
    },
    /** True while two fingers are down, and until both are up. */
    move(event: Press): boolean {
      if (!grasp.current || event.pointerType !== 'touch') return false
      if (fingers.current.has(event.pointerId)) fingers.current.set(event.pointerId, pointOf(event))
      const [from, to] = [grasp.current, spread()]
      if (!to) return true
      const places = { fromPx: from.middle, toPx: to.middle }
      setView((now) =>
        pinch({ ...from.view, width: now.width }, to.distance / from.distance, places),
      )
      return true
    },
    release({ pointerId }: Press): void {
      fingers.current.delete(pointerId)
      if (fingers.current.size === 0) grasp.current = null
    },
  }
}

export function pointOf(event: Press): Point {
  const box = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}
