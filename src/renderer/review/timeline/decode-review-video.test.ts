import { expect, it } from 'vitest'
import type { ReviewVideo } from '#contract/review.ts'
import { decodeReviewVideo } from './decode-review-video.ts'

const base64 = ({ buffer }: Float32Array | Float64Array) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))

/** Three snippets and three abnormal classes; time begins at 900. */
const video = {
  ...{ timeBase: { num: 1, den: 90 }, frames: 48, firstPts: 900, endPts: 1044, snippets: 3 },
  startPts: base64(Float64Array.of(900, 948, 996)),
  keyPts: base64(Float64Array.of(900, 945)),
  prob1: base64(Float32Array.of(0.1, 0.9, 0.2)),
  prob2: base64(Float32Array.of(0.3, 0.4, 0.5)),
  classProbabilities: base64(
    Float32Array.of(...[0.7, 0.1, 0.15, 0.05], ...[0.1, 0.2, 0.1, 0.6], ...[0.5, 0.05, 0.4, 0.05]),
  ),
  model: {
    frameScore: 'classifier',
    labels: ['normal', 'fighting', 'fire', 'road-accident'].map((id) => ({ id })),
  },
} as unknown as ReviewVideo

it('has a lane for each abnormal class, in the order of their peaks', () => {
  const { classes } = decodeReviewVideo(video)
  expect(classes.map(({ classIndex }) => classIndex)).toEqual([3, 2, 1])
  const peaks = classes.map(({ pyramid }) => pyramid.peak(0, 3))
  expect(peaks.map((peak) => peak.toFixed(2))).toEqual(['0.60', '0.40', '0.20'])
})

it('tells times from the first frame on, in seconds', () => {
  const { totalSec, keyframes, times, framesPerSec } = decodeReviewVideo(video)
  expect(totalSec).toBeCloseTo(1.6)
  expect(framesPerSec).toBeCloseTo(30)
  expect([...keyframes]).toEqual([0, 0.5])
  expect([...times.startSec][1]).toBeCloseTo(48 / 90)
})
