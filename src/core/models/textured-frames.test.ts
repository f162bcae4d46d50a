import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { texturedFrames } from './textured-frames.ts'

const SIDE = 32
const { shape, data } = texturedFrames(8, SIDE)
const frames = Array.from({ length: 8 }, (_, i) =>
  Uint8Array.from(data.subarray(i * SIDE * SIDE * 3, (i + 1) * SIDE * SIDE * 3) as Uint8Array),
)

it('textured frames are RGB images, each another, and the same in every run', () => {
  expect(shape).toEqual([8, SIDE, SIDE, 3])
  const hashes = frames.map((frame) => createHash('sha256').update(frame).digest('hex'))
  expect(new Set(hashes).size).toBe(8)
  expect(texturedFrames(8, SIDE).data).toEqual(data)
})

it('textured frames have contrast everywhere and use most of the range', () => {
  for (const frame of frames) {
    expect(Math.max(...frame) - Math.min(...frame)).toBeGreaterThan(150)
    const mean = frame.reduce((sum, value) => sum + value, 0) / frame.length
    const variance = frame.reduce((sum, value) => sum + (value - mean) ** 2, 0) / frame.length
    expect(Math.sqrt(variance)).toBeGreaterThan(25)
  }
})
