import { inputArgs, LIMITS } from '#core/media/ffmpeg-args.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import { asNumber } from '#core/media/rational.ts'
import { muxerArgs } from './container.ts'
import { AUDIO_BITS_PER_SEC, mostBitsPerSec } from './estimate-bytes.ts'
import { encoderArgs, type H264Encoder } from './ffmpeg-abilities.ts'
import { type AudioStream, FILL_TIMES } from './packets.ts'

/** Of all runs: progress on stdout, and our own messages only. */
const START = ['-hide_banner', '-nostdin', '-nostats', ...LIMITS, '-progress', 'pipe:1']
/**
 * No title, place, device, date or chapter of the source goes into a clip, only what its pictures need: the display
 * matrix and the colour tags, which are no metadata to ffmpeg.
 */
const NOTHING_ELSE = ['-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1']

interface CutArguments {
  readonly info: MediaInfo
  /** In ticks. */
  readonly startPts: number
  /** Seconds after the container's start to read from; undefined for the start. */
  readonly seekSec: number | undefined
  /** The comment tag; undefined in a part of a reel. */
  readonly label: string | undefined
  readonly out: string
}

export interface CopyArguments extends CutArguments {
  /** Exclusive; undefined for the end of the file. */
  readonly endPts: number | undefined
  readonly extension: 'mp4' | 'mkv'
  readonly audio: readonly AudioStream[]
  /** Bitstream filters of ffmpeg 5 see times in the muxer's units instead of the source's. */
  readonly filtersSeeMuxerTimes: boolean
}

/**
 * Copies packets. Which ones is decided packet by packet by a bitstream filter, from the key frame on and without the
 * pictures after it that belong before it; ffmpeg's own `-ss` and `-t` guess in a copy.
 *
 * The first picture gets time 0, so nothing lies before a clip's start: an edit list only undoes the delay of decoding,
 * and players that ignore it show the same first picture. Sound begins with its first packet after that.
 */
export function copyArgs(args: CopyArguments): string[] {
  const { info, seekSec, extension } = args
  const { timeBase, codec, index } = info.video
  const tick = asNumber(timeBase)
  const startSec = args.startPts * tick
  return [
    ...[...START, '-loglevel', 'level+warning', '-copyts', ...FILL_TIMES],
    ...(seekSec === undefined ? [] : ['-noaccurate_seek', '-ss', seekSec.toFixed(6)]),
    ...readLimit(args),
    ...inputArgs(info.path),
    ...['-map', `0:${index}`, '-map', '0:a?', ...NOTHING_ELSE, '-c', 'copy'],
    // Both leave the choice of packets to the filter.
    ...['-copyinkf', '-copypriorss', '1'],
    ...['-bsf:v', [...unpack(codec), keep(args, 'video')].join(',')],
    ...args.audio.flatMap((stream, n) => [`-bsf:a:${n}`, keep(args, stream)]),
    ...['-avoid_negative_ts', 'disabled', '-output_ts_offset', (-floorMicros(startSec)).toFixed(6)],
    ...(extension === 'mp4' ? ['-video_track_timescale', String(timeBase.den)] : []),
    // Apple's players want parameter sets of HEVC in the header.
    ...(extension === 'mp4' && codec === 'hevc' ? ['-tag:v', 'hvc1'] : []),
    ...comment(args.label),
    ...[...muxerArgs(extension), '-y', `file:${args.out}`],
  ]
}

/**
 * The bitstream filter that keeps what is shown between start and end. Pictures compare half a unit early, against rounding:
 * of the times that the filter sees, which in Matroska are whole milliseconds.
 */
function keep(args: CopyArguments, stream: AudioStream | 'video'): string {
  const { info, startPts, endPts, extension, filtersSeeMuxerTimes } = args
  const { timeBase } = info.video
  const ticksPerSec =
    extension === 'mkv' ? 1000 : stream === 'video' ? timeBase.den : stream.sampleRate
  const time = filtersSeeMuxerTimes ? `pts/${ticksPerSec}` : 'pts*tb'
  const early = stream === 'video' ? 0.5 : 0
  const bound = (pts: number) => {
    const seconds = filtersSeeMuxerTimes
      ? (Math.round(pts * asNumber(timeBase) * ticksPerSec) - early) / ticksPerSec
      : (pts - early) * asNumber(timeBase)
    return seconds.toFixed(9)
  }
  const after = endPts === undefined ? '' : `+gte(${time}\\,${bound(endPts)})`
  return `noise=drop='lt(${time}\\,${bound(startPts)})${after}'`
}

/** DivX files keep two pictures in one packet, which no other container knows. */
function unpack(codec: string): string[] {
  return codec === 'mpeg4' ? ['mpeg4_unpack_bframes'] : []
}

/** Stops reading some time after the last packet that is needed. */
function readLimit({ info, endPts, seekSec }: CopyArguments): string[] {
  if (endPts === undefined) return []
  const { timeBase, averageFrameRate } = info.video
  const endSec = endPts * asNumber(timeBase) - info.startTimeSec
  const margin = 5 + 50 / asNumber(averageFrameRate)
  return ['-t', (endSec - (seekSec ?? 0) + margin).toFixed(6)]
}

/** Downwards: the first picture's time must not become negative. */
function floorMicros(seconds: number): number {
  return Math.floor(seconds * 1e6 + 1e-4) / 1e6
}

export interface ExactArguments extends CutArguments {
  /** Exclusive. */
  readonly endPts: number
  readonly encoder: H264Encoder
  readonly hasAudio: boolean
  /** See `parseFrameLine`. */
  readonly nonce: string
  /** The container tells when a frame is shown; in a bare stream ffmpeg counts while it decodes. */
  readonly isTimed: boolean
  /** A part of a reel keeps its sound as samples: AAC cannot be joined without a gap. */
  readonly isPart: boolean
}

/**
 * Decodes from well before the in-point and encodes the frames between in and out, each with its own time in the source's
 * ticks, moved so that the first is at 0. Pictures are turned upright and have even sides, as H.264 in 4:2:0 wants them.
 *
 * All times are moved where the file is read: a filter that moves them makes FFmpeg 7 forget how long frames last, and
 * players then leave out the last one.
 */
export function exactArgs(args: ExactArguments): string[] {
  const { info, startPts, endPts, seekSec, isPart } = args
  const { timeBase, width, height, index } = info.video
  const shift = readingShift(args)
  const startSec = (startPts - shift.ticks) * asNumber(timeBase)
  const filters = [
    `settb=${timeBase.num}/${timeBase.den}`,
    'sidedata=delete',
    `showinfo@${args.nonce}=checksum=0`,
    `trim=start_pts=${startPts - shift.ticks}:end_pts=${endPts - shift.ticks}`,
    // Should the size change in the middle: an encoder has but one.
    `scale=${width}:${height}`,
    'pad=ceil(iw/2)*2:ceil(ih/2)*2',
    'format=yuv420p|yuvj420p',
  ]
  return [
    ...[...START, '-loglevel', 'level+info', '-copyts'],
    ...(seekSec === undefined ? [] : ['-noaccurate_seek', '-ss', seekSec.toFixed(6)]),
    ...(args.isTimed ? ['-itsoffset', (-shift.seconds).toFixed(6)] : []),
    ...inputArgs(info.path),
    ...['-map', `0:${index}`, '-map', '0:a?', ...NOTHING_ELSE],
    ...['-vf', filters.join(','), '-fps_mode', 'passthrough'],
    ...['-enc_time_base', `${timeBase.num}/${timeBase.den}`],
    ...encoderArgs(args.encoder, { bitsPerSec: mostBitsPerSec(info.video), startSec }),
    ...(args.isTimed ? [] : ['-output_ts_offset', (-floorMicros(startSec)).toFixed(6)]),
    ...(args.hasAudio ? soundArgs(args) : []),
    ...['-video_track_timescale', String(timeBase.den), ...comment(args.label)],
    ...(isPart ? ['-fflags', '+bitexact', '-f', 'mov'] : muxerArgs('mp4')),
    ...['-y', `file:${args.out}`],
  ]
}

/**
 * By how much an exact clip's times are moved where it is read: whole microseconds, as ffmpeg takes them, and the ticks
 * that it makes of them, which are those of the in-point unless a tick is shorter than a microsecond.
 */
export function readingShift({
  info,
  startPts,
  isTimed,
}: Pick<ExactArguments, 'info' | 'startPts' | 'isTimed'>) {
  const { timeBase } = info.video
  if (!isTimed) return { seconds: 0, ticks: 0 }
  const seconds = floorMicros(startPts * asNumber(timeBase))
  return { seconds, ticks: Math.round(seconds / asNumber(timeBase)) }
}

/** Sound of the same range; silence before it where it begins later. */
function soundArgs({ info, startPts, endPts, isPart }: ExactArguments): string[] {
  const seconds = ((endPts - startPts) * asNumber(info.video.timeBase)).toFixed(6)
  // The first part of a reel decides which tracks it has: each gets its sound, be it silence.
  const whole = isPart ? `,apad=whole_dur=${seconds}` : ''
  const filter = `atrim=start=0:end=${seconds},aresample=async=1:first_pts=0${whole}`
  return ['-af', filter, ...(isPart ? ['-c:a', 'pcm_s16le'] : AAC)]
}

const AAC = ['-c:a', 'aac', '-b:a', String(AUDIO_BITS_PER_SEC)]

export interface JoinArguments {
  /**
   * Name of a list for ffmpeg's concat demuxer, which is never used on files of others. It is read in its own folder: what it
   * names is found as in a URL, where a folder's `#` and `?` would mean something.
   */
  readonly list: string
  readonly extension: 'mp4' | 'mkv'
  /** Of the video track. */
  readonly ticksPerSec: number
  readonly isExact: boolean
  readonly codec: string
  readonly label: string
  readonly out: string
}

/** Puts parts that were cut before one behind the other. */
export function joinArgs({ list, extension, isExact, ...args }: JoinArguments): string[] {
  return [
    ...[...START, '-loglevel', 'level+warning', '-protocol_whitelist', 'file'],
    ...['-format_whitelist', 'concat,mov,matroska', '-f', 'concat', '-i', `file:${list}`],
    ...['-map', '0', '-c', 'copy', ...(isExact ? AAC : [])],
    ...(extension === 'mp4' ? ['-video_track_timescale', String(args.ticksPerSec)] : []),
    ...(extension === 'mp4' && args.codec === 'hevc' && !isExact ? ['-tag:v', 'hvc1'] : []),
    ...[...NOTHING_ELSE, ...comment(args.label), ...muxerArgs(extension), '-y', `file:${args.out}`],
  ]
}

/** The list that `joinArgs` reads: names beside it, and how long each part is. */
export function joinList(
  parts: readonly { readonly name: string; readonly seconds: number }[],
): string {
  const lines = parts.map(({ name, seconds }) => `file ${name}\nduration ${seconds.toFixed(6)}\n`)
  return `ffconcat version 1.0\n${lines.join('')}`
}

function comment(label: string | undefined): string[] {
  return label === undefined ? [] : ['-metadata', `comment=${label}`]
}
