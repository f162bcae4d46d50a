import { describe, expect, it } from 'vitest'
import { BackOff } from './back-off.ts'

describe('a process that dies', () => {
  it('is started at once, then later and later, then not at all', () => {
    const backOff = new BackOff()
    expect([0, 10, 2_000, 7_000, 7_001].map((at) => backOff.died(at))).toEqual([
      0,
      1_000,
      4_000,
      undefined,
      undefined,
    ])
  })

  it('is forgiven a death a minute ago', () => {
    const backOff = new BackOff()
    expect([0, 59_999, 60_000].map((at) => backOff.died(at))).toEqual([0, 1_000, 1_000])
    expect([0, 1, 2, 120_000].map((at) => backOff.died(at)).at(-1)).toBe(0)
  })

  it('begins anew when a person starts it', () => {
    const backOff = new BackOff()
    for (const at of [0, 1, 2, 3]) backOff.died(at)
    backOff.forget()
    expect(backOff.died(4)).toBe(0)
  })
})
