import type { FlagreelError } from '#contract/errors.ts'
import { scalar } from '#core/nn/onnx/constants.ts'
import type { Value } from '#core/nn/onnx/graph.ts'
import type { Attributes } from '#core/nn/onnx/operator.ts'
import { expand, reduceSum, squeeze } from '#core/nn/onnx/ops.ts'

/** One node on the way back from the loss. */
export interface Backward {
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly attributes: Attributes
  /** ∂loss/∂(first output), of its shape. No operator of the table has a second output that a loss can depend on. */
  readonly g: Value
  /** The error to throw when a form of the operator has no derivative here; it names the operator. */
  refuse(what: string): FlagreelError
}

/**
 * ∂loss/∂input for every input of an operator. Written as functions, because only those are called whose result something
 * needs; left out where there is no derivative (indices, conditions).
 */
export type GradientRule = (node: Backward) => readonly ((() => Value) | undefined)[]

/** Sums what broadcasting had repeated: a gradient of the broadcast shape → one of x's shape. */
export function sumTo(g: Value, x: Value): Value {
  const added = g.shape.length - x.shape.length
  const leading = Array.from({ length: added }, (_, axis) => axis)
  const stretched = x.shape.flatMap((dim, axis) =>
    dim === 1 && g.shape[axis + added] !== 1 ? [axis + added] : [],
  )
  const axes = [...leading, ...stretched]
  if (axes.length === 0) return g
  const summed = reduceSum(g, axes, { keepDims: true })
  return added === 0 ? summed : squeeze(summed, leading)
}

export function zerosLike(x: Value): Value {
  const zero = scalar(x.graph, x.dtype, 0)
  return x.shape.length === 0 ? zero : expand(zero, x.shape)
}
