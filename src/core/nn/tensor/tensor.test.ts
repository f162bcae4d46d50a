import { describe, expect, it } from 'vitest'
import { elementCount, float32, tensor, viewBytes } from './tensor.ts'

describe('tensor', () => {
  it('counts one element for a scalar and none where a dimension is zero', () => {
    expect(elementCount([])).toBe(1)
    expect(elementCount([3, 0, 7])).toBe(0)
    expect(elementCount([2, 3, 4])).toBe(24)
  })

  it('makes a float32 tensor from numbers or from an array', () => {
    const data = new Float32Array([1, 2])
    expect(float32([2], data).data).toBe(data)
    expect(float32([2, 1], [1, 2])).toEqual({ dtype: 'float32', shape: [2, 1], data })
  })

  it.each([[[-1]], [[1.5]], [[Number.NaN]], [[2 ** 30, 2 ** 30]], [[2 ** 60]]])(
    'refuses %j as a shape',
    (shape) => {
      expect(() => elementCount(shape)).toThrow(
        expect.objectContaining({ code: 'bad-tensor', message: expect.stringContaining('shape') }),
      )
    },
  )

  it('says how many elements the shape needs and how many it got', () => {
    expect(() => float32([2, 3], [1, 2])).toThrow('A tensor of shape [2, 3] has 6 elements, got 2.')
  })

  it('refuses an array of another kind than the type', () => {
    expect(() => tensor('float16', [1], new Float32Array(1))).toThrow(
      'A float16 tensor needs a Uint16Array, got Float32Array.',
    )
  })

  it('views bytes in place where they are aligned and copies them where they are not', () => {
    const bytes = new Uint8Array([0, 1, 0, 0, 0, 2, 0, 0, 0])
    const view = viewBytes('int32', bytes.subarray(1))
    expect([...view]).toEqual([1, 2])
    const aligned = new Uint8Array(8)
    expect(viewBytes('int32', aligned).buffer).toBe(aligned.buffer)
  })
})
