import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeDeltas, encodeDeltas } from './deltas.ts'

it('gives back what it was given', () => {
  const pts = fc.array(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }))
  fc.assert(
    fc.property(pts, (values) => {
      expect(decodeDeltas(encodeDeltas(values))).toEqual(values)
    }),
  )
})

it('takes two bytes for a frame of a usual video', () => {
  const pts = Array.from({ length: 4096 }, (_, i) => 900_000 + i * 3003)
  expect(encodeDeltas(pts).length).toBeLessThan(2 * 4096 + 8)
})
