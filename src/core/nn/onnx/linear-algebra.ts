import { type DType, formatShape } from '#core/nn/tensor/tensor.ts'
import { broadcast, type Dim } from './dims.ts'
import {
  type Call,
  describe,
  FLOATS,
  intAttribute,
  intsAttribute,
  type Operator,
  operand,
  optional,
  required,
  requireRank,
  sameDtype,
  type ValueType,
} from './operator.ts'

/** Shape of a matrix product by NumPy's rule: leading axes broadcast, a vector is a row on the left, a column on the right. */
function matMulShape(call: Call, a: ValueType, b: ValueType): readonly Dim[] {
  const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape
  const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape
  const [m, k] = left.slice(-2)
  const [k2, n] = right.slice(-2)
  const batch = broadcast(left.slice(0, -2), right.slice(0, -2))
  if (m === undefined || n === undefined || k !== k2 || batch === undefined) {
    throw call.mismatch(
      '[…, m, k] times […, k, n]',
      `${formatShape(a.shape)} times ${formatShape(b.shape)}`,
    )
  }
  return [...batch, ...(a.shape.length === 1 ? [] : [m]), ...(b.shape.length === 1 ? [] : [n])]
}

const MATRIX_TYPES: readonly DType[] = [...FLOATS, 'int32', 'int64']

const matMul: Operator = {
  spec: 'MatMul-13',
  summary: 'matrix product, leading axes broadcast',
  inputs: [2, 2],
  attributes: {},
  infer: (call) => {
    const a = operand(call, 0, MATRIX_TYPES)
    const b = operand(call, 1, MATRIX_TYPES)
    return [{ dtype: sameDtype(call), shape: matMulShape(call, a, b) }]
  },
}

const matMulInteger: Operator = {
  spec: 'MatMulInteger-10',
  summary: '(a − a₀)·(b − b₀) in int32; a₀ a scalar, b₀ a scalar or one per column',
  inputs: [2, 4],
  attributes: {},
  infer: (call) => {
    const a = operand(call, 0, ['int8', 'uint8'])
    const b = operand(call, 1, ['int8', 'uint8'])
    const [, , aZero, bZero] = call.inputs
    const shape = matMulShape(call, a, b)
    if (aZero && (aZero.dtype !== a.dtype || aZero.shape.length > 0)) {
      throw call.mismatch(`a scalar ${a.dtype} zero point`, describe(aZero))
    }
    const columns = b.shape.at(-1)!
    const fits = bZero && (bZero.shape.length === 0 || formatShape(bZero.shape) === `[${columns}]`)
    if (bZero && (bZero.dtype !== b.dtype || !fits)) {
      throw call.mismatch(`a ${b.dtype} zero point [] or [${columns}]`, describe(bZero))
    }
    return [{ dtype: 'int32', shape }]
  },
}

const gemm: Operator = {
  spec: 'Gemm-13',
  summary: 'alpha·a·b + beta·c on matrices, either transposed first',
  inputs: [2, 3],
  attributes: {
    alpha: optional('float', 1),
    beta: optional('float', 1),
    transA: optional('int', 0),
    transB: optional('int', 0),
  },
  infer: (call) => {
    const a = operand(call, 0, FLOATS)
    const b = operand(call, 1, FLOATS)
    requireRank(call, a, 2)
    requireRank(call, b, 2)
    const left = intAttribute(call, 'transA') ? a.shape.toReversed() : a.shape
    const right = intAttribute(call, 'transB') ? b.shape.toReversed() : b.shape
    const dtype = sameDtype(call)
    const shape = matMulShape(call, { dtype, shape: left }, { dtype, shape: right })
    const c = call.inputs[2]
    // c broadcasts to the product, never the other way round.
    if (c && formatShape(broadcast(c.shape, shape) ?? []) !== formatShape(shape)) {
      throw call.mismatch(`c that broadcasts to ${formatShape(shape)}`, describe(c))
    }
    return [{ dtype, shape }]
  },
}

/** Length of one spatial axis after a convolution. */
function convolvedDim(
  call: Call,
  options: Record<'kernel' | 'stride' | 'dilation' | 'padding', number> & { size: Dim },
): Dim {
  const { size, kernel, stride, dilation, padding } = options
  if (typeof size === 'string')
    throw call.mismatch('spatial axes known when the graph is built', size)
  const length = Math.floor((size + padding - dilation * (kernel - 1) - 1) / stride) + 1
  if (length < 1)
    throw call.mismatch(`an axis of at least ${kernel}`, `${size} with padding ${padding}`)
  return length
}

interface ConvWindow {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  /** Both ends of an axis together. */
  readonly padding: readonly number[]
}

/** The attributes of a convolution whose weights say what its kernel is. */
function convWindow(call: Call, kernel: readonly Dim[]): ConvWindow {
  const rank = kernel.length
  const list = (name: string, least: number, length = rank) => {
    const values = intsAttribute(call, name)
    if (values.length === length && values.every((value) => value >= least)) return values
    throw call.mismatch(`${name}: ${length} numbers from ${least}`, formatShape(values))
  }
  const sizes = list('kernel_shape', 1)
  if (formatShape(sizes) !== formatShape(kernel))
    throw call.mismatch(`kernel_shape ${formatShape(kernel)}`, formatShape(sizes))
  const pads = list('pads', 0, 2 * rank)
  return {
    kernel: sizes,
    strides: list('strides', 1),
    dilations: list('dilations', 1),
    padding: sizes.map((_, axis) => pads[axis]! + pads[axis + rank]!),
  }
}

/** No float64 kernel on onnxruntime's CPU. */
const CONVOLVABLE: readonly DType[] = ['float32', 'float16']

const conv: Operator = {
  spec: 'Conv-11',
  summary: 'convolution of x [n, c, …] with w [m, c/group, …], bias [m]',
  inputs: [2, 3],
  attributes: {
    kernel_shape: required('ints'),
    strides: required('ints'),
    pads: required('ints'),
    dilations: required('ints'),
    group: optional('int', 1),
  },
  infer: (call) => {
    const x = operand(call, 0, CONVOLVABLE)
    const w = operand(call, 1, CONVOLVABLE)
    const [batch, channels, ...spatial] = x.shape
    const [filters, perGroup, ...kernel] = w.shape
    const group = intAttribute(call, 'group')
    const wanted = `w [m, ${channels}/${group}, ${spatial.map(() => 'k').join(', ')}]`
    if (
      batch === undefined ||
      typeof filters !== 'number' ||
      typeof perGroup !== 'number' ||
      group < 1 ||
      perGroup * group !== channels ||
      filters % group !== 0 ||
      spatial.length === 0 ||
      spatial.length !== kernel.length
    ) {
      throw call.mismatch(wanted, `x ${formatShape(x.shape)}, w ${formatShape(w.shape)}`)
    }
    const bias = call.inputs[2]
    if (bias && formatShape(bias.shape) !== `[${filters}]`) {
      throw call.mismatch(`bias [${filters}]`, formatShape(bias.shape))
    }
    const { kernel: sizes, strides, dilations, padding } = convWindow(call, kernel)
    const shape = spatial.map((size, i) =>
      convolvedDim(call, {
        size,
        kernel: sizes[i]!,
        stride: strides[i]!,
        dilation: dilations[i]!,
        padding: padding[i]!,
      }),
    )
    return [{ dtype: sameDtype(call), shape: [batch, filters, ...shape] }]
  },
}

const convTranspose: Operator = {
  spec: 'ConvTranspose-11',
  summary: 'what Conv adds up, spread out again: x [n, m, …] with w [m, c, …] to [n, c, …]',
  inputs: [2, 2],
  attributes: {
    kernel_shape: required('ints'),
    strides: required('ints'),
    pads: required('ints'),
    dilations: required('ints'),
    output_padding: required('ints'),
  },
  infer: (call) => {
    const x = operand(call, 0, ['float32'])
    const w = operand(call, 1, ['float32'])
    const [batch, filters, ...spatial] = x.shape
    const [inputs, channels, ...kernel] = w.shape
    if (batch === undefined || channels === undefined || inputs !== filters || kernel.length === 0)
      throw call.mismatch(
        `w [${filters}, c, k, …]`,
        `x ${formatShape(x.shape)}, w ${formatShape(w.shape)}`,
      )
    const { kernel: sizes, strides, dilations, padding } = convWindow(call, kernel)
    const extra = intsAttribute(call, 'output_padding')
    const shape = spatial.map((size, i) => {
      if (typeof size === 'string')
        throw call.mismatch('spatial axes known when the graph is built', size)
      const reach = dilations[i]! * (sizes[i]! - 1) + 1
      return (size - 1) * strides[i]! + reach - padding[i]! + (extra[i] ?? 0)
    })
    if (shape.length !== kernel.length || shape.some((length) => length < 1))
      throw call.mismatch('a result with something in it', formatShape(shape))
    return [{ dtype: x.dtype, shape: [batch, channels, ...shape] }]
  },
}

export const LINEAR_ALGEBRA = {
  Conv: conv,
  ConvTranspose: convTranspose,
  Gemm: gemm,
  MatMul: matMul,
  MatMulInteger: matMulInteger,
} satisfies Record<string, Operator>
