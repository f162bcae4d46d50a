/**
 * Makes the model that comes with Flagreel: `node scripts/make-builtin-model.ts`. Until a trained one exists its weights
 * are random (seeded, so that the result is the same everywhere), and it says so wherever a score of it is shown.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importModel } from '#core/models/import-model.ts'
import { writeSafetensors } from '#core/nn/checkpoint/safetensors.ts'
import { createInferencePool, forkWorker } from '#core/nn/session/inference-pool.ts'
import { importConfigSchema } from '#core/vadclip/import-config.ts'

const SEED = 11 // one whose chance scores flag something in the samples, and not everything
const WIDTH = 64
const VOCABULARY = 64
const CONTEXT = 77
const VISUAL_LENGTH = 256
const RESOLUTION = 64
const PATCH = 16

const config = importConfigSchema.parse({
  name: 'Untrained toy',
  licence: 'Apache-2.0',
  attnWindow: 8,
  visualHeads: 1,
  promptPrefix: 10,
  promptPostfix: 10,
  frameScore: 'classifier',
  recipe: { frames: 'middle', resize: 'stretch-340x256-bilinear', crop: 'centre' },
  rule: { threshold: 0.5, release: 0.4, mergeGapSec: 1, minLengthSec: 0.5, paddingSec: 0 },
  labels: [
    { id: 'normal', prompt: 'normal', display: 'Normal', code: 'NO', tokens: [62, 1, 63] },
    { id: 'fighting', prompt: 'fighting', display: 'Fighting', code: 'FI', tokens: [62, 2, 63] },
    { id: 'fire', prompt: 'fire', display: 'Fire', code: 'FR', tokens: [62, 3, 63] },
    {
      id: 'road-accident',
      prompt: 'road accident',
      display: 'Road accident',
      code: 'RA',
      tokens: [62, 4, 5, 63],
    },
  ],
})

interface RandomTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly mean: number
  readonly deviation: number
}

const weight = (name: string, shape: readonly number[], gain = 1): RandomTensor => {
  const fanIn = shape.slice(1).reduce((product, dim) => product * dim, 1)
  return { name, shape, mean: 0, deviation: gain / Math.sqrt(fanIn) }
}
const around = (name: string, shape: readonly number[], mean: number): RandomTensor => ({
  name,
  shape,
  mean,
  deviation: 0.05,
})
const layerNorm = (name: string) => [
  around(`${name}.weight`, [WIDTH], 1),
  around(`${name}.bias`, [WIDTH], 0),
]

function transformerBlock(name: string): RandomTensor[] {
  return [
    weight(`${name}.attn.in_proj_weight`, [3 * WIDTH, WIDTH]),
    around(`${name}.attn.in_proj_bias`, [3 * WIDTH], 0),
    weight(`${name}.attn.out_proj.weight`, [WIDTH, WIDTH]),
    around(`${name}.attn.out_proj.bias`, [WIDTH], 0),
    ...layerNorm(`${name}.ln_1`),
    weight(`${name}.mlp.c_fc.weight`, [4 * WIDTH, WIDTH]),
    around(`${name}.mlp.c_fc.bias`, [4 * WIDTH], 0),
    weight(`${name}.mlp.c_proj.weight`, [WIDTH, 4 * WIDTH]),
    around(`${name}.mlp.c_proj.bias`, [WIDTH], 0),
    ...layerNorm(`${name}.ln_2`),
  ]
}

function clipTensors(): RandomTensor[] {
  const visual = 'clipmodel.visual'
  return [
    around('clipmodel.positional_embedding', [CONTEXT, WIDTH], 0),
    weight('clipmodel.text_projection', [WIDTH, WIDTH]),
    weight(`${visual}.class_embedding`, [WIDTH]),
    weight(`${visual}.positional_embedding`, [1 + (RESOLUTION / PATCH) ** 2, WIDTH]),
    weight(`${visual}.proj`, [WIDTH, WIDTH]),
    weight(`${visual}.conv1.weight`, [WIDTH, 3, PATCH, PATCH], 4),
    ...layerNorm(`${visual}.ln_pre`),
    ...transformerBlock(`${visual}.transformer.resblocks.0`),
    ...transformerBlock(`${visual}.transformer.resblocks.1`),
    ...layerNorm(`${visual}.ln_post`),
    ...transformerBlock('clipmodel.transformer.resblocks.0'),
    weight('clipmodel.token_embedding.weight', [VOCABULARY, WIDTH], 4),
    ...layerNorm('clipmodel.ln_final'),
  ]
}

function detectorTensors(): RandomTensor[] {
  const half = WIDTH / 2
  const mlp = (name: string) => [
    weight(`${name}.c_fc.weight`, [4 * WIDTH, WIDTH]),
    around(`${name}.c_fc.bias`, [4 * WIDTH], 0),
    weight(`${name}.c_proj.weight`, [WIDTH, 4 * WIDTH]),
    around(`${name}.c_proj.bias`, [WIDTH], 0),
  ]
  const firstLayer = (name: string) => [
    weight(`${name}.weight`, [WIDTH, half]),
    weight(`${name}.residual.weight`, [half, WIDTH, 5]),
    around(`${name}.residual.bias`, [half], 0),
  ]
  return [
    ...transformerBlock('temporal.resblocks.0'),
    ...firstLayer('gc1'),
    weight('gc2.weight', [half, half]),
    ...firstLayer('gc3'),
    weight('gc4.weight', [half, half]),
    weight('linear.weight', [WIDTH, WIDTH]),
    around('linear.bias', [WIDTH], 0),
    ...mlp('mlp1'),
    ...mlp('mlp2'),
    weight('classifier.weight', [1, WIDTH], 2),
    around('classifier.bias', [1], 0),
    around('frame_position_embeddings.weight', [VISUAL_LENGTH, WIDTH], 0),
    around('text_prompt_embeddings.weight', [CONTEXT, WIDTH], 0),
  ]
}

/** Standard normal numbers: mulberry32 through the Box-Muller transform. */
function normalGenerator(seed: number): () => number {
  let state = seed
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}

const resources = join(import.meta.dirname, '../resources/models')
const temporary = await mkdtemp(join(tmpdir(), 'flagreel-builtin-'))
const checkpoint = join(temporary, 'untrained-toy.safetensors')
const pool = createInferencePool({
  device: 'cpu',
  workers: 1,
  spawn: forkWorker(join(import.meta.dirname, '../src/core/nn/session/worker.ts')),
})
try {
  const next = normalGenerator(SEED)
  const tensors = [...clipTensors(), ...detectorTensors()].map(
    ({ name, shape, mean, deviation }) => {
      const count = shape.reduce((product, dim) => product * dim, 1)
      const values = Float32Array.from({ length: count }, () => mean + deviation * next())
      return { name, dtype: 'float32' as const, shape, read: async () => values }
    },
  )
  await writeSafetensors(checkpoint, tensors)
  await rm(resources, { recursive: true, force: true })
  const bundle = await importModel(
    { file: checkpoint, config, training: 'untrained', precisions: ['fp32'] },
    {
      pool,
      modelsFolder: resources,
      createdBy: 'scripts/make-builtin-model.ts',
      signal: new AbortController().signal,
      onProgress: () => {},
    },
  )
  console.log(`resources/models/${bundle.id}`)
} finally {
  await pool.close()
  await rm(temporary, { recursive: true, force: true })
}
