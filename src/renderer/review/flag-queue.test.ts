import { afterEach, expect, it } from 'vitest'
import type { Flag } from '#contract/review.ts'
import { keyOf } from './flag-filter.ts'
import { pick, pickAll, pickNone, useQueueView, withLive } from './flag-queue.ts'

const flag = (contentId: string, startPts: number) =>
  ({ contentId, startPts, endPts: startPts + 9, mark: null }) as Flag
const [a1, b1, b2, c1] = [flag('a', 1), flag('b', 1), flag('b', 50), flag('c', 1)]

afterEach(pickNone)

it('lists the flags of a dragged rule in the place of those of their video', () => {
  const live = (flags: readonly Flag[]) => ({ contentId: 'b', flags })
  const new1 = flag('b', 7)
  expect(withLive([a1, b1, b2, c1], live([new1]))).toEqual([a1, new1, c1])
  expect(withLive([a1, b1, b2, c1], live([]))).toEqual([a1, c1])
  // A video that had none so far.
  expect(withLive([a1, c1], live([new1]))).toEqual([a1, c1, new1])
})

it('picks one, a range of them, or all', () => {
  const queue = [a1, b1, b2, c1]
  const picked = () => [...useQueueView.getState().picked]
  pick(queue, b1, false)
  pick(queue, c1, true)
  expect(picked()).toEqual([b1, b2, c1].map(keyOf))
  pick(queue, b2, false)
  expect(picked()).toEqual([b1, c1].map(keyOf))
  pickAll(queue)
  expect(picked()).toHaveLength(4)
})
