import { FlagreelError } from '#contract/errors.ts'
import { float32ToFloat16 } from '#core/nn/tensor/float16.ts'
import { type DType, formatShape, type TensorData, tensor } from '#core/nn/tensor/tensor.ts'
import type { Dim } from './dims.ts'
import type { Graph, Value } from './graph.ts'

/** What an operator function takes where a plain number will do. */
export type Operand = Value | number

export function graphOf(operands: readonly (Operand | undefined)[]): Graph {
  const value = operands.find((operand) => typeof operand === 'object')
  if (value) return value.graph
  throw new FlagreelError('bad-graph', 'An operator needs at least one value, found only numbers.')
}

/** Numbers become scalar constants of the element type that the values beside them have (float32 when there is none). */
export function lift(graph: Graph, operands: readonly Operand[], dtype?: DType): Value[] {
  const beside = operands.find((operand) => typeof operand === 'object')?.dtype
  return operands.map((operand) =>
    typeof operand === 'number' ? scalar(graph, dtype ?? beside ?? 'float32', operand) : operand,
  )
}

export function scalar(graph: Graph, dtype: DType, value: number): Value {
  return graph.constant(tensor(dtype, [], dataOf(dtype, value)))
}

/** A list of int64: what axes, shapes and positions are. */
export function integers(graph: Graph, values: readonly number[]): Value {
  return graph.constant(
    tensor(
      'int64',
      [values.length],
      BigInt64Array.from(values, (value) => BigInt(whole(value, 'int64'))),
    ),
  )
}

/**
 * The length of a symbolic axis while the graph runs, int64 [1], taken from the input that declares it.
 * Throws `bad-graph` when no input has an axis of just that name.
 */
function symbolLength(graph: Graph, symbol: string): Value {
  for (const input of graph.inputs) {
    const axis = input.shape.indexOf(symbol)
    if (axis < 0) continue
    return graph.add('Shape', { inputs: [input], attributes: { start: axis, end: axis + 1 } })[0]!
  }
  throw new FlagreelError(
    'bad-graph',
    `Graph ${graph.name}: no input has an axis named ${symbol} (inputs: ${graph.inputs
      .map((input) => `${input.name} ${formatShape(input.shape)}`)
      .join(', ')}).`,
  )
}

/** A shape as an int64 value; symbolic lengths are read from the inputs. */
export function shapeValue(graph: Graph, dims: readonly Dim[]): Value {
  const numbers = dims.filter((dim) => typeof dim === 'number')
  if (numbers.length === dims.length) return integers(graph, numbers)
  const parts = dims.map((dim) =>
    typeof dim === 'number' ? integers(graph, [dim]) : symbolLength(graph, dim),
  )
  return graph.add('Concat', { inputs: parts, attributes: { axis: 0 } })[0]!
}

function dataOf(dtype: DType, value: number): TensorData {
  switch (dtype) {
    case 'float32':
      return Float32Array.of(value)
    case 'float64':
      return Float64Array.of(value)
    case 'float16':
      return float32ToFloat16(Float32Array.of(value))
    case 'int64':
      return BigInt64Array.of(BigInt(whole(value, dtype)))
    case 'int32':
      return Int32Array.of(whole(value, dtype))
    case 'int8':
      return Int8Array.of(whole(value, dtype))
    case 'uint8':
      return Uint8Array.of(whole(value, dtype))
    case 'bool':
      return Uint8Array.of(value === 0 ? 0 : 1)
  }
}

const INTEGER_RANGES = {
  int64: [-(2 ** 63), 2 ** 62],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int8: [-128, 127],
  uint8: [0, 255],
} as const

function whole(value: number, dtype: keyof typeof INTEGER_RANGES): number {
  const [least, most] = INTEGER_RANGES[dtype]
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new FlagreelError('bad-graph', `${value} cannot be a constant of type ${dtype}.`)
}
