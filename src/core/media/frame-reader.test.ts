import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readFrames } from './frame-reader.ts'

async function framesOf(chunks: readonly number[][], frameBytes: number): Promise<number[][]> {
  const stream = Readable.from(chunks.map((chunk) => Uint8Array.from(chunk)))
  const frames: number[][] = []
  for await (const frame of readFrames(stream, frameBytes)) frames.push([...frame])
  return frames
}

describe('readFrames', () => {
  it('gives the same frames however the bytes arrive', async () => {
    const expected = [
      [1, 2, 3],
      [4, 5, 6],
    ]
    expect(await framesOf([[1, 2, 3, 4, 5, 6]], 3)).toEqual(expected)
    expect(await framesOf([[1], [2, 3, 4, 5], [6]], 3)).toEqual(expected)
    expect(await framesOf([[1, 2, 3], [], [4, 5, 6]], 3)).toEqual(expected)
  })

  it('drops a frame that is cut off', async () => {
    expect(await framesOf([[1, 2, 3, 4]], 3)).toEqual([[1, 2, 3]])
    expect(await framesOf([], 3)).toEqual([])
  })

  it('gives each frame memory of its own', async () => {
    const frames: Uint8Array[] = []
    const stream = Readable.from([Uint8Array.of(1, 2), Uint8Array.of(3, 4)])
    for await (const frame of readFrames(stream, 2)) frames.push(frame)
    expect(frames.map((frame) => frame[0])).toEqual([1, 3])
  })
})
