import type { Value } from '#core/nn/onnx/graph.ts'
import * as op from '#core/nn/onnx/ops.ts'
import type { OperatorCase } from './operator-case.ts'
import { at, type Plain, positions, reduce, zip } from './plain.ts'

type Reduce = (x: Value, axes: readonly number[], options?: { keepDims?: boolean }) => Value

function reduction(build: Reduce, f: (values: number[]) => number): OperatorCase[] {
  return [
    {
      title: 'over the last axis, dropped',
      inputs: { x: { dims: [['n', 2], 3, 4] } },
      build: ({ x }) => build(x!, [-1]),
      expected: ({ x }) => reduce(x!, [2], { f, keep: false }),
    },
    {
      title: 'over two axes, kept',
      inputs: { x: { dims: [['n', 2], 3, 4] } },
      build: ({ x }) => build(x!, [0, 2], { keepDims: true }),
      expected: ({ x }) => reduce(x!, [0, 2], { f, keep: true }),
    },
  ]
}

const total = (values: number[]) => values.reduce((a, b) => a + b, 0)

function softmax(x: Plain, axis: number): Plain {
  const sums = reduce(x, [axis], { f: (values) => total(values.map(Math.exp)), keep: true })
  return zip((v, sum) => Math.exp(v) / sum, x, sums)
}

function layerNormalization(x: Plain, scale: Plain, epsilon: number): Plain {
  const axis = x.shape.length - 1
  const mean = reduce(x, [axis], { f: (values) => total(values) / values.length, keep: true })
  const centred = zip((v, m) => v - m, x, mean)
  const variance = reduce(centred, [axis], {
    f: (values) => total(values.map((v) => v * v)) / values.length,
    keep: true,
  })
  return zip((v, s, g) => (v / Math.sqrt(s + epsilon)) * g, centred, variance, scale)
}

/** Along the last axis; equal values keep their order. */
function topK(x: Plain, k: number, sign: 1 | -1): readonly Plain[] {
  const rows = positions(x.shape.slice(0, -1)).map((row) =>
    Array.from({ length: x.shape.at(-1)! }, (_, i) => ({ i, v: at(x, [...row, i]) }))
      .sort((a, b) => sign * (b.v - a.v) || a.i - b.i)
      .slice(0, k),
  )
  const shape = [...x.shape.slice(0, -1), k]
  const picked = rows.flat()
  return [
    { shape, data: picked.map(({ v }) => v) },
    { shape, data: picked.map(({ i }) => i) },
  ]
}

export const REDUCTION_CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  LayerNormalization: [
    {
      title: 'with scale and bias',
      inputs: { x: { dims: [['n', 2], 3, 4] }, scale: { dims: [4] }, bias: { dims: [4] } },
      build: ({ x, scale, bias }) =>
        op.layerNormalization(x!, scale!, { bias: bias!, epsilon: 1e-5 }),
      expected: ({ x, scale, bias }) =>
        zip((v, b) => v + b, layerNormalization(x!, scale!, 1e-5), bias!),
    },
    {
      title: 'without bias and with an epsilon that shows',
      inputs: { x: { dims: [2, 4] }, scale: { dims: [4] } },
      build: ({ x, scale }) => op.layerNormalization(x!, scale!, { epsilon: 0.5 }),
      expected: ({ x, scale }) => layerNormalization(x!, scale!, 0.5),
    },
  ],
  ReduceL2: reduction(op.reduceL2, (values) => Math.hypot(...values)),
  ReduceMax: reduction(op.reduceMax, (values) => Math.max(...values)),
  ReduceMean: reduction(op.reduceMean, (values) => total(values) / values.length),
  ReduceSum: reduction(op.reduceSum, total),
  Softmax: [
    {
      title: 'over the last axis',
      inputs: { x: { dims: [['n', 2], 3, 4] } },
      build: ({ x }) => op.softmax(x!, -1),
      expected: ({ x }) => softmax(x!, 2),
    },
    {
      title: 'over a middle axis',
      inputs: { x: { dims: [2, ['n', 3], 4] } },
      build: ({ x }) => op.softmax(x!, 1),
      expected: ({ x }) => softmax(x!, 1),
    },
  ],
  TopK: [
    {
      title: 'largest along the last axis',
      inputs: { x: { dims: [['n', 2], 6] } },
      build: ({ x }) => Object.values(op.topK(x!, 3)),
      expected: ({ x }) => topK(x!, 3, 1),
    },
    {
      title: 'smallest along a symbolic axis',
      inputs: { x: { dims: [2, ['n', 6]] } },
      build: ({ x }) => Object.values(op.topK(x!, 2, { largest: false })),
      expected: ({ x }) => topK(x!, 2, -1),
    },
    {
      title: 'all of a symbolic axis, sorted',
      inputs: { x: { dims: [['n', 5]] } },
      build: ({ x }) => Object.values(op.topK(x!, op.shape(x!))),
      expected: ({ x }) => topK(x!, 5, 1),
    },
  ],
}
