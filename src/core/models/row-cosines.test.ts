import { describe, expect, it } from 'vitest'
import { formatCosine, rowCosines } from './row-cosines.ts'

describe('cosines of rows', () => {
  it('are those of each pair of rows, whatever their lengths', () => {
    const a = Float32Array.of(3, 4, 1, 0, 2, 2)
    const b = Float32Array.of(6, 8, 0, 5, -1, -1)
    const [same, across, against] = rowCosines(a, b, 2)
    expect(same).toBeCloseTo(1, 12)
    expect(across).toBe(0)
    expect(against).toBeCloseTo(-1, 12)
  })

  it('are -1 where a row is zero or holds something that is no number', () => {
    const a = Float32Array.of(0, 0, Number.NaN, 1, Number.POSITIVE_INFINITY, 1)
    expect(rowCosines(a, Float32Array.of(1, 1, 1, 1, 1, 1), 2)).toEqual([-1, -1, -1])
  })

  it('are shown cut, so that none looks better than it is', () => {
    expect([0.99796, 1, 0.9999999, -0.5].map(formatCosine)).toEqual([
      '0.9979',
      '1.0000',
      '0.9999',
      '-0.5000',
    ])
  })
})
