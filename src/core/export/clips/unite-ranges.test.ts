import fc from 'fast-check'
import { expect, it } from 'vitest'
import { uniteRanges, withHandles } from './unite-ranges.ts'

it('handles are rounded outwards and end where the file does', () => {
  const handles = { timeBase: { num: 1001, den: 30_000 }, within: { startPts: 10, endPts: 100 } }
  const range = { startPts: 40, endPts: 50 }
  expect(withHandles(range, { ...handles, beforeSec: 0, afterSec: 0 })).toEqual(range)
  // A second is 29.97 of these ticks.
  expect(withHandles(range, { ...handles, beforeSec: 0.5, afterSec: 1 })).toEqual({
    startPts: 25,
    endPts: 80,
  })
  expect(withHandles(range, { ...handles, beforeSec: 60, afterSec: 60 })).toEqual(handles.within)
})

it('handles of whole ticks are not rounded up by what floats lack', () => {
  const handles = { timeBase: { num: 1, den: 12_800 }, within: { startPts: 0, endPts: 1e6 } }
  for (let frames = 1; frames < 1000; frames++)
    expect(
      withHandles({ startPts: 0, endPts: 10 }, { ...handles, beforeSec: 0, afterSec: frames / 25 })
        .endPts,
    ).toBe(10 + 512 * frames)
})

it('united ranges cover the same ticks, in order and apart', () => {
  const range = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }))
    .map(([startPts, length]) => ({ startPts, endPts: startPts + length }))
  fc.assert(
    fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
      const united = uniteRanges(ranges)
      const ticks = (all: typeof ranges) =>
        Array.from({ length: 100 }, (_, t) =>
          all.some(({ startPts, endPts }) => t >= startPts && t < endPts),
        )
      expect(ticks(united)).toEqual(ticks(ranges))
      for (const [index, { startPts }] of united.entries())
        expect(startPts).toBeGreaterThan(united[index - 1]?.endPts ?? -1)
    }),
  )
})
