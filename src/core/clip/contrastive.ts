/**
 * How CLIP learns: pictures and their captions are each other's classes.
 * Radford et al. 2021, Learning Transferable Visual Models From Natural Language Supervision, figure 3.
 * Shapes: b pairs, embeddings of D.
 */
import type { ClipDims } from '#contract/bundle.ts'
import { outputGradients } from '#core/nn/autodiff/gradients.ts'
import { Graph, type Value } from '#core/nn/onnx/graph.ts'
import {
  add,
  clip,
  div,
  exp,
  matMul,
  mul,
  neg,
  reduceL2,
  reduceMean,
  reduceSum,
  transpose,
} from '#core/nn/onnx/ops.ts'
import { imageTower, normalisePixels } from './image-tower.ts'
import { logSoftmax } from './layers.ts'
import { declareTexts, embedTexts } from './text-tower.ts'
import { type TrainableWeights, trainableWeights } from './trainable-weights.ts'

/** Logits are scaled by at most this, as in CLIP. */
const LARGEST_SCALE = 100

export interface ContrastiveStep {
  readonly graph: Graph
  readonly parameters: TrainableWeights['parameters']
}

/**
 * Inputs `pixels` uint8 [b, R, R, 3], `tokens` int64 [b, L], `eot` int64 [b], `targets` [b, b] and CLIP's parameters by
 * their keys. Outputs `loss` and `gradient of …` each parameter. A row of `targets` says which captions fit a picture and
 * sums to 1: in a batch with equal captions each of them does. It is symmetric but for that sum.
 */
export function buildContrastiveStep(dims: ClipDims, b: number): ContrastiveStep {
  const graph = new Graph('contrastive-step')
  const R = dims.imageResolution
  const pixels = graph.input('pixels', 'uint8', [b, R, R, 3])
  const targets = graph.input('targets', 'float32', [b, b])
  const texts = declareTexts(graph, dims, { learnablePrompt: false, count: b })
  const weights = trainableWeights(graph)
  const images = imageTower(normalisePixels(pixels), weights.within('visual'), {
    dims,
    precision: 'fp32',
  })
  const captions = embedTexts(texts, weights, { dims })
  const scale = weights.get('logit_scale', []).parameter!
  const loss = contrastiveLoss({ images, captions, scale }, targets)
  graph.output('loss', loss)
  const { parameters } = weights
  outputGradients(loss, [...parameters.values()])
  return { graph, parameters }
}

interface Pairs {
  /** [b, D] */
  readonly images: Value
  readonly captions: Value
  /** The logarithm of what cosines are multiplied with. */
  readonly scale: Value
}

function contrastiveLoss({ images, captions, scale }: Pairs, targets: Value): Value {
  const factor = exp(clip(scale, { max: Math.log(LARGEST_SCALE) }))
  const logits = mul(matMul(unitRows(images), transpose(unitRows(captions), [1, 0])), factor) // [b, b]
  const bothWays = add(
    crossEntropy(logits, targets),
    crossEntropy(transpose(logits, [1, 0]), targets),
  )
  return div(bothWays, 2)
}

function crossEntropy(logits: Value, targets: Value): Value {
  return reduceMean(neg(reduceSum(mul(targets, logSoftmax(logits)), [1])), [0])
}

function unitRows(x: Value): Value {
  return div(x, reduceL2(x, [1], { keepDims: true }))
}
