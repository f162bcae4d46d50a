import { type DType, formatShape } from '#core/nn/tensor/tensor.ts'
import { broadcast, type Dim, product, quotient, sum } from './dims.ts'
import {
  ANY,
  axisOf,
  describe,
  intAttribute,
  intsAttribute,
  knownNumbers,
  type Operator,
  operand,
  required,
  sameDtype,
  type ValueType,
  withElements,
} from './operator.ts'

const transpose: Operator = {
  spec: 'Transpose-13',
  summary: 'axes in the order of perm',
  inputs: [1, 1],
  attributes: { perm: required('ints') },
  infer: (call) => {
    const x = operand(call, 0, ANY)
    const perm = intsAttribute(call, 'perm')
    const sorted = [...perm].sort((a, b) => a - b)
    if (perm.length !== x.shape.length || sorted.some((axis, i) => axis !== i)) {
      throw call.mismatch(`a permutation of ${x.shape.length} axes`, formatShape(perm))
    }
    return [{ dtype: x.dtype, shape: perm.map((axis) => x.shape[axis]!) }]
  },
}

const reshape: Operator = {
  spec: 'Reshape-14',
  summary: 'the same elements in another shape; 0 copies a dimension, one −1 takes what is left',
  inputs: [2, 2],
  attributes: {},
  infer: (call) => {
    const { dtype, shape, elements } = operand(call, 0, ANY)
    const wanted = operand(call, 1, ['int64']).elements
    if (wanted === undefined) {
      throw call.mismatch('a shape known when the graph is built', describe(call.inputs[1]!))
    }
    const found = `${formatShape(shape)} to ${formatShape(wanted)}`
    const copied = wanted.map((dim, axis) => (dim === 0 ? shape[axis] : dim))
    const known = copied.filter((dim) => dim !== undefined && dim !== -1)
    const rest = quotient(product(shape), product(known as Dim[]))
    const missing = copied.length - known.length
    const free = copied.filter((dim) => dim === -1).length
    const invalid = wanted.some((dim) => typeof dim === 'number' && dim < -1)
    if (
      invalid ||
      missing !== free ||
      free > 1 ||
      rest === undefined ||
      (free === 0 && rest !== 1)
    ) {
      throw call.mismatch('a shape with the same number of elements', found)
    }
    const result = copied.map((dim) => (dim === -1 ? rest : dim!))
    return [withElements({ dtype, shape: result }, elements)]
  },
}

const concat: Operator = {
  spec: 'Concat-13',
  summary: 'inputs joined along one axis',
  inputs: [1, Number.POSITIVE_INFINITY],
  attributes: { axis: required('int') },
  infer: (call) => {
    const parts = call.inputs.map((_, index) => operand(call, index, ANY))
    const [first] = parts as [ValueType]
    const axis = axisOf(call, intAttribute(call, 'axis'), first.shape.length)
    const frame = formatShape(first.shape.with(axis, 0))
    if (
      parts.some(
        ({ shape }) =>
          shape.length !== first.shape.length || formatShape(shape.with(axis, 0)) !== frame,
      )
    ) {
      throw call.mismatch(
        `shapes equal but for axis ${axis}`,
        parts.map((part) => formatShape(part.shape)).join(', '),
      )
    }
    const shape = first.shape.with(axis, sum(parts.map((part) => part.shape[axis]!)))
    const known = parts.every((part) => part.elements) && first.shape.length === 1
    const elements = known ? parts.flatMap((part) => part.elements!) : undefined
    return [withElements({ dtype: sameDtype(call), shape }, elements)]
  },
}

const unsqueeze: Operator = {
  spec: 'Unsqueeze-13',
  summary: 'axes of length 1 put in, positions counted in the result',
  inputs: [2, 2],
  attributes: {},
  infer: (call) => {
    const x = operand(call, 0, ANY)
    const requested = knownNumbers(call, 1, 'axes')
    const rank = x.shape.length + requested.length
    const axes = new Set(requested.map((axis) => axisOf(call, axis, rank)))
    if (axes.size < requested.length) throw call.mismatch('each axis once', formatShape(requested))
    const rest = [...x.shape]
    const shape = Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : rest.shift()!))
    return [withElements({ dtype: x.dtype, shape }, x.elements)]
  },
}

const squeeze: Operator = {
  spec: 'Squeeze-13',
  summary: 'axes of length 1 taken out',
  inputs: [2, 2],
  attributes: {},
  infer: (call) => {
    const x = operand(call, 0, ANY)
    const axes = knownNumbers(call, 1, 'axes').map((axis) => axisOf(call, axis, x.shape.length))
    for (const axis of axes) {
      if (x.shape[axis] !== 1) throw call.mismatch(`axis ${axis} of length 1`, describe(x))
    }
    const shape = x.shape.filter((_, axis) => !axes.includes(axis))
    return [withElements({ dtype: x.dtype, shape }, x.elements)]
  },
}

const expand: Operator = {
  spec: 'Expand-13',
  summary: 'x broadcast to a shape',
  inputs: [2, 2],
  attributes: {},
  infer: (call) => {
    const x = operand(call, 0, ANY)
    const wanted = operand(call, 1, ['int64']).elements
    if (wanted === undefined) {
      throw call.mismatch('a shape known when the graph is built', describe(call.inputs[1]!))
    }
    const shape = broadcast(x.shape, wanted)
    if (!shape || wanted.some((dim) => typeof dim === 'number' && dim < 1)) {
      throw call.mismatch(`a shape that ${formatShape(x.shape)} broadcasts to`, formatShape(wanted))
    }
    return [{ dtype: x.dtype, shape }]
  },
}

/** No float16 kernel on onnxruntime's CPU. */
const PADDABLE: readonly DType[] = ['float32', 'float64', 'int32', 'int64']

const pad: Operator = {
  spec: 'Pad-18',
  summary:
    'x with a constant (zero when left out) before and behind each axis; pads is all the starts, then all the ends',
  inputs: [2, 3],
  attributes: {},
  infer: (call) => {
    const x = operand(call, 0, PADDABLE)
    const pads = knownNumbers(call, 1, 'pads')
    const rank = x.shape.length
    if (pads.length !== 2 * rank || pads.some((count) => count < 0))
      throw call.mismatch(`${2 * rank} counts from 0`, formatShape(pads))
    const constant = call.inputs[2]
    if (constant && (constant.dtype !== x.dtype || constant.shape.length > 0))
      throw call.mismatch(`a scalar ${x.dtype}`, describe(constant))
    const shape = x.shape.map((dim, axis) => {
      const added = pads[axis]! + pads[axis + rank]!
      return added === 0 ? dim : sum([dim, added])
    })
    return [{ dtype: x.dtype, shape }]
  },
}

export const MOVEMENT = {
  Concat: concat,
  Expand: expand,
  Pad: pad,
  Reshape: reshape,
  Squeeze: squeeze,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
} satisfies Record<string, Operator>
