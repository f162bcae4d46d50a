import { expect, it } from 'vitest'
import type { LibraryEntry, ScanState } from '#contract/library.ts'
import { emptyCauseOf } from './empty-cause.ts'

const NONE = { queued: 0, running: 0, done: 0, failed: 0, missing: 0, cancelled: 0 }

function entry(state: ScanState): LibraryEntry {
  return {
    ...{ fileId: 1, contentId: 'a', name: 'a.mp4', folder: '/v', state: 'present', problem: null },
    ...{ bytes: 1, addedAt: 0, media: null, flags: null, peakScore: null },
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
