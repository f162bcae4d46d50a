import fc from 'fast-check'
import { expect, it } from 'vitest'
import { areaPath, peakColumns, stepPath, timeTicks } from './curve.ts'

const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1,
  maxLength: 3000,
})
const spans = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 3000, maxLength: 3000 })

function curveOf(values: readonly number[], steps: readonly number[]) {
  let next = 7
  const startPts = Float64Array.from(values, (_, i) => {
    const own = next
    next += steps[i]!
    return own
  })
  const timeBase = { num: 1, den: 25 }
  const clock = { timeBase, firstPts: 7, endPts: next, frames: next - 7, startPts }
  return { clock, frameScore: Float32Array.from(values) }
}

it('keeps every peak of any video at any width, at its place', () => {
  fc.assert(
    fc.property(scores, spans, fc.integer({ min: 1, max: 900 }), (values, steps, columns) => {
      const curve = curveOf(values, steps)
      const peaks = peakColumns(curve, columns)
      const { startPts, endPts } = curve.clock
      const length = endPts - 7
      curve.frameScore.forEach((score, i) => {
        const middle = (startPts[i]! + (startPts[i + 1] ?? endPts)) / 2
        const column = Math.min(columns - 1, Math.floor(((middle - 7) / length) * columns))
        expect(peaks[column]).toBeGreaterThanOrEqual(score)
      })
      // Nor does it invent any: what is drawn is a score of a snippet that touches the column.
      expect(Math.max(...peaks)).toBe(Math.max(...curve.frameScore))
      for (const peak of peaks) expect(curve.frameScore.includes(peak)).toBe(true)
    }),
    { numRuns: 50 },
  )
})

it('draws steps, and only where the score changes', () => {
  const scale = { left: 10, step: 2, yOf: (score: number) => 100 - 100 * score }
  const values = Float32Array.of(0, 0, 0.5, 0.5, 0)
  expect(stepPath(values, scale)).toBe('M10 100H14V50H18V100H20')
  expect(areaPath(values, scale)).toBe('M10 100H14V50H18V100H20V100H10Z')
})

it.each([
  [12, [0, 2, 4, 6, 8, 10, 12]],
  [0.5, [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
  [86_400, [0, 21_600, 43_200, 64_800, 86_400]],
])('marks %s s at even times', (durationSec, expected) => {
  const ticks = timeTicks(durationSec, 8)
  expect(ticks).toHaveLength(expected.length)
  for (const [i, tick] of ticks.entries()) expect(tick).toBeCloseTo(expected[i]!)
})
