/** The layers that CLIP and VadCLIP share, over [..., width] values. */
import type { Graph, Value, WeightSource } from '#core/nn/onnx/graph.ts'
import {
  add,
  cast,
  exp,
  layerNormalization,
  log,
  matMul,
  mul,
  reduceMax,
  reduceSum,
  sigmoid,
  softmax,
  sub,
} from '#core/nn/onnx/ops.ts'
import { float32ToFloat16 } from '#core/nn/tensor/float16.ts'
import { type DType, tensor } from '#core/nn/tensor/tensor.ts'
import type { NamedWeight, Weights } from './weights.ts'

/** Where a linear layer's numbers lie. `shape` is PyTorch's [out, in]; `rows` takes some of the outputs. */
interface LinearSpec {
  readonly weight: string
  readonly bias: string
  readonly shape: readonly [outputs: number, inputs: number]
  readonly rows?: readonly [from: number, to: number] | undefined
  /** Some inputs can be a hundred times as large as the rest, which matters to a layer in 8 bits. */
  readonly hasOutliers?: boolean
}

/** x·Wᵀ + b: [..., in] → [..., out] */
export type Linear = (x: Value, weights: Weights, spec: LinearSpec) => Value

export const linear: Linear = (x, weights, spec) => {
  const [outputs] = spec.shape
  const W = weights.get(spec.weight, spec.shape, { transpose: true, rows: spec.rows })
  const b = weights.get(spec.bias, [outputs], { rows: spec.rows })
  return add(matMul(x, param(x, W)), param(x, b))
}

/** Normalised over the width. Always in float32: squares of half-precision activations overflow. */
export function layerNorm(x: Value, weights: Weights): Value {
  const wide = inType(x, 'float32')
  const width = x.shape.at(-1) as number
  const scale = param(wide, weights.get('weight', [width]))
  const bias = param(wide, weights.get('bias', [width]))
  return inType(layerNormalization(wide, scale, { bias, epsilon: 1e-5 }), x.dtype)
}

/** QuickGELU, not GELU: OpenAI's weights were trained with x·sigmoid(1.702x), and VadCLIP's too. */
export function quickGelu(x: Value): Value {
  return mul(x, sigmoid(mul(x, 1.702)))
}

/** Softmax over the last axis, in float32. */
export function softmaxRows(scores: Value): Value {
  return inType(softmax(inType(scores, 'float32'), -1), scores.dtype)
}

/** x − log Σ eˣ over the last axis, without overflow. */
export function logSoftmax(x: Value): Value {
  const shifted = sub(x, reduceMax(x, [-1], { keepDims: true }))
  return sub(shifted, log(reduceSum(exp(shifted), [-1], { keepDims: true })))
}

/** c_proj(quickgelu(c_fc(x))), four times as wide inside. */
export function mlp(x: Value, weights: Weights, layer: Linear = linear): Value {
  const width = x.shape.at(-1) as number
  const wide = 4 * width
  const inner = quickGelu(
    layer(x, weights, { weight: 'c_fc.weight', bias: 'c_fc.bias', shape: [wide, width] }),
  ) // [..., 4·width]
  return layer(inner, weights, {
    weight: 'c_proj.weight',
    bias: 'c_proj.bias',
    shape: [width, wide],
    hasOutliers: true,
  })
}

/** x in an element type; x itself when it has it. */
export function inType(x: Value, dtype: DType): Value {
  return x.dtype === dtype ? x : cast(x, dtype)
}

/** 0, 1, … length − 1. int64 [length] */
export function rowNumbers(graph: Graph, length: number): Value {
  const numbers = BigInt64Array.from({ length }, (_, i) => BigInt(i))
  return graph.constant(tensor('int64', [length], numbers))
}

/** A weight in x's graph and element type. */
export function param(x: Value, { name, source, parameter }: NamedWeight): Value {
  if (parameter) return parameter
  if (x.dtype !== 'float16') return x.graph.weight(name, source)
  return x.graph.weight(`${name}.fp16`, derived(source, HALF))
}

export type Derivation = (source: WeightSource) => WeightSource

const derivedSources = new WeakMap<WeightSource, Map<Derivation, WeightSource>>()

/** The same derivation of the same source is the same source, so graphs written together store it once. */
export function derived(source: WeightSource, derivation: Derivation): WeightSource {
  const made = derivedSources.get(source) ?? new Map<Derivation, WeightSource>()
  derivedSources.set(source, made)
  const result = made.get(derivation) ?? derivation(source)
  made.set(derivation, result)
  return result
}

const HALF: Derivation = (source) => ({
  dtype: 'float16',
  shape: source.shape,
  read: async () => float32ToFloat16((await source.read()) as Float32Array),
})
