import { formatShape } from '#core/nn/tensor/tensor.ts'
import { type Dim, sum } from './dims.ts'
import {
  ANY,
  axisOf,
  type Call,
  intAttribute,
  knownNumbers,
  type Operator,
  operand,
  optional,
  required,
  requireRank,
  sameDtype,
  withElements,
} from './operator.ts'

interface Span {
  readonly start: number
  readonly end: number
  readonly step: number
}

/** Positions that a slice takes from an axis of `size`, with NumPy's clamping. */
function slicePositions(size: number, { start, end, step }: Span): number[] {
  const clamp = (at: number) => {
    const from = at < 0 ? at + size : at
    return step > 0 ? Math.min(Math.max(from, 0), size) : Math.min(Math.max(from, -1), size - 1)
  }
  const positions: number[] = []
  const stop = clamp(end)
  for (let at = clamp(start); step > 0 ? at < stop : at > stop; at += step) positions.push(at)
  return positions
}

/** Length of a slice of a symbolic axis: only "all but the first `start`" can be told. */
function symbolicSlice(call: Call, size: string, { start, end, step }: Span): Dim {
  if (start < 0 || step !== 1 || end < Number.MAX_SAFE_INTEGER) {
    throw call.mismatch(
      `a slice of the symbolic axis ${size} that goes from a known start to its end`,
      `${start}:${end}:${step}`,
    )
  }
  return start === 0 ? size : sum([size, -start])
}

const slice: Operator = {
  spec: 'Slice-13',
  summary: 'from start to end by step along axes; negative positions count from the back',
  inputs: [5, 5],
  attributes: {},
  infer: (call) => {
    const x = operand(call, 0, ANY)
    const starts = knownNumbers(call, 1, 'starts')
    const ends = knownNumbers(call, 2, 'ends')
    const axes = knownNumbers(call, 3, 'axes')
    const steps = knownNumbers(call, 4, 'steps')
    if (new Set([starts.length, ends.length, axes.length, steps.length]).size > 1) {
      throw call.mismatch('a start, end and step for every axis', formatShape(axes))
    }
    const shape = [...x.shape]
    let elements = x.shape.length === 1 ? x.elements : undefined
    for (const [i, requested] of axes.entries()) {
      const axis = axisOf(call, requested, shape.length)
      const span = { start: starts[i]!, end: ends[i]!, step: steps[i]! }
      if (span.step === 0) throw call.mismatch('steps other than 0', formatShape(steps))
      const size = shape[axis]!
      if (typeof size === 'string') {
        shape[axis] = symbolicSlice(call, size, span)
        continue
      }
      const positions = slicePositions(size, span)
      if (positions.length === 0) {
        throw call.mismatch(
          `a slice that keeps something of axis ${axis}`,
          `${span.start}:${span.end}:${span.step} of ${size}`,
        )
      }
      shape[axis] = positions.length
      elements = elements && positions.map((at) => elements![at]!)
    }
    return [withElements({ dtype: x.dtype, shape }, elements)]
  },
}

const gather: Operator = {
  spec: 'Gather-13',
  summary: 'slices of x along an axis, picked by index; negative indices count from the back',
  inputs: [2, 2],
  attributes: { axis: optional('int', 0) },
  infer: (call) => {
    const x = operand(call, 0, ANY)
    const indices = operand(call, 1, ['int64', 'int32'])
    const axis = axisOf(call, intAttribute(call, 'axis'), x.shape.length)
    const size = x.shape[axis]!
    const known = indices.elements
    const outside = known?.find(
      (at) => typeof at === 'number' && typeof size === 'number' && (at < -size || at >= size),
    )
    if (outside !== undefined)
      throw call.mismatch(`indices within axis ${axis} of ${size}`, String(outside))
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]
    const elements = x.shape.length === 1 ? x.elements : undefined
    const picked =
      elements && known?.map((at) => (typeof at === 'number' ? elements.at(at) : undefined))
    const all = picked?.every((dim) => dim !== undefined) ? picked : undefined
    return [withElements({ dtype: x.dtype, shape }, all)]
  },
}

const gatherND: Operator = {
  spec: 'GatherND-13',
  summary:
    'slices of x [b…, …] at coordinates indices [b…, …, k]; the first batch_dims axes go together',
  inputs: [2, 2],
  attributes: { batch_dims: optional('int', 0) },
  infer: (call) => {
    const x = operand(call, 0, ANY)
    const indices = operand(call, 1, ['int64'])
    const batch = intAttribute(call, 'batch_dims')
    const depth = indices.shape.at(-1)
    if (
      typeof depth !== 'number' ||
      batch < 0 ||
      batch >= Math.min(x.shape.length, indices.shape.length) ||
      depth > x.shape.length - batch ||
      x.shape.slice(0, batch).some((dim, axis) => dim !== indices.shape[axis])
    ) {
      throw call.mismatch(
        `indices […, k] with k ≤ ${x.shape.length - batch} and the same first ${batch} axes`,
        `x ${formatShape(x.shape)}, indices ${formatShape(indices.shape)}`,
      )
    }
    const shape = [...indices.shape.slice(0, -1), ...x.shape.slice(batch + depth)]
    return [{ dtype: x.dtype, shape }]
  },
}

const shape: Operator = {
  spec: 'Shape-15',
  summary: 'the dimensions of x from axis start to end, as int64',
  inputs: [1, 1],
  attributes: { start: required('int'), end: required('int') },
  infer: (call) => {
    const x = operand(call, 0, ANY)
    const dims = x.shape.slice(intAttribute(call, 'start'), intAttribute(call, 'end'))
    return [{ dtype: 'int64', shape: [dims.length], elements: dims }]
  },
}

const range: Operator = {
  spec: 'Range-11',
  summary: 'start, start + delta, … below limit',
  inputs: [3, 3],
  attributes: {},
  infer: (call) => {
    const types = call.inputs.map((_, i) =>
      operand(call, i, ['float32', 'float64', 'int32', 'int64']),
    )
    for (const type of types) requireRank(call, type, 0)
    const dtype = sameDtype(call)
    const [start, limit, delta] = types.map((type) => type.elements?.[0])
    if (typeof start === 'number' && typeof limit === 'number' && typeof delta === 'number') {
      const length = Math.ceil((limit - start) / delta)
      if (!Number.isSafeInteger(length) || length < 1)
        throw call.mismatch('a range that is not empty', `${start}:${limit}:${delta}`)
      return [{ dtype, shape: [length] }]
    }
    if (start === 0 && delta === 1 && limit !== undefined) return [{ dtype, shape: [limit] }]
    throw call.mismatch(
      'integer bounds known when the graph is built, or 0 to a symbolic length by 1',
      `${start}:${limit}:${delta}`,
    )
  },
}

const scatterElements: Operator = {
  spec: 'ScatterElements-18',
  summary:
    'x with updates written at the positions that indices give along one axis, each position once',
  inputs: [3, 3],
  attributes: { axis: required('int') },
  infer: (call) => {
    const { dtype, shape } = operand(call, 0, ANY)
    const indices = operand(call, 1, ['int64', 'int32'])
    const updates = operand(call, 2, ANY)
    axisOf(call, intAttribute(call, 'axis'), shape.length)
    if (
      updates.dtype !== dtype ||
      indices.shape.length !== shape.length ||
      formatShape(indices.shape) !== formatShape(updates.shape)
    ) {
      throw call.mismatch(
        `indices and ${dtype} updates of one shape, of rank ${shape.length}`,
        `indices ${formatShape(indices.shape)}, updates ${updates.dtype} ${formatShape(updates.shape)}`,
      )
    }
    return [{ dtype, shape }]
  },
}

export const INDEXING = {
  Gather: gather,
  GatherND: gatherND,
  Range: range,
  ScatterElements: scatterElements,
  Shape: shape,
  Slice: slice,
} satisfies Record<string, Operator>
