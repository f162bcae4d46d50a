import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { probeMedia } from './probe.ts'
import { resizedSize, resizeFilter } from './resize.ts'
import { decodeSnippets } from './snippet-stream.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()

describe('resizedSize', () => {
  it('stretches to 340×256 whatever the shape', () => {
    const size = { width: 340, height: 256 }
    expect(resizedSize('stretch-340x256-bilinear', { width: 1920, height: 1080 }, 224)).toEqual(
      size,
    )
    expect(resizedSize('stretch-340x256-bilinear', { width: 2, height: 2 }, 224)).toEqual(size)
  })

  it('makes the short side 224 and cuts the long one to whole pixels', () => {
    const sizeOf = (width: number, height: number) =>
      resizedSize('short-side-224-bicubic', { width, height }, 224)
    expect(sizeOf(1920, 1080)).toEqual({ width: 398, height: 224 })
    expect(sizeOf(1080, 1920)).toEqual({ width: 224, height: 398 })
    expect(sizeOf(321, 240)).toEqual({ width: 299, height: 224 })
    expect(sizeOf(50, 50)).toEqual({ width: 224, height: 224 })
  })

  it('bounds the long side of a strip', () => {
    const size = resizedSize('short-side-224-bicubic', { width: 8192, height: 64 }, 224)
    expect(size).toEqual({ width: 4096, height: 224 })
  })
})

type Kernel = { readonly support: number; weigh(x: number): number }
const BILINEAR: Kernel = { support: 1, weigh: (x) => Math.max(0, 1 - Math.abs(x)) }
/** swscale's cubic, a = −0.6. */
const BICUBIC: Kernel = {
  support: 2,
  weigh(signed) {
    const x = Math.abs(signed)
    if (x < 1) return 1.4 * x ** 3 - 2.4 * x ** 2 + 1
    return x < 2 ? -0.6 * (x ** 3 - 5 * x ** 2 + 8 * x - 4) : 0
  },
}

/** Weights of one axis: the kernel grows with the step when shrinking, so it antialiases. */
function weightsOf(from: number, to: number, { support, weigh }: Kernel): [number, number][][] {
  const step = from / to
  const width = Math.max(1, step)
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * step
    const taps: [number, number][] = []
    const first = Math.ceil(centre - support * width - 0.5)
    for (let x = first; x <= centre + support * width - 0.5; x++) {
      const weight = weigh((x + 0.5 - centre) / width)
      if (weight !== 0) taps.push([Math.min(from - 1, Math.max(0, x)), weight])
    }
    const sum = taps.reduce((total, [, weight]) => total + weight, 0)
    return taps.map(([x, weight]) => [x, weight / sum])
  })
}

interface Picture {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

function resample(source: Picture, to: Picture, kernel: Kernel): Float64Array {
  const columns = weightsOf(source.width, to.width, kernel)
  const rows = weightsOf(source.height, to.height, kernel)
  const wide = new Float64Array(source.height * to.width * 3)
  for (let y = 0; y < source.height; y++) {
    columns.forEach((taps, x) => {
      for (let c = 0; c < 3; c++) {
        wide[(y * to.width + x) * 3 + c] = taps.reduce(
          (sum, [from, weight]) => sum + weight * source.rgb[(y * source.width + from) * 3 + c]!,
          0,
        )
      }
    })
  }
  // swscale has no room above white between its two passes.
  wide.forEach((value, i) => {
    wide[i] = Math.min(255, value)
  })
  const result = new Float64Array(to.height * to.width * 3)
  rows.forEach((taps, y) => {
    for (let i = 0; i < to.width * 3; i++) {
      result[y * to.width * 3 + i] = taps.reduce(
        (sum, [from, weight]) => sum + weight * wide[from * to.width * 3 + i]!,
        0,
      )
    }
  })
  return result.map((value) => Math.min(255, Math.max(0, value)))
}

async function difference(
  path: string,
  resize: 'stretch-340x256-bilinear' | 'short-side-224-bicubic',
): Promise<{ mean: number; visible: number }> {
  const info = await probeMedia(tools, path)
  const recipe = { frames: 'first', resize } as const
  const stream = decodeSnippets(tools, info, { recipe, resolution: 224 })
  const plain = ['-v', 'error', '-i', path, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24']
  const rgb = execFileSync(tools.ffmpeg, [...plain, '-'], { maxBuffer: 2 ** 26 })
  const { width, height } = info.video
  for await (const { frames } of stream) {
    const frame = frames[0]!
    const kernel = resize === 'stretch-340x256-bilinear' ? BILINEAR : BICUBIC
    const expected = resample({ width, height, rgb }, frame, kernel)
    const errors = expected.map((value, i) => Math.abs(value - frame.rgb[i]!))
    const visible = errors.filter((error) => error > 1).length / errors.length
    return { mean: errors.reduce((a, b) => a + b) / errors.length, visible }
  }
  throw new Error('no snippet')
}

describe('pixels of a resized frame', () => {
  // mandelbrot has the finest detail of ffmpeg's sources; RGB coding keeps chroma planes out of the comparison.
  const picture = { codec: 'ffv1', pixelFormat: 'gbrp', frames: 1, source: 'mandelbrot' } as const
  const cases = [
    ['shrunk', '800x600'],
    ['shrunk unevenly', '1280x260'],
    ['enlarged', '160x120'],
  ] as const
  const resizes = ['stretch-340x256-bilinear', 'short-side-224-bicubic'] as const

  it.each(cases.flatMap(([what, size]) => resizes.map((resize) => [what, size, resize] as const)))(
    'are those of an antialiasing kernel: %s from %s by %s',
    async (_, size, resize) => {
      const path = await makeVideo(folder.path, `${size}.mkv`, { ...picture, size })
      const { mean, visible } = await difference(path, resize)
      expect(mean).toBeLessThan(0.25)
      // A cubic overshoots at edges, and swscale clips that in luma and chroma, the reference in red, green, blue.
      expect(visible).toBeLessThan(resize === 'stretch-340x256-bilinear' ? 1e-9 : 0.005)
    },
  )

  it('are rounded alike by every processor', () => {
    expect(resizeFilter('stretch-340x256-bilinear', { width: 340, height: 256 })).toBe(
      'scale=340:256:flags=bilinear+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact,format=rgb24',
    )
  })
})
