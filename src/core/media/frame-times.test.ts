import { describe, expect, it } from 'vitest'
import { FrameTimes } from './frame-times.ts'

function timesOf(stamps: readonly (number | undefined)[], nominal = 40): FrameTimes {
  const times = new FrameTimes(nominal)
  for (const stamp of stamps) times.add(stamp)
  return times
}

describe('FrameTimes', () => {
  it('ends the last frame one step after it, or by its own duration where that is told', () => {
    expect(timesOf([100, 133, 167]).endPts).toBe(201)
    const times = timesOf([100, 133])
    times.add(167, 90)
    expect(times.endPts).toBe(257)
    expect(times.firstPts).toBe(100)
  })

  it('ends a single frame by the nominal rate', () => {
    expect(timesOf([7]).endPts).toBe(47)
  })

  it('takes the rounding of a coarse time base for a constant rate', () => {
    expect(timesOf([0, 33, 67, 100, 133, 167]).isVariable).toBe(false)
    expect(timesOf([0, 3003, 6006, 9009]).isVariable).toBe(false)
  })

  it('calls a dropped frame variable', () => {
    expect(timesOf([0, 40, 80, 160, 200]).isVariable).toBe(true)
  })

  it('fills in missing stamps by the last step and counts them', () => {
    const times = new FrameTimes(40)
    expect([undefined, undefined, 100, 150, undefined].map((pts) => times.add(pts))).toEqual([
      0, 40, 100, 150, 200,
    ])
    expect(times.missing).toBe(3)
  })

  it('notices time that goes back, and ends at the latest frame', () => {
    const times = timesOf([1000, 1040, 1080, 0, 40])
    expect(times.isRising).toBe(false)
    expect(times.isVariable).toBe(true)
    expect(times.endPts).toBe(1120)
  })
})
