import { FlagreelError } from '#contract/errors.ts'
import { type DType, formatShape } from '#core/nn/tensor/tensor.ts'
import { graphOf, integers, lift, type Operand, scalar, shapeValue } from './constants.ts'
import { codeOfDtype } from './data-types.ts'
import { type Dim, product, quotient } from './dims.ts'
import type { Value } from './graph.ts'
import type { Attributes } from './operator.ts'
import type { OperatorName } from './operators.ts'

/**
 * One function per ONNX operator, named like it, so that a model reads like its formula. A number beside a value is a
 * scalar of the value's element type. All throw `bad-graph` when shapes or types do not go together.
 */

/** Position past every end: "up to the last". */
const TO_END = 2 ** 62

function apply(
  op: OperatorName,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes = {},
): Value {
  return graphOf(inputs).add(op, { inputs, attributes })[0]!
}

function elementwise(op: OperatorName, operands: readonly Operand[]): Value {
  return apply(op, lift(graphOf(operands), operands))
}

export function add(a: Operand, b: Operand): Value {
  return elementwise('Add', [a, b])
}

export function sub(a: Operand, b: Operand): Value {
  return elementwise('Sub', [a, b])
}

export function mul(a: Operand, b: Operand): Value {
  return elementwise('Mul', [a, b])
}

export function div(a: Operand, b: Operand): Value {
  return elementwise('Div', [a, b])
}

export function pow(a: Operand, b: Operand): Value {
  return elementwise('Pow', [a, b])
}

export function max(...operands: readonly Operand[]): Value {
  return elementwise('Max', operands)
}

export function min(...operands: readonly Operand[]): Value {
  return elementwise('Min', operands)
}

export function less(a: Operand, b: Operand): Value {
  return elementwise('Less', [a, b])
}

export function lessOrEqual(a: Operand, b: Operand): Value {
  return elementwise('LessOrEqual', [a, b])
}

export function greater(a: Operand, b: Operand): Value {
  return elementwise('Greater', [a, b])
}

export function equal(a: Operand, b: Operand): Value {
  return elementwise('Equal', [a, b])
}

export function and(a: Value, b: Value): Value {
  return apply('And', [a, b])
}

export function not(x: Value): Value {
  return apply('Not', [x])
}

export function neg(x: Value): Value {
  return apply('Neg', [x])
}

export function abs(x: Value): Value {
  return apply('Abs', [x])
}

export function exp(x: Value): Value {
  return apply('Exp', [x])
}

export function log(x: Value): Value {
  return apply('Log', [x])
}

export function sqrt(x: Value): Value {
  return apply('Sqrt', [x])
}

export function sigmoid(x: Value): Value {
  return apply('Sigmoid', [x])
}

/** To the nearest whole number, halves to even. */
export function round(x: Value): Value {
  return apply('Round', [x])
}

export function identity(x: Value): Value {
  return apply('Identity', [x])
}

export function clip(x: Value, bounds: { min?: number; max?: number }): Value {
  const bound = (value: number | undefined) =>
    value === undefined ? undefined : scalar(x.graph, x.dtype, value)
  return apply('Clip', [x, bound(bounds.min), bound(bounds.max)])
}

/** Float to integer truncates towards zero. */
export function cast(x: Value, dtype: DType): Value {
  return apply('Cast', [x], { to: codeOfDtype(dtype) })
}

/** x where the condition (bool) holds, y elsewhere; two numbers are float32. */
export function where(condition: Value, x: Operand, y: Operand): Value {
  return apply('Where', [condition, ...lift(condition.graph, [x, y])])
}

export function matMul(a: Value, b: Value): Value {
  return apply('MatMul', [a, b])
}

/** (a − aZeroPoint)·(b − bZeroPoint) in int32, of int8 or uint8 matrices. */
export function matMulInteger(
  a: Value,
  b: Value,
  zeroPoints: { a?: Value; b?: Value } = {},
): Value {
  return apply('MatMulInteger', [a, b, zeroPoints.a, zeroPoints.b])
}

/** alpha·a·b + beta·c on matrices, either transposed first. */
export function gemm(
  a: Value,
  b: Value,
  options: { c?: Value; alpha?: number; beta?: number; transA?: boolean; transB?: boolean } = {},
): Value {
  const { c, alpha = 1, beta = 1, transA = false, transB = false } = options
  return apply('Gemm', [a, b, c], { alpha, beta, transA: Number(transA), transB: Number(transB) })
}

/** x [n, c, …] with w [m, c/group, …]. `pads` is all the starts, then all the ends. */
export function conv(
  x: Value,
  w: Value,
  options: {
    bias?: Value
    strides?: readonly number[]
    pads?: readonly number[]
    dilations?: readonly number[]
    group?: number
  } = {},
): Value {
  const kernel = w.shape.slice(2).map(Number)
  const ones = kernel.map(() => 1)
  const { bias, strides = ones, dilations = ones, group = 1 } = options
  const { pads = [...kernel, ...kernel].fill(0) } = options
  const attributes = { kernel_shape: kernel, strides, pads, dilations, group }
  return apply('Conv', [x, w, bias], attributes)
}

/** The transpose of `conv` with the same window: x [n, m, …] with w [m, c, …] to [n, c, …] of `spatial` lengths. */
export function convTranspose(
  x: Value,
  w: Value,
  options: {
    strides: readonly number[]
    pads: readonly number[]
    dilations: readonly number[]
    /** Lengths of the result's axes, which a stride alone leaves open. */
    spatial: readonly number[]
  },
): Value {
  const { strides, pads, dilations, spatial } = options
  const kernel = w.shape.slice(2).map(Number)
  const rank = kernel.length
  const output_padding = spatial.map((length, i) => {
    const reach = dilations[i]! * (kernel[i]! - 1) + 1 - pads[i]! - pads[i + rank]!
    return length - (Number(x.shape[i + 2]) - 1) * strides[i]! - reach
  })
  return apply('ConvTranspose', [x, w], {
    ...{ kernel_shape: kernel, strides, pads, dilations, output_padding },
  })
}

export function softmax(x: Value, axis: number): Value {
  return apply('Softmax', [x], { axis })
}

/** (x − mean) / √(variance + epsilon) · scale + bias over the last axis. */
export function layerNormalization(
  x: Value,
  scale: Value,
  options: { bias?: Value; epsilon: number },
): Value {
  return apply('LayerNormalization', [x, scale, options.bias], {
    axis: -1,
    epsilon: options.epsilon,
  })
}

interface ReduceOptions {
  /** Keep reduced axes with length 1. Default false. */
  readonly keepDims?: boolean
}

function reduce(
  op: OperatorName,
  x: Value,
  options: ReduceOptions & { axes: readonly number[] },
): Value {
  const { axes, keepDims = false } = options
  return apply(op, [x, integers(x.graph, axes)], { keepdims: Number(keepDims) })
}

export function reduceSum(x: Value, axes: readonly number[], options?: ReduceOptions): Value {
  return reduce('ReduceSum', x, { ...options, axes })
}

export function reduceMean(x: Value, axes: readonly number[], options?: ReduceOptions): Value {
  return reduce('ReduceMean', x, { ...options, axes })
}

export function reduceMax(x: Value, axes: readonly number[], options?: ReduceOptions): Value {
  return reduce('ReduceMax', x, { ...options, axes })
}

/** √Σx² */
export function reduceL2(x: Value, axes: readonly number[], options?: ReduceOptions): Value {
  return reduce('ReduceL2', x, { ...options, axes })
}

/** The k largest (or smallest) along an axis, best first, and their positions (int64). */
export function topK(
  x: Value,
  k: number | Value,
  options: { axis?: number; largest?: boolean } = {},
): { values: Value; indices: Value } {
  const { axis = -1, largest = true } = options
  const count = typeof k === 'number' ? integers(x.graph, [k]) : k
  const [values, indices] = x.graph.add('TopK', {
    inputs: [x, count],
    attributes: { axis, largest: Number(largest) },
  })
  return { values: values!, indices: indices! }
}

export function transpose(x: Value, perm: readonly number[]): Value {
  return apply('Transpose', [x], { perm })
}

/**
 * `shape` holds lengths, symbols of the result (['n', 197, 64]), one −1 for "what is left", 0 for "as in x"; or is an
 * int64 value.
 */
export function reshape(x: Value, shape: readonly Dim[] | Value): Value {
  if (isValue(shape)) return apply('Reshape', [x, shape])
  return apply('Reshape', [x, integers(x.graph, reshapeNumbers(x, shape))])
}

/** Symbols as Reshape writes them: 0 where x has the same one in that place, −1 for the one that is left. */
function reshapeNumbers(x: Value, wanted: readonly Dim[]): number[] {
  const numbers = wanted.map((dim, axis) => {
    if (typeof dim === 'number') return dim
    return dim === x.shape[axis] ? 0 : -1
  })
  const resolved = wanted.map((dim, axis) => (dim === 0 ? (x.shape[axis] ?? 0) : dim))
  const free = numbers.indexOf(-1)
  const asked = wanted[free]
  const rest = quotient(product(x.shape), product(resolved.filter((_, axis) => axis !== free)))
  if (typeof asked === 'string' && rest !== asked) {
    throw new FlagreelError(
      'bad-graph',
      `Graph ${x.graph.name}: ${x.name} of shape ${formatShape(x.shape)} cannot be reshaped to ${formatShape(wanted)}.`,
    )
  }
  return numbers
}

/** x broadcast to a shape; symbols ('n') are lengths of an input's axis. */
export function expand(x: Value, shape: readonly Dim[] | Value): Value {
  return apply('Expand', [x, isValue(shape) ? shape : shapeValue(x.graph, shape)])
}

export function concat(values: readonly Value[], axis: number): Value {
  return apply('Concat', values, { axis })
}

/** Zeros before and behind one axis. */
export function pad(x: Value, options: { axis: number; before?: number; behind?: number }): Value {
  const { axis, before = 0, behind = 0 } = options
  const counts = x.shape.map((_, i) => (i === axis ? before : 0))
  const ends = x.shape.map((_, i) => (i === axis ? behind : 0))
  return apply('Pad', [x, integers(x.graph, [...counts, ...ends])])
}

/** From `start` up to but without `end`; negative positions count from the back. */
export function slice(
  x: Value,
  options: { axis: number; start?: number; end?: number; step?: number },
): Value {
  const { axis, step = 1 } = options
  const { start = step > 0 ? 0 : TO_END, end = step > 0 ? TO_END : -TO_END } = options
  const lists = [[start], [end], [axis], [step]].map((list) => integers(x.graph, list))
  return apply('Slice', [x, ...lists])
}

/** A single index drops the axis, a list keeps it, a value puts its own axes there. */
export function gather(x: Value, indices: Value | number | readonly number[], axis: number): Value {
  return apply('Gather', [x, indicesValue(x, indices)], { axis })
}

function indicesValue(x: Value, indices: Value | number | readonly number[]): Value {
  if (typeof indices === 'number') return scalar(x.graph, 'int64', indices)
  return isValue(indices) ? indices : integers(x.graph, indices)
}

/** x [b…, …] at coordinates `indices` [b…, …, k]; the first `batchDims` axes go together. */
export function gatherND(x: Value, indices: Value, options: { batchDims?: number } = {}): Value {
  return apply('GatherND', [x, indices], { batch_dims: options.batchDims ?? 0 })
}

/** x with `updates` written at the positions that `indices` give along the axis; each position at most once. */
export function scatterElements(
  x: Value,
  { indices, updates, axis }: { indices: Value; updates: Value; axis: number },
): Value {
  return apply('ScatterElements', [x, indices, updates], { axis })
}

export function unsqueeze(x: Value, axes: readonly number[]): Value {
  return apply('Unsqueeze', [x, integers(x.graph, axes)])
}

export function squeeze(x: Value, axes: readonly number[]): Value {
  return apply('Squeeze', [x, integers(x.graph, axes)])
}

/** The dimensions of x (from axis `start` up to `end`) as int64. */
export function shape(x: Value, options: { start?: number; end?: number } = {}): Value {
  return apply('Shape', [x], { start: options.start ?? 0, end: options.end ?? x.shape.length })
}

/** start, start + delta, … below limit; the bounds are scalars. */
export function range(start: Operand, limit: Operand, delta: Operand = 1): Value {
  return elementwise('Range', [start, limit, delta])
}

function isValue(candidate: Value | readonly unknown[]): candidate is Value {
  return !Array.isArray(candidate)
}
