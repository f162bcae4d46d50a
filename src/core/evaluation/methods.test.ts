import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CoreEvent } from '#contract/events.ts'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { ABLATIONS } from '#core/vadclip/variant.ts'
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
