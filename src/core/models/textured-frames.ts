import { type Tensor, tensor } from '#core/nn/tensor/tensor.ts'

/**
 * The same frames every time, uint8 [n, R, R, 3]: waves of every direction and width, an edge and noise. Flat ones would
 * make any two image towers agree.
 */
export function texturedFrames(count: number, resolution: number): Tensor {
  const pixels = new Uint8Array(count * resolution * resolution * 3)
  for (let i = 0; i < pixels.length; i++) {
    const channel = i % 3
    const x = Math.floor(i / 3) % resolution
    const y = Math.floor(i / 3 / resolution) % resolution
    const frame = Math.floor(i / 3 / resolution / resolution)
    pixels[i] = valueAt(x / resolution, y / resolution, frame * 3 + channel) + noise(i)
  }
  return tensor('uint8', [count, resolution, resolution, 3], pixels)
}

/** 16 to 223; x and y in [0, 1). */
function valueAt(x: number, y: number, seed: number): number {
  const angle = seed * 2.399963 // the golden angle: no two directions alike
  const along = x * Math.cos(angle) + y * Math.sin(angle)
  const across = y * Math.cos(angle) - x * Math.sin(angle)
  const waves = Math.sin(along * (6 + 5 * (seed % 7))) + Math.sin(across * (3 + 11 * (seed % 5)))
  const edge = along > 0.5 ? 1 : -1
  return Math.round(120 + (waves * 35 + edge * 33))
}

/** 0 to 31 */
function noise(i: number): number {
  const mixed = Math.imul(i ^ (i >>> 15), 0x2c1b3c6d)
  return (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 27) & 31
}
