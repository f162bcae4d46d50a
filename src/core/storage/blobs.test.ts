import { expect, it } from 'vitest'
import { float16FromBlob, float32FromBlob, int64FromBlob, toBlob } from './blobs.ts'

it('stores little-endian bytes and reads them back bit for bit', () => {
  const floats = Float32Array.of(1, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-45)
  const integers = BigInt64Array.of(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n))
  expect([...toBlob(Float32Array.of(1))]).toEqual([0, 0, 0x80, 0x3f])
  expect(float32FromBlob(toBlob(floats), 5)).toEqual(floats)
  expect(int64FromBlob(toBlob(integers), 4)).toEqual(integers)
})

it('reads arrays that begin at an odd address', () => {
  const odd = (bytes: Uint8Array) => {
    const holder = new Uint8Array(bytes.length + 1)
    holder.set(bytes, 1)
    return holder.subarray(1)
  }
  expect([...float32FromBlob(odd(toBlob(Float32Array.of(1, 2))), 2)]).toEqual([1, 2])
  expect([...float16FromBlob(odd(toBlob(Uint16Array.of(7, 8))), 2)]).toEqual([7, 8])
  expect([...int64FromBlob(odd(toBlob(BigInt64Array.of(-1n))), 1)]).toEqual([-1n])
})

it('writes only the part that a view shows', () => {
  const whole = Float32Array.of(1, 2, 3, 4)
  expect([...float32FromBlob(toBlob(whole.subarray(1, 3)), 2)]).toEqual([2, 3])
})

it('does not share memory with what it was read from', () => {
  const blob = toBlob(Float32Array.of(1))
  const read = float32FromBlob(blob, 1)
  blob.fill(0)
  expect(read[0]).toBe(1)
})

it('refuses another length than expected, naming both', () => {
  expect(() => float32FromBlob(new Uint8Array(8), 3)).toThrow('8 bytes, expected 12')
  expect(() => float16FromBlob(new Uint8Array(3), 1)).toThrow('3 bytes, expected 2')
  expect(() => int64FromBlob(new Uint8Array(4), 1)).toThrow('4 bytes, expected 8')
})
