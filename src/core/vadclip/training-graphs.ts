/**
 * The graphs of one training step. Videos depend on each other only through the class embeddings, so a batch can be run
 * in parts that fit into memory, their losses and gradients added up, and the text tower, which is the same for all of
 * them, once before (its embeddings) and once after (what they should have been).
 */
import type { ClipDims, DetectorDims } from '#contract/bundle.ts'
import { declareTexts, embedTexts } from '#core/clip/text-tower.ts'
import { type TrainableWeights, trainableWeights } from '#core/clip/trainable-weights.ts'
import type { Weights } from '#core/clip/weights.ts'
import { outputGradients } from '#core/nn/autodiff/gradients.ts'
import { scalar } from '#core/nn/onnx/constants.ts'
import { Graph, type Value } from '#core/nn/onnx/graph.ts'
import {
  add,
  expand,
  mul,
  reduceSum,
  sigmoid,
  slice,
  softmax,
  squeeze,
  sub,
} from '#core/nn/onnx/ops.ts'
import { detect } from './detector.ts'
import { alignmentLoss, classifierLoss, contrastiveLoss, topMean } from './objective.ts'

export interface StepOptions {
  readonly dims: DetectorDims
  /** Videos in one run. */
  readonly batch: number
  /** C, the normal class included. */
  readonly classes: number
}

export interface DetectorStep {
  readonly graph: Graph
  readonly parameters: TrainableWeights['parameters']
}

/**
 * Inputs `features` [b, T, D], `lengths` int64 [b], `targets` [b, C] (rows that sum to 1), `is_abnormal` [b], `weights` [b]
 * (what each video weighs in the mean), `class_embeddings` [C, D] and the detector's parameters by their keys. Outputs
 * `loss_bce`, `loss_nce`, and the gradient of each parameter and of the class embeddings.
 */
export function buildDetectorStep({ dims, batch: b, classes: C }: StepOptions): DetectorStep {
  const { visualLength: T, visualWidth: D } = dims
  const graph = new Graph('detector-step')
  const features = graph.input('features', 'float32', [b, T, D])
  const lengths = graph.input('lengths', 'int64', [b])
  const targets = graph.input('targets', 'float32', [b, C])
  const isAbnormal = graph.input('is_abnormal', 'float32', [b])
  const weights = graph.input('weights', 'float32', [b])
  const classEmbeddings = graph.input('class_embeddings', 'float32', [C, D])
  const detector = trainableWeights(graph)
  const { logits1, logits2 } = detect({ features, lengths, classEmbeddings }, detector, dims)
  const none = scalar(graph, 'float32', 0)
  const bce = logits1 ? classifierLoss(logits1, { lengths, weights, isAbnormal }) : none
  const nce = logits2 ? alignmentLoss(logits2, { lengths, weights, targets }) : none
  graph.output('loss_bce', bce)
  graph.output('loss_nce', nce)
  outputGradients(add(bce, nce), [classEmbeddings, ...valuesOf(detector)])
  return { graph, parameters: detector.parameters }
}

/**
 * What a detector says of whole videos. Inputs `features`, `lengths`, `class_embeddings` and the parameters, as those of a
 * step; outputs `anomaly` [b], the mean of a video's highest anomaly confidences, and `similarities` [b, C], those of its
 * highest similarities (zeros without an alignment branch).
 */
export function buildVideoScores({ dims, batch: b, classes: C }: StepOptions): DetectorStep {
  const { visualLength: T, visualWidth: D } = dims
  const graph = new Graph('video-scores')
  const features = graph.input('features', 'float32', [b, T, D])
  const lengths = graph.input('lengths', 'int64', [b])
  const classEmbeddings = graph.input('class_embeddings', 'float32', [C, D])
  const detector = trainableWeights(graph)
  const { logits1, logits2 } = detect({ features, lengths, classEmbeddings }, detector, dims)
  const confidences = logits1 ? sigmoid(logits1) : abnormality(logits2!)
  graph.output('anomaly', squeeze(topMean(confidences, lengths), [1]))
  const none = expand(scalar(graph, 'float32', 0), [b, C])
  graph.output('similarities', logits2 ? topMean(logits2, lengths) : none)
  return { graph, parameters: detector.parameters }
}

/** 1 − the probability of the normal class. [b, T, C] → [b, T, 1] */
function abnormality(logits2: Value): Value {
  return sub(1, slice(softmax(logits2, -1), { axis: 2, start: 0, end: 1 }))
}

export interface PromptStepOptions {
  /** CLIP's, frozen. */
  readonly clip: Weights
  readonly dims: ClipDims
  readonly classes: number
  /** λ of L_cts. */
  readonly contrastWeight: number
}

/**
 * The text tower backwards. Inputs those of the text encoder, `text_prompt_embeddings.weight` [L, W] and `upstream` [C, D],
 * the gradient of the other losses with respect to the class embeddings. Outputs `loss_cts` and the gradient of the prompt.
 */
export function buildPromptStep(options: PromptStepOptions): Graph {
  const { clip, dims, classes: C, contrastWeight } = options
  const graph = new Graph('prompt-step')
  const prompt = trainableWeights(graph)
  const embeddings = promptedClasses(graph, { clip, dims, prompt, count: C })
  const upstream = graph.input('upstream', 'float32', [C, dims.embedDim])
  const contrast = contrastiveLoss(embeddings, C)
  graph.output('loss_cts', contrast)
  const passedOn = reduceSum(mul(embeddings, upstream), [0, 1])
  outputGradients(add(passedOn, mul(contrast, contrastWeight)), valuesOf(prompt))
  return graph
}

/** The text encoder with the learned prompt as an input, `text_prompt_embeddings.weight` [L, W]. */
export function buildPromptedTextEncoder(clip: Weights, dims: ClipDims): Graph {
  const graph = new Graph('prompted-text-encoder')
  const prompt = trainableWeights(graph)
  graph.output('embeddings', promptedClasses(graph, { clip, dims, prompt }))
  return graph
}

function promptedClasses(
  graph: Graph,
  parts: {
    readonly clip: Weights
    readonly dims: ClipDims
    readonly prompt: Weights
    readonly count?: number
  },
): Value {
  const { count = 'C' } = parts
  const inputs = declareTexts(graph, parts.dims, { learnablePrompt: true, count })
  return embedTexts(inputs, parts.clip, { dims: parts.dims, learnedPrompt: parts.prompt })
}

function valuesOf({ parameters }: TrainableWeights): Value[] {
  return [...parameters.values()]
}
