import type { Value } from '#core/nn/onnx/graph.ts'
import * as op from '#core/nn/onnx/ops.ts'
import { isFloat, type OperatorCase } from './operator-case.ts'
import { zip } from './plain.ts'

const POSITIVE = [0.125, 0.5, 1, 2, 3, 8]
const NON_ZERO = [1, 2, -3, 4, -5, 2]

function unary(
  build: (x: Value) => Value,
  f: (x: number) => number,
  data?: readonly number[],
): OperatorCase[] {
  const input = { dims: [['n', 2], 3] as const, ...(data && { data }) }
  return [
    {
      title: 'on [n, 3]',
      inputs: { x: input },
      build: ({ x }) => build(x!),
      expected: ({ x }) => zip(f, x!),
    },
  ]
}

function binary(
  build: (a: Value, b: Value) => Value,
  f: (a: number, b: number) => number,
  data?: readonly number[],
): OperatorCase[] {
  const given = data && { data }
  return [
    {
      title: 'of equal shapes with a symbol',
      inputs: { a: { dims: [['n', 2], 3] }, b: { dims: [['n', 2], 3], ...given } },
      build: ({ a, b }) => build(a!, b!),
      expected: ({ a, b }) => zip(f, a!, b!),
    },
    {
      title: 'of shapes that broadcast both ways',
      inputs: { a: { dims: [['n', 2], 1, 2] }, b: { dims: [6, 1], ...given } },
      build: ({ a, b }) => build(a!, b!),
      expected: ({ a, b }) => zip(f, a!, b!),
    },
  ]
}

function roundHalfToEven(x: number): number {
  const floor = Math.floor(x)
  if (x - floor !== 0.5) return Math.round(x)
  return floor % 2 === 0 ? floor : floor + 1
}

export const ELEMENTWISE_CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  Abs: unary(op.abs, Math.abs),
  Add: [
    ...binary(op.add, (a, b) => a + b),
    {
      title: 'of a value and a number',
      inputs: { x: { dims: [3] } },
      build: ({ x }) => op.add(x!, 2),
      expected: ({ x }) => zip((v) => v + 2, x!),
    },
  ],
  And: binary(op.and, (a, b) => a & b),
  Cast: [
    ...(['float32', 'float16', 'float64', 'int64', 'int32', 'int8'] as const).map(
      (dtype) =>
        ({
          title: `to ${dtype}`,
          inputs: { x: { dims: [['n', 2], 3] as const } },
          build: ({ x }: Record<string, Value>) => op.cast(x!, dtype),
          expected: ({ x }) => zip((v) => (isFloat(dtype) ? v : Math.trunc(v)), x!),
        }) satisfies OperatorCase,
    ),
    {
      title: 'to bool',
      inputs: { x: { dims: [4], data: [0, 1, 2, 0] } },
      build: ({ x }) => op.cast(x!, 'bool'),
      expected: ({ x }) => zip((v) => Number(v !== 0), x!),
    },
    {
      title: 'to uint8',
      inputs: { x: { dims: [4], data: [0, 1, 255, 128], dtype: 'float32' } },
      build: ({ x }) => op.cast(x!, 'uint8'),
      expected: ({ x }) => x!,
    },
  ],
  Clip: [
    {
      title: 'on both sides',
      inputs: { x: { dims: [['n', 4], 3] } },
      build: ({ x }) => op.clip(x!, { min: 0, max: 2 }),
      expected: ({ x }) => zip((v) => Math.min(Math.max(v, 0), 2), x!),
    },
    {
      title: 'from above only',
      inputs: { x: { dims: [12] } },
      build: ({ x }) => op.clip(x!, { max: 1 }),
      expected: ({ x }) => zip((v) => Math.min(v, 1), x!),
    },
  ],
  Div: [
    {
      title: 'of equal shapes, integers towards zero',
      inputs: { a: { dims: [['n', 2], 3] }, b: { dims: [['n', 2], 3], data: NON_ZERO } },
      build: ({ a, b }) => op.div(a!, b!),
      expected: ({ a, b }, dtype) =>
        zip((x, y) => (isFloat(dtype) ? x / y : Math.trunc(x / y)), a!, b!),
    },
  ],
  Equal: binary(op.equal, (a, b) => Number(a === b), [0, 1, 1, 0, 2, 0]),
  Exp: unary(op.exp, Math.exp),
  Greater: binary(op.greater, (a, b) => Number(a > b)),
  Identity: unary(op.identity, (x) => x),
  Less: binary(op.less, (a, b) => Number(a < b)),
  LessOrEqual: binary(op.lessOrEqual, (a, b) => Number(a <= b)),
  Log: unary(op.log, Math.log, POSITIVE),
  Max: [
    ...binary(op.max, Math.max),
    {
      title: 'of three',
      inputs: { a: { dims: [3] }, b: { dims: [2, 1] }, c: { dims: [2, 3] } },
      build: ({ a, b, c }) => op.max(a!, b!, c!),
      expected: ({ a, b, c }) => zip(Math.max, a!, b!, c!),
    },
  ],
  Min: binary(op.min, Math.min),
  Mul: binary(op.mul, (a, b) => a * b),
  Neg: unary(op.neg, (x) => -x),
  Not: unary(op.not, (x) => 1 - x),
  Pow: [
    {
      title: 'of equal shapes',
      inputs: {
        a: { dims: [['n', 2], 3], data: [1, 2, 3, 2, 1, 4] },
        b: { dims: [['n', 2], 3], data: [2, 3, 2, 0, 1, 2] },
      },
      build: ({ a, b }) => op.pow(a!, b!),
      expected: ({ a, b }) => zip(Math.pow, a!, b!),
    },
  ],
  Round: unary(op.round, roundHalfToEven, [0.5, 1.5, 2.5, -0.5, -1.5, 1.25]),
  Sigmoid: unary(op.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  Sqrt: unary(op.sqrt, Math.sqrt, POSITIVE),
  Sub: binary(op.sub, (a, b) => a - b),
  Where: [
    {
      title: 'of shapes that broadcast',
      inputs: {
        condition: { dims: [['n', 2], 1], dtype: 'bool', data: [1, 0] },
        x: { dims: [['n', 2], 3] },
        y: { dims: [3] },
      },
      build: ({ condition, x, y }) => op.where(condition!, x!, y!),
      expected: ({ condition, x, y }) => zip((c, a, b) => (c ? a : b), condition!, x!, y!),
    },
    {
      title: 'of a value and a number',
      inputs: { condition: { dims: [3], dtype: 'bool', data: [1, 0, 1] }, x: { dims: [3] } },
      build: ({ condition, x }) => op.where(condition!, x!, 1),
      expected: ({ condition, x }) => zip((c, a) => (c ? a : 1), condition!, x!),
    },
  ],
}
