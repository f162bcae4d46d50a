import { expect, it } from 'vitest'
import { rocAuc } from './roc-auc.ts'

it.each([
  ['all in order', { scores: [0.1, 0.2, 0.8, 0.9], truths: [0, 0, 1, 1], area: 1 }],
  ['all against it', { scores: [0.9, 0.8, 0.2, 0.1], truths: [0, 0, 1, 1], area: 0 }],
  ['nothing but ties', { scores: [0.5, 0.5, 0.5], truths: [0, 1, 0], area: 0.5 }],
  // Pairs: 0.4 > 0.1, 0.4 = 0.4 (half), 0.9 above both: 3.5 of 4.
  ['one tie', { scores: [0.4, 0.1, 0.4, 0.9], truths: [1, 0, 0, 1], area: 0.875 }],
])('the area under the ROC curve: %s', (_, { scores, truths, area }) => {
  expect(rocAuc(Float64Array.from(scores), Uint8Array.from(truths))).toBeCloseTo(area, 12)
})

it('is the share of ordered pairs', () => {
  const scores = Float64Array.from({ length: 200 }, (_, i) => (i * 7919) % 37)
  const truths = Uint8Array.from({ length: 200 }, (_, i) => Number((i * 31) % 7 < 3))
  let sum = 0
  let pairs = 0
  for (let p = 0; p < 200; p++)
    for (let n = 0; n < 200; n++)
      if (truths[p] && !truths[n]) {
        pairs++
        sum += scores[p]! > scores[n]! ? 1 : scores[p] === scores[n] ? 0.5 : 0
      }
  expect(rocAuc(scores, truths)).toBeCloseTo(sum / pairs, 12)
})

it('is no number without one side', () => {
  expect(rocAuc(Float64Array.of(1, 2), Uint8Array.of(1, 1))).toBeNaN()
})
