import { integers } from '#core/nn/onnx/constants.ts'
import type { Value } from '#core/nn/onnx/graph.ts'
import type { OperatorName } from '#core/nn/onnx/operators.ts'
import {
  add,
  cast,
  equal,
  less,
  matMul,
  reshape,
  transpose,
  unsqueeze,
  where,
} from '#core/nn/onnx/ops.ts'
import { axisOf } from './axes.ts'
import type { GradientRule } from './rule.ts'

/**
 * Rows of a table [V, …] picked by index: each row gets the sum of what its uses got. As a product with one-hot rows,
 * which adds in a fixed order however many threads there are.
 */
const gather: GradientRule = ({ inputs: [table, indices], attributes, g, refuse }) => {
  const [rows, ...rest] = table!.shape
  if (axisOf(attributes.axis, table!.shape.length) !== 0 || typeof rows !== 'number')
    throw refuse('picking along another axis than a first one of known length')
  const width = rest.reduce<number>((product, dim) => product * Number(dim), 1)
  if (Number.isNaN(width)) throw refuse('a table with rows of unknown length')
  return [
    () => {
      const uses = reshape(g, [-1, width]) // [uses, width]
      const oneHot = cast(isRow(reshape(indices!, [-1]), rows), g.dtype) // [uses, V]
      return reshape(matMul(transpose(oneHot, [1, 0]), uses), table!.shape)
    },
  ]
}

/** One row of each batch entry: x [b, n, …] at indices [b, 1]. */
const gatherND: GradientRule = ({ inputs: [x, indices], attributes, g, refuse }) => {
  const rows = x!.shape[1]
  const isOneRowEach = attributes.batch_dims === 1 && indices!.shape.length === 2
  if (!isOneRowEach || indices!.shape[1] !== 1 || typeof rows !== 'number')
    throw refuse('picking anything but one row of each batch entry')
  const rest = x!.shape.slice(2).map((_, i) => i + 2)
  return [
    () => {
      const isPicked = isRow(reshape(indices!, [-1]), rows) // [b, n]
      return where(rest.length > 0 ? unsqueeze(isPicked, rest) : isPicked, unsqueeze(g, [1]), 0)
    },
  ]
}

/** Which of n rows each index means, negative ones counted from the back. [u] → bool [u, n] */
function isRow(indices: Value, rows: number): Value {
  const all = integers(
    indices.graph,
    Array.from({ length: rows }, (_, i) => i),
  )
  const wanted = cast(indices, 'int64')
  const counted = where(less(wanted, 0), add(wanted, rows), wanted)
  return equal(unsqueeze(counted, [1]), unsqueeze(all, [0]))
}

export const INDEXING_RULES = {
  Gather: gather,
  GatherND: gatherND,
} satisfies Partial<Record<OperatorName, GradientRule>>
