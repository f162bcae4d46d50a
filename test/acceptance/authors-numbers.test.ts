import { beforeAll, describe, expect, it } from 'vitest'
import type { ClassEmbeddings, Detection, ImageFeatures, ModelSummary } from '#contract/results.ts'
import { goldenArray, goldenJson, goldenPath } from '#test/support/goldens.ts'
import { flagreelJson } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { tinyConfig } from '#test/support/tiny-config.ts'
import type { TinySet } from '#test/support/tiny-model.ts'

interface Manifest {
  readonly videos: readonly { readonly name: string; readonly T: number }[]
}

// The training checkpoint holds the weights after one step, for which the authors' code gives losses but no scores: the
// tests of src/core/vadclip compare those, for every checkpoint and length.
const CHECKPOINTS = ['checkpoint', 'checkpoint_legacy', 'checkpoint_fp16']
const folder = tempFolder()

function configFile(set: TinySet): string {
  return folder.save(JSON.stringify(tinyConfig(set)), `${set}.json`)
}

/** 1e-4 relative or 1e-5 absolute. */
function expectEqual(found: readonly number[], golden: string): void {
  const { data } = goldenArray(golden)
  expect(found).toHaveLength(data.length)
  const wrong = found.flatMap((value, i) => {
    const reference = data[i]!
    const error = Math.abs(value - reference)
    const isEqual = error <= 1e-5 || error <= 1e-4 * Math.abs(reference)
    return isEqual ? [] : [{ i, value, reference }]
  })
  expect(wrong, golden).toEqual([])
}

describe.each(['tiny-ucf', 'tiny-xd'] as const)('the numbers of the authors’ code, %s', (set) => {
  const { videos } = goldenJson<Manifest>(`${set}/manifest.json`)

  describe.each(CHECKPOINTS)('from %s.pth', (checkpoint) => {
    const library = `${folder.path}/${set}-${checkpoint}`
    const isHalf = checkpoint === 'checkpoint_fp16'
    const of = (file: string) => goldenPath(`${set}/${file}`)
    const reference = (file: string) => `${set}/${isHalf ? 'fp16/' : ''}${file}`
    let model: string

    beforeAll(async () => {
      const { id } = await flagreelJson<ModelSummary>(
        library,
        ...['models', 'import', of(`${checkpoint}.pth`), '--config', configFile(set)],
      )
      model = id
    })

    it('are its image features', async () => {
      const { features } = await flagreelJson<ImageFeatures>(
        library,
        ...['encode', 'image', '--model', model, '--pixels', of('images.npy')],
      )
      expectEqual(features.flat(), reference('image_features.npy'))
    })

    it('are its class embeddings', async () => {
      const { embeddings } = await flagreelJson<ClassEmbeddings>(
        library,
        ...['encode', 'text', '--model', model],
      )
      expectEqual(embeddings.flat(), reference('text_features.npy'))
    })

    // The half-precision reference has one video, and its logits only; the legacy file holds the same weights as the first.
    const lengths = checkpoint === 'checkpoint' ? videos : videos.filter(({ T }) => T === 70)
    it.each(lengths)('are the scores of $T snippets', async ({ name }) => {
      const scores = await flagreelJson<Detection>(
        library,
        ...['detect', '--model', model, '--features', of(`videos/${name}_features.npy`)],
      )
      const golden = (part: string) =>
        isHalf ? `${set}/fp16/${name}_${part}.npy` : `${set}/videos/${name}_${part}.npy`
      expectEqual(scores.logits1 ?? [], golden('logits1'))
      expectEqual(scores.logits2.flat(), golden('logits2'))
      if (isHalf) return
      expectEqual(scores.prob1 ?? [], golden('prob1'))
      expectEqual(scores.prob2, golden('prob2'))
      expectEqual(scores.classProbabilities.flat(), golden('class_probs'))
    })
  })
})
