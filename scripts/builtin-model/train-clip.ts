/** A small CLIP, trained from nothing on pictures of synthetic footage and their captions. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClipDims } from '#contract/bundle.ts'
import { buildContrastiveStep } from '#core/clip/contrastive.ts'
import { learnMerges } from '#core/clip/learn-merges.ts'
import { promptRows, textFeeds } from '#core/clip/prompts.ts'
import { createTokenizer, type Tokenizer } from '#core/clip/tokenizer.ts'
import { gradientOf } from '#core/nn/autodiff/gradients.ts'
import { writeSafetensors } from '#core/nn/checkpoint/safetensors.ts'
import { writeModels } from '#core/nn/onnx/write-model.ts'
import { ModelSessions } from '#core/nn/session/model-sessions.ts'
import { float32, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import { AdamW } from '#core/training/adamw.ts'
import { Random } from '#core/training/random.ts'
import { freshState, loadState, saveState } from '#core/training/trainer-state.ts'
import { ALIKE } from '#scripts/synthetic/training-frame.ts'
import type { Frames } from './frames.ts'

export interface ClipPlan {
  readonly folder: string
  readonly steps: number
  readonly batch: number
  readonly learningRate: number
  readonly seed: number
  readonly threads: number
}

/** Everything but the vocabulary's size, which the captions decide. */
const CLIP_DIMS: Omit<ClipDims, 'vocabularySize'> = {
  embedDim: 128,
  imageResolution: 96,
  patchSize: 8,
  visionWidth: 128,
  visionLayers: 4,
  visionHeads: 2,
  textWidth: 128,
  textLayers: 3,
  textHeads: 2,
  contextLength: 24,
}
const BYTE_AND_SPECIAL_TOKENS = 514
const MOST_MERGES = 1500
const WARM_UP = 200

export interface TrainedClip {
  readonly dims: ClipDims
  /** Text of the vocabulary file. */
  readonly vocabulary: string
  /** A state dict with OpenAI's names. */
  readonly checkpoint: string
}

export async function trainClip(frames: Frames, plan: ClipPlan): Promise<TrainedClip> {
  await mkdir(plan.folder, { recursive: true })
  const captions = Array.from({ length: frames.count }, (_, i) => frames.captions(i)).flat()
  const vocabulary = learnMerges(captions, MOST_MERGES)
  const merges = vocabulary.trim().split('\n').length - 1
  const dims = { ...CLIP_DIMS, vocabularySize: BYTE_AND_SPECIAL_TOKENS + merges }
  const checkpoint = join(plan.folder, 'clip.safetensors')
  const trained = { dims, vocabulary, checkpoint }
  if (existsSync(checkpoint)) return trained
  const { graph, parameters } = buildContrastiveStep(dims, plan.batch)
  const file = 'contrastive-step.onnx'
  await writeModels(plan.folder, { weightsFile: 'none', graphs: [{ file, graph }] })
  const shapes = new Map(Array.from(parameters, ([key, { shape }]) => [key, shape.map(Number)]))
  const tokenizer = createTokenizer(Buffer.from(vocabulary), {
    vocabularySize: dims.vocabularySize,
  })
  const values = await descend(frames, {
    plan,
    dims,
    shapes,
    tokenizer,
    model: join(plan.folder, file),
  })
  const tensors = Array.from(shapes, ([name, shape]) => ({
    name,
    dtype: 'float32' as const,
    shape,
    read: async () => values.get(name)!,
  }))
  await writeSafetensors(checkpoint, tensors)
  return trained
}

interface Training {
  readonly plan: ClipPlan
  readonly dims: ClipDims
  readonly shapes: ReadonlyMap<string, readonly number[]>
  readonly tokenizer: Tokenizer
  readonly model: string
}

/** Steps between two states that a stopped training goes on from. */
const SAVE_EVERY = 200

async function descend(frames: Frames, training: Training): Promise<Map<string, Float32Array>> {
  const { plan, shapes, model } = training
  const saved = await loadState(plan.folder)
  const state = saved ?? freshState(JSON.stringify(plan), startOf(shapes, plan.seed))
  if (state.progress.settings !== JSON.stringify(plan))
    throw new Error(`${plan.folder} holds a training with other settings.`)
  const values = state.parameters
  // As CLIP was trained: its betas for a vision transformer.
  const optimiser = new AdamW(
    { betas: [0.9, 0.98], epsilon: 1e-6, weightDecay: 0.05 },
    { steps: state.progress.steps, moments: state.moments },
  )
  const sessions = new ModelSessions({ device: 'cpu', threads: plan.threads })
  const first = optimiser.steps
  const started = performance.now()
  let mean = Math.log(plan.batch)
  for (let step = first; step < plan.steps; step++) {
    const feeds = { ...batchAt(step, frames, training), ...feedsOf(values, shapes) }
    const found = await sessions.run({ modelPath: model, feeds })
    const loss = (found.loss!.data as Float32Array)[0]!
    if (!Number.isFinite(loss)) throw new Error(`The loss of step ${step} is ${loss}.`)
    const gradients = new Map(
      Array.from(shapes.keys(), (key) => [key, found[gradientOf(key)]!.data as Float32Array]),
    )
    optimiser.step(values, clipped(gradients), learningRateAt(step, plan))
    mean += 0.02 * (loss - mean)
    if ((step + 1) % SAVE_EVERY !== 0) continue
    const seconds = (performance.now() - started) / 1000 / (step + 1 - first)
    console.log(
      `CLIP: step ${step + 1} of ${plan.steps}, loss ${mean.toFixed(3)}, ${seconds.toFixed(2)} s a step`,
    )
    const progress = { ...state.progress, steps: step + 1 }
    const moments = new Map(optimiser.moments)
    await saveState(plan.folder, { ...state, progress, moments }, shapes)
  }
  await sessions.close()
  return values
}

function learningRateAt(step: number, { steps, learningRate }: ClipPlan): number {
  if (step < WARM_UP) return (learningRate * (step + 1)) / WARM_UP
  const part = (step - WARM_UP) / Math.max(1, steps - WARM_UP)
  return learningRate * (0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * part)))
}

/** Gradients of a length of at most 1. */
function clipped(gradients: Map<string, Float32Array>): Map<string, Float32Array> {
  let square = 0
  for (const values of gradients.values()) for (const value of values) square += value * value
  const factor = Math.min(1, 1 / Math.sqrt(square))
  if (factor < 1)
    for (const values of gradients.values())
      for (let i = 0; i < values.length; i++) values[i]! *= factor
  return gradients
}

function feedsOf(
  values: ReadonlyMap<string, Float32Array>,
  shapes: ReadonlyMap<string, readonly number[]>,
): Record<string, Tensor> {
  return Object.fromEntries(
    Array.from(shapes, ([key, shape]) => [key, float32(shape, values.get(key)!)]),
  )
}

/**
 * Places in a new order each time they have all been seen, each with all of its pictures: what is alike in them cannot tell
 * their captions apart, so what happens must.
 */
function batchAt(step: number, frames: Frames, training: Training): Record<string, Tensor> {
  const { plan, dims, tokenizer } = training
  const { batch, seed } = plan
  const R = dims.imageResolution
  const perRound = Math.floor(frames.count / batch)
  const order = roundOrder(seed, Math.floor(step / perRound), frames.count)
  const chosen = order.slice((step % perRound) * batch, ((step % perRound) + 1) * batch)
  const random = new Random(seed, 'batch', step)
  const pixels = new Uint8Array(batch * R * R * 3)
  const captions = chosen.map((index, i) => {
    cropInto(pixels.subarray(i * R * R * 3, (i + 1) * R * R * 3), frames, { index, R, random })
    return captionOf(frames, index, random)
  })
  const layout = { prefix: 0, postfix: 0, contextLength: dims.contextLength }
  const rows = captions.map((caption) => promptRows(tokenizer.encode(caption), layout))
  return {
    ...textFeeds(rows, { learnablePrompt: false }),
    pixels: tensor('uint8', [batch, R, R, 3], pixels),
    targets: float32([batch, batch], matches(captions)),
  }
}

/** How often a picture's caption is the name of its class alone: the prompt that a detector will begin with. */
const NAMES_ALONE = 0.6

function captionOf(frames: Frames, index: number, random: Random): string {
  if (random.next() < NAMES_ALONE) return frames.labels[index]!
  const captions = frames.captions(index)
  return captions[random.below(captions.length)]!
}

let lastRound: { readonly key: string; readonly order: readonly number[] } | undefined

function roundOrder(seed: number, round: number, count: number): readonly number[] {
  const key = `${seed} ${round}`
  if (lastRound?.key !== key) {
    const places = Array.from({ length: count / ALIKE }, (_, place) => place)
    const pictures = (place: number) => Array.from({ length: ALIKE }, (_, i) => place * ALIKE + i)
    lastRound = { key, order: new Random(seed, 'round', round).shuffled(places).flatMap(pictures) }
  }
  return lastRound.order
}

/** Equal captions fit all of their pictures, in equal parts. */
function matches(captions: readonly string[]): Float32Array {
  const b = captions.length
  const targets = new Float32Array(b * b)
  for (let i = 0; i < b; i++) {
    const equal = captions.flatMap((caption, j) => (caption === captions[i] ? j : []))
    for (const j of equal) targets[i * b + j] = 1 / equal.length
  }
  return targets
}

/** A square of nearly the whole height, anywhere, mirrored or not, a little brighter or darker; between pixels, linearly. */
function cropInto(
  out: Uint8Array,
  frames: Frames,
  { index, R, random }: { readonly index: number; readonly R: number; readonly random: Random },
): void {
  const { width, height } = frames
  const pixels = frames.pixels(index)
  const side = height * (0.85 + 0.15 * random.next())
  const across = { from: random.next() * (width - side), side, length: width, R }
  const down = { from: random.next() * (height - side), side, length: height, R }
  const columns = sampled({ ...across, isMirrored: random.next() < 0.5 })
  const rows = sampled({ ...down, isMirrored: false })
  const gain = 0.85 + 0.3 * random.next()
  let to = 0
  for (const row of rows)
    for (const column of columns) {
      const above = (row.first * width + column.first) * 3
      const below = (row.second * width + column.first) * 3
      const right = (column.second - column.first) * 3
      for (let channel = 0; channel < 3; channel++) {
        const top = mix(pixels[above + channel]!, pixels[above + right + channel]!, column.part)
        const bottom = mix(pixels[below + channel]!, pixels[below + right + channel]!, column.part)
        out[to++] = Math.min(255, gain * mix(top, bottom, row.part))
      }
    }
}

interface Side {
  /** Of the square, in pixels of the picture. */
  readonly from: number
  readonly side: number
  /** Of the picture. */
  readonly length: number
  readonly R: number
  readonly isMirrored: boolean
}

/** Which two pixels each of R samples lies between, and how near to the second. */
function sampled({ from, side, length, R, isMirrored }: Side) {
  return Array.from({ length: R }, (_, i) => {
    const step = isMirrored ? R - 1 - i : i
    const at = Math.min(length - 1, Math.max(0, from + ((step + 0.5) * side) / R - 0.5))
    const first = Math.floor(at)
    return { first, second: Math.min(length - 1, first + 1), part: at - first }
  })
}

function mix(a: number, b: number, part: number): number {
  return a + (b - a) * part
}

/** As CLIP begins: Radford et al. 2021, in their released code. */
function startOf(
  shapes: ReadonlyMap<string, readonly number[]>,
  seed: number,
): Map<string, Float32Array> {
  return new Map(
    Array.from(shapes, ([key, shape]) => {
      const random = new Random(seed, 'clip', key)
      const count = shape.reduce((product, dim) => product * dim, 1)
      const draw = drawFor(key, shape, random)
      return [key, Float32Array.from({ length: count }, draw)] as const
    }),
  )
}

function drawFor(key: string, shape: readonly number[], random: Random): () => number {
  const normal = (deviation: number) => () => deviation * random.normal()
  const isVisual = key.startsWith('visual.')
  const width = isVisual ? CLIP_DIMS.visionWidth : CLIP_DIMS.textWidth
  const layers = isVisual ? CLIP_DIMS.visionLayers : CLIP_DIMS.textLayers
  if (key === 'logit_scale') return () => Math.log(1 / 0.07)
  if (/ln_\w+\.weight$/.test(key)) return () => 1
  if (key.endsWith('bias')) return () => 0
  if (key === 'token_embedding.weight') return normal(0.02)
  if (key === 'positional_embedding') return normal(0.01)
  if (key.endsWith('in_proj_weight')) return normal(width ** -0.5)
  if (/(out_proj|c_proj)\.weight$/.test(key)) return normal((width * 2 * layers) ** -0.5)
  if (key.endsWith('c_fc.weight')) return normal((2 * width) ** -0.5)
  if (key === 'visual.conv1.weight') return normal((shape[1]! * shape[2]! * shape[3]!) ** -0.5)
  return normal(width ** -0.5) // projections, the class token, positions of patches
}
