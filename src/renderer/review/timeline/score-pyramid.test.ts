import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ScorePyramid } from './score-pyramid.ts'

it('finds the peak of any range, as looking at each value does', () => {
  const values = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 200,
  })
  fc.assert(
    fc.property(values, fc.nat(199), fc.nat(199), (all, a, b) => {
      const data = Float32Array.from(all)
      const [from, to] = [Math.min(a, data.length - 1), Math.min(b, data.length)]
      const expected = Math.max(...data.slice(from, Math.max(from + 1, to)))
      expect(new ScorePyramid(data).peak(from, to)).toBe(expected)
    }),
  )
})
