import type { Value } from '#core/nn/onnx/graph.ts'
import type { OperatorName } from '#core/nn/onnx/operators.ts'
import {
  concat,
  convTranspose,
  matMul,
  pad,
  reduceSum,
  reshape,
  slice,
  transpose,
} from '#core/nn/onnx/ops.ts'
import type { Backward, GradientRule } from './rule.ts'
import { sumTo } from './rule.ts'

/** Y = A·B: ∂A = G·Bᵀ, ∂B = Aᵀ·G, summed over the leading axes that were repeated. */
const matrixProduct: GradientRule = ({ inputs: [a, b], g, refuse }) => {
  if (a!.shape.length < 2 || b!.shape.length < 2) throw refuse('a product with a vector')
  const isLayer = a!.shape.length > 2 && b!.shape.length === 2
  return [
    () => sumTo(matMul(g, swapped(b!)), a!),
    // One product over all rows, where a batch of them would be summed afterwards.
    () => (isLayer ? matMul(swapped(asRows(a!)), asRows(g)) : sumTo(matMul(swapped(a!), g), b!)),
  ]
}

/** The last two axes exchanged. */
function swapped(x: Value): Value {
  const rank = x.shape.length
  const leading = Array.from({ length: rank - 2 }, (_, axis) => axis)
  return transpose(x, [...leading, rank - 1, rank - 2])
}

/** [..., k] → [rows, k] */
function asRows(x: Value): Value {
  return x.shape.length === 2 ? x : reshape(x, [-1, x.shape.at(-1)!])
}

interface ConvWindow {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  readonly pads: readonly number[]
}

const convolution: GradientRule = (node) => {
  const { inputs, attributes, g, refuse } = node
  const [x, w] = inputs as [Value, Value]
  if (attributes.group !== 1) throw refuse('a convolution in groups')
  const window = {
    kernel: attributes.kernel_shape as readonly number[],
    strides: attributes.strides as readonly number[],
    dilations: attributes.dilations as readonly number[],
    pads: attributes.pads as readonly number[],
  }
  const spatial = x.shape.slice(2).map(Number)
  const rows = spatial.map((_, i) => i + 2)
  return [
    () => convTranspose(g, w, { ...window, spatial }),
    () => kernelGradient(node, window),
    () => reduceSum(g, [0, ...rows]),
  ]
}

/**
 * A weight at kernel offset k met, at each output position, the input at that offset: ∂W = Σ over images of G·Xₖᵀ.
 * g [n, m, …] and x [n, c, …] → [m, c, k…]
 */
function kernelGradient({ inputs, g }: Backward, window: ConvWindow): Value {
  const [x, w] = inputs as [Value, Value]
  const [m, c] = w.shape as [number, number]
  const steps = g.shape.slice(2).map(Number)
  const places = steps.reduce((product, length) => product * length, 1)
  const padded = window.kernel.reduce((value, _, i) => padAxis(value, i, window.pads), x)
  const met = offsets(window.kernel).map((offset) =>
    reshape(inputAt(padded, { offset, steps, window }), [0, c, places]),
  ) // for each of K offsets [n, c, P]
  const columns = concat(met, 1) // [n, K·c, P]
  const products = matMul(reshape(g, [0, m, places]), transpose(columns, [0, 2, 1])) // [n, m, K·c]
  const perOffset = reshape(reduceSum(products, [0]), [m, met.length, c])
  return reshape(transpose(perOffset, [0, 2, 1]), w.shape)
}

function padAxis(x: Value, i: number, pads: readonly number[]): Value {
  const before = pads[i]!
  const behind = pads[i + pads.length / 2]!
  return before + behind === 0 ? x : pad(x, { axis: i + 2, before, behind })
}

/** Every position inside a kernel, in row-major order. */
function offsets(kernel: readonly number[]): number[][] {
  return kernel.reduce<number[][]>(
    (all, size) => all.flatMap((at) => Array.from({ length: size }, (_, i) => [...at, i])),
    [[]],
  )
}

/** What the weight at `offset` sees at each of the output's `steps`. */
function inputAt(
  padded: Value,
  at: {
    readonly offset: readonly number[]
    readonly steps: readonly number[]
    readonly window: ConvWindow
  },
): Value {
  return at.offset.reduce((x, offset, i) => {
    const step = at.window.strides[i]!
    const start = offset * at.window.dilations[i]!
    return slice(x, { axis: i + 2, start, end: start + (at.steps[i]! - 1) * step + 1, step })
  }, padded)
}

export const LINEAR_ALGEBRA_RULES = {
  Conv: convolution,
  MatMul: matrixProduct,
} satisfies Partial<Record<OperatorName, GradientRule>>
