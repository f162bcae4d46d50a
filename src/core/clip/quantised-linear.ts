/**
 * A linear layer in 8 bits, about three times as fast on a CPU: weights quantised once, per output; activations anew for
 * every row, so that a row's result depends on nothing else in its batch.
 * Dettmers et al. 2022, LLM.int8(): 8-bit Matrix Multiplication for Transformers at Scale: vector-wise quantisation, and
 * the few channels with huge activations apart.
 * Shapes: b images of T rows, K inputs, N outputs.
 */
import type { Value } from '#core/nn/onnx/graph.ts'
import {
  abs,
  add,
  cast,
  div,
  equal,
  gather,
  matMul,
  matMulInteger,
  max,
  mul,
  reduceMax,
  reduceSum,
  squeeze,
  sub,
  topK,
  transpose,
  unsqueeze,
} from '#core/nn/onnx/ops.ts'
import { float32, tensor } from '#core/nn/tensor/tensor.ts'
import { type Derivation, derived, type Linear, param, rowNumbers } from './layers.ts'

/** Steps on either side of zero: ±127 for weights, 128 ± 127 for activations. */
const STEPS = 127
const ZERO_POINT = 128
/** Channels kept out of the quantisation where the input has outliers. */
const OUTLIERS = 16

export const quantisedLinear: Linear = (x, weights, spec) => {
  const { graph } = x
  const { name, source } = weights.get(spec.weight, spec.shape, {
    transpose: true,
    rows: spec.rows,
  })
  const W = graph.weight(`${name}.int8`, derived(source, quantised)) // int8 [K, N]
  const columnScale = graph.weight(`${name}.scale`, derived(source, columnScales)) // [N]
  const b = param(x, weights.get(spec.bias, [spec.shape[0]], { rows: spec.rows })) // [N]
  const product = spec.hasOutliers ? multiplyApart(x, W) : multiplyRows(x, W) // [b, T, N]
  return add(mul(product, columnScale), b)
}

/** x·W, W in its steps. [b, T, K] → [b, T, N] */
function multiplyRows(x: Value, W: Value): Value {
  const rowScale = max(div(reduceMax(abs(x), [-1], { keepDims: true }), STEPS), 1e-30) // [b, T, 1], above 0
  // Cast cuts the fraction off, so adding a half rounds.
  const rows = cast(add(div(x, rowScale), ZERO_POINT + 0.5), 'uint8') // [b, T, K]
  const zero = x.graph.constant(tensor('uint8', [], Uint8Array.of(ZERO_POINT)))
  const sums = cast(matMulInteger(rows, W, { a: zero }), 'float32')
  // By the rows alone: onnxruntime makes sums·(row·column) one operator, which knows only one scale for all rows.
  return mul(sums, rowScale)
}

/**
 * The same, with the largest channels of each image multiplied in float32, so that they do not stretch the steps of all
 * others.
 */
function multiplyApart(x: Value, W: Value): Value {
  const [T, K] = x.shape.slice(1) as [number, number]
  // By energy: a sum over rows is a matrix product, and ReduceMax over rows is twenty times as slow.
  const ones = x.graph.constant(float32([1, T], new Float32Array(T).fill(1)))
  const energies = squeeze(matMul(ones, mul(x, x)), [1]) // [b, K]
  const { indices } = topK(energies, Math.min(OUTLIERS, K)) // [b, k]
  const picks = cast(equal(unsqueeze(indices, [2]), rowNumbers(x.graph, K)), 'float32') // one-hot [b, k, K]
  const large = matMul(x, transpose(picks, [0, 2, 1])) // [b, T, k]
  const others = mul(x, sub(1, reduceSum(picks, [1], { keepDims: true }))) // [b, T, K]
  const largeRows = cast(gather(W, indices, 0), 'float32') // [b, k, N]
  return add(multiplyRows(others, W), matMul(large, largeRows))
}

const quantised: Derivation = (source) => ({
  dtype: 'int8',
  shape: source.shape,
  async read() {
    const values = (await source.read()) as Float32Array
    const columns = source.shape[1]!
    const scales = scalesOf(values, columns)
    const steps = new Int8Array(values.length)
    for (let i = 0; i < values.length; i++) steps[i] = Math.round(values[i]! / scales[i % columns]!)
    return steps
  },
})

const columnScales: Derivation = (source) => ({
  dtype: 'float32',
  shape: [source.shape[1]!],
  read: async () => scalesOf((await source.read()) as Float32Array, source.shape[1]!),
})

/** Size of a step in each column of [K, N]; 1 for a column of zeros. */
function scalesOf(values: Float32Array, columns: number): Float32Array {
  const peaks = new Float32Array(columns)
  for (let i = 0; i < values.length; i++)
    peaks[i % columns] = Math.max(peaks[i % columns]!, Math.abs(values[i]!))
  return peaks.map((peak) => (peak === 0 ? 1 : peak / STEPS))
}
