import { describe, expect, it } from 'vitest'
import { RATES } from '#test/support/export-samples.ts'
import { frameRateOf } from './frame-rate.ts'

const times = (count: number, ptsOf: (frame: number) => number) => {
  const framePts = Array.from({ length: count }, (_, frame) => ptsOf(frame))
  return { framePts, firstPts: ptsOf(0), endPts: ptsOf(count), frames: count }
}

describe('the frame rate', () => {
  it.each(RATES)('of frames at %o is that, whatever the time base rounds', (rate) => {
    for (const den of [90_000, 1000, 12_800])
      for (const count of [40, 600, 20_000]) {
        const pts = (frame: number) => 77 + Math.round((frame * rate.den * den) / rate.num)
        const video = { ...times(count, pts), timeBase: { num: 1, den } }
        expect(frameRateOf(video)).toEqual({ rate, isVariable: false })
      }
  })

  it('is the mean of frames of different lengths, or where some are missing', () => {
    const timeBase = { num: 1, den: 1000 }
    const uneven = times(300, (frame) => frame * 40 + (frame % 3 === 0 ? 15 : 0) * 10)
    expect(frameRateOf({ ...uneven, timeBase }).isVariable).toBe(true)
    const gap = times(300, (frame) => 40 * (frame < 100 ? frame : frame + 50))
    expect(frameRateOf({ ...gap, timeBase })).toEqual({
      rate: { num: 150, den: 7 },
      isVariable: true,
    })
  })

  it('may be one that timecode cannot count', () => {
    const video = { ...times(100, (frame) => frame * 80), timeBase: { num: 1, den: 1000 } }
    expect(frameRateOf(video)).toEqual({ rate: { num: 25, den: 2 }, isVariable: false })
  })

  it('is the near one that is usual where times were not kept', () => {
    const video = { timeBase: { num: 1, den: 1000 }, firstPts: 0, endPts: 10_010, frames: 300 }
    expect(frameRateOf({ ...video, framePts: undefined })).toEqual({
      rate: { num: 30_000, den: 1001 },
      isVariable: false,
    })
  })

  it('of a single frame is that of its length', () => {
    const video = { ...times(1, (frame) => frame * 40), timeBase: { num: 1, den: 1000 } }
    expect(frameRateOf(video).rate).toEqual({ num: 25, den: 1 })
  })
})
