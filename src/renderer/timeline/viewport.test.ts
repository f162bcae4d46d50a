import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  CLOSEST_PX_PER_FRAME,
  centreOn,
  fitViewport,
  follow,
  isClosest,
  isFit,
  panBy,
  pxToTime,
  resized,
  showFlag,
  showRange,
  timeToPx,
  type Viewport,
  visibleRange,
  zoomAt,
  zoomAtPlayhead,
} from './viewport.ts'

const videos = fc.record({
  durationSec: fc.double({ min: 10, max: 200_000, noNaN: true }),
  frameSec: fc.double({ min: 1 / 120, max: 1 / 10, noNaN: true }),
})
const widths = fc.integer({ min: 200, max: 4000 })
const day = fitViewport({ durationSec: 86_400, frameSec: 1 / 30 }, 1600)

/** Any view that a person can reach: the whole file, then some zooming and panning. */
const views = fc
  .tuple(
    videos,
    widths,
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        by: fc.integer({ min: -8, max: 8 }),
      }),
      { maxLength: 12 },
    ),
  )
  .map(([video, width, steps]) =>
    steps.reduce<Viewport>(
      (view, { at, by }) => panBy(zoomAt(view, at * width, 1.5 ** by), by * 10),
      fitViewport(video, width),
    ),
  )

test('zooming keeps the time under the pointer within a pixel wherever the ends of the video allow', () => {
  fc.assert(
    fc.property(
      views,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      (view, share, factor) => {
        const px = share * view.widthPx
        const before = pxToTime(view, px)
        const zoomed = zoomAt(view, px, factor)
        const atStart = zoomed.startSec <= 0
        const atEnd = visibleRange(zoomed).endSec >= view.durationSec * (1 - 1e-9)
        fc.pre(factor >= 1 || (!atStart && !atEnd))
        expect(Math.abs(timeToPx(zoomed, before) - px)).toBeLessThan(1)
      },
    ),
  )
})

test('the view never leaves the video nor its bounds of zoom', () => {
  fc.assert(
    fc.property(views, (view) => {
      const { startSec, endSec } = visibleRange(view)
      expect(startSec).toBeGreaterThanOrEqual(0)
      expect(endSec).toBeLessThanOrEqual(view.durationSec)
      expect(view.secPerPx * view.widthPx).toBeLessThanOrEqual(view.durationSec * (1 + 1e-9))
      expect(view.frameSec / view.secPerPx).toBeLessThanOrEqual(CLOSEST_PX_PER_FRAME * 1.0001 + 200)
    }),
  )
})

test('from the whole of 24 hours to 8 pixels a frame, and back', () => {
  const close = Array.from({ length: 60 }).reduce<Viewport>((v) => zoomAt(v, 700, 1.5), day)
  expect(isClosest(close)).toBe(true)
  expect(1 / 30 / close.secPerPx).toBeCloseTo(8, 6)
  const wide = Array.from({ length: 60 }).reduce<Viewport>((v) => zoomAt(v, 700, 0.5), close)
  expect(isFit(wide)).toBe(true)
  expect(wide.startSec).toBe(0)
})

test('a key zooms around the playhead, in sight or not', () => {
  const seen = zoomAtPlayhead(day, 40_000, 4)
  expect(timeToPx(seen, 40_000)).toBeCloseTo(timeToPx(day, 40_000), 6)
  const away = showRange(day, { startSec: 0, endSec: 100 })
  expect(timeToPx(zoomAtPlayhead(away, 40_000, 2), 40_000)).toBeCloseTo(800, 6)
})

test('pixels and times are each other’s inverse', () => {
  fc.assert(
    fc.property(views, fc.double({ min: 0, max: 1, noNaN: true }), (view, share) => {
      const px = share * view.widthPx
      expect(timeToPx(view, pxToTime(view, px))).toBeCloseTo(px, 2)
    }),
  )
})

test('another width keeps the range; a fitting view goes on fitting', () => {
  const range = { startSec: 1000, endSec: 1600 }
  expect(visibleRange(resized(showRange(day, range), 800))).toEqual(range)
  expect(isFit(resized(day, 500))).toBe(true)
})

test('a flag is shown with something around it, the playhead turns the page, the middle is reached', () => {
  const view = showFlag(day, { startSec: 500, endSec: 540 })
  expect(visibleRange(view).startSec).toBeCloseTo(490, 6)
  expect(visibleRange(view).endSec).toBeCloseTo(550, 6)
  expect(follow(view, 520)).toBe(view)
  expect(timeToPx(follow(view, 600), 600)).toBeCloseTo(80, 3)
  expect(timeToPx(centreOn(view, 5000), 5000)).toBeCloseTo(800, 6)
})
