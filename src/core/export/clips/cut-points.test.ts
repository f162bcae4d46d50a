import { expect, it } from 'vitest'
import { closedKeyFrameBefore, copyEnd, exactEnd, frameFrom, keyFrameBefore } from './cut-points.ts'
import type { VideoPacket } from './packets.ts'

/** In order of decoding; key frames negative, and 0 is one. */
function packets(...times: readonly number[]): VideoPacket[] {
  return times.map((time) => ({
    pts: Math.abs(time),
    isKey: time <= 0,
    isHidden: false,
  }))
}

const OPEN = packets(0, 3, 1, 2, -6, 4, 5, 9, 7, 8, -12, 10, 11)

it('a copy starts at the key frame that is shown at or before its in-point', () => {
  const closed = { pts: 0, isOpen: false }
  expect(keyFrameBefore(OPEN, 5)).toEqual(closed)
  expect(keyFrameBefore(OPEN, 6)).toEqual({ pts: 6, isOpen: true })
  expect(keyFrameBefore(OPEN, 100)).toEqual({ pts: 12, isOpen: true })
  expect(closedKeyFrameBefore(OPEN, 100)).toEqual(closed)
  expect(keyFrameBefore(packets(3, 1, -6), 5)).toBeUndefined()
  expect(keyFrameBefore([{ pts: undefined, isKey: true, isHidden: false }], 5)).toBeUndefined()
})

it.each([
  [1, 1, 0],
  [2, 4, 3],
  [4, 4, 3],
  [5, 7, 6],
  [7, 7, 6],
  [13, undefined, 12],
  [99, undefined, 12],
])('a copy up to %d ends at %s without a hole', (outPts, endPts, lastPts) => {
  expect(copyEnd(OPEN, outPts)).toEqual({ endPts, lastPts })
})

it('an exact clip ends with the last frame before its out-point', () => {
  expect(exactEnd(OPEN, 5)).toEqual({ endPts: 5, lastPts: 4 })
  expect(exactEnd(packets(0, 10, 20), 15)).toEqual({ endPts: 20, lastPts: 10 })
  expect(exactEnd(OPEN, 13)).toEqual({ endPts: undefined, lastPts: 12 })
  expect(exactEnd(OPEN, 0)).toBeUndefined()
})

it('its first frame is the one at or after its in-point', () => {
  expect(frameFrom(OPEN, 5)).toBe(5)
  expect(frameFrom(packets(0, 10, 20), 11)).toBe(20)
  expect(frameFrom(OPEN, 13)).toBeUndefined()
})
