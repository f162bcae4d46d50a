import { expect, it } from 'vitest'
import type { TrainProgress } from '#contract/training.ts'
import { createTrainTracker } from './train-progress.ts'

const event = (progress: TrainProgress) => ({ type: 'train-progress', progress }) as const
const step = (epoch: number, at: number) =>
  event({
    ...{ kind: 'step', epoch, epochs: 2, step: at, steps: 10 },
    ...{ losses: { bce: 0.5, nce: 1, cts: 0.25 }, total: 1.525 },
  })

it('says where a training is, and how long it takes by the steps of this run', () => {
  let now = 0
  const tracker = createTrainTracker(() => now)
  tracker.update(event({ kind: 'reading', done: 3, of: 7 }))
  expect(tracker.line()).toBe('reading features: 3/7')
  // It goes on at the sixth step: the first five were done before, and cost nothing now.
  tracker.update(step(0, 5))
  expect(tracker.line()).toBe(
    'epoch 1/2, step 6/10: loss 1.5250 (bce 0.5000, nce 1.0000, cts 0.2500)',
  )
  now = 10_000
  tracker.update(step(0, 7))
  expect(tracker.line()).toMatch(/step 8\/10.* {2}ETA 1 min 0 s$/)
})

it('keeps a line of each epoch', () => {
  const tracker = createTrainTracker(() => 0)
  const epoch = { kind: 'epoch', epoch: 1, epochs: 2, total: 0.5 } as const
  expect(tracker.finished(step(0, 0))).toBeUndefined()
  expect(tracker.finished(event({ ...epoch, isBest: true, measures: { 'video AUC': 0.75 } }))).toBe(
    'epoch 2/2 done: loss 0.5000, video AUC 0.7500 (best so far)',
  )
  expect(tracker.finished(event({ ...epoch, isBest: false, measures: {} }))).toBe(
    'epoch 2/2 done: loss 0.5000',
  )
})
