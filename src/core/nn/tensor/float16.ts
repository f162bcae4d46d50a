/**
 * IEEE 754 half precision and back, on the bits: one sign bit, five of exponent (bias 15), ten of fraction, against
 * float32's one, eight (bias 127) and twenty-three.
 */

const scratch = new Float32Array(1)
const scratchBits = new Uint32Array(scratch.buffer)

/** Exact: every half is a float32. */
export function float16ToFloat32(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length)
  const valueBits = new Uint32Array(values.buffer)
  for (let i = 0; i < bits.length; i++) valueBits[i] = widen(bits[i]!)
  return values
}

/** Rounds to nearest, ties to even; beyond 65,504 (rounded) is infinity. A NaN stays a NaN. */
export function float32ToFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint16Array(values.length)
  const valueBits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (let i = 0; i < values.length; i++) bits[i] = narrow(valueBits[i]!)
  return bits
}

function widen(half: number): number {
  const sign = (half & 0x8000) << 16
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 31) return (sign | 0x7f800000 | (fraction << 13)) >>> 0
  if (exponent > 0) return (sign | ((exponent + 112) << 23) | (fraction << 13)) >>> 0
  // Zero and subnormals: fraction · 2^-24, which float32 holds as a normal number.
  scratch[0] = fraction * 2 ** -24
  return (sign | scratchBits[0]!) >>> 0
}

const INFINITY_HALF = 0x7c00
const QUIET_NAN = 0x200
/** 2^-14, the smallest normal half, as float32 bits. */
const SMALLEST_NORMAL = 0x38800000
/** 65,520: half way between the largest half and the next power, so it rounds to infinity. */
const OVERFLOW = 0x477ff000

function narrow(float: number): number {
  const sign = (float >>> 16) & 0x8000
  const magnitude = float & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | INFINITY_HALF | QUIET_NAN | ((magnitude >> 13) & 0x3ff)
  if (magnitude >= OVERFLOW) return sign | INFINITY_HALF
  if (magnitude < SMALLEST_NORMAL) return sign | narrowSubnormal(magnitude)
  // Rebias, then round the 13 bits that fall off; a carry runs into the exponent, as it should.
  const rebiased = magnitude - (112 << 23)
  return sign | ((rebiased + 0xfff + ((rebiased >> 13) & 1)) >> 13)
}

function narrowSubnormal(magnitude: number): number {
  scratchBits[0] = magnitude
  // Adding 1/2 puts the half's last place (2^-24) at the float32's last place: the addition itself rounds to even.
  scratch[0] = scratch[0]! + 0.5
  return scratchBits[0]! - 0x3f000000
}
