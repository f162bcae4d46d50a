import { expect, it } from 'vitest'
import type { LibraryEntry } from '#contract/library.ts'
import { filterEntries, NO_FILTER, sortEntries } from './library-view.ts'

const entry = (fileId: number, change: Partial<LibraryEntry> = {}): LibraryEntry => ({
  ...{ fileId, contentId: `c${fileId}`, name: `${fileId}.mp4`, folder: '/a', state: 'present' },
  ...{ problem: null, bytes: 1, addedAt: 0, media: null, flags: null, peakScore: null },
  scan: { state: 'scanned', jobId: null, error: null },
  ...change,
})
const flags = (total: number, decided: number, byClass = {}) => ({
  total,
  decided,
  seen: 0,
  byClass,
})

const entries = [
  entry(1, { flags: flags(2, 2, { arson: 2 }), peakScore: 0.7 }),
  entry(2, { folder: '/b', flags: flags(4, 1, { fighting: 4 }), peakScore: 0.9 }),
  entry(3, { scan: { state: 'failed', jobId: 1, error: null } }),
  entry(4, { flags: flags(0, 0) }),
]
const shown = (filter: Partial<typeof NO_FILTER>) =>
  filterEntries(entries, { ...NO_FILTER, ...filter }, (id) => `${id} class`).map(
    ({ fileId }) => fileId,
  )

it('filters by every part, together', () => {
  expect(shown({})).toEqual([1, 2, 3, 4])
  expect(shown({ text: 'fight 2' })).toEqual([2])
  expect(shown({ text: 'arson class' })).toEqual([1])
  expect(shown({ class: 'arson' })).toEqual([1])
  expect(shown({ leastScore: 0.8 })).toEqual([2])
  expect(shown({ scan: 'failed' })).toEqual([3])
  expect(shown({ review: 'open' })).toEqual([2])
  expect(shown({ review: 'done' })).toEqual([1])
  expect(shown({ review: 'none' })).toEqual([3, 4])
  expect(shown({ folder: '/a', leastScore: 0.8 })).toEqual([])
})

it('sorts both ways with what has no value last', () => {
  const order = (column: 'peak' | 'progress' | 'state' | 'name', isDescending: boolean) =>
    sortEntries(entries, { column, isDescending }).map(({ fileId }) => fileId)
  expect(order('peak', false)).toEqual([1, 2, 3, 4])
  expect(order('peak', true)).toEqual([2, 1, 3, 4])
  expect(order('progress', true)).toEqual([1, 2, 3, 4])
  expect(order('state', false)).toEqual([3, 1, 2, 4])
  expect(order('name', true)).toEqual([4, 3, 2, 1])
})
