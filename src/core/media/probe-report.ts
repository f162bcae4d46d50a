import { z } from 'zod'
import { asNumber, parseRational, type Rational } from './rational.ts'

export interface MediaInfo {
  /** Absolute. */
  readonly path: string
  /** ffmpeg's name of the container: `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string
  readonly durationSec: number | undefined
  /** Time stamp of the container's first moment; 0 when it has none. */
  readonly startTimeSec: number
  readonly bitRate: number | undefined
  /** Embedded start timecode, `hh:mm:ss:ff` or with `;` for drop frame. */
  readonly timecode: string | undefined
  readonly video: VideoInfo
  readonly audio: AudioInfo | undefined
}

export interface VideoInfo {
  readonly index: number
  readonly codec: string
  /** The four-character code of the codec in the container, 0 for none. */
  readonly codecTag: number
  /** Size as decoded, before rotation. */
  readonly codedWidth: number
  readonly codedHeight: number
  /** Size as shown, after rotation; the sample aspect ratio is ignored. */
  readonly width: number
  readonly height: number
  /** Clockwise turn that makes the picture upright. */
  readonly rotation: 0 | 90 | 180 | 270
  readonly pixelFormat: string
  readonly timeBase: Rational
  readonly averageFrameRate: Rational
  readonly nominalFrameRate: Rational
  readonly startPts: number | undefined
  /** What the header says, right or wrong. */
  readonly claimedFrames: number | undefined
  /** A guess from the header; decoding knows better. */
  readonly variableFrameRate: boolean
}

export interface AudioInfo {
  readonly codec: string
  readonly channels: number
  readonly sampleRate: number
}

/** What ffprobe found in a file without a usable video stream, completing "… has no video stream (found: …)". */
export interface NoVideo {
  readonly found: string
}

const numeric = z
  .union([z.number(), z.string().regex(/^-?[0-9.]+$/)])
  .transform(Number)
  .optional()
  .catch(undefined)
const name = z.string().max(200).catch('unknown')
const flag = z.literal(1).optional().catch(undefined)
const timecode = z
  .string()
  .regex(/^\d\d:\d\d:\d\d[:;.]\d\d$/)
  .optional()
  .catch(undefined)

const streamSchema = z.object({
  index: z.int().nonnegative(),
  codec_type: name,
  codec_name: name,
  codec_tag: z.string().catch('0x0000'),
  width: z.int().positive().optional().catch(undefined),
  height: z.int().positive().optional().catch(undefined),
  pix_fmt: name,
  time_base: z.string().catch(''),
  avg_frame_rate: z.string().catch(''),
  r_frame_rate: z.string().catch(''),
  start_pts: numeric,
  nb_frames: numeric,
  channels: numeric,
  sample_rate: numeric,
  disposition: z
    .object({ default: flag, attached_pic: flag, still_image: flag, timed_thumbnails: flag })
    .catch({}),
  tags: z.object({ timecode }).catch({}),
  side_data_list: z.array(z.object({ rotation: numeric })).catch([]),
})
type Stream = z.infer<typeof streamSchema>

const reportSchema = z.object({
  streams: z.array(streamSchema),
  format: z.object({
    format_name: name,
    duration: numeric,
    start_time: numeric,
    bit_rate: numeric,
    tags: z.object({ timecode, major_brand: name }).catch({ major_brand: '' }),
  }),
})

/** ffprobe's JSON as a `MediaInfo`. Throws a ZodError or SyntaxError when it is no such document. */
export function parseProbeReport(path: string, json: string): MediaInfo | NoVideo {
  const { streams, format } = reportSchema.parse(JSON.parse(json))
  const isPicture = /^(avif|mif1|heic|heix)/.test(format.tags.major_brand)
  const video = isPicture ? undefined : bestVideo(streams)
  if (!video) return { found: streams.slice(0, 6).map(describeStream).join(', ') || 'nothing' }
  const audio = streams.find((stream) => stream.codec_type === 'audio')
  return {
    path,
    container: format.format_name,
    durationSec: format.duration,
    startTimeSec: format.start_time ?? 0,
    bitRate: format.bit_rate,
    timecode:
      video.tags.timecode ??
      format.tags.timecode ??
      streams.find((stream) => stream.tags.timecode)?.tags.timecode,
    video: videoInfo(video),
    audio: audio && {
      codec: audio.codec_name,
      channels: audio.channels ?? 0,
      sampleRate: audio.sample_rate ?? 0,
    },
  }
}

type SizedStream = Stream & { width: number; height: number }

/** The stream a player would show: the default one, else the largest, else the first. */
function bestVideo(streams: readonly Stream[]): SizedStream | undefined {
  const rank = (stream: SizedStream) =>
    (stream.disposition.default ? 2 ** 50 : 0) + stream.width * stream.height
  return streams
    .filter((stream): stream is SizedStream => isMovingPicture(stream))
    .sort((a, b) => rank(b) - rank(a))[0]
}

function isMovingPicture({ codec_type, width, height, disposition }: Stream): boolean {
  const { attached_pic, still_image, timed_thumbnails } = disposition
  const isStill = attached_pic ?? still_image ?? timed_thumbnails
  return codec_type === 'video' && width !== undefined && height !== undefined && !isStill
}

function describeStream({ codec_type, codec_name, width, disposition }: Stream): string {
  if (disposition.attached_pic) return `cover picture ${codec_name}`
  if (codec_type === 'video' && !width) return `video ${codec_name} without a usable size`
  return codec_type === 'video' ? `still picture ${codec_name}` : `${codec_type} ${codec_name}`
}

function videoInfo(stream: SizedStream): VideoInfo {
  const rotation = clockwise(stream.side_data_list)
  const isTurned = rotation === 90 || rotation === 270
  const nominal = parseRational(stream.r_frame_rate)
  const average = parseRational(stream.avg_frame_rate) ?? nominal ?? { num: 25, den: 1 }
  return {
    index: stream.index,
    codec: stream.codec_name,
    codecTag: Number(stream.codec_tag) || 0,
    codedWidth: stream.width,
    codedHeight: stream.height,
    width: isTurned ? stream.height : stream.width,
    height: isTurned ? stream.width : stream.height,
    rotation,
    pixelFormat: stream.pix_fmt,
    timeBase: parseRational(stream.time_base) ?? { num: 1, den: 90_000 },
    averageFrameRate: average,
    nominalFrameRate: nominal ?? average,
    startPts: stream.start_pts,
    claimedFrames: stream.nb_frames || undefined,
    variableFrameRate: nominal !== undefined && !isWhole(asNumber(nominal) / asNumber(average)),
  }
}

/** Fields make the nominal rate twice the average one; anything else but 1 means frames of different lengths. */
function isWhole(ratio: number): boolean {
  return Math.abs(ratio - 1) < 0.001 || Math.abs(ratio - 2) < 0.002
}

/** ffprobe tells how far the picture is turned counter-clockwise; the nearest quarter counts. */
function clockwise(sideData: Stream['side_data_list']): VideoInfo['rotation'] {
  const degrees = sideData.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0
  const quarters = (((-Math.round(degrees / 90) % 4) + 4) % 4) as 0 | 1 | 2 | 3
  return ([0, 90, 180, 270] as const)[quarters]
}
