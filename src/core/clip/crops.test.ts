import { describe, expect, it } from 'vitest'
import { cropFrame, cropRects } from './crops.ts'

const resolution = 224

/** A frame whose red is the column and whose green is the row. */
function gradient(width: number, height: number) {
  const rgb = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) rgb.set([i % width, Math.floor(i / width), 7], i * 3)
  return { width, height, rgb }
}

describe('cropRects', () => {
  it('cuts columns 58–281 and rows 16–239 from the middle of 340x256', () => {
    expect(cropRects(340, 256, { resolution, crop: 'centre' })).toEqual([
      { x: 58, y: 16, size: 224, mirror: false },
    ])
  })

  it('adds the four corners, and then the mirror images of all five', () => {
    const five = cropRects(340, 256, { resolution, crop: 'five' })
    expect(five.map(({ x, y }) => [x, y])).toEqual([
      [58, 16],
      [0, 0],
      [116, 0],
      [0, 32],
      [116, 32],
    ])
    const ten = cropRects(340, 256, { resolution, crop: 'ten' })
    expect(ten.slice(0, 5)).toEqual(five)
    expect(ten.slice(5)).toEqual(five.map((rect) => ({ ...rect, mirror: true })))
  })

  it('puts an odd margin where torchvision does: halves go to the even side', () => {
    const left = (width: number) => cropRects(width, 224, { resolution, crop: 'centre' })[0]?.x
    expect([224, 225, 226, 227, 228, 229].map(left)).toEqual([0, 0, 1, 2, 2, 2])
  })

  it('refuses a frame smaller than the image tower reads', () => {
    expect(() => cropRects(340, 256, { resolution: 336, crop: 'centre' })).toThrow(
      /336x336.*340x256/,
    )
  })
})

describe('cropFrame', () => {
  it('copies the pixels of each square, one after the other', () => {
    const frame = gradient(6, 4)
    const pixels = cropFrame(frame, cropRects(6, 4, { resolution: 2, crop: 'five' }))
    expect(pixels).toHaveLength(5 * 2 * 2 * 3)
    expect([...pixels.subarray(0, 12)]).toEqual([2, 1, 7, 3, 1, 7, 2, 2, 7, 3, 2, 7])
    expect([...pixels.subarray(48)]).toEqual([4, 2, 7, 5, 2, 7, 4, 3, 7, 5, 3, 7])
  })

  it('mirrors left to right', () => {
    const mirrored = cropFrame(gradient(6, 4), [{ x: 2, y: 1, size: 2, mirror: true }])
    expect([...mirrored]).toEqual([3, 1, 7, 2, 1, 7, 3, 2, 7, 2, 2, 7])
  })

  it('refuses a frame whose bytes do not match its size', () => {
    expect(() => cropFrame({ width: 2, height: 2, rgb: new Uint8Array(5) }, [])).toThrow(/12 bytes/)
  })
})
