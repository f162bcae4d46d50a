import type { Recipe } from '#contract/bundle.ts'

export interface FrameSize {
  readonly width: number
  readonly height: number
}

/** A strip of 8192×64 would become 28 672 pixels long; beyond this the picture is squeezed instead. */
const MAX_LONG_SIDE = 4096

/** CLIP ViT-B/16's. The recipes' names give their sizes for it; other towers get them in proportion. */
const NAMED_RESOLUTION = 224

/**
 * The size a recipe's frames have, from the size of the upright video and the resolution of the image tower. The sample
 * aspect ratio is ignored, as in the published features: pixels are taken as square. `short-side-224` follows
 * torchvision: the long side is cut to whole pixels, not rounded.
 */
export function resizedSize(
  resize: Recipe['resize'],
  { width, height }: FrameSize,
  resolution: number,
): FrameSize {
  const scaled = (pixels: number) => Math.round((pixels * resolution) / NAMED_RESOLUTION)
  if (resize === 'stretch-340x256-bilinear') return { width: scaled(340), height: scaled(256) }
  const short = Math.min(width, height)
  const long = Math.max(width, height)
  const limit = Math.max(MAX_LONG_SIDE, resolution)
  const longSide = Math.min(limit, Math.floor((resolution * long) / short))
  return width <= height
    ? { width: resolution, height: longSide }
    : { width: longSide, height: resolution }
}

/**
 * The ffmpeg filter of a recipe, ending in packed RGB. swscale widens its kernel when it shrinks, so both kinds
 * antialias as Pillow does (OpenCV's linear interpolation does not). Its cubic has a = −0.6 where Pillow's has −0.5;
 * ffmpeg 5 cannot set that (it cuts the parameter to a whole number), and versions must agree. `bitexact` and
 * `accurate_rnd` make processors with different vector units agree.
 */
export function resizeFilter(resize: Recipe['resize'], size: FrameSize): string {
  const kernel = resize === 'stretch-340x256-bilinear' ? 'bilinear' : 'bicubic'
  const flags = `${kernel}+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact`
  return `scale=${size.width}:${size.height}:flags=${flags},format=rgb24`
}
