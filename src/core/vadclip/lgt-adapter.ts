/**
 * VadCLIP's Local and Global Temporal Adapter: attention inside short windows, then two graph convolutions over the whole
 * window of T snippets. Paper, section "Local and Global Temporal Adapter", equations 1 to 3.
 * Shapes: b windows of T snippets, features of D.
 */
import type { DetectorDims } from '#contract/bundle.ts'
import { linear, param, quickGelu, rowNumbers, softmaxRows } from '#core/clip/layers.ts'
import { transformer } from '#core/clip/transformer.ts'
import type { Weights } from '#core/clip/weights.ts'
import type { Graph, Value } from '#core/nn/onnx/graph.ts'
import {
  abs,
  add,
  and,
  cast,
  concat,
  conv,
  div,
  equal,
  exp,
  greater,
  less,
  matMul,
  mul,
  reduceL2,
  sub,
  transpose,
  unsqueeze,
  where,
} from '#core/nn/onnx/ops.ts'
import { checkWindow } from './config.ts'

/** Similarities up to here are no relation. */
const SIMILARITY_THRESHOLD = 0.7
/** σ of equation 3: a constant in the released code, which stores a `disAdj.sigma` and does not use it. */
const DISTANCE_RANGE = Math.E

export interface LgtParts {
  /** After the local module [b, T, D]. */
  readonly local: Value
  /** Adjacency by similarity [b, T, T], zero outside a window's real snippets. */
  readonly similarity: Value
  /** Adjacency by distance [T, T]. */
  readonly distance: Value
  /** Outputs of the four graph layers, [b, T, D/2]: 1 and 2 by similarity, 3 and 4 by distance. */
  readonly gc1: Value
  readonly gc2: Value
  readonly gc3: Value
  readonly gc4: Value
  /** X: the video feature of both branches [b, T, D]. */
  readonly video: Value
}

export interface Snippets {
  /** [b, T, D] */
  readonly features: Value
  /** Real snippets of each window, int64 [b] */
  readonly lengths: Value
}

export function adaptLocalGlobal(
  { features, lengths }: Snippets,
  weights: Weights,
  dims: DetectorDims,
): LgtParts {
  const local = features.graph.scope('local', () => attendInWindows(features, weights, dims)) // [b, T, D]
  const graphs = convolveOverGraphs({ features: local, lengths }, weights, dims)
  const { gc2, gc4 } = graphs
  return { local, ...graphs, video: project(concat([gc2, gc4], 2), weights) }
}

/** Two graph layers by similarity and two by distance. [b, T, D] → gc2 and gc4 [b, T, D/2] */
export function convolveOverGraphs(
  { features, lengths }: Snippets,
  weights: Weights,
  { visualLength: T, visualWidth: D }: DetectorDims,
): Omit<LgtParts, 'local' | 'video'> {
  const { graph } = features
  const similarity = graph.scope('similarity', () => similarityAdjacency(features, lengths)) // [b, T, T]
  const distance = graph.scope('distance', () => distanceAdjacency(graph, T)) // [T, T]
  const layer = (x: Value, adjacency: Value, name: string): Value =>
    graph.scope(name, () =>
      quickGelu(graphConvolution(x, weights.within(name), { adjacency, width: D / 2 })),
    )
  const gc1 = layer(features, similarity, 'gc1')
  const gc3 = layer(features, distance, 'gc3')
  const gc2 = layer(gc1, similarity, 'gc2')
  const gc4 = layer(gc3, distance, 'gc4')
  return { similarity, distance, gc1, gc2, gc3, gc4 }
}

/** The layer that gives the video feature X. [b, T, D] → [b, T, D] */
export function project(x: Value, weights: Weights): Value {
  const D = x.shape.at(-1) as number
  return linear(x, weights.within('linear'), { weight: 'weight', bias: 'bias', shape: [D, D] })
}

/** Local module: positions added, padding rows included, then attention that never leaves a window of w snippets. */
export function attendInWindows(features: Value, weights: Weights, dims: DetectorDims): Value {
  return transformer(addPositions(features, weights), weights.within('temporal'), {
    layers: dims.temporalLayers,
    heads: dims.temporalHeads,
    mask: windowMask(features.graph, dims),
  })
}

export function addPositions(features: Value, weights: Weights): Value {
  const [T, D] = features.shape.slice(1) as [number, number]
  return add(features, param(features, weights.get('frame_position_embeddings.weight', [T, D])))
}

/**
 * 0 inside a window, −∞ across windows. [T, T]
 * The paper's windows overlap; the released ones do not.
 */
export function windowMask(
  graph: Graph,
  { visualLength: T, attnWindow }: Pick<DetectorDims, 'visualLength' | 'attnWindow'>,
): Value {
  checkWindow(T, attnWindow)
  const window = div(rowNumbers(graph, T), attnWindow) // whole numbers: the window of each row
  const sameWindow = equal(unsqueeze(window, [1]), unsqueeze(window, [0]))
  return where(sameWindow, 0, Number.NEGATIVE_INFINITY)
}

/**
 * A_sim, equation 2: cosines above the threshold, softmax over each row. The entries cut to 0 take part in the softmax;
 * rows and columns of padding do not. [b, T, D] → [b, T, T]
 */
export function similarityAdjacency(x: Value, lengths: Value): Value {
  const T = x.shape[1] as number
  const norms = reduceL2(x, [-1], { keepDims: true }) // [b, T, 1]
  const products = matMul(norms, transpose(norms, [0, 2, 1])) // [b, T, T]
  // 1e-20 as released: a zero row has similarity 0, not NaN.
  const cosines = div(matMul(x, transpose(x, [0, 2, 1])), add(products, 1e-20)) // [b, T, T]
  const related = where(greater(cosines, SIMILARITY_THRESHOLD), cosines, 0)

  const isReal = less(rowNumbers(x.graph, T), unsqueeze(lengths, [1])) // [b, T]
  const columnIsReal = unsqueeze(isReal, [1]) // [b, 1, T]
  const pairIsReal = and(unsqueeze(isReal, [2]), columnIsReal) // [b, T, T]
  const rows = softmaxRows(where(columnIsReal, related, Number.NEGATIVE_INFINITY))
  return where(pairIsReal, rows, 0)
}

/** A_dis, equation 3: exp(−|i − j| / σ), without the paper's softmax, padding included. [T, T] */
export function distanceAdjacency(graph: Graph, T: number): Value {
  const time = cast(rowNumbers(graph, T), 'float32')
  const apart = abs(sub(unsqueeze(time, [1]), unsqueeze(time, [0])))
  return exp(mul(apart, -1 / DISTANCE_RANGE))
}

/**
 * One graph layer, equation 1 before its activation: A·(x·W) + residual(x). The first layer of a branch halves the
 * width, so its residual is a convolution over time; the second adds x itself. [b, T, in] → [b, T, out]
 */
function graphConvolution(
  x: Value,
  weights: Weights,
  { adjacency, width }: { readonly adjacency: Value; readonly width: number },
): Value {
  const input = x.shape.at(-1) as number
  const W = param(x, weights.get('weight', [input, width])) // stored as it is used
  const residual = input === width ? x : convolveOverTime(x, weights.within('residual'), width)
  return add(matMul(adjacency, matMul(x, W)), residual)
}

/** Over 5 snippets of all T, padding included. [b, T, in] → [b, T, out] */
function convolveOverTime(x: Value, weights: Weights, width: number): Value {
  const input = x.shape.at(-1) as number
  const kernel = param(x, weights.get('weight', [width, input, 5]))
  const bias = param(x, weights.get('bias', [width]))
  const channels = transpose(x, [0, 2, 1]) // [b, in, T]
  return transpose(conv(channels, kernel, { bias, pads: [2, 2] }), [0, 2, 1])
}
