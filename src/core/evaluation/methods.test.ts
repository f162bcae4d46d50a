import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CoreEvent } from '#contract/events.ts'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { PRESETS } from '#core/vadclip/presets.ts'
import { ABLATIONS } from '#core/vadclip/variant.ts'
import { goldenArray, goldenJson } from '#test/support/goldens.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { type EvaluatedModel, evaluationMethods } from './methods.ts'

const folder = tempFolder()

/** Its classifier says the first number of a feature; it has no alignment branch. */
const classifierOnly: EvaluatedModel = {
  bundle: {
    id: 'c-branch',
    clip: { embedDim: 2 },
    detector: { variant: ABLATIONS['c-branch'] },
    frameScore: 'classifier',
    labels: ['normal', 'fire', 'riot'].map((id) => ({ id, prompt: id, display: id })),
  } as unknown as EvaluatedModel['bundle'],
  reference: { id: 'c-branch', name: 'C', training: 'trained', note: null },
  parallel: 1,
  detectAll: async (features) => {
    const logits1 = features.filter((_, i) => i % 2 === 0)
    const logits2 = Float32Array.from([...logits1].flatMap((logit) => [0, logit]))
    return { logits1, logits2, classes: 2 }
  },
}

it('measures a detector without an alignment branch by its only score, whatever the classes are called', async () => {
  const features = formatNpy(float32([3, 2], Float32Array.of(-1, 0, 2, 0, -2, 0)))
  folder.save(features, 'a.npy')
  const list = folder.save('path,label\na.npy,flood\n', 'list.csv')
  const truth = 'file,class,startFrame,endFrame\na.mp4,flood,16,32\n'
  const methods = evaluationMethods({
    open: async () => classifierOnly,
    scored: async () => [],
  })
  const events: CoreEvent[] = []
  const context = {
    signal: new AbortController().signal,
    emit: (event: CoreEvent) => events.push(event),
  }
  const groundTruth = folder.save(truth, 'truth.csv')
  const found = await methods['evaluate.run']({ features: list, groundTruth }, context)
  expect(events).toEqual([{ type: 'evaluate-progress', done: 1, of: 1 }])
  expect(found).toMatchObject({ frames: 48, abnormalFrames: 16, detection: null, paper: null })
  expect(found.coarse).toEqual({
    classifier: { auc: 100, ap: 100, anoAuc: 100 },
    alignment: null,
    best: { auc: 100, ap: 100, anoAuc: 100 },
  })
  await expect(methods['evaluate.run']({ groundTruth }, context)).rejects.toThrow(
    /no scores of c-branch/,
  )
  const gone = join(folder.path, 'gone.csv')
  await expect(methods['evaluate.run']({ groundTruth: gone }, context)).rejects.toMatchObject({
    code: 'not-found',
  })
})

interface MetricCase {
  readonly name: string
  readonly dmap: readonly number[]
  readonly avg: number
  readonly auc_prob2: { readonly auc: number; readonly ap: number; readonly ano_auc: number }
}

interface MetricTruth {
  readonly lengths: readonly number[]
  readonly segments: readonly (readonly (readonly [number, number])[])[]
  readonly labels: readonly (readonly string[])[]
}

const AUTHORS = [
  { set: 'ucf', normal: 'Normal', videos: 290 },
  { set: 'xd', normal: 'A', videos: 800 },
] as const

it.each(AUTHORS)(
  'gives the authors’ numbers for the test set of $set, from its files',
  async ({ set, normal, videos }) => {
    const { cases } = goldenJson<{ cases: MetricCase[] }>('metrics/manifest.json')
    const wanted = cases.find(({ name }) => name === set)!
    const { lengths, segments, labels } = goldenJson<MetricTruth>(`metrics/${set}_gt.json`)
    const probabilities = goldenArray(`metrics/${set}_probs.npy`)
    const classes = PRESETS[set].labels.length
    // Each snippet's feature is its place among all of them, by which the model below knows it.
    const list = ['path,label']
    const truth: string[] = []
    let first = 0
    for (const [i, length] of lengths.entries()) {
      const rows = Float32Array.from({ length }, (_, row) => first + row)
      folder.save(formatNpy(float32([length, 1], rows)), `${set}${i}__0.npy`)
      first += length
      const isNormal = labels[i]![0] === 'A'
      const names = isNormal ? [normal] : [...new Set(labels[i])]
      list.push(`${set}${i}__0.npy,${names.join('-')}`)
      const parts = segments[i]!.map(([start, end], n) => [labels[i]![n], start, end].join(' '))
      if (set === 'xd' && !isNormal) truth.push(`${set}${i} ${parts.join(' ')}`)
      if (set === 'ucf') {
        const pairs = isNormal ? [] : segments[i]!
        const numbers = [...pairs, [-1, -1], [-1, -1]].slice(0, 2).flat()
        truth.push(`${set}${i}.mp4 ${names[0]} ${numbers.join(' ')}`)
      }
    }
    const model: EvaluatedModel = {
      bundle: {
        ...{ id: set, clip: { embedDim: 1 }, detector: {}, labels: PRESETS[set].labels },
        frameScore: 'alignment',
      } as unknown as EvaluatedModel['bundle'],
      reference: { id: set, name: set, training: 'trained', note: null },
      parallel: 4,
      detectAll: async (features) => {
        const from = features[0]! * classes
        const own = probabilities.data.subarray(from, from + features.length * classes)
        return { logits1: features.map(() => 0), logits2: own.map(Math.log), classes }
      },
    }
    const methods = evaluationMethods({ open: async () => model, scored: async () => [] })
    const found = await methods['evaluate.run'](
      {
        features: folder.save(list.join('\n'), `${set}-list.csv`),
        groundTruth: folder.save(truth.join('\n'), `${set}-truth.txt`),
      },
      { signal: new AbortController().signal, emit: () => undefined },
    )
    expect(found.groundTruth.format).toBe(set)
    expect(found.paper).toMatchObject({ videos })
    const { auc, ap, anoAuc } = found.coarse.alignment!
    expect(auc).toBeCloseTo(100 * wanted.auc_prob2.auc, 4)
    expect(ap).toBeCloseTo(100 * wanted.auc_prob2.ap, 4)
    expect(anoAuc).toBeCloseTo(100 * wanted.auc_prob2.ano_auc, 4)
    const { map, average, releasedQuirks } = found.detection!
    expect(releasedQuirks).toBe(true)
    for (const [i, value] of map.entries()) expect(value).toBeCloseTo(wanted.dmap[i]!, 2)
    expect(average).toBeCloseTo(wanted.avg, 2)
  },
)
