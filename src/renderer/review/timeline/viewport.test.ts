import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  panBy,
  pinch,
  reveal,
  show,
  toPx,
  toSec,
  type Viewport,
  wholeVideo,
  zoomAround,
  zoomAt,
} from './viewport.ts'

const DAY: Viewport = { fromSec: 0, toSec: 86_400, width: 1200, totalSec: 86_400, framesPerSec: 30 }

it('zooms around the pointer to within a pixel, wherever the ends of the video allow', () => {
  const steps = fc.array(
    fc.tuple(fc.double({ min: 0.5, max: 2, noNaN: true }), fc.integer({ min: 0, max: 1200 })),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(steps, (zooms) => {
      let view = DAY
      for (const [factor, px] of zooms) {
        const anchor = toSec(view, px)
        const next = zoomAt(view, factor, px)
        const isAtAnEnd = next.fromSec === 0 || next.toSec >= next.totalSec - 1e-6
        if (!isAtAnEnd) expect(Math.abs(toPx(next, anchor) - px)).toBeLessThan(1)
        expect(next.fromSec).toBeGreaterThanOrEqual(0)
        expect(next.toSec).toBeLessThanOrEqual(next.totalSec + 1e-6)
        view = next
      }
    }),
  )
})

it('goes from the whole file down to 8 px a frame', () => {
  let view = DAY
  for (let i = 0; i < 100; i++) view = zoomAt(view, 2, 600)
  expect(toPx(view, view.fromSec + 1 / 30)).toBeCloseTo(8)
  expect(wholeVideo(view)).toEqual(DAY)
})

it('pans inside the video and brings a time into view', () => {
  const close = zoomAt(DAY, 100, 600)
  expect(panBy(close, -1e9).fromSec).toBe(0)
  expect(panBy(close, 1e9).toSec).toBeCloseTo(86_400)
  const moved = reveal(close, 100)
  expect(moved.fromSec).toBeLessThanOrEqual(100)
  expect(moved.toSec).toBeGreaterThanOrEqual(100)
})

it('zooms around a time that is out of view, and brings it there', () => {
  const close = zoomAt(DAY, 100, 600)
  const next = zoomAround(close, 2, 1000)
  expect(toPx(next, 1000)).toBeCloseTo(600)
  expect(next.toSec - next.fromSec).toBeCloseTo((close.toSec - close.fromSec) / 2)
  // In view it stays where it is.
  const at = toPx(close, 43_300)
  expect(toPx(zoomAround(close, 2, 43_300), 43_300)).toBeCloseTo(at)
})

it('keeps the time between two fingers between them while they spread and move', () => {
  const close = zoomAt(DAY, 10, 600)
  const next = pinch(close, 3, { fromPx: 300, toPx: 700 })
  expect(toPx(next, toSec(close, 300))).toBeCloseTo(700)
  expect(next.toSec - next.fromSec).toBeCloseTo((close.toSec - close.fromSec) / 3)
})

it('shows a flag with room around it, as near as it can be', () => {
  const near = show(DAY, 1000, 1040)
  expect([near.fromSec, near.toSec]).toEqual([980, 1060])
  // Of a short one some seconds before and behind it, and nothing before the video.
  expect(show(DAY, 1000, 1000.5)).toMatchObject({ fromSec: 996, toSec: 1004.5 })
  expect(show(DAY, 1, 2).fromSec).toBe(0)
  expect(show(DAY, 86_390, 86_400).toSec).toBe(86_400)
})
