import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ClassEmbeddings, Detection, ModelSummary, ScanResult } from '#contract/results.ts'
import { openCheckpoint } from '#core/nn/checkpoint/checkpoint.ts'
import { writeSafetensors } from '#core/nn/checkpoint/safetensors.ts'
import { goldenArray, goldenPath } from '#test/support/goldens.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { flagreel, flagreelJson } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const folder = tempFolder()

/** CLIP alone, cut out of a VadCLIP checkpoint. */
async function clipCheckpoint(prefix: string): Promise<string> {
  const whole = await openCheckpoint(goldenPath('tiny-ucf/checkpoint.pth'))
  const parts = [...whole.tensors.values()].filter(({ name }) => name.startsWith('clipmodel.'))
  const path = join(folder.path, `clip${prefix}.safetensors`)
  await writeSafetensors(
    path,
    parts.map(({ name, shape }) => ({
      name: name.replace(/^clipmodel\./, prefix),
      dtype: 'float32' as const,
      shape,
      read: () => whole.readFloat32(name),
    })),
  )
  await whole.close()
  return path
}

const labels = [
  { id: 'normal', prompt: 'normal', display: 'Normal', tokens: [598, 11, 599] },
  { id: 'fighting', prompt: 'fighting', display: 'Fighting', tokens: [598, 57, 301, 599] },
  { id: 'fire', prompt: 'fire', display: 'Fire', tokens: [598, 402, 5, 590, 599] },
]
const config = folder.save(
  JSON.stringify({
    name: 'tiny zero-shot',
    textHeads: 2,
    visionHeads: 1,
    recipe: { frames: 'mean-of-2', resize: 'stretch-340x256-bilinear', crop: 'five' },
    labels,
  }),
  'zero-shot.json',
)

describe.each(['', 'clipmodel.'])('CLIP alone, its keys behind "%s"', (prefix) => {
  const library = join(folder.path, `library${prefix}`)
  let model: ModelSummary

  beforeAll(async () => {
    const file = await clipCheckpoint(prefix)
    model = await flagreelJson(library, 'models', 'import', file, '--config', config)
  })

  it('becomes a model that says it was never trained to find anomalies', () => {
    expect(model).toMatchObject({
      kind: 'zero-shot',
      training: 'zero-shot',
      frameScore: 'alignment',
    })
    expect(model.note).toMatch(/never trained to find anomalies/)
  })

  it('gives the softmax of 100·cosine with its prompts', async () => {
    const features = goldenArray('tiny-ucf/videos/v070_features.npy').data
    const { embeddings } = await flagreelJson<ClassEmbeddings>(
      library,
      ...['encode', 'text', '--model', model.id],
    )
    const found = await flagreelJson<Detection>(
      library,
      ...['detect', '--model', model.id],
      ...['--features', goldenPath('tiny-ucf/videos/v070_features.npy')],
    )
    expect(found.prob1).toBeNull()
    for (const snippet of [0, 33, 69]) {
      const row = [...features.subarray(snippet * 32, (snippet + 1) * 32)]
      const logits = embeddings.map((to) => 100 * cosine(row, to))
      const exps = logits.map((logit) => Math.exp(logit - Math.max(...logits)))
      const sum = exps.reduce((a, b) => a + b)
      found.classProbabilities[snippet]!.forEach((p, c) => {
        expect(p).toBeCloseTo(exps[c]! / sum, 4)
      })
      expect(found.prob2[snippet]).toBeCloseTo(1 - exps[0]! / sum, 4)
    }
  })

  it('scans video with several frames and crops a snippet, and is verified', async () => {
    const video = await makeVideo(folder.path, 'video.mp4', { frames: 70 })
    const { files, model: used } = await flagreelJson<ScanResult>(
      library,
      ...['scan', video, '--model', model.id],
    )
    expect(files).toMatchObject([{ state: 'scanned', frames: 70 }])
    expect(used.training).toBe('zero-shot')
    const { exitCode, stdout } = await flagreel(library, 'models', 'verify', model.id)
    expect(stdout).not.toMatch(/FAILED/)
    expect(exitCode).toBe(0)
  })
})

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, x, i) => sum + x * b[i]!, 0)
  return dot / (Math.hypot(...a) * Math.hypot(...b))
}
