import { describe, expect, it } from 'vitest'
import { scoresOf } from '#contract/scores.ts'
import { buildImageEncoder } from '#core/clip/image-tower.ts'
import { textFeeds } from '#core/clip/prompts.ts'
import { buildTextEncoder } from '#core/clip/text-tower.ts'
import type { Graph } from '#core/nn/onnx/graph.ts'
import { float32, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import { expectClose, valuesOf } from '#test/support/close.ts'
import { goldenArray } from '#test/support/goldens.ts'
import { graphRunner } from '#test/support/graph-runner.ts'
import { openTinyModel, type TinyModel, type TinySet } from '#test/support/tiny-model.ts'
import { buildDetector } from './detector.ts'
import { paddedWindow, windowsOf } from './windows.ts'

const runner = graphRunner()
const VIDEOS = ['v005', 'v031', 'v032', 'v033', 'v070']

async function imageFeatures(model: TinyModel, set: TinySet): Promise<Tensor | undefined> {
  const images = goldenArray(`${set}/images.npy`)
  const graph = buildImageEncoder(model.clipWeights, model.clip, { input: 'float32-nchw' })
  return (await runner.run(graph, { pixels: float32(images.shape, images.data) })).features
}

async function classEmbeddings({
  weights,
  clipWeights,
  clip,
  prompts,
}: TinyModel): Promise<Tensor> {
  const graph = buildTextEncoder(clipWeights, clip, { learnedPrompt: weights })
  return (await runner.run(graph, textFeeds(prompts, { learnablePrompt: true }))).embeddings!
}

/** A whole video, window by window: logits1 [n], logits2 [n·C]. */
async function scoreVideo(
  { detector }: TinyModel,
  graph: Graph,
  { features, classes }: { readonly features: Float32Array; readonly classes: Tensor },
) {
  const { visualLength: T, visualWidth: D } = detector
  const C = classes.shape[0]!
  const n = features.length / D
  const logits1 = new Float32Array(n)
  const logits2 = new Float32Array(n * C)
  for (const window of windowsOf(n, T)) {
    const { start, length } = window
    const results = await runner.run(graph, {
      features: float32([1, T, D], paddedWindow(features, window, { T, width: D })),
      lengths: tensor('int64', [1], BigInt64Array.of(BigInt(length))),
      class_embeddings: classes,
    })
    logits1.set(valuesOf(results.logits1).subarray(0, length), start)
    logits2.set(valuesOf(results.logits2).subarray(0, length * C), start * C)
  }
  return { logits1, logits2, classes: C }
}

describe.each(['tiny-ucf', 'tiny-xd'] as const)('VadCLIP from the checkpoints of %s', (set) => {
  it.each(['checkpoint.pth', 'checkpoint_legacy.pth'])(
    '%s gives the authors’ numbers for every video',
    async (file) => {
      const model = await openTinyModel(set, file)
      expectClose(await imageFeatures(model, set), goldenArray(`${set}/image_features.npy`))
      const classes = await classEmbeddings(model)
      expectClose(classes, goldenArray(`${set}/text_features.npy`))
      const graph = buildDetector(model.weights, model.detector)
      expect(model.weights.unused()).toEqual([])
      for (const video of VIDEOS) {
        const reference = (name: string) => goldenArray(`${set}/videos/${video}_${name}.npy`)
        const features = reference('features').data
        const logits = await scoreVideo(model, graph, { features, classes })
        const scores = scoresOf(logits)
        expectClose(logits.logits1, reference('logits1'))
        expectClose(logits.logits2, reference('logits2'))
        expectClose(scores.prob1, reference('prob1'))
        expectClose(scores.prob2, reference('prob2'))
        expectClose(scores.classProbabilities, reference('class_probs'))
      }
    },
  )

  it('checkpoint_fp16.pth gives the numbers of its rounded weights, computed in float32', async () => {
    const model = await openTinyModel(set, 'checkpoint_fp16.pth')
    const reference = (name: string) => goldenArray(`${set}/fp16/${name}.npy`)
    expectClose(await imageFeatures(model, set), reference('image_features'))
    const classes = await classEmbeddings(model)
    expectClose(classes, reference('text_features'))
    const graph = buildDetector(model.weights, model.detector)
    const features = goldenArray(`${set}/videos/v070_features.npy`).data
    const logits = await scoreVideo(model, graph, { features, classes })
    expectClose(logits.logits1, reference('v070_logits1'))
    expectClose(logits.logits2, reference('v070_logits2'))
  })
})
