import * as op from '#core/nn/onnx/ops.ts'
import type { OperatorCase } from './operator-case.ts'
import { at, fill, matMul, type Plain, transpose, zip } from './plain.ts'

interface Window {
  readonly stride: number
  readonly pad: number
  readonly dilation: number
  readonly group: number
}

/** x [n, c, l], w [m, c/group, k] → [n, m, l'] */
function conv1d(x: Plain, w: Plain, { stride, pad, dilation, group }: Window): Plain {
  const [n, , length] = x.shape as [number, number, number]
  const [m, perGroup, k] = w.shape as [number, number, number]
  const out = Math.floor((length + 2 * pad - dilation * (k - 1) - 1) / stride) + 1
  return fill([n, m, out], ([b, f, t]) => {
    const base = Math.floor(f! / (m / group)) * perGroup
    let sum = 0
    for (let c = 0; c < perGroup; c++) {
      for (let i = 0; i < k; i++) {
        const from = t! * stride + i * dilation - pad
        if (from >= 0 && from < length) sum += at(x, [b!, base + c, from]) * at(w, [f!, c, i])
      }
    }
    return sum
  })
}

/** x [n, m, l'] with w [m, c, k] → [n, c, length]: every input's share of the convolution given back to it. */
function spread1d(
  x: Plain,
  w: Plain,
  options: Omit<Window, 'group'> & { readonly length: number },
): Plain {
  const { stride, pad, dilation, length } = options
  const [n, m, steps] = x.shape as [number, number, number]
  const [, channels, k] = w.shape as [number, number, number]
  return fill([n, channels, length], ([b, c, to]) => {
    let sum = 0
    for (let f = 0; f < m; f++)
      for (let t = 0; t < steps; t++)
        for (let i = 0; i < k; i++)
          if (t * stride + i * dilation - pad === to) sum += at(x, [b!, f, t]) * at(w, [f, c!, i])
    return sum
  })
}

/** Square patches without overlap: x [n, c, h, w], kernel [m, c, p, p]. */
function patches(x: Plain, w: Plain): Plain {
  const [n, c, height, width] = x.shape as [number, number, number, number]
  const [m, , p] = w.shape as [number, number, number]
  return fill([n, m, height / p, width / p], ([b, f, row, column]) => {
    let sum = 0
    for (let ch = 0; ch < c; ch++) {
      for (let i = 0; i < p; i++) {
        for (let j = 0; j < p; j++) {
          sum += at(x, [b!, ch, row! * p + i, column! * p + j]) * at(w, [f!, ch, i, j])
        }
      }
    }
    return sum
  })
}

export const LINEAR_ALGEBRA_CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  Conv: [
    {
      title: 'over time, padded, with bias',
      inputs: { x: { dims: [['n', 2], 3, 6] }, w: { dims: [4, 3, 5] }, b: { dims: [4] } },
      build: ({ x, w, b }) => op.conv(x!, w!, { bias: b!, pads: [2, 2] }),
      expected: ({ x, w, b }) =>
        zip((v, bias) => v + bias, conv1d(x!, w!, { stride: 1, pad: 2, dilation: 1, group: 1 }), {
          shape: [4, 1],
          data: b!.data,
        }),
    },
    {
      title: 'strided, dilated and in groups',
      inputs: { x: { dims: [1, 4, 9] }, w: { dims: [2, 2, 3] } },
      build: ({ x, w }) =>
        op.conv(x!, w!, { strides: [2], dilations: [2], pads: [1, 1], group: 2 }),
      expected: ({ x, w }) => conv1d(x!, w!, { stride: 2, pad: 1, dilation: 2, group: 2 }),
    },
    {
      title: 'as the patch embedding of an image',
      inputs: { x: { dims: [['n', 2], 3, 4, 6] }, w: { dims: [5, 3, 2, 2] } },
      build: ({ x, w }) => op.conv(x!, w!, { strides: [2, 2] }),
      expected: ({ x, w }) => patches(x!, w!),
    },
  ],
  ConvTranspose: [
    {
      title: 'over time, strided, dilated and padded, the last position out of reach',
      inputs: { x: { dims: [['n', 2], 3, 4] }, w: { dims: [3, 2, 3] } },
      build: ({ x, w }) =>
        op.convTranspose(x!, w!, { strides: [2], pads: [1, 1], dilations: [2], spatial: [10] }),
      expected: ({ x, w }) => spread1d(x!, w!, { stride: 2, pad: 1, dilation: 2, length: 10 }),
    },
  ],
  Gemm: [
    {
      title: 'of plain matrices',
      inputs: { a: { dims: [['n', 2], 3] }, b: { dims: [3, 4] } },
      build: ({ a, b }) => op.gemm(a!, b!),
      expected: ({ a, b }) => matMul(a!, b!),
    },
    {
      title: 'with both transposed, scaled, and c added',
      inputs: { a: { dims: [3, ['n', 2]] }, b: { dims: [4, 3] }, c: { dims: [4] } },
      build: ({ a, b, c }) =>
        op.gemm(a!, b!, { c: c!, alpha: 0.5, beta: 2, transA: true, transB: true }),
      expected: ({ a, b, c }) =>
        zip((v, w) => 0.5 * v + 2 * w, matMul(transpose(a!, [1, 0]), transpose(b!, [1, 0])), c!),
    },
  ],
  MatMul: [
    {
      title: 'of a batch with one matrix',
      inputs: { a: { dims: [['n', 2], 3, 4] }, b: { dims: [4, 5] } },
      build: ({ a, b }) => op.matMul(a!, b!),
      expected: ({ a, b }) => matMul(a!, b!),
    },
    {
      title: 'of batches that broadcast',
      inputs: { a: { dims: [['n', 2], 1, 2, 3] }, b: { dims: [2, 3, ['m', 2]] } },
      build: ({ a, b }) => op.matMul(a!, b!),
      expected: ({ a, b }) => matMul(a!, b!),
    },
    {
      title: 'of a row vector and a matrix',
      inputs: { a: { dims: [3] }, b: { dims: [3, 2] } },
      build: ({ a, b }) => op.matMul(a!, b!),
      expected: ({ a, b }) => matMul(a!, b!),
    },
    {
      title: 'of a batch and a column vector',
      inputs: { a: { dims: [['n', 2], 2, 3] }, b: { dims: [3] } },
      build: ({ a, b }) => op.matMul(a!, b!),
      expected: ({ a, b }) => matMul(a!, b!),
    },
  ],
  MatMulInteger: [
    {
      title: 'without zero points',
      inputs: { a: { dims: [['n', 2], 3] }, b: { dims: [3, 4] } },
      build: ({ a, b }) => op.matMulInteger(a!, b!),
      expected: ({ a, b }) => matMul(a!, b!),
    },
    {
      title: 'of uint8 rows and int8 columns, each with zero points',
      inputs: {
        a: { dims: [['n', 2], 2, 3], dtype: 'uint8' },
        b: { dims: [3, 4], dtype: 'int8' },
        aZero: { dims: [], dtype: 'uint8', data: [7] },
        bZero: { dims: [4], dtype: 'int8', data: [1, -2, 0, 3] },
      },
      build: ({ a, b, aZero, bZero }) => op.matMulInteger(a!, b!, { a: aZero!, b: bZero! }),
      expected: ({ a, b, aZero, bZero }) =>
        matMul(
          zip((v, zero) => v - zero, a!, aZero!),
          zip((v, zero) => v - zero, b!, bZero!),
        ),
    },
  ],
}
