import { expect, it } from 'vitest'
import type { LibraryEntry, ScanState } from '#contract/library.ts'
import { emptyCauseOf, nearestOf } from './empty-cause.ts'

const NONE = { queued: 0, running: 0, done: 0, failed: 0, missing: 0, cancelled: 0 }

function entry(state: ScanState, peakScore: number | null = null): LibraryEntry {
  return {
    ...{ fileId: 1, contentId: 'a', name: 'a.mp4', folder: '/v', state: 'present', problem: null },
    ...{ bytes: 1, addedAt: 0, media: null, flags: null, peakScore },
    scan: { state, jobId: null, error: null },
  }
}

it.each([
  ['noVideos', [], { queue: {} }],
  ['scanning', [entry('running'), entry('scanned')], { queue: { running: 1 } }],
  ['paused', [entry('queued')], { queue: { queued: 1 }, isPaused: true }],
  ['notScanned', [entry('failed'), entry('unscanned')], { queue: { failed: 1 } }],
  ['noneFlagged', [entry('failed'), entry('scanned')], { queue: { failed: 1, done: 1 } }],
] as const)('tells %s', (cause, entries, state) => {
  const queue = { isPaused: 'isPaused' in state, counts: { ...NONE, ...state.queue } }
  expect(emptyCauseOf({ entries, queue })).toBe(cause)
})

it('finds the scanned video that comes nearest to a flag', () => {
  const entries = [entry('scanned', 0.1), entry('scanned', 0.4), entry('stale', 0.9)]
  expect(nearestOf(entries)?.peakScore).toBe(0.4)
  expect(nearestOf([entry('failed')])).toBeUndefined()
})
