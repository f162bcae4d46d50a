import { scalar } from '#core/nn/onnx/constants.ts'
import type { Value } from '#core/nn/onnx/graph.ts'
import * as op from '#core/nn/onnx/ops.ts'
import type { OperatorCase } from './operator-case.ts'
import { at, fill, zip } from './plain.ts'

/** Slices of x [n, 5, 2] along axis 1 that keep `kept`. */
function sliceCase(
  options: { start?: number; end?: number; step?: number },
  kept: readonly number[],
): OperatorCase {
  return {
    title: `of axis 1 with ${JSON.stringify(options)}`,
    inputs: { x: { dims: [['n', 2], 5, 2] } },
    build: ({ x }) => op.slice(x!, { axis: 1, ...options }),
    expected: ({ x }) => fill([2, kept.length, 2], ([i, j, k]) => at(x!, [i!, kept[j!]!, k!])),
  }
}

export const INDEXING_CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  Gather: [
    {
      title: 'of one row, the axis dropped',
      inputs: { x: { dims: [['n', 2], 3, 4] } },
      build: ({ x }) => op.gather(x!, 0, 1),
      expected: ({ x }) => fill([2, 4], ([i, k]) => at(x!, [i!, 0, k!])),
    },
    {
      title: 'of listed rows, from the back too',
      inputs: { x: { dims: [['n', 2], 3, 2] } },
      build: ({ x }) => op.gather(x!, [2, -3, 2], 1),
      expected: ({ x }) => fill([2, 3, 2], ([i, j, k]) => at(x!, [i!, [2, 0, 2][j!]!, k!])),
    },
    {
      title: 'of rows of a table by computed indices',
      inputs: {
        x: { dims: [4, 3] },
        ids: { dims: [['c', 2], 2], dtype: 'int64', data: [3, 0, 1, 1] },
      },
      build: ({ x, ids }) => op.gather(x!, ids!, 0),
      expected: ({ x, ids }) => fill([2, 2, 3], ([i, j, k]) => at(x!, [at(ids!, [i!, j!]), k!])),
    },
  ],
  GatherND: [
    {
      title: 'of one row per batch entry',
      inputs: {
        x: { dims: [['c', 2], 4, 3] },
        ids: { dims: [['c', 2], 1], dtype: 'int64', data: [3, 1] },
      },
      build: ({ x, ids }) => op.gatherND(x!, ids!, { batchDims: 1 }),
      expected: ({ x, ids }) => fill([2, 3], ([i, k]) => at(x!, [i!, at(ids!, [i!, 0]), k!])),
    },
    {
      title: 'of single elements',
      inputs: {
        x: { dims: [3, 4] },
        ids: { dims: [['m', 2], 2], dtype: 'int64', data: [2, 3, 0, 1] },
      },
      build: ({ x, ids }) => op.gatherND(x!, ids!),
      expected: ({ x, ids }) => fill([2], ([i]) => at(x!, [at(ids!, [i!, 0]), at(ids!, [i!, 1])])),
    },
  ],
  ScatterElements: [
    {
      title: 'into a row of each batch entry',
      inputs: {
        x: { dims: [['n', 2], 4] },
        ids: { dims: [['n', 2], 2], dtype: 'int64', data: [3, 0, 1, 2] },
        y: { dims: [['n', 2], 2] },
      },
      build: ({ x, ids, y }) => op.scatterElements(x!, { indices: ids!, updates: y!, axis: 1 }),
      expected: ({ x, ids, y }) =>
        fill([2, 4], ([i, j]) => {
          const from = [0, 1].find((k) => at(ids!, [i!, k]) === j)
          return from === undefined ? at(x!, [i!, j!]) : at(y!, [i!, from])
        }),
    },
  ],
  Range: [
    {
      title: 'with known bounds',
      inputs: { x: { dims: [4], dtype: 'int64' } },
      build: ({ x }) => op.add(op.range(1, scalar(x!.graph, 'int64', 9), 2), x!),
      expected: ({ x }) => zip((v, i) => v + i, x!, { shape: [4], data: [1, 3, 5, 7] }),
    },
    {
      title: 'over a symbolic axis',
      inputs: { x: { dims: [['n', 4], 2], dtype: 'float32' } },
      build: ({ x }) => [op.range(0, lengthOf(x!)), op.identity(x!)],
      expected: ({ x }) => [{ shape: [4], data: [0, 1, 2, 3] }, x!],
    },
  ],
  Shape: [
    {
      title: 'of all axes and of some',
      inputs: { x: { dims: [['n', 2], 3, 4] } },
      build: ({ x }) => [
        op.shape(x!),
        op.shape(x!, { start: 1 }),
        op.shape(x!, { start: -3, end: -2 }),
      ],
      expected: () => [
        { shape: [3], data: [2, 3, 4] },
        { shape: [2], data: [3, 4] },
        { shape: [1], data: [2] },
      ],
    },
  ],
  Slice: [
    sliceCase({ start: 1, end: 3 }, [1, 2]),
    sliceCase({ start: -2 }, [3, 4]),
    sliceCase({ end: -1, step: 2 }, [0, 2]),
    sliceCase({ step: -1 }, [4, 3, 2, 1, 0]),
    sliceCase({ start: 3, end: 0, step: -2 }, [3, 1]),
    sliceCase({ start: -100, end: 100 }, [0, 1, 2, 3, 4]),
    {
      title: 'of all but the first of a symbolic axis',
      inputs: { x: { dims: [['n', 3], 2] } },
      build: ({ x }) => op.slice(x!, { axis: 0, start: 1 }),
      expected: ({ x }) => fill([2, 2], ([i, k]) => at(x!, [i! + 1, k!])),
    },
  ],
}

function lengthOf(x: Value): Value {
  return op.squeeze(op.shape(x, { end: 1 }), [0])
}
