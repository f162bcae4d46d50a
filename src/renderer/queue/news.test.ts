import { expect, it } from 'vitest'
import type { QueueJob, QueueState } from '#contract/library.ts'
import { newsOf } from './news.ts'

const job = (id: number, state: QueueJob['state'], attempts = 1): QueueJob => ({
  ...{ id, fileId: id, contentId: `c${id}`, name: `${id}.mp4`, folder: '/v', state, attempts },
  ...{ progress: null, error: null, finishedAt: null },
})
const queue = (done: number, ...jobs: QueueJob[]): QueueState => {
  const count = (state: QueueJob['state']) => jobs.filter((each) => each.state === state).length
  const counts = { running: count('running'), queued: count('queued'), failed: count('failed') }
  return {
    ...{ isPaused: false, device: null, etaSec: null, problem: null, jobs },
    counts: { ...counts, done, missing: count('missing'), cancelled: 0 },
  }
}

it('tells a failure once, and again when it fails again', () => {
  const before = queue(0, job(1, 'running'), job(2, 'queued'))
  const after = queue(0, job(1, 'failed'), job(2, 'running'))
  expect(newsOf(before, after)?.failed.map(({ id }) => id)).toEqual([1])
  expect(newsOf(after, after)).toBeNull()
  expect(newsOf(after, queue(0, job(1, 'failed', 2), job(2, 'running')))?.failed).toHaveLength(1)
})

it('tells the end of a batch, not its steps nor its cancellation', () => {
  expect(newsOf(queue(3, job(1, 'running')), queue(4))?.isDone).toBe(true)
  expect(newsOf(queue(3, job(1, 'running'), job(2, 'queued')), queue(4, job(2, 'running')))).toBe(
    null,
  )
  expect(newsOf(queue(3, job(1, 'queued')), queue(3))).toBeNull()
  expect(newsOf(queue(3, job(1, 'running')), queue(3, job(1, 'failed')))).toMatchObject({
    isDone: true,
  })
})
