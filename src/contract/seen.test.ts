import fc from 'fast-check'
import { expect, it } from 'vitest'
import { intersectionOverUnion, type PtsRange } from './attach-marks.ts'
import { createSeen } from './seen.ts'

const range = fc
  .tuple(fc.integer({ min: -50, max: 300 }), fc.integer({ min: 1, max: 90 }))
  .map(([startPts, length]) => ({ startPts, endPts: startPts + length }))

it('finds what looking at every range finds', () => {
  const covers = (one: PtsRange, other: PtsRange) =>
    one.startPts <= other.startPts && one.endPts >= other.endPts
  fc.assert(
    fc.property(fc.array(range, { maxLength: 30 }), fc.array(range), (seen, asked) => {
      const isSeen = createSeen(seen)
      for (const one of asked)
        expect(isSeen(one)).toBe(
          seen.some((each) => intersectionOverUnion(each, one) >= 0.5 || covers(each, one)),
        )
    }),
  )
})
