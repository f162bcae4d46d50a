import { expect, it } from 'vitest'
import type { Decision, Flag, FlagList, Mark } from '#contract/review.ts'
import { withPending } from './pending.ts'

const value = {
  ...{ decision: 'confirmed' as const, reason: null, class: null, note: '', hasOwnRange: false },
}
const flag = (startPts: number, endPts: number, mark: Mark | null = null) =>
  ({ contentId: 'a', startPts, endPts, mark }) as Flag
const mark: Mark = {
  ...{ id: 'old', contentId: 'a', startPts: 8, endPts: 24, value, reviewer: '', at: 0 },
}
const listOf = (flags: readonly Flag[]) => ({ flags }) as FlagList
const shown = (flags: readonly Flag[], decision: Decision) =>
  withPending(listOf(flags), new Map([[decision.markId, decision]])).flags.map(
    (each) => each.mark && [each.mark.id, each.mark.value.decision],
  )
const at = { contentId: 'a', startPts: 8, endPts: 900 }

it('lays a first decision over the flag that it is about, and over no decision that begins there', () => {
  const first: Decision = { ...at, markId: 'new', value: { ...value, decision: 'dismissed' } }
  expect(shown([flag(8, 900), flag(8, 24, mark)], first)).toEqual([
    ['new', 'dismissed'],
    ['old', 'confirmed'],
  ])
})

it('lays a later decision over its own flag only', () => {
  const later: Decision = {
    ...{ ...at, endPts: 24, markId: 'old' },
    value: { ...value, decision: 'escalated' },
  }
  expect(shown([flag(8, 900), flag(8, 24, mark)], later)).toEqual([null, ['old', 'escalated']])
  expect(shown([flag(8, 24, mark)], { ...later, value: null })).toEqual([null])
})
