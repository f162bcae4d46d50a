import type { DType } from '#core/nn/tensor/tensor.ts'
import { dtypeOfCode } from './data-types.ts'
import {
  ANY,
  broadcastAll,
  FLOATS,
  intAttribute,
  NUMBERS,
  type Operator,
  operand,
  required,
  sameDtype,
} from './operator.ts'

/** y[i] = f(x[i]) */
function unary(spec: string, summary: string, dtypes: readonly DType[]): Operator {
  return {
    spec,
    summary,
    inputs: [1, 1],
    attributes: {},
    infer: (call) => {
      const { dtype, shape } = operand(call, 0, dtypes)
      return [{ dtype, shape }]
    },
  }
}

/** y[i] = f(a[i], b[i], …) over broadcast shapes; one dtype in, the same or `result` out. */
function broadcasting(options: {
  spec: string
  summary: string
  dtypes: readonly DType[]
  result?: DType
  inputs?: readonly [number, number]
}): Operator {
  const { spec, summary, dtypes, result, inputs = [2, 2] } = options
  return {
    spec,
    summary,
    inputs,
    attributes: {},
    infer: (call) => {
      const operands = call.inputs.map((_, index) => operand(call, index, dtypes))
      const dtype = sameDtype(call)
      return [{ dtype: result ?? dtype, shape: broadcastAll(call, operands) }]
    },
  }
}

const MANY: readonly [number, number] = [1, Number.POSITIVE_INFINITY]

const cast: Operator = {
  spec: 'Cast-13',
  summary: 'x in another element type; float to integer truncates',
  inputs: [1, 1],
  attributes: { to: required('int') },
  infer: (call) => {
    const { shape, elements, dtype: from } = operand(call, 0, ANY)
    const dtype = dtypeOfCode(intAttribute(call, 'to'))
    if (dtype === undefined) {
      throw call.mismatch('an element type', `code ${intAttribute(call, 'to')}`)
    }
    const keeps = elements && (dtype === 'int64' || (dtype === 'int32' && from === 'int32'))
    return [keeps ? { dtype, shape, elements } : { dtype, shape }]
  },
}

const identity: Operator = {
  spec: 'Identity-16',
  summary: 'x',
  inputs: [1, 1],
  attributes: {},
  infer: (call) => [operand(call, 0, ANY)],
}

/** The specification takes all; onnxruntime's CPU has no kernel for bool and int8. */
const SELECTABLE: readonly DType[] = [...NUMBERS, 'uint8']

const where: Operator = {
  spec: 'Where-16',
  summary: 'x where the condition holds, y elsewhere',
  inputs: [3, 3],
  attributes: {},
  infer: (call) => {
    const condition = operand(call, 0, ['bool'])
    const x = operand(call, 1, SELECTABLE)
    const y = operand(call, 2, SELECTABLE)
    if (x.dtype !== y.dtype) throw call.mismatch('x and y of one type', `${x.dtype} and ${y.dtype}`)
    return [{ dtype: x.dtype, shape: broadcastAll(call, [condition, x, y]) }]
  },
}

const clip: Operator = {
  spec: 'Clip-13',
  summary: 'x limited to [min, max]; both scalars may be left out',
  inputs: [1, 3],
  attributes: {},
  infer: (call) => {
    const { dtype, shape } = operand(call, 0, [...NUMBERS, 'int8', 'uint8'])
    sameDtype(call)
    for (const bound of call.inputs.slice(1)) {
      if (bound && bound.shape.length > 0)
        throw call.mismatch('a scalar bound', `rank ${bound.shape.length}`)
    }
    return [{ dtype, shape }]
  },
}

export const ELEMENTWISE = {
  Abs: unary('Abs-13', '|x|', NUMBERS),
  Add: broadcasting({ spec: 'Add-14', summary: 'a + b', dtypes: NUMBERS }),
  And: broadcasting({ spec: 'And-7', summary: 'a ∧ b', dtypes: ['bool'] }),
  Cast: cast,
  Clip: clip,
  Div: broadcasting({ spec: 'Div-14', summary: 'a / b; integers truncate', dtypes: NUMBERS }),
  Equal: broadcasting({
    spec: 'Equal-13',
    summary: 'a = b',
    dtypes: [...NUMBERS, 'bool'],
    result: 'bool',
  }),
  Exp: unary('Exp-13', 'e^x', FLOATS),
  Greater: broadcasting({ spec: 'Greater-13', summary: 'a > b', dtypes: NUMBERS, result: 'bool' }),
  Identity: identity,
  Less: broadcasting({ spec: 'Less-13', summary: 'a < b', dtypes: NUMBERS, result: 'bool' }),
  LessOrEqual: broadcasting({
    spec: 'LessOrEqual-16',
    summary: 'a ≤ b',
    dtypes: NUMBERS,
    result: 'bool',
  }),
  Log: unary('Log-13', 'natural logarithm', FLOATS),
  Max: broadcasting({
    spec: 'Max-13',
    summary: 'largest of all inputs',
    dtypes: NUMBERS,
    inputs: MANY,
  }),
  Min: broadcasting({
    spec: 'Min-13',
    summary: 'smallest of all inputs',
    dtypes: NUMBERS,
    inputs: MANY,
  }),
  Mul: broadcasting({ spec: 'Mul-14', summary: 'a · b', dtypes: NUMBERS }),
  Neg: unary('Neg-13', '−x', NUMBERS),
  Not: unary('Not-1', '¬x', ['bool']),
  Pow: broadcasting({ spec: 'Pow-15', summary: 'a^b', dtypes: NUMBERS }),
  Round: unary('Round-11', 'nearest whole number, halves to even', FLOATS),
  Sigmoid: unary('Sigmoid-13', '1 / (1 + e^−x)', FLOATS),
  Sqrt: unary('Sqrt-13', '√x', FLOATS),
  Sub: broadcasting({ spec: 'Sub-14', summary: 'a − b', dtypes: NUMBERS }),
  Where: where,
} satisfies Record<string, Operator>
