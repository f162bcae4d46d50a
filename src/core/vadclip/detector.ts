/**
 * VadCLIP: from snippet features to two logits per snippet.
 * Wu et al. 2024, VadCLIP: Adapting Vision-Language Models for Weakly Supervised Video Anomaly Detection (AAAI). Where
 * the released weights compute otherwise than the paper's equations, the weights win; each such place is marked.
 * Shapes: b windows of T snippets, features of D, C classes (class 0 is normal).
 */
import type { DetectorDims } from '#contract/bundle.ts'
import { linear, mlp } from '#core/clip/layers.ts'
import type { Weights } from '#core/clip/weights.ts'
import { Graph, type Value } from '#core/nn/onnx/graph.ts'
import {
  add,
  div,
  matMul,
  max,
  reduceL2,
  squeeze,
  transpose,
  unsqueeze,
} from '#core/nn/onnx/ops.ts'
import { adaptLocalGlobal, type LgtParts } from './lgt-adapter.ts'

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

/** Everything the detector computes, so that a test can look inside and a trainer can build its objective. */
export interface DetectorParts extends LgtParts {
  /** [b, T, 1] */
  readonly logits1: Value
  /** The anomaly-focus visual prompt [b, 1, D]. */
  readonly visualPrompt: Value
  /** Class embeddings with the visual prompt added [b, C, D], and after their feed-forward layer. */
  readonly promptedClasses: Value
  readonly classes: Value
  /** [b, T, C], 1/τ included */
  readonly logits2: Value
}

/**
 * Inputs `features` float32 [b, T, D], `lengths` int64 [b], `class_embeddings` float32 [C, D]; outputs `logits1` [b, T]
 * and `logits2` [b, T, C]. `weights` at the checkpoint's root.
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
  graph.output('logits1', squeeze(logits1, [2]))
  graph.output('logits2', logits2)
  return graph
}

export function detect(
  { features, lengths, classEmbeddings }: DetectorInputs,
  weights: Weights,
  dims: DetectorDims,
): DetectorParts {
  const { graph } = features
  const lgt = graph.scope('lgt-adapter', () =>
    adaptLocalGlobal({ features, lengths }, weights, dims),
  )
  const X = lgt.video
  const logits1 = graph.scope('c-branch', () => classify(X, weights))
  const branch = graph.scope('a-branch', () => align(X, { logits1, classEmbeddings }, weights))
  return { ...lgt, logits1, ...branch }
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

/** A-branch: the alignment map of snippets and classes. */
function align(
  X: Value,
  { logits1, classEmbeddings }: { readonly logits1: Value; readonly classEmbeddings: Value },
  weights: Weights,
): Pick<DetectorParts, 'visualPrompt' | 'promptedClasses' | 'classes' | 'logits2'> {
  // Equation 6. Released weights: raw logits for attention, no sigmoid, over all T rows, padding too.
  const visualPrompt = unitRows(matMul(transpose(logits1, [0, 2, 1]), X)) // [b, 1, D]
  const promptedClasses = add(unsqueeze(classEmbeddings, [0]), visualPrompt) // [b, C, D]
  const classes = add(promptedClasses, mlp(promptedClasses, weights.within('mlp1'))) // equation 7
  const cosines = matMul(unitRows(X), transpose(unitRows(classes), [0, 2, 1])) // [b, T, C]
  return { visualPrompt, promptedClasses, classes, logits2: div(cosines, TEMPERATURE) }
}

/** x / ‖x‖ over the last axis; a zero row stays zero. */
function unitRows(x: Value): Value {
  return div(x, max(reduceL2(x, [-1], { keepDims: true }), 1e-20))
}
