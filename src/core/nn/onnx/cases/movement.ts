import * as op from '#core/nn/onnx/ops.ts'
import type { OperatorCase } from './operator-case.ts'
import { at, broadcastAt, fill, type Plain, transpose } from './plain.ts'

function reshaped({ data }: Plain, shape: readonly number[]): Plain {
  return { shape, data }
}

export const MOVEMENT_CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  Concat: [
    {
      title: 'along a fixed axis',
      inputs: { a: { dims: [['n', 2], 1, 3] }, b: { dims: [['n', 2], 4, 3] } },
      build: ({ a, b }) => op.concat([a!, b!], 1),
      expected: ({ a, b }) =>
        fill([2, 5, 3], ([i, j, k]) => (j === 0 ? at(a!, [i!, 0, k!]) : at(b!, [i!, j! - 1, k!]))),
    },
    {
      title: 'along a symbolic axis',
      inputs: { a: { dims: [['n', 2], 3] }, b: { dims: [1, 3] }, c: { dims: [['n', 2], 3] } },
      build: ({ a, b, c }) => op.concat([a!, b!, c!], 0),
      expected: ({ a, b, c }) => ({ shape: [5, 3], data: [...a!.data, ...b!.data, ...c!.data] }),
    },
  ],
  Expand: [
    {
      title: 'to known lengths',
      inputs: { x: { dims: [3, 1] } },
      build: ({ x }) => op.expand(x!, [2, 1, 4]),
      expected: ({ x }) => fill([2, 3, 4], (position) => broadcastAt(x!, position)),
    },
    {
      title: 'to the batch of an input',
      inputs: { x: { dims: [1, 1, 3] }, like: { dims: [['n', 4], 2] } },
      build: ({ x, like }) => [op.expand(x!, ['n', 2, 3]), op.identity(like!)],
      expected: ({ x, like }) => [fill([4, 2, 3], (position) => broadcastAt(x!, position)), like!],
    },
  ],
  Pad: [
    {
      title: 'with zeros on both sides of one axis',
      inputs: { x: { dims: [['n', 2], 2, 3] } },
      build: ({ x }) => op.pad(x!, { axis: 1, before: 1, behind: 2 }),
      expected: ({ x }) =>
        fill([2, 5, 3], ([i, j, k]) => (j === 1 || j === 2 ? at(x!, [i!, j - 1, k!]) : 0)),
    },
  ],
  Reshape: [
    {
      title: 'splits heads of a symbolic batch',
      inputs: { x: { dims: [['n', 2], 3, 4] } },
      build: ({ x }) => op.reshape(x!, ['n', 3, 2, 2]),
      expected: ({ x }) => reshaped(x!, [2, 3, 2, 2]),
    },
    {
      title: 'folds the batch into rows and back',
      inputs: { x: { dims: [['n', 2], 3, 4] } },
      build: ({ x }) => {
        const rows = op.reshape(x!, [-1, 4])
        return [rows, op.reshape(rows, ['n', 3, 4])]
      },
      expected: ({ x }) => [reshaped(x!, [6, 4]), x!],
    },
    {
      title: 'copies with 0',
      inputs: { x: { dims: [['n', 2], 3, 4] } },
      build: ({ x }) => op.reshape(x!, [0, -1]),
      expected: ({ x }) => reshaped(x!, [2, 12]),
    },
    {
      title: 'to the shape of another value',
      inputs: { x: { dims: [['n', 2], 12] }, like: { dims: [['n', 2], 3, 4] } },
      build: ({ x, like }) => op.reshape(x!, op.shape(like!)),
      expected: ({ x }) => reshaped(x!, [2, 3, 4]),
    },
  ],
  Squeeze: [
    {
      title: 'takes two axes out',
      inputs: { x: { dims: [1, ['n', 2], 1, 3] } },
      build: ({ x }) => op.squeeze(x!, [0, -2]),
      expected: ({ x }) => reshaped(x!, [2, 3]),
    },
  ],
  Transpose: [
    {
      title: 'of four axes',
      inputs: { x: { dims: [['n', 2], 3, 2, 4] } },
      build: ({ x }) => op.transpose(x!, [0, 2, 3, 1]),
      expected: ({ x }) => transpose(x!, [0, 2, 3, 1]),
    },
  ],
  Unsqueeze: [
    {
      title: 'puts two axes in',
      inputs: { x: { dims: [['n', 2], 3] } },
      build: ({ x }) => op.unsqueeze(x!, [0, -1]),
      expected: ({ x }) => reshaped(x!, [1, 2, 3, 1]),
    },
  ],
}
