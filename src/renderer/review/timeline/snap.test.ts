import { expect, it } from 'vitest'
import type { Flag } from '#contract/review.ts'
import type { TimelineData } from './decode-review-video.ts'
import { neighbours, snapTo } from './snap.ts'
import { snapTargets } from './use-gestures.ts'

const view = { fromSec: 0, toSec: 100, width: 1000, totalSec: 100, framesPerSec: 25 }

it('snaps to the nearest target within 6 px, and to none beyond', () => {
  expect(snapTo(view, 50, [49.5, 50.3, 51])).toBe(50.3)
  expect(snapTo(view, 50, [50.6])).toBe(50.6)
  expect(snapTo(view, 50, [49.3, 50.7])).toBeNull()
})

it('looks at the times on either side only', () => {
  const times = Float64Array.of(0, 1, 2, 3)
  expect([neighbours(times, 1.5), neighbours(times, -1), neighbours(times, 9)]).toEqual([
    ...[[1, 2], [0], [3]],
  ])
})

it('offers playhead, ends, edges of other flags, and the snippets and key frames on either side', () => {
  const flag = (startSec: number, endSec: number) =>
    ({ startSec, endSec, startPts: startSec }) as Flag
  const [selected, other] = [flag(10, 20), flag(31, 33)]
  const data = {
    times: { startSec: Float64Array.from({ length: 100 }, (_, i) => i / 2), endSec: 50 },
    keyframes: Float64Array.of(0, 10.1, 20.2, 30.3),
  } as TimelineData
  const parts = { playheadSec: () => 12.34, flags: [selected, other], selected, data }
  const targets = [...new Set(snapTargets(parts, 15.2))].sort((a, b) => a - b)
  expect(targets).toEqual([0, 10.1, 12.34, 15, 15.5, 20.2, 31, 33, 50])
})
