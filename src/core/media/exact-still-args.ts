import type { Protection } from '#contract/settings.ts'
import { inputArgs, LIMITS } from './ffmpeg-args.ts'
import type { Rational } from './rational.ts'

export interface StillLook {
  /** px that the picture fits into, its shape kept. */
  readonly width: number
  readonly height: number
  /** Filters that are burnt into the pixels; null shows them as they are. */
  readonly protection: Protection | null
  readonly format: 'jpeg' | 'png'
}

export interface ExactStillArguments extends StillLook {
  readonly path: string
  readonly streamIndex: number
  readonly timeBase: Rational
  /** Of the frame. */
  readonly pts: number
  /** Seconds after the container's start from which to read; undefined reads from there. */
  readonly seekSec: number | undefined
  /** As in `DecodeArguments`. */
  readonly nonce: string
}

const ENCODERS = { jpeg: ['-c:v', 'mjpeg', '-q:v', '3'], png: ['-c:v', 'png'] } as const

/**
 * Writes the first frame at or after a time stamp to stdout. showinfo reports on stderr which one that was, and the frame
 * that decoding began with.
 */
export function exactStillArgs(args: ExactStillArguments): string[] {
  const { timeBase, seekSec, pts, format } = args
  const filters = [
    `settb=${timeBase.num}/${timeBase.den}`,
    'sidedata=delete',
    `select='eq(n,0)+gte(pts,${pts})'`,
    `showinfo@${args.nonce}=checksum=0`,
    `select='gte(pts,${pts})'`,
    fitInto(args),
    ...protectionFilters(args.protection, args.height),
    format === 'jpeg' ? 'format=yuvj420p' : 'format=rgb24',
  ]
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+info', ...LIMITS, '-copyts'],
    ...['-threads', '1', ...(seekSec ? ['-noaccurate_seek', '-ss', seekSec.toFixed(6)] : [])],
    ...inputArgs(args.path),
    ...['-map', `0:${args.streamIndex}`, '-map_metadata', '-1', '-vf', filters.join(',')],
    ...['-fps_mode', 'passthrough', '-frames:v', '1', ...ENCODERS[format], '-f', 'image2pipe'],
    'pipe:1',
  ]
}

/** The picture as it is meant to be seen: of square pixels. */
function fitInto({ width, height }: Pick<StillLook, 'width' | 'height'>): string {
  const side = (most: number, other: string) => `'max(2,2*floor(min(${most},${other})/2))'`
  return `scale=${side(width, `${height}*dar`)}:${side(height, `${width}/dar`)}:flags=area,setsar=1`
}

/** What the screen's filters do, on pixels: blur of a share of the height, loss of colour, or edges alone. */
function protectionFilters(protection: Protection | null, height: number): string[] {
  if (!protection || protection.mode === 'standard') return []
  const { blur, greyscale, lineDrawing } = protection
  if (lineDrawing)
    return [
      ...['format=gray', 'gblur=sigma=1'],
      "convolution='-1 -1 -1 -1 8 -1 -1 -1 -1'",
      "lut='clip(maxval-3*val,minval,maxval)'",
    ]
  return [
    ...(blur > 0 ? [`gblur=sigma=${(blur * height).toFixed(2)}:steps=3`] : []),
    ...(greyscale > 0 ? [`hue=s=${(1 - greyscale).toFixed(3)}`] : []),
  ]
}
