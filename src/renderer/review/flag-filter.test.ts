import { expect, it } from 'vitest'
import type { Flag } from '#contract/review.ts'
import { filterFlags, flagAt, keyOf, NO_FILTER, stateOf } from './flag-filter.ts'

const flag = (change: Partial<Flag>) =>
  ({
    ...{
      contentId: 'a',
      startPts: 0,
      class: 'fighting',
      score: Math.fround(0.8),
      mark: null,
      isSeen: false,
    },
    ...{ source: 'segment' },
    ...change,
  }) as Flag
const decided = (decision: string) =>
  ({ mark: { value: { decision } } }) as unknown as Partial<Flag>

const flags = [
  flag({}),
  flag({ startPts: 1, class: 'arson', score: 0.5, isSeen: true, ...decided('confirmed') }),
  flag({ contentId: 'b', startPts: 2, source: 'mark', ...decided('dismissed') }),
]
const chosen = (filter: Partial<typeof NO_FILTER>) =>
  filterFlags(flags, { ...NO_FILTER, ...filter }, (id) => `${id}.mp4`).map(
    ({ startPts }) => startPts,
  )

it('leaves out what does not fit', () => {
  expect(chosen({})).toEqual([0, 1, 2])
  expect(chosen({ class: 'arson' })).toEqual([1])
  expect(chosen({ leastScore: 0.8 })).toEqual([0, 2])
  expect(chosen({ contentId: 'b' })).toEqual([2])
  expect(chosen({ isUnseenOnly: true })).toEqual([0, 2])
  expect(chosen({ text: 'B.MP4' })).toEqual([2])
})

it('knows what is open, decided and without a segment', () => {
  expect(flags.map(stateOf)).toEqual(['open', 'confirmed', 'dismissed'])
  expect(chosen({ state: 'open' })).toEqual([0])
  expect(chosen({ state: 'unattached' })).toEqual([2])
  expect(chosen({ state: 'dismissed' })).toEqual([2])
})

it('tells a decision from the segment that begins where it does', () => {
  const segment = flag({ startPts: 8, endPts: 900 })
  const mark = flag({ startPts: 8, endPts: 24, source: 'mark' })
  const later = flag({ startPts: 1000, endPts: 1100 })
  const all = [segment, mark, later]
  expect(new Set(all.map(keyOf)).size).toBe(3)
  for (const each of all) expect(flagAt(all, each)).toBe(each)
  // Where the rule has moved its end, it is found by its start, then by what lies there.
  expect(flagAt(all, { startPts: 1000, endPts: 1 })).toBe(later)
  expect(flagAt(all, { startPts: 1050, endPts: null })).toBe(later)
  expect(flagAt(all, { startPts: 950, endPts: null })).toBeNull()
  expect(flagAt(all, { startPts: null, endPts: null })).toBe(segment)
})
