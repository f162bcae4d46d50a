import { describe, expect, it } from 'vitest'
import { Graph, type Value } from '#core/nn/onnx/graph.ts'
import { float32, tensor } from '#core/nn/tensor/tensor.ts'
import { expectClose, valuesOf } from '#test/support/close.ts'
import { goldenArray } from '#test/support/goldens.ts'
import { graphRunner } from '#test/support/graph-runner.ts'
import { openTinyModel } from '#test/support/tiny-model.ts'
import { buildDetector, type DetectorParts, detect } from './detector.ts'

const runner = graphRunner()
const SETS = ['tiny-ucf', 'tiny-xd'] as const

/** Reference file of each part, for the 70-snippet video in its three windows. */
const PARTS = {
  local: 'temporal',
  similarity: 'adj',
  distance: 'disadj',
  gc1: 'gc1',
  gc2: 'gc2',
  gc3: 'gc3',
  gc4: 'gc4',
  video: 'encode_video',
  logits1: 'logits1',
  visualPrompt: 'visual_attn',
  promptedClasses: 'text_plus_visual',
  classes: 'text_after_mlp1',
  logits2: 'logits2',
} satisfies Record<keyof DetectorParts, string>

function referenceFeeds(set: (typeof SETS)[number]) {
  const windows = goldenArray(`${set}/videos/v070_chunks.npy`)
  const classes = goldenArray(`${set}/text_features.npy`)
  return {
    features: float32(windows.shape, windows.data),
    lengths: tensor('int64', [3], BigInt64Array.of(32n, 32n, 6n)),
    class_embeddings: float32(classes.shape, classes.data),
  }
}

describe.each(SETS)('the detector of %s', async (set) => {
  const { weights, detector } = await openTinyModel(set)
  const { visualLength: T, visualWidth: D } = detector

  it('computes what the authors’ code computes, at every step', async () => {
    const graph = new Graph('detector-parts')
    const parts = detect(
      {
        features: graph.input('features', 'float32', ['b', T, D]),
        lengths: graph.input('lengths', 'int64', ['b']),
        classEmbeddings: graph.input('class_embeddings', 'float32', ['C', D]),
      },
      weights,
      detector,
    )
    const named = Object.entries(parts) as [keyof DetectorParts, Value][]
    for (const [name, value] of named) graph.output(name, value)
    const results = await runner.run(graph, referenceFeeds(set))
    for (const [part, file] of Object.entries(PARTS))
      expectClose(results[part], goldenArray(`${set}/inter_v070/${file}.npy`))
  })

  it('scores a window alike alone and beside others', async () => {
    const graph = buildDetector(weights, detector)
    const feeds = referenceFeeds(set)
    const together = await runner.run(graph, feeds)
    const window = valuesOf(feeds.features).slice(2 * T * D)
    const alone = await runner.run(graph, {
      ...feeds,
      features: float32([1, T, D], window),
      lengths: tensor('int64', [1], BigInt64Array.of(6n)),
    })
    expect(valuesOf(alone.logits1)).toEqual(valuesOf(together.logits1).slice(2 * T))
    const C = feeds.class_embeddings.shape[0]!
    expect(valuesOf(alone.logits2)).toEqual(valuesOf(together.logits2).slice(2 * T * C))
  })

  it('takes any number of classes, and each class’s logit is its own', async () => {
    const graph = buildDetector(weights, detector)
    const feeds = referenceFeeds(set)
    const two = valuesOf(feeds.class_embeddings).slice(D, 3 * D)
    const results = await runner.run(graph, { ...feeds, class_embeddings: float32([2, D], two) })
    expect(results.logits2?.shape).toEqual([3, T, 2])
    const all = goldenArray(`${set}/inter_v070/logits2.npy`)
    const C = all.shape[2]!
    const expected = all.data.filter((_, i) => i % C === 1 || i % C === 2)
    expectClose(results.logits2, { data: expected })
  })

  it('uses every weight of the checkpoint outside CLIP', async () => {
    const fresh = await openTinyModel(set)
    buildDetector(fresh.weights, detector)
    const left = fresh.weights.unused().filter((key) => !key.startsWith('clipmodel.'))
    expect(left).toEqual(['text_prompt_embeddings.weight']) // the text tower's
  })

  it('refuses a checkpoint whose parts do not fit together', () => {
    const wider = { ...detector, visualWidth: 48 }
    expect(() => buildDetector(weights, wider)).toThrow(/frame_position_embeddings.*\[32, 48\]/)
  })
})
