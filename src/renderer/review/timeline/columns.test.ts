import fc from 'fast-check'
import { expect, it } from 'vitest'
import { columnsOf, peaksOf, widened } from './columns.ts'
import { ScorePyramid } from './score-pyramid.ts'
import { neighbours, snapTo } from './snap.ts'
import { zoomAt } from './viewport.ts'

const SNIPPETS = 5000
const clock = {
  timeBase: { num: 1, den: 30 },
  firstPts: 0,
  endPts: SNIPPETS * 16,
  frames: SNIPPETS * 16,
  startPts: Float64Array.from({ length: SNIPPETS }, (_, i) => i * 16),
}
const totalSec = (SNIPPETS * 16) / 30
const WHOLE = { fromSec: 0, toSec: totalSec, width: 300, totalSec, framesPerSec: 30 }

it('shows a single snippet at least two px wide wherever one looks', () => {
  const place = fc.integer({ min: 0, max: SNIPPETS - 1 })
  const zooms = fc.array(fc.tuple(fc.double({ min: 0.5, max: 4, noNaN: true }), fc.nat(300)))
  fc.assert(
    fc.property(place, zooms, (spike, steps) => {
      const values = new Float32Array(SNIPPETS).fill(0.1)
      values[spike] = 0.9
      let view = WHOLE
      for (const [factor, px] of steps) view = zoomAt(view, factor, px)
      const peaks = widened(peaksOf(new ScorePyramid(values), columnsOf(view, clock)), 0.5)
      const startSec = (spike * 16) / 30
      const isInside = startSec >= view.fromSec && startSec + 16 / 30 <= view.toSec
      const shown = peaks.filter((value) => value > 0.5).length
      if (isInside) expect(shown).toBeGreaterThanOrEqual(2)
    }),
  )
})

it('snaps to what is within 6 px and to nothing else', () => {
  const view = { ...WHOLE, toSec: 30 }
  expect(snapTo(view, 10, [10.5, 9.8, 20])).toBe(9.8)
  expect(snapTo(view, 10, [10.7, 9.3])).toBeNull()
  expect(snapTo(view, 10, [])).toBeNull()
})

it('knows the times on either side', () => {
  const times = Float64Array.of(0, 1, 2.5)
  expect(neighbours(times, 1.2)).toEqual([1, 2.5])
  expect(neighbours(times, -1)).toEqual([0])
  expect(neighbours(times, 9)).toEqual([2.5])
})
