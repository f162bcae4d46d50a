import { describe, expect, it } from 'vitest'
import { float16ToFloat32, float32ToFloat16 } from './float16.ts'

const EVERY_HALF = Uint16Array.from({ length: 65_536 }, (_, bits) => bits)

/** The bits of each, with every NaN made one. */
function bitsOf(values: Float32Array): number[] {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  return Array.from(values, (value, i) => (Number.isNaN(value) ? 0x7fc00000 : bits[i]!))
}

function nativeHalves(values: Float32Array): Uint16Array {
  return new Uint16Array(new Float16Array(values).buffer)
}

function isNaNHalf(half: number): boolean {
  return (half & 0x7fff) > 0x7c00
}

function expectSameHalves(values: Float32Array): void {
  const ours = float32ToFloat16(values)
  const native = nativeHalves(values)
  const different = [...values].filter(
    (_, i) => ours[i] !== native[i] && !(isNaNHalf(ours[i]!) && isNaNHalf(native[i]!)),
  )
  expect(different).toEqual([])
}

describe('float16', () => {
  it('widens every one of the 65,536 bit patterns as Float16Array does, signed zeros included', () => {
    const expected = Float32Array.from(new Float16Array(EVERY_HALF.buffer))
    expect(bitsOf(float16ToFloat32(EVERY_HALF))).toEqual(bitsOf(expected))
  })

  it('widens every bit pattern as DataView.getFloat16 does', () => {
    const view = new DataView(EVERY_HALF.buffer)
    const expected = Float32Array.from(EVERY_HALF, (_, i) => view.getFloat16(i * 2, true))
    expect(bitsOf(float16ToFloat32(EVERY_HALF))).toEqual(bitsOf(expected))
  })

  it('gives every half back after a trip through float32', () => {
    const back = float32ToFloat16(float16ToFloat32(EVERY_HALF))
    const different = EVERY_HALF.filter((half, i) => back[i] !== half && !isNaNHalf(half))
    expect([...different]).toEqual([])
    expect(back.every((half, i) => isNaNHalf(half) === isNaNHalf(EVERY_HALF[i]!))).toBe(true)
  })

  it('rounds to even at every midpoint between two halves, and one float32 step beside it', () => {
    const halves = float16ToFloat32(EVERY_HALF.filter((half) => (half & 0x7fff) <= 0x7c00))
    const cases: number[] = [65_520, -65_520]
    for (let i = 0; i + 1 < halves.length; i++) {
      const middle = Math.fround((halves[i]! + halves[i + 1]!) / 2)
      cases.push(middle, nextFloat(middle, 1), nextFloat(middle, -1))
    }
    expectSameHalves(Float32Array.from(cases))
  })

  it('rounds as Float16Array does over float32 patterns spread across every exponent', () => {
    const bits = new Uint32Array(1_000_000)
    for (let i = 0; i < bits.length; i++) bits[i] = Math.imul(i, 2_654_435_761)
    expectSameHalves(new Float32Array(bits.buffer))
  })

  it('reads a view into a larger buffer', () => {
    const values = new Float32Array([9, 1, -2, 9])
    expect([...float16ToFloat32(float32ToFloat16(values.subarray(1, 3)))]).toEqual([1, -2])
  })
})

function nextFloat(value: number, step: 1 | -1): number {
  const float = new Float32Array([value])
  const bits = new Uint32Array(float.buffer)
  bits[0] = bits[0]! + step
  return float[0]!
}
