import { describe, expect, it } from 'vitest'
import { expectClose } from '#test/support/close.ts'
import { goldenArray, goldenJson } from '#test/support/goldens.ts'
import { binEdges, trainingWindow } from './training-window.ts'

interface SplitGolden {
  readonly process_feat_len: number
  readonly uniform_bounds: readonly number[] | null
}
const { split } = goldenJson<{ split: Record<string, SplitGolden> }>('labels/labels.json')

describe('a training window', () => {
  it.each(Object.entries(split))('has the authors’ bins for T:n = %s', (key, golden) => {
    const [T, n] = key.split(':').map(Number) as [number, number]
    expect(trainingWindow(new Float32Array(n), { T, width: 1 }).length).toBe(
      golden.process_feat_len,
    )
    if (golden.uniform_bounds) expect(binEdges(n, T)).toEqual(golden.uniform_bounds)
  })

  it.each(['tiny-ucf', 'tiny-xd'])('holds the rows that the authors train on: %s', (set) => {
    const wanted = goldenArray(`${set}/train/visual.npy`)
    const [batch, T, width] = wanted.shape as [number, number, number]
    for (let video = 0; video < batch; video++) {
      const raw = goldenArray(`${set}/train/raw_${video}.npy`)
      const { rows } = trainingWindow(raw.data, { T, width })
      expectClose(rows, { data: wanted.data.subarray(video * T * width, (video + 1) * T * width) })
    }
  })
})
