import { expect } from 'vitest'
import type { Tensor } from '#core/nn/tensor/tensor.ts'

/** The reference tolerance: 1e-4 relative or 1e-5 absolute. */
const RELATIVE = 1e-4
const ABSOLUTE = 1e-5

export function expectClose(
  actual: Float32Array | Tensor | undefined,
  expected: { readonly data: Float32Array },
): void {
  const values = valuesOf(actual)
  expect(values.length, 'number of values').toBe(expected.data.length)
  const far = expected.data.findIndex((value, i) => !isClose(values[i]!, value))
  expect(far < 0 ? 'close' : `[${far}] is ${values[far]}, expected ${expected.data[far]}`).toBe(
    'close',
  )
}

export function valuesOf(tensor: Float32Array | Tensor | undefined): Float32Array {
  const data = tensor instanceof Float32Array ? tensor : tensor?.data
  if (data instanceof Float32Array) return data
  throw new Error(`expected float32 values, got ${tensor?.constructor.name}`)
}

/** Of each row of `width`, the cosine with the same row of the other array. */
export function rowCosines(a: Float32Array, b: Float32Array, width: number): number[] {
  return Array.from({ length: a.length / width }, (_, row) => {
    const [x, y] = [a, b].map((values) => values.subarray(row * width, (row + 1) * width))
    return dot(x!, y!) / Math.sqrt(dot(x!, x!) * dot(y!, y!))
  })
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0)
}

function isClose(actual: number, expected: number): boolean {
  const difference = Math.abs(actual - expected)
  return difference <= ABSOLUTE || difference <= RELATIVE * Math.abs(expected)
}
