import { describe, expect, it } from 'vitest'
import { buildImageEncoder } from '#core/clip/image-tower.ts'
import { textFeeds } from '#core/clip/prompts.ts'
import { buildTextEncoder } from '#core/clip/text-tower.ts'
import { float32, tensor } from '#core/nn/tensor/tensor.ts'
import { expectClose, rowCosines, valuesOf } from '#test/support/close.ts'
import { goldenArray } from '#test/support/goldens.ts'
import { graphRunner } from '#test/support/graph-runner.ts'
import { openTinyModel } from '#test/support/tiny-model.ts'
import { buildDetector } from './detector.ts'

/**
 * A training checkpoint holds weights for which no scores are given, but the authors' losses with them are: row 1 of
 * losses.npy, after one optimiser step. So the objective, computed here from our scores, must equal them.
 */
const runner = graphRunner()

interface Batch {
  readonly logits1: Float32Array
  readonly logits2: Float32Array
  readonly lengths: Float32Array
  /** [B, C], multi-hot */
  readonly labels: Float32Array
  readonly T: number
  readonly C: number
}

/** Mean of the top k = ⌊length / 16 + 1⌋ values of a video's real snippets. */
function topMean(values: readonly number[]): number {
  const k = Math.floor(values.length / 16 + 1)
  const top = [...values].sort((a, b) => b - a).slice(0, k)
  return sum(top) / top.length
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function videos({ lengths, T }: Batch): { row: number; snippets: number[] }[] {
  return Array.from(lengths, (length, row) => ({
    row,
    snippets: Array.from({ length }, (_, i) => row * T + i),
  }))
}

function classifierLoss(batch: Batch): number {
  const losses = videos(batch).map(({ row, snippets }) => {
    const p = topMean(snippets.map((i) => 1 / (1 + Math.exp(-batch.logits1[i]!))))
    const isNormal = batch.labels[row * batch.C] === 1
    return -Math.log(isNormal ? 1 - p : p)
  })
  return sum(losses) / losses.length
}

function alignmentLoss(batch: Batch): number {
  const { C, labels, logits2 } = batch
  const losses = videos(batch).map(({ row, snippets }) => {
    const classes = Array.from({ length: C }, (_, c) =>
      topMean(snippets.map((i) => logits2[i * C + c]!)),
    )
    const logSum = Math.log(sum(classes.map(Math.exp)))
    const target = [...labels.subarray(row * C, (row + 1) * C)]
    return -sum(target.map((y, c) => (y / sum(target)) * (classes[c]! - logSum)))
  })
  return sum(losses) / losses.length
}

function contrastiveLoss(classes: Float32Array, { C, D }: { C: number; D: number }): number {
  const normal = Float32Array.from({ length: (C - 1) * D }, (_, i) => classes[i % D]!)
  return sum(rowCosines(normal, classes.subarray(D), D).map(Math.abs)) / (C - 1)
}

describe.each([
  ['tiny-ucf', 0.1],
  ['tiny-xd', 1],
] as const)('the training checkpoint of %s', async (set, contrastiveScale) => {
  const model = await openTinyModel(set, 'checkpoint_train.pth')
  const { weights, clipWeights, clip, detector, prompts } = model

  it('has the losses that the authors’ code reports after that step', async () => {
    const text = buildTextEncoder(clipWeights, clip, { learnedPrompt: weights })
    const feeds = textFeeds(prompts, { learnablePrompt: true })
    const classes = (await runner.run(text, feeds)).embeddings!
    const features = goldenArray(`${set}/train/visual.npy`)
    const lengths = goldenArray(`${set}/train/lengths.npy`).data
    const results = await runner.run(buildDetector(weights, detector), {
      features: float32(features.shape, features.data),
      lengths: tensor('int64', [lengths.length], BigInt64Array.from(lengths, BigInt)),
      class_embeddings: classes,
    })
    const { visualLength: T, visualWidth: D } = detector
    const C = prompts.length
    const batch: Batch = {
      logits1: valuesOf(results.logits1),
      logits2: valuesOf(results.logits2),
      lengths,
      labels: goldenArray(`${set}/train/labels.npy`).data,
      T,
      C,
    }
    const losses = [
      classifierLoss(batch),
      alignmentLoss(batch),
      contrastiveLoss(valuesOf(classes), { C, D }) * contrastiveScale,
    ]
    const afterStep1 = goldenArray(`${set}/train/losses.npy`).data.subarray(4, 7)
    expectClose(Float32Array.from(losses), { data: afterStep1 })
  })

  it('has the frozen image tower it began with', async () => {
    const images = goldenArray(`${set}/images.npy`)
    const graph = buildImageEncoder(clipWeights, clip, { input: 'float32-nchw' })
    const pixels = float32(images.shape, images.data)
    const { features } = await runner.run(graph, { pixels })
    expectClose(features, goldenArray(`${set}/image_features.npy`))
  })

  it('holds nothing that is not used', () => {
    buildImageEncoder(clipWeights, clip, { input: 'uint8-nhwc' })
    expect(weights.unused()).toEqual([])
  })
})
