import { describe, expect, it } from 'vitest'
import { gradientOf } from '#core/nn/autodiff/gradients.ts'
import { float32, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import { goldenArray } from '#test/support/goldens.ts'
import { graphRunner } from '#test/support/graph-runner.ts'
import { openTinyModel } from '#test/support/tiny-model.ts'
import { buildDetector } from './detector.ts'
import { buildDetectorStep } from './training-graphs.ts'
import { ABLATIONS, checkVariant, PAPER } from './variant.ts'

const runner = graphRunner()
const wave = (i: number) => Math.sin(i * 12.9898 + 1) * 0.25

describe('ablations', async () => {
  const { detector } = await openTinyModel('tiny-ucf')
  const classes = 5

  it.each(Object.entries(ABLATIONS))('can be built, run and trained: %s', async (_, variant) => {
    const dims = { ...detector, variant }
    const { graph, parameters } = buildDetectorStep({ dims, classes, batch: 8 })
    const start = Object.fromEntries(
      Array.from(parameters, ([key, { shape }], salt) => {
        const count = shape.reduce<number>((product, dim) => product * Number(dim), 1)
        return [
          key,
          float32(
            shape.map(Number),
            Float32Array.from({ length: count }, (_, i) => wave(i + salt)),
          ),
        ] as const
      }),
    )
    const run = (values: Record<string, Tensor>) => runner.run(graph, { ...batch(), ...values })
    const lossOf = (found: Record<string, Tensor>) =>
      Number(found.loss_bce!.data[0]) + Number(found.loss_nce!.data[0])
    const found = await run(start)
    const before = lossOf(found)
    expect(before).toBeGreaterThan(0)
    // One step down the gradient lowers the loss by about the square of its length.
    const gradients = Object.keys(start).map((key) => found[gradientOf(key)]!.data as Float32Array)
    const square = gradients.reduce((sum, g) => sum + g.reduce((part, x) => part + x * x, 0), 0)
    const rate = 1e-3 / Math.sqrt(square)
    const moved = Object.entries(start).map(([key, { shape, data }], k) => [
      key,
      float32(
        shape,
        (data as Float32Array).map((x, i) => x - rate * gradients[k]![i]!),
      ),
    ])
    const fall = before - lossOf(await run(Object.fromEntries(moved)))
    expect(fall / (rate * square)).toBeGreaterThan(0.8)
    expect(fall / (rate * square)).toBeLessThan(1.2)
  })

  it('without an alignment branch tell two classes apart, as the classifier does', async () => {
    const dims = { ...detector, variant: ABLATIONS['c-branch'] }
    const { weights } = await openTinyModel('tiny-ucf')
    const graph = buildDetector(weights, dims)
    const { features, lengths, class_embeddings } = batch()
    const found = await runner.run(graph, { features, lengths, class_embeddings })
    expect(found.logits2!.shape).toEqual([8, 32, 2])
    const second = (found.logits2!.data as Float32Array).filter((_, i) => i % 2 === 1)
    expect(second).toEqual(found.logits1!.data)
  })

  it('refuse a visual prompt that has nothing to attend by', () => {
    expect(() => checkVariant({ ...PAPER, branches: 'alignment' })).toThrow(/anomaly confidences/)
    for (const variant of Object.values(ABLATIONS))
      expect(() => checkVariant(variant)).not.toThrow()
  })

  function batch() {
    const { data, shape } = goldenArray('tiny-ucf/train/visual.npy')
    const lengths = goldenArray('tiny-ucf/train/lengths.npy').data
    const labels = goldenArray('tiny-ucf/train/labels.npy')
    const texts = goldenArray('tiny-ucf/text_features.npy')
    return {
      features: float32(shape, data),
      lengths: tensor(
        'int64',
        [8],
        BigInt64Array.from(lengths, (length) => BigInt(length)),
      ),
      targets: float32(labels.shape, labels.data),
      is_abnormal: float32(
        [8],
        Array.from({ length: 8 }, (_, i) => (labels.data[i * classes] === 1 ? 0 : 1)),
      ),
      weights: float32([8], new Array<number>(8).fill(1 / 8)),
      class_embeddings: float32(texts.shape, texts.data),
    }
  }
})
