import { type RefObject, useEffect, useState } from 'react'
import type { TimelineData } from './decode-review-video.ts'
import { isWhole, panBy, type Viewport, zoomAt } from './viewport.ts'

export type SetView = (change: (view: Viewport) => Viewport) => void

/** The part of the video in view: as wide as its canvas, moved by wheel and pinch around the pointer. */
export function useView(
  canvas: RefObject<HTMLCanvasElement | null>,
  { totalSec, framesPerSec }: TimelineData,
): readonly [Viewport, SetView] {
  const [view, setView] = useState<Viewport>(() => ({
    ...{ fromSec: 0, toSec: totalSec, width: 1, totalSec, framesPerSec },
  }))
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width
      if (width) setView((now) => ({ ...now, width }))
    })
    observer.observe(element)
    const onWheel = (event: WheelEvent) => {
      const px = event.clientX - element.getBoundingClientRect().left
      const { deltaX, deltaY, deltaMode } = event
      // Lines, where the mouse counts in those.
      const unit = deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
      if (event.ctrlKey || event.metaKey)
        setView((now) => zoomAt(now, Math.exp((-deltaY * unit) / 200), px))
      else setView((now) => (isWhole(now) ? now : panBy(now, (deltaX + deltaY) * unit)))
      event.preventDefault()
    }
    // React's own wheel listener is passive: it could not keep the page from zooming.
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      observer.disconnect()
      element.removeEventListener('wheel', onWheel)
    }
  }, [canvas])
  return [view, setView]
}
