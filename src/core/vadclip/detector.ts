/**
 * VadCLIP: from snippet features to two logits per snippet.
 * Wu et al. 2024, VadCLIP: Adapting Vision-Language Models for Weakly Supervised Video Anomaly Detection (AAAI). Where
 * the released weights compute otherwise than the paper's equations, the weights win; each such place is marked.
 * Shapes: b windows of T snippets, features of D, C classes (class 0 is normal).
 */
import type { DetectorDims } from '#contract/bundle.ts'
import { linear, mlp, rowNumbers } from '#core/clip/layers.ts'
import type { Weights } from '#core/clip/weights.ts'
import { Graph, type Value } from '#core/nn/onnx/graph.ts'
import {
  add,
  concat,
  div,
  less,
  matMul,
  max,
  mul,
  reduceL2,
  reduceSum,
  squeeze,
  transpose,
  unsqueeze,
  where,
} from '#core/nn/onnx/ops.ts'
import { adaptLocalGlobal, type LgtParts } from './lgt-adapter.ts'
import { relateSnippets, variantOf } from './variant.ts'

/** τ in equation 8. */
const TEMPERATURE = 0.07

export interface DetectorInputs {
  /** [b, T, D]; rows past a window's length are zero. */
  readonly features: Value
  /** int64 [b] */
  readonly lengths: Value
  /** [C, D] */
  readonly classEmbeddings: Value
}

/**
 * Everything that the detector computes, so that a test can look inside and a trainer can build its objective. Variants
 * lack the parts that they leave out.
 */
export interface DetectorParts extends Partial<LgtParts> {
  /** X: the video feature of both branches [b, T, D]. */
  readonly video: Value
  /** [b, T, 1] */
  readonly logits1?: Value
  /** The anomaly-focus visual prompt [b, 1, D]. */
  readonly visualPrompt?: Value
  /** Class embeddings with the visual prompt added [b, C, D], and after their feed-forward layer. */
  readonly promptedClasses?: Value
  readonly classes?: Value
  /** [b, T, C], 1/τ included */
  readonly logits2?: Value
}

/**
 * Inputs `features` float32 [b, T, D], `lengths` int64 [b], `class_embeddings` float32 [C, D]; outputs `logits1` [b, T]
 * and `logits2` [b, T, C]. `weights` at the checkpoint's root. A detector without an alignment branch tells two classes
 * apart, normal and not; one without a classifier has no `logits1`.
 */
export function buildDetector(weights: Weights, dims: DetectorDims): Graph {
  const { visualLength: T, visualWidth: D } = dims
  const graph = new Graph('detector')
  const { logits1, logits2 } = detect(
    {
      features: graph.input('features', 'float32', ['b', T, D]),
      lengths: graph.input('lengths', 'int64', ['b']),
      classEmbeddings: graph.input('class_embeddings', 'float32', ['C', D]),
    },
    weights,
    dims,
  )
  if (logits1) graph.output('logits1', squeeze(logits1, [2]))
  graph.output('logits2', logits2 ?? twoClasses(logits1!))
  return graph
}

/** Logits whose softmax is the classifier's confidence: 0 for normal. [b, T, 1] → [b, T, 2] */
function twoClasses(logits1: Value): Value {
  return concat([mul(logits1, 0), logits1], 2)
}

export function detect(
  { features, lengths, classEmbeddings }: DetectorInputs,
  weights: Weights,
  dims: DetectorDims,
): DetectorParts {
  const { graph } = features
  const { temporal, branches } = variantOf(dims)
  const related = graph.scope('lgt-adapter', () =>
    temporal === 'lgt'
      ? adaptLocalGlobal({ features, lengths }, weights, dims)
      : { video: relateSnippets({ features, lengths }, weights, dims) },
  )
  const X = related.video
  const logits1 =
    branches === 'alignment' ? undefined : graph.scope('c-branch', () => classify(X, weights))
  const parts = { ...related, ...(logits1 && { logits1 }) }
  if (branches === 'classifier') return parts
  const visualPrompt = graph.scope('a-branch', () => promptOf(X, { logits1, lengths, dims }))
  const branch = graph.scope('a-branch', () => align(X, { classEmbeddings, visualPrompt }, weights))
  return { ...parts, ...(visualPrompt && { visualPrompt }), ...branch }
}

/** C-branch: FC(FFN(X) + X), equation 4 before its sigmoid. [b, T, D] → [b, T, 1] */
function classify(X: Value, weights: Weights): Value {
  const D = X.shape.at(-1) as number
  return linear(add(X, mlp(X, weights.within('mlp2'))), weights.within('classifier'), {
    weight: 'weight',
    bias: 'bias',
    shape: [1, D],
  })
}

interface PromptParts {
  readonly logits1: Value | undefined
  readonly lengths: Value
  readonly dims: DetectorDims
}

/** What of the video goes into the class embeddings. [b, 1, D] */
function promptOf(X: Value, { logits1, lengths, dims }: PromptParts): Value | undefined {
  switch (variantOf(dims).visualPrompt) {
    case 'anomaly-focus':
      // Equation 6. Released weights: raw logits for attention, no sigmoid, over all T rows, padding too.
      return unitRows(matMul(transpose(logits1!, [0, 2, 1]), X))
    case 'average-frame':
      return unitRows(sumOfReal(X, lengths)) // of unit length, so a sum will do for the mean
    case 'none':
      return undefined
  }
}

/** [b, T, D] → [b, 1, D] */
function sumOfReal(X: Value, lengths: Value): Value {
  const isReal = less(rowNumbers(X.graph, X.shape[1] as number), unsqueeze(lengths, [1])) // [b, T]
  return reduceSum(where(unsqueeze(isReal, [2]), X, 0), [1], { keepDims: true })
}

/** A-branch: the alignment map of snippets and classes. */
function align(
  X: Value,
  parts: { readonly classEmbeddings: Value; readonly visualPrompt: Value | undefined },
  weights: Weights,
): Pick<DetectorParts, 'promptedClasses' | 'classes' | 'logits2'> {
  const plain = unsqueeze(parts.classEmbeddings, [0]) // [1, C, D]
  const prompted = parts.visualPrompt && promptClasses(plain, parts.visualPrompt, weights)
  const classes = prompted?.classes ?? plain
  const cosines = matMul(unitRows(X), transpose(unitRows(classes), [0, 2, 1])) // [b, T, C]
  return { ...prompted, logits2: div(cosines, TEMPERATURE) }
}

/** Equation 7. [1, C, D] and [b, 1, D] → [b, C, D] */
function promptClasses(plain: Value, visualPrompt: Value, weights: Weights) {
  const promptedClasses = add(plain, visualPrompt)
  const classes = add(promptedClasses, mlp(promptedClasses, weights.within('mlp1')))
  return { promptedClasses, classes }
}

/** x / ‖x‖ over the last axis; a zero row stays zero. */
function unitRows(x: Value): Value {
  return div(x, max(reduceL2(x, [-1], { keepDims: true }), 1e-20))
}
