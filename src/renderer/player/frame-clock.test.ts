import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FrameClock } from './frame-clock.ts'

/** Frames of uneven length from a start that is not zero, over several blocks. */
const pts = fc
  .tuple(
    fc.integer({ min: -1000, max: 1000 }),
    fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 4090, maxLength: 4200 }),
  )
  .map(([first, steps]) => {
    const times = [first]
    for (const step of steps) times.push(times.at(-1)! + step)
    return times
  })

const clockOf = (times: readonly number[]) => {
  const timeBase = { num: 1, den: 90_000 }
  const startPts = Float64Array.from(times.filter((_, i) => i % 16 === 0))
  const [firstPts, endPts] = [times[0]!, times.at(-1)! + 3000]
  return new FrameClock(
    { timeBase, startPts, firstPts, endPts, frames: times.length },
    async (from, n) => Float64Array.from(times.slice(from * 16, (from + n) * 16)),
  )
}

it('finds every frame at its beginning, its middle and before its end', async () => {
  await fc.assert(
    fc.asyncProperty(pts, fc.nat(4000), async (times, index) => {
      const clock = clockOf(times)
      const sec = (frame: number) => ((times[frame] ?? times.at(-1)! + 3000) - times[0]!) / 90_000
      expect(await clock.frameAt(sec(index))).toBe(index)
      expect(await clock.frameAt(await clock.middleOf(index))).toBe(index)
      expect(await clock.frameAt(sec(index + 1) - 5e-6)).toBe(index)
    }),
    { numRuns: 30 },
  )
})

it('knows the first and the last frame', async () => {
  const clock = clockOf([100, 3100, 6100])
  expect(await clock.frameAt(-1)).toBe(0)
  expect(await clock.frameAt(1e6)).toBe(2)
  expect(await clock.middleOf(2)).toBeCloseTo(7500 / 90_000)
})
