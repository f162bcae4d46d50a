import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { MediaInfo } from '#core/media/probe-report.ts'
import { decodeSnippets } from '#core/media/snippet-stream.ts'
import type { MediaTools } from '#core/media/tools.ts'
import type { VideoOptions } from './make-video.ts'

const BITS = 10

/** Bars from left to right are the bits of the frame's number, the lowest first. */
export const NUMBERED: VideoOptions = {
  size: '320x180',
  extra: ['-vf', `geq=lum='if(mod(floor(N/pow(2,floor(X*${BITS}/W))),2),235,16)':cb=128:cr=128`],
}

interface Pixels {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8ClampedArray
}

export async function pixelsOf(picture: Uint8Array): Promise<Pixels> {
  const image = await loadImage(picture)
  const { width, height } = image
  const context = createCanvas(width, height).getContext('2d')
  context.drawImage(image, 0, 0)
  return { width, height, rgba: context.getImageData(0, 0, width, height).data }
}

/** The number in the part of a picture that holds such a frame. */
export function numberIn(
  { width, rgba }: Pixels,
  box: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  },
): number {
  const y = Math.floor(box.top + box.height / 2)
  const isSet = (bit: number) => {
    const x = Math.floor(box.left + ((bit + 0.5) * box.width) / BITS)
    return rgba[4 * (y * width + x)]! > 127
  }
  return Array.from({ length: BITS }, (_, bit) => (isSet(bit) ? 2 ** bit : 0)).reduce(
    (a, b) => a + b,
  )
}

/** Time stamps of all frames, as a scan keeps them. */
export async function framePtsOf(tools: MediaTools, info: MediaInfo): Promise<number[]> {
  const recipe = { frames: 'first', resize: 'stretch-340x256-bilinear' } as const
  const snippets = await Array.fromAsync(decodeSnippets(tools, info, { recipe, resolution: 32 }))
  return snippets.flatMap(({ framePts }) => framePts)
}
