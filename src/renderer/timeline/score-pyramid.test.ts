import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnFloors, columnPeaks, columnsOf, NARROWEST_PX } from './columns.ts'
import { buildPyramid, highestIn, lowestIn, plainCurve } from './score-pyramid.ts'
import { fitViewport, showRange } from './viewport.ts'

const curves = fc.float32Array({ min: 0, max: 1, noNaN: true, minLength: 1, maxLength: 300 })

test('every range has its true lowest and highest value', () => {
  fc.assert(
    fc.property(curves, fc.nat(), fc.nat(), (curve, a, b) => {
      const from = a % curve.length
      const to = from + 1 + (b % (curve.length - from))
      const pyramid = buildPyramid(plainCurve(curve))
      expect(highestIn(pyramid, from, to)).toBe(Math.max(...curve.subarray(from, to)))
      expect(lowestIn(pyramid, from, to)).toBe(Math.min(...curve.subarray(from, to)))
    }),
  )
})

test('a column of a table is a curve of its own', () => {
  const table = Float32Array.from([0, 1, 2, 10, 11, 12, 20, 21, 22])
  const pyramid = buildPyramid({ values: table, offset: 1, stride: 3 })
  expect([...pyramid.highest[0]!]).toEqual([1, 11, 21])
})

const SNIPPETS = 162_000
const SNIPPET_SEC = 16 / 30
const startSec = Float64Array.from({ length: SNIPPETS }, (_, i) => i * SNIPPET_SEC)
const whole = fitViewport({ durationSec: SNIPPETS * SNIPPET_SEC, frameSec: 1 / 30 }, 1600)

test('one snippet of 162,000 is at least 2 pixels wide at every zoom and pixel ratio', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: SNIPPETS - 3 }),
      fc.double({ min: 0, max: 15, noNaN: true }),
      fc.double({ min: 0.1, max: 0.9, noNaN: true }),
      fc.constantFrom(1, 1.25, 2),
      (spike, zoom, share, perPx) => {
        const curve = new Float32Array(SNIPPETS)
        curve[spike] = 1
        const length = Math.max(70, whole.durationSec / 2 ** zoom)
        const from = startSec[spike]! - share * length
        const view = showRange(whole, { startSec: from, endSec: from + length })
        const peaks = columnPeaks(columnsOf(view, startSec, perPx), buildPyramid(plainCurve(curve)))
        const drawn = peaks.filter((value) => value === 1).length / perPx
        const edges =
          spike * SNIPPET_SEC - view.startSec < 3 * view.secPerPx ||
          view.startSec + 1597 * view.secPerPx < startSec[spike]!
        fc.pre(!edges)
        expect(drawn).toBeGreaterThanOrEqual(NARROWEST_PX)
      },
    ),
    { numRuns: 60 },
  )
})

test('columns hide neither a dip nor a peak', () => {
  const curve = new Float32Array(SNIPPETS).fill(0.5)
  curve[80_000] = 1
  curve[80_001] = 0
  const columns = columnsOf(whole, startSec, 1)
  const pyramid = buildPyramid(plainCurve(curve))
  expect(Math.max(...columnPeaks(columns, pyramid))).toBe(1)
  expect(Math.min(...columnFloors(columns, pyramid))).toBe(0)
})
