import { beforeEach, describe, expect, it } from 'vitest'
import type { CoreEvent } from '#contract/events.ts'
import { createScanTracker, type ScanTracker } from './scan-status.ts'

let clock: number
let tracker: ScanTracker
beforeEach(() => {
  clock = 1000
  tracker = createScanTracker(() => clock)
})

function show(...events: readonly CoreEvent[]): void {
  for (const event of events) tracker.update(event)
}

const started = (files: number): CoreEvent => ({ type: 'scan-started', files })
const done = (file: string, outcome: 'scanned' | 'unchanged' = 'scanned'): CoreEvent => ({
  type: 'scan-file-done',
  file,
  outcome,
})
const failed = (file: string): CoreEvent => ({
  type: 'scan-file-failed',
  file,
  error: { code: 'bad-media', message: 'it is empty' },
})
/** 25 frames a second: a snippet is 0.64 s. */
function at(file: string, snippets: number, totalSec: number | undefined = 64): CoreEvent {
  return { type: 'scan-progress', file, doneSec: snippets * 0.64, totalSec, snippets }
}

describe('the current file', () => {
  it('has a rate, a speed and an ETA over the time since its first report', () => {
    show(started(1), at('a', 10))
    clock += 2000
    show(at('a', 30))
    expect(tracker.status().current).toEqual({
      file: 'a',
      doneSec: 19.2,
      fraction: 0.3,
      snippetsPerSec: 10,
      speed: expect.closeTo(6.4, 10),
      leftSec: expect.closeTo(7, 10),
    })
  })

  it('has no ETA before there is a rate, nor without a known length', () => {
    show(started(1), at('a', 10))
    expect(tracker.status().current).toMatchObject({ speed: 0, leftSec: undefined })
    show(failed('a'), started(1), { ...at('b', 10), totalSec: undefined } as CoreEvent)
    clock += 1000
    show({ ...at('b', 20), totalSec: undefined } as CoreEvent)
    expect(tracker.status().current).toMatchObject({ fraction: undefined, leftSec: undefined })
  })

  it('does not count the snippets of an earlier run as speed', () => {
    const resumed: CoreEvent = { ...at('a', 4), doneSec: 32 } as CoreEvent
    show(started(1), resumed)
    clock += 1000
    show({ ...resumed, doneSec: 32 + 6.4, snippets: 14 } as CoreEvent)
    expect(tracker.status().current).toMatchObject({
      fraction: 0.6,
      snippetsPerSec: 10,
      leftSec: expect.closeTo(4, 10),
    })
  })

  it('starts anew with each file', () => {
    show(started(2), at('a', 0))
    clock += 10_000
    show(at('a', 100), done('a'))
    expect(tracker.status().current).toBeUndefined()
    show(at('b', 50))
    clock += 1000
    show(at('b', 51))
    expect(tracker.status().current).toMatchObject({ file: 'b', snippetsPerSec: 1 })
  })

  it('longer than its container says is at its end, not beyond', () => {
    show(started(1), at('a', 0))
    clock += 1000
    show(at('a', 200))
    expect(tracker.status().current).toMatchObject({ fraction: 1, leftSec: 0 })
  })
})

describe('the queue', () => {
  it('has an ETA from the files done in this run, the current one in part', () => {
    show(started(5), done('old', 'unchanged'), at('a', 0))
    clock += 10_000
    show(at('a', 100), done('a'), at('b', 0))
    clock += 5000
    show(at('b', 50))
    // One and a half files in 15 s; two and a half are left.
    expect(tracker.status()).toMatchObject({ ended: 2, files: 5, allLeftSec: 25 })
  })

  it('has none at the very beginning, nor for its last file, which has its own', () => {
    show(started(2), at('a', 0))
    clock += 1000
    show(at('a', 4))
    expect(tracker.status().allLeftSec).toBeUndefined()
    show(at('a', 6))
    expect(tracker.status().allLeftSec).toBeGreaterThan(0)
    show(done('a'), at('b', 50))
    expect(tracker.status().allLeftSec).toBeUndefined()
  })

  it('counts only what this run did of a file that another run began', () => {
    show(started(3), { ...at('a', 0), doneSec: 48 } as CoreEvent)
    clock += 4000
    show({ ...at('a', 25), doneSec: 64 } as CoreEvent, done('a'), at('b', 0))
    // A quarter of a file took 4 s; two files are left.
    expect(tracker.status().allLeftSec).toBe(32)
  })

  it('does not take a failed file for work done', () => {
    show(started(4), at('a', 0))
    clock += 10_000
    show(done('a'), failed('empty'), at('b', 0))
    expect(tracker.status()).toMatchObject({ ended: 2, allLeftSec: 20 })
  })
})

describe('the counter', () => {
  it('never exceeds its total, whatever comes first', () => {
    const events = [failed('gone'), failed('locked'), started(3), done('a'), failed('b'), done('c')]
    const counts = events.map((event) => {
      show(event)
      const { ended, files } = tracker.status()
      return [ended, files]
    })
    expect(counts).toEqual([
      [0, 0],
      [0, 0],
      [2, 5],
      [3, 5],
      [4, 5],
      [5, 5],
    ])
    show(done('a second time'))
    expect(tracker.status()).toMatchObject({ ended: 5, files: 5 })
  })
})
