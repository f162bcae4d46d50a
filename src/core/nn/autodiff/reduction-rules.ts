import type { Value } from '#core/nn/onnx/graph.ts'
import type { OperatorName } from '#core/nn/onnx/operators.ts'
import {
  add,
  cast,
  div,
  equal,
  expand,
  max,
  mul,
  reduceMean,
  reduceSum,
  scatterElements,
  sqrt,
  sub,
  unsqueeze,
} from '#core/nn/onnx/ops.ts'
import { axesOf, axisOf } from './axes.ts'
import { type Backward, type GradientRule, zerosLike } from './rule.ts'

interface Reduction {
  readonly x: Value
  readonly axes: readonly number[]
  /** The result and its gradient, reduced axes kept with length 1. */
  readonly y: Value
  readonly g: Value
  readonly refuse: Backward['refuse']
}

function reduction(rule: (node: Reduction) => Value): GradientRule {
  return ({ inputs: [x, axesInput], outputs: [y], attributes, g, refuse }) => {
    const axes = axesOf(axesInput!, x!.shape.length)
    const keep = (value: Value) => (attributes.keepdims === 0 ? unsqueeze(value, axes) : value)
    return [() => rule({ x: x!, axes, y: keep(y!), g: keep(g), refuse })]
  }
}

function meanRule({ x, axes, g, refuse }: Reduction): Value {
  const count = axes.reduce((product, axis) => product * Number(x.shape[axis]), 1)
  if (Number.isNaN(count)) throw refuse('a mean over an axis of unknown length')
  return expand(div(g, count), x.shape)
}

/** Equal maxima share it. */
function maxRule({ x, axes, y, g }: Reduction): Value {
  const isMax = cast(equal(x, y), x.dtype)
  return mul(div(g, reduceSum(isMax, axes, { keepDims: true })), isMax)
}

/** y·(g − Σ g·y) */
const softmax: GradientRule = ({ outputs: [y], attributes, g }) => [
  () => {
    const axis = axisOf(attributes.axis, g.shape.length)
    return mul(y!, sub(g, reduceSum(mul(g, y!), [axis], { keepDims: true })))
  },
]

/** Ba, Kiros and Hinton 2016, Layer Normalization: with n = (x − mean) / deviation, y = n·scale + bias. */
const layerNormalization: GradientRule = ({ inputs: [x, scale], attributes, g, refuse }) => {
  const rank = x!.shape.length
  if (axisOf(attributes.axis, rank) !== rank - 1)
    throw refuse('a norm over more than the last axis')
  const over = (value: Value) => reduceMean(value, [-1], { keepDims: true })
  const centred = () => sub(x!, over(x!))
  const deviation = (c: Value) => sqrt(add(over(mul(c, c)), Number(attributes.epsilon)))
  const rows = Array.from({ length: rank - 1 }, (_, axis) => axis)
  return [
    () => {
      const c = centred()
      const s = deviation(c)
      const n = div(c, s)
      const gn = mul(g, scale!)
      return div(sub(sub(gn, over(gn)), mul(n, over(mul(gn, n)))), s)
    },
    () => {
      const c = centred()
      return reduceSum(mul(g, div(c, deviation(c))), rows)
    },
    () => reduceSum(g, rows),
  ]
}

/** Only what was taken counts, at its place. */
const topK: GradientRule = ({ inputs: [x], outputs: [, indices], attributes, g }) => [
  () =>
    scatterElements(zerosLike(x!), {
      indices: indices!,
      updates: g,
      axis: Number(attributes.axis),
    }),
]

export const REDUCTION_RULES = {
  LayerNormalization: layerNormalization,
  // A zero row has no direction: no slope, as PyTorch.
  ReduceL2: reduction(({ x, y, g }) => mul(x, div(g, max(y, 1e-30)))),
  ReduceMax: reduction(maxRule),
  ReduceMean: reduction(meanRule),
  ReduceSum: reduction(({ x, g }) => expand(g, x.shape)),
  Softmax: softmax,
  TopK: topK,
} satisfies Partial<Record<OperatorName, GradientRule>>
