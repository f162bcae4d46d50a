import { type DType, formatShape } from '#core/nn/tensor/tensor.ts'
import type { Dim } from './dims.ts'
import {
  axisOf,
  FLOATS,
  intAttribute,
  knownNumbers,
  NUMBERS,
  type Operator,
  operand,
  optional,
  required,
  sameDtype,
} from './operator.ts'

/** Over the axes named by the second input; since opset 18 every Reduce operator takes them as an input. */
function reduction(spec: string, summary: string, dtypes: readonly DType[]): Operator {
  return {
    spec,
    summary,
    inputs: [2, 2],
    attributes: { keepdims: optional('int', 1) },
    infer: (call) => {
      const { dtype, shape } = operand(call, 0, dtypes)
      const axes = knownNumbers(call, 1, 'axes').map((axis) => axisOf(call, axis, shape.length))
      if (axes.length === 0 || new Set(axes).size < axes.length) {
        throw call.mismatch('at least one axis, each once', formatShape(axes))
      }
      const kept = shape.map((dim, axis): Dim => (axes.includes(axis) ? 1 : dim))
      const keeps = intAttribute(call, 'keepdims') !== 0
      return [{ dtype, shape: keeps ? kept : shape.filter((_, axis) => !axes.includes(axis)) }]
    },
  }
}

const softmax: Operator = {
  spec: 'Softmax-13',
  summary: 'e^x / Σ e^x along one axis',
  inputs: [1, 1],
  attributes: { axis: required('int') },
  infer: (call) => {
    const { dtype, shape } = operand(call, 0, FLOATS)
    axisOf(call, intAttribute(call, 'axis'), shape.length)
    return [{ dtype, shape }]
  },
}

const layerNormalization: Operator = {
  spec: 'LayerNormalization-17',
  summary: '(x − mean) / √(variance + epsilon) · scale + bias over the axes from `axis` on',
  inputs: [2, 3],
  attributes: { axis: optional('int', -1), epsilon: required('float') },
  infer: (call) => {
    const x = operand(call, 0, FLOATS)
    const dtype = sameDtype(call)
    const axis = axisOf(call, intAttribute(call, 'axis'), x.shape.length)
    const normalised = x.shape.slice(axis)
    for (const [index, input] of call.inputs.entries()) {
      if (index === 0 || !input) continue
      if (formatShape(input.shape) !== formatShape(normalised)) {
        throw call.mismatch(`scale and bias ${formatShape(normalised)}`, formatShape(input.shape))
      }
    }
    return [{ dtype, shape: x.shape }]
  },
}

const topK: Operator = {
  spec: 'TopK-11',
  summary: 'the k largest (or smallest) along an axis and their positions',
  inputs: [2, 2],
  attributes: {
    axis: optional('int', -1),
    largest: optional('int', 1),
    sorted: optional('int', 1),
  },
  infer: (call) => {
    const { dtype, shape } = operand(call, 0, ['float32', 'float64', 'int32', 'int64'])
    const counts = operand(call, 1, ['int64'])
    const axis = axisOf(call, intAttribute(call, 'axis'), shape.length)
    const k = counts.elements?.[0]
    if (formatShape(counts.shape) !== '[1]' || k === undefined) {
      throw call.mismatch('k as one known int64 [1]', formatShape(counts.shape))
    }
    const size = shape[axis]!
    if (typeof size === 'number' && typeof k === 'number' && (k < 1 || k > size)) {
      throw call.mismatch(`k from 1 to ${size}`, String(k))
    }
    const taken = shape.with(axis, k)
    return [
      { dtype, shape: taken },
      { dtype: 'int64', shape: taken },
    ]
  },
}

export const REDUCTIONS = {
  LayerNormalization: layerNormalization,
  ReduceL2: reduction('ReduceL2-18', '√Σx² over axes', FLOATS),
  ReduceMax: reduction('ReduceMax-18', 'largest over axes', [...NUMBERS, 'int8', 'uint8']),
  ReduceMean: reduction('ReduceMean-18', 'mean over axes', FLOATS),
  ReduceSum: reduction('ReduceSum-13', 'sum over axes', NUMBERS),
  Softmax: softmax,
  TopK: topK,
} satisfies Record<string, Operator>
