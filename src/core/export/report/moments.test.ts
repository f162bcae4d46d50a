import { expect, it } from 'vitest'
import { madeFlag, madePorts, madeVideo } from '#test/support/made-report.ts'
import { momentsOf, peakSec } from './moments.ts'

const video = madeVideo([0.1, 0.6, 0.9, 0.7, 0.2, 0.95])
const { framePts } = madePorts(video)
const momentsAt = async (startPts: number, endPts: number) => {
  const flag = madeFlag({ startPts, endPts })
  const moments = await momentsOf(flag, video.scores, { choice: 'in-peak-out', framePts })
  return moments.map(({ kind, pts }) => [kind, pts])
}

it('shows the first frame, the middle of the highest snippet, and the last frame inside', async () => {
  // Snippet 2 (frames 32 to 47) is the highest of 1 to 3; 5 is higher, and outside.
  expect(await momentsAt(16, 64)).toEqual([
    ['in', 16],
    ['peak', 40],
    ['out', 63],
  ])
})

it('stays inside a range that a person set', async () => {
  expect(await momentsAt(20, 36)).toEqual([
    ['in', 20],
    ['peak', 35],
    ['out', 35],
  ])
  expect(await momentsAt(46, 47)).toEqual([
    ['in', 46],
    ['peak', 46],
    ['out', 46],
  ])
})

it('tells when, and has one frame only where that is asked for or the scores are gone', async () => {
  const flag = madeFlag({ startPts: 16, endPts: 64 })
  const peak = await momentsOf(flag, video.scores, { choice: 'peak', framePts })
  expect(peak).toEqual([{ kind: 'peak', pts: 40, sec: 1.6 }])
  expect(peakSec(flag, video.scores!)).toBe(1.6)
  const first = await momentsOf(flag, null, { choice: 'in-peak-out', framePts })
  expect(first).toEqual([{ kind: 'in', pts: 16, sec: 0.64 }])
})
