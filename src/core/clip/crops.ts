import type { Recipe } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'

/** A frame as the decoder delivers it: 8-bit RGB, row-major, no padding. */
export interface RgbFrame {
  readonly width: number
  readonly height: number
  /** height · width · 3 */
  readonly rgb: Uint8Array
}

/** A square of `size` pixels whose top left corner is (x, y); mirrored left to right after cutting. */
export interface CropRect {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly mirror: boolean
}

/**
 * The squares a recipe cuts from one resized frame: the centre; with the four corners; with all five mirrored too.
 * The centre of 340x256 at 224 is columns 58–281, rows 16–239. Throws `bad-argument` for a frame below the resolution.
 */
export function cropRects(
  width: number,
  height: number,
  { resolution, crop }: { readonly resolution: number; readonly crop: Recipe['crop'] },
): readonly CropRect[] {
  const right = width - resolution
  const bottom = height - resolution
  if (right < 0 || bottom < 0)
    throw new FlagreelError(
      'bad-argument',
      `The image tower reads ${resolution}x${resolution} pixels, and the resized frame has only ${width}x${height}.`,
      { hint: 'Choose a recipe whose resize rule keeps the frame at least that large.' },
    )
  const at = (x: number, y: number): CropRect => ({ x, y, size: resolution, mirror: false })
  const centre = at(halfToEven(right), halfToEven(bottom))
  if (crop === 'centre') return [centre]
  const five = [centre, at(0, 0), at(right, 0), at(0, bottom), at(right, bottom)]
  return crop === 'five' ? five : [...five, ...five.map((rect) => ({ ...rect, mirror: true }))]
}

/** n / 2 to the nearest whole number, ties to even: where torchvision's CenterCrop puts an odd margin. */
function halfToEven(n: number): number {
  const half = Math.floor(n / 2)
  return n % 2 === 1 && half % 2 === 1 ? half + 1 : half
}

/** Cuts the squares out of one frame. → uint8 [rects, size, size, 3], the image tower's input. */
export function cropFrame(frame: RgbFrame, rects: readonly CropRect[]): Uint8Array {
  const { width, height, rgb } = frame
  if (rgb.length !== width * height * 3)
    throw new FlagreelError(
      'bad-tensor',
      `A frame of ${width}x${height} has ${width * height * 3} bytes of RGB, and ${rgb.length} were given.`,
    )
  const squares = rects.map((rect) => cutSquare(frame, rect))
  const pixels = new Uint8Array(squares.reduce((sum, square) => sum + square.length, 0))
  let offset = 0
  for (const square of squares) {
    pixels.set(square, offset)
    offset += square.length
  }
  return pixels
}

function cutSquare({ width, rgb }: RgbFrame, { x, y, size, mirror }: CropRect): Uint8Array {
  const square = new Uint8Array(size * size * 3)
  for (let row = 0; row < size; row++) {
    const from = ((y + row) * width + x) * 3
    square.set(rgb.subarray(from, from + size * 3), row * size * 3)
  }
  return mirror ? mirrored(square, size) : square
}

function mirrored(square: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(square.length)
  for (let pixel = 0; pixel < size * size; pixel++) {
    const column = pixel % size
    const from = (pixel - column + (size - 1 - column)) * 3
    out.set(square.subarray(from, from + 3), pixel * 3)
  }
  return out
}
